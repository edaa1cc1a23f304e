/* Comparing, searching and cutting of slices, and letters and digits without regard to the locale. */
#include "base/slice.h"

#include <stdlib.h>
#include <string.h>

int ascii_lower(int c)
{
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

int ascii_upper(int c)
{
    return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
}

bool ascii_is_digit(int c)
{
    return c >= '0' && c <= '9';
}

bool ascii_is_alpha(int c)
{
    c = ascii_lower(c);
    return c >= 'a' && c <= 'z';
}

bool ascii_is_blank(int c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct slice slice_from(const char *text)
{
    return (struct slice){text, text ? strlen(text) : 0};
}

struct slice slice_sub(struct slice s, size_t offset, size_t n)
{
    if (offset >= s.n)
        return (struct slice){s.p ? s.p + s.n : NULL, 0};
    if (n > s.n - offset)
        n = s.n - offset;
    return (struct slice){s.p + offset, n};
}

struct slice slice_trim(struct slice s)
{
    while (s.n && ascii_is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n && ascii_is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

bool slice_eq(struct slice a, struct slice b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_ieq(struct slice a, struct slice b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (ascii_lower((unsigned char)a.p[i]) != ascii_lower((unsigned char)b.p[i]))
            return false;
    return true;
}

bool slice_eq_text(struct slice a, const char *text)
{
    return slice_eq(a, slice_from(text));
}

bool slice_ieq_text(struct slice a, const char *text)
{
    return slice_ieq(a, slice_from(text));
}

bool slice_starts_with(struct slice s, const char *prefix)
{
    size_t n = strlen(prefix);
    return s.n >= n && memcmp(s.p, prefix, n) == 0;
}

size_t slice_find(struct slice s, char c)
{
    const char *at = s.n ? memchr(s.p, c, s.n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

size_t slice_find_text(struct slice s, const char *needle)
{
    size_t n = strlen(needle);
    const char *at = s.n ? memmem(s.p, s.n, needle, n) : NULL;
    return at ? (size_t)(at - s.p) : s.n;
}

bool slice_to_u64(struct slice s, uint64_t *ret)
{
    uint64_t value = 0;
    if (!s.n)
        return false;
    for (size_t i = 0; i < s.n; i++) {
        if (!ascii_is_digit(s.p[i]))
            return false;
        unsigned digit = (unsigned)(s.p[i] - '0');
        if (value > (UINT64_MAX - digit) / 10)
            return false;
        value = value * 10 + digit;
    }
    *ret = value;
    return true;
}

char *slice_dup(struct slice s)
{
    char *copy = malloc(s.n + 1);
    if (!copy)
        return NULL;
    if (s.n)
        memcpy(copy, s.p, s.n);
    copy[s.n] = 0;
    return copy;
}

int text_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}
