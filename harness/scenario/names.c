/* Walks through what a step says, and calls back with each name that it uses. */
#include "scenario/names.h"

static void use_text(const char *text, const struct name_visitor *visitor)
{
    if (text)
        text_names(text, visitor->variable, visitor->arg);
}

static void use_expr(const struct expr *expr, const struct name_visitor *visitor)
{
    expr_names(expr, visitor->variable, visitor->arg);
}

static void use_message(const char *name, const struct name_visitor *visitor)
{
    if (name)
        visitor->message(visitor->arg, name);
}

void when_names(const struct when *when, const struct name_visitor *visitor)
{
    for (size_t i = 0; when && i < when->count; i++) {
        visitor->variable(visitor->arg, when->clauses[i].variable);
        use_expr(when->clauses[i].values, visitor);
    }
}

void headers_names(const struct headers *headers, const struct name_visitor *visitor)
{
    for (size_t i = 0; i < headers->count; i++) {
        use_expr(headers->items[i].values, visitor);
        use_expr(headers->items[i].layout, visitor);
        use_expr(headers->items[i].spelling, visitor);
        use_expr(headers->items[i].position, visitor);
    }
}

void bindings_names(const struct bindings *bindings, const struct name_visitor *visitor)
{
    for (size_t i = 0; i < bindings->count; i++)
        use_expr(bindings->items[i].value, visitor);
}

static void use_judgement(const struct judgement *judgement, const struct name_visitor *visitor)
{
    const struct condition *conditions[] = {judgement->pass, judgement->fail, judgement->warn,
                                            judgement->skip, judgement->inconclusive};
    const struct set_condition *sets[] = {judgement->set_pass, judgement->set_fail, judgement->set_warn,
                                          judgement->set_skip, judgement->set_inconclusive};
    when_names(judgement->when, visitor);
    for (size_t i = 0; i < sizeof(sets) / sizeof(sets[0]); i++) {
        condition_names(conditions[i], visitor);
        set_condition_names(sets[i], visitor);
    }
}

static void use_judge(const struct judge *judge, const struct name_visitor *visitor)
{
    for (size_t i = 0; judge && i < judge->count; i++)
        for (size_t k = 0; k < judge->stages[i].count; k++)
            use_judgement(&judge->stages[i].items[k], visitor);
}

static void use_filter(const struct message_filter *filter, const struct name_visitor *visitor)
{
    use_message(filter->to, visitor);
    use_message(filter->of, visitor);
    condition_names(filter->where, visitor);
}

static void use_send(const struct send_step *send, const struct name_visitor *visitor)
{
    use_text(send->what, visitor);
    use_message(send->to, visitor);
    use_message(send->of, visitor);
    use_message(send->in_dialog, visitor);
    use_message(send->retry_of, visitor);
    use_text(send->uri, visitor);
    headers_names(&send->headers, visitor);
    use_expr(send->body, visitor);
}

static void use_survey(const struct survey *survey, const struct name_visitor *visitor)
{
    use_filter(&survey->filter, visitor);
    use_message(survey->retransmissions_of, visitor);
    use_message(survey->since, visitor);
    set_condition_names(survey->test.premise, visitor);
}

/* All but its judgements. */
static void use_own(const struct step *step, const struct name_visitor *visitor)
{
    switch (step->kind) {
    case STEP_SEND:
        use_send(&step->send, visitor);
        break;
    case STEP_SEND_RAW:
        use_expr(step->send_raw.lines, visitor);
        break;
    case STEP_RETRANSMIT:
        use_message(step->retransmit.message, visitor);
        break;
    case STEP_EXPECT:
        use_filter(&step->expect.filter, visitor);
        condition_names(step->expect.skip_if, visitor);
        condition_names(step->expect.test.premise, visitor);
        break;
    case STEP_WATCH:
        use_survey(&step->watch.survey, visitor);
        break;
    case STEP_REVIEW:
        use_survey(&step->review.survey, visitor);
        break;
    case STEP_CHECK:
        use_message(step->check.message, visitor);
        condition_names(step->check.test.premise, visitor);
        break;
    case STEP_TRIGGER:
        use_text(step->trigger.uri, visitor);
        break;
    case STEP_PAUSE:
        break;
    case STEP_IF:
        when_names(step->if_.condition, visitor);
        break;
    case STEP_EACH:
        use_expr(step->each.list, visitor);
        break;
    case STEP_USE:
        bindings_names(&step->use.parameters, visitor);
        break;
    case STEP_SET:
        bindings_names(&step->set.variables, visitor);
        break;
    }
}

void step_names(const struct step *step, const struct name_visitor *visitor)
{
    use_own(step, visitor);
    use_judge(step_judge(step), visitor);
}
