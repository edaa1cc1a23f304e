/* Mutations of rows: header rows of a message, lines of SDP or of a text. */
#include "mutate/grammar.h"
#include "mutate/parts.h"

enum {
    NAMED = 1 << MUTATE_MESSAGE | 1 << MUTATE_ROWS,
    LINES = 1 << MUTATE_SDP | 1 << MUTATE_TEXT | 1 << MUTATE_URI,
    ALL = NAMED | LINES
};

static bool drop_row(struct mutator *m)
{
    if (!m->draft.row_count)
        return false;
    draft_remove(&m->draft, any(m, m->draft.row_count));
    return true;
}

static bool double_row(struct mutator *m)
{
    size_t n = m->draft.row_count;
    return n && draft_insert(&m->draft, any(m, n + 1), m->draft.rows[any(m, n)]);
}

/* Many of one: where tables and lists end. */
static bool many_rows(struct mutator *m)
{
    size_t n = m->draft.row_count, count = 2 + any(m, once_in(m, 4) ? 300 : 12);
    if (!n)
        return false;
    size_t at = any(m, n);
    struct slice row = m->draft.rows[at];
    while (count-- && draft_insert(&m->draft, at, row))
        ;
    return true;
}

static bool swap_rows(struct mutator *m)
{
    size_t n = m->draft.row_count;
    if (n < 2)
        return false;
    size_t a = any(m, n), b = any(m, n);
    struct slice row = m->draft.rows[a];
    m->draft.rows[a] = m->draft.rows[b];
    m->draft.rows[b] = row;
    return true;
}

static struct slice new_row(struct mutator *m)
{
    if (m->draft.form == MUTATE_SDP)
        return grammar_text(&m->arena, m->rng, "sdp-line");
    if (m->draft.form == MUTATE_URI)
        return ARENA_JOIN(&m->arena, grammar_text(&m->arena, m->rng, "uri"), SLICE_LIT("\n"));
    if (m->draft.form == MUTATE_TEXT)
        return word_any(WORDS_JSON, m->rng);
    if (once_in(m, 12))
        return grammar_text(&m->arena, m->rng, "row");
    const struct sip_header *header =
        sip_header_by_id((enum sip_header_id)(1 + any(m, SIP_HEADER_COUNT - 1)));
    struct slice name = slice_from(header->name);
    if (header->compact && once_in(m, 3))
        name = (struct slice){&header->compact, 1};
    struct slice value = grammar_value(&m->arena, m->rng, header->id);
    return ARENA_JOIN(&m->arena, name, SLICE_LIT(": "), value, SLICE_LIT("\r\n"));
}

static bool add_row(struct mutator *m)
{
    return draft_insert(&m->draft, any(m, m->draft.row_count + 1), new_row(m));
}

static bool splice_rows(struct mutator *m)
{
    size_t n = m->other.row_count;
    if (!n)
        return false;
    size_t from = any(m, n), count = 1 + any(m, 3), at = any(m, m->draft.row_count + 1);
    for (size_t i = from; i < n && count--; i++)
        if (!draft_insert(&m->draft, at, m->other.rows[i]))
            return false;
    return true;
}

/* Takes a row apart, lets `change` work on it, and puts it back. */
static bool change_row(struct mutator *m, bool (*change)(struct mutator *, struct row_parts *))
{
    if (!m->draft.row_count)
        return false;
    struct slice *row = &m->draft.rows[any(m, m->draft.row_count)];
    struct row_parts parts = row_split(m->draft.form, *row);
    if (!change(m, &parts))
        return false;
    *row = row_join(&m->arena, &parts);
    return true;
}

static bool to_mutated(struct mutator *m, struct row_parts *parts)
{
    parts->value = value_mutate(m, parts->value);
    return true;
}
static bool change_value(struct mutator *m)
{
    return change_row(m, to_mutated);
}

static bool to_new_value(struct mutator *m, struct row_parts *parts)
{
    parts->value = grammar_value(&m->arena, m->rng, sip_header_find(slice_trim(parts->name)));
    return true;
}
static bool new_value(struct mutator *m)
{
    return change_row(m, to_new_value);
}

static bool to_other_value(struct mutator *m, struct row_parts *parts)
{
    if (!m->other.row_count)
        return false;
    parts->value = row_split(m->other.form, m->other.rows[any(m, m->other.row_count)]).value;
    return true;
}
static bool other_value(struct mutator *m)
{
    return change_row(m, to_other_value);
}

/* A line end and a blank where a blank is, or anywhere. */
static bool to_folded(struct mutator *m, struct row_parts *parts)
{
    static const struct slice folds[] = {SLICE_LIT("\r\n "), SLICE_LIT("\r\n\t"), SLICE_LIT("\n "),
                                         SLICE_LIT("\r\n  \r\n ")};
    size_t at = once_in(m, 2) ? slice_find(parts->value, ' ') : any(m, parts->value.n + 1);
    parts->value = ARENA_JOIN(&m->arena, slice_sub(parts->value, 0, at), folds[any(m, 4)],
                              slice_sub(parts->value, at, parts->value.n));
    return true;
}
static bool fold(struct mutator *m)
{
    return change_row(m, to_folded);
}

/* The compact form for the long one and the other way round. */
static bool to_respelled(struct mutator *m, struct row_parts *parts)
{
    const struct sip_header *header = sip_header_by_id(sip_header_find(slice_trim(parts->name)));
    if (header->compact && parts->name.n > 1 && once_in(m, 2))
        parts->name = (struct slice){&header->compact, 1};
    else if (parts->name.n == 1 && header->compact)
        parts->name = slice_from(header->name);
    else
        return false;
    return true;
}
static bool respell_name(struct mutator *m)
{
    return change_row(m, to_respelled);
}

/* The value of one header field under the name of another. */
static bool to_renamed(struct mutator *m, struct row_parts *parts)
{
    parts->name = slice_from(sip_header_by_id((enum sip_header_id)(1 + any(m, SIP_HEADER_COUNT - 1)))->name);
    return true;
}
static bool rename_row(struct mutator *m)
{
    return change_row(m, to_renamed);
}

static bool to_mutated_name(struct mutator *m, struct row_parts *parts)
{
    parts->name = value_mutate(m, parts->name);
    return true;
}
static bool change_name(struct mutator *m)
{
    return change_row(m, to_mutated_name);
}

static bool to_other_gap(struct mutator *m, struct row_parts *parts)
{
    static const struct slice gaps[] = {SLICE_LIT(":"),      SLICE_LIT(" : "), SLICE_LIT("\t:\t"),
                                        SLICE_LIT(":\r\n "), SLICE_LIT(" "),   SLICE_LIT("::"),
                                        SLICE_LIT("=")};
    parts->gap = gaps[any(m, sizeof(gaps) / sizeof(gaps[0]))];
    return true;
}
static bool change_gap(struct mutator *m)
{
    return change_row(m, to_other_gap);
}

static bool to_other_end(struct mutator *m, struct row_parts *parts)
{
    static const struct slice ends[] = {SLICE_LIT("\n"),       SLICE_LIT("\r"),       SLICE_LIT(""),
                                        SLICE_LIT(" \r\n"),    SLICE_LIT("\n\r"),     SLICE_LIT("\r\r\n"),
                                        SLICE_LIT("\r\n\r\n"), SLICE_LIT("\r\n \r\n")};
    parts->end = ends[any(m, sizeof(ends) / sizeof(ends[0]))];
    return true;
}
static bool change_end(struct mutator *m)
{
    return change_row(m, to_other_end);
}

/* "a: x" and "a: y" become "a: x, y". */
static bool merge_rows(struct mutator *m)
{
    if (m->draft.row_count < 2)
        return false;
    size_t at = any(m, m->draft.row_count - 1);
    struct row_parts first = row_split(m->draft.form, m->draft.rows[at]);
    struct row_parts second = row_split(m->draft.form, m->draft.rows[at + 1]);
    first.value = ARENA_JOIN(&m->arena, first.value, SLICE_LIT(", "), second.value);
    m->draft.rows[at] = row_join(&m->arena, &first);
    draft_remove(&m->draft, at + 1);
    return true;
}

/* "a: x, y" becomes two rows. */
static bool split_list(struct mutator *m)
{
    if (!m->draft.row_count)
        return false;
    size_t at = any(m, m->draft.row_count);
    struct row_parts parts = row_split(m->draft.form, m->draft.rows[at]), second = parts;
    size_t comma = slice_find(parts.value, ',');
    if (comma == parts.value.n)
        return false;
    second.value = slice_sub(parts.value, comma + 1, parts.value.n);
    parts.value = slice_sub(parts.value, 0, comma);
    m->draft.rows[at] = row_join(&m->arena, &parts);
    return draft_insert(&m->draft, at + 1, row_join(&m->arena, &second));
}

/* Nothing follows this row. */
static bool cut_rows(struct mutator *m)
{
    if (!m->draft.row_count)
        return false;
    m->draft.row_count = any(m, m->draft.row_count);
    if (once_in(m, 2))
        m->draft.body = (struct slice){NULL, 0};
    return true;
}

/* What stands twice is taken twice as often. */
const struct draft_mutation row_mutations[] = {
    {"drop-row", ALL, drop_row},
    {"double-row", ALL, double_row},
    {"many-rows", ALL, many_rows},
    {"swap-rows", ALL, swap_rows},
    {"add-row", ALL, add_row},
    {"add-row", ALL, add_row},
    {"splice-rows", ALL, splice_rows},
    {"splice-rows", ALL, splice_rows},
    {"value", ALL, change_value},
    {"value", ALL, change_value},
    {"value", ALL, change_value},
    {"value", ALL, change_value},
    {"value", ALL, change_value},
    {"value", ALL, change_value},
    {"new-value", NAMED, new_value},
    {"new-value", NAMED, new_value},
    {"other-value", ALL, other_value},
    {"fold", NAMED, fold},
    {"respell-name", NAMED, respell_name},
    {"rename-row", NAMED, rename_row},
    {"name", NAMED | 1 << MUTATE_SDP, change_name},
    {"gap", NAMED, change_gap},
    {"line-end", ALL, change_end},
    {"merge-rows", NAMED, merge_rows},
    {"split-list", NAMED, split_list},
    {"cut-rows", ALL, cut_rows},
    {NULL, 0, NULL},
};
