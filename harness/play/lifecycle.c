/* The way of one case through its phases: control run, steps, aftermath, hanging up, draining, liveness,
 * verdict. */
#include "model/facts.h"
#include "play/case.h"
#include "play/control.h"
#include "play/leftovers.h"
#include "play/verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct case_upward upward;

/* ---- making and freeing ---- */

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
    struct first_requirement first = {&test->around->library->catalogue, NULL};
    scenario_judgements(test->plan->scenario, first_requirement, &first);
    char text[64] = "";
    if (first.found)
        snprintf(text, sizeof(text), "%d %s", first.found->rfc, first.found->section);
    return strdup(text);
}

static bool fill_result(struct test_case *test)
{
    struct case_result *result = &test->result;
    const struct plan *plan = test->plan;
    result->seed = test->around->seed;
    result->id = strdup(plan->id);
    result->scenario = strdup(plan->scenario->id);
    result->file = strdup(plan->scenario->file);
    result->title = strdup(plan->scenario->title);
    result->role = strdup(role_name(plan->role));
    result->transport = strdup(net_transport_name(plan->transport));
    result->section = section_of(test);
    result->started_ms = net_wall_ms(test->around->net);
    result->start_ns = case_now_ns(test);
    return result->id && result->scenario && result->file && result->title && result->role &&
           result->transport && result->section;
}

struct test_case *case_new(const struct surroundings *around, const struct plan *plan, void *host_arg)
{
    struct test_case *test = calloc(1, sizeof(*test));
    if (!test)
        return NULL;
    const struct profile *profile = around->profile;
    test->around = around;
    test->upward = &upward;
    test->host_arg = host_arg;
    test->plan = plan;
    test->script.last_request = test->script.trigger_request = test->liveness_request = -1;
    test->timers = (struct sip_timers){profile_ms(profile, "t1", 500), profile_ms(profile, "t2", 4000),
                                       profile_ms(profile, "t4", 5000)};
    test->rtt_ms = profile_number(profile, "rtt_ms", 0);
    rng_init_named(&test->rng, around->seed, plan->id);
    test->seed = rng_next(&test->rng);
    if (!fill_result(test) || (plan->row && matrix_row_copy(plan->row, &test->row))) {
        case_free(test);
        return NULL;
    }
    scope_begin(test);
    return test;
}

void case_quiet(struct test_case *test)
{
    retransmit_stop_all(test);
    glare_stop(test);
    waiting_stop_timers(test);
    triggers_end(test);
    while (test->script.frame_count)
        frame_pop(test);
}

void case_free(struct test_case *test)
{
    if (!test)
        return;
    case_quiet(test);
    endpoints_close(test);
    for (size_t i = 0; i < test->script.variable_count; i++)
        value_free(&test->script.variables[i].value);
    free(test->script.variables);
    free(test->script.captures);
    free(test->automatic.notes);
    free(test->user);
    free(test->control_key);
    free(test->cut_off);
    matrix_row_free(&test->row);
    case_result_free(&test->result);
    free(test);
}

/* ---- phases ---- */

static void enter(struct test_case *test, enum phase phase, const struct steps *steps)
{
    test->phase = phase;
    test->phase_begin = test->result.transcript.count;
    if (steps && steps->count)
        frame_push(test, steps);
}

/* Bindings and subscriptions are taken back as soon as the calls are over and there is a place for that. True
 * when that is done. */
static bool is_taken_back(struct test_case *test, bool timed_out)
{
    if (test->took_back)
        return timed_out || !leftovers_pending(test);
    if (!leftovers_exist(test))
        return true;
    if (test->waiting.kind != WAIT_NONE)
        case_wake(test); /* it was for the calls */
    if (!test->winding_down && !case_take_place(test))
        return false;
    test->took_back = true;
    leftovers_take_back(test);
    case_wait_message(test, NULL, 64 * test->timers.t1_ms);
    return false;
}

static bool liveness_wanted(const struct test_case *test)
{
    const char *status = profile_text(test->around->profile, "options_status");
    return test->plan->scenario->liveness && status && role_row(test->plan->role)->liveness &&
           !test->environment_failed;
}

static void ask_liveness(struct test_case *test)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = "OPTIONS";
    spec.uri = "{options_uri}";
    spec.flags |= ENTRY_AUTOMATIC;
    /* whatever the scenario switched off for its own messages: one lost datagram is no dead device */
    spec.automatic |= 1u << AUTOMATIC_RETRANSMIT | 1u << AUTOMATIC_AUTHENTICATE;
    test->stopped = false;
    test->liveness_asked = true;
    test->liveness_request = send_message(test, &spec);
    case_wait_message(test, NULL, 64 * test->timers.t1_ms);
}

/* Is it known whether the device lives, or not to be known? Asks, as soon as there is a place for that. */
static bool liveness_is_known(struct test_case *test, bool timed_out)
{
    if (!test->liveness_asked && liveness_wanted(test)) {
        if (case_take_place(test))
            ask_liveness(test);
        return false;
    }
    return !test->liveness_asked || timed_out || final_of(test, test->liveness_request, 0) >= 0 ||
           was_refused(test, test->liveness_request);
}

/* An OPTIONS is answered as an INVITE would be (11.2): who says that he is busy, or that it is too much,
 * lives. */
static bool is_busy(int status)
{
    return status == 480 || status == 486 || status == 503 || status == 600 || status == 603;
}

/* Before the case the device was busy, or the answer to its challenge did not come in time. */
static bool is_of_the_moment(int status)
{
    return is_busy(status) || status == 401 || status == 407;
}

static void judge_liveness(struct test_case *test)
{
    long final = final_of(test, test->liveness_request, 0);
    const struct entry *response = transcript_at(&test->result.transcript, final);
    int before = atoi(profile_text(test->around->profile, "options_status"));
    bool same = response && (response->message->status / 100 == before / 100 || is_of_the_moment(before) ||
                             is_busy(response->message->status));
    char expected[120], actual[160];
    snprintf(expected, sizeof(expected), "after the case an OPTIONS is answered as before it: %dxx",
             before / 100);
    if (response)
        snprintf(actual, sizeof(actual), "%d", response->message->status);
    else
        snprintf(actual, sizeof(actual),
                 was_refused(test, test->liveness_request)
                     ? "OPTIONS was refused (ICMP, or the connection) after %.1f s"
                     : "no answer to OPTIONS within %.1f s",
                 (double)(case_now_ns(test) - test->waiting.since_ns) / 1e9);
    struct finding finding = {
        .requirement = (char *)(uintptr_t) "SC-INV-ANY-031",
        .verdict = same       ? VERDICT_PASS
                   : response ? VERDICT_WARN
                              : VERDICT_FAIL,
        .expected = same ? NULL : expected,
        .actual = same ? NULL : actual,
        .entry = final,
        .source = SOURCE_RUN,
        .cause = response                                    ? CAUSE_CONTENT
                 : was_refused(test, test->liveness_request) ? CAUSE_REFUSED
                                                             : CAUSE_SILENCE,
    };
    case_finding(test, &finding);
}

static bool is_spoken_of(const struct case_result *result, const char *requirement)
{
    for (size_t i = 0; i < result->findings.count; i++)
        if (result->findings.items[i].requirement &&
            strcmp(result->findings.items[i].requirement, requirement) == 0)
            return true;
    return false;
}

static void file_not_reached(void *arg, const struct judgement *judgement)
{
    struct test_case *test = arg;
    struct finding finding = {.requirement = judgement->requirement,
                              .verdict = VERDICT_INCONCLUSIVE,
                              .actual = test->result.reason,
                              .entry = -1,
                              .line = judgement->line,
                              .source = SOURCE_RUN,
                              .cause = CAUSE_NO_TEST};
    if (!is_spoken_of(&test->result, judgement->requirement) &&
        findings_add(&test->result.findings, &finding))
        test->result.verdict = VERDICT_ERROR;
}

static void finish(struct test_case *test)
{
    struct case_result *result = &test->result;
    judge_invariants(test);
    result->duration_ms = (case_now_ns(test) - result->start_ns) / 1000000;
    verdict_reach(result, test->environment_failed);
    if (result->verdict == VERDICT_INCONCLUSIVE) /* reports tell of each requirement why it was not judged */
        scenario_judgements(test->plan->scenario, file_not_reached, test);
    test->phase = PHASE_DONE;
    case_quiet(test);
    test->around->host->ended(test->host_arg);
}

static int64_t drain_ms(const struct test_case *test)
{
    int64_t ms;
    if (test->plan->scenario->drain && duration_parse(test->plan->scenario->drain, &test->timers, &ms))
        return ms;
    /* what is retransmitted although it was acknowledged shows by then */
    return test->timers.t1_ms + test->rtt_ms;
}

static int64_t hang_up_ms(const struct test_case *test)
{
    return test->around->hang_up_ms ? test->around->hang_up_ms : 64 * test->timers.t1_ms;
}

void case_end(struct test_case *test)
{
    finish(test);
}

/* Does it have to have a place? While a call is up, or an answer is awaited that may come any moment. */
static bool talks(struct test_case *test)
{
    return (test->waiting.kind == WAIT_MESSAGE && !test->waiting.impatient) || calls_open(test);
}

/* The calls that a device makes are its own: only the end of the case ends them. */
static void rest(struct test_case *test)
{
    if (test->phase != PHASE_DONE && test->holds_place && !role_row(test->plan->role)->device_calls &&
        !talks(test))
        case_return_place(test);
}

/* Goes to the next phase. False when the case is over. */
static bool next_phase(struct test_case *test)
{
    const struct scenario *scenario = test->plan->scenario;
    switch (test->phase) {
    case PHASE_CONTROL:
        enter(test, PHASE_BETWEEN, NULL);
        case_wait_message(test, NULL, hang_up_ms(test));
        return true;
    case PHASE_BETWEEN:
        if (test->stopped && !test->result.transcript.count) { /* it never came to anything */
            finish(test);
            return false;
        }
        if (test->stopped) {
            enter(test, PHASE_HANG_UP, NULL);
            test->stopped = false;
            return true;
        }
        control_offer(test);
        enter(test, PHASE_MAIN, &scenario->steps);
        if (!test->result.control_from)
            rest(test); /* the call of the control run has ended: the pace may want a rest before the next */
        return true;
    case PHASE_MAIN:
        enter(test, PHASE_AFTERMATH, test->stopped ? NULL : &scenario->aftermath);
        return true;
    case PHASE_AFTERMATH:
        enter(test, PHASE_HANG_UP, NULL);
        test->stopped = false; /* what the script gave up keeps nobody from tidying up */
        case_wait_message(test, NULL, hang_up_ms(test));
        return true;
    case PHASE_HANG_UP:
        if (test->winding_down) {
            finish(test);
            return false;
        }
        enter(test, PHASE_DRAIN, NULL);
        case_wait_time(test, NULL, drain_ms(test));
        return true;
    case PHASE_DRAIN:
        enter(test, PHASE_LIVENESS, NULL);
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
    bool timed_out = test->waiting.kind == WAIT_NONE;
    switch (test->phase) {
    case PHASE_BETWEEN:
        return calls_close(test) || timed_out;
    case PHASE_HANG_UP:
        return (test->took_back || calls_close(test) || timed_out) && is_taken_back(test, timed_out);
    case PHASE_LIVENESS:
        return liveness_is_known(test, timed_out);
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
    struct frame *frame = &test->script.frames[test->script.frame_count - 1];
    if (test->stopped) {
        frame_pop(test);
        return true;
    }
    if (frame->next < frame->steps->count) {
        const struct step *step = &frame->steps->items[frame->next++];
        if (step_play(test, step))
            return true;
        if (test->waiting.kind == WAIT_PLACE)
            frame->next--; /* it is played again when a call is free */
        return false;
    }
    if (frame->each_name && ++frame->each_at < frame->each_list.count)
        frame->next = 0;
    else
        frame_pop(test);
    return true;
}

static bool can_go_on(struct test_case *test)
{
    switch (test->waiting.kind) {
    case WAIT_NONE:
        return true;
    case WAIT_MESSAGE:
        if (test->waiting.step)
            return test->stopped || step_resume(test, test->waiting.step, false);
        return idle_phase_over(test);
    case WAIT_TIME:
        return test->stopped && test->phase != PHASE_DRAIN;
    case WAIT_PLACE:
        return test->stopped;
    }
    return true;
}

static bool is_idle_phase(enum phase phase)
{
    return phase == PHASE_BETWEEN || phase == PHASE_HANG_UP || phase == PHASE_DRAIN ||
           phase == PHASE_LIVENESS;
}

static void go_on(struct test_case *test)
{
    while (can_go_on(test)) {
        if (test->waiting.kind != WAIT_NONE)
            case_wake(test);
        if (!control_is_settled(test))
            return;
        if (test->script.frame_count) {
            if (!play_next(test))
                return;
        } else if (is_idle_phase(test->phase) && !idle_phase_over(test)) {
            return;
        } else if (!next_phase(test)) {
            return;
        }
    }
}

static void advance(struct test_case *test)
{
    if (test->phase == PHASE_DONE)
        return;
    go_on(test);
    rest(test);
}

void case_wind_down(struct test_case *test, int64_t ms)
{
    if (test->phase == PHASE_DONE)
        return;
    triggers_end(test);
    while (test->script.frame_count)
        frame_pop(test);
    if (test->waiting.kind != WAIT_NONE)
        case_wake(test);
    test->winding_down = true;
    test->stopped = false;
    if (!transcript_has_own(&test->result.transcript) || test->phase > PHASE_HANG_UP) {
        finish(test); /* it has left nothing, or has tidied up already */
        return;
    }
    enter(test, PHASE_HANG_UP, NULL);
    case_wait_message(test, NULL, ms);
    advance(test);
}

/* ---- beginning ---- */

/* A user of its own where any may be registered; else the one of the profile. */
static char *own_user(struct test_case *test)
{
    const struct profile *profile = test->around->profile;
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
    buf_init(&why, LIMIT_WHY_BYTES);
    bool ok =
        !matrix_row_evaluate(&test->plan->scenario->matrix, &test->row, &test->script.builtin_scope, &why);
    const struct bindings *let = &test->plan->scenario->let;
    for (size_t i = 0; ok && i < let->count; i++) {
        struct value value = {0};
        ok = !expr_eval(let->items[i].value, &test->script.variable_scope, &value, &why) &&
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
    buf_init(&name, LIMIT_ID_BYTES);
    buf_addf(&name, "%s %u %lld", test->plan->id, test->wire.count ? test->wire.endpoints[0].addr.port : 0,
             (long long)case_now_ns(test));
    rng_init_named(&test->rng, test->around->seed, name.p ? name.p : "");
    buf_free(&name);
}

void case_begin(struct test_case *test)
{
    enter(test, PHASE_CONTROL, NULL);
    bool open = !test->plan->skip_reason && !endpoints_open(test);
    seed_identifiers(test);
    test->user = own_user(test);
    if (!test->user)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    else if (open && bind_all(test))
        enter(test, PHASE_CONTROL, &test->plan->scenario->control);
    advance(test);
}

/* The time before its first message was spent waiting for a turn: it is not the case's. */
static void restart_clock(struct test_case *test)
{
    if (transcript_has_own(&test->result.transcript))
        return;
    test->result.started_ms = net_wall_ms(test->around->net);
    test->result.start_ns = case_now_ns(test);
}

void case_place_granted(struct test_case *test)
{
    test->holds_place = true;
    test->waiting.kind = WAIT_NONE;
    restart_clock(test);
    advance(test);
}

/* ---- what lower parts tell ---- */

static void time_over(struct test_case *test)
{
    if (test->waiting.step && step_resume(test, test->waiting.step, true))
        test->waiting.step = NULL;
    test->waiting.kind = WAIT_NONE;
    advance(test);
}

static const struct case_upward upward = {
    .received = automatic_received,
    .lost = connection_lost,
    .refused = large_refused,
    .awaited = steps_await,
    .time_over = time_over,
    .advance = advance,
    .rest = rest,
};
