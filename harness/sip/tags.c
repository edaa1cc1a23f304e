/* Lists of option-tags: Require, Supported, Unsupported ... RFC 3261 19.2, 7.3.1. */
#include "sip/value.h"

#include <stdlib.h>

static int add_tag(struct sip_tags *tags, size_t *capacity, struct slice tag)
{
    if (tags->count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 8;
        struct slice *list = realloc(tags->tags, more * sizeof(*list));
        if (!list)
            return -1;
        tags->tags = list;
        *capacity = more;
    }
    tags->tags[tags->count++] = tag;
    return 0;
}

int sip_tags_read(const struct sip_message *message, enum sip_header_id id, struct sip_tags *ret_tags)
{
    struct sip_tags tags = {.rows = sip_row_count(message, id)};
    struct sip_values values;
    struct slice value;
    size_t capacity = 0;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value)) {
        if (!value.n) {
            tags.empty_values++;
        } else if (!sip_is_token(value)) {
            tags.malformed++;
        } else if (add_tag(&tags, &capacity, value)) {
            sip_tags_free(&tags);
            return -1;
        }
    }
    *ret_tags = tags;
    return 0;
}

void sip_tags_free(struct sip_tags *tags)
{
    free(tags->tags);
    *tags = (struct sip_tags){0};
}

bool sip_tags_have(const struct sip_tags *tags, struct slice tag)
{
    for (size_t i = 0; i < tags->count; i++)
        if (slice_ieq(tags->tags[i], tag))
            return true;
    return false;
}
