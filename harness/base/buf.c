/* A byte buffer that grows up to a ceiling. */
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void buf_init(struct buf *buf, size_t max_bytes)
{
    *buf = (struct buf){.max_bytes = max_bytes};
}

void buf_free(struct buf *buf)
{
    free(buf->p);
    buf_init(buf, buf->max_bytes);
}

void buf_clear(struct buf *buf)
{
    buf->n = 0;
    buf->failed = false;
    if (buf->p)
        buf->p[0] = 0;
}

/* Makes room for n more bytes and the NUL. */
static int reserve(struct buf *buf, size_t n)
{
    if (buf->failed)
        return -1;
    if (n > buf->max_bytes || buf->n > buf->max_bytes - n) {
        buf->failed = true;
        return -1;
    }
    size_t need = buf->n + n + 1;
    if (need <= buf->capacity)
        return 0;
    size_t capacity = buf->capacity ? buf->capacity : 64;
    while (capacity < need)
        capacity *= 2;
    char *p = realloc(buf->p, capacity);
    if (!p) {
        buf->failed = true;
        return -1;
    }
    buf->p = p;
    buf->capacity = capacity;
    return 0;
}

int buf_add(struct buf *buf, const void *bytes, size_t n)
{
    if (reserve(buf, n))
        return -1;
    if (n)
        memcpy(buf->p + buf->n, bytes, n);
    buf->n += n;
    buf->p[buf->n] = 0;
    return 0;
}

int buf_add_text(struct buf *buf, const char *text)
{
    return buf_add(buf, text, strlen(text));
}

int buf_add_slice(struct buf *buf, struct slice s)
{
    return buf_add(buf, s.p, s.n);
}

int buf_add_char(struct buf *buf, char c)
{
    return buf_add(buf, &c, 1);
}

int buf_addf(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0 || reserve(buf, (size_t)n)) {
        buf->failed = true;
        return -1;
    }
    va_start(args, format);
    vsnprintf(buf->p + buf->n, (size_t)n + 1, format, args);
    va_end(args);
    buf->n += (size_t)n;
    return 0;
}

void buf_consume(struct buf *buf, size_t n)
{
    if (n > buf->n)
        n = buf->n;
    if (!n)
        return;
    memmove(buf->p, buf->p + n, buf->n - n);
    buf->n -= n;
    buf->p[buf->n] = 0;
}

struct slice buf_slice(const struct buf *buf)
{
    return (struct slice){buf->p, buf->n};
}

char *buf_take(struct buf *buf)
{
    if (!buf->p)
        reserve(buf, 0);
    char *p = buf->failed ? NULL : buf->p;
    if (p) {
        p[buf->n] = 0;
        buf->p = NULL;
    }
    buf_free(buf);
    return p;
}
