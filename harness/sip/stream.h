/* Cuts a byte stream (TCP, later TLS) into SIP messages by Content-Length. RFC 3261 sections 7.5, 18.3,
 * 20.14. */
#ifndef SIPCONFORM_SIP_STREAM_H
#define SIPCONFORM_SIP_STREAM_H

#include "base/buf.h"

enum sip_stream_result {
    SIP_STREAM_MORE,      /* no whole message yet */
    SIP_STREAM_MESSAGE,   /* one message handed out */
    SIP_STREAM_KEEPALIVE, /* CRLF CRLF (or CRLF) between messages, RFC 5626 3.5.1: handed out as its bytes */
    /* cannot be framed (no or bad Content-Length, beyond the ceiling): all that is left was handed out as one
     * message, and nothing more will follow */
    SIP_STREAM_BROKEN
};

struct sip_stream {
    struct buf pending;
    size_t start;   /* of what was not handed out yet, in pending */
    size_t scanned; /* bytes from start whose lines were looked at */
    size_t need;    /* length of the message at start; 0 until its header part is complete */
    bool started;   /* a line that is not empty is among the scanned ones */
    bool broken;
};

void sip_stream_init(struct sip_stream *stream); /* ceiling LIMIT_STREAM_BYTES */
void sip_stream_free(struct sip_stream *stream);
/* Returns 0, or -1 when memory or the ceiling is out: then the next call of next() says SIP_STREAM_BROKEN. On
 * a stream that was found broken the bytes are dropped and 0 is returned. */
int sip_stream_feed(struct sip_stream *stream, const void *bytes, size_t n);
/* ret_message is a view valid until the next call on this stream; the messages are the same however the bytes
 * were cut (the last one of a broken stream has what had arrived by then, and may be longer than
 * LIMIT_MESSAGE_BYTES). It is set for every result but SIP_STREAM_MORE. After SIP_STREAM_BROKEN the result is
 * always SIP_STREAM_MORE. */
enum sip_stream_result sip_stream_next(struct sip_stream *stream, struct slice *ret_message);
/* What was not handed out: the cut-off message when the connection ends. Valid until the next call on this
 * stream. */
struct slice sip_stream_rest(const struct sip_stream *stream);

#endif
