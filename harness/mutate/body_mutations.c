/* Mutations of the body and of Content-Length. */
#include "mutate/grammar.h"
#include "mutate/parts.h"

enum { BODIED = 1 << MUTATE_MESSAGE | 1 << MUTATE_ROWS, PARTS_MAX = 5 };

static bool set_body(struct mutator *m, struct slice body)
{
    m->draft.body = ARENA_JOIN(&m->arena, SLICE_LIT("\r\n"), body);
    return true;
}

/* Gives the header field this value, in the row that is there or in a new one. */
static void set_header(struct mutator *m, enum sip_header_id id, struct slice value)
{
    struct slice name = slice_from(sip_header_by_id(id)->name);
    struct slice row = ARENA_JOIN(&m->arena, name, SLICE_LIT(": "), value, SLICE_LIT("\r\n"));
    for (size_t i = 0; i < m->draft.row_count; i++)
        if (sip_header_find(slice_trim(row_split(m->draft.form, m->draft.rows[i]).name)) == id) {
            m->draft.rows[i] = row;
            return;
        }
    draft_insert(&m->draft, any(m, m->draft.row_count + 1), row);
}

/* Without a Content-Length some parsers do not look for a body at all. */
static void need_length(struct mutator *m)
{
    set_header(m, SIP_HEADER_CONTENT_LENGTH, SLICE_LIT("0"));
    draft_fix_length(&m->draft, &m->arena);
}

static bool new_sdp(struct mutator *m)
{
    set_body(m, grammar_text(&m->arena, m->rng, "sdp"));
    set_header(m, SIP_HEADER_CONTENT_TYPE, SLICE_LIT("application/sdp"));
    need_length(m);
    return true;
}

/* Lines of the body are changed as rows are. */
static bool change_sdp(struct mutator *m)
{
    struct slice empty_line, body;
    draft_split_body(&m->draft, &empty_line, &body);
    if (!body.n)
        return new_sdp(m);
    size_t from = any(m, body.n);
    while (from && body.p[from - 1] != '\n')
        from--;
    size_t n = line_length(slice_sub(body, from, body.n));
    struct slice line = slice_sub(body, from, n);
    struct row_parts parts = row_split(MUTATE_SDP, line);
    switch (any(m, 5)) {
    case 0:
        line = (struct slice){NULL, 0};
        break;
    case 1:
        line = ARENA_JOIN(&m->arena, line, line);
        break;
    case 2:
        line = ARENA_JOIN(&m->arena, line, grammar_text(&m->arena, m->rng, "sdp-line"));
        break;
    default:
        parts.value = value_mutate(m, parts.value);
        line = row_join(&m->arena, &parts);
    }
    return set_body(m,
                    ARENA_JOIN(&m->arena, slice_sub(body, 0, from), line, slice_sub(body, from + n, body.n)));
}

/* What a boundary can be: right, nearly right, at the edges. */
static struct slice boundary_text(struct mutator *m)
{
    static const struct slice texts[] = {SLICE_LIT("b"),    SLICE_LIT("unique-boundary-1"),
                                         SLICE_LIT(""),     SLICE_LIT("\""),
                                         SLICE_LIT("--"),   SLICE_LIT(" "),
                                         SLICE_LIT("b "),   SLICE_LIT("\"\""),
                                         SLICE_LIT("'():"), SLICE_LIT("\"b")};
    if (!once_in(m, 4))
        return texts[any(m, 2) ? 0 : any(m, sizeof(texts) / sizeof(texts[0]))];
    size_t begin = arena_begin(&m->arena);
    arena_repeat(&m->arena, SLICE_LIT("b"), edge_size(m->rng, m->size / 4));
    return arena_end(&m->arena, begin);
}

static struct slice boundary_param(struct mutator *m, struct slice boundary)
{
    static const char *const subtypes[] = {"mixed", "alternative", "related", "mixed;type=a"};
    const char *subtype = subtypes[any(m, 4)];
    struct slice quote = once_in(m, 2) ? SLICE_LIT("\"") : SLICE_LIT("");
    struct slice closing = once_in(m, 8) ? SLICE_LIT("") : quote;
    return ARENA_JOIN(&m->arena, SLICE_LIT("multipart/"), slice_from(subtype), SLICE_LIT(";boundary="), quote,
                      boundary, closing);
}

static void add_delimiter(struct mutator *m, struct slice boundary, bool last)
{
    static const struct slice ends[] = {SLICE_LIT("\r\n"), SLICE_LIT("\r\n"),  SLICE_LIT("\r\n"),
                                        SLICE_LIT("\n"),   SLICE_LIT(" \r\n"), SLICE_LIT("")};
    arena_add_text(&m->arena, once_in(m, 10) ? "-" : "--");
    arena_add(&m->arena,
              once_in(m, 10) ? slice_sub(boundary, 0, boundary.n - (boundary.n ? 1 : 0)) : boundary);
    if (last && !once_in(m, 6))
        arena_add_text(&m->arena, "--");
    arena_add(&m->arena, ends[any(m, sizeof(ends) / sizeof(ends[0]))]);
}

static bool new_multipart(struct mutator *m)
{
    struct slice boundary = boundary_text(m);
    size_t begin = arena_begin(&m->arena), parts = any(m, PARTS_MAX);
    if (once_in(m, 6))
        arena_add_text(&m->arena, "preamble\r\n");
    for (size_t i = 0; i < parts; i++) {
        add_delimiter(m, boundary, false);
        grammar_add(&m->arena, m->rng, "part");
        arena_add_text(&m->arena, once_in(m, 10) ? "\n" : "\r\n");
    }
    add_delimiter(m, boundary, true);
    set_body(m, arena_end(&m->arena, begin));
    set_header(m, SIP_HEADER_CONTENT_TYPE, boundary_param(m, boundary));
    if (once_in(m, 2))
        set_header(m, SIP_HEADER_MIME_VERSION, SLICE_LIT("1.0"));
    need_length(m);
    return true;
}

static bool change_boundary(struct mutator *m)
{
    set_header(m, SIP_HEADER_CONTENT_TYPE, boundary_param(m, boundary_text(m)));
    return true;
}

static bool other_body(struct mutator *m)
{
    if (!m->other.body.n)
        return false;
    m->draft.body = m->other.body;
    return true;
}

static bool change_body(struct mutator *m)
{
    struct slice empty_line, body;
    draft_split_body(&m->draft, &empty_line, &body);
    return set_body(m, value_mutate(m, body));
}

static bool long_body(struct mutator *m)
{
    size_t begin = arena_begin(&m->arena);
    arena_repeat(&m->arena, SLICE_LIT("a=x\r\n"), edge_size(m->rng, m->size));
    return set_body(m, arena_end(&m->arena, begin));
}

static bool drop_body(struct mutator *m)
{
    m->draft.body = once_in(m, 2) ? SLICE_LIT("\r\n") : (struct slice){NULL, 0};
    return true;
}

static bool wrong_length(struct mutator *m)
{
    struct slice empty_line, body;
    draft_split_body(&m->draft, &empty_line, &body);
    size_t begin = arena_begin(&m->arena);
    if (once_in(m, 2))
        arena_add(&m->arena, word_any(WORDS_NUMBERS, m->rng));
    else
        arena_add_number(&m->arena, body.n + any(m, 7) - (body.n > 2 ? 3 : 0));
    set_header(m, SIP_HEADER_CONTENT_LENGTH, arena_end(&m->arena, begin));
    m->keep_length = true;
    return true;
}

const struct draft_mutation body_mutations[] = {
    {"sdp", BODIED, new_sdp},
    {"sdp-line", BODIED, change_sdp},
    {"sdp-line", BODIED, change_sdp},
    {"multipart", BODIED, new_multipart},
    {"multipart", BODIED, new_multipart},
    {"boundary", BODIED, change_boundary},
    {"other-body", BODIED, other_body},
    {"body", BODIED, change_body},
    {"long-body", BODIED, long_body},
    {"drop-body", BODIED, drop_body},
    {"length", BODIED, wrong_length},
    {NULL, 0, NULL},
};
