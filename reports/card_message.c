/* The offending message of a failure card: its lines, shortened around the offending bytes. */
#include "reports/card.h"

#include "reports/text.h"

enum {
    HEAD_LINES = 30, /* lines of the header part that are shown anyway */
    BODY_LINES = 4,
    NEAR_LINES = 2,    /* before and after the offending bytes */
    MARKED_LINES = 12, /* offending lines shown */
    LINE_COLUMNS = 96,
    LEAD_BYTES = 40 /* bytes before the offending ones in a line that is cut */
};

struct excerpt {
    struct slice bytes;
    size_t header_end;  /* offset of the body */
    size_t from, to;    /* offending bytes; empty when from == to */
    size_t first, last; /* numbers of the lines they stand in */
    size_t body_line;   /* number of the body's first line */
    struct card_lines *lines;
    size_t left_out;
};

static size_t line_end(struct slice bytes, size_t at)
{
    while (at < bytes.n && bytes.p[at] != '\n')
        at++;
    return at < bytes.n ? at + 1 : at;
}

/* A proper line end is not shown; any other is part of the line and becomes visible. */
static struct slice without_crlf(struct slice line)
{
    bool proper = line.n >= 2 && line.p[line.n - 2] == '\r' && line.p[line.n - 1] == '\n';
    return proper ? slice_sub(line, 0, line.n - 2) : line;
}

/* How many bytes of s fit in so many columns. */
static size_t fitting(struct slice s, size_t columns)
{
    size_t n = 0;
    for (size_t width = 0; n < s.n; n++) {
        width += text_ascii_width(slice_sub(s, n, 1));
        if (width > columns)
            break;
    }
    return n;
}

/* Shows the line from offset `at` of the message; marks what is offending in it. */
static int show(struct excerpt *excerpt, size_t at, struct slice line)
{
    size_t from = excerpt->from > at ? excerpt->from - at : 0, to = excerpt->to > at ? excerpt->to - at : 0;
    bool marked = excerpt->from < excerpt->to && from < line.n && to > 0;
    size_t skip = 0;
    struct slice shown = without_crlf(line);
    if (marked && text_ascii_width(shown) > LINE_COLUMNS && from > LEAD_BYTES)
        skip = (from < shown.n ? from : shown.n) - LEAD_BYTES;
    shown = slice_sub(shown, skip, shown.n);
    struct slice kept = slice_sub(shown, 0, fitting(shown, LINE_COLUMNS));

    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    buf_add_text(&text, skip ? "..." : "");
    size_t lead = text.n;
    text_add_ascii(&text, kept);
    size_t mark = 0, length = 0;
    if (marked) {
        struct slice before = slice_sub(kept, 0, from - (from < skip ? from : skip));
        struct slice inside = slice_sub(kept, before.n, to - (from > skip ? from : skip));
        mark = lead + text_ascii_width(before);
        length = text_ascii_width(inside);
        length = length ? length : 1; /* the line end itself */
    }
    if (kept.n < shown.n)
        buf_addf(&text, "... (%zu bytes more)", shown.n - kept.n);
    return card_lines_add(excerpt->lines, buf_take(&text), mark, length);
}

static int show_gap(struct excerpt *excerpt)
{
    if (!excerpt->left_out)
        return 0;
    struct buf text;
    buf_init(&text, 64);
    buf_addf(&text, "[... %zu line%s left out ...]", excerpt->left_out, excerpt->left_out == 1 ? "" : "s");
    excerpt->left_out = 0;
    return card_lines_add(excerpt->lines, buf_take(&text), 0, 0);
}

static bool is_wanted(const struct excerpt *excerpt, size_t number)
{
    if (excerpt->from < excerpt->to) {
        size_t last =
            excerpt->last < excerpt->first + MARKED_LINES ? excerpt->last : excerpt->first + MARKED_LINES;
        if (number + NEAR_LINES >= excerpt->first && number <= last + NEAR_LINES)
            return true;
    }
    return number < excerpt->body_line ? number < HEAD_LINES : number < excerpt->body_line + BODY_LINES;
}

/* Finds out in which lines the offending bytes and the body stand. */
static void measure(struct excerpt *excerpt)
{
    size_t number = 0;
    excerpt->body_line = SIZE_MAX;
    for (size_t at = 0; at < excerpt->bytes.n; number++) {
        size_t end = line_end(excerpt->bytes, at);
        if (at <= excerpt->from)
            excerpt->first = number;
        if (at < excerpt->to)
            excerpt->last = number;
        if (at >= excerpt->header_end && excerpt->body_line == SIZE_MAX)
            excerpt->body_line = number;
        at = end;
    }
}

int card_message(const struct case_result *result, const struct finding *finding,
                 struct card_lines *ret_lines)
{
    const struct entry *entry = transcript_at(&result->transcript, finding->entry);
    if (!entry)
        return 0;
    struct excerpt excerpt = {.bytes = {entry->message->bytes, entry->message->length},
                              .header_end = entry->message->header_end,
                              .lines = ret_lines};
    if (finding->length && finding->offset < excerpt.bytes.n) {
        excerpt.from = finding->offset;
        size_t rest = excerpt.bytes.n - finding->offset;
        excerpt.to = finding->offset + (finding->length < rest ? finding->length : rest);
    }
    measure(&excerpt);
    size_t number = 0;
    for (size_t at = 0; at < excerpt.bytes.n; number++) {
        size_t end = line_end(excerpt.bytes, at);
        if (!is_wanted(&excerpt, number))
            excerpt.left_out++;
        else if (show_gap(&excerpt) || show(&excerpt, at, slice_sub(excerpt.bytes, at, end - at)))
            return -1;
        at = end;
    }
    return show_gap(&excerpt);
}
