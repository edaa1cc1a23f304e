/* The tree of a scenario: names of its parts, freeing it, and walking over its steps and judgements. */
#include "scenario/scenario.h"

#include <stdlib.h>
#include <string.h>

static const char *const role_names[ROLE_COUNT] = {"uas", "redirect", "registrar", "proxy", "uac"};
static const char *const manner_names[MANNER_COUNT] = {"ack",          "retransmit", "hang_up",
                                                       "authenticate", "serve",      "answer_copies"};

const char *role_name(enum role role)
{
    return role_names[role];
}

bool role_from_name(const char *name, enum role *ret_role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(role_names[i], name) == 0) {
            *ret_role = (enum role)i;
            return true;
        }
    return false;
}

const char *manner_name(enum manner manner)
{
    return manner_names[manner];
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

static void step_free(struct step *step)
{
    free(step->as);
    free(step->what);
    texts_free(&step->at);
    free(step->to);
    free(step->for_);
    free(step->in_dialog);
    free(step->retry_of);
    free(step->template_name);
    free(step->uri);
    headers_free(&step->headers);
    expr_free(step->body);
    expr_free(step->raw);
    free(step->raw_hex);
    texts_free(&step->kinds);
    condition_free(step->where);
    free(step->duration);
    free(step->copies_of);
    free(step->since);
    condition_free(step->skip_if);
    condition_free(step->premise);
    set_condition_free(step->set_premise);
    judge_free(&step->judge);
    when_delete(step->condition);
    steps_free(&step->then);
    steps_free(&step->otherwise);
    free(step->variable);
    expr_free(step->list);
    bindings_free(&step->bindings);
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
    }
    free(scenario->answers);
    steps_free(&scenario->steps);
    steps_free(&scenario->aftermath);
    free(scenario->drain);
    free(scenario);
}

void steps_walk(const struct steps *steps, void (*visit)(void *arg, const struct step *step), void *arg)
{
    for (size_t i = 0; i < steps->count; i++) {
        visit(arg, &steps->items[i]);
        steps_walk(&steps->items[i].then, visit, arg);
        steps_walk(&steps->items[i].otherwise, visit, arg);
    }
}

struct judgement_walk {
    void (*visit)(void *arg, const struct judgement *judgement);
    void *arg;
};

static void visit_judgements(void *arg, const struct step *step)
{
    struct judgement_walk *walk = arg;
    for (size_t i = 0; i < step->judge.count; i++)
        for (size_t k = 0; k < step->judge.stages[i].count; k++)
            walk->visit(walk->arg, &step->judge.stages[i].items[k]);
}

void scenario_judgements(const struct scenario *scenario,
                         void (*visit)(void *arg, const struct judgement *judgement), void *arg)
{
    struct judgement_walk walk = {visit, arg};
    steps_walk(&scenario->control, visit_judgements, &walk);
    steps_walk(&scenario->steps, visit_judgements, &walk);
    steps_walk(&scenario->aftermath, visit_judgements, &walk);
}
