/* Do the header fields that we know keep to their grammar (25.1)? A row each in a table. What a response
 * merely echoes of our request is ours and is not looked at. */
#include "check/invariant_rule.h"

#include <string.h>

/* ---- pieces ---- */

static bool is_number(struct slice value)
{
    for (size_t i = 0; i < value.n; i++)
        if (!ascii_is_digit(value.p[i]))
            return false;
    return value.n > 0;
}

/* 1*DIGIT, then nothing, parameters or a comment. */
static bool begins_with_number(struct slice value)
{
    size_t n = 0;
    while (n < value.n && ascii_is_digit(value.p[n]))
        n++;
    return n && (n == value.n || strchr(" \t\r\n;(", value.p[n]));
}

static struct slice before_params(struct slice value)
{
    return slice_trim(slice_sub(value, 0, slice_find(value, ';')));
}

static bool params_ok(struct slice value)
{
    return sip_params_ok(slice_sub(value, slice_find(value, ';'), SIZE_MAX));
}

static bool is_token_with_params(struct slice value)
{
    return sip_is_token(before_params(value)) && params_ok(value);
}

static bool is_number_with_params(struct slice value)
{
    return is_number(before_params(value)) && params_ok(value);
}

static bool is_media_type(struct slice value)
{
    struct slice type = before_params(value);
    size_t slash = slice_find(type, '/');
    return sip_is_token(slice_trim(slice_sub(type, 0, slash))) &&
           sip_is_token(slice_trim(slice_sub(type, slash + 1, SIZE_MAX))) && params_ok(value);
}

/* Sat, 13 Nov 2010 23:29:00 GMT */
static bool is_date(struct slice value)
{
    return value.n == 29 && value.p[3] == ',' && value.p[19] == ':' && value.p[22] == ':' &&
           slice_eq_text(slice_sub(value, 25, 4), " GMT");
}

static bool is_warning(struct slice value)
{
    return value.n > 5 && is_number(slice_sub(value, 0, 3)) && value.p[3] == ' ' &&
           value.p[value.n - 1] == '"';
}

static bool is_not_empty(struct slice value)
{
    return value.n > 0;
}

/* callid = word [ "@" word ] */
static bool is_call_id(struct slice value)
{
    size_t ats = 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        ats += c == '@';
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && (!c || !strchr("-.!%*_+`'~()<>:\\\"/[]?{}@", c)))
            return false;
    }
    return value.n && ats <= 1 && value.p[0] != '@' && value.p[value.n - 1] != '@';
}

static bool uri_ok(struct slice text)
{
    struct sip_uri uri;
    return sip_uri_parse(text, &uri);
}

static bool is_address(struct slice value)
{
    struct sip_address address;
    return sip_address_parse(value, &address) && !address.star && sip_params_ok(address.params) &&
           uri_ok(address.uri);
}

static bool is_tagged_address(struct slice value)
{
    struct sip_address address;
    struct sip_param tag;
    if (!is_address(value) || !sip_address_parse(value, &address))
        return false;
    return !sip_param_find(address.params, "tag", &tag) || sip_is_token(tag.value);
}

static bool is_contact(struct slice value)
{
    return slice_eq_text(value, "*") || is_address(value);
}

/* Route, Record-Route, Path: always in brackets. */
static bool is_route(struct slice value)
{
    struct sip_address address;
    return sip_address_parse(value, &address) && address.bracketed && is_address(value);
}

static bool is_cseq(struct slice value)
{
    struct sip_cseq cseq;
    return sip_cseq_parse(value, &cseq);
}

/* An address as received has it: digits and dots, or hexadecimal with colons, in brackets or not (RFC 5954).
 */
static bool is_ip(struct slice text)
{
    bool colon = false;
    for (size_t i = 0; i < text.n; i++) {
        colon = colon || text.p[i] == ':';
        if (!ascii_is_digit(text.p[i]) && (!text.p[i] || !strchr("abcdefABCDEF:.[]", text.p[i])))
            return false;
    }
    return text.n && (colon || slice_find(text, '.') < text.n);
}

static bool is_via(struct slice value)
{
    struct sip_via via;
    if (!sip_via_parse(value, &via) || !sip_params_ok(via.params))
        return false;
    return (!via.received.p || is_ip(via.received)) && (!via.rport.n || is_number(via.rport)) &&
           (!via.branch.p || sip_is_token(via.branch));
}

/* ---- the table ---- */

struct grammar {
    enum sip_header_id id;
    bool may_be_empty;
    enum verdict verdict; /* FAIL for what this suite leans on */
    bool (*fits)(struct slice value);
    const char *expected;
};

static const struct grammar grammars[] = {
    {SIP_HEADER_VIA, false, VERDICT_FAIL, is_via, "Via by its grammar (20.42)"},
    {SIP_HEADER_FROM, false, VERDICT_FAIL, is_tagged_address,
     "From is a name-addr or addr-spec with parameters"},
    {SIP_HEADER_TO, false, VERDICT_FAIL, is_tagged_address, "To is a name-addr or addr-spec with parameters"},
    {SIP_HEADER_CONTACT, false, VERDICT_FAIL, is_contact,
     "Contact is a name-addr or addr-spec with parameters"},
    {SIP_HEADER_CALL_ID, false, VERDICT_FAIL, is_call_id, "Call-ID is a word, or two joined by @"},
    {SIP_HEADER_CSEQ, false, VERDICT_FAIL, is_cseq, "CSeq is a number and a method"},
    {SIP_HEADER_REQUIRE, false, VERDICT_FAIL, sip_is_token, "Require lists option-tags"},
    {SIP_HEADER_PROXY_REQUIRE, false, VERDICT_FAIL, sip_is_token, "Proxy-Require lists option-tags"},
    {SIP_HEADER_SUPPORTED, true, VERDICT_FAIL, sip_is_token, "Supported lists option-tags"},
    {SIP_HEADER_UNSUPPORTED, true, VERDICT_FAIL, sip_is_token, "Unsupported lists option-tags"},
    {SIP_HEADER_ALLOW, true, VERDICT_FAIL, sip_is_token, "Allow lists methods"},
    {SIP_HEADER_ROUTE, false, VERDICT_FAIL, is_route, "Route lists URIs in brackets"},
    {SIP_HEADER_RECORD_ROUTE, false, VERDICT_FAIL, is_route, "Record-Route lists URIs in brackets"},
    {SIP_HEADER_MAX_FORWARDS, false, VERDICT_FAIL, is_number, "Max-Forwards is a number"},
    {SIP_HEADER_CONTENT_LENGTH, false, VERDICT_FAIL, is_number, "Content-Length is a number"},
    {SIP_HEADER_PATH, false, VERDICT_WARN, is_route, "Path lists URIs in brackets"},
    {SIP_HEADER_REPLY_TO, false, VERDICT_WARN, is_address, "Reply-To is a name-addr or addr-spec"},
    {SIP_HEADER_REFER_TO, false, VERDICT_WARN, is_address, "Refer-To is a name-addr or addr-spec"},
    {SIP_HEADER_EXPIRES, false, VERDICT_WARN, is_number, "Expires is a number of seconds"},
    {SIP_HEADER_MIN_EXPIRES, false, VERDICT_WARN, is_number, "Min-Expires is a number of seconds"},
    {SIP_HEADER_RSEQ, false, VERDICT_WARN, is_number, "RSeq is a number"},
    {SIP_HEADER_SESSION_EXPIRES, false, VERDICT_WARN, is_number_with_params,
     "Session-Expires is a number of seconds"},
    {SIP_HEADER_MIN_SE, false, VERDICT_WARN, is_number_with_params, "Min-SE is a number of seconds"},
    {SIP_HEADER_RETRY_AFTER, false, VERDICT_WARN, begins_with_number,
     "Retry-After begins with a number of seconds"},
    {SIP_HEADER_CONTENT_TYPE, false, VERDICT_WARN, is_media_type,
     "Content-Type is type/subtype with parameters"},
    {SIP_HEADER_CONTENT_ENCODING, false, VERDICT_WARN, sip_is_token, "Content-Encoding lists tokens"},
    {SIP_HEADER_ACCEPT, true, VERDICT_WARN, is_media_type, "Accept lists media ranges"},
    {SIP_HEADER_ACCEPT_ENCODING, true, VERDICT_WARN, is_token_with_params, "Accept-Encoding lists codings"},
    {SIP_HEADER_ACCEPT_LANGUAGE, true, VERDICT_WARN, is_token_with_params, "Accept-Language lists languages"},
    {SIP_HEADER_ALLOW_EVENTS, false, VERDICT_WARN, sip_is_token, "Allow-Events lists event types"},
    {SIP_HEADER_EVENT, false, VERDICT_WARN, is_token_with_params, "Event is an event type with parameters"},
    {SIP_HEADER_DATE, false, VERDICT_WARN, is_date, "Date like Sat, 13 Nov 2010 23:29:00 GMT"},
    {SIP_HEADER_WARNING, false, VERDICT_WARN, is_warning, "Warning is a code, an agent and a quoted text"},
    {SIP_HEADER_SERVER, false, VERDICT_WARN, is_not_empty, "Server has a value"},
    {SIP_HEADER_USER_AGENT, false, VERDICT_WARN, is_not_empty, "User-Agent has a value"},
};

/* An empty value: a header field that may be empty has an empty row, never an empty element in a row. */
static bool may_be_empty(const struct grammar *grammar, const struct sip_values *values)
{
    return grammar->may_be_empty && values->row->value.n == 0;
}

/* The first value that does not fit, or its row when there is nothing to mark in it; NOWHERE when all fit. */
static struct slice first_misfit(const struct sip_message *message, const struct grammar *grammar)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, grammar->id);
    while (sip_values_next(&values, &value))
        if (value.n ? !grammar->fits(value) : !may_be_empty(grammar, &values))
            return value.n ? value : row_place(values.row);
    return NOWHERE;
}

static void check_header(struct inspection *in, const struct grammar *grammar)
{
    struct slice misfit = first_misfit(in->message, grammar);
    if (!misfit.p || (in->fact->request && first_misfit(in->fact->request->message, grammar).p))
        return;
    breach_as(in, grammar->verdict, misfit, grammar->expected, "%.*s", SHOW(misfit));
}

/* A line of the header part that is no header field at all. */
static void check_rows(struct inspection *in)
{
    for (size_t i = 0; i < in->message->row_count; i++) {
        const struct sip_row *row = &in->message->rows[i];
        if (!sip_is_token(row->name)) {
            breach(in, row_place(row), "header fields: name, colon, value", "%.*s", SHOW(row_place(row)));
            return;
        }
    }
}

bool rule_grammar(struct inspection *in)
{
    check_rows(in);
    for (size_t i = 0; i < sizeof(grammars) / sizeof(grammars[0]); i++)
        check_header(in, &grammars[i]);
    return true;
}
