/* Mutation that knows SIP: a small change of a message, of header rows, of a URI ... that keeps most of it
 * meaningful, so that what is behind the first check of a parser is reached. Seeded: same seed, same bytes.
 * Used by the fuzz targets in place of blind changes of bytes, and over the wire. */
#ifndef SIPCONFORM_MUTATE_MUTATE_H
#define SIPCONFORM_MUTATE_MUTATE_H

#include "base/rng.h"
#include "base/slice.h"

/* What the bytes are. */
enum mutate_form {
    MUTATE_MESSAGE, /* one SIP message */
    MUTATE_ROWS,    /* header rows without a start line */
    MUTATE_URI,     /* one URI, or two on a line each */
    MUTATE_SDP,     /* one session description */
    MUTATE_STREAM,  /* messages back to back, as on TCP */
    MUTATE_SESSION, /* messages, each but the last with MUTATE_SEPARATOR behind it */
    MUTATE_TEXT,    /* lines of anything: JSON, a record */
    MUTATE_FORM_COUNT
};
#define MUTATE_SEPARATOR "=====\n"

struct mutator; /* owns the memory that its results stand in */

/* max_bytes: ceiling for the length of a result. Returns 0 and a mutator to be freed, or -1 when memory is
 * out. */
int mutator_create(size_t max_bytes, struct mutator **ret_mutator);
void mutator_free(struct mutator *mutator);

/* Changes bytes, by one to a few mutations. other: something of the same form that pieces may be taken from;
 * may be empty. The result is at most max_bytes long (and no longer than the mutator's ceiling), may be the
 * same bytes, and is valid until the next call with this mutator. Allocates nothing. */
struct slice mutate(struct mutator *mutator, struct rng *rng, enum mutate_form form, struct slice bytes,
                    struct slice other, size_t max_bytes);
/* What the last call did: names of mutations, in order, separated by blanks. Valid until the next call. */
const char *mutator_what(const struct mutator *mutator);

/* The words that mutations write, for a fuzzer's dictionary: the i-th, or an empty slice beyond the end. */
struct slice mutate_word_at(size_t i);

#endif
