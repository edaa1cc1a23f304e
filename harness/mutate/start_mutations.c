/* Mutations of the start line. */
#include "mutate/grammar.h"
#include "mutate/parts.h"

enum { MESSAGE = 1 << MUTATE_MESSAGE };

static bool set_start(struct mutator *m, struct slice line)
{
    m->draft.start = ARENA_JOIN(&m->arena, line, SLICE_LIT("\r\n"));
    return true;
}

static bool change_line(struct mutator *m)
{
    return set_start(m, value_mutate(m, slice_trim(m->draft.start)));
}

static bool new_request_line(struct mutator *m)
{
    return set_start(m, grammar_text(&m->arena, m->rng, "request-line"));
}

static bool new_status_line(struct mutator *m)
{
    return set_start(m, grammar_text(&m->arena, m->rng, "status-line"));
}

/* CSeq goes along, so that what comes behind that check is reached too. */
static bool change_method(struct mutator *m)
{
    struct slice line = slice_trim(m->draft.start), method = word_any(WORDS_METHODS, m->rng);
    size_t blank = slice_find(line, ' ');
    set_start(m, ARENA_JOIN(&m->arena, method, slice_sub(line, blank, line.n)));
    for (size_t i = 0; i < m->draft.row_count; i++) {
        struct row_parts parts = row_split(m->draft.form, m->draft.rows[i]);
        if (sip_header_find(slice_trim(parts.name)) != SIP_HEADER_CSEQ)
            continue;
        size_t digits = slice_find(parts.value, ' ');
        parts.value = ARENA_JOIN(&m->arena, slice_sub(parts.value, 0, digits), SLICE_LIT(" "), method);
        m->draft.rows[i] = row_join(&m->arena, &parts);
    }
    return true;
}

static bool change_uri(struct mutator *m)
{
    struct slice line = slice_trim(m->draft.start);
    size_t begin = slice_find(line, ' ') + 1;
    size_t n = slice_find(slice_sub(line, begin, line.n), ' ');
    struct slice uri =
        once_in(m, 2) ? grammar_text(&m->arena, m->rng, "uri") : value_mutate(m, slice_sub(line, begin, n));
    return set_start(
        m, ARENA_JOIN(&m->arena, slice_sub(line, 0, begin), uri, slice_sub(line, begin + n, line.n)));
}

static bool other_start(struct mutator *m)
{
    if (!m->other.start.n)
        return false;
    m->draft.start = m->other.start;
    return true;
}

static bool drop_start(struct mutator *m)
{
    m->draft.start = (struct slice){NULL, 0};
    return true;
}

static bool lines_before(struct mutator *m)
{
    m->draft.start = ARENA_JOIN(&m->arena, SLICE_LIT("\r\n\r\n"), m->draft.start);
    return true;
}

const struct draft_mutation start_mutations[] = {
    {"start-line", MESSAGE, change_line},
    {"request-line", MESSAGE, new_request_line},
    {"status-line", MESSAGE, new_status_line},
    {"method", MESSAGE, change_method},
    {"request-uri", MESSAGE, change_uri},
    {"other-start", MESSAGE, other_start},
    {"drop-start", MESSAGE, drop_start},
    {"lines-before", MESSAGE, lines_before},
    {NULL, 0, NULL},
};
