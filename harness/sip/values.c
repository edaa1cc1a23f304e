/* One header field's values over all its rows. RFC 3261 7.3.1. */
#include "sip/message.h"

#include "base/limits.h"
#include "sip/scan.h"

void sip_values_begin(struct sip_values *values, const struct sip_message *message, enum sip_header_id id)
{
    *values = (struct sip_values){.message = message, .id = id};
}

void sip_values_begin_named(struct sip_values *values, const struct sip_message *message, struct slice name)
{
    *values = (struct sip_values){.message = message, .id = sip_header_find(name), .name = name};
}

static const struct sip_row *next_row(const struct sip_values *values)
{
    if (values->id == SIP_HEADER_OTHER && values->name.p)
        return sip_row_next_named(values->message, values->name, values->row);
    return sip_row_next(values->message, values->id, values->row);
}

/* Offset of the first comma that separates values, or text.n. What a quote or bracket opens and nothing
 * closes reaches to the end: a comma in there cannot be told from text. */
static size_t find_separator(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        struct slice here = scan_skip(text, i);
        if (text.p[i] == ',')
            return i;
        if (text.p[i] == '"') {
            size_t quoted = scan_quoted(here);
            if (!quoted)
                return text.n;
            i += quoted - 1;
        } else if (text.p[i] == '<') {
            i += slice_find(here, '>');
        }
    }
    return text.n;
}

static bool is_list(enum sip_header_id id)
{
    return id == SIP_HEADER_OTHER || sip_header_by_id(id)->flags & SIP_LIST;
}

bool sip_values_next(struct sip_values *values, struct slice *ret_value)
{
    if (values->count == LIMIT_LIST_VALUES)
        return false;
    if (!values->row_open) {
        const struct sip_row *row = next_row(values);
        if (!row)
            return false;
        values->row = row;
        values->rest = row->value;
    }
    size_t end = is_list(values->id) ? find_separator(values->rest) : values->rest.n;
    values->row_open = end < values->rest.n;
    *ret_value = slice_trim(slice_sub(values->rest, 0, end));
    values->rest = scan_skip(values->rest, end + 1);
    values->count++;
    return true;
}
