/* Answers a challenge: the same request once more, with credentials (22.2). */
#include "play/case.h"

#include "base/limits.h"
#include "sip/digest.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

enum { REALMS_MAX = 8, ROUNDS_MAX = 4 };

/* One realm that wants credentials: of several challenges for it the first that we can answer (RFC 7616 3.7:
 * the server's best comes first). */
struct answered {
    enum sip_header_id challenge; /* WWW-Authenticate or Proxy-Authenticate */
    struct slice realm;
};

struct answers {
    struct answered items[REALMS_MAX];
    size_t count;
    struct buf rows; /* header rows with our credentials */
};

static bool is_answered(const struct answers *answers, enum sip_header_id id, struct slice realm)
{
    for (size_t i = 0; i < answers->count; i++)
        if (answers->items[i].challenge == id && slice_eq(answers->items[i].realm, realm))
            return true;
    return false;
}

/* round: how often the challenge has been answered before. */
static bool make_credentials(struct test_case *test, const struct sip_message *request,
                             const struct sip_challenge *challenge, unsigned round, struct buf *value)
{
    const struct surroundings *around = test->around;
    char cnonce[17];
    rng_token(&test->rng, cnonce, 16);
    struct sip_credentials credentials = {
        .user = slice_from(around->auth_user),
        .password = slice_from(around->auth_password),
        .method = request->method,
        .uri = request->request_uri,
        .cnonce = slice_from(cnonce),
        .body = request->body,
        .nonce_count = round + 1,
    };
    return sip_digest_answer(challenge, &credentials, value) == 0;
}

/* Answers a challenge that we can answer. False when memory is out. */
static bool answer_challenge(struct test_case *test, const struct sip_message *request, enum sip_header_id id,
                             const struct sip_challenge *challenge, unsigned round, struct answers *answers)
{
    struct buf value;
    buf_init(&value, LIMIT_HEADER_VALUE_BYTES);
    if (answers->count < REALMS_MAX && make_credentials(test, request, challenge, round, &value)) {
        buf_addf(&answers->rows, "%s: %.*s\r\n",
                 id == SIP_HEADER_WWW_AUTHENTICATE ? "Authorization" : "Proxy-Authorization", (int)value.n,
                 value.p);
        answers->items[answers->count++] = (struct answered){id, challenge->realm};
    }
    buf_free(&value);
    return !answers->rows.failed;
}

/* Goes over the challenges of one header field: several rows, several in a row. */
struct challenges {
    const struct sip_message *message;
    enum sip_header_id id;
    const struct sip_row *row;
    struct slice rest;
};

/* The next that can be read. */
static bool next_challenge(struct challenges *at, struct sip_challenge *ret_challenge)
{
    for (;;) {
        struct slice value;
        while (sip_challenge_next(&at->rest, &value))
            if (sip_challenge_parse(value, ret_challenge))
                return true;
        at->row = sip_row_next(at->message, at->id, at->row);
        if (!at->row)
            return false;
        at->rest = at->row->value;
    }
}

/* Answers all rows of a response, 401 and 407 alike: a forking proxy hands on those of several servers (16.7
 * step 7). */
static bool answer_all(struct test_case *test, const struct sip_message *request,
                       const struct sip_message *response, unsigned round, struct answers *answers)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_WWW_AUTHENTICATE, SIP_HEADER_PROXY_AUTHENTICATE};
    bool ok = true;
    for (size_t i = 0; i < 2; i++) {
        struct challenges at = {.message = response, .id = ids[i]};
        struct sip_challenge challenge;
        while (ok && next_challenge(&at, &challenge))
            if (!is_answered(answers, ids[i], challenge.realm))
                ok = answer_challenge(test, request, ids[i], &challenge, round, answers);
    }
    return ok;
}

/* Was this realm given credentials that it now asks for again, and not because they were old? */
static bool is_refused(const struct test_case *test, long response, long before)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_WWW_AUTHENTICATE, SIP_HEADER_PROXY_AUTHENTICATE};
    const struct sip_message *now = transcript_at(&test->result.transcript, response)->message;
    const struct sip_message *then = transcript_at(&test->result.transcript, before)->message;
    for (size_t i = 0; i < 2; i++) {
        struct sip_challenge a, b;
        for (struct challenges x = {.message = now, .id = ids[i]}; next_challenge(&x, &a);)
            for (struct challenges y = {.message = then, .id = ids[i]}; next_challenge(&y, &b);)
                if (slice_eq(a.realm, b.realm) && !a.stale)
                    return true;
    }
    return false;
}

/* Answers what the response asks for, and what those before it asked for: a proxy and a server each want
 * their own (22.3). False when there is nothing that would help. */
static bool collect(struct test_case *test, const struct sip_message *request, long response,
                    struct answers *answers)
{
    const struct transcript *transcript = &test->result.transcript;
    unsigned round = 0;
    bool ok = true;
    for (long at = response; ok && at >= 0; round++) {
        const struct note *note = case_note(test, transcript_at(transcript, at)->answers);
        long before = note ? note->renewed_for : -1;
        ok = note && round < ROUNDS_MAX && (at != response || before < 0 || !is_refused(test, at, before)) &&
             answer_all(test, request, transcript_at(transcript, at)->message, round, answers) &&
             (at != response || answers->count);
        at = before;
    }
    return ok;
}

bool authenticate(struct test_case *test, long number)
{
    const struct surroundings *around = test->around;
    struct entry *response = transcript_at(&test->result.transcript, number);
    int status = response->message->status;
    long old = response->answers, fresh = -1;
    if ((status != 401 && status != 407) || !around->auth_user || !around->auth_password ||
        !case_note(test, old) || response->retransmission_of >= 0)
        return false;
    struct answers answers = {.count = 0};
    buf_init(&answers.rows, LIMIT_MESSAGE_BYTES);
    if (collect(test, transcript_at(&test->result.transcript, old)->message, number, &answers)) {
        response->flags |= ENTRY_AUTOMATIC;
        response->taken = true;
        fresh = send_anew(test, &(struct anew){old, number, buf_slice(&answers.rows), false});
    }
    buf_free(&answers.rows);
    return fresh >= 0;
}
