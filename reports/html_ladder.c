/* The ladder of a case as SVG: a column for each endpoint that was used, the device at the right, a row for
 * each message. Presentation attributes only, which a Content-Security-Policy without inline styles leaves
 * alone. */
#include "reports/html_report.h"

#include "base/limits.h"
#include "reports/ladder_columns.h"
#include "reports/text.h"

enum {
    COLUMNS = 6,      /* endpoints beyond share the last one */
    TIME_WIDTH = 100, /* all lengths in user units: pixels, unless zoomed */
    COLUMN_WIDTH = 120,
    DEVICE_WIDTH = 330, /* from the last endpoint to the device: room for a label */
    NOTE_WIDTH = 380,
    TOP = 40,
    ROW = 34,
    HEAD = 9,        /* of an arrow */
    FIRST_ROWS = 80, /* rows that are shown anyway */
    LAST_ROWS = 20,
    NEAR_ROWS = 5, /* around an offending one */
    ABSENT_ROWS = 5,
    LABEL_BYTES = 34,
    NOTE_BYTES = 40,
    NAME_BYTES = 14
};

struct ladder {
    struct page *page;
    const struct case_view *view;
    const struct case_result *result; /* of the view */
    struct ladder_columns columns;
    int y; /* of the row at hand */
};

static int endpoint_x(const struct ladder *ladder, size_t endpoint)
{
    return TIME_WIDTH + 40 + (int)ladder_columns_at(&ladder->columns, endpoint) * COLUMN_WIDTH;
}

static int device_x(const struct ladder *ladder)
{
    return TIME_WIDTH + 40 + (int)(ladder->columns.count - 1) * COLUMN_WIDTH + DEVICE_WIDTH;
}

static void put_label(struct ladder *ladder, int x, int y, const char *anchor, const char *text,
                      size_t max_bytes)
{
    struct buf label;
    buf_init(&label, LIMIT_TEXT_BYTES);
    text_add_short(&label, text, max_bytes);
    putf(ladder->page, "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">", x, y, anchor);
    put_text(ladder->page, label.p ? label.p : "");
    put(ladder->page, "</text>\n");
    buf_free(&label);
}

static void put_columns(struct ladder *ladder, int bottom)
{
    int device = device_x(ladder);
    for (size_t column = 0; column < ladder->columns.count; column++) {
        size_t endpoint = ladder->columns.endpoints[column];
        int x = endpoint_x(ladder, endpoint);
        const char *name =
            endpoint < ladder->result->endpoint_count ? ladder->result->endpoints[endpoint].name : NULL;
        bool others = ladder->columns.shared && column + 1 == ladder->columns.count;
        put_label(ladder, x, TOP - 18, "middle", others ? "others" : name ? name : "harness", NAME_BYTES);
        putf(ladder->page, "<path stroke=\"currentColor\" d=\"M%d %dV%d\"/>\n", x, TOP - 8, bottom);
    }
    put_label(ladder, device, TOP - 18, "middle", "device", NAME_BYTES);
    putf(ladder->page, "<path stroke=\"currentColor\" d=\"M%d %dV%d\"/>\n", device, TOP - 8, bottom);
    put_label(ladder, TIME_WIDTH - 10, TOP - 18, "end", "time ms", NAME_BYTES);
}

/* ---- rows ---- */

static void put_arrow(struct ladder *ladder, const struct entry *entry)
{
    int left = endpoint_x(ladder, entry->endpoint), right = device_x(ladder), y = ladder->y;
    bool sent = entry->direction == DIRECTION_SENT;
    int tip = sent ? right : left, back = sent ? -HEAD : HEAD;
    putf(ladder->page, "<path stroke=\"currentColor\" d=\"M%d %dH%d\"/>\n", left, y, right);
    putf(ladder->page, "<path d=\"M%d %dl%d -5v10z\"/>\n", tip, y, back);
    struct buf label;
    buf_init(&label, LIMIT_TEXT_BYTES);
    message_label(entry, &label);
    put_label(ladder, right - DEVICE_WIDTH / 2, y - 6, "middle", label.p ? label.p : "", LABEL_BYTES);
    buf_free(&label);
}

static void put_note(struct ladder *ladder, const struct finding *finding)
{
    struct buf note;
    buf_init(&note, LIMIT_TEXT_BYTES);
    buf_addf(&note, "\xE2\x9C\x98 %s%s", finding->actual ? "got " : verdict_name(finding->verdict),
             finding->actual ? finding->actual : "");
    put_label(ladder, device_x(ladder) + 14, ladder->y + 4, "start", note.failed ? "" : note.p, NOTE_BYTES);
    buf_free(&note);
}

static void put_row(struct ladder *ladder, size_t number)
{
    const struct entry *entry = &ladder->result->transcript.entries[number];
    const struct finding *finding = ladder->view->about[number];
    struct page *page = ladder->page;
    if (finding)
        putf(page, "<a href=\"#m%zu\"><g class=\"offending\" color=\"#b3001b\" stroke-width=\"2.5\">\n",
             number + 1);
    else
        putf(page, "<a href=\"#m%zu\"><g stroke-width=\"1.2\">\n", number + 1);
    /* the whole row can be clicked, not only its thin lines */
    putf(page, "<rect x=\"0\" y=\"%d\" width=\"%d\" height=\"%d\" fill-opacity=\"0\"/>\n",
         ladder->y - ROW / 2, device_x(ladder) + NOTE_WIDTH, ROW);
    putf(page, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">", TIME_WIDTH - 10, ladder->y + 4);
    put_ms(page, entry->time_ns - ladder->result->start_ns);
    put(page, "</text>\n");
    put_arrow(ladder, entry);
    if (finding)
        put_note(ladder, finding);
    else if (entry->retransmission_of >= 0)
        put_label(ladder, device_x(ladder) + 14, ladder->y + 4, "start", "copy", NOTE_BYTES);
    put(page, "</g></a>\n");
    ladder->y += ROW;
}

static bool is_wanted(const struct ladder *ladder, size_t number)
{
    size_t count = ladder->result->transcript.count;
    if (number < FIRST_ROWS || number + LAST_ROWS >= count)
        return true;
    for (size_t i = number > NEAR_ROWS ? number - NEAR_ROWS : 0; i <= number + NEAR_ROWS && i < count; i++)
        if (ladder->view->about[i])
            return true;
    return false;
}

static void put_gap(struct ladder *ladder, size_t *left_out)
{
    if (!*left_out)
        return;
    putf(ladder->page, "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">... %zu message%s ...</text>\n",
         device_x(ladder) - DEVICE_WIDTH / 2, ladder->y + 4, *left_out, *left_out == 1 ? "" : "s");
    ladder->y += ROW;
    *left_out = 0;
}

/* What never came has no arrow: it is told in a row of its own. */
static void put_absent(struct ladder *ladder)
{
    size_t shown = 0;
    for (size_t i = 0; i < ladder->result->findings.count && shown < ABSENT_ROWS; i++) {
        const struct finding *finding = &ladder->result->findings.items[i];
        if (!finding_is_told(finding) || finding->entry >= 0 || !finding->actual)
            continue;
        put(ladder->page, "<g class=\"offending\" color=\"#b3001b\">\n");
        put_note(ladder, finding);
        put(ladder->page, "</g>\n");
        ladder->y += ROW;
        shown++;
    }
}

/* ---- the drawing ---- */

static int height(const struct ladder *ladder)
{
    int rows = ABSENT_ROWS;
    bool gap = false;
    for (size_t i = 0; i < ladder->result->transcript.count; i++) {
        bool wanted = is_wanted(ladder, i);
        rows += wanted || !gap; /* a gap is one row */
        gap = !wanted;
    }
    return rows;
}

void put_ladder(struct page *page, const struct case_view *view)
{
    const struct case_result *result = view->result;
    struct ladder ladder = {.page = page, .view = view, .result = result, .y = TOP + ROW / 2};
    if (!result->transcript.count)
        return;
    ladder_columns_find(ladder.result, COLUMNS, &ladder.columns);
    size_t absent = 0;
    for (size_t i = 0; i < result->findings.count; i++)
        absent += finding_is_told(&result->findings.items[i]) && result->findings.items[i].entry < 0;
    int rows = height(&ladder) - (absent < ABSENT_ROWS ? ABSENT_ROWS - (int)absent : 0);
    int width = device_x(&ladder) + NOTE_WIDTH, bottom = TOP + rows * ROW + ROW / 2;
    put(page, "<h2 id=\"ladder\">Ladder</h2>\n<section class=\"scroll\" aria-labelledby=\"ladder\" "
              "tabindex=\"0\">\n");
    putf(page,
         "<svg class=\"ladder\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" fill=\"currentColor\" "
         "font-family=\"monospace\" font-size=\"13\">\n"
         "<title>The messages of the case in order of time</title>\n",
         width, bottom, width, bottom);
    put_columns(&ladder, bottom);
    size_t left_out = 0;
    for (size_t i = 0; i < result->transcript.count; i++) {
        if (!is_wanted(&ladder, i)) {
            left_out++;
            continue;
        }
        put_gap(&ladder, &left_out);
        put_row(&ladder, i);
    }
    put_absent(&ladder);
    put(page, "</svg>\n</section>\n");
}
