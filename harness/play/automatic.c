/* The named behaviours: what any SIP element does around the messages that a scenario speaks of. Each shows
 * in the transcript, and each can be switched off. */
#include "play/case.h"

#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct note *case_note(struct test_case *test, long entry)
{
    if (entry < 0)
        return NULL;
    if ((size_t)entry >= test->automatic.note_count) {
        size_t count = (size_t)entry + 16;
        struct note *notes = realloc(test->automatic.notes, count * sizeof(*notes));
        if (!notes)
            return NULL;
        for (size_t i = test->automatic.note_count; i < count; i++)
            notes[i] = (struct note){.automatic = case_automatic(test, NULL), .renewed_for = -1};
        test->automatic.notes = notes;
        test->automatic.note_count = count;
    }
    return &test->automatic.notes[entry];
}

static bool is_on(struct test_case *test, long entry, enum automatic_behaviour behaviour)
{
    const struct note *note = case_note(test, entry);
    return note && (note->automatic & (1u << behaviour));
}

/* What is on unless somebody says no. */
static unsigned all_behaviours(void)
{
    return (1u << AUTOMATIC_COUNT) - 1;
}

static unsigned with(unsigned on, const struct automatic *said)
{
    return (on & ~said->given) | said->on;
}

unsigned case_automatic(const struct test_case *test, const struct step *step)
{
    unsigned on = with(all_behaviours(), &test->plan->scenario->automatic);
    return step ? with(on, &step->send.automatic) : on;
}

struct message_spec message_spec_init(struct test_case *test)
{
    return (struct message_spec){
        .endpoint = &test->wire.endpoints[0],
        .in_dialog = -1,
        .for_entry = -1,
        .retry_of = -1,
        .answers = -1,
        .automatic = case_automatic(test, NULL),
        .flags = test->phase == PHASE_CONTROL ? ENTRY_CONTROL : 0,
    };
}

long send_message(struct test_case *test, const struct message_spec *spec)
{
    long number = compose_and_send(test, spec);
    if (number >= 0)
        retransmit_begin(test, number, spec->automatic);
    return number;
}

/* ---- acknowledging ---- */

long ack_of(const struct test_case *test, const struct sip_message *ok)
{
    struct sip_cseq of_ok, of_ack;
    for (size_t i = 0; i < test->result.transcript.count && sip_cseq_of(ok, &of_ok); i++) {
        const struct entry *ack = &test->result.transcript.entries[i];
        if (ack->direction == DIRECTION_SENT && entry_has_method(ack, "ACK") && ack->retransmission_of < 0 &&
            slice_eq(sip_call_id(ack->message), sip_call_id(ok)) && sip_cseq_of(ack->message, &of_ack) &&
            of_ack.number == of_ok.number &&
            slice_eq(sip_tag_of(ack->message, SIP_HEADER_TO), sip_tag_of(ok, SIP_HEADER_TO)))
            return (long)i;
    }
    return -1;
}

static void acknowledge(struct test_case *test, long response)
{
    const struct entry *entry = transcript_at(&test->result.transcript, response);
    long before = entry->message->status / 100 == 2 ? ack_of(test, entry->message) : -1;
    if (before >= 0) { /* a retransmitted 2xx draws its ACK again (13.2.2.4) */
        send_again(test, before, ENTRY_AUTOMATIC);
        return;
    }
    struct message_spec spec = message_spec_init(test);
    spec.method = "ACK";
    spec.endpoint = &test->wire.endpoints[entry->endpoint];
    spec.flags |= ENTRY_AUTOMATIC;
    if (entry->message->status / 100 == 2)
        spec.in_dialog = response;
    else
        spec.for_entry = response;
    send_message(test, &spec);
}

static bool is_first_response(const struct test_case *test, long number)
{
    const struct transcript *transcript = &test->result.transcript;
    for (long i = transcript->entries[number].answers + 1; i < number; i++)
        if (transcript->entries[i].answers == transcript->entries[number].answers)
            return false;
    return true;
}

static void on_response(struct test_case *test, long number)
{
    const struct entry *response = transcript_at(&test->result.transcript, number);
    long request_number = response->answers;
    const struct entry *request = transcript_at(&test->result.transcript, request_number);
    if (!request || request->direction != DIRECTION_SENT)
        return;
    bool is_invite = entry_has_method(request, "INVITE"), final = entry_is_final(response);
    if (is_first_response(test, number))
        test->around->host->answered(test->host_arg, response->time_ns - request->time_ns);
    if (final || is_invite)
        retransmit_end(test, request_number);
    if (is_invite && final && is_on(test, request_number, AUTOMATIC_ACK))
        acknowledge(test, number);
    if (final && is_on(test, request_number, AUTOMATIC_AUTHENTICATE))
        authenticate(test, number);
    if (final && is_on(test, request_number, AUTOMATIC_TRY_AGAIN))
        glare_try_again(test, number);
}

/* ---- answering ---- */

/* said: by the scenario; NULL: as any SIP element would. */
static long answer(struct test_case *test, long request, int status, const struct standing_answer *said)
{
    struct message_spec spec = message_spec_init(test);
    spec.status = status;
    spec.answers = request;
    spec.headers = said ? &said->headers : NULL;
    spec.body = said ? said->body : NULL;
    spec.endpoint = &test->wire.endpoints[transcript_at(&test->result.transcript, request)->endpoint];
    spec.flags |= ENTRY_AUTOMATIC | (said && said->flawed ? ENTRY_FLAWED : 0);
    return send_message(test, &spec);
}

/* The latest response that we sent to a request; -1. */
static long our_response(const struct test_case *test, long request)
{
    for (size_t i = test->result.transcript.count; i-- > 0;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_SENT && entry->answers == request && entry_is_response(entry))
            return entry->retransmission_of >= 0 ? entry->retransmission_of : (long)i;
    }
    return -1;
}

static long invite_of_cancel(const struct test_case *test, const struct entry *cancel)
{
    struct sip_via a, b;
    for (size_t i = test->result.transcript.count; i-- > 0;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry->retransmission_of < 0 &&
            entry_has_method(entry, "INVITE") && sip_top_via(entry->message, &a) &&
            sip_top_via(cancel->message, &b) && slice_ieq(a.branch, b.branch))
            return (long)i;
    }
    return -1;
}

static void serve_cancel(struct test_case *test, long number)
{
    long invite = invite_of_cancel(test, transcript_at(&test->result.transcript, number));
    answer(test, number, invite >= 0 ? 200 : 481, NULL);
    if (invite >= 0 && final_of(test, invite, 0) < 0)
        answer(test, invite, 487, NULL);
}

static bool is_known_method(struct slice method)
{
    static const char *const methods[] = {"OPTIONS", "BYE",  "NOTIFY", "SUBSCRIBE", "PUBLISH", "REGISTER",
                                          "MESSAGE", "INFO", "UPDATE", "PRACK",     "REFER"};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (slice_eq_text(method, methods[i]))
            return true;
    return false;
}

/* ---- an INVITE inside a dialog ---- */

/* 500, with a time after which it may be tried again (14.2: of 0 to 10 seconds). */
static void answer_later(struct test_case *test, long number)
{
    char text[4];
    snprintf(text, sizeof(text), "%u", (unsigned)rng_below(&test->rng, 11));
    struct expr *seconds = expr_new_text(text);
    struct header_spec row = {.name = (char *)(uintptr_t) "Retry-After", .values = seconds};
    const struct standing_answer said = {.headers = {&row, 1}};
    if (seconds)
        answer(test, number, 500, &said);
    else
        case_give_up(test, VERDICT_ERROR, "out of memory");
    expr_free(seconds);
}

static void answer_glare(struct test_case *test, long number, int status)
{
    if (status == 500)
        answer_later(test, number);
    else
        answer(test, number, status, NULL);
}

/* Is the To tag of the request ours, in a call that has come to a 2xx and to no BYE? */
static bool is_in_call(const struct test_case *test, const struct entry *request)
{
    struct slice call_id = sip_call_id(request->message), tag = sip_tag_of(request->message, SIP_HEADER_TO);
    bool up = false;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (!slice_eq(sip_call_id(entry->message), call_id))
            continue;
        bool sent = entry->direction == DIRECTION_SENT;
        enum sip_header_id ours = entry_is_response(entry) == sent ? SIP_HEADER_TO : SIP_HEADER_FROM;
        if (entry_is_final(entry) && entry->message->status / 100 == 2 &&
            slice_eq(sip_tag_of(entry->message, ours), tag))
            up = true;
        if (entry_has_method(entry, "BYE"))
            return false;
    }
    return up;
}

/* A call is refused. One that is up already goes on. */
static void serve_invite(struct test_case *test, long number)
{
    const struct entry *invite = transcript_at(&test->result.transcript, number);
    if (!sip_tag_of(invite->message, SIP_HEADER_TO).p)
        answer(test, number, 486, NULL);
    else
        answer(test, number, is_in_call(test, invite) ? 200 : 481, NULL);
}

/* A request that no step waits for: side traffic is answered so that the device goes on, a call is refused.
 */
static void serve(struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    int glare = sip_tag_of(request->message, SIP_HEADER_TO).p ? glare_status(test, number) : 0;
    if (glare)
        answer_glare(test, number, glare);
    else if (entry_has_method(request, "CANCEL"))
        serve_cancel(test, number);
    else if (entry_has_method(request, "INVITE"))
        serve_invite(test, number);
    else
        answer(test, number, is_known_method(request->message->method) ? 200 : 501, NULL);
}

static const struct standing_answer *standing_answer(const struct test_case *test,
                                                     const struct entry *request)
{
    const struct scenario *scenario = test->plan->scenario;
    for (size_t i = 0; i < scenario->answer_count; i++) {
        const struct standing_answer *item = &scenario->answers[i];
        if (!slice_eq_text(request->message->method, item->method))
            continue;
        for (size_t k = 0; k < item->at.count; k++)
            if (strcmp(item->at.items[k], test->wire.endpoints[request->endpoint].name) == 0)
                return item;
    }
    return NULL;
}

/* Loops are ended: after so many INVITEs every further one is refused. */
static bool is_too_many(struct test_case *test, const struct entry *request)
{
    return entry_has_method(request, "INVITE") && ++test->automatic.invites_received > LIMIT_CASE_INVITES;
}

static void give_standing_answer(struct test_case *test, long number, const struct standing_answer *standing)
{
    char *status = NULL;
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    uint64_t code = 0;
    if (expr_eval_text(standing->status, case_scope(test), &status, &why) ||
        !slice_to_u64(slice_from(status), &code) || code < 100 || code > 699)
        case_give_up(test, VERDICT_ERROR, "a standing answer has no status: %.*s",
                     SLICE_ARG(buf_slice(&why)));
    else
        answer(test, number, (int)code, standing);
    free(status);
    buf_free(&why);
}

static void on_request(struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    unsigned automatic = case_automatic(test, NULL);
    if (entry_has_method(request, "ACK")) {
        retransmit_acknowledged(test, request);
        return;
    }
    if (request->retransmission_of >= 0) {
        long response = our_response(test, request->retransmission_of);
        if (response >= 0 && (automatic & (1u << AUTOMATIC_ANSWER_RETRANSMISSIONS)))
            send_again(test, response, ENTRY_AUTOMATIC);
        return;
    }
    if (is_too_many(test, request)) {
        answer(test, number, 486, NULL);
        return;
    }
    const struct standing_answer *standing = standing_answer(test, request);
    if (standing)
        give_standing_answer(test, number, standing);
    else if ((automatic & (1u << AUTOMATIC_ANSWER_OTHERS)) && !test->upward->awaited(test, request))
        serve(test, number);
}

void automatic_received(struct test_case *test, long number)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    if (entry->flags & ENTRY_UNFRAMED)
        return;
    switch (entry->message->kind) {
    case SIP_RESPONSE:
        on_response(test, number);
        break;
    case SIP_REQUEST:
        on_request(test, number);
        break;
    case SIP_BROKEN:
        break;
    }
}
