/* Reads the start line of a message. */
#include "sip/start_line.h"

#include "sip/scan.h"
#include "sip/value.h"

#include <string.h>

enum { STATUS_DIGITS_MAX = 9 }; /* what an int surely holds */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static struct slice skip_spaces(struct slice s)
{
    while (s.n && is_space(s.p[0]))
        s = scan_skip(s, 1);
    return s;
}

/* Takes the next word, ended by SP or HT, off *rest. */
static struct slice next_word(struct slice *rest)
{
    *rest = skip_spaces(*rest);
    size_t n = 0;
    while (n < rest->n && !is_space(rest->p[n]))
        n++;
    struct slice word = slice_sub(*rest, 0, n);
    *rest = scan_skip(*rest, n);
    return word;
}

static bool looks_like_version(struct slice word)
{
    return word.n > 4 && slice_ieq_text(slice_sub(word, 0, 4), "SIP/");
}

/* Reason-Phrase of 25.1; what stands beyond ASCII is not looked into. */
static bool reason_is_exact(struct slice reason)
{
    for (size_t i = 0; i < reason.n; i++) {
        unsigned char c = (unsigned char)reason.p[i], octet;
        bool plain =
            ascii_is_alpha(c) || ascii_is_digit(c) || c >= 0x80 || (c && strchr(" \t;/?:@&=+$,-_.!~*'()", c));
        if (!plain && !scan_escape(scan_skip(reason, i), &octet))
            return false;
    }
    return true;
}

static bool status_line_is_exact(struct slice line)
{
    if (!slice_starts_with(line, "SIP/2.0 ") || line.n < 12 || line.p[11] != ' ')
        return false;
    bool digits =
        line.p[8] >= '1' && line.p[8] <= '6' && ascii_is_digit(line.p[9]) && ascii_is_digit(line.p[10]);
    return digits && reason_is_exact(scan_skip(line, 12));
}

/* 7.1: no blanks, no control characters, not in brackets; SIP-URI, SIPS-URI and absoluteURI all have a
 * scheme. */
static bool request_uri_is_exact(struct slice uri)
{
    size_t scheme = scan_scheme(uri);
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c <= ' ' || c >= 0x7f || strchr("<>\"", c))
            return false;
    }
    return scheme && scheme < uri.n;
}

static bool request_line_is_exact(struct slice line)
{
    struct slice method = slice_sub(line, 0, slice_find(line, ' '));
    struct slice rest = scan_skip(line, method.n + 1);
    struct slice uri = slice_sub(rest, 0, slice_find(rest, ' '));
    return sip_is_token(method) && request_uri_is_exact(uri) &&
           slice_eq_text(scan_skip(rest, uri.n + 1), "SIP/2.0");
}

static void read_status_line(struct sip_message *message, struct slice rest)
{
    struct slice version = next_word(&rest);
    struct slice after_version = rest;
    struct slice word = next_word(&rest);
    if (!word.n)
        return;
    message->kind = SIP_RESPONSE;
    message->version = version;
    uint64_t status;
    if (word.n <= STATUS_DIGITS_MAX && slice_to_u64(word, &status))
        message->status = (int)status;
    else
        rest = after_version;
    message->reason = scan_skip(rest, 1);
    if (!status_line_is_exact(message->start_line))
        message->flaws |= SIP_FLAW_START_LINE;
}

static void read_request_line(struct sip_message *message, struct slice rest)
{
    while (rest.n && is_space(rest.p[rest.n - 1]))
        rest.n--;
    struct slice method = next_word(&rest);
    size_t at = rest.n;
    while (at && !is_space(rest.p[at - 1]))
        at--;
    struct slice version = scan_skip(rest, at);
    struct slice uri = skip_spaces(slice_sub(rest, 0, at));
    while (uri.n && is_space(uri.p[uri.n - 1]))
        uri.n--;
    if (!uri.n || !looks_like_version(version))
        return;
    message->kind = SIP_REQUEST;
    message->method = method;
    message->request_uri = uri;
    message->version = version;
    if (!request_line_is_exact(message->start_line))
        message->flaws |= SIP_FLAW_START_LINE;
}

void sip_start_line_read(struct sip_message *message)
{
    struct slice line = message->start_line, rest = line;
    message->kind = SIP_BROKEN;
    if (looks_like_version(next_word(&rest)))
        read_status_line(message, line);
    else
        read_request_line(message, line);
    if (message->kind == SIP_BROKEN)
        message->flaws |= SIP_FLAW_START_LINE;
}
