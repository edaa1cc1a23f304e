/* A slice is a view of bytes that somebody else owns. It may hold any byte, NUL included. */
#ifndef SIPCONFORM_BASE_SLICE_H
#define SIPCONFORM_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slice {
    const char *p; /* first byte; may be NULL when n is 0 */
    size_t n;      /* length in bytes */
};

/* For printf: printf("%.*s", SLICE_ARG(s)); cut at 4096 bytes so that a hostile value cannot flood a line. */
#define SLICE_ARG(s) (int)((s).n > 4096 ? 4096 : (s).n), ((s).p ? (s).p : "")
#define SLICE_LIT(literal) ((struct slice){(literal), sizeof(literal) - 1})

/* The view of a C string; NULL gives the empty slice. */
struct slice slice_from(const char *text);
/* The part of s from offset, at most n bytes; clamped to s. */
struct slice slice_sub(struct slice s, size_t offset, size_t n);
/* s without leading and trailing SP, HT, CR, LF. */
struct slice slice_trim(struct slice s);
bool slice_eq(struct slice a, struct slice b);
/* Comparison without regard to ASCII letter case; no locale. */
bool slice_ieq(struct slice a, struct slice b);
bool slice_eq_text(struct slice a, const char *text);
bool slice_ieq_text(struct slice a, const char *text);
bool slice_starts_with(struct slice s, const char *prefix);
/* Offset of the first c in s, or s.n when there is none. */
size_t slice_find(struct slice s, char c);
/* Offset of the first needle in s, or s.n when there is none. */
size_t slice_find_text(struct slice s, const char *needle);
/* Reads 1*DIGIT as a whole; false on anything else and on overflow of 64 bits. */
bool slice_to_u64(struct slice s, uint64_t *ret);
/* A NUL terminated copy, owned by the caller (free); NULL when memory is out. A NUL inside is copied as
 * is. */
char *slice_dup(struct slice s);

/* ASCII letter case, without a locale. */
int ascii_lower(int c);
int ascii_upper(int c);
bool ascii_is_digit(int c);
bool ascii_is_alpha(int c);
/* SP, HT and the line ends of folds. */
bool ascii_is_blank(int c);

/* Order of C strings for qsort() and bsearch(): both point to a const char *. */
int text_order(const void *a, const void *b);

#endif
