/* Mutations of one text: a header value, a URI, a line of SDP, a start line. */
#include "mutate/grammar.h"
#include "mutate/parts.h"

#include <string.h>

/* text with the n bytes at `at` replaced */
static struct slice put(struct mutator *m, struct slice text, size_t at, size_t n, struct slice with)
{
    return ARENA_JOIN(&m->arena, slice_sub(text, 0, at), with, slice_sub(text, at + n, text.n));
}

static bool is_word(char c)
{
    return ascii_is_alpha((unsigned char)c) || ascii_is_digit((unsigned char)c) || c == '-' || c == '.';
}

/* A run of word characters, or of one other byte; the whole text is a few of them. */
static struct slice any_piece(struct mutator *m, struct slice text, size_t *ret_at)
{
    size_t begin = any(m, text.n), end = begin + 1;
    if (text.n && is_word(text.p[begin])) {
        while (begin && is_word(text.p[begin - 1]))
            begin--;
        while (end < text.n && is_word(text.p[end]))
            end++;
    }
    *ret_at = begin;
    return slice_sub(text, begin, end - begin);
}

static struct slice number_at_edge(struct mutator *m, struct slice text)
{
    size_t from = any(m, text.n);
    while (from < text.n && !ascii_is_digit((unsigned char)text.p[from]))
        from++;
    size_t end = from;
    while (end < text.n && ascii_is_digit((unsigned char)text.p[end]))
        end++;
    if (from == end)
        return put(m, text, any(m, text.n + 1), 0, word_any(WORDS_NUMBERS, m->rng));
    return put(m, text, from, end - from, word_any(WORDS_NUMBERS, m->rng));
}

/* A piece made long, around the sizes that buffers have. */
static struct slice stretch(struct mutator *m, struct slice text)
{
    size_t at;
    struct slice piece = any_piece(m, text, &at);
    size_t size = edge_size(m->rng, m->size);
    size_t begin = arena_begin(&m->arena);
    arena_add(&m->arena, slice_sub(text, 0, at));
    if (once_in(m, 3))
        size = size > text.n ? size - text.n : size; /* the whole, not the piece, is of that size */
    arena_repeat(&m->arena, piece.n ? piece : SLICE_LIT("a"), size);
    arena_add(&m->arena, slice_sub(text, at + piece.n, text.n));
    return arena_end(&m->arena, begin);
}

static struct slice insert_mark(struct mutator *m, struct slice text)
{
    return put(m, text, any(m, text.n + 1), 0, word_any(WORDS_MARKS, m->rng));
}

static struct slice replace_by_mark(struct mutator *m, struct slice text)
{
    size_t at;
    struct slice piece = any_piece(m, text, &at);
    return put(m, text, at, piece.n, word_any(WORDS_MARKS, m->rng));
}

/* The ends are where reading goes wrong. */
static struct slice mark_at_end(struct mutator *m, struct slice text)
{
    return put(m, text, once_in(m, 3) ? 0 : text.n, 0, word_any(WORDS_MARKS, m->rng));
}

static struct slice drop_piece(struct mutator *m, struct slice text)
{
    size_t at;
    struct slice piece = any_piece(m, text, &at);
    return put(m, text, at, piece.n, (struct slice){NULL, 0});
}

static struct slice drop_span(struct mutator *m, struct slice text)
{
    size_t at = any(m, text.n);
    return put(m, text, at, 1 + any(m, text.n - at), (struct slice){NULL, 0});
}

static struct slice double_span(struct mutator *m, struct slice text)
{
    size_t at = any(m, text.n);
    return put(m, text, at, 0, slice_sub(text, at, 1 + any(m, text.n - at)));
}

static struct slice cut(struct mutator *m, struct slice text)
{
    return slice_sub(text, 0, any(m, text.n));
}

static struct slice cut_head(struct mutator *m, struct slice text)
{
    return slice_sub(text, any(m, text.n), text.n);
}

static struct slice only_blanks(struct mutator *m, struct slice text)
{
    (void)text;
    return once_in(m, 2) ? SLICE_LIT(" ") : SLICE_LIT("");
}

/* A word of the tables in place of a piece. */
static struct slice another_word(struct mutator *m, struct slice text)
{
    size_t at;
    struct slice piece = any_piece(m, text, &at);
    return put(m, text, at, piece.n, word_any((enum word_list)any(m, WORDS_SDP_LINES), m->rng));
}

static struct slice another_text(struct mutator *m, struct slice text)
{
    static const char *const rules[] = {"uri",    "address", "host",   "hostport",   "quoted", "param",
                                        "params", "token",   "digest", "auth-param", "via",    "mime"};
    size_t at;
    struct slice piece = any_piece(m, text, &at);
    return put(m, text, at, piece.n,
               grammar_text(&m->arena, m->rng, rules[any(m, sizeof(rules) / sizeof(rules[0]))]));
}

static struct slice add_param(struct mutator *m, struct slice text)
{
    size_t at = once_in(m, 2) ? text.n : slice_find(text, ';');
    struct slice param = grammar_text(&m->arena, m->rng, "param");
    return put(m, text, at, 0, ARENA_JOIN(&m->arena, SLICE_LIT(";"), param));
}

/* From one separator to the next. */
static struct slice drop_between(struct mutator *m, struct slice text)
{
    static const char separators[] = ";,@?&:= ";
    char separator = separators[any(m, sizeof(separators) - 1)];
    size_t from = slice_find(text, separator);
    size_t n = slice_find(slice_sub(text, from + 1, text.n), separator) + 1;
    return from < text.n ? put(m, text, from, n, (struct slice){NULL, 0}) : text;
}

static struct slice list_item(struct mutator *m, struct slice text)
{
    size_t comma = slice_find(text, ',');
    struct slice first = slice_sub(text, 0, comma);
    switch (any(m, 3)) {
    case 0:
        return ARENA_JOIN(&m->arena, text, SLICE_LIT(", "), first);
    case 1:
        return ARENA_JOIN(&m->arena, SLICE_LIT(","), text);
    }
    return slice_sub(text, comma + 1, text.n);
}

static struct slice enclose(struct mutator *m, struct slice text)
{
    static const char *const pairs[] = {"\"\"", "<>", "()", "[]", "''", "{}", "  "};
    const char *pair = pairs[any(m, sizeof(pairs) / sizeof(pairs[0]))];
    size_t at;
    struct slice piece = once_in(m, 2) ? text : any_piece(m, text, &at);
    if (piece.n == text.n)
        at = 0;
    return put(m, text, at, piece.n,
               ARENA_JOIN(&m->arena, (struct slice){pair, 1}, piece, (struct slice){pair + 1, 1}));
}

/* A byte written as %HH. */
static struct slice escape(struct mutator *m, struct slice text)
{
    static const char hex[] = "0123456789ABCDEFabcdef";
    if (!text.n)
        return text;
    size_t at = any(m, text.n);
    unsigned char c = (unsigned char)text.p[at];
    char escaped[3] = {'%', hex[c >> 4], hex[c & 15]};
    if (escaped[2] > '9' && once_in(m, 2))
        escaped[2] = (char)ascii_lower(escaped[2]);
    return put(m, text, at, 1, ARENA_JOIN(&m->arena, (struct slice){escaped, 3}));
}

static struct slice other_case(struct mutator *m, struct slice text)
{
    size_t at, begin = arena_begin(&m->arena);
    struct slice piece = any_piece(m, text, &at);
    arena_add(&m->arena, slice_sub(text, 0, at));
    for (size_t i = 0; i < piece.n; i++) {
        char c = (char)(once_in(m, 2) ? ascii_upper((unsigned char)piece.p[i])
                                      : ascii_lower((unsigned char)piece.p[i]));
        arena_add(&m->arena, (struct slice){&c, 1});
    }
    arena_add(&m->arena, slice_sub(text, at + piece.n, text.n));
    return arena_end(&m->arena, begin);
}

static struct slice any_byte(struct mutator *m, struct slice text)
{
    static const unsigned char edges[] = {0,  1,  9,  10, 13,  31,  32,  34, 44,
                                          59, 60, 62, 92, 127, 128, 192, 255};
    char c = (char)(once_in(m, 2) ? edges[any(m, sizeof(edges))] : any(m, 256));
    size_t at = any(m, text.n + 1);
    return put(m, text, at, any(m, 2), ARENA_JOIN(&m->arena, (struct slice){&c, 1}));
}

/* Two pieces between separators change places: parameters, list items. */
static struct slice swap_halves(struct mutator *m, struct slice text)
{
    static const char separators[] = ";,&/ ";
    char separator = separators[any(m, sizeof(separators) - 1)];
    size_t first = slice_find(text, separator);
    if (first == text.n)
        return text;
    struct slice rest = slice_sub(text, first + 1, text.n);
    size_t second = slice_find(rest, separator);
    return ARENA_JOIN(&m->arena, slice_sub(rest, 0, second), slice_sub(text, first, 1),
                      slice_sub(text, 0, first), slice_sub(rest, second, rest.n));
}

/* A value, or a piece of one, of what else there is. */
static struct slice splice(struct mutator *m, struct slice text)
{
    if (!m->other.row_count)
        return text;
    struct slice row = m->other.rows[any(m, m->other.row_count)];
    struct slice value = row_split(m->other.form, row).value;
    size_t from = any(m, value.n + 1);
    return put(m, text, any(m, text.n + 1), 0, slice_sub(value, from, 1 + any(m, value.n - from)));
}

/* What stands twice is taken twice as often. */
const struct value_mutation value_mutations[] = {
    {"number", number_at_edge},
    {"number", number_at_edge},
    {"stretch", stretch},
    {"stretch", stretch},
    {"mark", insert_mark},
    {"mark", insert_mark},
    {"piece-to-mark", replace_by_mark},
    {"mark-at-end", mark_at_end},
    {"drop-piece", drop_piece},
    {"drop-span", drop_span},
    {"double-span", double_span},
    {"cut", cut},
    {"cut-head", cut_head},
    {"blank", only_blanks},
    {"word", another_word},
    {"word", another_word},
    {"text", another_text},
    {"text", another_text},
    {"param", add_param},
    {"drop-between", drop_between},
    {"list", list_item},
    {"enclose", enclose},
    {"escape", escape},
    {"case", other_case},
    {"byte", any_byte},
    {"swap", swap_halves},
    {"splice-value", splice},
    {NULL, NULL},
};

struct slice value_mutate(struct mutator *m, struct slice value)
{
    size_t count = 0;
    while (value_mutations[count].name)
        count++;
    const struct value_mutation *mutation = &value_mutations[any(m, count)];
    mutator_note(m, mutation->name);
    return mutation->apply(m, value);
}
