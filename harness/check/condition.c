/* Conditions over one message: building, freeing and evaluating the tree. */
#include "check/condition.h"

#include "base/limits.h"
#include "check/matcher.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

void outcome_init(struct outcome *outcome)
{
    *outcome = (struct outcome){.entry = -1};
    buf_init(&outcome->expected, 2 * LIMIT_WHY_BYTES);
    buf_init(&outcome->actual, 2 * LIMIT_WHY_BYTES);
}

void outcome_free(struct outcome *outcome)
{
    buf_free(&outcome->expected);
    buf_free(&outcome->actual);
}

void bounds_free(struct bounds *bounds)
{
    expr_free(bounds->exactly);
    expr_free(bounds->at_least);
    expr_free(bounds->at_most);
    expr_free(bounds->above);
    expr_free(bounds->below);
    *bounds = (struct bounds){0};
}

struct condition *condition_new(enum condition_kind kind, int line)
{
    struct condition *condition = calloc(1, sizeof(*condition));
    if (condition) {
        condition->kind = kind;
        condition->line = line;
    }
    return condition;
}

int condition_add(struct condition *condition, struct condition *child)
{
    struct condition **children =
        child ? realloc(condition->children, (condition->child_count + 1) * sizeof(*children)) : NULL;
    if (!children) {
        condition_free(child);
        return -1;
    }
    condition->children = children;
    children[condition->child_count++] = child;
    return 0;
}

void condition_free(struct condition *condition)
{
    if (!condition)
        return;
    for (size_t i = 0; i < condition->child_count; i++)
        condition_free(condition->children[i]);
    free(condition->children);
    expr_free(condition->words);
    free(condition->name);
    free(condition->at_least);
    free(condition->at_most);
    free(condition->header);
    free(condition->param);
    expr_free(condition->argument);
    bounds_free(&condition->bounds);
    free(condition);
}

static void bounds_names(const struct bounds *bounds, void (*variable)(void *arg, const char *name),
                         void *arg)
{
    expr_names(bounds->exactly, variable, arg);
    expr_names(bounds->at_least, variable, arg);
    expr_names(bounds->at_most, variable, arg);
    expr_names(bounds->above, variable, arg);
    expr_names(bounds->below, variable, arg);
}

void condition_names(const struct condition *condition, const struct name_visitor *visitor)
{
    if (!condition)
        return;
    for (size_t i = 0; i < condition->child_count; i++)
        condition_names(condition->children[i], visitor);
    expr_names(condition->words, visitor->variable, visitor->arg);
    expr_names(condition->argument, visitor->variable, visitor->arg);
    bounds_names(&condition->bounds, visitor->variable, visitor->arg);
    if (condition->name && condition->kind == CONDITION_STATUS)
        visitor->status(visitor->arg, condition->name);
    else if (condition->name)
        visitor->message(visitor->arg, condition->name);
}

/* ---- evaluation ---- */

static void cannot_tell(struct outcome *outcome, const struct buf *why)
{
    outcome->holds = false;
    outcome->unknown = true;
    buf_clear(&outcome->actual);
    buf_add_slice(&outcome->actual, buf_slice(why));
}

static const struct entry *named_entry(const struct check_context *context, const char *name,
                                       struct outcome *outcome)
{
    long number = context->named(context->arg, name);
    const struct entry *entry = transcript_at(context->transcript, number);
    if (!entry) {
        outcome->unknown = true;
        buf_addf(&outcome->actual, "there is no message \"%s\" to compare with", name);
    }
    return entry;
}

bool status_fits(int status, const char *word)
{
    if (strlen(word) == 3 && strcmp(word + 1, "xx") == 0)
        return status / 100 == word[0] - '0';
    uint64_t number;
    return slice_to_u64(slice_from(word), &number) && number == (uint64_t)status;
}

static void say_message(const struct sip_message *message, struct outcome *outcome)
{
    if (message->kind == SIP_RESPONSE)
        buf_addf(&outcome->actual, "%d %.*s", message->status,
                 (int)(message->reason.n > 60 ? 60 : message->reason.n),
                 message->reason.p ? message->reason.p : "");
    else if (message->kind == SIP_REQUEST)
        buf_addf(&outcome->actual, "a %.*s request", (int)(message->method.n > 60 ? 60 : message->method.n),
                 message->method.p);
    else
        buf_add_text(&outcome->actual, "something that is no SIP message");
    outcome->offset = sip_offset_of(message, message->start_line);
    outcome->length = message->start_line.n;
}

static void eval_class_of(const struct condition *condition, const struct check_context *context,
                          const struct sip_message *message, struct outcome *outcome)
{
    const struct entry *other = named_entry(context, condition->name, outcome);
    if (!other)
        return;
    int class = other->message->status / 100;
    outcome->holds = message->kind == SIP_RESPONSE && message->status / 100 == class;
    if (outcome->holds)
        return;
    buf_addf(&outcome->expected, "a %dxx response, as in \"%s\"", class, condition->name);
    say_message(message, outcome);
}

/* Evaluates a list of words; NULL-kind value on error, with the outcome filled. */
static bool eval_words(const struct expr *words, const struct check_context *context, struct value *ret_value,
                       struct outcome *outcome)
{
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    bool ok = expr_eval(words, context->scope, ret_value, &why) == 0;
    if (!ok)
        cannot_tell(outcome, &why);
    buf_free(&why);
    return ok;
}

static void eval_status(const struct condition *condition, const struct check_context *context,
                        const struct sip_message *message, struct outcome *outcome)
{
    if (condition->name) {
        eval_class_of(condition, context, message, outcome);
        return;
    }
    struct value words = {0};
    if (!eval_words(condition->words, context, &words, outcome))
        return;
    for (size_t i = 0; i < value_count(&words) && message->kind == SIP_RESPONSE; i++)
        if (status_fits(message->status, value_at(&words, i)))
            outcome->holds = true;
    if (!outcome->holds) {
        buf_add_text(&outcome->expected, "status ");
        for (size_t i = 0; i < value_count(&words); i++)
            buf_addf(&outcome->expected, "%s%s", i ? " or " : "", value_at(&words, i));
        say_message(message, outcome);
    }
    value_free(&words);
}

static void eval_method(const struct condition *condition, const struct check_context *context,
                        const struct sip_message *message, struct outcome *outcome)
{
    struct value words = {0};
    if (!eval_words(condition->words, context, &words, outcome))
        return;
    for (size_t i = 0; i < value_count(&words) && message->kind == SIP_REQUEST; i++)
        if (slice_eq_text(message->method, value_at(&words, i)))
            outcome->holds = true;
    if (!outcome->holds) {
        buf_add_text(&outcome->expected, "a request with method ");
        value_join(&words, &outcome->expected);
        say_message(message, outcome);
    }
    value_free(&words);
}

static void eval_retransmission_of(const struct condition *condition, const struct check_context *context,
                                   const struct entry *entry, struct outcome *outcome)
{
    long original = context->named(context->arg, condition->name);
    if (!named_entry(context, condition->name, outcome))
        return;
    outcome->holds = entry->retransmission_of == original;
    if (!outcome->holds) {
        buf_addf(&outcome->expected, "a retransmission of \"%s\"", condition->name);
        say_message(entry->message, outcome);
    }
}

static void eval_delay(const struct condition *condition, const struct check_context *context,
                       const struct entry *entry, struct outcome *outcome)
{
    const struct entry *since = named_entry(context, condition->name, outcome);
    if (!since)
        return;
    int64_t way_ms = since->direction == DIRECTION_SENT ? context->rtt_ms : 0;
    int64_t ms = (entry->time_ns - since->time_ns) / 1000000 - way_ms;
    int64_t least = INT64_MIN, most = INT64_MAX;
    if (condition->at_least)
        duration_parse(condition->at_least, context->timers, &least);
    if (condition->at_most)
        duration_parse(condition->at_most, context->timers, &most);
    outcome->holds = ms >= least && ms <= most;
    if (outcome->holds)
        return;
    buf_addf(&outcome->expected, "%s%s%s%s%s after \"%s\"", condition->at_least ? "at least " : "",
             condition->at_least ? condition->at_least : "",
             condition->at_least && condition->at_most ? ", " : "", condition->at_most ? "at most " : "",
             condition->at_most ? condition->at_most : "", condition->name);
    buf_addf(&outcome->actual, "%lld ms", (long long)ms);
    if (way_ms)
        buf_addf(&outcome->actual, ", less %lld ms of round trip", (long long)way_ms);
}

static void eval_all(const struct condition *condition, const struct check_context *context, long entry,
                     struct outcome *outcome)
{
    for (size_t i = 0; i < condition->child_count; i++) {
        condition_eval(condition->children[i], context, entry, outcome);
        if (!outcome->holds)
            return;
    }
    outcome->holds = true;
}

/* What was expected is told of every alternative, what was found of the last. */
static void eval_any(const struct condition *condition, const struct check_context *context, long entry,
                     struct outcome *outcome)
{
    for (size_t i = 0; i < condition->child_count; i++) {
        struct outcome one;
        outcome_init(&one);
        condition_eval(condition->children[i], context, entry, &one);
        bool holds = one.holds;
        if (!holds) {
            buf_addf(&outcome->expected, "%s%.*s", i ? "; or " : "", SLICE_ARG(buf_slice(&one.expected)));
            buf_clear(&outcome->actual);
            buf_add_slice(&outcome->actual, buf_slice(&one.actual));
            outcome->unknown = outcome->unknown || one.unknown;
            outcome->offset = one.offset;
            outcome->length = one.length;
            outcome->cause = one.cause;
        }
        outcome_free(&one);
        if (holds) {
            outcome->holds = true;
            outcome->unknown = false;
            outcome->offset = outcome->length = 0;
            buf_clear(&outcome->expected);
            buf_clear(&outcome->actual);
            return;
        }
    }
    outcome->holds = false;
}

static void describe_test(const struct condition *condition, struct buf *text)
{
    if (condition->kind == CONDITION_TEST) {
        subject_name(condition, text);
        buf_addf(text, " %s", condition->matcher->name);
    } else if (condition->kind == CONDITION_STATUS && condition->words && condition->words->count) {
        buf_addf(text, "status %s", condition->words->items[0]->text ? condition->words->items[0]->text : "");
    } else if (condition->child_count) {
        describe_test(condition->children[0], text);
    } else {
        buf_add_text(text, "what is ruled out");
    }
}

static void eval_not(const struct condition *condition, const struct check_context *context, long entry,
                     struct outcome *outcome)
{
    struct outcome inner;
    outcome_init(&inner);
    condition_eval(condition->children[0], context, entry, &inner);
    outcome->unknown = inner.unknown;
    outcome->holds = !inner.holds && !inner.unknown;
    if (inner.unknown) {
        buf_add_slice(&outcome->actual, buf_slice(&inner.actual));
    } else if (!outcome->holds) {
        buf_add_text(&outcome->expected, "not: ");
        describe_test(condition->children[0], &outcome->expected);
        say_message(transcript_at(context->transcript, entry)->message, outcome);
    }
    outcome_free(&inner);
}

/* ---- tests ---- */

static void find_param_text(struct match *match, const char *name)
{
    struct sip_address address;
    struct sip_param param;
    struct slice params = match->text;
    params = slice_sub(params, slice_find(params, ';'), params.n);
    if (sip_address_parse(match->text, &address))
        params = address.params;
    match->present = match->present && sip_param_find(params, name, &param);
    match->text = match->present ? param.value : (struct slice){NULL, 0};
}

/* Via is no address: its parameters begin at the first ';' behind sent-by. */
static void find_via_param_text(struct match *match, const char *name)
{
    struct sip_via via;
    struct sip_param param;
    match->present = sip_top_via(match->message, &via) && sip_param_find(via.params, name, &param);
    match->text = match->present ? param.value : (struct slice){NULL, 0};
}

static void find_subject(struct match *match)
{
    const struct condition *condition = match->condition;
    if (condition->subject == SUBJECT_REQUEST_URI) {
        match->text = match->message->request_uri;
        match->present = match->message->kind == SIP_REQUEST;
        return;
    }
    if (condition->subject == SUBJECT_BODY) {
        match->text = match->message->body;
        match->present = match->message->body.n > 0;
        return;
    }
    struct slice name = slice_from(condition->header);
    match->header = sip_header_find(name);
    const struct sip_row *row = sip_row_next_named(match->message, name, NULL);
    match->present = row != NULL;
    struct sip_values values;
    if (match->header == SIP_HEADER_OTHER)
        sip_values_begin_named(&values, match->message, name);
    else
        sip_values_begin(&values, match->message, match->header);
    if (!sip_values_next(&values, &match->text))
        match->text = (struct slice){NULL, 0};
    if (condition->param && match->header == SIP_HEADER_VIA)
        find_via_param_text(match, condition->param);
    else if (condition->param)
        find_param_text(match, condition->param);
}

static void eval_test(const struct condition *condition, const struct check_context *context,
                      const struct sip_message *message, struct outcome *outcome)
{
    struct match match = {
        .context = context,
        .condition = condition,
        .message = message,
        .outcome = outcome,
    };
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    find_subject(&match);
    if (condition->argument && expr_eval(condition->argument, context->scope, &match.argument, &why)) {
        cannot_tell(outcome, &why);
    } else {
        outcome->holds = true; /* a matcher that finds nothing wrong leaves it so */
        condition->matcher->run(&match);
    }
    value_free(&match.argument);
    buf_free(&why);
}

void condition_eval(const struct condition *condition, const struct check_context *context, long entry,
                    struct outcome *outcome)
{
    const struct entry *subject = transcript_at(context->transcript, entry);
    outcome->holds = false;
    outcome->unknown = false;
    outcome->cause = CAUSE_CONTENT;
    switch (condition->kind) {
    case CONDITION_ALL:
        eval_all(condition, context, entry, outcome);
        break;
    case CONDITION_ANY:
        eval_any(condition, context, entry, outcome);
        break;
    case CONDITION_NOT:
        eval_not(condition, context, entry, outcome);
        break;
    case CONDITION_STATUS:
        eval_status(condition, context, subject->message, outcome);
        outcome->cause = CAUSE_STATUS;
        break;
    case CONDITION_METHOD:
        eval_method(condition, context, subject->message, outcome);
        outcome->cause = CAUSE_STATUS;
        break;
    case CONDITION_RETRANSMISSION_OF:
        eval_retransmission_of(condition, context, subject, outcome);
        outcome->cause = CAUSE_TIMING;
        break;
    case CONDITION_DELAY:
        eval_delay(condition, context, subject, outcome);
        outcome->cause = CAUSE_TIMING;
        break;
    case CONDITION_TEST:
        eval_test(condition, context, subject->message, outcome);
        break;
    }
}
