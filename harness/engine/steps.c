/* What each kind of step does. A step that has to wait returns false and is resumed by events. */
#include "engine/case.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- which messages a step is about ---- */

static bool is_kind(const struct entry *entry, const char *kind)
{
    if (strcmp(kind, "any") == 0)
        return true;
    if (strcmp(kind, "final") == 0)
        return entry_is_final(entry);
    if (strcmp(kind, "provisional") == 0)
        return entry_is_provisional(entry);
    if (strcmp(kind, "response") == 0)
        return entry_is_response(entry);
    if (strcmp(kind, "request") == 0)
        return entry_is_request(entry);
    return entry_has_method(entry, kind);
}

static bool is_one_kind(const struct entry *entry, const struct texts *kinds)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (is_kind(entry, kinds->items[i]))
            return true;
    return kinds->count == 0;
}

static bool is_response_kind(const char *kind)
{
    return strcmp(kind, "final") == 0 || strcmp(kind, "provisional") == 0 || strcmp(kind, "response") == 0;
}

/* The endpoint at which a step expects requests when it does not say: the last of the role's own. */
static size_t default_server(const struct test_case *test)
{
    return test->plan->role == ROLE_PROXY ? 1 : 0;
}

static bool is_at(const struct test_case *test, const struct entry *entry, const struct step *step)
{
    for (size_t i = 0; i < step->at.count; i++)
        if (strcmp(test->endpoints[entry->endpoint].name, step->at.items[i]) == 0)
            return true;
    if (step->at.count)
        return false;
    if (step->kind == STEP_WATCH || entry_is_response(entry))
        return true;
    return entry->endpoint == default_server(test);
}

/* Responses: to the request named, or to the latest one that a step sent. Requests: an ACK or CANCEL may be
 * asked for by the request that it belongs to. */
static bool is_to(struct test_case *test, const struct entry *entry, const struct step *step)
{
    long request = step->to ? case_named(test, step->to) : -1;
    if (entry_is_response(entry)) {
        if (step->to)
            return entry->answers == request;
        return step->kind == STEP_WATCH || entry->answers == test->last_request;
    }
    const struct entry *belongs = transcript_at(&test->result.transcript, request);
    if (!belongs)
        return true;
    if (entry_is_response(belongs))
        belongs = transcript_at(&test->result.transcript, belongs->answers);
    return belongs && entry->endpoint == belongs->endpoint;
}

static bool where_holds(struct test_case *test, const struct step *step, long number)
{
    if (!step->where)
        return true;
    struct check_context context = case_check_context(test);
    struct outcome outcome;
    outcome_init(&outcome);
    condition_eval(step->where, &context, number, &outcome);
    bool result = outcome.holds;
    outcome_free(&outcome);
    return result;
}

static bool is_taken(const struct entry *entry)
{
    return entry->line != 0 || (entry->flags & (ENTRY_BY_MANNERS | ENTRY_KEEPALIVE));
}

static bool is_candidate(struct test_case *test, const struct step *step, long number)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    return entry->direction == DIRECTION_RECEIVED && is_one_kind(entry, &step->kinds) &&
           is_at(test, entry, step) && is_to(test, entry, step) && where_holds(test, step, number);
}

/* The first message of this phase that the step may take; -1. */
static long find_message(struct test_case *test, const struct step *step)
{
    for (size_t i = test->phase_begin; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (!is_taken(entry) && entry->copy_of < 0 && is_candidate(test, step, (long)i))
            return (long)i;
    }
    return -1;
}

/* ---- expect ---- */

static void say_missing(struct test_case *test, const struct step *step, char text[200])
{
    double waited = (double)(net_now_ns(run_options_of(test->run)->net) - test->wait_since_ns) / 1e9;
    const char *kind = step->kinds.items[0];
    const char *what = is_response_kind(kind) ? " response" : strcmp(kind, "request") == 0 ? "" : " request";
    if (strcmp(kind, "response") == 0 || strcmp(kind, "any") == 0)
        what = "";
    if (test->refused)
        snprintf(text, 200,
                 "no %s%s: the device refused the packet (ICMP port unreachable or connection refused)", kind,
                 what);
    else
        snprintf(text, 200, "no %s%s within %.1f s", kind, what, waited);
}

static int64_t step_ms(struct test_case *test, const struct step *step)
{
    int64_t ms, otherwise = run_options_of(test->run)->timeout_ms;
    if (step->duration && duration_parse(step->duration, &test->timers, &ms))
        return ms;
    return otherwise ? otherwise : 64 * test->timers.t1_ms;
}

/* True when the step is over. */
static bool try_expect(struct test_case *test, const struct step *step, bool timed_out)
{
    long number = find_message(test, step);
    if (number >= 0) {
        transcript_at(&test->result.transcript, number)->line = step->line;
        if (step->as)
            case_capture(test, step->as, number);
        judge_message(test, step, number);
        return true;
    }
    bool hopeless = test->refused && is_response_kind(step->kinds.items[0]);
    if (!timed_out && !hopeless)
        return false;
    char text[200];
    say_missing(test, step, text);
    if (!step->optional)
        judge_missing(test, step, text);
    return true;
}

static bool play_expect(struct test_case *test, const struct step *step)
{
    test->wait_since_ns = net_now_ns(run_options_of(test->run)->net);
    if (try_expect(test, step, false))
        return true;
    case_wait_message(test, step, step_ms(test, step));
    return false;
}

/* ---- watch ---- */

/* What was watched: copies of a message; or all messages of this phase that no step took, since a named one.
 */
static size_t collect(struct test_case *test, const struct step *step, long *entries)
{
    size_t count = 0;
    long original = step->copies_of ? case_named(test, step->copies_of) : -1;
    long since = step->since ? case_named(test, step->since) : (long)test->phase_begin - 1;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction != DIRECTION_RECEIVED || (entry->flags & ENTRY_KEEPALIVE))
            continue;
        bool fits = step->copies_of ? entry->copy_of == original && where_holds(test, step, (long)i)
                                    : (long)i > since && entry->copy_of < 0 && !is_taken(entry) &&
                                          is_candidate(test, step, (long)i);
        if (fits)
            entries[count++] = (long)i;
    }
    return count;
}

static void finish_watch(struct test_case *test, const struct step *step)
{
    long *entries = calloc(test->result.transcript.count + 1, sizeof(*entries));
    if (!entries) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    struct message_set set = {
        .entries = entries,
        .count = collect(test, step, entries),
        .original = step->copies_of ? case_named(test, step->copies_of) : -1,
        .until_ns = net_now_ns(run_options_of(test->run)->net),
    };
    if (step->as && set.count)
        case_capture(test, step->as, entries[set.count - 1]);
    judge_set(test, step, &set);
    free(entries);
}

static bool play_watch(struct test_case *test, const struct step *step)
{
    case_wait_time(test, step, step_ms(test, step));
    return false;
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
        test->last_request = number;
}

static struct endpoint *step_endpoint(struct test_case *test, const struct step *step)
{
    struct endpoint *endpoint =
        step->at.count ? endpoint_named(test, step->at.items[0]) : &test->endpoints[0];
    if (!endpoint)
        case_give_up(test, VERDICT_ERROR, "line %d: this role has no endpoint \"%s\"", step->line,
                     step->at.items[0]);
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

/* An INVITE outside of a dialog takes one of the device's calls. */
static bool needs_slot(const struct step *step, const char *method)
{
    return strcmp(method, "INVITE") == 0 && !step->in_dialog;
}

/* The response's request: named, or the latest one received that has no final response. */
static long request_to_answer(struct test_case *test, const struct step *step)
{
    if (step->to)
        return case_named(test, step->to);
    for (size_t i = test->result.transcript.count; i-- > test->phase_begin;) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry_is_request(entry) && entry->copy_of < 0 &&
            !entry_has_method(entry, "ACK") && final_of(test, (long)i, 0) < 0)
            return (long)i;
    }
    return -1;
}

static bool send_response(struct test_case *test, const struct step *step, int status)
{
    struct message_spec spec = message_spec_init(test);
    spec.status = status;
    spec.answers = request_to_answer(test, step);
    if (spec.answers < 0) {
        case_give_up(test, VERDICT_INCONCLUSIVE, "line %d: there is no request to answer", step->line);
        return false;
    }
    spec.endpoint = &test->endpoints[transcript_at(&test->result.transcript, spec.answers)->endpoint];
    spec.template_name = step->template_name;
    spec.headers = &step->headers;
    spec.body = step->body;
    spec.line = step->line;
    spec.manners = case_manners(test, step);
    finish_send(test, step, send_message(test, &spec));
    return true;
}

static bool send_request(struct test_case *test, const struct step *step, const char *method)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = method;
    spec.endpoint = step_endpoint(test, step);
    spec.uri = step->uri;
    spec.template_name = step->template_name;
    spec.headers = &step->headers;
    spec.body = step->body;
    spec.line = step->line;
    spec.manners = case_manners(test, step);
    if (!spec.endpoint || !resolve(test, step->in_dialog, &spec.in_dialog) ||
        !resolve(test, step->for_, &spec.for_entry) || !resolve(test, step->retry_of, &spec.retry_of))
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
    if (scope_expand(step->what, case_scope(test), &what, &why))
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    else if (slice_to_u64(buf_slice(&what), &status))
        send_response(test, step, (int)status);
    else if (needs_slot(step, what.p) && !run_take_slot(test))
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
    struct endpoint *endpoint = step_endpoint(test, step);
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    buf_init(&why, LIMIT_WHY_BYTES);
    if (step->raw_hex) {
        unhex(step->raw_hex, &bytes);
    } else if (expr_eval(step->raw, case_scope(test), &lines, &why)) {
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
        endpoint = NULL;
    } else {
        for (size_t i = 0; i < value_count(&lines); i++)
            buf_addf(&bytes, "%s%s", value_at(&lines, i), lines.kind == VALUE_LIST ? "\r\n" : "");
    }
    if (endpoint) {
        struct entry entry = {.flags = ENTRY_RAW, .answers = -1, .line = step->line};
        finish_send(
            test, step,
            send_bytes(test, endpoint, &run_options_of(test->run)->target, 0, entry, bytes.p, bytes.n));
    }
    value_free(&lines);
    buf_free(&bytes);
    buf_free(&why);
    return true;
}

static bool play_resend(struct test_case *test, const struct step *step)
{
    long number = -1;
    if (resolve(test, step->what, &number)) {
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
    if (resolve(test, step->what, &number))
        judge_message(test, step, number);
    return true;
}

static struct frame *push(struct test_case *test, const struct steps *steps)
{
    if (test->frame_count >= LIMIT_CASE_FRAMES) {
        case_give_up(test, VERDICT_ERROR, "steps are nested too deeply");
        return NULL;
    }
    const struct scope *outer = case_scope(test);
    struct frame *frame = &test->frames[test->frame_count++];
    *frame = (struct frame){.steps = steps};
    frame->scope = (struct scope){frame_lookup, frame, outer};
    return frame;
}

static bool play_if(struct test_case *test, const struct step *step)
{
    bool yes = when_holds(step->condition, case_scope(test), NULL);
    const struct steps *steps = yes ? &step->then : &step->otherwise;
    if (steps->count)
        push(test, steps);
    return true;
}

static bool play_each(struct test_case *test, const struct step *step)
{
    struct buf why;
    struct value list = {0};
    buf_init(&why, LIMIT_WHY_BYTES);
    if (expr_eval(step->list, case_scope(test), &list, &why)) {
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    } else if (list.kind == VALUE_LIST && list.count) {
        struct frame *frame = push(test, &step->then);
        if (frame) {
            frame->each_name = step->variable;
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
    struct value *values = evaluate(test, &step->bindings);
    struct frame *frame = values ? push(test, &step->then) : NULL;
    if (frame) {
        frame->values = values;
        frame->names = &step->bindings;
    } else {
        for (size_t i = 0; values && i < step->bindings.count; i++)
            value_free(&values[i]);
        free(values);
    }
    return true;
}

static bool play_set(struct test_case *test, const struct step *step)
{
    struct value *values = evaluate(test, &step->bindings);
    for (size_t i = 0; values && i < step->bindings.count; i++) {
        if (case_set(test, step->bindings.items[i].name, &values[i]))
            case_give_up(test, VERDICT_ERROR, "out of memory");
        value_free(&values[i]);
    }
    free(values);
    return true;
}

static bool play_pause(struct test_case *test, const struct step *step)
{
    case_wait_time(test, step, step_ms(test, step));
    return false;
}

bool step_play(struct test_case *test, const struct step *step)
{
    switch (step->kind) {
    case STEP_SEND:
        return play_send(test, step);
    case STEP_SEND_RAW:
        return play_send_raw(test, step);
    case STEP_RESEND:
        return play_resend(test, step);
    case STEP_EXPECT:
        return play_expect(test, step);
    case STEP_WATCH:
        return play_watch(test, step);
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
    if (timed_out && step->kind == STEP_WATCH)
        finish_watch(test, step);
    return timed_out;
}

/* ---- steps to come ---- */

static bool may_take(const struct test_case *test, const struct step *step, const struct entry *entry)
{
    if (step->kind == STEP_EXPECT && is_one_kind(entry, &step->kinds) && is_at(test, entry, step))
        return true;
    for (size_t i = 0; i < step->then.count; i++)
        if (may_take(test, &step->then.items[i], entry))
            return true;
    for (size_t i = 0; i < step->otherwise.count; i++)
        if (may_take(test, &step->otherwise.items[i], entry))
            return true;
    return false;
}

bool steps_await(struct test_case *test, const struct entry *entry)
{
    if (test->stopped ||
        (test->phase != PHASE_CONTROL && test->phase != PHASE_MAIN && test->phase != PHASE_AFTERMATH))
        return false;
    for (size_t f = 0; f < test->frame_count; f++) {
        const struct frame *frame = &test->frames[f];
        size_t first = frame->next;
        if (f + 1 == test->frame_count && test->waiting && first > 0)
            first--; /* the step that waits has not taken anything yet */
        if (frame->each_name)
            first = 0; /* the round may begin again */
        for (size_t i = first; i < frame->steps->count; i++)
            if (may_take(test, &frame->steps->items[i], entry))
                return true;
    }
    return false;
}
