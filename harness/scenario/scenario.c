/* The tree of a scenario: names of its parts, freeing it, and walking over its steps and judgements. */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

static const char *const automatic_names[AUTOMATIC_COUNT] = {
    [AUTOMATIC_ACK] = "ack",
    [AUTOMATIC_RETRANSMIT] = "retransmit",
    [AUTOMATIC_HANG_UP] = "hang_up",
    [AUTOMATIC_AUTHENTICATE] = "authenticate",
    [AUTOMATIC_TRY_AGAIN] = "try_again",
    [AUTOMATIC_ANSWER_OTHERS] = "answer_others",
    [AUTOMATIC_ANSWER_RETRANSMISSIONS] = "answer_retransmissions",
};

const char *automatic_name(enum automatic_behaviour behaviour)
{
    return automatic_names[behaviour];
}

static void texts_free(struct texts *texts)
{
    for (size_t i = 0; i < texts->count; i++)
        free(texts->items[i]);
    free(texts->items);
}

static void bindings_free(struct bindings *bindings)
{
    for (size_t i = 0; i < bindings->count; i++) {
        free(bindings->items[i].name);
        expr_free(bindings->items[i].value);
    }
    free(bindings->items);
}

static void headers_free(struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        free(headers->items[i].name);
        expr_free(headers->items[i].values);
        expr_free(headers->items[i].layout);
        expr_free(headers->items[i].spelling);
        expr_free(headers->items[i].position);
    }
    free(headers->items);
}

static void when_delete(struct when *when)
{
    if (when)
        when_free(when);
    free(when);
}

static void judgement_free(struct judgement *judgement)
{
    free(judgement->requirement);
    when_delete(judgement->when);
    condition_free(judgement->pass);
    condition_free(judgement->fail);
    condition_free(judgement->warn);
    condition_free(judgement->skip);
    condition_free(judgement->inconclusive);
    set_condition_free(judgement->set_pass);
    set_condition_free(judgement->set_fail);
    set_condition_free(judgement->set_warn);
    set_condition_free(judgement->set_skip);
    set_condition_free(judgement->set_inconclusive);
    free(judgement->because);
}

static void judge_free(struct judge *judge)
{
    for (size_t i = 0; i < judge->count; i++) {
        for (size_t k = 0; k < judge->stages[i].count; k++)
            judgement_free(&judge->stages[i].items[k]);
        free(judge->stages[i].items);
    }
    free(judge->stages);
}

static void filter_free(struct message_filter *filter)
{
    texts_free(&filter->kinds);
    texts_free(&filter->at);
    free(filter->to);
    free(filter->of);
    condition_free(filter->where);
}

static void message_test_free(struct message_test *test)
{
    condition_free(test->premise);
    judge_free(&test->judge);
}

static void send_free(struct send_step *send)
{
    free(send->what);
    texts_free(&send->at);
    free(send->to);
    free(send->of);
    free(send->in_dialog);
    free(send->retry_of);
    free(send->large);
    free(send->flawed);
    free(send->template_name);
    free(send->uri);
    headers_free(&send->headers);
    expr_free(send->body);
}

static void expect_free(struct expect_step *expect)
{
    filter_free(&expect->filter);
    free(expect->within);
    condition_free(expect->skip_if);
    message_test_free(&expect->test);
}

static void survey_free(struct survey *survey)
{
    filter_free(&survey->filter);
    free(survey->retransmissions_of);
    free(survey->since);
    set_condition_free(survey->test.premise);
    judge_free(&survey->test.judge);
}

static void step_free(struct step *step)
{
    free(step->as);
    switch (step->kind) {
    case STEP_SEND:
        send_free(&step->send);
        break;
    case STEP_SEND_RAW:
        texts_free(&step->send_raw.at);
        expr_free(step->send_raw.lines);
        free(step->send_raw.hex);
        break;
    case STEP_RETRANSMIT:
        free(step->retransmit.message);
        break;
    case STEP_EXPECT:
        expect_free(&step->expect);
        break;
    case STEP_WATCH:
        survey_free(&step->watch.survey);
        free(step->watch.duration);
        break;
    case STEP_REVIEW:
        survey_free(&step->review.survey);
        break;
    case STEP_CHECK:
        free(step->check.message);
        message_test_free(&step->check.test);
        break;
    case STEP_TRIGGER:
        free(step->trigger.what);
        free(step->trigger.uri);
        break;
    case STEP_PAUSE:
        free(step->pause.duration);
        break;
    case STEP_IF:
        when_delete(step->if_.condition);
        steps_free(&step->if_.then);
        steps_free(&step->if_.otherwise);
        break;
    case STEP_EACH:
        free(step->each.variable);
        expr_free(step->each.list);
        steps_free(&step->each.steps);
        break;
    case STEP_USE:
        free(step->use.fragment);
        bindings_free(&step->use.parameters);
        steps_free(&step->use.steps);
        break;
    case STEP_SET:
        bindings_free(&step->set.variables);
        break;
    }
}

void steps_free(struct steps *steps)
{
    for (size_t i = 0; i < steps->count; i++)
        step_free(&steps->items[i]);
    free(steps->items);
    *steps = (struct steps){0};
}

static void matrix_free(struct matrix *matrix)
{
    for (size_t i = 0; i < matrix->count; i++) {
        struct axis *axis = &matrix->axes[i];
        free(axis->name);
        free(axis->list);
        for (size_t k = 0; k < axis->count; k++) {
            free(axis->labels[k]);
            expr_free(axis->values[k]);
        }
        free(axis->labels);
        free(axis->values);
    }
    free(matrix->axes);
    for (size_t i = 0; i < matrix->only_count; i++)
        when_free(&matrix->only[i]);
    for (size_t i = 0; i < matrix->except_count; i++)
        when_free(&matrix->except[i]);
    free(matrix->triples);
    free(matrix->only);
    free(matrix->except);
}

void scenario_free(struct scenario *scenario)
{
    if (!scenario)
        return;
    free(scenario->id);
    free(scenario->file);
    free(scenario->title);
    when_delete(scenario->needs);
    texts_free(&scenario->endpoints);
    bindings_free(&scenario->let);
    matrix_free(&scenario->matrix);
    steps_free(&scenario->control);
    for (size_t i = 0; i < scenario->answer_count; i++) {
        struct standing_answer *answer = &scenario->answers[i];
        texts_free(&answer->at);
        free(answer->method);
        expr_free(answer->status);
        headers_free(&answer->headers);
        expr_free(answer->body);
        free(answer->flawed);
    }
    free(scenario->answers);
    steps_free(&scenario->steps);
    steps_free(&scenario->aftermath);
    free(scenario->drain);
    free(scenario);
}

const struct judge *step_judge(const struct step *step)
{
    switch (step->kind) {
    case STEP_EXPECT:
        return &step->expect.test.judge;
    case STEP_WATCH:
        return &step->watch.survey.test.judge;
    case STEP_REVIEW:
        return &step->review.survey.test.judge;
    case STEP_CHECK:
        return &step->check.test.judge;
    case STEP_SEND:
    case STEP_SEND_RAW:
    case STEP_RETRANSMIT:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_IF:
    case STEP_EACH:
    case STEP_USE:
    case STEP_SET:
        break;
    }
    return NULL;
}

struct inner_steps step_inner(const struct step *step)
{
    switch (step->kind) {
    case STEP_IF:
        return (struct inner_steps){{&step->if_.then, &step->if_.otherwise}};
    case STEP_EACH:
        return (struct inner_steps){{&step->each.steps, NULL}};
    case STEP_USE:
        return (struct inner_steps){{&step->use.steps, NULL}};
    case STEP_SEND:
    case STEP_SEND_RAW:
    case STEP_RETRANSMIT:
    case STEP_EXPECT:
    case STEP_WATCH:
    case STEP_REVIEW:
    case STEP_CHECK:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_SET:
        break;
    }
    return (struct inner_steps){{NULL, NULL}};
}

void steps_walk(const struct steps *steps, void (*visit)(void *arg, const struct step *step), void *arg)
{
    for (size_t i = 0; steps && i < steps->count; i++) {
        visit(arg, &steps->items[i]);
        struct inner_steps inner = step_inner(&steps->items[i]);
        steps_walk(inner.lists[0], visit, arg);
        steps_walk(inner.lists[1], visit, arg);
    }
}

struct judgement_walk {
    void (*visit)(void *arg, const struct judgement *judgement);
    void *arg;
};

static void visit_judgements(void *arg, const struct step *step)
{
    struct judgement_walk *walk = arg;
    const struct judge *judge = step_judge(step);
    for (size_t i = 0; judge && i < judge->count; i++)
        for (size_t k = 0; k < judge->stages[i].count; k++)
            walk->visit(walk->arg, &judge->stages[i].items[k]);
}

void scenario_judgements(const struct scenario *scenario,
                         void (*visit)(void *arg, const struct judgement *judgement), void *arg)
{
    struct judgement_walk walk = {visit, arg};
    steps_walk(&scenario->control, visit_judgements, &walk);
    steps_walk(&scenario->steps, visit_judgements, &walk);
    steps_walk(&scenario->aftermath, visit_judgements, &walk);
}
