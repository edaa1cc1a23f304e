/* The rules that say why our view of a message and libosip2's may differ: a test for each. */
#include "fuzz/support/differences.h"

#include "fuzz/support/view.h"
#include "sip/scan.h"
#include "sip/value.h"

#include <string.h>

/* A set of facts. */
#define OF(fact) (1u << FACT_##fact)
#define START_LINE                                                                                           \
    (OF(METHOD) | OF(STATUS) | OF(VERSION) | OF(REASON) | OF(URI_SCHEME) | OF(URI_USER) | OF(URI_PASSWORD) | \
     OF(URI_HOST) | OF(URI_PORT))
#define URI (OF(URI_SCHEME) | OF(URI_USER) | OF(URI_PASSWORD) | OF(URI_HOST) | OF(URI_PORT))
#define VIA (OF(VIA_TRANSPORT) | OF(VIA_HOST) | OF(VIA_PORT) | OF(VIA_BRANCH))
#define ALL (~0u)

/* ---- what may be so of a message ---- */

/* "SIP/2.0 407" and the line end: osip looks for the second space in the rows that follow. */
static bool has_no_reason(const struct both *both)
{
    struct slice line = both->message->start_line;
    size_t first = slice_find(line, ' ');
    return both->message->kind == SIP_RESPONSE &&
           slice_find(slice_sub(line, first + 1, line.n), ' ') + first + 1 >= line.n;
}

static bool has_escaped_nul(const struct both *both)
{
    return slice_find_text(both->message->request_uri, "%00") < both->message->request_uri.n;
}

static bool has_blank_in_call_id(const struct both *both)
{
    struct slice id = sip_call_id(both->message);
    for (size_t i = 0; i < id.n; i++)
        if (ascii_is_blank(id.p[i]))
            return true;
    return false;
}

static bool is_broken(const struct both *both)
{
    return both->message->kind == SIP_BROKEN;
}

static bool is_empty_here(const struct both *both)
{
    return both->ours.p && !both->ours.n && !both->theirs.p;
}

static bool is_sound_address(struct slice value)
{
    struct sip_address address;
    struct sip_uri uri;
    return sip_address_parse(value, &address) && sip_uri_parse(address.uri, &uri) &&
           sip_params_ok(address.params);
}

static bool is_sound_name_addr(struct slice value)
{
    struct sip_address address;
    return is_sound_address(value) && sip_address_parse(value, &address) && address.bracketed;
}

/* A word, then parameters. */
static bool is_sound_word(struct slice value)
{
    struct slice word = slice_sub(value, 0, slice_find(value, ';'));
    return sip_is_token(slice_trim(word)) && sip_params_ok(slice_sub(value, word.n, value.n));
}

/* type "/" subtype, then parameters. */
static bool is_sound_media(struct slice value)
{
    size_t slash = slice_find(value, '/');
    return sip_is_token(slice_trim(slice_sub(value, 0, slash))) &&
           is_sound_word(slice_sub(value, slash + 1, value.n));
}

/* The reader for the values of a field that osip takes apart, and leaves out when it cannot; NULL for other
 * fields. */
static bool (*reader_of(enum sip_header_id id))(struct slice value)
{
    static const struct {
        enum sip_header_id id;
        bool (*is_sound)(struct slice value);
    } typed[] = {{SIP_HEADER_ACCEPT, is_sound_media},          {SIP_HEADER_ACCEPT_ENCODING, is_sound_word},
                 {SIP_HEADER_ACCEPT_LANGUAGE, is_sound_word},  {SIP_HEADER_ALLOW, is_sound_word},
                 {SIP_HEADER_CONTENT_ENCODING, is_sound_word}, {SIP_HEADER_ALERT_INFO, is_sound_name_addr},
                 {SIP_HEADER_CALL_INFO, is_sound_name_addr},   {SIP_HEADER_ERROR_INFO, is_sound_name_addr},
                 {SIP_HEADER_ROUTE, is_sound_name_addr},       {SIP_HEADER_RECORD_ROUTE, is_sound_name_addr},
                 {SIP_HEADER_CONTACT, is_sound_address}};
    for (size_t i = 0; i < sizeof(typed) / sizeof(typed[0]); i++)
        if (typed[i].id == id)
            return typed[i].is_sound;
    return NULL;
}

static bool has_unsound_value(const struct both *both)
{
    struct sip_values values;
    struct slice value;
    bool (*reads)(struct slice value) = reader_of(both->id);
    bool bad = false;
    sip_values_begin(&values, both->message, both->id);
    while (reads && sip_values_next(&values, &value))
        bad = bad || !reads(value);
    return bad;
}

/* A field that may stand once: osip keeps one row. */
static bool has_second_row(const struct both *both)
{
    enum sip_header_id id = both->ours.p && both->id ? both->id : SIP_HEADER_CALL_ID;
    return !(sip_header_by_id(id)->flags & (SIP_LIST | SIP_CREDENTIALS)) &&
           sip_row_count(both->message, id) > 1;
}

static bool has_folded_start_line(const struct both *both)
{
    return both->message->flaws & SIP_FLAW_LEADING_BLANK;
}

static bool has_fold_before_colon(const struct both *both)
{
    for (size_t i = 0; i < both->message->row_count; i++)
        if (both->message->rows[i].folded && !both->message->rows[i].name.n)
            return true;
    return false;
}

/* A quote or bracket that nothing closes in its row: what follows it is text to us. */
static bool has_open_end(const struct both *both)
{
    for (const struct sip_row *row = NULL; (row = sip_row_next(both->message, both->id, row));)
        if (!fuzz_is_closed(row->value))
            return true;
    return false;
}

static bool has_other_brackets_in(struct slice text)
{
    static const char *const schemes[] = {"sip:", "sips:", "http:", "https:", "tel:"};
    for (size_t i = 0; i < text.n; i++) {
        struct slice here = scan_skip(text, i);
        size_t quoted = scan_quoted(here);
        bool known = text.p[i] != '<';
        for (size_t k = 0; !known && k < sizeof(schemes) / sizeof(schemes[0]); k++)
            known = slice_ieq_text(slice_sub(here, 1, strlen(schemes[k])), schemes[k]);
        if (!known)
            return true;
        i += quoted ? quoted - 1 : 0;
    }
    return false;
}

/* Brackets keep a comma for osip only around URIs of five schemes. */
static bool has_other_brackets(const struct both *both)
{
    for (const struct sip_row *row = NULL; (row = sip_row_next(both->message, both->id, row));)
        if (has_other_brackets_in(row->value))
            return true;
    return false;
}

/* A quote that no quoted-string may begin with: behind a backslash, which escapes nothing there, or in
 * brackets. */
static bool has_stray_quote_in(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        struct slice here = scan_skip(text, i);
        if (text.p[i] == '"') {
            size_t quoted = scan_quoted(here);
            if (!quoted || (i && text.p[i - 1] == '\\'))
                return quoted;
            i += quoted - 1;
        } else if (text.p[i] == '<') {
            size_t inside = slice_find(here, '>');
            if (slice_find(slice_sub(here, 0, inside), '"') < inside)
                return true;
            i += inside;
        }
    }
    return false;
}

static bool has_stray_quote(const struct both *both)
{
    for (const struct sip_row *row = NULL; (row = sip_row_next(both->message, both->id, row));)
        if (has_stray_quote_in(row->value))
            return true;
    return false;
}

/* An address that osip does not take because of its length. */
static bool is_short(struct slice value)
{
    enum { SHORTEST = 6, SHORTEST_ALONE = 5 };
    struct sip_address address;
    return sip_address_parse(value, &address) && !address.star &&
           (address.bracketed ? address.uri.n : slice_find(value, ';')) <
               (address.bracketed || address.params.n ? SHORTEST : SHORTEST_ALONE);
}

static size_t count_short(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value;
    size_t count = 0;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        count += is_short(value);
    return count;
}

/* Just the short ones are missing from the list, or the message is refused for one. */
static bool has_short_uri(const struct both *both)
{
    uint64_t ours, theirs;
    size_t count = count_short(both->message, both->id);
    if (slice_to_u64(both->ours, &ours) && slice_to_u64(both->theirs, &theirs))
        return count && theirs + count == ours;
    return count_short(both->message, SIP_HEADER_FROM) || count_short(both->message, SIP_HEADER_TO) ||
           count_short(both->message, SIP_HEADER_CONTACT);
}

/* HTAB between words: osip looks for SP, and folds are SP to it. What is quoted is its own. */
static bool has_tab_in(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        size_t quoted = scan_quoted(scan_skip(text, i));
        if (text.p[i] == '\t')
            return true;
        i += quoted ? quoted - 1 : 0;
    }
    return false;
}

static bool has_tab(const struct both *both)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_VIA, SIP_HEADER_CSEQ, SIP_HEADER_FROM, SIP_HEADER_TO,
                                             SIP_HEADER_CONTACT};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        for (const struct sip_row *row = NULL; (row = sip_row_next(both->message, ids[i], row));)
            if (has_tab_in(row->value))
                return true;
    return false;
}

/* What RFC 2543 had as a comment can stand in a quoted parameter only. */
static bool has_via_comment(const struct both *both)
{
    for (const struct sip_row *row = NULL; (row = sip_row_next(both->message, SIP_HEADER_VIA, row));)
        if (slice_find(row->value, '(') < row->value.n)
            return true;
    return false;
}

/* Nothing before the first "@", or nothing behind it. */
static bool has_half_call_id(const struct both *both)
{
    struct slice id = sip_call_id(both->message);
    size_t at = slice_find(id, '@');
    return at < id.n && (at == 0 || at + 1 == id.n);
}

static bool has_nul(const struct both *both)
{
    return both->message->flaws & SIP_FLAW_NUL;
}

static bool has_bare_cr(const struct both *both)
{
    return both->message->flaws & SIP_FLAW_BARE_CR;
}

static bool has_odd_start_line(const struct both *both)
{
    return both->message->flaws & SIP_FLAW_START_LINE;
}

static bool has_no_length(const struct both *both)
{
    return !both->ours.p && !sip_row_next(both->message, SIP_HEADER_CONTENT_LENGTH, NULL);
}

static bool has_malformed_length(const struct both *both)
{
    return !both->ours.p && sip_row_next(both->message, SIP_HEADER_CONTENT_LENGTH, NULL);
}

static bool has_leading_zeros(const struct both *both)
{
    uint64_t a, b;
    return slice_to_u64(both->ours, &a) && slice_to_u64(both->theirs, &b) && a == b;
}

static bool drops_credentials(const struct both *both)
{
    uint64_t ours, theirs;
    return sip_header_by_id(both->id)->flags & SIP_CREDENTIALS && slice_to_u64(both->ours, &ours) &&
           slice_to_u64(both->theirs, &theirs) && theirs < ours;
}

static bool splits_authentication_info(const struct both *both)
{
    return both->id == SIP_HEADER_AUTHENTICATION_INFO;
}

static bool has_supplied_length(const struct both *both)
{
    return both->id == SIP_HEADER_CONTENT_LENGTH && slice_eq_text(both->ours, "0");
}

static bool has_malformed_params(const struct both *both)
{
    struct sip_address from = {0}, to = {0};
    struct sip_via via;
    return (sip_address_parse(sip_header_value(both->message, SIP_HEADER_FROM), &from) &&
            !sip_params_ok(from.params)) ||
           (sip_address_parse(sip_header_value(both->message, SIP_HEADER_TO), &to) &&
            !sip_params_ok(to.params)) ||
           (sip_top_via(both->message, &via) && !sip_params_ok(via.params));
}

/* A line of blanks alone between two lines of a row. */
static bool has_blank_fold(const struct both *both)
{
    for (size_t i = 0; i < both->message->row_count; i++) {
        struct slice rest = both->message->rows[i].raw;
        for (size_t at; (at = slice_find(rest, '\n')) + 1 < rest.n;) {
            rest = slice_sub(rest, at + 1, rest.n);
            if (!slice_trim(slice_sub(rest, 0, slice_find(rest, '\n'))).n)
                return true;
        }
    }
    return false;
}

/* Of the Request-URI and the addresses that osip must be able to read, or of the list that is compared. */
static bool has_uri(const struct both *both, bool (*is_so)(struct slice uri))
{
    const enum sip_header_id ids[] = {SIP_HEADER_FROM, SIP_HEADER_TO, SIP_HEADER_CONTACT};
    struct sip_values values;
    struct slice value;
    for (size_t i = 0; i < (both->id ? 1 : sizeof(ids) / sizeof(ids[0])); i++) {
        sip_values_begin(&values, both->message, both->id ? both->id : ids[i]);
        while (sip_values_next(&values, &value))
            if (is_so(sip_address_uri(value)))
                return true;
    }
    return !both->id && is_so(both->message->request_uri);
}

static bool has_semicolon(struct slice text)
{
    struct sip_uri uri;
    return sip_uri_parse(text, &uri) && slice_find(uri.headers, ';') < uri.headers.n;
}

static bool has_semicolon_in_headers(const struct both *both)
{
    return has_uri(both, has_semicolon);
}

static bool is_password_empty(struct slice text)
{
    struct sip_uri uri;
    return sip_uri_parse(text, &uri) && uri.password.p && !uri.password.n;
}

static bool has_empty_password(const struct both *both)
{
    return has_uri(both, is_password_empty);
}

static bool is_odd_scheme(struct slice text)
{
    struct sip_uri uri;
    if (!sip_uri_parse(text, &uri))
        return false;
    for (size_t i = 0; i < uri.scheme.n; i++)
        if (!ascii_is_alpha(uri.scheme.p[i]))
            return true;
    return uri.scheme.n == 1;
}

/* A scheme of letters alone, and of two at least, is all that osip knows. */
static bool has_odd_scheme(const struct both *both)
{
    return has_uri(both, is_odd_scheme);
}

static bool has_odd_content_type(const struct both *both)
{
    struct slice type = sip_header_value(both->message, SIP_HEADER_CONTENT_TYPE);
    return type.p && !is_sound_media(type);
}

static bool has_multipart(const struct both *both)
{
    struct slice type = sip_header_value(both->message, SIP_HEADER_CONTENT_TYPE);
    return slice_ieq_text(slice_sub(type, 0, 9), "multipart");
}

static bool is_malformed_here(const struct both *both)
{
    return !both->ours.p && both->theirs.p;
}

static bool has_empty_value(const struct both *both)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, both->message, both->id);
    while (sip_values_next(&values, &value))
        if (!value.n)
            return true;
    return false;
}

/* ---- the table ---- */

static const struct rule {
    const char *name; /* as in docs/lens-differences.md */
    unsigned facts;
    bool (*is_so)(const struct both *both);
} rules[] = {
    {"nul", ALL, has_nul},
    {"bare-cr", ALL, has_bare_cr},
    {"no-reason", ALL, has_no_reason},
    {"escaped-nul", URI, has_escaped_nul},
    {"call-id-blanks", OF(CALL_ID), has_blank_in_call_id},
    {"address-malformed", OF(FROM_TAG) | OF(TO_TAG), is_malformed_here},
    {"value-left-out", OF(COUNT), has_unsound_value},
    {"empty-call-id", OF(CALL_ID), is_empty_here},
    {"no-start-line", ALL, is_broken},
    {"folded-start-line", ALL, has_folded_start_line},
    {"fold-before-colon", ALL, has_fold_before_colon},
    {"brackets", OF(COUNT), has_other_brackets},
    {"open-end", OF(COUNT), has_open_end},
    {"stray-quote", OF(COUNT), has_stray_quote},
    {"short-uri", OF(COUNT) | OF(TAKEN), has_short_uri},
    {"tab", OF(TAKEN) | VIA, has_tab},
    {"via-comment", OF(TAKEN) | VIA, has_via_comment},
    {"call-id-malformed", OF(TAKEN), has_half_call_id},
    {"start-line", START_LINE, has_odd_start_line},
    {"length-supplied", OF(LENGTH), has_no_length},
    {"length-malformed", OF(LENGTH), has_malformed_length},
    {"leading-zeros", OF(LENGTH) | OF(VIA_PORT) | OF(URI_PORT), has_leading_zeros},
    {"second-row", OF(COUNT) | OF(CALL_ID), has_second_row},
    {"credentials-dropped", OF(COUNT), drops_credentials},
    {"authentication-info", OF(COUNT), splits_authentication_info},
    {"cseq-malformed", OF(CSEQ_NUMBER) | OF(CSEQ_METHOD), is_malformed_here},
    {"uri-malformed", URI, is_malformed_here},
    {"via-malformed", VIA, is_malformed_here},
    {"empty-value", OF(COUNT), has_empty_value},
    {"length-counted", OF(COUNT), has_supplied_length},
    {"params-malformed", OF(FROM_TAG) | OF(TO_TAG) | OF(VIA_BRANCH), has_malformed_params},
    {"blank-fold", ALL, has_blank_fold},
    {"uri-headers", OF(TAKEN) | OF(COUNT), has_semicolon_in_headers},
    {"empty-password", OF(TAKEN) | OF(COUNT), has_empty_password},
    {"scheme", OF(TAKEN), has_odd_scheme},
    {"content-type", OF(TAKEN), has_odd_content_type},
    {"multipart", OF(TAKEN), has_multipart},
};

const char *difference_rule(enum fact fact, const struct both *both)
{
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
        if (rules[i].facts & 1u << fact && rules[i].is_so(both))
            return rules[i].name;
    return NULL;
}
