/* Rows that the RFCs leave to the sender: more of them, one row or several, their order (RFC 3261 7.3.1). */
#include "device/style.h"

#include <stdlib.h>
#include <string.h>

static void add(struct style *style, const char *name, const char *value)
{
    style_add(style, sip_header_find(slice_from(name)), slice_from(name), slice_from(value));
}

static bool has_row(const struct style *style, enum sip_header_id id)
{
    for (size_t i = 0; i < style->count; i++)
        if (style->rows[i].id == id)
            return true;
    return false;
}

/* ---- rows more ---- */
static void add_to_answer(struct style *style, int status)
{
    const struct device *device = style->device;
    bool may_come_back = status == 404 || status == 480 || status == 486 || status == 500;
    if (has_trait(device, TRAIT_SERVER_ROW))
        add(style, "Server", "Strange-Box/2.1 (build \"7\" (nested; comment)) libodd/0.9-rc1");
    if (has_trait(device, TRAIT_WARNING_ROW) && status >= 200)
        add(style, "Warning", "399 strange.example:5060 \"Nothing, or \\\"much\\\", is wrong here\"");
    if (has_trait(device, TRAIT_ERROR_INFO) && status >= 300)
        add(style, "Error-Info", "<sip:announcement-7@strange.example>;x-text=\"not now\"");
    if (has_trait(device, TRAIT_RETRY_AFTER) && may_come_back)
        add(style, "Retry-After", "1 (in a (short) while);duration=3600");
    if (has_trait(device, TRAIT_ALLOW_EVERYWHERE) && status > 100 && !has_row(style, SIP_HEADER_ALLOW))
        add(style, "Allow", device_allow(device));
}

static void add_to_any(struct style *style)
{
    const struct device *device = style->device;
    bool is_request = style->message->kind == SIP_REQUEST;
    if (has_trait(device, TRAIT_DATE_ROW))
        add(style, "Date", "Sat, 13 Nov 2010 23:29:00 GMT");
    if (has_trait(device, TRAIT_SERVER_ROW) && is_request)
        add(style, "User-Agent", "Strange-Box/2.1 (build \"7\")");
    if (has_trait(device, TRAIT_ORGANIZATION) &&
        (style_is_of(style, "INVITE") || style_is_of(style, "OPTIONS")))
        add(style, "Organization", "Boxes, by Bob; <strange> \"things\"");
    if (has_trait(device, TRAIT_UNKNOWN_ROWS)) {
        add(style, "X-Strange!%*_+`'~.Row", "\"unclosed, <odd;;,, = values");
        add(style, "P-Empty", "");
        add(style, "Requires", "not-a-header-that-anybody-knows");
    }
    if (has_trait(device, TRAIT_CONTENT_ROWS) && style->message->body.n) {
        add(style, "MIME-Version", "1.0");
        add(style, "Content-Disposition", "session;handling=required");
        add(style, "Content-Language", "en, de");
        add(style, "Content-Encoding", "identity");
    }
}

/* ---- one row or several ---- */
static bool is_list(const struct style_row *row)
{
    return sip_header_by_id(row->id)->flags & SIP_LIST && *row->value;
}

/* Puts what the row says behind the first row of its name, and takes it out. */
static bool join_into_first(struct style *style, size_t index)
{
    struct style_row *row = &style->rows[index];
    for (size_t i = 0; i < index; i++) {
        struct style_row *first = &style->rows[i];
        struct buf both;
        if (first->id != row->id || !*first->value)
            continue;
        buf_init(&both, LIMIT_MESSAGE_BYTES);
        buf_addf(&both, "%s , %s", first->value, row->value);
        free(first->value);
        first->value = buf_take(&both);
        style->failed = style->failed || !first->value;
        free(row->name);
        free(row->value);
        style->count--;
        memmove(row, row + 1, (style->count - index) * sizeof(*row));
        return true;
    }
    return false;
}

static void join_rows(struct style *style)
{
    size_t i = 1;
    while (i < style->count && !style->failed)
        if (!is_list(&style->rows[i]) || !join_into_first(style, i))
            i++;
}

static void split_rows(struct style *style)
{
    const struct sip_message *message = style->message;
    for (size_t i = 0; i < style->count; i++) {
        free(style->rows[i].name);
        free(style->rows[i].value);
    }
    style->count = 0;
    for (size_t i = 0; i < message->row_count; i++) {
        const struct sip_row *row = &message->rows[i];
        struct sip_values values;
        struct slice value;
        if (!(sip_header_by_id(row->id)->flags & SIP_LIST)) {
            style_add(style, row->id, row->name, row->value);
            continue;
        }
        sip_values_begin(&values, message, row->id);
        while (sip_values_next(&values, &value))
            if (values.row == row)
                style_add(style, row->id, row->name, value);
    }
}

/* ---- order ---- */
static void reverse_values_of(struct style *style, enum sip_header_id id)
{
    size_t low = 0, high = style->count;
    for (;;) {
        while (low < high && style->rows[low].id != id)
            low++;
        while (high > low && style->rows[high - 1].id != id)
            high--;
        if (high <= low + 1)
            return;
        struct style_row row = style->rows[low];
        style->rows[low++] = style->rows[--high];
        style->rows[high] = row;
    }
}

/* The last first; rows of one name keep their order among each other, which has a meaning. */
static void reverse_rows(struct style *style)
{
    for (size_t i = 0; i < style->count / 2; i++) {
        struct style_row row = style->rows[i];
        style->rows[i] = style->rows[style->count - 1 - i];
        style->rows[style->count - 1 - i] = row;
    }
    for (int id = SIP_HEADER_OTHER + 1; id < SIP_HEADER_COUNT; id++)
        reverse_values_of(style, (enum sip_header_id)id);
}

/* By name; stable, for the same reason. */
static void sort_rows(struct style *style)
{
    for (size_t i = 1; i < style->count; i++) {
        struct style_row row = style->rows[i];
        size_t at = i;
        for (; at && strcasecmp(style->rows[at - 1].name, row.name) > 0; at--)
            style->rows[at] = style->rows[at - 1];
        style->rows[at] = row;
    }
}

/* Over UDP the datagram says where the body ends (18.3). */
static void drop_length(struct style *style)
{
    for (size_t i = 0; i < style->count; i++)
        if (style->rows[i].id == SIP_HEADER_CONTENT_LENGTH) {
            free(style->rows[i].name);
            free(style->rows[i].value);
            style->count--;
            memmove(&style->rows[i], &style->rows[i + 1], (style->count - i) * sizeof(style->rows[0]));
            return;
        }
}

void style_rows(struct style *style)
{
    const struct device *device = style->device;
    if (has_trait(device, TRAIT_SPLITS_ROWS))
        split_rows(style);
    if (style->message->kind == SIP_RESPONSE)
        add_to_answer(style, style->message->status);
    add_to_any(style);
    if (has_trait(device, TRAIT_JOINS_ROWS))
        join_rows(style);
    if (has_trait(device, TRAIT_NO_CONTENT_LENGTH) && !net_is_stream(style->to->transport))
        drop_length(style);
    if (has_trait(device, TRAIT_REVERSED_ROWS))
        reverse_rows(style);
    if (has_trait(device, TRAIT_SORTED_ROWS))
        sort_rows(style);
}
