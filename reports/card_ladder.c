/* The ladder of a failure card: a column for each endpoint of the case that was used, the device at the
 * right.
 *
 *      time ms  client                            device
 *        0.000  |----------- OPTIONS ------------>|
 *       12.130  |<----------- 200 OK -------------|  <== got status 200
 */
#include "reports/card.h"

#include "reports/ladder_columns.h"
#include "reports/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLUMNS = 4, /* endpoints beyond share the last column */
    COLUMN_WIDTH = 14,
    DEVICE_WIDTH = 34, /* from the last endpoint to the device: room for an arrow's label */
    LABEL_BYTES = 24,
    FIRST_ROWS = 20, /* rows that are shown anyway */
    LAST_ROWS = 8,
    NEAR_ROWS = 4, /* around the offending one */
    TIME_WIDTH = 12,
    NOTE_BYTES = 80
};

struct ladder {
    const struct case_result *result;
    const struct finding *finding; /* NULL: no row is marked */
    struct ladder_columns columns;
    struct card_lines *lines;
};

static size_t device_column(const struct ladder *ladder)
{
    return (ladder->columns.count - 1) * COLUMN_WIDTH + DEVICE_WIDTH;
}

static int add_head(struct ladder *ladder)
{
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    buf_addf(&text, "%*s  ", TIME_WIDTH, "time ms");
    size_t start = text.n;
    for (size_t column = 0; column < ladder->columns.count; column++) {
        size_t endpoint = ladder->columns.endpoints[column];
        struct buf name;
        buf_init(&name, LIMIT_WHY_BYTES);
        if (ladder->columns.shared && column + 1 == ladder->columns.count)
            buf_add_text(&name, "others");
        else if (endpoint < ladder->result->endpoint_count && ladder->result->endpoints[endpoint].name)
            text_add_ascii(&name, slice_sub(slice_from(ladder->result->endpoints[endpoint].name), 0, 12));
        else
            buf_addf(&name, "endpoint %zu", endpoint);
        buf_addf(&text, "%-*.*s", column + 1 < ladder->columns.count ? COLUMN_WIDTH : DEVICE_WIDTH,
                 COLUMN_WIDTH - 1, name.p ? name.p : "");
        buf_free(&name);
    }
    if (text.n > start)
        buf_add_text(&text, "device");
    return card_lines_add(ladder->lines, buf_take(&text), 0, 0);
}

static void add_label(struct buf *out, const struct entry *entry)
{
    const struct sip_message *message = entry->message;
    if (entry->flags & ENTRY_KEEPALIVE)
        buf_add_text(out, "keep-alive");
    else if (message->kind == SIP_BROKEN || (entry->flags & ENTRY_UNFRAMED))
        buf_addf(out, "unreadable, %zu bytes", message->length);
    else if (message->kind == SIP_REQUEST)
        text_add_ascii(out, slice_sub(message->method, 0, 20));
    else {
        buf_addf(out, "%d ", message->status);
        text_add_ascii(out, slice_sub(message->reason, 0, 16));
    }
    if (out->n > LABEL_BYTES) {
        buf_clear(out);
        text_add_ascii(out,
                       slice_sub(message->kind == SIP_REQUEST ? message->method : message->reason, 0, 5));
        buf_add_text(out, "...");
    }
}

/* The arrow from the endpoint's column to the device's, the label in its middle, '|' for columns it does not
 * meet. */
static void add_arrow(const struct ladder *ladder, const struct entry *entry, struct buf *out)
{
    char row[COLUMNS * COLUMN_WIDTH + DEVICE_WIDTH + 1];
    size_t device = device_column(ladder),
           from = ladder_columns_at(&ladder->columns, entry->endpoint) * COLUMN_WIDTH;
    memset(row, ' ', sizeof(row));
    for (size_t column = 0; column < ladder->columns.count; column++)
        row[column * COLUMN_WIDTH] = '|';
    memset(row + from + 1, '-', device - from - 1);
    row[from] = row[device] = '|';
    if (entry->direction == DIRECTION_SENT)
        row[device - 1] = '>';
    else
        row[from + 1] = '<';
    struct buf label;
    buf_init(&label, LIMIT_WHY_BYTES);
    buf_add_char(&label, ' ');
    add_label(&label, entry);
    buf_add_char(&label, ' ');
    /* between the last endpoint and the device, where nothing is crossed */
    size_t last = (ladder->columns.count - 1) * COLUMN_WIDTH;
    if (!label.failed && label.n < DEVICE_WIDTH - 4)
        memcpy(row + last + (DEVICE_WIDTH - label.n) / 2, label.p, label.n);
    buf_free(&label);
    buf_add(out, row, device + 1);
}

static void add_note(const struct ladder *ladder, const struct entry *entry, bool offending, struct buf *out)
{
    if (entry->retransmission_of >= 0)
        buf_add_text(out, "  (copy)");
    if (entry->flags & ENTRY_REFUSED)
        buf_add_text(out, "  (refused)");
    if (!offending)
        return;
    buf_add_text(out, "  <== ");
    if (ladder->finding->actual) {
        buf_add_text(out, "got ");
        text_add_short(out, ladder->finding->actual, NOTE_BYTES);
    } else {
        buf_add_text(out, "here");
    }
}

static int add_row(struct ladder *ladder, size_t number)
{
    const struct entry *entry = &ladder->result->transcript.entries[number];
    bool offending = ladder->finding && ladder->finding->entry == (long)number;
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    int64_t us = (entry->time_ns - ladder->result->start_ns) / 1000;
    char ms[24]; /* below zero: before the case, in the control run of another */
    snprintf(ms, sizeof(ms), "%s%lld", us < 0 ? "-" : "", llabs((long long)us) / 1000);
    buf_addf(&text, "%*s.%03lld  ", TIME_WIDTH - 4, ms, llabs((long long)us) % 1000);
    size_t start = text.n, device = device_column(ladder);
    add_arrow(ladder, entry, &text);
    add_note(ladder, entry, offending, &text);
    return card_lines_add(ladder->lines, buf_take(&text), start, offending ? device + 1 : 0);
}

static bool is_wanted(const struct ladder *ladder, size_t number)
{
    size_t count = ladder->result->transcript.count;
    long offending = ladder->finding ? ladder->finding->entry : -1;
    long distance = (long)number - offending;
    return number < FIRST_ROWS || number + LAST_ROWS >= count ||
           (offending >= 0 && distance >= -NEAR_ROWS && distance <= NEAR_ROWS);
}

static int add_gap(struct ladder *ladder, size_t *left_out)
{
    if (!*left_out)
        return 0;
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    buf_addf(&text, "%*s  [... %zu message%s left out ...]", TIME_WIDTH, "", *left_out,
             *left_out == 1 ? "" : "s");
    *left_out = 0;
    return card_lines_add(ladder->lines, buf_take(&text), 0, 0);
}

/* What never came has no arrow; it is told below. */
static int add_absence(struct ladder *ladder)
{
    if (!ladder->finding || ladder->finding->entry >= 0 || !ladder->finding->actual)
        return 0;
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    buf_addf(&text, "%*s  <== got ", TIME_WIDTH, "");
    text_add_short(&text, ladder->finding->actual, NOTE_BYTES);
    return card_lines_add(ladder->lines, buf_take(&text), 0, 0);
}

int card_ladder(const struct case_result *result, const struct finding *finding, struct card_lines *ret_lines)
{
    struct ladder ladder = {.result = result, .finding = finding, .lines = ret_lines};
    if (!result->transcript.count)
        return 0;
    ladder_columns_find(ladder.result, COLUMNS, &ladder.columns);
    if (add_head(&ladder))
        return -1;
    size_t left_out = 0;
    for (size_t i = 0; i < result->transcript.count; i++) {
        if (!is_wanted(&ladder, i))
            left_out++;
        else if (add_gap(&ladder, &left_out) || add_row(&ladder, i))
            return -1;
    }
    return add_absence(&ladder);
}
