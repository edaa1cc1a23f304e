/* The device may be gone: is it, and which case was it? */
#include "engine/death.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- signs of life, and of none ---- */

static void ask(struct run *run, enum net_transport transport)
{
    const struct run_sink *sink = &run->options->sink;
    bool answers_options = profile_text(&run->options->profile, "options_status") != NULL;
    controls_forget(&run->controls);
    if (run->paused || run->stopped || run->winding_down || !sink->on_silence || !answers_options)
        return;
    run->paused = true;
    sink->on_silence(sink->arg, run, transport);
}

void death_heard(void *arg)
{
    const struct seat *seat = arg;
    seat->run->heard_ns = net_now_ns(seat->run->options->net);
}

/* Silence may be the scenario's doing, and a question more costs little. Without one the next case would
 * begin beside a device that has gone, and nobody could tell which of the two it was. */
void death_late(void *arg)
{
    struct seat *seat = arg;
    int64_t since_ns, until_ns;
    if (!role_row(seat->plan->role)->device_calls && case_wait(seat->test, &since_ns, &until_ns) &&
        seat->run->heard_ns <= since_ns)
        ask(seat->run, seat->plan->transport);
}

/* The question that follows each case had no answer. */
static bool met_silence(const struct case_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (finding->source == SOURCE_RUN && finding->verdict == VERDICT_FAIL &&
            (finding->cause == CAUSE_SILENCE || finding->cause == CAUSE_REFUSED))
            return true;
    }
    return false;
}

bool death_suspected(struct seat *seat)
{
    struct run *run = seat->run;
    if (!run->options->sink.on_silence || run->stopped || !met_silence(case_result(seat->test)))
        return false;
    seat->next = run->suspects;
    run->suspects = seat;
    ask(run, seat->plan->transport);
    return true;
}

/* ---- it lives ---- */

void run_device_answers(struct run *run)
{
    struct seat *seat;
    while ((seat = run->suspects) != NULL) {
        run->suspects = seat->next;
        run_conclude(run, seat);
    }
    run->heard_ns = net_now_ns(run->options->net);
    run_go_on(run);
}

/* ---- it does not ---- */

/* What had ended when the device did not answer any more, or was in the middle of it, is played once more. */
static bool take_back(struct run *run, struct seat *seat)
{
    struct again item = {.plan = seat->plan, .strict = true};
    if (seat->confirms) {
        item.load = run->again[seat->confirms - 1].load;
        item.first = run->again[seat->confirms - 1].first;
        run->again[seat->confirms - 1].first = (struct case_result){0};
    }
    if (!run_add_again(run, &item)) {
        case_result_free(&item.first);
        return false;
    }
    return true;
}

static bool take_back_active(struct run *run, struct seat *seat)
{
    if (!take_back(run, seat))
        return false;
    run_leave(run, seat);
    case_quiet(seat->test);
    run_seat_free(seat);
    return true;
}

static bool is_talking(const struct seat *seat)
{
    return transcript_has_own(&case_result(seat->test)->transcript);
}

static size_t count_talking(const struct run *run)
{
    size_t count = 0;
    for (const struct seat *seat = run->active; seat; seat = seat->next)
        count += is_talking(seat) ? 1 : 0;
    for (const struct seat *seat = run->suspects; seat; seat = seat->next)
        count++;
    return count;
}

/* Only this case was talking to the device when the device ended. */
static void blame(struct seat *seat, const char *how)
{
    char actual[160];
    snprintf(actual, sizeof(actual), "the device died (%s)", how);
    struct finding finding = {
        .requirement = (char *)(uintptr_t) "SC-INV-ANY-031",
        .verdict = VERDICT_FAIL,
        .expected = (char *)(uintptr_t) "the device lives through the case",
        .actual = actual,
        .entry = (long)case_result(seat->test)->transcript.count - 1,
        .source = SOURCE_RUN,
        .cause = CAUSE_DIED,
    };
    case_finding(seat->test, &finding);
}

/* Those that had ended with its silence. False when memory is out. */
static bool settle_suspects(struct run *run, bool alone)
{
    bool ok = true;
    struct seat *seat;
    while ((seat = run->suspects) != NULL) {
        run->suspects = seat->next;
        if (alone) {
            seat->certain = true;
            run_conclude(run, seat);
        } else {
            ok = take_back(run, seat) && ok;
            run_seat_free(seat);
        }
    }
    return ok;
}

static bool settle_active(struct run *run, bool alone, const char *how)
{
    struct seat *next;
    for (struct seat *seat = run->active; seat; seat = next) {
        next = seat->next;
        if (alone && is_talking(seat)) {
            blame(seat, how);
            case_end(seat->test);
        } else if (!take_back_active(run, seat)) {
            return false;
        }
    }
    return true;
}

void run_device_died(struct run *run, const char *how)
{
    bool alone = count_talking(run) == 1;
    if (run->winding_down) {
        run_stop(run);
        return;
    }
    controls_forget(&run->controls);
    run->paused = true;
    bool ok = settle_suspects(run, alone);
    if (!settle_active(run, alone, how) || !ok) {
        run->failed = true;
        run_stop(run);
    }
}

/* What came from the device after the last that a case had sent shows that it was not that case; and where
 * already its first message was refused, the device had gone before. */
static bool may_have_killed(const struct run *run, const struct seat *seat)
{
    const struct transcript *transcript = &case_result(seat->test)->transcript;
    const struct entry *last = NULL;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction != DIRECTION_SENT || entry->flags & ENTRY_SHARED)
            continue;
        if (!last && entry->flags & ENTRY_REFUSED)
            return false;
        last = entry;
    }
    return last && last->time_ns >= run->heard_ns;
}

static struct seat *only_one(const struct run *run)
{
    struct seat *found = NULL;
    struct seat *const lists[] = {run->active, run->suspects};
    for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
        for (struct seat *seat = lists[i]; seat; seat = seat->next) {
            if (!may_have_killed(run, seat))
                continue;
            if (found)
                return NULL;
            found = seat;
        }
    return found;
}

/* Beside others: what it found says nothing of its own. */
static void leave_open(struct seat *seat, const char *how)
{
    struct case_result *result = case_result(seat->test);
    char reason[200];
    snprintf(reason, sizeof(reason), "the device was gone (%s), and not by this case alone", how);
    free(result->reason);
    result->reason = strdup(reason);
    result->verdict = VERDICT_INCONCLUSIVE;
}

void run_device_gone(struct run *run, const char *how)
{
    struct seat *killer = only_one(run), *seat;
    bool is_over = false; /* the killer's case was */
    run->paused = true;
    if (killer)
        killer->certain = true;
    while ((seat = run->suspects) != NULL) {
        run->suspects = seat->next;
        seat->certain = true;
        is_over = is_over || seat == killer;
        if (seat != killer)
            leave_open(seat, how);
        run_conclude(run, seat);
    }
    if (killer && !is_over) {
        blame(killer, how);
        case_end(killer->test);
    }
    run_stop(run);
}

void run_go_on(struct run *run)
{
    run->paused = false;
    run_pump_soon(run);
}

int64_t run_heard_ns(const struct run *run)
{
    return run->heard_ns;
}

size_t run_left(const struct run *run)
{
    return run->plans->count - run->next_plan + run->active_count + run->again_count - run->again_next;
}
