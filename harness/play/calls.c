/* No case leaves a call standing on the device: what is up is ended with BYE, what is pending with CANCEL,
 * what waits for us is answered. */
#include "play/case.h"

#include "sip/value.h"

/* A request of that method in the same transaction as an INVITE; -1. */
static long beside(const struct test_case *test, const struct entry *invite, const char *method)
{
    struct sip_via a, b;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (!entry_has_method(entry, method) ||
            !slice_eq(sip_call_id(entry->message), sip_call_id(invite->message)))
            continue;
        if (sip_top_via(entry->message, &a) && sip_top_via(invite->message, &b) &&
            slice_ieq(a.branch, b.branch))
            return (long)i;
    }
    return -1;
}

static bool is_initial_invite(const struct entry *entry)
{
    return entry_has_method(entry, "INVITE") && entry->retransmission_of < 0 &&
           !(entry->flags & ENTRY_SHARED) && !sip_tag_of(entry->message, SIP_HEADER_TO).p;
}

static struct message_spec tidy_spec(struct test_case *test, const struct entry *invite, const char *method)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = method;
    spec.endpoint = &test->wire.endpoints[invite->endpoint];
    spec.flags |= ENTRY_AUTOMATIC;
    /* also where the scenario's own messages are sent once, and to a challenge it has no answer */
    spec.automatic |= 1u << AUTOMATIC_RETRANSMIT | 1u << AUTOMATIC_AUTHENTICATE;
    return spec;
}

static void send_bye(struct test_case *test, const struct entry *invite, long final)
{
    struct message_spec spec = tidy_spec(test, invite, "BYE");
    spec.in_dialog = final;
    send_message(test, &spec);
}

static bool was_acked(const struct test_case *test, const struct entry *invite)
{
    struct sip_cseq of_invite, of_ack;
    if (!sip_cseq_of(invite->message, &of_invite))
        return true;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry_has_method(entry, "ACK") &&
            slice_eq(sip_call_id(entry->message), sip_call_id(invite->message)) &&
            sip_cseq_of(entry->message, &of_ack) && of_ack.number == of_invite.number)
            return true;
    }
    return false;
}

static void acknowledge_late(struct test_case *test, const struct entry *invite, long final)
{
    struct message_spec spec = tidy_spec(test, invite, "ACK");
    if (transcript_at(&test->result.transcript, final)->message->status / 100 == 2)
        spec.in_dialog = final;
    else
        spec.for_entry = final;
    send_message(test, &spec);
}

/* The device wants requests of the call where nothing may be sent: only its own end ends it. */
static bool is_out_of_reach(struct test_case *test, long final)
{
    const struct note *note = case_note(test, final);
    return note && note->unreachable;
}

/* The latest BYE of one dialog of a call, ours or theirs; -1. The dialog is told by the peer's tag. */
static long bye_of(const struct test_case *test, struct slice call_id, struct slice tag)
{
    for (size_t i = test->result.transcript.count; i-- > 0;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        bool sent = entry->direction == DIRECTION_SENT;
        if (entry_has_method(entry, "BYE") && entry->retransmission_of < 0 &&
            slice_eq(sip_call_id(entry->message), call_id) &&
            slice_eq(sip_tag_of(entry->message, sent ? SIP_HEADER_TO : SIP_HEADER_FROM), tag))
            return (long)i;
    }
    return -1;
}

/* Is the dialog that a response made still up? `act`: ends it. */
static bool tend_dialog(struct test_case *test, const struct entry *invite, long final, struct slice tag,
                        bool act)
{
    if (is_out_of_reach(test, final))
        return false;
    long bye = bye_of(test, sip_call_id(invite->message), tag);
    if (bye >= 0)
        return final_of(test, bye, 0) < 0 && !was_refused(test, bye);
    if (act)
        send_bye(test, invite, final);
    return !is_out_of_reach(test, final);
}

/* Every 2xx with a To tag of its own is a dialog (13.2.2.4). */
static bool tend_forks(struct test_case *test, const struct entry *invite, long number, bool act)
{
    bool open = false;
    size_t count = test->result.transcript.count;
    for (size_t i = (size_t)number + 1; i < count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->answers != number || entry->retransmission_of >= 0 || !entry_is_final(entry) ||
            entry->message->status / 100 != 2)
            continue;
        if (act && ack_of(test, entry->message) < 0 && !is_out_of_reach(test, (long)i))
            acknowledge_late(test, invite, (long)i);
        /* the message itself stays where it is when the transcript grows */
        struct slice tag = sip_tag_of(test->result.transcript.entries[i].message, SIP_HEADER_TO);
        open = tend_dialog(test, invite, (long)i, tag, act) || open;
    }
    return open;
}

/* Is a call that we made still of any concern? `act`: does what brings it to an end. */
static bool tend_own_call(struct test_case *test, long number, bool act)
{
    struct entry invite = *transcript_at(&test->result.transcript, number);
    long final = final_of(test, number, 0);
    if (final_of(test, number, 2) >= 0)
        return tend_forks(test, &invite, number, act);
    if (final >= 0) {
        if (act && !was_acked(test, &invite))
            acknowledge_late(test, &invite, final);
        return false;
    }
    if (!has_response(test, number)) /* nothing to cancel yet (9.1) */
        return test->winding_down && !was_refused(test, number);
    if (act && beside(test, &invite, "CANCEL") < 0) {
        struct message_spec spec = tidy_spec(test, &invite, "CANCEL");
        spec.for_entry = number;
        send_message(test, &spec);
    }
    return true;
}

/* The same for a call that the device made. */
static bool tend_their_call(struct test_case *test, long number, bool act)
{
    struct entry invite = *transcript_at(&test->result.transcript, number);
    long final = final_of(test, number, 0);
    if (final < 0) {
        if (act) {
            struct message_spec spec = tidy_spec(test, &invite, NULL);
            spec.status = 486;
            spec.answers = number;
            send_message(test, &spec);
        }
        return true;
    }
    if (transcript_at(&test->result.transcript, final)->message->status / 100 != 2)
        return !was_acked(test, &invite);
    return tend_dialog(test, &invite, final, sip_tag_of(invite.message, SIP_HEADER_FROM), act);
}

static bool tend_all(struct test_case *test, bool act)
{
    bool open = false;
    size_t count = test->result.transcript.count; /* what is sent meanwhile is looked at next time */
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (!is_initial_invite(entry))
            continue;
        bool one = entry->direction == DIRECTION_SENT ? tend_own_call(test, (long)i, act)
                                                      : tend_their_call(test, (long)i, act);
        open = open || one;
    }
    return open;
}

bool calls_close(struct test_case *test)
{
    /* between control run and steps a scenario may want its call to stay; nothing stays at the end */
    if (test->phase == PHASE_BETWEEN && !(case_automatic(test, NULL) & (1u << AUTOMATIC_HANG_UP)))
        return true;
    return !tend_all(test, true);
}

bool calls_open(const struct test_case *test)
{
    /* looking changes nothing */
    return tend_all((struct test_case *)(uintptr_t)test, false);
}
