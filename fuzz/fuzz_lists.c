/* Lists over several rows: joined into one row with commas, or with their folds taken away, they hold the
 * same values. What is said of option-tags and addresses agrees with the values. RFC 3261 7.3.1. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdlib.h>

const enum mutate_form fuzz_form = MUTATE_ROWS;

/* Appends the values as one row; with folds taken away when unfold. False when one of them is open. */
static bool join(const struct sip_message *message, enum sip_header_id id, bool unfold, struct buf *row)
{
    struct sip_values values;
    struct slice value;
    bool closed = true;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value)) {
        buf_add_text(row, row->n ? ", " : sip_header_by_id(id)->name);
        buf_add_text(row, values.count > 1 ? "" : ":");
        if (unfold)
            sip_unfold(value, row);
        else
            buf_add_slice(row, value);
        closed = closed && fuzz_is_closed(value);
    }
    buf_add_text(row, "\r\n");
    return closed && !row->failed;
}

static bool same_unfolded(struct slice a, struct slice b)
{
    struct buf x, y;
    buf_init(&x, LIMIT_MESSAGE_BYTES);
    buf_init(&y, LIMIT_MESSAGE_BYTES);
    sip_unfold(a, &x);
    sip_unfold(b, &y);
    bool same = slice_eq(buf_slice(&x), buf_slice(&y));
    buf_free(&x);
    buf_free(&y);
    return same;
}

static void check_same(const struct sip_message *a, const struct sip_message *b, enum sip_header_id id)
{
    struct sip_values x, y;
    struct slice value, other;
    sip_values_begin(&x, a, id);
    sip_values_begin(&y, b, id);
    while (sip_values_next(&x, &value)) {
        if (!sip_values_next(&y, &other))
            fuzz_fail("a list has fewer values when it is joined");
        if (!same_unfolded(value, other))
            fuzz_fail("a list has other values when it is joined");
    }
    if (sip_values_next(&y, &other))
        fuzz_fail("a list has more values when it is joined");
}

static void check_joined(const struct sip_message *message, enum sip_header_id id, bool unfold)
{
    struct buf row;
    struct sip_message *joined = NULL;
    buf_init(&row, LIMIT_MESSAGE_BYTES);
    if (join(message, id, unfold, &row))
        joined = fuzz_message_of_rows(buf_slice(&row));
    if (joined) {
        FUZZ_CHECK(sip_row_count(joined, id) == 1);
        FUZZ_CHECK(!unfold || !joined->rows[0].folded);
        check_same(message, joined, id);
    }
    sip_message_free(joined);
    buf_free(&row);
}

/* Every value is a tag, empty or malformed, in that order of the list. */
static void check_tags(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_tags tags;
    struct sip_values values;
    struct slice value;
    size_t count = 0, all = 0;
    if (sip_tags_read(message, id, &tags))
        return;
    sip_values_begin(&values, message, id);
    for (; sip_values_next(&values, &value); all++) {
        if (sip_is_token(value))
            FUZZ_CHECK(count < tags.count && tags.tags[count++].p == value.p);
        FUZZ_CHECK(!sip_is_token(value) || sip_tags_have(&tags, value));
    }
    FUZZ_CHECK(count == tags.count && tags.rows == sip_row_count(message, id));
    FUZZ_CHECK(count + tags.empty_values + tags.malformed == all);
    FUZZ_CHECK(!sip_tags_have(&tags, SLICE_LIT("")) && !sip_tags_have(&tags, SLICE_LIT("a,b")));
    sip_tags_free(&tags);
}

/* An address that is written again from its parts has the same parts. */
static void check_address(struct slice value)
{
    struct sip_address address, again;
    struct buf text;
    if (!sip_address_parse(value, &address) || address.star)
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_add_slice(&text, address.display);
    buf_add_text(&text, "<");
    buf_add_slice(&text, address.uri);
    buf_add_text(&text, ">");
    buf_add_slice(&text, address.params);
    FUZZ_CHECK(sip_address_parse(buf_slice(&text), &again) && again.bracketed);
    FUZZ_CHECK(slice_eq(address.display, again.display) && slice_eq(address.uri, again.uri));
    FUZZ_CHECK(slice_eq(slice_trim(address.params), again.params));
    buf_free(&text);
}

static void check_addresses(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        check_address(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sip_message *message = fuzz_message_of_rows((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    for (int id = SIP_HEADER_OTHER + 1; id < SIP_HEADER_COUNT; id++) {
        if (!(sip_header_by_id((enum sip_header_id)id)->flags & SIP_LIST))
            continue;
        if (!sip_row_next(message, (enum sip_header_id)id, NULL))
            continue;
        check_joined(message, (enum sip_header_id)id, false);
        check_joined(message, (enum sip_header_id)id, true);
        check_tags(message, (enum sip_header_id)id);
        check_addresses(message, (enum sip_header_id)id);
    }
    sip_message_free(message);
    return 0;
}
