/* Cuts the bytes of a message into start line, header rows and body, and notes what is wrong with them. */
#include "sip/message.h"

#include "base/limits.h"
#include "sip/scan.h"
#include "sip/start_line.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

static int add_row(struct sip_message *message, size_t *capacity, struct slice raw)
{
    if (message->row_count == *capacity) {
        size_t more = *capacity ? *capacity * 2 : 16;
        struct sip_row *rows = realloc(message->rows, more * sizeof(*rows));
        if (!rows)
            return -1;
        message->rows = rows;
        *capacity = more;
    }
    message->rows[message->row_count++] = (struct sip_row){.raw = raw};
    return 0;
}

/* Files one line of the header part: as a new row, or as the continuation of the last one (7.3.1). */
static int add_line(struct sip_message *message, size_t *capacity, struct slice raw)
{
    bool blank = raw.p[0] == ' ' || raw.p[0] == '\t';
    if (message->flaws & SIP_FLAW_TOO_MANY_ROWS)
        return 0;
    if (blank && message->row_count) {
        struct sip_row *last = &message->rows[message->row_count - 1];
        last->raw.n += raw.n;
        last->folded = true;
        return 0;
    }
    if (message->row_count == LIMIT_ROWS) {
        message->flaws |= SIP_FLAW_TOO_MANY_ROWS;
        return 0;
    }
    if (blank)
        message->flaws |= SIP_FLAW_LEADING_BLANK;
    return add_row(message, capacity, raw);
}

/* Divides the bytes into start line, rows and body. */
static int split_lines(struct sip_message *message)
{
    struct slice rest = {message->bytes, message->length};
    struct scan_line line;
    size_t capacity = 0;
    bool more = scan_line_next(&rest, &line);
    while (more && !line.text.n) {
        message->flaws |= SIP_FLAW_LEADING_CRLF;
        more = scan_line_next(&rest, &line);
    }
    message->start_line = more ? line.text : rest;
    while (scan_line_next(&rest, &line)) {
        if (!line.text.n) {
            message->body = rest;
            message->header_end = message->length - rest.n;
            return 0;
        }
        if (add_line(message, &capacity, line.raw))
            return -1;
    }
    message->flaws |= SIP_FLAW_NO_EMPTY_LINE;
    message->body = rest;
    message->header_end = message->length;
    return 0;
}

/* Sets the flaws that single bytes of the header part are. */
static void note_bytes(struct sip_message *message)
{
    const char *p = message->bytes;
    for (size_t i = 0; i < message->header_end; i++) {
        if (!p[i])
            message->flaws |= SIP_FLAW_NUL;
        else if (p[i] == '\n' && (!i || p[i - 1] != '\r'))
            message->flaws |= SIP_FLAW_BARE_LF;
        else if (p[i] == '\r' && (i + 1 == message->length || p[i + 1] != '\n'))
            message->flaws |= SIP_FLAW_BARE_CR;
    }
}

/* A name may be followed by SP and HT but not by a fold (25.1 HCOLON): the colon must be in the row's first
 * line. */
static void read_row(struct sip_message *message, struct sip_row *row)
{
    struct slice first = slice_sub(row->raw, 0, slice_find(row->raw, '\n'));
    size_t colon = slice_find(first, ':');
    row->offset = (size_t)(row->raw.p - message->bytes);
    row->name = slice_sub(row->raw, 0, colon < first.n ? colon : 0);
    row->value = slice_trim(scan_skip(row->raw, colon < first.n ? colon + 1 : 0));
    while (row->name.n && (row->name.p[row->name.n - 1] == ' ' || row->name.p[row->name.n - 1] == '\t')) {
        row->name.n--;
        row->blank_before_colon = true;
    }
    if (!sip_is_token(row->name))
        message->flaws |= SIP_FLAW_NO_COLON;
    row->id = sip_header_find(row->name);
    row->compact = row->id != SIP_HEADER_OTHER && row->name.n == 1;
}

int sip_message_parse(const void *bytes, size_t length, struct sip_message **ret_message)
{
    if (length > LIMIT_MESSAGE_BYTES)
        return -1;
    struct sip_message *message = calloc(1, sizeof(*message));
    if (!message)
        return -1;
    /* Exactly as long as the message, so that a sanitizer sees the first byte read beyond it. */
    message->bytes = malloc(length ? length : 1);
    message->length = length;
    if (message->bytes && length)
        memcpy(message->bytes, bytes, length);
    if (!message->bytes || split_lines(message)) {
        sip_message_free(message);
        return -1;
    }
    note_bytes(message);
    sip_start_line_read(message);
    for (size_t i = 0; i < message->row_count; i++)
        read_row(message, &message->rows[i]);
    *ret_message = message;
    return 0;
}

void sip_message_free(struct sip_message *message)
{
    if (!message)
        return;
    free(message->rows);
    free(message->bytes);
    free(message);
}
