/* Requests that are too large for a datagram: they go by TCP where the device is known to have it, else by
 * UDP after all (RFC 3261 18.1.1). */
#include "play/case.h"

#include "base/limits.h"

bool large_is(const struct entry *entry, size_t length)
{
    return length > LIMIT_UNKNOWN_PATH_BYTES && !net_is_stream(entry->transport) &&
           !(entry->flags & (ENTRY_LARGE | ENTRY_FLAWED));
}

bool large_may_move(const struct test_case *test, const struct net_addr *to)
{
    const struct surroundings *around = test->around;
    return profile_is(around->profile, "tcp") && around->targets[NET_TCP].family &&
           (!to->family || net_addr_equal(to, &around->targets[NET_UDP]));
}

/* TCP was refused although the device was thought to have it: the same by UDP. */
void large_refused(struct test_case *test, size_t endpoint, const struct net_event *event)
{
    size_t count = test->result.transcript.count; /* what is sent here was not refused */
    for (size_t i = 0; net_is_stream(event->transport) && i < count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        struct note *note = case_note(test, (long)i);
        if (!note || !note->moved || entry->endpoint != endpoint || entry->connection != event->connection ||
            has_response(test, (long)i))
            continue;
        note->moved = false;
        send_anew(test, &(struct anew){(long)i, -1, {0}, true});
    }
}
