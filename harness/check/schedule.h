/* The times at which a message is retransmitted, against the timers of RFC 3261 section 17. */
#ifndef SIPCONFORM_CHECK_SCHEDULE_H
#define SIPCONFORM_CHECK_SCHEDULE_H

#include "base/limits.h"
#include "base/duration.h"

#include <stddef.h>

struct schedule_result {
    bool holds;
    size_t index;                   /* the message at fault, 0 when there is none in particular */
    char expected[LIMIT_WHY_BYTES]; /* one line each */
    char actual[LIMIT_WHY_BYTES];
};

/* Compares times_ms[0..count) (the first sending and its retransmissions, rising) with a schedule:
 * "timer_g"            final response to INVITE without ACK: T1, doubling, capped at T2, until 64*T1 (17.2.1)
 * "timer_a"            INVITE without response: T1, doubling, until 64*T1 (17.1.1.2)
 * "timer_e"            others without response: T1, doubling, capped at T2, until 64*T1 (17.1.2.2)
 * "timer_g growing"    the loose form: there are retransmissions, no interval is shorter than the one before,
 *                      below T2 each is at least 1.5 times the one before, none exceeds T2 by more than 15 %
 * "timer_g with gaps"  what a network that loses and doubles may make of timer_g: every message is at a due
 *                      time, at most a third of these has none or two, never more than two in a row have
 *                       none; the first that is seen may be the second that was sent
 * Tolerance of the exact forms: 50 ms or 15 % of the time, whichever is more. until_ms is when watching
 * ended: only retransmissions due before it are asked for. */
void schedule_check(const char *schedule, const struct sip_timers *timers, const int64_t *times_ms,
                    size_t count, int64_t until_ms, struct schedule_result *ret_result);

#endif
