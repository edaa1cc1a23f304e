/* What the mutations of harness/mutate share. Private to it. A mutation is one function with its row in a
 * table. */
#ifndef SIPCONFORM_MUTATE_PARTS_H
#define SIPCONFORM_MUTATE_PARTS_H

#include "mutate/draft.h"
#include "mutate/words.h"

enum { WHAT_BYTES = 256 };

struct mutator {
    struct arena arena;
    size_t size; /* ceiling for results */
    struct rng *rng;
    struct draft draft;
    struct draft other; /* what pieces may be taken from */
    bool keep_length;   /* a mutation made Content-Length wrong on purpose */
    char what[WHAT_BYTES];
};

/* A change of the draft. False when it does not apply to this one. */
struct draft_mutation {
    const char *name;
    unsigned forms; /* set of 1 << enum mutate_form */
    bool (*apply)(struct mutator *mutator);
};
/* Each table ends with a row without a name. */
extern const struct draft_mutation row_mutations[], start_mutations[], body_mutations[];

/* A change of one text: a value, a URI, a line. Returns the new text. */
struct value_mutation {
    const char *name;
    struct slice (*apply)(struct mutator *mutator, struct slice value);
};
extern const struct value_mutation value_mutations[];
/* Applies one of them and notes its name. */
struct slice value_mutate(struct mutator *mutator, struct slice value);

static inline size_t any(struct mutator *mutator, size_t bound)
{
    return (size_t)rng_below(mutator->rng, bound);
}
static inline bool once_in(struct mutator *mutator, size_t n)
{
    return any(mutator, n) == 0;
}
void mutator_note(struct mutator *mutator, const char *name);

#endif
