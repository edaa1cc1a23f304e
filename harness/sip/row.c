/* Finding rows of a message and reading folds. */
#include "sip/message.h"

#include "sip/scan.h"

static const struct sip_row *rows_end(const struct sip_message *message)
{
    /* No rows, no array: adding even 0 to NULL is undefined. */
    return message->row_count ? message->rows + message->row_count : message->rows;
}

static const struct sip_row *rows_begin(const struct sip_message *message, const struct sip_row *after)
{
    return after ? after + 1 : message->rows;
}

const struct sip_row *sip_row_next(const struct sip_message *message, enum sip_header_id id,
                                   const struct sip_row *after)
{
    for (const struct sip_row *row = rows_begin(message, after); row < rows_end(message); row++)
        if (row->id == id)
            return row;
    return NULL;
}

const struct sip_row *sip_row_next_named(const struct sip_message *message, struct slice name,
                                         const struct sip_row *after)
{
    enum sip_header_id id = sip_header_find(name);
    if (id != SIP_HEADER_OTHER)
        return sip_row_next(message, id, after);
    for (const struct sip_row *row = rows_begin(message, after); row < rows_end(message); row++)
        if (slice_ieq(row->name, name))
            return row;
    return NULL;
}

size_t sip_row_count(const struct sip_message *message, enum sip_header_id id)
{
    size_t count = 0;
    for (const struct sip_row *row = sip_row_next(message, id, NULL); row;
         row = sip_row_next(message, id, row))
        count++;
    return count;
}

struct slice sip_header_value(const struct sip_message *message, enum sip_header_id id)
{
    const struct sip_row *row = sip_row_next(message, id, NULL);
    return row ? row->value : (struct slice){NULL, 0};
}

size_t sip_offset_of(const struct sip_message *message, struct slice part)
{
    uintptr_t begin = (uintptr_t)message->bytes, at = (uintptr_t)part.p;
    if (!part.p || at < begin || at - begin > message->length || part.n > message->length - (at - begin))
        return message->length;
    return at - begin;
}

/* The length of the white space at the head of s, and whether a line end is in it. A CR that no LF follows is
 * no part of it. */
static size_t blank_run(struct slice s, bool *ret_fold)
{
    size_t n = 0;
    *ret_fold = false;
    for (; n < s.n && ascii_is_blank(s.p[n]); n++) {
        if (s.p[n] == '\r' && (n + 1 == s.n || s.p[n + 1] != '\n'))
            break;
        *ret_fold = *ret_fold || s.p[n] == '\n';
    }
    return n;
}

int sip_unfold(struct slice value, struct buf *buf)
{
    while (value.n) {
        bool fold;
        size_t n = blank_run(value, &fold);
        if (fold) {
            buf_add_char(buf, ' ');
        } else {
            n += n < value.n;
            while (n < value.n && !ascii_is_blank(value.p[n]))
                n++;
            buf_add_slice(buf, slice_sub(value, 0, n));
        }
        value = scan_skip(value, n);
    }
    return buf->failed ? -1 : 0;
}
