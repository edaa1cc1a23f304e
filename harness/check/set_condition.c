/* Conditions over a set of messages: how many there are, whether they are the same, when they came. */
#include "check/matcher.h"
#include "check/schedule.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

struct set_condition *set_condition_new(enum set_kind kind, int line)
{
    struct set_condition *condition = calloc(1, sizeof(*condition));
    if (condition) {
        condition->kind = kind;
        condition->line = line;
    }
    return condition;
}

int set_condition_add(struct set_condition *condition, struct set_condition *child)
{
    struct set_condition **children =
        child ? realloc(condition->children, (condition->child_count + 1) * sizeof(*children)) : NULL;
    if (!children) {
        set_condition_free(child);
        return -1;
    }
    condition->children = children;
    children[condition->child_count++] = child;
    return 0;
}

void set_condition_free(struct set_condition *condition)
{
    if (!condition)
        return;
    for (size_t i = 0; i < condition->child_count; i++)
        set_condition_free(condition->children[i]);
    free(condition->children);
    bounds_free(&condition->bounds);
    free(condition->schedule);
    for (size_t i = 0; i < condition->except_count; i++)
        free(condition->except[i]);
    free(condition->except);
    condition_free(condition->condition);
    free(condition);
}

void set_condition_names(const struct set_condition *condition, const struct name_visitor *visitor)
{
    if (!condition)
        return;
    for (size_t i = 0; i < condition->child_count; i++)
        set_condition_names(condition->children[i], visitor);
    expr_names(condition->bounds.exactly, visitor->variable, visitor->arg);
    expr_names(condition->bounds.at_least, visitor->variable, visitor->arg);
    expr_names(condition->bounds.at_most, visitor->variable, visitor->arg);
    expr_names(condition->bounds.above, visitor->variable, visitor->arg);
    expr_names(condition->bounds.below, visitor->variable, visitor->arg);
    condition_names(condition->condition, visitor);
}

static const struct entry *member(const struct check_context *context, const struct message_set *set,
                                  size_t i)
{
    return transcript_at(context->transcript, set->entries[i]);
}

static void eval_count(const struct set_condition *condition, const struct check_context *context,
                       const struct message_set *set, struct outcome *outcome)
{
    const char *what = set->original >= 0 ? "number of retransmissions" : "number of such messages";
    outcome->holds = bounds_fit(&condition->bounds, context, set->count, outcome, what);
    if (!outcome->holds && set->count)
        outcome->entry = set->entries[set->count - 1];
}

static bool may_differ(const struct set_condition *condition, const struct sip_row *row)
{
    for (size_t i = 0; i < condition->except_count; i++)
        if (row->id != SIP_HEADER_OTHER ? sip_header_find(slice_from(condition->except[i])) == row->id
                                        : slice_ieq_text(row->name, condition->except[i]))
            return true;
    return false;
}

static const struct sip_row *next_counted(const struct set_condition *condition,
                                          const struct sip_message *message, size_t *i)
{
    while (*i < message->row_count && may_differ(condition, &message->rows[*i]))
        (*i)++;
    return *i < message->row_count ? &message->rows[(*i)++] : NULL;
}

/* Compares octet by octet, less the rows that may differ. ret_odd is what differs in b. */
static bool identical(const struct set_condition *condition, const struct sip_message *a,
                      const struct sip_message *b, struct slice *ret_odd)
{
    size_t i = 0, k = 0;
    *ret_odd = b->start_line;
    if (!slice_eq(a->start_line, b->start_line))
        return false;
    for (;;) {
        const struct sip_row *x = next_counted(condition, a, &i), *y = next_counted(condition, b, &k);
        if (!x && !y)
            break;
        if (y)
            *ret_odd = y->raw;
        if (!x || !y || !slice_eq(x->raw, y->raw))
            return false;
    }
    *ret_odd = b->body;
    return slice_eq(a->body, b->body);
}

static void eval_identical(const struct set_condition *condition, const struct check_context *context,
                           const struct message_set *set, struct outcome *outcome)
{
    outcome->holds = true;
    const struct entry *first = transcript_at(context->transcript, set->original);
    for (size_t i = 0; i < set->count; i++) {
        const struct entry *entry = member(context, set, i);
        struct slice odd;
        if (!first) {
            first = entry;
            continue;
        }
        if (identical(condition, first->message, entry->message, &odd))
            continue;
        outcome->holds = false;
        outcome->entry = set->entries[i];
        outcome->offset = sip_offset_of(entry->message, odd);
        outcome->length = odd.n;
        buf_add_text(&outcome->expected, "every retransmission equals the first, octet by octet");
        for (size_t k = 0; k < condition->except_count; k++)
            buf_addf(&outcome->expected, "%s%s", k ? ", " : ", less ", condition->except[k]);
        struct slice line = slice_trim(slice_sub(odd, 0, 200));
        buf_addf(&outcome->actual, "retransmission %zu differs at: %.*s", i + 1, SLICE_ARG(line));
        return;
    }
}

static void eval_each(const struct set_condition *condition, const struct check_context *context,
                      const struct message_set *set, bool wanted, struct outcome *outcome)
{
    for (size_t i = 0; i < set->count; i++) {
        buf_clear(&outcome->expected);
        buf_clear(&outcome->actual);
        condition_eval(condition->condition, context, set->entries[i], outcome);
        if (outcome->unknown || outcome->holds != wanted) {
            outcome->entry = set->entries[i];
            if (!wanted && outcome->holds) {
                const struct entry *entry = member(context, set, i);
                buf_add_text(&outcome->expected, "no such message");
                buf_addf(&outcome->actual, "%.*s", SLICE_ARG(slice_sub(entry->message->start_line, 0, 200)));
            }
            outcome->holds = false;
            return;
        }
    }
    outcome->holds = true;
}

static void eval_times(const struct set_condition *condition, const struct check_context *context,
                       const struct message_set *set, struct outcome *outcome)
{
    int64_t *times = calloc(set->count + 1, sizeof(*times));
    if (!times) {
        outcome->unknown = true;
        return;
    }
    const struct entry *original = transcript_at(context->transcript, set->original);
    size_t count = 0;
    if (original)
        times[count++] = original->time_ns / 1000000;
    for (size_t i = 0; i < set->count; i++)
        times[count++] = member(context, set, i)->time_ns / 1000000;
    struct schedule_result result;
    schedule_check(condition->schedule, context->timers, times, count, set->until_ns / 1000000, &result);
    outcome->holds = result.holds;
    if (!result.holds) {
        buf_add_text(&outcome->expected, result.expected);
        buf_add_text(&outcome->actual, result.actual);
        if (result.index > 0 && result.index - (original ? 1 : 0) < set->count)
            outcome->entry = set->entries[result.index - (original ? 1 : 0)];
    }
    free(times);
}

void set_condition_eval(const struct set_condition *condition, const struct check_context *context,
                        const struct message_set *set, struct outcome *outcome)
{
    outcome->holds = false;
    outcome->unknown = false;
    outcome->cause = CAUSE_CONTENT;
    switch (condition->kind) {
    case SET_ALL:
        for (size_t i = 0; i < condition->child_count; i++) {
            set_condition_eval(condition->children[i], context, set, outcome);
            if (!outcome->holds)
                return;
        }
        outcome->holds = true;
        break;
    case SET_COUNT:
        eval_count(condition, context, set, outcome);
        outcome->cause = CAUSE_TIMING;
        break;
    case SET_TIMES:
        eval_times(condition, context, set, outcome);
        outcome->cause = CAUSE_TIMING;
        break;
    case SET_IDENTICAL:
        eval_identical(condition, context, set, outcome);
        break;
    case SET_EVERY:
        eval_each(condition, context, set, true, outcome);
        break;
    case SET_NONE:
        eval_each(condition, context, set, false, outcome);
        outcome->cause = CAUSE_TIMING;
        break;
    }
}
