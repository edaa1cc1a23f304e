/* What each kind of step does. A step that has to wait returns false and is resumed by events. */
#include "play/awaited.h"
#include "play/case.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- expect ---- */

static int64_t ms_of(struct test_case *test, const char *duration)
{
    int64_t ms, otherwise = test->around->timeout_ms;
    if (duration && duration_parse(duration, &test->timers, &ms))
        return ms;
    return otherwise ? otherwise : 64 * test->timers.t1_ms;
}

/* True when the step is over. After the last word nothing is waited for but what it may have overtaken. */
static bool try_expect(struct test_case *test, const struct step *step, bool timed_out)
{
    const struct expect_step *expect = &step->expect;
    long number = awaited_find(test, &expect->filter);
    if (number >= 0) {
        struct entry *entry = transcript_at(&test->result.transcript, number);
        entry->line = step->line;
        entry->taken = true;
        if (step->as)
            case_capture(test, step->as, number);
        judge_message(test, step, number);
        return true;
    }
    if (case_is_cut_off(test))
        return true;
    struct absence absence = absence_of(test, &expect->filter);
    if (!timed_out && !absence.refused) {
        if (absence.instead >= 0 && !expect->optional)
            case_wait_no_longer(test, test->timers.t1_ms);
        return false;
    }
    char text[ABSENCE_BYTES];
    absence_say(test, &absence, text);
    if (!expect->optional)
        judge_missing(test, step, text,
                      absence.refused        ? CAUSE_REFUSED
                      : absence.instead >= 0 ? CAUSE_STATUS
                                             : CAUSE_SILENCE);
    return true;
}

static bool play_expect(struct test_case *test, const struct step *step)
{
    test->waiting.since_ns = case_now_ns(test);
    if (try_expect(test, step, false))
        return true;
    case_wait_message(test, step, ms_of(test, step->expect.within) + test->rtt_ms);
    try_expect(test, step, false); /* what is there already may say that nothing comes */
    return false;
}

/* ---- watch and review ---- */

/* What was watched: retransmissions of a message; or all messages of this phase that no step took, since a
 * named one. */
static size_t collect(struct test_case *test, const struct survey *survey, long *entries)
{
    size_t count = 0;
    long original = survey->retransmissions_of ? case_named(test, survey->retransmissions_of) : -1;
    long since = survey->since ? case_named(test, survey->since) : (long)test->phase_begin - 1;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction != DIRECTION_RECEIVED || (entry->flags & ENTRY_KEEPALIVE))
            continue;
        bool fits =
            survey->retransmissions_of
                ? entry->retransmission_of == original && awaited_where(test, survey->filter.where, (long)i)
                : (long)i > since && entry->retransmission_of < 0 && !awaited_taken(entry) &&
                      awaited_counts(test, &survey->filter, (long)i);
        if (fits)
            entries[count++] = (long)i;
    }
    return count;
}

static void judge_survey(struct test_case *test, const struct step *step, const struct survey *survey)
{
    long *entries = calloc(test->result.transcript.count + 1, sizeof(*entries));
    if (!entries) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    struct message_set set = {
        .entries = entries,
        .count = collect(test, survey, entries),
        .original = survey->retransmissions_of ? case_named(test, survey->retransmissions_of) : -1,
        .until_ns = case_now_ns(test),
    };
    if (step->as && set.count)
        case_capture(test, step->as, entries[set.count - 1]);
    judge_set(test, step, &set);
    free(entries);
}

static bool play_watch(struct test_case *test, const struct step *step)
{
    if (case_is_cut_off(test))
        return true;
    case_wait_time(test, step, ms_of(test, step->watch.duration) + test->rtt_ms);
    return false;
}

static bool play_review(struct test_case *test, const struct step *step)
{
    judge_survey(test, step, &step->review.survey);
    return true;
}

/* ---- sending ---- */

static void finish_send(struct test_case *test, const struct step *step, long number)
{
    if (number < 0)
        return;
    if (step->as)
        case_capture(test, step->as, number);
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    if (entry_is_request(entry) && !entry_has_method(entry, "ACK"))
        test->script.last_request = number;
}

static struct endpoint *endpoint_at(struct test_case *test, const struct texts *at, int line)
{
    struct endpoint *endpoint = at->count ? endpoint_named(test, at->items[0]) : &test->wire.endpoints[0];
    if (!endpoint)
        case_give_up(test, VERDICT_ERROR, "line %d: this role has no endpoint \"%s\"", line, at->items[0]);
    return endpoint;
}

/* Resolves the names of messages that a step to send refers to. False after the case was given up. */
static bool resolve(struct test_case *test, const char *name, long *ret_entry)
{
    if (!name)
        return true;
    *ret_entry = case_named(test, name);
    if (*ret_entry < 0)
        case_give_up(test, VERDICT_INCONCLUSIVE, "there is no message \"%s\"", name);
    return *ret_entry >= 0;
}

/* What begins something new needs a place among those that talk to the device: a device with one line may
 * answer even an OPTIONS by whether a call is up (11.2). What belongs to a call or to a request of ours has
 * it. */
static bool needs_place(const struct send_step *send)
{
    return !send->in_dialog && !send->of;
}

/* The response's request: named, or the latest one received that has no final response. */
static long request_to_answer(struct test_case *test, const struct send_step *send)
{
    if (send->to)
        return case_named(test, send->to);
    for (size_t i = test->result.transcript.count; i-- > test->phase_begin;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry_is_request(entry) &&
            entry->retransmission_of < 0 && !entry_has_method(entry, "ACK") && final_of(test, (long)i, 0) < 0)
            return (long)i;
    }
    return -1;
}

static unsigned flags_of(const struct send_step *send)
{
    return (send->flawed ? ENTRY_FLAWED : 0) | (send->large ? ENTRY_LARGE : 0);
}

static bool send_response(struct test_case *test, const struct step *step, int status)
{
    struct message_spec spec = message_spec_init(test);
    spec.status = status;
    spec.answers = request_to_answer(test, &step->send);
    if (spec.answers < 0) {
        case_give_up(test, VERDICT_INCONCLUSIVE, "line %d: there is no request to answer", step->line);
        return false;
    }
    spec.endpoint = &test->wire.endpoints[transcript_at(&test->result.transcript, spec.answers)->endpoint];
    spec.template_name = step->send.template_name;
    spec.headers = &step->send.headers;
    spec.body = step->send.body;
    spec.line = step->line;
    spec.automatic = case_automatic(test, step);
    spec.flags |= flags_of(&step->send);
    finish_send(test, step, send_message(test, &spec));
    return true;
}

static bool send_request(struct test_case *test, const struct step *step, const char *method)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = method;
    spec.endpoint = endpoint_at(test, &step->send.at, step->line);
    spec.uri = step->send.uri;
    spec.template_name = step->send.template_name;
    spec.headers = &step->send.headers;
    spec.body = step->send.body;
    spec.line = step->line;
    spec.automatic = case_automatic(test, step);
    spec.flags |= flags_of(&step->send);
    if (!spec.endpoint || !resolve(test, step->send.in_dialog, &spec.in_dialog) ||
        !resolve(test, step->send.of, &spec.for_entry) || !resolve(test, step->send.retry_of, &spec.retry_of))
        return false;
    const struct entry *named = transcript_at(&test->result.transcript, spec.for_entry);
    bool is_ok = named && entry_is_response(named) && named->message->status / 100 == 2;
    if (is_ok && strcmp(method, "ACK") == 0) { /* the ACK of a 2xx is a request of the dialog (13.2.2.4) */
        spec.in_dialog = spec.for_entry;
        spec.for_entry = -1;
    }
    finish_send(test, step, send_message(test, &spec));
    return true;
}

static bool play_send(struct test_case *test, const struct step *step)
{
    struct buf what, why;
    buf_init(&what, LIMIT_WHY_BYTES);
    buf_init(&why, LIMIT_WHY_BYTES);
    bool done = true;
    uint64_t status;
    if (scope_expand(step->send.what, case_scope(test), &what, &why))
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    else if (slice_to_u64(buf_slice(&what), &status))
        send_response(test, step, (int)status);
    else if (needs_place(&step->send) && !case_take_place(test))
        done = false; /* played again when there is one */
    else
        send_request(test, step, what.p);
    buf_free(&what);
    buf_free(&why);
    return done;
}

static int hex_value(char c)
{
    c = (char)ascii_lower(c);
    return ascii_is_digit(c) ? c - '0' : c - 'a' + 10;
}

static void unhex(const char *hex, struct buf *bytes)
{
    for (size_t i = 0; hex[i] && hex[i + 1]; i++) {
        if (hex[i] == ' ')
            continue;
        buf_add_char(bytes, (char)(hex_value(hex[i]) * 16 + hex_value(hex[i + 1])));
        i++;
    }
}

static bool play_send_raw(struct test_case *test, const struct step *step)
{
    struct buf bytes, why;
    struct value lines = {0};
    if (!case_take_place(test))
        return false;
    struct endpoint *endpoint = endpoint_at(test, &step->send_raw.at, step->line);
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    buf_init(&why, LIMIT_WHY_BYTES);
    if (step->send_raw.hex) {
        unhex(step->send_raw.hex, &bytes);
    } else if (expr_eval(step->send_raw.lines, case_scope(test), &lines, &why)) {
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
        endpoint = NULL;
    } else {
        for (size_t i = 0; i < value_count(&lines); i++)
            buf_addf(&bytes, "%s%s", value_at(&lines, i), lines.kind == VALUE_LIST ? "\r\n" : "");
    }
    if (endpoint) {
        struct entry entry = {
            .flags = ENTRY_RAW, .transport = test->plan->transport, .answers = -1, .line = step->line};
        finish_send(test, step, send_bytes(test, endpoint, case_target(test), 0, entry, bytes.p, bytes.n));
    }
    value_free(&lines);
    buf_free(&bytes);
    buf_free(&why);
    return true;
}

static bool play_retransmit(struct test_case *test, const struct step *step)
{
    long number = -1;
    if (resolve(test, step->retransmit.message, &number)) {
        number = send_again(test, number, 0);
        if (number >= 0)
            transcript_at(&test->result.transcript, number)->line = step->line;
    }
    return true;
}

/* ---- the others ---- */

static bool play_check(struct test_case *test, const struct step *step)
{
    long number = -1;
    if (resolve(test, step->check.message, &number))
        judge_message(test, step, number);
    return true;
}

static bool play_if(struct test_case *test, const struct step *step)
{
    bool yes = when_holds(step->if_.condition, case_scope(test), NULL);
    const struct steps *steps = yes ? &step->if_.then : &step->if_.otherwise;
    if (steps->count)
        frame_push(test, steps);
    return true;
}

static bool play_each(struct test_case *test, const struct step *step)
{
    struct buf why;
    struct value list = {0};
    buf_init(&why, LIMIT_WHY_BYTES);
    if (expr_eval(step->each.list, case_scope(test), &list, &why)) {
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    } else if (list.kind == VALUE_LIST && list.count) {
        struct frame *frame = frame_push(test, &step->each.steps);
        if (frame) {
            frame->each_name = step->each.variable;
            frame->each_list = list;
            list = (struct value){0};
        }
    }
    value_free(&list);
    buf_free(&why);
    return true;
}

/* Evaluates bindings where the step stands. NULL after the case was given up. */
static struct value *evaluate(struct test_case *test, const struct bindings *bindings)
{
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    struct value *values = calloc(bindings->count + 1, sizeof(*values));
    if (!values)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    for (size_t i = 0; values && i < bindings->count; i++) {
        if (!expr_eval(bindings->items[i].value, case_scope(test), &values[i], &why))
            continue;
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
        for (size_t k = 0; k < i; k++)
            value_free(&values[k]);
        free(values);
        values = NULL;
    }
    buf_free(&why);
    return values;
}

static bool play_use(struct test_case *test, const struct step *step)
{
    const struct bindings *parameters = &step->use.parameters;
    struct value *values = evaluate(test, parameters);
    struct frame *frame = values ? frame_push(test, &step->use.steps) : NULL;
    if (frame) {
        frame->values = values;
        frame->names = parameters;
    } else {
        for (size_t i = 0; values && i < parameters->count; i++)
            value_free(&values[i]);
        free(values);
    }
    return true;
}

static bool play_set(struct test_case *test, const struct step *step)
{
    const struct bindings *variables = &step->set.variables;
    struct value *values = evaluate(test, variables);
    for (size_t i = 0; values && i < variables->count; i++) {
        if (case_set(test, variables->items[i].name, &values[i]))
            case_give_up(test, VERDICT_ERROR, "out of memory");
        value_free(&values[i]);
    }
    free(values);
    return true;
}

static bool play_pause(struct test_case *test, const struct step *step)
{
    case_wait_time(test, step, ms_of(test, step->pause.duration));
    return false;
}

bool step_play(struct test_case *test, const struct step *step)
{
    switch (step->kind) {
    case STEP_SEND:
        return play_send(test, step);
    case STEP_SEND_RAW:
        return play_send_raw(test, step);
    case STEP_RETRANSMIT:
        return play_retransmit(test, step);
    case STEP_EXPECT:
        return play_expect(test, step);
    case STEP_WATCH:
        return play_watch(test, step);
    case STEP_REVIEW:
        return play_review(test, step);
    case STEP_CHECK:
        return play_check(test, step);
    case STEP_TRIGGER:
        return trigger_play(test, step);
    case STEP_PAUSE:
        return play_pause(test, step);
    case STEP_IF:
        return play_if(test, step);
    case STEP_EACH:
        return play_each(test, step);
    case STEP_USE:
        return play_use(test, step);
    case STEP_SET:
        return play_set(test, step);
    }
    return true;
}

bool step_resume(struct test_case *test, const struct step *step, bool timed_out)
{
    if (step->kind == STEP_EXPECT)
        return try_expect(test, step, timed_out);
    if (timed_out && step->kind == STEP_WATCH && !case_is_cut_off(test))
        judge_survey(test, step, &step->watch.survey);
    return timed_out;
}

/* ---- steps to come ---- */

static bool may_take(const struct test_case *test, const struct steps *steps, size_t first,
                     const struct entry *entry)
{
    for (size_t i = first; steps && i < steps->count; i++) {
        const struct step *step = &steps->items[i];
        if (step->kind == STEP_EXPECT && awaited_at(test, &step->expect.filter, entry))
            return true;
        struct inner_steps inner = step_inner(step);
        if (may_take(test, inner.lists[0], 0, entry) || may_take(test, inner.lists[1], 0, entry))
            return true;
    }
    return false;
}

bool steps_await(struct test_case *test, const struct entry *entry)
{
    if (test->stopped ||
        (test->phase != PHASE_CONTROL && test->phase != PHASE_MAIN && test->phase != PHASE_AFTERMATH))
        return false;
    for (size_t f = 0; f < test->script.frame_count; f++) {
        const struct frame *frame = &test->script.frames[f];
        size_t first = frame->next;
        if (f + 1 == test->script.frame_count && test->waiting.step && first > 0)
            first--; /* the step that waits has not taken anything yet */
        if (frame->each_name)
            first = 0; /* the round may begin again */
        if (may_take(test, frame->steps, first, entry))
            return true;
    }
    return false;
}
