/* Side by side: which case may begin, who may use one of the device's calls, when all is done. */
#include "engine/run_private.h"

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
        .seed = options->seed,
        .timeout_ms = options->timeout_ms,
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

static void pump_soon(struct run *run)
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

/* ---- the device's calls ---- */

static size_t call_limit(const struct run *run)
{
    const char *text = profile_text(&run->options->profile, "max_calls");
    return text ? (size_t)strtoul(text, NULL, 10) : 0;
}

static void set_busy(struct seat *seat, bool busy)
{
    if (seat->busy == busy)
        return;
    seat->busy = busy;
    if (busy) {
        seat->run->busy_count++;
    } else {
        seat->run->busy_count--;
        pump_soon(seat->run);
    }
}

static bool take_call(void *arg)
{
    struct seat *seat = arg;
    struct run *run = seat->run;
    size_t limit = call_limit(run);
    if (!limit || run->calls_used < limit) {
        run->calls_used++;
        seat->holds_call = true;
        return true;
    }
    seat->in_queue = true;
    set_busy(seat, false);
    return false;
}

static void return_call(void *arg)
{
    struct seat *seat = arg;
    seat->in_queue = false;
    if (!seat->holds_call)
        return;
    seat->holds_call = false;
    seat->run->calls_used--;
    pump_soon(seat->run);
}

/* The one that waits longest for a call; cases are in the order in which they began. */
static struct seat *first_in_queue(struct run *run)
{
    for (struct seat *seat = run->active; seat; seat = seat->next)
        if (seat->in_queue)
            return seat;
    return NULL;
}

static void serve_queue(struct run *run)
{
    size_t limit = call_limit(run);
    struct seat *seat;
    while (run->calls_used < limit && (seat = first_in_queue(run)) != NULL) {
        run->calls_used++;
        seat->holds_call = true;
        seat->in_queue = false;
        case_call_granted(seat->test);
    }
}

/* ---- what cases tell ---- */

static void on_busy(void *arg, bool busy)
{
    set_busy(arg, busy);
}

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
    if (sink->on_stray)
        sink->on_stray(sink->arg, seat->plan->id, packet);
}

static void on_ended(void *arg);

static const struct case_host host = {
    .take_call = take_call,
    .return_call = return_call,
    .busy = on_busy,
    .waited = on_waited,
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

static void tell(struct run *run, const struct case_result *result)
{
    const struct run_sink *sink = &run->options->sink;
    if (sink->on_result)
        sink->on_result(sink->arg, result);
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

static void seat_free(struct seat *seat)
{
    case_free(seat->test);
    free(seat);
}

static void seats_free(struct seat *seat)
{
    while (seat) {
        struct seat *next = seat->next;
        seat_free(seat);
        seat = next;
    }
}

static void drop_oldest_ended(struct run *run)
{
    struct seat **at = &run->ended;
    while (*at && (*at)->next)
        at = &(*at)->next;
    if (*at) {
        seat_free(*at);
        *at = NULL;
        run->ended_count--;
    }
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
 * the descriptors. */
static void make_room(struct run *run)
{
    while (run->ended_count && (run->ended_count > LIMIT_LINGERING_CASES ||
                                !net_has_room(run->options->net) || oldest_is_over(run)))
        drop_oldest_ended(run);
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

/* It is not being played any more, and gives back what it held. */
static void leave(struct run *run, struct seat *seat)
{
    leave_active(run, seat);
    set_busy(seat, false);
    return_call(seat);
    if (is_exclusive(run, seat->plan))
        run->exclusive_count--;
}

static void on_ended(void *arg)
{
    struct seat *seat = arg;
    struct run *run = seat->run;
    leave(run, seat);
    tell(run, case_result(seat->test));
    /* its addresses stay open: what still comes is a stray and has to be told of */
    case_result_free(case_result(seat->test));
    seat->ended_ns = net_now_ns(run->options->net);
    seat->next = run->ended;
    run->ended = seat;
    run->ended_count++;
    pump_soon(run);
}

static void begin_case(struct run *run, const struct plan *plan)
{
    struct seat *seat = seat_new(run, plan);
    if (!seat) {
        run->stopped = true;
        run->failed = true;
        net_stop(run->options->net);
        return;
    }
    *run->active_tail = seat;
    run->active_tail = &seat->next;
    run->active_count++;
    if (is_exclusive(run, plan))
        run->exclusive_count++;
    if (run->options->sink.on_start)
        run->options->sink.on_start(run->options->sink.arg, plan->id);
    case_begin(seat->test);
}

/* ---- the device dies ---- */

static bool take_back(struct run *run, struct seat *seat)
{
    const struct plan **again = realloc(run->again, (run->again_count + 1) * sizeof(const struct plan *));
    if (!again)
        return false;
    run->again = again;
    again[run->again_count++] = seat->plan;
    leave(run, seat);
    case_quiet(seat->test);
    seat_free(seat);
    return true;
}

static bool is_talking(const struct seat *seat)
{
    return case_result(seat->test)->transcript.count > 0;
}

static size_t count_talking(const struct run *run)
{
    size_t count = 0;
    for (const struct seat *seat = run->active; seat; seat = seat->next)
        count += is_talking(seat) ? 1 : 0;
    return count;
}

/* Only this case was talking to the device when the device ended. */
static void blame(struct seat *seat, const char *how)
{
    char actual[120];
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
    case_end(seat->test);
}

void run_device_died(struct run *run, const char *how)
{
    struct seat *next;
    bool alone = count_talking(run) == 1;
    run->paused = true;
    for (struct seat *seat = run->active; seat; seat = next) {
        next = seat->next;
        if (alone && is_talking(seat)) {
            blame(seat, how);
        } else if (!take_back(run, seat)) {
            run->failed = true;
            run_stop(run);
            return;
        }
    }
}

void run_go_on(struct run *run)
{
    run->paused = false;
    pump_soon(run);
}

/* Cases that were taken back are played one after the other, so that one is found that kills the device. */
static void play_again(struct run *run)
{
    if (!run->active_count && run->again_next < run->again_count)
        begin_case(run, run->again[run->again_next++]);
}

static bool may_begin(const struct run *run)
{
    if (run->paused || run->again_next < run->again_count)
        return false;
    if (run->next_plan >= run->plans->count || run->active_count >= LIMIT_ACTIVE_CASES)
        return false;
    const struct plan *plan = &run->plans->items[run->next_plan];
    if (run->active_count && !net_has_room(run->options->net))
        return false;
    if (run->options->jobs == 1 && run->active_count)
        return false; /* one after the other, to the end of each */
    return run->busy_count < run->options->jobs && (!run->exclusive_count || !is_exclusive(run, plan));
}

static void file_skipped(void *arg, const struct judgement *judgement)
{
    struct seat *seat = arg;
    struct finding finding = {.requirement = judgement->requirement,
                              .verdict = VERDICT_SKIP,
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
    result->verdict = VERDICT_SKIP;
    result->reason = strdup(plan->skip_reason);
    scenario_judgements(plan->scenario, file_skipped, seat);
    tell(run, result);
    seat_free(seat);
}

static void pump(void *arg)
{
    struct run *run = arg;
    run->pump_timer = NULL;
    serve_queue(run);
    if (!run->stopped && !run->paused)
        play_again(run);
    for (make_room(run); !run->stopped && may_begin(run); make_room(run)) {
        const struct plan *plan = &run->plans->items[run->next_plan++];
        if (plan->skip_reason)
            skip_case(run, plan);
        else
            begin_case(run, plan);
    }
    if (!run->stopped && !run->paused && run->next_plan >= run->plans->count && !run->active_count &&
        run->again_next >= run->again_count) {
        while (run->ended_count)
            drop_oldest_ended(run); /* other runs may need what they hold */
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
    pump_soon(run);
    *ret_run = run;
    return 0;
}

void run_stop(struct run *run)
{
    run->stopped = true;
    net_stop(run->options->net);
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

int64_t run_longest_wait_ns(const struct run *run)
{
    return run->longest_wait_ns;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    net_timer_stop(run->pump_timer);
    seats_free(run->active);
    seats_free(run->ended);
    tag_memory_free(run->tags);
    free(run->unfinished);
    free(run->again);
    free(run);
}
