/* Mutates an input: chooses what to change and which mutation does it. */
#include "mutate/mutate.h"

#include "mutate/parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCKS_MAX = 64,
    ROUNDS_MAX = 6,      /* mutations of one message in one call */
    ARENA_FACTOR = 24,   /* of the largest result: each mutation writes the whole at most twice */
    ARENA_BYTES = 65536, /* and for small pieces besides */
    TRIES = 8            /* mutations looked at until one applies */
};

int mutator_create(size_t max_bytes, struct mutator **ret_mutator)
{
    struct mutator *m = calloc(1, sizeof(*m));
    if (!m || arena_create(max_bytes * ARENA_FACTOR + ARENA_BYTES, &m->arena)) {
        free(m);
        return -1;
    }
    m->size = max_bytes;
    *ret_mutator = m;
    return 0;
}

void mutator_free(struct mutator *m)
{
    if (!m)
        return;
    arena_free(&m->arena);
    free(m);
}

const char *mutator_what(const struct mutator *m)
{
    return m->what;
}

void mutator_note(struct mutator *m, const char *name)
{
    size_t used = strlen(m->what), n = strlen(name);
    if (used + n + 2 > sizeof(m->what))
        return;
    if (used)
        m->what[used++] = ' ';
    memcpy(m->what + used, name, n + 1);
}

/* ---- one message, one URI ... ---- */

static bool apply_any(struct mutator *m, const struct draft_mutation *table)
{
    size_t count = 0;
    while (table[count].name)
        count++;
    const struct draft_mutation *mutation = &table[any(m, count)];
    if (!(mutation->forms & 1u << m->draft.form) || !mutation->apply(m))
        return false;
    mutator_note(m, mutation->name);
    return true;
}

/* Rows most of the time: that is where the meaning is. */
static void mutate_once(struct mutator *m)
{
    static const struct draft_mutation *const tables[] = {row_mutations, row_mutations,   row_mutations,
                                                          row_mutations, start_mutations, body_mutations,
                                                          body_mutations};
    for (size_t i = 0; i < TRIES; i++)
        if (apply_any(m, tables[any(m, sizeof(tables) / sizeof(tables[0]))]))
            return;
}

static struct slice mutate_block(struct mutator *m, enum mutate_form form, struct slice bytes,
                                 struct slice other)
{
    draft_read(&m->draft, form, bytes);
    draft_read(&m->other, form, other);
    m->keep_length = once_in(m, 3);
    size_t rounds = 1;
    while (rounds < ROUNDS_MAX && once_in(m, 2))
        rounds++;
    while (rounds--)
        mutate_once(m);
    if (!m->keep_length)
        draft_fix_length(&m->draft, &m->arena);
    struct slice result = draft_write(&m->draft, &m->arena);
    if (once_in(m, 16)) {
        mutator_note(m, "cut-off");
        result.n = any(m, result.n + 1);
    }
    return result;
}

/* ---- several messages ---- */

struct blocks {
    struct slice items[BLOCKS_MAX];
    size_t count;
};

static void add_block(struct blocks *blocks, struct slice bytes)
{
    if (blocks->count < BLOCKS_MAX)
        blocks->items[blocks->count++] = bytes;
}

static void read_session(struct slice bytes, struct blocks *ret_blocks)
{
    ret_blocks->count = 0;
    while (bytes.n && ret_blocks->count < BLOCKS_MAX) {
        size_t end = slice_find_text(bytes, MUTATE_SEPARATOR);
        add_block(ret_blocks, slice_sub(bytes, 0, end));
        bytes = slice_sub(bytes, end + strlen(MUTATE_SEPARATOR), bytes.n);
    }
}

/* Where one message of a stream ends is what is being tested, so this only guesses: an empty line, and what
 * follows up to something that looks like a start line. */
static void read_stream(struct slice bytes, struct blocks *ret_blocks)
{
    ret_blocks->count = 0;
    while (bytes.n && ret_blocks->count < BLOCKS_MAX) {
        size_t end = slice_find_text(bytes, "\r\n\r\n");
        struct slice after = slice_sub(bytes, end + 4, bytes.n);
        size_t next = slice_find_text(after, "SIP/2.0");
        while (next < after.n && next && after.p[next - 1] != '\n')
            next--;
        size_t n = next < after.n ? end + 4 + next : bytes.n;
        add_block(ret_blocks, slice_sub(bytes, 0, n));
        bytes = slice_sub(bytes, n, bytes.n);
    }
}

static void read_blocks(enum mutate_form form, struct slice bytes, struct blocks *ret_blocks)
{
    if (form == MUTATE_SESSION)
        read_session(bytes, ret_blocks);
    else
        read_stream(bytes, ret_blocks);
}

static struct slice write_blocks(struct mutator *m, enum mutate_form form, const struct blocks *blocks)
{
    size_t begin = arena_begin(&m->arena);
    for (size_t i = 0; i < blocks->count; i++) {
        if (i && form == MUTATE_SESSION)
            arena_add_text(&m->arena, MUTATE_SEPARATOR);
        arena_add(&m->arena, blocks->items[i]);
    }
    return arena_end(&m->arena, begin);
}

static struct slice any_block(struct mutator *m, const struct blocks *blocks)
{
    return blocks->count ? blocks->items[any(m, blocks->count)] : (struct slice){NULL, 0};
}

/* Drops, doubles or swaps whole messages, or takes one from elsewhere. */
static void change_order(struct mutator *m, struct blocks *blocks, const struct blocks *other)
{
    size_t at = any(m, blocks->count);
    struct slice block = any_block(m, blocks);
    switch (any(m, 4)) {
    case 0:
        mutator_note(m, "drop-message");
        blocks->items[at] = blocks->items[blocks->count - 1];
        blocks->count--;
        return;
    case 1:
        mutator_note(m, "double-message");
        add_block(blocks, block);
        return;
    case 2:
        mutator_note(m, "swap-messages");
        blocks->items[any(m, blocks->count)] = blocks->items[at];
        blocks->items[at] = block;
        return;
    }
    mutator_note(m, "other-message");
    add_block(blocks, any_block(m, other));
}

static struct slice mutate_blocks(struct mutator *m, enum mutate_form form, struct slice bytes,
                                  struct slice other)
{
    struct blocks blocks, others;
    read_blocks(form, bytes, &blocks);
    read_blocks(form, other, &others);
    if (blocks.count && once_in(m, 3))
        change_order(m, &blocks, &others);
    if (!blocks.count)
        add_block(&blocks, any_block(m, &others));
    if (blocks.count) {
        size_t at = any(m, blocks.count);
        blocks.items[at] = mutate_block(m, MUTATE_MESSAGE, blocks.items[at],
                                        any_block(m, once_in(m, 2) ? &others : &blocks));
    }
    return write_blocks(m, form, &blocks);
}

struct slice mutate(struct mutator *m, struct rng *rng, enum mutate_form form, struct slice bytes,
                    struct slice other, size_t max_bytes)
{
    arena_clear(&m->arena);
    m->rng = rng;
    m->what[0] = 0;
    bool several = form == MUTATE_STREAM || form == MUTATE_SESSION;
    struct slice result =
        several ? mutate_blocks(m, form, bytes, other) : mutate_block(m, form, bytes, other);
    return slice_sub(result, 0, max_bytes < m->size ? max_bytes : m->size);
}
