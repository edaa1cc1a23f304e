/* Rules about the message as a whole: lines, header fields that stand once, the length and type of the body.
 */
#include "check/invariant_rule.h"

/* ---- the start line (7.1, 7.2) ---- */

/* Is the Reason-Phrase all that keeps the Status-Line from its grammar, and has it no control character? It
 * is text for people, so a stray quote in it does no harm. */
static bool only_reason_is_odd(const struct sip_message *message)
{
    struct slice line = message->start_line;
    bool exact = message->kind == SIP_RESPONSE && slice_starts_with(line, "SIP/2.0 ") && line.n >= 12 &&
                 line.p[11] == ' ' && message->status >= 100 && message->status <= 699 && line.p[8] >= '1' &&
                 ascii_is_digit(line.p[9]) && ascii_is_digit(line.p[10]);
    for (size_t i = 12; exact && i < line.n; i++)
        if (((unsigned char)line.p[i] < ' ' && line.p[i] != '\t') || line.p[i] == 0x7f)
            return false;
    return exact;
}

bool rule_start_line(struct inspection *in)
{
    const struct sip_message *message = in->message;
    /* What a proxy passes on in a Request-URI is ours. */
    if (in->fact->source && in->fact->source->message->flaws & SIP_FLAW_START_LINE)
        return false;
    if (message->flaws & SIP_FLAW_START_LINE)
        breach_as(in, only_reason_is_odd(message) ? VERDICT_WARN : VERDICT_FAIL, message->start_line,
                  message->kind == SIP_RESPONSE ? "a Status-Line: SIP/2.0 SP 3DIGIT SP Reason-Phrase"
                                                : "a start line by RFC 3261 7.1, 7.2",
                  "%.*s", SHOW(message->start_line));
    else if (message->flaws & SIP_FLAW_LEADING_CRLF && !net_is_stream(in->entry->transport))
        breach(in, slice_sub((struct slice){message->bytes, message->length}, 0, 1),
               "the datagram begins with the start line", "an empty line stands before it");
    return true;
}

/* ---- line ends (7) ---- */

static struct slice first_bare(const struct sip_message *message)
{
    const char *p = message->bytes;
    for (size_t i = 0; i < message->header_end; i++) {
        bool lf = p[i] == '\n' && (!i || p[i - 1] != '\r');
        bool cr = p[i] == '\r' && (i + 1 == message->length || p[i + 1] != '\n');
        if (lf || cr)
            return (struct slice){p + i, 1};
    }
    return NOWHERE;
}

bool rule_line_ends(struct inspection *in)
{
    const struct sip_message *message = in->message;
    const char *expected = "each line of the header part ends in CRLF";
    if (message->flaws & SIP_FLAW_BARE_LF)
        breach(in, first_bare(message), expected, "LF without CR");
    else if (message->flaws & SIP_FLAW_BARE_CR)
        breach(in, first_bare(message), expected, "CR without LF");
    else if (message->flaws & SIP_FLAW_NO_EMPTY_LINE)
        breach(in, NOWHERE, "an empty line closes the header part", "the message ends without one");
    return true;
}

/* ---- header fields that stand once (7.3.1) ---- */

/* "Digest realm=..." rather than "realm=...": a token, blanks, a token and "=". */
static bool begins_challenge(struct slice element)
{
    size_t first = 0, second;
    while (first < element.n && sip_is_token(slice_sub(element, first, 1)))
        first++;
    size_t at = first;
    while (at < element.n && ascii_is_blank(element.p[at]))
        at++;
    second = at;
    while (at < element.n && sip_is_token(slice_sub(element, at, 1)))
        at++;
    if (!first || second == first || at == second)
        return false;
    while (at < element.n && ascii_is_blank(element.p[at]))
        at++;
    return at < element.n && element.p[at] == '=';
}

/* Where a second challenge begins in a row's value, or NOWHERE. */
static struct slice second_challenge(struct slice value)
{
    bool quoted = false;
    for (size_t i = 0; i < value.n; i++) {
        if (quoted && value.p[i] == '\\')
            i++;
        else if (value.p[i] == '"')
            quoted = !quoted;
        else if (value.p[i] == ',' && !quoted) {
            struct slice element = slice_trim(slice_sub(value, i + 1, SIZE_MAX));
            if (begins_challenge(element))
                return slice_sub(element, 0, slice_find(element, ' '));
        }
    }
    return NOWHERE;
}

static void check_row_alone(struct inspection *in, const struct sip_row *row)
{
    const struct sip_header *header = sip_header_by_id(row->id);
    const struct sip_row *first = sip_row_next(in->message, row->id, NULL);
    bool ours = in->fact->request && sip_row_count(in->fact->request->message, row->id) > 1;
    if (header->flags & SIP_CREDENTIALS) {
        struct slice second = second_challenge(row->value);
        if (second.p)
            breach(in, second, "each challenge and each set of credentials in a row of its own",
                   "two in one %s row", header->name);
    } else if (row != first && !(header->flags & SIP_LIST) && !ours) {
        breach(in, row_place(row), "a header field that is no list stands once", "%s once more: %.*s",
               header->name, SHOW(row->value));
    }
}

bool rule_single_headers(struct inspection *in)
{
    for (size_t i = 0; i < in->message->row_count; i++)
        if (in->message->rows[i].id != SIP_HEADER_OTHER)
            check_row_alone(in, &in->message->rows[i]);
    return true;
}

/* ---- the body's length (18.3, 20.14) ---- */

static bool is_padding(struct slice octets)
{
    for (size_t i = 0; i < octets.n; i++)
        if (octets.p[i] && !ascii_is_blank(octets.p[i]))
            return false;
    return true;
}

bool rule_content_length(struct inspection *in)
{
    const struct sip_message *message = in->message;
    const struct sip_row *row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, NULL);
    uint64_t length = 0;
    if (!row || message->flaws & SIP_FLAW_NO_EMPTY_LINE)
        return false;
    const char *expected = "Content-Length is the number of octets of the body";
    if (!slice_to_u64(row->value, &length)) {
        breach(in, row->value, expected, "%.*s", SHOW(row->value));
    } else if (length != message->body.n) {
        bool padded =
            length < message->body.n && is_padding(slice_sub(message->body, (size_t)length, SIZE_MAX));
        breach_as(in, padded ? VERDICT_WARN : in->rule->verdict, row->value, expected,
                  "%llu, and %zu octets follow%s", (unsigned long long)length, message->body.n,
                  padded ? ", the rest mere padding" : "");
    }
    return true;
}

/* The row that keeps a stream from being framed: no number, or another one than the first row's; or NULL. */
static const struct sip_row *unframable_row(const struct sip_message *message)
{
    const struct sip_row *row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, NULL);
    uint64_t first = 0, length;
    bool is_first = true;
    for (; row; row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, row), is_first = false) {
        if (!slice_to_u64(row->value, &length) || (!is_first && length != first))
            return row;
        first = length;
    }
    return NULL;
}

bool rule_stream_length(struct inspection *in)
{
    const struct sip_message *message = in->message;
    if (!net_is_stream(in->entry->transport) || message->kind == SIP_BROKEN ||
        message->flaws & SIP_FLAW_NO_EMPTY_LINE)
        return false;
    const struct sip_row *row = unframable_row(message);
    if (!sip_row_count(message, SIP_HEADER_CONTENT_LENGTH))
        breach(in, message->start_line, "Content-Length in each message on a stream", "it is absent");
    else if (row)
        breach(in, row->value, "Content-Length that a stream can be framed by", "%.*s", SHOW(row->value));
    return true;
}

/* ---- the body's type (7.4, 20.15) ---- */

static bool has_chunked(struct slice value)
{
    for (size_t i = 0; i + 7 <= value.n; i++)
        if (slice_ieq_text(slice_sub(value, i, 7), "chunked"))
            return true;
    return false;
}

bool rule_body_type(struct inspection *in)
{
    const struct sip_message *message = in->message;
    struct slice body = body_of(message);
    const struct sip_row *coding = sip_row_next_named(message, SLICE_LIT("Transfer-Encoding"), NULL);
    if (coding && has_chunked(coding->value))
        breach(in, row_place(coding), "no chunked transfer coding", "%.*s", SHOW(coding->value));
    if (message->flaws & SIP_FLAW_NO_EMPTY_LINE || is_padding(body))
        return coding != NULL;
    if (!sip_row_count(message, SIP_HEADER_CONTENT_TYPE))
        breach(in, body, "a body comes with Content-Type", "%zu octets of body, and no Content-Type", body.n);
    return true;
}

/* ---- header fields of the other kind of message (7.3.2) ---- */

bool rule_header_class(struct inspection *in)
{
    bool is_request = in->message->kind == SIP_REQUEST;
    unsigned foreign = is_request ? SIP_ANSWER_ONLY : SIP_REQUEST_ONLY;
    for (size_t i = 0; i < in->message->row_count; i++) {
        const struct sip_row *row = &in->message->rows[i];
        const struct sip_header *header = sip_header_by_id(row->id);
        if (header->flags & foreign)
            breach(in, row_place(row),
                   is_request ? "no header field that is for responses"
                              : "no header field that is for requests",
                   "%s", header->name);
    }
    return true;
}
