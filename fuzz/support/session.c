/* Cuts a session into messages, and fills into a message what a request said. */
#include "fuzz/support/session.h"

#include "fuzz/support/legal.h"
#include "mutate/mutate.h"
#include "sip/value.h"

#include <string.h>

bool session_next(struct slice *rest, struct slice *ret_message)
{
    size_t n = slice_find_text(*rest, MUTATE_SEPARATOR);
    if (!rest->n)
        return false;
    *ret_message = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n + strlen(MUTATE_SEPARATOR), rest->n);
    return true;
}

size_t session_count(struct slice session)
{
    struct slice message;
    size_t count = 0;
    while (session_next(&session, &message))
        count++;
    return count;
}

/* ---- room ---- */

/* Cuts "NAME: {}TAIL"; tail has the line end. */
static bool has_room(struct slice line, struct slice *ret_name, struct slice *ret_tail)
{
    size_t colon = slice_find(line, ':');
    struct slice value = slice_sub(line, colon + 1, line.n);
    while (value.n && value.p[0] == ' ')
        value = slice_sub(value, 1, value.n);
    *ret_name = slice_sub(line, 0, colon);
    *ret_tail = slice_sub(value, 2, value.n);
    return colon < line.n && slice_starts_with(value, "{}");
}

/* The next line of the header part; false at the empty line and at the end. */
static bool next_line(struct slice *rest, struct slice *ret_line)
{
    *ret_line = slice_sub(*rest, 0, slice_find(*rest, '\n') + 1);
    if (!slice_trim(*ret_line).n)
        return false;
    *rest = slice_sub(*rest, ret_line->n, rest->n);
    return true;
}

bool session_has_room(struct slice message)
{
    struct slice line, name, tail;
    while (next_line(&message, &line))
        if (has_room(line, &name, &tail))
            return true;
    return false;
}

static bool is_tagged(const struct sip_row *row)
{
    struct sip_address address;
    struct sip_param tag;
    return sip_address_parse(row->value, &address) && sip_param_find(address.params, "tag", &tag);
}

static void fill_row(struct slice name, struct slice tail, const struct sip_message *request, struct buf *out)
{
    const struct sip_row *row = sip_row_next_named(request, slice_trim(name), NULL), *next;
    for (; row; row = next) {
        next = sip_row_next_named(request, slice_trim(name), row);
        bool tag_twice = slice_starts_with(tail, ";tag=") && is_tagged(row);
        buf_add_slice(out, name);
        buf_add_text(out, ": ");
        buf_add_slice(out, row->value);
        if (next || tag_twice)
            buf_add_text(out, "\r\n");
        else
            buf_add_slice(out, tail);
    }
}

void session_fill(struct slice message, const struct sip_message *request, struct buf *out)
{
    struct slice line, name, tail;
    while (next_line(&message, &line)) {
        if (has_room(line, &name, &tail))
            fill_row(name, tail, request, out);
        else
            buf_add_slice(out, line);
    }
    buf_add_slice(out, message);
}

/* ---- soundness ---- */

/* What is not a list stands once. */
static bool are_single(const struct sip_message *message)
{
    for (size_t i = 0; i < message->row_count; i++) {
        const struct sip_row *row = &message->rows[i];
        if (row->id != SIP_HEADER_OTHER && !(sip_header_by_id(row->id)->flags & SIP_LIST) &&
            sip_row_count(message, row->id) > 1)
            return false;
    }
    return true;
}

static bool has_all(const struct sip_message *message)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_VIA,     SIP_HEADER_FROM, SIP_HEADER_TO,
                                             SIP_HEADER_CALL_ID, SIP_HEADER_CSEQ, SIP_HEADER_CONTENT_LENGTH};
    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++)
        if (!sip_row_count(message, ids[i]))
            return false;
    return true;
}

/* The branch of RFC 3261, the tag of who speaks, the method in CSeq. */
static bool is_identified(const struct sip_message *message)
{
    struct sip_via via;
    struct sip_cseq cseq;
    if (!sip_top_via(message, &via) || !slice_starts_with(via.branch, "z9hG4bK") ||
        !sip_cseq_of(message, &cseq) || cseq.number > INT32_MAX || !sip_tag_of(message, SIP_HEADER_FROM).n)
        return false;
    if (message->kind == SIP_RESPONSE)
        return message->status == 100 || sip_tag_of(message, SIP_HEADER_TO).n;
    return slice_eq(cseq.method, message->method) && sip_row_count(message, SIP_HEADER_MAX_FORWARDS);
}

bool session_is_sound(struct slice bytes)
{
    struct sip_message *message;
    if (!fuzz_is_legal_message(bytes) || sip_message_parse(bytes.p, bytes.n, &message))
        return false;
    bool sound = are_single(message) && has_all(message) && is_identified(message);
    sip_message_free(message);
    return sound;
}
