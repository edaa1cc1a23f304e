/* Header rows one by one: every reader over every row's value and over each value of its list. Slices stand
 * inside, and what belongs to a header field by its name is what the readers of whole messages say. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/value.h"

const enum mutate_form fuzz_form = MUTATE_ROWS;

/* White space around a value is no part of it. */
static void check_blanks(struct slice value)
{
    struct sip_via via, other_via;
    struct sip_cseq cseq, other_cseq;
    struct sip_address address, other_address;
    struct slice trimmed = slice_trim(value);
    FUZZ_CHECK(sip_via_parse(value, &via) == sip_via_parse(trimmed, &other_via));
    FUZZ_CHECK(sip_cseq_parse(value, &cseq) == sip_cseq_parse(trimmed, &other_cseq));
    FUZZ_CHECK(sip_address_parse(value, &address) == sip_address_parse(trimmed, &other_address));
}

static void check_lists(const struct sip_message *message, const struct sip_row *row)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin_named(&values, message, row->name);
    bool seen = false;
    while (sip_values_next(&values, &value)) {
        fuzz_inside(value, values.row->value, "a value of a list");
        seen = seen || values.row == row;
        if (values.row == row)
            fuzz_read_value(value);
    }
    FUZZ_CHECK(seen || values.count == LIMIT_LIST_VALUES); /* rows behind the ceiling are not told */
}

static void check_first(const struct sip_message *message)
{
    struct sip_cseq cseq, other;
    struct sip_via via;
    struct sip_values values;
    struct slice value;
    bool has_cseq = sip_cseq_parse(sip_header_value(message, SIP_HEADER_CSEQ), &other);
    FUZZ_CHECK(sip_cseq_of(message, &cseq) == has_cseq && (!has_cseq || cseq.number == other.number));
    sip_values_begin(&values, message, SIP_HEADER_VIA);
    bool has_via = sip_values_next(&values, &value) && sip_via_parse(value, &via);
    FUZZ_CHECK(sip_top_via(message, &via) == has_via);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { LISTS_MAX = 64 }; /* rows whose whole list is walked: the time is their number squared */
    struct sip_message *message = fuzz_message_of_rows((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    for (size_t i = 0; i < message->row_count; i++) {
        const struct sip_row *row = &message->rows[i];
        fuzz_read_value(row->value);
        check_blanks(slice_sub(row->raw, row->name.n, row->raw.n));
        if (row->name.n && i < LISTS_MAX)
            check_lists(message, row);
    }
    check_first(message);
    sip_message_free(message);
    return 0;
}
