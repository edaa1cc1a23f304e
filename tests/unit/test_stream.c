/* Byte streams cut into messages, in pieces of any size. */
#include "suite.h"

#include "base/limits.h"
#include "base/rng.h"
#include "sip/stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "stream";

#define START "OPTIONS sip:a@b SIP/2.0\r\n"
#define FIRST START "Content-Length: 4\r\nA: b\r\n\r\nbody"
#define SECOND "SIP/2.0 200 OK\r\nl : 0\r\n\r\n"
#define THIRD START "CONTENT-length:\r\n 6\r\nContent-Length: 06\r\n\r\n\r\n\r\n\r\n"
#define FOURTH "\n" START "l:3\n\nabc"
#define PING "\r\n\r\n"

static const char traffic[] = FIRST SECOND PING THIRD "\r\n" FOURTH FIRST;
static const char *const messages[] = {FIRST, SECOND, THIRD, FOURTH, FIRST};
enum { MESSAGE_COUNT = sizeof(messages) / sizeof(messages[0]) };

struct seen {
    size_t count;  /* messages that came out as they should */
    size_t wrong;  /* results that were not expected */
    size_t pinged; /* bytes of keep-alives */
};

static void drain(struct sip_stream *stream, struct seen *seen)
{
    struct slice message;
    enum sip_stream_result result;
    while ((result = sip_stream_next(stream, &message)) != SIP_STREAM_MORE) {
        bool expected = seen->count < MESSAGE_COUNT && slice_eq_text(message, messages[seen->count]);
        if (result == SIP_STREAM_KEEPALIVE)
            seen->pinged += message.n;
        else if (result == SIP_STREAM_MESSAGE && expected)
            seen->count++;
        else
            seen->wrong++;
    }
}

static bool all_seen(struct seen seen)
{
    return seen.count == MESSAGE_COUNT && !seen.wrong && seen.pinged == 6;
}

/* Feeds the traffic in pieces of the size given, or of random sizes below that when rng is given. */
static bool survives_pieces(size_t size, struct rng *rng)
{
    struct sip_stream stream;
    struct seen seen = {0};
    sip_stream_init(&stream);
    for (size_t at = 0; at < sizeof(traffic) - 1;) {
        struct slice piece = {traffic + at, rng ? 1 + rng_below(rng, size) : size};
        if (piece.n > sizeof(traffic) - 1 - at)
            piece.n = sizeof(traffic) - 1 - at;
        CU_ASSERT_EQUAL_FATAL(sip_stream_feed(&stream, piece.p, piece.n), 0);
        at += piece.n;
        drain(&stream, &seen);
    }
    CU_ASSERT_EQUAL(sip_stream_rest(&stream).n, 0);
    sip_stream_free(&stream);
    return all_seen(seen);
}

static void pieces_of_every_size(void)
{
    for (size_t size = 1; size < sizeof(traffic); size++)
        CU_ASSERT(survives_pieces(size, NULL));
}

static void pieces_of_random_sizes(void)
{
    struct rng rng;
    rng_init(&rng, 7);
    for (int i = 0; i < 500; i++)
        CU_ASSERT(survives_pieces(40, &rng));
}

static void cut_in_two_anywhere(void)
{
    for (size_t at = 0; at < sizeof(traffic); at++) {
        struct sip_stream stream;
        struct seen seen = {0};
        sip_stream_init(&stream);
        sip_stream_feed(&stream, traffic, at);
        drain(&stream, &seen);
        sip_stream_feed(&stream, traffic + at, sizeof(traffic) - 1 - at);
        drain(&stream, &seen);
        CU_ASSERT(all_seen(seen));
        sip_stream_free(&stream);
    }
}

static void keepalives(void)
{
    struct sip_stream stream;
    struct slice bytes;
    sip_stream_init(&stream);
    sip_stream_feed(&stream, PING "\r\n\r", 7);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &bytes), SIP_STREAM_KEEPALIVE);
    CU_ASSERT(slice_eq_text(bytes, PING));
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &bytes), SIP_STREAM_KEEPALIVE);
    CU_ASSERT(slice_eq_text(bytes, "\r\n"));
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &bytes), SIP_STREAM_MORE);
    CU_ASSERT(slice_eq_text(sip_stream_rest(&stream), "\r"));
    sip_stream_feed(&stream, "\n", 1);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &bytes), SIP_STREAM_KEEPALIVE);
    sip_stream_free(&stream);
}

static void cut_off_message_is_kept(void)
{
    struct sip_stream stream;
    struct slice message;
    sip_stream_init(&stream);
    CU_ASSERT_EQUAL(sip_stream_rest(&stream).n, 0);
    sip_stream_feed(&stream, SECOND FIRST, sizeof(SECOND FIRST) - 2);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_MESSAGE);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_MORE);
    CU_ASSERT(slice_eq(sip_stream_rest(&stream), slice_sub(SLICE_LIT(FIRST), 0, sizeof(FIRST) - 2)));
    sip_stream_free(&stream);
}

/* ---- what cannot be framed ---- */

static const char *const unframeable[] = {
    START "A: b\r\n\r\nbody",
    START "\r\n",
    START "Content-Length:\r\n\r\n",
    START "Content-Length: x\r\n\r\n",
    START "Content-Length: -1\r\n\r\n",
    START "Content-Length: +1\r\n\r\nx",
    START "Content-Length: 1 1\r\n\r\nx",
    START "Content-Length: 0, 0\r\n\r\n",
    START "Content-Length: 0x1\r\n\r\nx",
    START "Content-Length: 1;a\r\n\r\nx",
    START "Content-Length: 99999999999999999999\r\n\r\n",
    START "Content-Length: 18446744073709551615\r\n\r\n",
    START "Content-Length: 0\r\nl: 1\r\n\r\nx",
    START "Content-Length: 0\r\nl: x\r\n\r\n",
    START "Content-Length: 0\rl: 0\r\n\r\n",
    "garbage\r\n\r\n",
};

/* The whole message comes before, then the rest in one piece, then nothing more whatever arrives. */
static void cannot_be_framed(void)
{
    for (size_t i = 0; i < sizeof(unframeable) / sizeof(unframeable[0]); i++) {
        struct sip_stream stream;
        struct slice message;
        sip_stream_init(&stream);
        sip_stream_feed(&stream, SECOND, sizeof(SECOND) - 1);
        sip_stream_feed(&stream, unframeable[i], strlen(unframeable[i]));
        sip_stream_feed(&stream, SECOND, sizeof(SECOND) - 1);
        CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_MESSAGE);
        CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_BROKEN);
        CU_ASSERT(slice_eq(slice_sub(message, 0, strlen(unframeable[i])), slice_from(unframeable[i])));
        CU_ASSERT_EQUAL(message.n, strlen(unframeable[i]) + sizeof(SECOND) - 1);
        CU_ASSERT_EQUAL(sip_stream_feed(&stream, SECOND, sizeof(SECOND) - 1), 0);
        CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_MORE);
        sip_stream_free(&stream);
    }
}

/* ---- ceilings ---- */

static enum sip_stream_result feed_filled(const char *head, char fill, size_t total,
                                          struct slice *ret_message, struct sip_stream *stream)
{
    char piece[4096];
    enum sip_stream_result result = SIP_STREAM_MORE;
    memset(piece, fill, sizeof(piece));
    sip_stream_init(stream);
    sip_stream_feed(stream, head, strlen(head));
    for (size_t at = strlen(head); at < total && result == SIP_STREAM_MORE;) {
        size_t n = total - at < sizeof(piece) ? total - at : sizeof(piece);
        sip_stream_feed(stream, piece, n);
        at += n;
        result = sip_stream_next(stream, ret_message);
    }
    return result;
}

/* A header part whose Content-Length makes the message total bytes long. */
static const char *header_part(size_t total)
{
    static char head[100];
    size_t length = total - strlen(START "Content-Length: 123456\r\n\r\n");
    snprintf(head, sizeof(head), START "Content-Length: %zu\r\n\r\n", length);
    return head;
}

static void message_has_a_ceiling(void)
{
    struct sip_stream stream;
    struct slice message;
    CU_ASSERT_EQUAL(
        feed_filled(header_part(LIMIT_MESSAGE_BYTES), 'x', LIMIT_MESSAGE_BYTES, &message, &stream),
        SIP_STREAM_MESSAGE);
    CU_ASSERT_EQUAL(message.n, LIMIT_MESSAGE_BYTES);
    sip_stream_free(&stream);
    CU_ASSERT_EQUAL(feed_filled(header_part(LIMIT_MESSAGE_BYTES + 1), 'x', 100, &message, &stream),
                    SIP_STREAM_BROKEN);
    sip_stream_free(&stream);
    CU_ASSERT_EQUAL(feed_filled(START "A: ", 'x', LIMIT_MESSAGE_BYTES, &message, &stream), SIP_STREAM_MORE);
    sip_stream_free(&stream);
    CU_ASSERT_EQUAL(feed_filled(START "A: ", 'x', LIMIT_MESSAGE_BYTES + 1, &message, &stream),
                    SIP_STREAM_BROKEN);
    CU_ASSERT_EQUAL(message.n, LIMIT_MESSAGE_BYTES + 1);
    sip_stream_free(&stream);
    CU_ASSERT_EQUAL(feed_filled("", '\n', 2 * LIMIT_MESSAGE_BYTES, &message, &stream), SIP_STREAM_BROKEN);
    sip_stream_free(&stream);
}

static void stream_has_a_ceiling(void)
{
    struct sip_stream stream;
    struct slice message;
    char *bytes = calloc(1, LIMIT_STREAM_BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    sip_stream_init(&stream);
    CU_ASSERT_EQUAL(sip_stream_feed(&stream, bytes, LIMIT_STREAM_BYTES), 0);
    CU_ASSERT_EQUAL(sip_stream_feed(&stream, bytes, 1), -1);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_BROKEN);
    CU_ASSERT_EQUAL(message.n, LIMIT_STREAM_BYTES);
    CU_ASSERT_EQUAL(sip_stream_next(&stream, &message), SIP_STREAM_MORE);
    sip_stream_free(&stream);
    free(bytes);
}

/* Over a long connection the memory holds what is pending, not what has gone through. */
static void memory_does_not_grow(void)
{
    struct sip_stream stream;
    struct slice message;
    size_t count = 0;
    sip_stream_init(&stream);
    for (int i = 0; i < 60000; i++) {
        CU_ASSERT_EQUAL_FATAL(sip_stream_feed(&stream, FIRST, sizeof(FIRST) - 1), 0);
        count += sip_stream_next(&stream, &message) == SIP_STREAM_MESSAGE;
    }
    CU_ASSERT_EQUAL(count, 60000);
    CU_ASSERT(stream.pending.capacity < 1024);
    sip_stream_free(&stream);
}

const struct unit_test unit_tests[] = {
    {"pieces of every size", pieces_of_every_size},
    {"pieces of random sizes", pieces_of_random_sizes},
    {"cut in two anywhere", cut_in_two_anywhere},
    {"keep-alives", keepalives},
    {"a cut-off message is kept", cut_off_message_is_kept},
    {"cannot be framed", cannot_be_framed},
    {"a message has a ceiling", message_has_a_ceiling},
    {"a stream has a ceiling", stream_has_a_ceiling},
    {"memory does not grow", memory_does_not_grow},
    {NULL, NULL},
};
