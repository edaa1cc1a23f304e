/* Offers that cross in a call: what is said to the later one (RFC 3261 14.2, RFC 3311 5.2), and when ours is
 * made once more after a 491 (14.1). */
#include "play/case.h"

#include "sip/value.h"

enum { TRIES_MAX = 4, OWNER_FROM_MS = 2100, OWNER_TO_MS = 4000, OTHER_TO_MS = 2000, UNIT_MS = 10 };

/* ---- theirs ---- */

/* Is it of the dialog that a request of the device is in, and by that end? Told by the tag of its sender. */
static bool is_by(const struct entry *entry, const struct sip_message *request, enum direction direction)
{
    enum sip_header_id sender = direction == DIRECTION_SENT ? SIP_HEADER_TO : SIP_HEADER_FROM;
    return entry->direction == direction && entry->retransmission_of < 0 &&
           slice_eq(sip_call_id(entry->message), sip_call_id(request)) &&
           slice_eq(sip_tag_of(entry->message, SIP_HEADER_FROM), sip_tag_of(request, sender));
}

/* A request of that method by one end, before this one, that has no final response; -1. */
static long open_request(const struct test_case *test, long number, enum direction direction,
                         const char *method)
{
    const struct sip_message *request = transcript_at(&test->result.transcript, number)->message;
    for (long i = 0; i < number; i++) {
        const struct entry *entry = transcript_at(&test->result.transcript, i);
        if (entry_has_method(entry, method) && is_by(entry, request, direction) && final_of(test, i, 0) < 0)
            return i;
    }
    return -1;
}

/* Does it carry an offer that no reliable provisional response has answered yet (RFC 3262 5)? */
static bool is_open_offer(const struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    for (size_t i = 0; request && i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->answers == number && entry->message->body.n &&
            sip_row_count(entry->message, SIP_HEADER_RSEQ))
            return false;
    }
    return request && request->message->body.n;
}

static bool is_offering(const struct test_case *test, long number, enum direction direction)
{
    return is_open_offer(test, open_request(test, number, direction, "INVITE")) ||
           is_open_offer(test, open_request(test, number, direction, "UPDATE"));
}

static int status_of_update(const struct test_case *test, long number)
{
    bool has_offer = transcript_at(&test->result.transcript, number)->message->body.n;
    if (open_request(test, number, DIRECTION_RECEIVED, "UPDATE") >= 0)
        return 500;
    if (has_offer && is_offering(test, number, DIRECTION_SENT))
        return 491;
    return has_offer && is_offering(test, number, DIRECTION_RECEIVED) ? 500 : 0;
}

int glare_status(const struct test_case *test, long number)
{
    const struct entry *request = transcript_at(&test->result.transcript, number);
    if (entry_has_method(request, "UPDATE"))
        return status_of_update(test, number);
    if (!entry_has_method(request, "INVITE"))
        return 0;
    if (open_request(test, number, DIRECTION_SENT, "INVITE") >= 0)
        return 491;
    return open_request(test, number, DIRECTION_RECEIVED, "INVITE") >= 0 ? 500 : 0;
}

/* ---- ours ---- */

void glare_stop(struct test_case *test)
{
    net_timer_stop(test->automatic.again.timer);
    test->automatic.again.timer = NULL;
}

/* Who began the call has made its Call-ID. */
static bool is_owner(const struct test_case *test, struct slice call_id)
{
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (slice_eq(sip_call_id(entry->message), call_id))
            return entry->direction == DIRECTION_SENT;
    }
    return false;
}

static int64_t pause_ms(struct test_case *test, struct slice call_id)
{
    bool owner = is_owner(test, call_id);
    int64_t from_ms = owner ? OWNER_FROM_MS : 0, to_ms = owner ? OWNER_TO_MS : OTHER_TO_MS;
    return from_ms + UNIT_MS * (int64_t)rng_below(&test->rng, (uint64_t)((to_ms - from_ms) / UNIT_MS + 1));
}

static bool has_ended(const struct test_case *test, struct slice call_id)
{
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry_has_method(entry, "BYE") && slice_eq(sip_call_id(entry->message), call_id))
            return true;
    }
    return false;
}

static void on_time(void *arg)
{
    struct test_case *test = arg;
    struct again *again = &test->automatic.again;
    const struct entry *response = transcript_at(&test->result.transcript, again->response);
    again->timer = NULL;
    if (!test->stopped && test->phase == again->phase && !has_ended(test, sip_call_id(response->message)))
        send_anew(test, &(struct anew){response->answers, again->response, {0}, false});
}

/* How often it was sent again by now. */
static unsigned tries_before(struct test_case *test, long request)
{
    unsigned count = 0;
    const struct note *note = case_note(test, request);
    while (note && note->renewed_for >= 0) {
        count++;
        note = case_note(test, transcript_at(&test->result.transcript, note->renewed_for)->answers);
    }
    return count;
}

void glare_try_again(struct test_case *test, long number)
{
    struct entry *response = transcript_at(&test->result.transcript, number);
    const struct entry *request = transcript_at(&test->result.transcript, response->answers);
    struct again *again = &test->automatic.again;
    bool is_offer = entry_has_method(request, "INVITE") || entry_has_method(request, "UPDATE");
    if (response->message->status != 491 || response->retransmission_of >= 0 || !is_offer ||
        !sip_tag_of(request->message, SIP_HEADER_TO).p || again->timer ||
        tries_before(test, response->answers) >= TRIES_MAX)
        return;
    *again = (struct again){.response = number, .phase = test->phase};
    int64_t wait_ms = pause_ms(test, sip_call_id(response->message));
    if (net_timer_start(test->around->net, wait_ms * 1000000, on_time, test, &again->timer)) {
        again->timer = NULL;
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    response->flags |= ENTRY_AUTOMATIC; /* no step's: the one to come is */
    response->taken = true;
}
