/* Answers a challenge: the same request once more, with credentials, a higher CSeq and a new branch
 * (22.2). */
#include "play/case.h"

#include "base/limits.h"
#include "sip/digest.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

static bool make_credentials(struct test_case *test, const struct sip_message *request,
                             struct slice challenge_text, struct buf *value)
{
    const struct surroundings *around = test->around;
    struct sip_challenge challenge;
    char cnonce[17];
    if (!sip_challenge_parse(challenge_text, &challenge))
        return false;
    rng_token(&test->rng, cnonce, 16);
    struct sip_credentials credentials = {
        .user = slice_from(around->auth_user),
        .password = slice_from(around->auth_password),
        .method = request->method,
        .uri = request->request_uri,
        .cnonce = slice_from(cnonce),
        .body = request->body,
        .nonce_count = 1,
    };
    return sip_digest_answer(&challenge, &credentials, value) == 0;
}

/* The top Via with another branch. */
static void add_via(struct test_case *test, const struct sip_message *request, const struct sip_row *row,
                    struct buf *out)
{
    struct sip_via via;
    char token[17];
    rng_token(&test->rng, token, 16);
    if (!sip_top_via(request, &via) || !via.branch.p) {
        buf_add_slice(out, row->raw);
        return;
    }
    size_t before = (size_t)(via.branch.p - row->raw.p);
    buf_add(out, row->raw.p, before);
    buf_addf(out, "z9hG4bK%s", token);
    buf_add(out, via.branch.p + via.branch.n, row->raw.n - before - via.branch.n);
}

static void rewrite(struct test_case *test, const struct sip_message *request, const char *header,
                    struct slice value, struct buf *out)
{
    struct sip_cseq cseq;
    bool first_via = true;
    buf_addf(out, "%.*s\r\n", (int)request->start_line.n, request->start_line.p);
    for (size_t i = 0; i < request->row_count; i++) {
        const struct sip_row *row = &request->rows[i];
        if (row->id == SIP_HEADER_VIA && first_via) {
            add_via(test, request, row, out);
            first_via = false;
        } else if (row->id == SIP_HEADER_CSEQ && sip_cseq_parse(row->value, &cseq)) {
            buf_addf(out, "CSeq: %llu %.*s\r\n", (unsigned long long)cseq.number + 1, SLICE_ARG(cseq.method));
            buf_addf(out, "%s: %.*s\r\n", header, (int)value.n, value.p);
        } else {
            buf_add_slice(out, row->raw);
        }
    }
    buf_add_text(out, "\r\n");
    buf_add_slice(out, request->body);
}

/* Whatever had the name of the challenged request now is the new one. */
static void take_over(struct test_case *test, long old, long fresh)
{
    for (size_t i = 0; i < test->script.capture_count; i++)
        if (test->script.captures[i].entry == old)
            test->script.captures[i].entry = fresh;
    if (test->script.last_request == old)
        test->script.last_request = fresh;
    if (test->liveness_request == old)
        test->liveness_request = fresh;
    if (test->script.trigger_request == old)
        test->script.trigger_request = fresh;
}

bool authenticate(struct test_case *test, long number)
{
    const struct surroundings *around = test->around;
    struct entry *response = transcript_at(&test->result.transcript, number);
    int status = response->message->status;
    long old = response->answers;
    struct entry request = *transcript_at(&test->result.transcript, old);
    const struct note *note = case_note(test, old);
    if ((status != 401 && status != 407) || !around->auth_user || !around->auth_password || !note ||
        note->authenticated || response->retransmission_of >= 0)
        return false;
    unsigned automatic = note->automatic;
    enum sip_header_id id = status == 401 ? SIP_HEADER_WWW_AUTHENTICATE : SIP_HEADER_PROXY_AUTHENTICATE;
    struct buf value, bytes;
    buf_init(&value, LIMIT_HEADER_VALUE_BYTES);
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    bool done = false;
    if (make_credentials(test, request.message, sip_header_value(response->message, id), &value)) {
        rewrite(test, request.message, status == 401 ? "Authorization" : "Proxy-Authorization",
                buf_slice(&value), &bytes);
        response->flags |= ENTRY_AUTOMATIC;
        response->taken = true;
        struct entry entry = {.flags = request.flags, .answers = -1, .line = request.line};
        long fresh = bytes.failed ? -1
                                  : send_bytes(test, &test->wire.endpoints[request.endpoint], &request.peer,
                                               0, entry, bytes.p, bytes.n);
        if (fresh >= 0) {
            retransmit_begin(test, fresh, automatic);
            case_note(test, fresh)->authenticated = true;
            take_over(test, old, fresh);
            done = true;
        }
    }
    buf_free(&value);
    buf_free(&bytes);
    return done;
}
