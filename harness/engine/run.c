/* Side by side: which case may begin, who may use one of the device's calls, when all is done. */
#include "engine/run_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ACTIVE_MAX = 5000, LINGER_MAX = 1000 };

const struct run_options *run_options_of(const struct run *run)
{
    return run->options;
}

struct tag_memory *run_tags(const struct run *run)
{
    return run->tags;
}

const struct profile *run_profile(const struct run *run)
{
    return &run->options->profile;
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

static size_t slot_limit(const struct run *run)
{
    const char *text = profile_text(run_profile(run), "max_calls");
    return text ? (size_t)strtoul(text, NULL, 10) : 0;
}

bool run_take_slot(struct test_case *test)
{
    struct run *run = test->run;
    if (test->holds_slot)
        return true;
    size_t limit = slot_limit(run);
    if (!limit || run->slots_used < limit) {
        run->slots_used++;
        test->holds_slot = true;
        return true;
    }
    test->wait = WAIT_SLOT;
    test->in_queue = true;
    run_busy(test, false);
    return false;
}

void run_return_slot(struct test_case *test)
{
    if (!test->holds_slot)
        return;
    test->holds_slot = false;
    test->run->slots_used--;
    pump_soon(test->run);
}

/* The one that waits longest for a call; cases are in the order in which they began. */
static struct test_case *first_in_queue(struct run *run)
{
    for (struct test_case *test = run->active; test; test = test->next)
        if (test->in_queue)
            return test;
    return NULL;
}

static void serve_queue(struct run *run)
{
    size_t limit = slot_limit(run);
    struct test_case *test;
    while (run->slots_used < limit && (test = first_in_queue(run)) != NULL) {
        run->slots_used++;
        test->holds_slot = true;
        test->in_queue = false;
        test->wait = WAIT_NONE;
        case_restart_clock(test);
        run_busy(test, true);
        case_advance(test);
    }
}

void run_busy(struct test_case *test, bool busy)
{
    if (test->busy == busy)
        return;
    test->busy = busy;
    if (busy) {
        test->run->busy_count++;
    } else {
        test->run->busy_count--;
        pump_soon(test->run);
    }
}

/* ---- cases ---- */

/* Bindings of one address of record are shared by all cases unless each has its own: then one case at a time.
 */
static bool is_exclusive(const struct run *run, const struct plan *plan)
{
    return !profile_is(run_profile(run), "any_user") &&
           (plan->role == ROLE_REGISTRAR || plan->role == ROLE_PROXY || plan->role == ROLE_REDIRECT);
}

static void tell(struct run *run, const struct case_result *result)
{
    const struct run_sink *sink = &run->options->sink;
    if (sink->on_result)
        sink->on_result(sink->arg, result);
    run->done_count++;
    if (run->options->fail_fast && (result->verdict == VERDICT_FAIL || result->verdict == VERDICT_ERROR))
        run->next_plan = run->plans->count;
}

static void drop_oldest_linger(struct run *run)
{
    struct test_case **at = &run->ended;
    while (*at && (*at)->next)
        at = &(*at)->next;
    if (*at) {
        case_free(*at);
        *at = NULL;
        run->ended_count--;
    }
}

static void leave_active(struct run *run, struct test_case *test)
{
    struct test_case **at = &run->active;
    while (*at != test)
        at = &(*at)->next;
    *at = test->next;
    if (!*at)
        run->active_tail = at;
    run->active_count--;
}

/* It is not being played any more, and gives back what it held. */
static void leave(struct run *run, struct test_case *test)
{
    leave_active(run, test);
    run_busy(test, false);
    test->in_queue = false;
    run_return_slot(test);
    if (is_exclusive(run, test->plan))
        run->exclusive_count--;
}

void run_finished(struct test_case *test)
{
    struct run *run = test->run;
    leave(run, test);
    tell(run, &test->result);
    /* its addresses stay open: what still comes is a stray and has to be told of */
    case_result_free(&test->result);
    test->next = run->ended;
    run->ended = test;
    run->ended_count++;
    pump_soon(run);
}

static void begin_case(struct run *run, const struct plan *plan)
{
    struct test_case *test = case_new(run, plan);
    if (!test) {
        run->stopped = true;
        run->failed = true;
        net_stop(run->options->net);
        return;
    }
    *run->active_tail = test;
    run->active_tail = &test->next;
    run->active_count++;
    if (is_exclusive(run, plan))
        run->exclusive_count++;
    if (run->options->sink.on_start)
        run->options->sink.on_start(run->options->sink.arg, plan->id);
    case_begin(test);
}

/* ---- the device dies ---- */

static bool take_back(struct run *run, struct test_case *test)
{
    const struct plan **again = realloc(run->again, (run->again_count + 1) * sizeof(const struct plan *));
    if (!again)
        return false;
    run->again = again;
    again[run->again_count++] = test->plan;
    leave(run, test);
    case_quiet(test);
    case_free(test);
    return true;
}

static size_t count_talking(const struct run *run)
{
    size_t count = 0;
    for (const struct test_case *test = run->active; test; test = test->next)
        count += test->result.transcript.count ? 1 : 0;
    return count;
}

/* It was alone with the device when that died. */
static void blame(struct test_case *test, const char *how)
{
    char actual[120];
    snprintf(actual, sizeof(actual), FINDING_DEVICE_DIED " (%s)", how);
    struct finding finding = {
        .requirement = (char *)(uintptr_t) "SC-INV-ANY-031",
        .verdict = VERDICT_FAIL,
        .expected = (char *)(uintptr_t) "the device lives through the case",
        .actual = actual,
        .entry = (long)test->result.transcript.count - 1,
    };
    case_finding(test, &finding);
    case_end(test);
}

void run_device_died(struct run *run, const char *how)
{
    struct test_case *next;
    bool alone = count_talking(run) == 1;
    run->paused = true;
    for (struct test_case *test = run->active; test; test = next) {
        next = test->next;
        if (alone && test->result.transcript.count) {
            blame(test, how);
        } else if (!take_back(run, test)) {
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
    if (run->next_plan >= run->plans->count || run->active_count >= ACTIVE_MAX)
        return false;
    const struct plan *plan = &run->plans->items[run->next_plan];
    if (run->options->jobs == 1 && run->active_count)
        return false; /* one after the other, to the end of each */
    return run->busy_count < run->options->jobs && (!run->exclusive_count || !is_exclusive(run, plan));
}

static void file_skipped(void *arg, const struct judgement *judgement)
{
    struct test_case *test = arg;
    struct finding finding = {.requirement = judgement->requirement,
                              .verdict = VERDICT_SKIP,
                              .actual = test->plan->skip_reason,
                              .entry = -1,
                              .line = judgement->line};
    if (findings_add(&test->result.findings, &finding))
        test->run->failed = true;
}

/* The record says of a case that was not played what it would have judged: reports tell why a requirement was
 * not. */
static void skip_case(struct run *run, const struct plan *plan)
{
    struct test_case *test = case_new(run, plan);
    if (!test) {
        run->failed = true;
        return;
    }
    test->result.verdict = VERDICT_SKIP;
    test->result.reason = strdup(plan->skip_reason);
    scenario_judgements(plan->scenario, file_skipped, test);
    tell(run, &test->result);
    case_free(test);
}

static void pump(void *arg)
{
    struct run *run = arg;
    run->pump_timer = NULL;
    while (run->ended_count > LINGER_MAX)
        drop_oldest_linger(run);
    serve_queue(run);
    if (!run->stopped && !run->paused)
        play_again(run);
    while (!run->stopped && may_begin(run)) {
        const struct plan *plan = &run->plans->items[run->next_plan++];
        if (plan->skip_reason)
            skip_case(run, plan);
        else
            begin_case(run, plan);
    }
    if (!run->stopped && !run->paused && run->next_plan >= run->plans->count && !run->active_count &&
        run->again_next >= run->again_count) {
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
    for (const struct test_case *test = run->active; own->unfinished && test; test = test->next)
        own->unfinished[count++] = test->plan->id;
    *ret_ids = own->unfinished;
    return count;
}

void run_describe(const struct run *run, size_t i, const char **ret_role, const char **ret_section)
{
    const struct test_case *test = run->active;
    while (test && i--)
        test = test->next;
    *ret_role = test ? test->result.role : "";
    *ret_section = test ? test->result.section : "";
}

size_t run_done_count(const struct run *run)
{
    return run->done_count;
}

size_t run_active_count(const struct run *run)
{
    return run->active_count;
}

bool run_waiting_text(const struct run *run, char *text, size_t size)
{
    const struct test_case *longest = NULL;
    for (const struct test_case *test = run->active; test; test = test->next)
        if ((test->wait == WAIT_TIME || test->wait == WAIT_MESSAGE) &&
            (!longest || test->wait_until_ns > longest->wait_until_ns))
            longest = test;
    if (!longest)
        return false;
    double whole = (double)(longest->wait_until_ns - longest->wait_since_ns) / 1e9;
    double done = (double)(net_now_ns(run->options->net) - longest->wait_since_ns) / 1e9;
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

void run_waited(struct run *run, int64_t ns)
{
    if (ns > run->longest_wait_ns)
        run->longest_wait_ns = ns;
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
    while (run->active) {
        struct test_case *next = run->active->next;
        case_free(run->active);
        run->active = next;
    }
    while (run->ended) {
        struct test_case *next = run->ended->next;
        case_free(run->ended);
        run->ended = next;
    }
    tag_memory_free(run->tags);
    free(run->unfinished);
    free(run->again);
    free(run);
}
