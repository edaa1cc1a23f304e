/* The named behaviours: what any SIP element does around the messages that a scenario speaks of. Each shows
 * in the transcript, and each can be switched off. */
#include "engine/case.h"

#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

struct note *case_note(struct test_case *test, long entry)
{
    if (entry < 0)
        return NULL;
    if ((size_t)entry >= test->note_count) {
        size_t count = (size_t)entry + 16;
        struct note *notes = realloc(test->notes, count * sizeof(*notes));
        if (!notes)
            return NULL;
        for (size_t i = test->note_count; i < count; i++)
            notes[i] = (struct note){.manners = case_manners(test, NULL)};
        test->notes = notes;
        test->note_count = count;
    }
    return &test->notes[entry];
}

static bool has_manner(struct test_case *test, long entry, enum manner manner)
{
    const struct note *note = case_note(test, entry);
    return note && (note->manners & (1u << manner));
}

/* ---- repetition over UDP: timers A, E and G ---- */

static void transmission_end(struct test_case *test, struct transmission *ending)
{
    for (struct transmission **at = &test->transmissions; *at; at = &(*at)->next)
        if (*at == ending) {
            *at = ending->next;
            net_timer_stop(ending->timer);
            free(ending);
            return;
        }
}

void manners_stop(struct test_case *test)
{
    while (test->transmissions)
        transmission_end(test, test->transmissions);
}

static void stop_repeating(struct test_case *test, long entry)
{
    for (struct transmission *at = test->transmissions; at; at = at->next)
        if (at->entry == entry) {
            transmission_end(test, at);
            return;
        }
}

static bool is_capped(const struct entry *entry)
{
    return !entry_has_method(entry, "INVITE"); /* timer A doubles on, E and G stop at T2 */
}

static void repeat(void *arg);

static void arm(struct transmission *transmission)
{
    struct test_case *test = transmission->owner;
    struct net *net = run_options_of(test->run)->net;
    bool over = net_now_ns(net) + transmission->interval_ms * 1000000 > transmission->until_ns;
    if (!over && !net_timer_start(net, transmission->interval_ms * 1000000, repeat, transmission,
                                  &transmission->timer))
        return;
    if (!over)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    transmission->timer = NULL;
    transmission_end(test, transmission);
}

static void repeat(void *arg)
{
    struct transmission *transmission = arg;
    struct test_case *test = transmission->owner;
    const struct entry *entry = transcript_at(&test->result.transcript, transmission->entry);
    bool capped = is_capped(entry);
    transmission->timer = NULL;
    transmission->interval_ms *= 2;
    if (capped && transmission->interval_ms > test->timers.t2_ms)
        transmission->interval_ms = test->timers.t2_ms;
    send_again(test, transmission->entry, ENTRY_BY_MANNERS);
    arm(transmission);
}

static bool is_repeated(struct test_case *test, const struct entry *entry)
{
    if (entry_is_request(entry))
        return entry->transport == NET_UDP && !entry_has_method(entry, "ACK");
    const struct entry *request = transcript_at(&test->result.transcript, entry->answers);
    if (!entry_is_final(entry) || !request || !entry_has_method(request, "INVITE"))
        return false;
    return entry->transport == NET_UDP ||
           entry->message->status / 100 == 2; /* 13.3.1.4: a 2xx on any transport */
}

void manners_transmit(struct test_case *test, long number, unsigned manners)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    struct note *note = case_note(test, number);
    if (!note)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    if (!note || !entry)
        return;
    note->manners = manners;
    if (!(manners & (1u << MANNER_RETRANSMIT)) || !is_repeated(test, entry))
        return;
    struct transmission *transmission = calloc(1, sizeof(*transmission));
    if (!transmission) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    *transmission = (struct transmission){
        .owner = test,
        .entry = number,
        .interval_ms = test->timers.t1_ms,
        .until_ns = entry->time_ns + 64 * test->timers.t1_ms * 1000000,
        .next = test->transmissions,
    };
    test->transmissions = transmission;
    arm(transmission);
}

/* ---- acknowledging ---- */

/* The ACK that was sent for a 2xx with this CSeq number and To tag; -1. */
static long ack_of(const struct test_case *test, const struct sip_message *ok)
{
    struct sip_cseq of_ok, of_ack;
    for (size_t i = 0; i < test->result.transcript.count && sip_cseq_of(ok, &of_ok); i++) {
        const struct entry *ack = &test->result.transcript.entries[i];
        if (ack->direction == DIRECTION_SENT && entry_has_method(ack, "ACK") && ack->copy_of < 0 &&
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
    if (before >= 0) { /* a copy of a 2xx draws a copy of its ACK (13.2.2.4) */
        send_again(test, before, ENTRY_BY_MANNERS);
        return;
    }
    struct message_spec spec = message_spec_init(test);
    spec.method = "ACK";
    spec.endpoint = &test->endpoints[entry->endpoint];
    spec.flags |= ENTRY_BY_MANNERS;
    if (entry->message->status / 100 == 2)
        spec.in_dialog = response;
    else
        spec.for_entry = response;
    send_message(test, &spec);
}

static void on_response(struct test_case *test, long number)
{
    const struct entry *response = transcript_at(&test->result.transcript, number);
    long request_number = response->answers;
    const struct entry *request = transcript_at(&test->result.transcript, request_number);
    if (!request || request->direction != DIRECTION_SENT)
        return;
    bool is_invite = entry_has_method(request, "INVITE"), final = entry_is_final(response);
    if (final || is_invite)
        stop_repeating(test, request_number);
    if (is_invite && final && has_manner(test, request_number, MANNER_ACK))
        acknowledge(test, number);
    if (final && has_manner(test, request_number, MANNER_AUTHENTICATE))
        authenticate(test, number);
}

/* ---- answering ---- */

static long answer(struct test_case *test, long request, int status, const struct headers *headers,
                   const struct expr *body)
{
    struct message_spec spec = message_spec_init(test);
    spec.status = status;
    spec.answers = request;
    spec.headers = headers;
    spec.body = body;
    spec.endpoint = &test->endpoints[transcript_at(&test->result.transcript, request)->endpoint];
    spec.flags |= ENTRY_BY_MANNERS;
    return send_message(test, &spec);
}

/* The latest response that we sent to a request; -1. */
static long our_response(const struct test_case *test, long request)
{
    for (size_t i = test->result.transcript.count; i-- > 0;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_SENT && entry->answers == request && entry_is_response(entry))
            return entry->copy_of >= 0 ? entry->copy_of : (long)i;
    }
    return -1;
}

/* An ACK ends the repetition of our final response to the INVITE with its Call-ID and CSeq number. */
static void on_ack(struct test_case *test, const struct entry *ack)
{
    struct sip_cseq of_ack, of_invite;
    if (!sip_cseq_of(ack->message, &of_ack))
        return;
    for (struct transmission *at = test->transmissions; at; at = at->next) {
        const struct entry *sent = transcript_at(&test->result.transcript, at->entry);
        const struct entry *invite = transcript_at(&test->result.transcript, sent->answers);
        if (entry_is_response(sent) && invite && sip_cseq_of(invite->message, &of_invite) &&
            of_invite.number == of_ack.number &&
            slice_eq(sip_call_id(invite->message), sip_call_id(ack->message))) {
            transmission_end(test, at);
            return;
        }
    }
}

static long invite_of_cancel(const struct test_case *test, const struct entry *cancel)
{
    struct sip_via a, b;
    for (size_t i = test->result.transcript.count; i-- > 0;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry->copy_of < 0 &&
            entry_has_method(entry, "INVITE") && sip_top_via(entry->message, &a) &&
            sip_top_via(cancel->message, &b) && slice_ieq(a.branch, b.branch))
            return (long)i;
    }
    return -1;
}

static void serve_cancel(struct test_case *test, long number)
{
    long invite = invite_of_cancel(test, transcript_at(&test->result.transcript, number));
    answer(test, number, invite >= 0 ? 200 : 481, NULL, NULL);
    if (invite >= 0 && final_of(test, invite, 0) < 0)
        answer(test, invite, 487, NULL, NULL);
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

/* A request that no step waits for: side traffic is answered so that the device goes on, a call is refused.
 */
static void serve(struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    if (entry_has_method(request, "CANCEL"))
        serve_cancel(test, number);
    else if (entry_has_method(request, "INVITE"))
        answer(test, number, 486, NULL, NULL);
    else
        answer(test, number, is_known_method(request->message->method) ? 200 : 501, NULL, NULL);
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
            if (strcmp(item->at.items[k], test->endpoints[request->endpoint].name) == 0)
                return item;
    }
    return NULL;
}

/* Loops are ended: after so many INVITEs every further one is refused. */
static bool is_too_many(struct test_case *test, const struct entry *request)
{
    return entry_has_method(request, "INVITE") && ++test->invites_received > LIMIT_CASE_INVITES;
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
        answer(test, number, (int)code, &standing->headers, standing->body);
    free(status);
    buf_free(&why);
}

static void on_request(struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    unsigned manners = case_manners(test, NULL);
    if (entry_has_method(request, "ACK")) {
        on_ack(test, request);
        return;
    }
    if (request->copy_of >= 0) {
        long response = our_response(test, request->copy_of);
        if (response >= 0 && (manners & (1u << MANNER_ANSWER_COPIES)))
            send_again(test, response, ENTRY_BY_MANNERS);
        return;
    }
    if (is_too_many(test, request)) {
        answer(test, number, 486, NULL, NULL);
        return;
    }
    const struct standing_answer *standing = standing_answer(test, request);
    if (standing)
        give_standing_answer(test, number, standing);
    else if ((manners & (1u << MANNER_SERVE)) && !steps_await(test, request))
        serve(test, number);
}

void manners_on_received(struct test_case *test, long number)
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
