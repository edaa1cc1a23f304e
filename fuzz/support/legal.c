/* Tells whether a value is certainly what RFC 3261 section 25.1 allows. Oracles ask before they compare. */
#include "fuzz/support/legal.h"

#include "sip/scan.h"
#include "sip/value.h"

#include <string.h>

/* SP and visible US-ASCII only: folds, UTF-8 and control characters are legal in places, and rare. */
static bool is_plain(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] < ' ' || text.p[i] > '~')
            return false;
    return true;
}

/* Characters of a set, and escapes but that of NUL, at which osip cuts a text (escaped-nul). */
static bool is_of(struct slice text, const char *marks)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i], octet;
        if (c == '%') {
            if (!scan_escape(slice_sub(text, i, text.n), &octet) || !octet)
                return false;
            i += 2;
        } else if (!ascii_is_alpha(c) && !ascii_is_digit(c) && !(c && strchr(marks, c))) {
            return false;
        }
    }
    return true;
}

static bool is_host(struct slice host)
{
    unsigned char address[16];
    if (host.n && host.p[0] == '[')
        return scan_ipv6(host, address);
    return host.n && is_of(host, "-.") && slice_find(host, '%') == host.n;
}

/* *( ;name [ = value ] ) of a URI: no blanks, no quotes. */
static bool are_uri_params(struct slice params)
{
    struct sip_param param;
    while (sip_param_next(&params, &param))
        if (!param.name.n || !is_of(param.name, "[]/:&+$-_.!~*'()") ||
            (param.value.p && (!param.value.n || !is_of(param.value, "[]/:&+$-_.!~*'()"))))
            return false;
    return params.n == 0;
}

static bool are_uri_headers(struct slice headers)
{
    struct sip_param header;
    while (sip_uri_header_next(&headers, &header))
        if (!header.name.n || !header.value.n || !is_of(header.name, "[]/?:+$-_.!~*'()") ||
            !is_of(header.value, "[]/?:+$-_.!~*'()"))
            return false;
    return headers.n == 0;
}

bool fuzz_is_legal_uri(struct slice text)
{
    struct sip_uri uri;
    if (!is_plain(text) || slice_find(text, ' ') < text.n || !sip_uri_parse(text, &uri) || !uri.is_sip)
        return false;
    return (!uri.user.p || (uri.user.n && is_of(uri.user, "-_.!~*'()&=+$,;?/"))) &&
           (!uri.password.p || (uri.password.n && is_of(uri.password, "-_.!~*'()&=+$,"))) &&
           is_host(uri.host) && are_uri_params(uri.params) &&
           (!uri.headers.p || are_uri_headers(uri.headers));
}

/* ;name or ;name=value, blanks around the separators allowed by the grammar but left out here. */
static bool are_params(struct slice params)
{
    struct sip_param param;
    while (sip_param_next(&params, &param))
        if (!sip_is_token(param.name) || (param.value.p && !sip_is_token(param.value) &&
                                          scan_quoted(param.value) != param.value.n && !is_host(param.value)))
            return false;
    return params.n == 0;
}

static bool is_display(struct slice display)
{
    if (!display.n || scan_quoted(display) == display.n)
        return true;
    for (size_t i = 0; i < display.n; i++)
        if (display.p[i] != ' ' && !scan_is_token_char(display.p[i]))
            return false;
    return true;
}

/* osip refuses a URI of fewer than SHORTEST characters in brackets (short-uri). */
static bool is_address(struct slice value)
{
    enum { SHORTEST = 6 };
    struct sip_address address;
    return sip_address_parse(value, &address) && !address.star && address.uri.n >= SHORTEST &&
           is_display(address.display) &&
           (address.bracketed || slice_find_text(address.uri, ";") == address.uri.n) &&
           fuzz_is_legal_uri(address.uri) && are_params(address.params);
}

static bool is_star_or_address(struct slice value)
{
    return slice_eq_text(value, "*") || is_address(value);
}

/* osip prints a comment, which RFC 2543 had, twice, and finds one in quotes too (via-comment). */
static bool is_via(struct slice value)
{
    struct sip_via via;
    return sip_via_parse(value, &via) && slice_eq_text(slice_sub(via.protocol, 0, 8), "SIP/2.0/") &&
           sip_is_token(via.transport) && is_host(via.host) && are_params(via.params) &&
           slice_find(value, '(') == value.n;
}

static bool is_word(struct slice text)
{
    return text.n && is_of(text, "-.!%*_+`'~()<>:\\\"/[]?{}") && slice_find(text, '%') == text.n;
}

static bool is_call_id(struct slice value)
{
    size_t at = slice_find(value, '@');
    return is_word(slice_sub(value, 0, at)) && (at == value.n || is_word(slice_sub(value, at + 1, value.n)));
}

static bool is_cseq(struct slice value)
{
    struct sip_cseq cseq;
    return sip_cseq_parse(value, &cseq) && cseq.number < 1u << 31 && sip_is_token(cseq.method);
}

static bool is_number(struct slice value)
{
    uint64_t number;
    return slice_to_u64(value, &number) && number < 1u << 31;
}

/* Parameters that all have values. */
static bool have_values(struct slice params)
{
    struct sip_param param;
    while (sip_param_next(&params, &param))
        if (!param.value.p)
            return false;
    return true;
}

/* type/subtype *( ;name=value ) */
static bool is_media_type(struct slice value)
{
    size_t semicolon = slice_find(value, ';');
    struct slice type = slice_sub(value, 0, semicolon);
    size_t slash = slice_find(type, '/');
    return sip_is_token(slice_sub(type, 0, slash)) && sip_is_token(slice_sub(type, slash + 1, type.n)) &&
           are_params(slice_sub(value, semicolon, value.n)) &&
           have_values(slice_sub(value, semicolon, value.n));
}

static bool is_coding(struct slice value)
{
    size_t semicolon = slice_find(value, ';');
    return sip_is_token(slice_sub(value, 0, semicolon)) && are_params(slice_sub(value, semicolon, value.n));
}

static bool is_reference(struct slice value)
{
    size_t close = slice_find(value, '>');
    return value.n && value.p[0] == '<' && fuzz_is_legal_uri(slice_sub(value, 1, close - 1)) &&
           are_params(slice_sub(value, close + 1, value.n));
}

static size_t find_name(struct slice name, const char *const *names)
{
    size_t i = 0;
    while (names[i] && !slice_eq_text(name, names[i]))
        i++;
    return i;
}

/* Digest and the parameters that osip knows, realm among them, with values of more than one character: it
 * forgets others (bare-scheme, short-value). */
static bool is_digest(struct slice value, const char *const *names)
{
    if (!slice_starts_with(value, "Digest ") || slice_find_text(value, "realm=\"") == value.n)
        return false;
    for (struct slice rest = slice_sub(value, 7, value.n); rest.n;) {
        size_t name = scan_token(rest);
        bool known = names[find_name(slice_sub(rest, 0, name), names)] != NULL;
        rest = slice_sub(rest, name, rest.n);
        struct slice text = slice_sub(rest, 1, rest.n);
        size_t quoted = scan_quoted(text), n = quoted ? quoted : scan_token(text);
        if (!known || !rest.n || rest.p[0] != '=' || n < 4)
            return false;
        rest = slice_sub(rest, 1 + n, rest.n);
        if (rest.n && !slice_starts_with(rest, ", "))
            return false;
        rest = slice_sub(rest, 2, rest.n);
    }
    return true;
}

static bool is_challenge(struct slice value)
{
    static const char *const names[] = {"realm", "nonce",     "domain", "opaque",
                                        "stale", "algorithm", "qop",    NULL};
    return is_digest(value, names);
}

static bool are_credentials(struct slice value)
{
    static const char *const names[] = {"username", "realm", "nonce", "uri",       "response", "cnonce",
                                        "opaque",   "qop",   "nc",    "algorithm", NULL};
    return is_digest(value, names);
}

static bool is_anything(struct slice value)
{
    return value.n != 0;
}

static bool is_never(struct slice value)
{
    (void)value;
    return false;
}

static const struct {
    const char *header;
    bool (*is_legal)(struct slice value);
} headers[] = {
    {"Accept", is_media_type},
    {"Accept-Encoding", is_coding},
    {"Accept-Language", is_coding},
    {"Alert-Info", is_reference},
    {"Allow", sip_is_token},
    {"Authentication-Info", is_never}, /* osip reads it as if a scheme came first (info-has-no-scheme) */
    {"Authorization", are_credentials},
    {"Call-ID", is_call_id},
    {"Call-Info", is_reference},
    {"Contact", is_star_or_address},
    {"Content-Disposition", is_coding},
    {"Content-Encoding", sip_is_token},
    {"Content-Length", is_number},
    {"Content-Type", is_media_type},
    {"CSeq", is_cseq},
    {"Error-Info", is_reference},
    {"From", is_address},
    {"MIME-Version", is_anything},
    {"Proxy-Authenticate", is_challenge},
    {"Proxy-Authentication-Info", is_never},
    {"Proxy-Authorization", are_credentials},
    {"Record-Route", is_address},
    {"Route", is_address},
    {"To", is_address},
    {"Via", is_via},
    {"WWW-Authenticate", is_challenge},
};

bool fuzz_is_legal_value(const char *header, struct slice value)
{
    for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
        if (slice_ieq_text(slice_from(header), headers[i].header))
            return is_plain(value) && headers[i].is_legal(value);
    return is_plain(value) && is_anything(value);
}

/* All values of one header field. */
static bool are_values_legal(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        if (!fuzz_is_legal_value(sip_header_by_id(id)->name, value))
            return false;
    return true;
}

static bool are_rows_legal(const struct sip_message *message)
{
    bool seen[SIP_HEADER_COUNT] = {false};
    for (size_t i = 0; i < message->row_count; i++) {
        const struct sip_row *row = &message->rows[i];
        if (row->id == SIP_HEADER_OTHER && (!is_plain(row->value) || !row->value.n))
            return false;
        if (row->id != SIP_HEADER_OTHER && !seen[row->id] && !are_values_legal(message, row->id))
            return false;
        seen[row->id] = true;
    }
    return true;
}

/* A look at each line, by functions of the C library, which are not instrumented: most messages of a fuzzer
 * are seen to be broken here, at a small part of the cost of reading them. */
static bool has_whole_lines(struct slice bytes)
{
    struct slice rest = slice_sub(bytes, 0, slice_find_text(bytes, "\r\n\r\n") + 2);
    if (rest.n > bytes.n || memchr(rest.p, 0, rest.n))
        return false;
    for (bool start = true; rest.n; start = false) {
        const char *end = memchr(rest.p, '\n', rest.n);
        const char *carriage = memchr(rest.p, '\r', rest.n);
        if (!end || carriage != end - 1 ||
            (!start && (rest.p[0] == ' ' || !memchr(rest.p, ':', (size_t)(end - rest.p)))))
            return false;
        rest = slice_sub(rest, (size_t)(end + 1 - rest.p), rest.n);
    }
    return true;
}

bool fuzz_is_legal_message(struct slice bytes)
{
    struct sip_message *message;
    uint64_t length;
    if (!bytes.n || !has_whole_lines(bytes) || sip_message_parse(bytes.p, bytes.n, &message))
        return false;
    bool legal = !message->flaws && message->kind != SIP_BROKEN &&
                 (message->kind == SIP_RESPONSE ? is_plain(message->reason)
                                                : fuzz_is_legal_uri(message->request_uri)) &&
                 are_rows_legal(message) && sip_content_length(message, &length) && length == message->body.n;
    sip_message_free(message);
    return legal;
}
