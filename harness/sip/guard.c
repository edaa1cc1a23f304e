#include "sip/guard.h"

#include <stddef.h>

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
    size_t types = 0;
    for (size_t i = 0; i + 1 < body.n; i++) {
        struct slice at = slice_sub(body, i, body.n);
        if (!is_line_end(body.p[i]))
            continue;
        if (is_empty_line(at))
            types = 0;
        if (begins_content_type(slice_sub(at, 1, at.n)) && ++types == 2)
            return true;
    }
    return false;
}

const char *sip_guard_message(struct slice bytes)
{
    size_t multipart = slice_find_text(bytes, "ultipart");
    if (multipart < bytes.n && has_two_types(slice_sub(bytes, multipart, bytes.n)))
        return "two-content-types";
    return NULL;
}
