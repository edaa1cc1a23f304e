/* Framing of a byte stream: however it is cut, the same messages come out, and handed-out bytes and rest
 * together are what went in. The cuts are made by a generator that the input seeds. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "base/rng.h"
#include "sip/stream.h"
#include "sip/value.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_STREAM;

/* What came out of one stream: the bytes, and where each result ended. Broken ends are not compared: by
 * contract the last message of a broken stream has what had arrived by then. */
struct outcome {
    struct buf bytes;
    struct buf marks; /* length and end of each message, a line each */
    size_t first_end; /* where the first message ends; 0: there is none */
    size_t before;    /* bytes that were taken off before the stream began */
    bool broken;
};

static void outcome_init(struct outcome *outcome)
{
    *outcome = (struct outcome){0};
    buf_init(&outcome->bytes, SIZE_MAX / 2);
    buf_init(&outcome->marks, SIZE_MAX / 2);
}

static void outcome_free(struct outcome *outcome)
{
    buf_free(&outcome->bytes);
    buf_free(&outcome->marks);
}

/* A message has all its body, and no more. A keep-alive is line ends, and how they are counted depends on the
 * cuts. */
static void check_result(enum sip_stream_result result, struct slice bytes)
{
    if (result == SIP_STREAM_KEEPALIVE) {
        FUZZ_CHECK(slice_trim(bytes).n == 0 && (bytes.n == 2 || bytes.n == 4));
        return;
    }
    struct sip_message *message = fuzz_message(bytes);
    FUZZ_CHECK(message && !(message->flaws & SIP_FLAW_NO_EMPTY_LINE));
    const struct sip_row *row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, NULL);
    uint64_t length;
    FUZZ_CHECK(row && slice_to_u64(row->value, &length) && length == message->body.n);
    sip_message_free(message);
}

static void take_all(struct sip_stream *stream, struct outcome *outcome)
{
    struct slice bytes;
    enum sip_stream_result result;
    while ((result = sip_stream_next(stream, &bytes)) != SIP_STREAM_MORE) {
        FUZZ_CHECK(!outcome->broken);
        buf_add_slice(&outcome->bytes, bytes);
        outcome->broken = result == SIP_STREAM_BROKEN;
        if (outcome->broken)
            continue;
        FUZZ_CHECK(bytes.n > 0);
        check_result(result, bytes);
        if (result != SIP_STREAM_MESSAGE)
            continue;
        outcome->first_end = outcome->first_end ? outcome->first_end : outcome->bytes.n;
        buf_addf(&outcome->marks, "%zu to %zu\n", bytes.n, outcome->before + outcome->bytes.n);
    }
    FUZZ_CHECK(stream->broken == outcome->broken);
}

/* Feeds all of bytes in pieces of 1 to most bytes; most 0: at once. */
static void run(struct slice bytes, size_t most, struct rng *rng, struct outcome *outcome)
{
    struct sip_stream stream;
    struct slice rest = bytes;
    size_t fed = 0;
    sip_stream_init(&stream);
    while (rest.n) {
        struct slice piece = slice_sub(rest, 0, most ? 1 + rng_below(rng, most) : rest.n);
        rest = slice_sub(rest, piece.n, SIZE_MAX);
        fed += outcome->broken ? 0 : piece.n;
        if (sip_stream_feed(&stream, piece.p, piece.n))
            FUZZ_CHECK(bytes.n > LIMIT_STREAM_BYTES);
        take_all(&stream, outcome);
        FUZZ_CHECK(sip_stream_rest(&stream).n <= LIMIT_MESSAGE_BYTES);
    }
    buf_add_slice(&outcome->bytes, sip_stream_rest(&stream));
    if (!slice_eq(buf_slice(&outcome->bytes), slice_sub(bytes, 0, fed)))
        fuzz_fail("a stream hands out other bytes than it was fed");
    sip_stream_free(&stream);
}

static uint64_t seed_of(struct slice bytes)
{
    uint64_t seed = 14695981039346656037u;
    for (size_t i = 0; i < bytes.n; i++)
        seed = (seed ^ (unsigned char)bytes.p[i]) * 1099511628211u;
    return seed;
}

static void check_cut(struct slice bytes, size_t most, const struct outcome *whole)
{
    struct rng rng;
    struct outcome cut;
    rng_init(&rng, seed_of(bytes));
    outcome_init(&cut);
    run(bytes, most, &rng, &cut);
    if (cut.broken != whole->broken)
        fuzz_fail("whether a stream is broken depends on its cuts");
    if (!slice_eq(buf_slice(&cut.marks), buf_slice(&whole->marks)))
        fuzz_fail("a stream's messages depend on its cuts");
    outcome_free(&cut);
}

/* A message says nothing of the ones behind it: a new stream that begins there gives the same. */
static void check_second(struct slice bytes, const struct outcome *whole)
{
    struct outcome second;
    struct slice marks = buf_slice(&whole->marks);
    if (!whole->first_end)
        return;
    outcome_init(&second);
    second.before = whole->first_end;
    run(slice_sub(bytes, whole->first_end, bytes.n), 0, NULL, &second);
    marks = slice_sub(marks, slice_find(marks, '\n') + 1, marks.n);
    if (second.broken != whole->broken || !slice_eq(marks, buf_slice(&second.marks)))
        fuzz_fail("what follows a message depends on it");
    outcome_free(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { BYTE_BY_BYTE_MAX = 1000 };
    struct slice bytes = {(const char *)data, size};
    struct outcome whole;
    outcome_init(&whole);
    run(bytes, 0, NULL, &whole);
    if (size <= BYTE_BY_BYTE_MAX)
        check_cut(bytes, 1, &whole);
    check_cut(bytes, 8 + size / 4, &whole);
    check_cut(bytes, size, &whole);
    check_second(bytes, &whole);
    outcome_free(&whole);
    return 0;
}
