/* A text taken apart for mutation: start line, rows, body. Any bytes can be taken apart, and give the same
 * bytes when put together. Private to harness/mutate. */
#ifndef SIPCONFORM_MUTATE_DRAFT_H
#define SIPCONFORM_MUTATE_DRAFT_H

#include "base/limits.h"
#include "mutate/arena.h"
#include "mutate/mutate.h"

struct draft {
    enum mutate_form form;
    struct slice start;                    /* with its line end; empty unless the form is a message */
    struct slice rows[LIMIT_MUTATED_ROWS]; /* each with its line ends and continuation lines */
    size_t row_count;
    struct slice body; /* from the empty line on, or what is beyond LIMIT_MUTATED_ROWS */
};

/* bytes must outlive the draft. */
void draft_read(struct draft *draft, enum mutate_form form, struct slice bytes);
struct slice draft_write(const struct draft *draft, struct arena *arena);
/* False when the table is full. */
bool draft_insert(struct draft *draft, size_t at, struct slice row);
void draft_remove(struct draft *draft, size_t at);
/* Writes the number of body octets into each Content-Length row. */
void draft_fix_length(struct draft *draft, struct arena *arena);
/* The body without its empty line, and that line; both empty when there is none. */
void draft_split_body(const struct draft *draft, struct slice *ret_empty_line, struct slice *ret_body);

/* A row taken apart: "Via", ": ", "SIP/2.0/UDP h", "\r\n". In forms without names all of a line is the
 * value. */
struct row_parts {
    struct slice name, gap, value, end;
};
struct row_parts row_split(enum mutate_form form, struct slice row);
struct slice row_join(struct arena *arena, const struct row_parts *parts);

/* The length of the line at the head of text, its line end included. */
size_t line_length(struct slice text);

#endif
