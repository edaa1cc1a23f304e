/* Our own messages under the rules that we hold against devices: the transcript is seen with the eyes of the
 * other side, to which what we sent is what was received. */
#include "check/invariant.h"

#include <stdlib.h>

static enum direction other(enum direction direction)
{
    return direction == DIRECTION_SENT ? DIRECTION_RECEIVED : DIRECTION_SENT;
}

int own_messages_check(const struct transcript *transcript, struct findings *findings)
{
    const struct invariant_subject we = {.role = ROLE_UAC, .is_user_agent = true, .is_harness = true};
    struct transcript mirrored = *transcript; /* the messages stay the transcript's own */
    mirrored.entries = calloc(transcript->count + 1, sizeof(*mirrored.entries));
    if (!mirrored.entries)
        return -1;
    for (size_t i = 0; i < transcript->count; i++) {
        mirrored.entries[i] = transcript->entries[i];
        mirrored.entries[i].direction = other(transcript->entries[i].direction);
    }
    int result = invariants_check(&we, &mirrored, NULL, findings);
    free(mirrored.entries);
    return result;
}
