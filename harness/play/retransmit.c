/* Retransmission of what was sent: requests and final responses to INVITE, by timers A, E and G (17.1,
 * 17.2). */
#include "play/case.h"

#include "sip/value.h"

#include <stdlib.h>

static void drop(struct test_case *test, struct retransmission *ending)
{
    for (struct retransmission **at = &test->automatic.retransmissions; *at; at = &(*at)->next)
        if (*at == ending) {
            *at = ending->next;
            net_timer_stop(ending->timer);
            free(ending);
            return;
        }
}

void retransmit_stop_all(struct test_case *test)
{
    while (test->automatic.retransmissions)
        drop(test, test->automatic.retransmissions);
}

void retransmit_end(struct test_case *test, long entry)
{
    for (struct retransmission *at = test->automatic.retransmissions; at; at = at->next)
        if (at->entry == entry) {
            drop(test, at);
            return;
        }
}

void retransmit_acknowledged(struct test_case *test, const struct entry *ack)
{
    struct sip_cseq of_ack, of_invite;
    if (!sip_cseq_of(ack->message, &of_ack))
        return;
    for (struct retransmission *at = test->automatic.retransmissions; at; at = at->next) {
        const struct entry *sent = transcript_at(&test->result.transcript, at->entry);
        const struct entry *invite = transcript_at(&test->result.transcript, sent->answers);
        if (entry_is_response(sent) && sent->endpoint == ack->endpoint && invite &&
            sip_cseq_of(invite->message, &of_invite) && of_invite.number == of_ack.number &&
            slice_eq(sip_call_id(invite->message), sip_call_id(ack->message))) {
            drop(test, at);
            return;
        }
    }
}

/* Timer A doubles on, E and G stop at T2. */
static bool is_capped(const struct entry *entry)
{
    return !entry_has_method(entry, "INVITE");
}

static void fire(void *arg);

static void arm(struct retransmission *retransmission)
{
    struct test_case *test = retransmission->owner;
    int64_t interval_ns = retransmission->interval_ms * 1000000;
    bool over = case_now_ns(test) + interval_ns > retransmission->until_ns;
    if (!over &&
        !net_timer_start(test->around->net, interval_ns, fire, retransmission, &retransmission->timer))
        return;
    if (!over)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    retransmission->timer = NULL;
    drop(test, retransmission);
}

static void fire(void *arg)
{
    struct retransmission *retransmission = arg;
    struct test_case *test = retransmission->owner;
    bool capped = is_capped(transcript_at(&test->result.transcript, retransmission->entry));
    retransmission->timer = NULL;
    retransmission->interval_ms *= 2;
    if (capped && retransmission->interval_ms > test->timers.t2_ms)
        retransmission->interval_ms = test->timers.t2_ms;
    send_again(test, retransmission->entry, ENTRY_AUTOMATIC);
    arm(retransmission);
}

static bool is_retransmitted(struct test_case *test, const struct entry *entry)
{
    if (entry_is_request(entry))
        return !net_is_reliable(entry->transport) && !entry_has_method(entry, "ACK");
    const struct entry *request = transcript_at(&test->result.transcript, entry->answers);
    if (!entry_is_final(entry) || !request || !entry_has_method(request, "INVITE"))
        return false;
    return !net_is_reliable(entry->transport) ||
           entry->message->status / 100 == 2; /* 13.3.1.4: a 2xx on any transport */
}

/* T1 is an estimate of the round trip: where that is known to be longer, so is T1 (17.1.1.1). */
static int64_t first_interval_ms(const struct test_case *test)
{
    int64_t way_ms = test->rtt_ms * 3 / 2;
    return way_ms > test->timers.t1_ms ? way_ms : test->timers.t1_ms;
}

void retransmit_begin(struct test_case *test, long number, unsigned automatic)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    struct note *note = case_note(test, number);
    if (!note)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    if (!note || !entry)
        return;
    note->automatic = automatic;
    if (!(automatic & (1u << AUTOMATIC_RETRANSMIT)) || !is_retransmitted(test, entry))
        return;
    struct retransmission *retransmission = calloc(1, sizeof(*retransmission));
    if (!retransmission) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    *retransmission = (struct retransmission){
        .owner = test,
        .entry = number,
        .interval_ms = first_interval_ms(test),
        .until_ns = entry->time_ns + 64 * test->timers.t1_ms * 1000000,
        .next = test->automatic.retransmissions,
    };
    test->automatic.retransmissions = retransmission;
    arm(retransmission);
}
