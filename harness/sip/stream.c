/* Cuts a byte stream into messages by Content-Length. */
#include "sip/stream.h"

#include "base/limits.h"
#include "sip/message.h"
#include "sip/scan.h"

void sip_stream_init(struct sip_stream *stream)
{
    *stream = (struct sip_stream){0};
    buf_init(&stream->pending, LIMIT_STREAM_BYTES);
}

void sip_stream_free(struct sip_stream *stream)
{
    buf_free(&stream->pending);
    stream->start = 0;
}

int sip_stream_feed(struct sip_stream *stream, const void *bytes, size_t n)
{
    if (stream->broken)
        return 0;
    /* Here and not in next(): many messages in one segment must not be moved once for each. */
    buf_consume(&stream->pending, stream->start);
    stream->start = 0;
    return buf_add(&stream->pending, bytes, n);
}

struct slice sip_stream_rest(const struct sip_stream *stream)
{
    return scan_skip(buf_slice(&stream->pending), stream->start);
}

static void hand_out(struct sip_stream *stream, size_t n, struct slice *ret_message)
{
    *ret_message = slice_sub(sip_stream_rest(stream), 0, n);
    stream->start += n;
    stream->scanned = 0;
    stream->need = 0;
    stream->started = false;
}

static enum sip_stream_result break_off(struct sip_stream *stream, struct slice *ret_message)
{
    stream->broken = true;
    hand_out(stream, sip_stream_rest(stream).n, ret_message);
    return SIP_STREAM_BROKEN;
}

/* Length of the keep-alive at the head of rest: CRLF CRLF or, when no more has arrived, CRLF. */
static size_t keepalive_length(struct slice rest)
{
    if (slice_starts_with(rest, "\r\n\r\n"))
        return 4;
    return slice_starts_with(rest, "\r\n") ? 2 : 0;
}

/* Looks for the empty line that ends the header part. Returns the offset of the body, or 0 when there is none
 * yet. Empty lines at the head do not count: the tokenizer skips them too. */
static size_t find_body(struct sip_stream *stream, struct slice rest)
{
    struct slice lines = scan_skip(rest, stream->scanned);
    struct scan_line line;
    while (scan_line_next(&lines, &line) && line.ended) {
        stream->scanned += line.raw.n;
        if (!line.text.n && stream->started)
            return stream->scanned;
        stream->started = stream->started || line.text.n;
    }
    return 0;
}

/* The one length that all Content-Length rows give; false when they give none, or several. */
static bool agreed_length(const struct sip_message *message, uint64_t *ret_length)
{
    const struct sip_row *first = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, NULL);
    if (!first || !slice_to_u64(first->value, ret_length))
        return false;
    const struct sip_row *row = first;
    while ((row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, row))) {
        uint64_t length;
        if (!slice_to_u64(row->value, &length) || length != *ret_length)
            return false;
    }
    return true;
}

static bool read_body_length(struct slice header_part, uint64_t *ret_length)
{
    struct sip_message *message;
    if (sip_message_parse(header_part.p, header_part.n, &message))
        return false;
    bool agreed = agreed_length(message, ret_length);
    sip_message_free(message);
    return agreed;
}

/* Finds out how long the message at the head is. False when it cannot be framed. */
static bool measure(struct sip_stream *stream, struct slice rest)
{
    size_t body = find_body(stream, rest);
    uint64_t length;
    if (!body)
        return rest.n <= LIMIT_MESSAGE_BYTES;
    if (body > LIMIT_MESSAGE_BYTES || !read_body_length(slice_sub(rest, 0, body), &length) ||
        length > LIMIT_MESSAGE_BYTES - body)
        return false;
    stream->need = body + (size_t)length;
    return true;
}

enum sip_stream_result sip_stream_next(struct sip_stream *stream, struct slice *ret_message)
{
    struct slice rest = sip_stream_rest(stream);
    if (stream->broken)
        return SIP_STREAM_MORE;
    if (stream->pending.failed)
        return break_off(stream, ret_message);
    size_t keepalive = keepalive_length(rest);
    if (keepalive) {
        hand_out(stream, keepalive, ret_message);
        return SIP_STREAM_KEEPALIVE;
    }
    if (!stream->need && !measure(stream, rest))
        return break_off(stream, ret_message);
    if (!stream->need || rest.n < stream->need)
        return SIP_STREAM_MORE;
    hand_out(stream, stream->need, ret_message);
    return SIP_STREAM_MESSAGE;
}
