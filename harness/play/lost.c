/* A connection that ends before the answer: what was sent on it is sent once more, on a new one (RFC 3261
 * 8.1.3.1 takes the loss as a 503, and 18.1.1 lets another connection be opened). */
#include "play/case.h"

/* Was it sent on a connection that is gone, and by a part of ours that knows what it sends? */
static bool is_lost(const struct entry *entry, size_t endpoint, const struct net_event *event)
{
    return entry->direction == DIRECTION_SENT && entry_is_request(entry) &&
           !(entry->flags & (ENTRY_RAW | ENTRY_SHARED)) && entry->endpoint == endpoint &&
           entry->transport == event->transport && entry->connection == event->connection;
}

/* Nothing is ever answered to an ACK: it may not have been read when the connection ended soon after it. */
static bool may_be_unread(const struct test_case *test, long ack, const struct net_event *event)
{
    const struct transcript *transcript = &test->result.transcript;
    const struct entry *entry = transcript_at(transcript, ack);
    if (event->time_ns - entry->time_ns > test->timers.t1_ms * 1000000)
        return false;
    for (size_t i = (size_t)ack + 1; i < transcript->count; i++) {
        const struct entry *later = &transcript->entries[i];
        if (later->direction == DIRECTION_RECEIVED && later->endpoint == entry->endpoint &&
            later->connection == entry->connection)
            return false;
    }
    return true;
}

static bool is_unanswered(const struct test_case *test, long number, const struct net_event *event)
{
    if (entry_has_method(transcript_at(&test->result.transcript, number), "ACK"))
        return may_be_unread(test, number, event);
    return !has_response(test, number);
}

/* What a scenario sends is tried once more, so that it sees what the device does. What ends a call at the
 * device goes on: one that closes after each answer may close on the BYE behind a CANCEL, and the call would
 * stay up. A proxy may have passed it on already. */
static unsigned tries(const struct test_case *test, long number)
{
    enum { ONCE = 1, OFTEN = 4 };
    bool is_automatic = transcript_at(&test->result.transcript, number)->flags & ENTRY_AUTOMATIC;
    return is_automatic && !role_row(test->plan->role)->relays ? OFTEN : ONCE;
}

void connection_lost(struct test_case *test, size_t endpoint, const struct net_event *event)
{
    size_t count = test->result.transcript.count; /* what is sent here is not lost */
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        long first = entry->retransmission_of >= 0 ? entry->retransmission_of : (long)i;
        if (!is_lost(entry, endpoint, event) || !is_unanswered(test, first, event))
            continue;
        struct note *note = case_note(test, first);
        if (note && ++note->connections_lost <= tries(test, first))
            send_again(test, first, ENTRY_AUTOMATIC);
    }
}
