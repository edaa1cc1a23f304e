/* Side by side: which case may begin, who may use one of the device's calls, when all is done. */
#include "engine/death.h"
#include "engine/places.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct surroundings run_surroundings(const struct run_options *options, struct tag_memory *tags,
                                     const struct case_host *host)
{
    struct surroundings around = {
        .net = options->net,
        .library = options->library,
        .profile = &options->profile,
        .tags = tags,
        .local = options->local,
        .target_name = options->target_name,
        .seed = options->seed,
        .timeout_ms = options->timeout_ms,
        .hang_up_ms = options->hang_up_ms,
        .auth_user = options->auth_user,
        .auth_password = options->auth_password,
        .host = host,
    };
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        around.targets[i] = options->targets[i].family ? options->targets[i] : options->target;
    return around;
}

/* ---- going on later: nothing calls a case from inside another ---- */

static void pump(void *arg);

void run_pump_soon(struct run *run)
{
    if (run->pump_timer || run->stopped)
        return;
    if (net_timer_start(run->options->net, 0, pump, run, &run->pump_timer)) {
        run->pump_timer = NULL;
        run->stopped = true;
        run->failed = true;
        net_stop(run->options->net);
    }
}

/* ---- what cases tell ---- */

static void on_waited(void *arg, int64_t ns)
{
    struct seat *seat = arg;
    if (ns > seat->run->longest_wait_ns)
        seat->run->longest_wait_ns = ns;
}

static void on_prompt(void *arg, const char *text)
{
    const struct seat *seat = arg;
    const struct run_sink *sink = &seat->run->options->sink;
    if (sink->on_prompt)
        sink->on_prompt(sink->arg, seat->plan->id, text);
}

static void on_stray(void *arg, const struct net_packet *packet)
{
    const struct seat *seat = arg;
    const struct run_sink *sink = &seat->run->options->sink;
    death_heard(arg);
    if (sink->on_stray)
        sink->on_stray(sink->arg, seat->plan->id, packet);
}

/* A case that is played alone, or once more, rests on nothing but what it sees itself. */
static const struct control_run *control_of(void *arg, const char *key)
{
    struct seat *seat = arg;
    struct run *run = seat->run;
    seat->deaths = run->controls.deaths;
    const struct control_run *found =
        seat->own_control ? NULL : controls_find(&run->controls, key, net_now_ns(run->options->net));
    run->shared_controls += found ? 1 : 0;
    return found;
}

static void control_held(void *arg, const char *key, const struct control_run *control)
{
    const struct seat *seat = arg;
    struct run *run = seat->run;
    if (!seat->own_control && seat->deaths == run->controls.deaths)
        controls_keep(&run->controls, key, control, net_now_ns(run->options->net));
}

static void on_ended(void *arg);

static const struct case_host host = {
    .take_place = places_take,
    .return_place = places_return,
    .patience_ms = places_patience_ms,
    .answered = places_answered,
    .heard = death_heard,
    .late = death_late,
    .waited = on_waited,
    .control_of = control_of,
    .control_held = control_held,
    .ended = on_ended,
    .prompt = on_prompt,
    .stray = on_stray,
};

/* ---- cases ---- */

/* Bindings of one address of record are shared by all cases unless each has its own: then one case at a time.
 */
static bool is_exclusive(const struct run *run, const struct plan *plan)
{
    return !profile_is(&run->options->profile, "any_user") && role_row(plan->role)->keeps_bindings;
}

static void hand_on(struct run *run, const struct case_result *result)
{
    const struct run_sink *sink = &run->options->sink;
    if (sink->on_result)
        sink->on_result(sink->arg, result);
}

/* What stands. */
static void tell(struct run *run, const struct case_result *result)
{
    hand_on(run, result);
    if (run->options->fail_fast && (result->verdict == VERDICT_FAIL || result->verdict == VERDICT_ERROR))
        run->next_plan = run->plans->count;
}

static struct seat *seat_new(struct run *run, const struct plan *plan)
{
    struct seat *seat = calloc(1, sizeof(*seat));
    if (!seat)
        return NULL;
    seat->run = run;
    seat->plan = plan;
    seat->test = case_new(&run->around, plan, seat);
    if (!seat->test) {
        free(seat);
        return NULL;
    }
    return seat;
}

void run_seat_free(struct seat *seat)
{
    case_free(seat->test);
    free(seat);
}

static void seats_free(struct seat *seat)
{
    while (seat) {
        struct seat *next = seat->next;
        run_seat_free(seat);
        seat = next;
    }
}

static void drop_ended(struct run *run, struct seat **at)
{
    struct seat *seat = *at;
    *at = seat->next;
    run->ended_count--;
    run->ended_streams -= seat->streams ? 1 : 0;
    run_seat_free(seat);
}

/* The oldest, or the oldest of those with connections. */
static void drop_oldest_ended(struct run *run, bool streams)
{
    struct seat **oldest = NULL;
    for (struct seat **at = &run->ended; *at; at = &(*at)->next)
        if (!streams || (*at)->streams)
            oldest = at;
    if (oldest)
        drop_ended(run, oldest);
}

#define LATE_NS INT64_C(32000000000) /* 64*T1: what comes after that is nobody's */

static bool oldest_is_over(const struct run *run)
{
    const struct seat *seat = run->ended;
    while (seat->next)
        seat = seat->next;
    return net_now_ns(run->options->net) - seat->ended_ns > LATE_NS;
}

/* What has ended keeps its addresses for what still comes, for as long as something may, and as nobody needs
 * the descriptors. Connections take a place at the device too, which may have few. */
static void make_room(struct run *run)
{
    while (run->ended_count && (run->ended_count > LIMIT_LINGERING_CASES ||
                                !net_has_room(run->options->net) || oldest_is_over(run)))
        drop_oldest_ended(run, false);
    while (run->ended_streams > LIMIT_LINGERING_STREAMS)
        drop_oldest_ended(run, true);
}

static void leave_active(struct run *run, struct seat *seat)
{
    struct seat **at = &run->active;
    while (*at != seat)
        at = &(*at)->next;
    *at = seat->next;
    if (!*at)
        run->active_tail = at;
    run->active_count--;
}

void run_leave(struct run *run, struct seat *seat)
{
    leave_active(run, seat);
    places_return(seat);
    if (is_exclusive(run, seat->plan))
        run->exclusive_count--;
}

/* ---- what is played once more ---- */

bool run_add_again(struct run *run, const struct again *item)
{
    struct again *again = realloc(run->again, (run->again_count + 1) * sizeof(*again));
    if (!again)
        return false;
    run->again = again;
    again[run->again_count++] = *item;
    return true;
}

/* What was found after the control run of another case is looked at again after one of its own. */
static enum confirm confirm_as(const struct run *run, const struct case_result *result)
{
    enum confirm confirm = run->options->confirm;
    return result->control_from && confirm == CONFIRM_BESIDE ? CONFIRM_ALWAYS : confirm;
}

static void slow_down(struct run *run, const struct seat *seat, const struct doubt *doubt, bool beside)
{
    const struct pace_refusal refusal = {
        .beside = beside,
        .busy = doubt->busy,
        .retry_after_s = doubt->retry_after_s,
        .began_ns = seat->began_ns,
    };
    pace_too_much(&run->pace, &refusal, net_now_ns(run->options->net));
}

/* Is the case to be played once more? Then its result is told as one that may not stand, and kept. */
static bool doubt_it(struct run *run, struct seat *seat, struct case_result *result)
{
    bool close = seat->close && !run->pace.rest_is_useless;
    if (seat->certain)
        return false;
    struct doubt doubt = again_doubt(result, confirm_as(run, result), seat->beside, close);
    if (!doubt.any)
        return false;
    if (doubt.load)
        slow_down(run, seat, &doubt, seat->beside);
    if (experience_says_so(&run->experience, seat->plan->scenario, result)) {
        result->confirmation = CONFIRMATION_OTHERS;
        return false;
    }
    struct again item = {.plan = seat->plan, .load = doubt.load, .first = *result};
    item.first.confirmation = CONFIRMATION_PENDING;
    if (!run_add_again(run, &item))
        return false;
    *result = (struct case_result){0};
    hand_on(run, &item.first);
    run->held = run->options->fail_fast && item.first.verdict == VERDICT_FAIL;
    return true;
}

/* Was the device still busy with the end of the call before? Then it is tried after a longer rest. */
static bool try_longer_rest(struct run *run, const struct seat *seat, struct again *item,
                            const struct case_result *second)
{
    enum { TRIES = 4 };
    struct doubt doubt =
        again_doubt(second, CONFIRM_BESIDE, false, seat->close && !run->pace.rest_is_useless);
    if (!doubt.any || !item->load || item->tries >= TRIES)
        return false;
    struct again once_more = *item;
    once_more.tries++;
    if (!run_add_again(run, &once_more))
        return false;
    run->again[seat->confirms - 1].first = (struct case_result){0};
    slow_down(run, seat, &doubt, false);
    return true;
}

/* The second play is over: what stands is told. */
static void settle(struct run *run, struct seat *seat, struct case_result *second)
{
    struct again *item = &run->again[seat->confirms - 1];
    if (try_longer_rest(run, seat, item, second))
        return;
    bool same = again_settle(item, second, &run->experience);
    if (same && item->load)
        pace_was_not_it(&run->pace);
    case_result_free(&item->first);
    run->held = false;
    tell(run, second);
}

static bool uses_streams(const struct case_result *result)
{
    for (size_t i = 0; i < result->transcript.count; i++)
        if (result->transcript.entries[i].connection && !(result->transcript.entries[i].flags & ENTRY_SHARED))
            return true;
    return false;
}

void run_conclude(struct run *run, struct seat *seat)
{
    struct case_result *result = case_result(seat->test);
    if (seat->confirms)
        settle(run, seat, result);
    else if (!doubt_it(run, seat, result))
        tell(run, result);
    /* its addresses stay open: what still comes is a stray and has to be told of */
    seat->streams = uses_streams(result);
    run->ended_streams += seat->streams ? 1 : 0;
    case_result_free(result);
    seat->ended_ns = net_now_ns(run->options->net);
    seat->next = run->ended;
    run->ended = seat;
    run->ended_count++;
    run_pump_soon(run);
}

/* Has every case that was in flight tidied up? */
static bool all_over(const struct run *run)
{
    const struct seat *seat = run->active;
    while (seat && seat->is_over)
        seat = seat->next;
    return !seat;
}

static void on_ended(void *arg)
{
    struct seat *seat = arg;
    if (seat->run->winding_down) { /* what it found is not told: it was not played to its end */
        seat->is_over = true;
        run_pump_soon(seat->run);
        return;
    }
    run_leave(seat->run, seat);
    if (!death_suspected(seat))
        run_conclude(seat->run, seat);
}

/* confirms: number from 1 of what it is the second play of; 0: nothing. own_control: it takes none over. */
static void begin_case(struct run *run, const struct plan *plan, size_t confirms, bool own_control)
{
    struct seat *seat = seat_new(run, plan);
    if (!seat) {
        run->stopped = true;
        run->failed = true;
        net_stop(run->options->net);
        return;
    }
    seat->confirms = confirms;
    seat->own_control = own_control || run->options->jobs == 1;
    *run->active_tail = seat;
    run->active_tail = &seat->next;
    run->active_count++;
    if (is_exclusive(run, plan))
        run->exclusive_count++;
    if (run->options->sink.on_start)
        run->options->sink.on_start(run->options->sink.arg, plan->id);
    case_begin(seat->test);
}

static bool plans_left(const struct run *run)
{
    return run->next_plan < run->plans->count && !run->held;
}

static bool again_left(const struct run *run)
{
    return run->again_next < run->again_count;
}

/* Others of the scenario were the same alone: then this one stands as it was. */
static bool stands_by_others(struct run *run, struct again *item)
{
    if (!item->first.id || item->strict ||
        !experience_says_so(&run->experience, item->plan->scenario, &item->first))
        return false;
    item->first.confirmation = CONFIRMATION_OTHERS;
    run->held = false;
    tell(run, &item->first);
    case_result_free(&item->first);
    return true;
}

/* So many of a scenario are played again before it is known whether the rest has to be. */
static bool enough_under_way(const struct run *run, const struct scenario *scenario)
{
    size_t count = 0;
    for (const struct seat *seat = run->active; seat; seat = seat->next)
        count += seat->confirms && seat->plan->scenario == scenario ? 1 : 0;
    return count >= SAME_ENOUGH;
}

/* The scenario of the next may be waited for already: another is taken meanwhile, so that they wait side by
 * side. */
static void bring_forward(struct run *run)
{
    for (size_t i = run->again_next; i < run->again_count && !run->again[i].strict; i++) {
        if (enough_under_way(run, run->again[i].plan->scenario))
            continue;
        struct again item = run->again[i];
        run->again[i] = run->again[run->again_next];
        run->again[run->again_next] = item;
        return;
    }
}

/* May what is to be played again begin? After a death one at a time, so that one is found that kills the
 * device; to confirm, when nobody else talks. */
static bool may_play_again(struct run *run)
{
    if (!again_left(run))
        return false;
    if (run->again[run->again_next].strict || run->options->jobs == 1)
        return !run->active_count;
    bring_forward(run);
    return !plans_left(run) && (run->alone ? places_free(run) : !run->active_count) &&
           !enough_under_way(run, run->again[run->again_next].plan->scenario);
}

static void play_again(struct run *run)
{
    while (may_play_again(run)) {
        struct again *item = &run->again[run->again_next++];
        if (stands_by_others(run, item))
            continue;
        run->replays++;
        run->alone = !item->strict;
        begin_case(run, item->plan, item->first.id ? run->again_next : 0, true);
    }
    run->alone = run->alone && (again_left(run) || run->active_count);
}

static bool may_begin(struct run *run)
{
    if (run->paused || run->alone || !plans_left(run) || run->active_count >= LIMIT_ACTIVE_CASES ||
        (again_left(run) && run->again[run->again_next].strict))
        return false;
    const struct plan *plan = &run->plans->items[run->next_plan];
    if (run->active_count && !net_has_room(run->options->net))
        return false;
    if (run->options->jobs == 1 && run->active_count)
        return false; /* one after the other, to the end of each */
    return plan->skip_reason || (places_free(run) && (!run->exclusive_count || !is_exclusive(run, plan)));
}

static void file_skipped(void *arg, const struct judgement *judgement)
{
    struct seat *seat = arg;
    struct finding finding = {.requirement = judgement->requirement,
                              .verdict = case_result(seat->test)->verdict,
                              .actual = seat->plan->skip_reason,
                              .entry = -1,
                              .line = judgement->line,
                              .cause = CAUSE_NO_TEST};
    if (findings_add(&case_result(seat->test)->findings, &finding))
        seat->run->failed = true;
}

/* The record says of a case that was not played what it would have judged: reports tell why a requirement was
 * not. */
static void skip_case(struct run *run, const struct plan *plan)
{
    struct seat *seat = seat_new(run, plan);
    if (!seat) {
        run->failed = true;
        return;
    }
    struct case_result *result = case_result(seat->test);
    result->verdict = plan->unfit ? VERDICT_INCONCLUSIVE : VERDICT_SKIP;
    result->reason = strdup(plan->skip_reason);
    scenario_judgements(plan->scenario, file_skipped, seat);
    tell(run, result);
    run_seat_free(seat);
}

static void pump(void *arg)
{
    struct run *run = arg;
    run->pump_timer = NULL;
    if (run->winding_down) {
        if (all_over(run))
            run_stop(run);
        return;
    }
    places_serve(run);
    if (!run->stopped && !run->paused)
        play_again(run);
    for (make_room(run); !run->stopped && may_begin(run); make_room(run)) {
        const struct plan *plan = &run->plans->items[run->next_plan++];
        if (plan->skip_reason)
            skip_case(run, plan);
        else
            begin_case(run, plan, 0, false);
    }
    if (!run->stopped && !run->paused && !plans_left(run) && !run->active_count && !again_left(run)) {
        while (run->ended_count)
            drop_oldest_ended(run, false); /* other runs may need what they hold */
        run->stopped = true;
        net_stop(run->options->net);
    }
}

/* ---- the run ---- */

int run_start(const struct run_options *options, const struct plans *plans, struct run **ret_run)
{
    struct run *run = calloc(1, sizeof(*run));
    if (!run)
        return -1;
    run->options = options;
    run->plans = plans;
    run->active_tail = &run->active;
    if (tag_memory_create(&run->tags)) {
        free(run);
        return -1;
    }
    run->around = run_surroundings(options, run->tags, &host);
    run->begin_ns = net_now_ns(options->net);
    pace_begin(&run->pace, &options->profile, options->roles, options->jobs);
    run_pump_soon(run);
    *ret_run = run;
    return 0;
}

void run_stop(struct run *run)
{
    run->stopped = true;
    net_stop(run->options->net);
}

static void on_deadline(void *arg)
{
    struct run *run = arg;
    run->deadline = NULL;
    run_stop(run);
}

#define WIND_DOWN_MS 2000

void run_wind_down(struct run *run)
{
    if (run->winding_down || run->stopped || run->paused ||
        net_timer_start(run->options->net, (int64_t)WIND_DOWN_MS * 1000000, on_deadline, run,
                        &run->deadline)) {
        run_stop(run);
        return;
    }
    run->winding_down = true;
    for (struct seat *seat = run->active; seat; seat = seat->next)
        case_wind_down(seat->test, WIND_DOWN_MS);
    run_pump_soon(run);
}

size_t run_unfinished(const struct run *run, const char *const **ret_ids)
{
    struct run *own = (struct run *)(uintptr_t)run;
    free(own->unfinished);
    own->unfinished = calloc(run->active_count + 1, sizeof(*own->unfinished));
    size_t count = 0;
    for (const struct seat *seat = run->active; own->unfinished && seat; seat = seat->next)
        own->unfinished[count++] = seat->plan->id;
    *ret_ids = own->unfinished;
    return count;
}

void run_describe(const struct run *run, size_t i, const char **ret_role, const char **ret_section)
{
    const struct seat *seat = run->active;
    while (seat && i--)
        seat = seat->next;
    *ret_role = seat ? case_result(seat->test)->role : "";
    *ret_section = seat ? case_result(seat->test)->section : "";
}

size_t run_replays(const struct run *run)
{
    return run->replays;
}

size_t run_shared_controls(const struct run *run)
{
    return run->shared_controls;
}

size_t run_active_count(const struct run *run)
{
    return run->active_count;
}

bool run_waiting_text(const struct run *run, char *text, size_t size)
{
    const struct seat *longest = NULL;
    int64_t since_ns = 0, until_ns = 0, begin_ns, end_ns;
    for (const struct seat *seat = run->active; seat; seat = seat->next)
        if (case_wait(seat->test, &begin_ns, &end_ns) && (!longest || end_ns > until_ns)) {
            longest = seat;
            since_ns = begin_ns;
            until_ns = end_ns;
        }
    if (!longest)
        return false;
    double whole = (double)(until_ns - since_ns) / 1e9;
    double done = (double)(net_now_ns(run->options->net) - since_ns) / 1e9;
    snprintf(text, size, "%s waits %.1f/%.1f s", longest->plan->id, done, whole);
    return true;
}

bool run_is_over(const struct run *run)
{
    return run->stopped;
}

bool run_has_failed(const struct run *run)
{
    return run->failed;
}

int64_t run_busy_ns(const struct run *run)
{
    int64_t open_ns = run->places_used ? net_now_ns(run->options->net) - run->busy_since_ns : 0;
    return run->busy_ns + open_ns;
}

int64_t run_length_ns(const struct run *run)
{
    return net_now_ns(run->options->net) - run->begin_ns;
}

int64_t run_longest_wait_ns(const struct run *run)
{
    return run->longest_wait_ns;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    net_timer_stop(run->pump_timer);
    net_timer_stop(run->pace_timer);
    net_timer_stop(run->deadline);
    seats_free(run->active);
    seats_free(run->suspects);
    seats_free(run->ended);
    tag_memory_free(run->tags);
    controls_forget(&run->controls);
    free(run->unfinished);
    for (size_t i = 0; i < run->again_count; i++)
        case_result_free(&run->again[i].first);
    free(run->again);
    experience_free(&run->experience);
    free(run);
}
