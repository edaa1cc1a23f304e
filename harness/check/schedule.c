/* Compares the times at which a message was retransmitted with the timers of RFC 3261 section 17. */
#include "check/schedule.h"

#include <stdio.h>
#include <string.h>

enum { TIMES_SHOWN = 12 };

static int64_t tolerance_ms(int64_t ms)
{
    int64_t share = ms * 15 / 100;
    return share > 50 ? share : 50;
}

/* When the k-th sending is due, in ms after the first; -1 when there is none any more (timer B, F, H). */
static int64_t due_ms(const struct sip_timers *timers, bool capped, size_t k)
{
    int64_t at = 0, interval = timers->t1_ms;
    for (size_t i = 0; i < k; i++) {
        at += interval;
        if (at >= 64 * timers->t1_ms)
            return -1;
        interval *= 2;
        if (capped && interval > timers->t2_ms)
            interval = timers->t2_ms;
    }
    return at;
}

static void show_times(const int64_t *times_ms, size_t count, char text[LIMIT_WHY_BYTES])
{
    size_t n = (size_t)snprintf(text, LIMIT_WHY_BYTES, "sent at");
    for (size_t i = 0; i < count && i < TIMES_SHOWN && n < 380; i++)
        n += (size_t)snprintf(text + n, LIMIT_WHY_BYTES - n, " %.2f",
                              (double)(times_ms[i] - times_ms[0]) / 1000);
    snprintf(text + n, LIMIT_WHY_BYTES - n, " s%s", count > TIMES_SHOWN ? " ..." : "");
}

static void show_due(const struct sip_timers *timers, bool capped, int64_t span_ms,
                     char text[LIMIT_WHY_BYTES])
{
    size_t n = (size_t)snprintf(text, LIMIT_WHY_BYTES, "sent at");
    for (size_t k = 0; k < TIMES_SHOWN && n < 380; k++) {
        int64_t due = due_ms(timers, capped, k);
        if (due < 0 || due > span_ms)
            break;
        n += (size_t)snprintf(text + n, LIMIT_WHY_BYTES - n, " %.2f", (double)due / 1000);
    }
    snprintf(text + n, LIMIT_WHY_BYTES - n, " s");
}

static void check_exact(const struct sip_timers *timers, bool capped, const int64_t *times_ms, size_t count,
                        int64_t until_ms, struct schedule_result *result)
{
    int64_t span = until_ms - times_ms[0];
    for (size_t k = 1;; k++) {
        int64_t due = due_ms(timers, capped, k);
        bool expected = due >= 0 && due + tolerance_ms(due) <= span;
        if (k >= count && !expected)
            break; /* all are there that had to be */
        int64_t at = k < count ? times_ms[k] - times_ms[0] : -1;
        bool late = due >= 0 && at > due + tolerance_ms(due),
             early = due >= 0 && at < due - tolerance_ms(due);
        if (k >= count || due < 0 || late || early) {
            result->holds = false;
            result->index = k < count ? k : 0;
            return;
        }
    }
}

static void check_growing(const struct sip_timers *timers, const int64_t *times_ms, size_t count,
                          struct schedule_result *result)
{
    int64_t before = 0;
    if (count < 2)
        result->holds = false;
    for (size_t k = 1; result->holds && k < count; k++) {
        int64_t interval = times_ms[k] - times_ms[k - 1];
        bool shrinks = before && interval + tolerance_ms(interval) < before;
        bool stalls = before && before < timers->t2_ms * 85 / 100 && interval * 2 < before * 3 &&
                      interval < timers->t2_ms * 85 / 100;
        bool exceeds = interval > timers->t2_ms + timers->t2_ms * 15 / 100;
        if (shrinks || stalls || exceeds) {
            result->holds = false;
            result->index = k;
        }
        before = interval;
    }
}

/* Counts the messages at each due time after origin_ms; false when one is at none. */
static bool count_at_due(const struct sip_timers *timers, const int64_t *times_ms, size_t count,
                         int64_t origin_ms, unsigned char seen[LIMIT_DUE_TIMES],
                         struct schedule_result *result)
{
    for (size_t i = 0; i < count; i++) {
        int64_t at = times_ms[i] - origin_ms, nearest = -1;
        size_t which = 0;
        for (size_t k = 0; k < LIMIT_DUE_TIMES && due_ms(timers, true, k) >= 0; k++) {
            int64_t due = due_ms(timers, true, k), off = at > due ? at - due : due - at;
            if (off <= tolerance_ms(due) && (nearest < 0 || off < nearest)) {
                nearest = off;
                which = k;
            }
        }
        if (nearest < 0 || ++seen[which] > 2) {
            result->index = i;
            return false;
        }
    }
    return true;
}

static bool gaps_fit(const struct sip_timers *timers, const int64_t *times_ms, size_t count,
                     int64_t origin_ms, int64_t until_ms, struct schedule_result *result)
{
    unsigned char seen[LIMIT_DUE_TIMES] = {0};
    size_t expected = 0, odd = 0, in_a_row = 0, most_in_a_row = 0;
    if (!count_at_due(timers, times_ms, count, origin_ms, seen, result))
        return false;
    for (size_t k = 0; k < LIMIT_DUE_TIMES; k++) {
        int64_t due = due_ms(timers, true, k);
        if (due < 0 || due + tolerance_ms(due) > until_ms - origin_ms)
            break;
        expected++;
        odd += seen[k] != 1;
        in_a_row = seen[k] ? 0 : in_a_row + 1;
        if (in_a_row > most_in_a_row)
            most_in_a_row = in_a_row;
    }
    return odd * 3 <= expected && most_in_a_row <= 2;
}

/* The first one that was seen may be the first that was sent, or the second. */
static void check_gaps(const struct sip_timers *timers, const int64_t *times_ms, size_t count,
                       int64_t until_ms, struct schedule_result *result)
{
    result->holds = gaps_fit(timers, times_ms, count, times_ms[0] - timers->t1_ms, until_ms, result) ||
                    gaps_fit(timers, times_ms, count, times_ms[0], until_ms, result);
}

void schedule_check(const char *schedule, const struct sip_timers *timers, const int64_t *times_ms,
                    size_t count, int64_t until_ms, struct schedule_result *ret_result)
{
    *ret_result = (struct schedule_result){.holds = true};
    bool capped = strcmp(schedule, "timer_a") != 0;
    if (!count) {
        ret_result->holds = false;
        snprintf(ret_result->expected, sizeof(ret_result->expected), "a message to time");
        snprintf(ret_result->actual, sizeof(ret_result->actual), "there is none");
        return;
    }
    if (strcmp(schedule, "timer_g growing") == 0)
        check_growing(timers, times_ms, count, ret_result);
    else if (strcmp(schedule, "timer_g with gaps") == 0)
        check_gaps(timers, times_ms, count, until_ms, ret_result);
    else
        check_exact(timers, capped, times_ms, count, until_ms, ret_result);
    if (ret_result->holds)
        return;
    show_due(timers, capped, until_ms - times_ms[0], ret_result->expected);
    show_times(times_ms, count, ret_result->actual);
}
