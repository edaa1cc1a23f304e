/* What is wrong with a file that a user wrote: where, what was found, what was expected. All errors of a file
 * are collected, so that one run shows them all. */
#ifndef SIPCONFORM_MODEL_DIAGNOSTIC_H
#define SIPCONFORM_MODEL_DIAGNOSTIC_H

#include "base/buf.h"

enum severity { SEVERITY_ERROR, SEVERITY_WARNING };

struct diagnostic {
    enum severity severity;
    char *file;
    int line, column; /* from 1; 0 when the whole file is meant */
    char *pointer;    /* JSON pointer, "" for the root */
    char *message;    /* one line: what was found, what was expected, did you mean */
};

struct diagnostics {
    struct diagnostic *items;
    size_t count;
    size_t errors;  /* of all, dropped ones included */
    size_t dropped; /* beyond LIMIT_DIAGNOSTICS, or for want of memory */
};

void diagnostics_init(struct diagnostics *diagnostics);
void diagnostics_free(struct diagnostics *diagnostics);
/* Control characters in pointer and message are kept as \xNN. */
void diagnostics_add(struct diagnostics *diagnostics, enum severity severity, const char *file, int line,
                     int column, const char *pointer, const char *format, ...)
    __attribute__((format(printf, 7, 8)));
/* Are there so many that what is added is only counted? */
bool diagnostics_is_full(const struct diagnostics *diagnostics);
/* Puts those from the given index on into the order of their places; those of one place stay as they are. */
void diagnostics_sort(struct diagnostics *diagnostics, size_t from);
/* Appends "FILE:LINE:COLUMN: error: MESSAGE (at POINTER)" lines, a line each. */
void diagnostics_print(const struct diagnostics *diagnostics, struct buf *text);
/* The candidate nearest to text, or NULL when none is near enough to be meant. */
const char *nearest_name(const char *text, const char *const *candidates, size_t count);

#endif
