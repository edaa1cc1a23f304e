/* Each reader that allocates, again and again, with the first, second, third ... allocation failing: it must
 * say so, leak nothing and touch nothing it does not have. The linker puts these functions in place of
 * malloc, calloc and realloc for our own code; shared libraries keep theirs. */
#include "suite.h"

#include "check/invariant.h"
#include "sip/digest.h"
#include "sip/lens.h"
#include "sip/stream.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "allocation";

static long allocations_left = -1; /* until one fails; below 0: none does */

static bool allocation_fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);

void *__wrap_malloc(size_t n)
{
    return allocation_fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
    return allocation_fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
    return allocation_fails() ? NULL : __real_realloc(p, n);
}

static const char text[] = "SIP/2.0 420 Bad Extension\r\n"
                           "Unsupported: a, b, c, d, e, f, g, h, i, j\r\n"
                           "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\nA: 7\r\nA: 8\r\n"
                           "A: 1\r\nA: 2\r\nA: 3\r\nA: 4\r\nA: 5\r\nA: 6\r\nA: 7\r\nA: 8\r\n"
                           "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n"
                           "Content-Length: 0\r\n\r\n";

/* Each returns false when it was told that memory is out. */

static bool read_message(void)
{
    struct sip_message *message;
    struct sip_tags tags;
    if (sip_message_parse(text, sizeof(text) - 1, &message))
        return false;
    bool ok = sip_tags_read(message, SIP_HEADER_UNSUPPORTED, &tags) == 0;
    if (ok) {
        CU_ASSERT_EQUAL(message->row_count, 19);
        CU_ASSERT_EQUAL(tags.count, 10);
        sip_tags_free(&tags);
    }
    sip_message_free(message);
    return ok;
}

static bool read_stream(void)
{
    struct sip_stream stream;
    struct slice message;
    sip_stream_init(&stream);
    bool ok = sip_stream_feed(&stream, text, sizeof(text) - 1) == 0;
    enum sip_stream_result result = sip_stream_next(&stream, &message);
    CU_ASSERT(result == SIP_STREAM_MESSAGE || result == SIP_STREAM_BROKEN);
    CU_ASSERT(ok ? slice_eq_text(message, text) : !message.n);
    sip_stream_free(&stream);
    return ok && result == SIP_STREAM_MESSAGE;
}

static bool write_texts(void)
{
    struct sip_challenge challenge;
    struct sip_credentials credentials = {
        .user = SLICE_LIT("u"), .method = SLICE_LIT("BYE"), .uri = SLICE_LIT("sip:a")};
    struct buf buf;
    buf_init(&buf, 1000);
    CU_ASSERT_FATAL(
        sip_challenge_parse(SLICE_LIT("Digest realm=\"r\", nonce=\"n\", qop=\"auth\""), &challenge));
    bool ok = sip_digest_answer(&challenge, &credentials, &buf) == 0;
    ok = sip_uri_as_request_uri(SLICE_LIT("sip:a;method=BYE;lr"), &buf) == 0 && ok;
    ok = sip_unescape(SLICE_LIT("%41b"), &buf) == 0 && ok;
    ok = sip_unfold(SLICE_LIT("a\r\n b"), &buf) == 0 && ok;
    CU_ASSERT(!ok || slice_find_text(buf_slice(&buf), "sip:a;lrAba b") < buf.n);
    buf_free(&buf);
    return ok;
}

static bool open_lens(void)
{
    struct sip_message *message;
    struct sip_lens *lens;
    if (sip_message_parse(text, sizeof(text) - 1, &message))
        return false;
    bool ok = sip_lens_open(message, &lens) == 0;
    if (ok)
        sip_lens_free(lens);
    sip_message_free(message);
    return ok;
}

static bool check_invariants(void)
{
    static const char request[] = "INVITE sip:u@h SIP/2.0\r\nRequire: a, b\r\nSupported: c\r\n\r\n";
    const struct invariant_subject subject = {.role = ROLE_UAS, .is_user_agent = true};
    struct entry sent = {.direction = DIRECTION_SENT, .answers = -1, .retransmission_of = -1};
    struct entry received = {.direction = DIRECTION_RECEIVED, .answers = -1, .retransmission_of = -1};
    struct transcript transcript = {0};
    struct findings findings = {0};
    bool ok = transcript_add(&transcript, &sent, request, sizeof(request) - 1) == 0 &&
              transcript_add(&transcript, &received, text, sizeof(text) - 1) == 1 &&
              invariants_check(&subject, &transcript, NULL, &findings) == 0;
    size_t failed = 0;
    for (size_t i = 0; i < findings.count; i++)
        failed += findings.items[i].verdict == VERDICT_FAIL;
    CU_ASSERT(!ok || failed);
    findings_free(&findings);
    transcript_free(&transcript);
    return ok;
}

/* Fails the n-th allocation for n = 0, 1, ... until a run needs fewer: that one must succeed, all before must
 * not. */
static void fail_each(bool (*run)(void), long at_least)
{
    long n = 0;
    bool ok = false;
    while (!ok && n < 1000) {
        allocations_left = n++;
        ok = run();
        bool failed = allocations_left < 0;
        allocations_left = -1;
        CU_ASSERT_EQUAL(ok, !failed);
    }
    CU_ASSERT(ok);
    CU_ASSERT(n > at_least);
}

static void messages(void)
{
    fail_each(read_message, 4);
}

static void streams(void)
{
    fail_each(read_stream, 4);
}

static void texts(void)
{
    fail_each(write_texts, 3);
}

static void lenses(void)
{
    fail_each(open_lens, 3);
}

static void invariants(void)
{
    fail_each(check_invariants, 20);
}

const struct unit_test unit_tests[] = {
    {"messages", messages}, {"streams", streams},       {"texts", texts},
    {"lenses", lenses},     {"invariants", invariants}, {NULL, NULL},
};
