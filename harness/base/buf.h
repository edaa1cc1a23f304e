/* A growing byte buffer that is born with its ceiling. A failed append (memory or ceiling) sets `failed`,
 * leaves what was there, and makes every later append fail too: a caller may write a whole text and look once
 * at the end. */
#ifndef SIPCONFORM_BASE_BUF_H
#define SIPCONFORM_BASE_BUF_H

#include "base/limits.h" /* ceilings are given to buf_init() */
#include "base/slice.h"

struct buf {
    char *p;          /* NUL terminated once anything was added; owned by the buf */
    size_t n;         /* bytes used, without the NUL */
    size_t capacity;  /* bytes allocated */
    size_t max_bytes; /* ceiling for n */
    bool failed;
};

void buf_init(struct buf *buf, size_t max_bytes);
/* Frees the bytes; the buf may be used again with the same ceiling. */
void buf_free(struct buf *buf);
/* Forgets the content and the failure, keeps the memory. */
void buf_clear(struct buf *buf);
/* Each returns 0, or -1 when the buffer has failed. */
int buf_add(struct buf *buf, const void *bytes, size_t n);
int buf_add_text(struct buf *buf, const char *text);
int buf_add_slice(struct buf *buf, struct slice s);
int buf_add_char(struct buf *buf, char c);
int buf_addf(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Removes the first n bytes (clamped). */
void buf_consume(struct buf *buf, size_t n);
struct slice buf_slice(const struct buf *buf);
/* Hands the text over to the caller (free); "" when empty, NULL when the buffer failed or memory is out.
 * The buf is empty afterwards. */
char *buf_take(struct buf *buf);

#endif
