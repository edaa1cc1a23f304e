/* Finds the bytes that libosip2 is known to fail on. */
#include "sip/guard.h"

#include "base/limits.h"

#include <stddef.h>
#include <string.h>

static bool is_line_end(char c)
{
    return c == '\r' || c == '\n';
}

/* Two line ends of which the second ends an empty line, in any of the ways in which osip reads them. */
static bool is_empty_line(struct slice at)
{
    return slice_starts_with(at, "\r\n\r\n") || slice_starts_with(at, "\n\n") ||
           slice_starts_with(at, "\r\r") || slice_starts_with(at, "\r\n\n") ||
           slice_starts_with(at, "\r\n\r");
}

static bool begins_content_type(struct slice at)
{
    return slice_ieq_text(slice_sub(at, 0, 12), "content-type");
}

/* A part of a multipart body that has two Content-Type rows: the first one's memory is lost. */
static bool has_two_types(struct slice body)
{
    size_t types = begins_content_type(body);
    for (size_t i = 0; i + 1 < body.n; i++) {
        if (!is_line_end(body.p[i]))
            continue;
        if (is_empty_line(slice_sub(body, i, body.n)))
            types = 0;
        if (begins_content_type(slice_sub(body, i + 1, body.n)) && ++types == 2)
            return true;
    }
    return false;
}

const char *sip_guard_body(struct slice body)
{
    return has_two_types(body) ? "two-content-types" : NULL;
}

/* Rows, values, parameters and parts of a body are lists of osip, which are walked from their head for each
 * that is added: more than LIMIT_LENS_PARTS of them take it seconds, and forty thousand minutes. */
static bool has_too_many_parts(struct slice bytes, bool multipart)
{
    static const char separators[] = "\r\n,;&";
    size_t parts = 0;
    for (size_t i = 0; i < bytes.n; i++) {
        if (!multipart && is_line_end(bytes.p[i]) && is_empty_line(slice_sub(bytes, i, bytes.n)))
            return false; /* the body is one piece */
        if (memchr(separators, bytes.p[i], sizeof(separators) - 1) && ++parts > LIMIT_LENS_PARTS)
            return true;
    }
    return false;
}

const char *sip_guard_message(struct slice bytes)
{
    size_t multipart = slice_find_text(bytes, "ultipart");
    if (has_too_many_parts(bytes, multipart < bytes.n))
        return "long-lists";
    return multipart < bytes.n ? sip_guard_body(slice_sub(bytes, multipart, bytes.n)) : NULL;
}

/* The line at the head of text, as osip cuts lines: at any CR or LF. */
static struct slice first_line(struct slice text)
{
    size_t n = 0;
    while (n < text.n && !is_line_end(text.p[n]))
        n++;
    return slice_sub(text, 0, n);
}

/* Media, port and protocol, each with something in it and one blank behind it; osip looks at what is before
 * the first '=' for no more than its last letter. */
static bool is_short_media(struct slice line)
{
    size_t equal = slice_find(line, '=');
    if (equal == 0 || equal == line.n || line.p[equal - 1] != 'm')
        return false;
    struct slice rest = slice_sub(line, equal + 1, line.n);
    for (int field = 0; field < 3; field++) {
        size_t blank = slice_find(rest, ' ');
        if (blank == 0 || blank == rest.n)
            return true;
        rest = slice_sub(rest, blank + 1, rest.n);
    }
    return false;
}

/* The format list of a media line is looked for beyond the end when the line ends before it. */
static bool has_short_media(struct slice sdp)
{
    while (sdp.n) {
        struct slice line = first_line(sdp);
        if (is_short_media(line))
            return true;
        sdp = slice_sub(sdp, line.n + 1, sdp.n);
    }
    return false;
}

const char *sip_guard_sdp(struct slice sdp)
{
    return has_short_media(sdp) ? "short-media-line" : NULL;
}
