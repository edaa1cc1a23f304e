/* The way of one case: control run, steps, aftermath, hanging up, draining, liveness, verdict. */
#include "engine/case.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct net *net_of(const struct test_case *test)
{
    return run_options_of(test->run)->net;
}

static int64_t now_ns(const struct test_case *test)
{
    return net_now_ns(net_of(test));
}

/* ---- beginning and end ---- */

static char *section_of(const struct test_case *test);

struct test_case *case_new(struct run *run, const struct plan *plan)
{
    struct test_case *test = calloc(1, sizeof(*test));
    if (!test)
        return NULL;
    const struct run_options *options = run_options_of(run);
    const struct profile *profile = &options->profile;
    test->run = run;
    test->plan = plan;
    test->last_request = test->liveness_request = test->trigger_request = -1;
    test->timers = (struct sip_timers){profile_ms(profile, "t1", 500), profile_ms(profile, "t2", 4000),
                                       profile_ms(profile, "t4", 5000)};
    rng_init_named(&test->rng, options->seed, plan->id);
    test->seed = rng_next(&test->rng);
    struct case_result *result = &test->result;
    result->seed = options->seed;
    result->id = strdup(plan->id);
    result->scenario = strdup(plan->scenario->id);
    result->file = strdup(plan->scenario->file);
    result->title = strdup(plan->scenario->title);
    result->role = strdup(role_name(plan->role));
    result->transport = strdup(net_transport_name(plan->transport));
    result->section = section_of(test);
    result->started_ms = net_wall_ms(options->net);
    result->start_ns = net_now_ns(options->net);
    bool ok = result->id && result->scenario && result->file && result->title && result->role &&
              result->transport && result->section && (!plan->row || !matrix_row_copy(plan->row, &test->row));
    if (!ok) {
        case_free(test);
        return NULL;
    }
    scope_begin(test);
    return test;
}

static void pop(struct test_case *test)
{
    struct frame *frame = &test->frames[--test->frame_count];
    for (size_t i = 0; frame->values && i < frame->names->count; i++)
        value_free(&frame->values[i]);
    free(frame->values);
    value_free(&frame->each_list);
}

static void stop_timers(struct test_case *test)
{
    net_timer_stop(test->wait_timer);
    net_timer_stop(test->patience_timer);
    test->wait_timer = test->patience_timer = NULL;
}

void case_quiet(struct test_case *test)
{
    manners_stop(test);
    stop_timers(test);
    net_process_end(test->process);
    test->process = NULL;
    while (test->frame_count)
        pop(test);
}

void case_free(struct test_case *test)
{
    if (!test)
        return;
    case_quiet(test);
    endpoints_close(test);
    for (size_t i = 0; i < test->variable_count; i++)
        value_free(&test->variables[i].value);
    free(test->variables);
    free(test->captures);
    free(test->notes);
    free(test->user);
    matrix_row_free(&test->row);
    case_result_free(&test->result);
    free(test);
}

/* "3261 8.2.2.3" of the first requirement judged. */
struct first_requirement {
    const struct catalogue *catalogue;
    const struct requirement *found;
};

static void first_requirement(void *arg, const struct judgement *judgement)
{
    struct first_requirement *first = arg;
    if (!first->found)
        first->found = catalogue_find(first->catalogue, judgement->requirement);
}

static char *section_of(const struct test_case *test)
{
    struct first_requirement first = {&run_options_of(test->run)->library->catalogue, NULL};
    scenario_judgements(test->plan->scenario, first_requirement, &first);
    char text[64] = "";
    if (first.found)
        snprintf(text, sizeof(text), "%d %s", first.found->rfc, first.found->section);
    return strdup(text);
}

void case_give_up(struct test_case *test, enum verdict verdict, const char *format, ...)
{
    char text[600];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    struct finding finding = {.verdict = verdict, .actual = text, .entry = -1};
    if (findings_add(&test->result.findings, &finding) || verdict == VERDICT_ERROR)
        test->environment_failed = true;
    test->stopped = true;
}

/* ---- waiting ---- */

static void note_wait(const struct test_case *test)
{
    if (test->wait == WAIT_MESSAGE || test->wait == WAIT_TIME)
        run_waited(test->run, now_ns(test) - test->wait_since_ns);
}

static void on_time(void *arg)
{
    struct test_case *test = arg;
    test->wait_timer = NULL;
    stop_timers(test);
    note_wait(test);
    if (test->waiting && step_resume(test, test->waiting, true))
        test->waiting = NULL;
    test->wait = WAIT_NONE;
    run_busy(test, true);
    case_advance(test);
}

/* What a device does not answer soon is pure waiting: others may begin meanwhile. */
static void on_patience(void *arg)
{
    struct test_case *test = arg;
    test->patience_timer = NULL;
    run_busy(test, false);
}

static void wait_for(struct test_case *test, enum wait_kind kind, const struct step *step, int64_t ms)
{
    struct net *net = net_of(test);
    test->wait = kind;
    test->waiting = step;
    test->refused = false;
    test->wait_since_ns = now_ns(test);
    test->wait_until_ns = test->wait_since_ns + ms * 1000000;
    run_busy(test, kind == WAIT_MESSAGE);
    if (net_timer_start(net, ms * 1000000, on_time, test, &test->wait_timer) ||
        (kind == WAIT_MESSAGE &&
         net_timer_start(net, test->timers.t1_ms * 1000000, on_patience, test, &test->patience_timer)))
        case_give_up(test, VERDICT_ERROR, "out of memory");
}

void case_wait_time(struct test_case *test, const struct step *step, int64_t ms)
{
    wait_for(test, WAIT_TIME, step, ms);
}

void case_wait_message(struct test_case *test, const struct step *step, int64_t ms)
{
    wait_for(test, WAIT_MESSAGE, step, ms);
}

void case_wake(struct test_case *test)
{
    stop_timers(test);
    note_wait(test);
    test->wait = WAIT_NONE;
    test->waiting = NULL;
    run_busy(test, true);
}

void case_received(struct test_case *test, long entry)
{
    manners_on_received(test, entry);
}

void case_refused(struct test_case *test)
{
    test->refused = true;
}

/* ---- phases ---- */

static void enter(struct test_case *test, enum phase phase, const struct steps *steps)
{
    test->phase = phase;
    test->phase_begin = test->result.transcript.count;
    if (steps && steps->count) {
        const struct scope *outer = &test->variable_scope;
        struct frame *frame = &test->frames[test->frame_count++];
        *frame = (struct frame){.steps = steps};
        frame->scope = (struct scope){frame_lookup, frame, outer};
    }
}

static bool liveness_wanted(const struct test_case *test)
{
    const char *status = profile_text(run_profile(test->run), "options_status");
    return test->plan->scenario->liveness && status && test->plan->role != ROLE_PROXY &&
           !test->environment_failed;
}

static void begin_liveness(struct test_case *test)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = "OPTIONS";
    spec.uri = "{options_uri}";
    spec.flags |= ENTRY_BY_MANNERS;
    /* whatever the scenario switched off for its own messages: one lost datagram is no dead device */
    spec.manners |= 1u << MANNER_RETRANSMIT | 1u << MANNER_AUTHENTICATE;
    test->stopped = false;
    test->liveness_request = send_message(test, &spec);
    wait_for(test, WAIT_MESSAGE, NULL, 64 * test->timers.t1_ms);
}

static void judge_liveness(struct test_case *test)
{
    long final = final_of(test, test->liveness_request, 0);
    const struct entry *response = transcript_at(&test->result.transcript, final);
    int before = atoi(profile_text(run_profile(test->run), "options_status"));
    bool same = response && response->message->status / 100 == before / 100;
    char expected[120], actual[160];
    snprintf(expected, sizeof(expected), "after the case an OPTIONS is answered as before it: %dxx",
             before / 100);
    if (response)
        snprintf(actual, sizeof(actual), "%d", response->message->status);
    else
        snprintf(actual, sizeof(actual), "no answer to OPTIONS within %.1f s",
                 (double)(now_ns(test) - test->wait_since_ns) / 1e9);
    struct finding finding = {
        .requirement = (char *)(uintptr_t) "SC-INV-ANY-031",
        .verdict = same       ? VERDICT_PASS
                   : response ? VERDICT_WARN
                              : VERDICT_FAIL,
        .expected = same ? NULL : expected,
        .actual = same ? NULL : actual,
        .entry = final,
    };
    case_finding(test, &finding);
}

/* The first line of what a person should know of a verdict that is no judgement of the device. */
static void set_reason(struct test_case *test)
{
    struct case_result *result = &test->result;
    if (result->verdict == VERDICT_PASS || result->verdict == VERDICT_WARN || result->verdict == VERDICT_FAIL)
        return;
    for (size_t i = 0; i < result->findings.count && !result->reason; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (finding->verdict != result->verdict || !finding->actual)
            continue;
        struct buf text;
        buf_init(&text, 900);
        buf_addf(&text, "%s", finding->actual);
        if (finding->expected)
            buf_addf(&text, " (expected: %s)", finding->expected);
        result->reason = buf_take(&text);
    }
    if (!result->reason)
        result->reason = strdup("nothing was judged");
}

static bool has_verdict(const struct findings *findings, enum verdict verdict, bool of_requirement)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].verdict == verdict && (!of_requirement || findings->items[i].requirement))
            return true;
    return false;
}

/* Rules that hold for every message do not make up for a scenario that judged nothing. */
static bool judged_by_scenario(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].requirement && findings->items[i].line)
            return true;
    return false;
}

/* A control run that failed, or a message that never came, makes the case prove nothing - unless the device
 * broke a rule on the way (requirements 1.1). A case that was skipped on the way is skipped. */
static enum verdict verdict_of(const struct test_case *test)
{
    const struct findings *findings = &test->result.findings;
    if (test->environment_failed || has_verdict(findings, VERDICT_ERROR, false))
        return VERDICT_ERROR;
    if (has_verdict(findings, VERDICT_FAIL, true))
        return VERDICT_FAIL;
    if (has_verdict(findings, VERDICT_INCONCLUSIVE, false))
        return VERDICT_INCONCLUSIVE;
    if (has_verdict(findings, VERDICT_WARN, true))
        return VERDICT_WARN;
    if (has_verdict(findings, VERDICT_SKIP, false))
        return VERDICT_SKIP;
    return judged_by_scenario(findings) ? VERDICT_PASS : VERDICT_INCONCLUSIVE;
}

static void finish(struct test_case *test)
{
    struct case_result *result = &test->result;
    judge_invariants(test);
    result->duration_ms = (now_ns(test) - result->start_ns) / 1000000;
    result->verdict = verdict_of(test);
    set_reason(test);
    test->phase = PHASE_DONE;
    case_quiet(test);
    run_finished(test);
}

static int64_t drain_ms(const struct test_case *test)
{
    int64_t ms;
    if (test->plan->scenario->drain && duration_parse(test->plan->scenario->drain, &test->timers, &ms))
        return ms;
    return test->timers.t1_ms; /* an answer that is repeated although it was acknowledged shows by then */
}

void case_restart_clock(struct test_case *test)
{
    if (test->result.transcript.count)
        return;
    test->result.started_ms = net_wall_ms(net_of(test));
    test->result.start_ns = now_ns(test);
}

void case_end(struct test_case *test)
{
    finish(test);
}

/* Goes to the next phase. False when the case is over. */
static bool next_phase(struct test_case *test)
{
    const struct scenario *scenario = test->plan->scenario;
    switch (test->phase) {
    case PHASE_CONTROL:
        enter(test, PHASE_BETWEEN, NULL);
        wait_for(test, WAIT_MESSAGE, NULL, 64 * test->timers.t1_ms);
        return true;
    case PHASE_BETWEEN:
        if (test->stopped && !test->result.transcript.count) { /* it never came to anything */
            finish(test);
            return false;
        }
        if (test->stopped) {
            enter(test, PHASE_HANG_UP, NULL);
            return true;
        }
        enter(test, PHASE_MAIN, &scenario->steps);
        return true;
    case PHASE_MAIN:
        enter(test, PHASE_AFTERMATH, test->stopped ? NULL : &scenario->aftermath);
        return true;
    case PHASE_AFTERMATH:
        enter(test, PHASE_HANG_UP, NULL);
        wait_for(test, WAIT_MESSAGE, NULL, 64 * test->timers.t1_ms);
        return true;
    case PHASE_HANG_UP:
        enter(test, PHASE_DRAIN, NULL);
        wait_for(test, WAIT_TIME, NULL, drain_ms(test));
        return true;
    case PHASE_DRAIN:
        enter(test, PHASE_LIVENESS, NULL);
        if (liveness_wanted(test))
            begin_liveness(test);
        return true;
    case PHASE_LIVENESS:
        if (test->liveness_request >= 0)
            judge_liveness(test);
        finish(test);
        return false;
    case PHASE_DONE:
        return false;
    }
    return false;
}

/* Is a phase without steps over? Its time has run out, or what it waited for is there. */
static bool idle_phase_over(struct test_case *test)
{
    bool timed_out = test->wait == WAIT_NONE;
    switch (test->phase) {
    case PHASE_BETWEEN:
    case PHASE_HANG_UP:
        if (calls_close(test) || timed_out)
            return true;
        return false;
    case PHASE_LIVENESS:
        return timed_out || final_of(test, test->liveness_request, 0) >= 0 || test->refused;
    case PHASE_DRAIN:
    case PHASE_CONTROL:
    case PHASE_MAIN:
    case PHASE_AFTERMATH:
    case PHASE_DONE:
        break;
    }
    return timed_out;
}

/* Plays the next step of the innermost frame. False when a step waits. */
static bool play_next(struct test_case *test)
{
    struct frame *frame = &test->frames[test->frame_count - 1];
    if (test->stopped) {
        pop(test);
        return true;
    }
    if (frame->next < frame->steps->count) {
        const struct step *step = &frame->steps->items[frame->next++];
        if (step_play(test, step))
            return true;
        if (test->wait == WAIT_SLOT)
            frame->next--; /* it is played again when a call is free */
        return false;
    }
    if (frame->each_name && ++frame->each_at < frame->each_list.count)
        frame->next = 0;
    else
        pop(test);
    return true;
}

static bool can_go_on(struct test_case *test)
{
    switch (test->wait) {
    case WAIT_NONE:
        return true;
    case WAIT_MESSAGE:
        if (test->waiting)
            return test->stopped || step_resume(test, test->waiting, false);
        return idle_phase_over(test);
    case WAIT_TIME:
        return test->stopped && test->phase != PHASE_DRAIN;
    case WAIT_SLOT:
        return test->stopped;
    }
    return true;
}

static bool is_idle_phase(enum phase phase)
{
    return phase == PHASE_BETWEEN || phase == PHASE_HANG_UP || phase == PHASE_DRAIN ||
           phase == PHASE_LIVENESS;
}

void case_advance(struct test_case *test)
{
    if (test->phase == PHASE_DONE)
        return;
    if (test->holds_slot && test->plan->role != ROLE_UAC && !calls_open(test))
        run_return_slot(test);
    while (can_go_on(test)) {
        if (test->wait != WAIT_NONE)
            case_wake(test);
        if (test->frame_count) {
            if (!play_next(test))
                return;
        } else if (is_idle_phase(test->phase) && !idle_phase_over(test)) {
            return;
        } else if (!next_phase(test)) {
            return;
        }
    }
}

/* ---- beginning ---- */

/* A user of its own where any may be registered; else the one of the profile. */
static char *own_user(struct test_case *test)
{
    const struct profile *profile = run_profile(test->run);
    const char *user = profile_text(profile, "user");
    char fresh[12] = "u";
    if (!profile_is(profile, "any_user"))
        return strdup(user ? user : "sipconform");
    rng_token(&test->rng, fresh + 1, 8);
    return strdup(fresh);
}

static bool bind_all(struct test_case *test)
{
    struct buf why;
    buf_init(&why, 600);
    bool ok = !matrix_row_evaluate(&test->plan->scenario->matrix, &test->row, &test->builtin_scope, &why);
    const struct bindings *let = &test->plan->scenario->let;
    for (size_t i = 0; ok && i < let->count; i++) {
        struct value value = {0};
        ok = !expr_eval(let->items[i].value, &test->variable_scope, &value, &why) &&
             !case_set(test, let->items[i].name, &value);
        value_free(&value);
    }
    if (!ok)
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    buf_free(&why);
    return ok;
}

/* Identifiers depend on the seed, the case, the port that it was given and the time. A device may remember
 * what it was sent before (17.2.3, 8.2.2.2), and bindings of a run that was killed (10.3): a second run of
 * the same seed must not look like the first one's echo, and ports come again. In simulated time all of it is
 * the same each time. */
static void seed_identifiers(struct test_case *test)
{
    struct buf name;
    buf_init(&name, 4096);
    buf_addf(&name, "%s %u %lld", test->plan->id, test->endpoint_count ? test->endpoints[0].addr.port : 0,
             (long long)now_ns(test));
    rng_init_named(&test->rng, run_options_of(test->run)->seed, name.p ? name.p : "");
    buf_free(&name);
}

void case_begin(struct test_case *test)
{
    enter(test, PHASE_CONTROL, NULL);
    run_busy(test, true);
    bool open = !test->plan->skip_reason && !endpoints_open(test);
    seed_identifiers(test);
    test->user = own_user(test);
    if (!test->user)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    else if (open && bind_all(test))
        enter(test, PHASE_CONTROL, &test->plan->scenario->control);
    case_advance(test);
}
