/* Makes bytes of a device safe to look at, shortens texts, and writes times. */
#include "reports/text.h"

#include "base/limits.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

/* ---- bytes ---- */

static bool is_continuation(struct slice s, size_t at)
{
    return at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80;
}

size_t text_utf8_length(struct slice s)
{
    if (!s.n)
        return 0;
    unsigned char first = (unsigned char)s.p[0];
    if (first < 0x80)
        return 1;
    if (first < 0xC2 || first > 0xF4 || !is_continuation(s, 1))
        return 0;
    if (first < 0xE0)
        return 2;
    unsigned char second = (unsigned char)s.p[1];
    if ((first == 0xE0 && second < 0xA0) || (first == 0xED && second > 0x9F) ||
        (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F) || !is_continuation(s, 2))
        return 0;
    if (first < 0xF0)
        return 3;
    return is_continuation(s, 3) ? 4 : 0;
}

bool text_is_plain(struct slice s)
{
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t n = text_utf8_length(slice_sub(s, i, 4));
        if (!n || c == 0x7F || (c < 0x20 && c != '\r' && c != '\n' && c != '\t'))
            return false;
        i += n;
    }
    return true;
}

static uint32_t code_point(const char *p, size_t n)
{
    uint32_t code = (unsigned char)p[0] & (n == 2 ? 0x1F : n == 3 ? 0x0F : 0x07);
    for (size_t i = 1; i < n; i++)
        code = code << 6 | ((unsigned char)p[i] & 0x3F);
    return code;
}

/* Characters beyond ASCII that act instead of being seen, or that XML forbids. */
static bool is_harmful(uint32_t code)
{
    return code < 0xA0 ||                        /* C1 controls: some terminals obey them */
           (code >= 0x200B && code <= 0x200F) || /* no width, direction marks */
           (code >= 0x2028 && code <= 0x202E) || /* line separators, direction overrides */
           (code >= 0x2066 && code <= 0x2069) || /* direction isolates */
           code == 0xFEFF || (code >= 0xFDD0 && code <= 0xFDEF) || (code & 0xFFFE) == 0xFFFE;
}

static bool is_printable_ascii(unsigned char c)
{
    return c >= 0x20 && c < 0x7F;
}

void text_add_visible(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.n;) {
        unsigned char c = (unsigned char)s.p[i];
        size_t n = text_utf8_length(slice_sub(s, i, 4));
        if (n == 1 ? is_printable_ascii(c) : n && !is_harmful(code_point(s.p + i, n))) {
            buf_add(out, s.p + i, n);
            i += n;
            continue;
        }
        for (size_t end = i + (n ? n : 1); i < end; i++)
            buf_addf(out, "\\x%02X", (unsigned char)s.p[i]);
    }
}

void text_add_ascii(struct buf *out, struct slice s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (is_printable_ascii(c))
            buf_add_char(out, (char)c);
        else
            buf_addf(out, "\\x%02X", c);
    }
}

size_t text_ascii_width(struct slice s)
{
    size_t width = 0;
    for (size_t i = 0; i < s.n; i++)
        width += is_printable_ascii((unsigned char)s.p[i]) ? 1 : 4;
    return width;
}

/* The greatest bound of a character that is not beyond n. */
static size_t character_bound(struct slice s, size_t n)
{
    size_t bound = n;
    while (bound > 0 && n - bound < 4 && is_continuation(s, bound))
        bound--;
    return is_continuation(s, bound) ? n : bound;
}

void text_add_short(struct buf *out, const char *text, size_t max_bytes)
{
    struct slice s = slice_from(text);
    if (s.n <= max_bytes) {
        text_add_visible(out, s);
        return;
    }
    text_add_visible(out, slice_sub(s, 0, character_bound(s, max_bytes)));
    buf_add_text(out, "...");
}

void text_print(FILE *out, const char *text, size_t max_bytes)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    text_add_short(&line, text, max_bytes);
    fputs(line.p ? line.p : "", out);
    buf_free(&line);
}

void text_add_lines(struct buf *out, struct slice s)
{
    size_t from = 0;
    for (size_t i = 0; i <= s.n; i++) {
        if (i < s.n && s.p[i] != '\n' && s.p[i] != '\t')
            continue;
        text_add_visible(out, slice_sub(s, from, i - from));
        if (i < s.n)
            buf_add_char(out, s.p[i]);
        from = i + 1;
    }
}

void text_add_capped(struct buf *out, struct slice s, size_t max_bytes)
{
    if (s.n <= max_bytes) {
        buf_add_slice(out, s);
        return;
    }
    size_t head = character_bound(s, max_bytes / 2);
    size_t tail = character_bound(s, s.n - max_bytes / 2);
    buf_add_slice(out, slice_sub(s, 0, head));
    buf_addf(out, "\n[... %zu bytes left out ...]\n", tail - head);
    buf_add_slice(out, slice_sub(s, tail, s.n - tail));
}

/* ---- times ---- */

static void add_utc(struct buf *out, int64_t ms, bool with_zone)
{
    int64_t within = ((ms % 1000) + 1000) % 1000;
    time_t seconds = (time_t)((ms - within) / 1000);
    struct tm tm = {0};
    gmtime_r(&seconds, &tm);
    buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
             tm.tm_min, tm.tm_sec);
    if (with_zone)
        buf_addf(out, ".%03dZ", (int)within);
}

void text_add_time(struct buf *out, int64_t ms)
{
    add_utc(out, ms, true);
}

void text_add_time_bare(struct buf *out, int64_t ms)
{
    add_utc(out, ms, false);
}

bool text_to_time(const char *text, int64_t *ret_ms)
{
    static const char form[] = "dddd-dd-ddTdd:dd:dd.dddZ";
    if (strlen(text) != sizeof(form) - 1)
        return false;
    for (size_t i = 0; form[i]; i++)
        if (form[i] == 'd' ? !ascii_is_digit(text[i]) : text[i] != form[i])
            return false;
    struct tm tm = {0};
    int ms = 0;
    if (sscanf(text, "%4d-%2d-%2dT%2d:%2d:%2d.%3d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour,
               &tm.tm_min, &tm.tm_sec, &ms) != 7)
        return false;
    if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 || tm.tm_mday > 31 || tm.tm_hour > 23 ||
        tm.tm_min > 59 || tm.tm_sec > 60)
        return false;
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    *ret_ms = (int64_t)timegm(&tm) * 1000 + ms;
    return true;
}

void text_add_seconds(struct buf *out, int64_t ms)
{
    if (ms < 0)
        ms = 0;
    buf_addf(out, "%lld.%03lld", (long long)(ms / 1000), (long long)(ms % 1000));
}

void text_add_duration(struct buf *out, int64_t ms)
{
    if (ms < 1000)
        buf_addf(out, "%lld ms", (long long)ms);
    else if (ms < 60000)
        buf_addf(out, "%lld.%lld s", (long long)(ms / 1000), (long long)(ms % 1000 / 100));
    else
        buf_addf(out, "%lld min %lld s", (long long)(ms / 60000), (long long)(ms % 60000 / 1000));
}
