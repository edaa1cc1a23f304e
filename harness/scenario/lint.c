/* What the schema cannot say of a scenario: names that nothing defines, captures that nothing uses, answers
 * that nobody looks at, expectations that cannot fail, requirements that are not there or are another
 * role's. */
#include "scenario/builtin.h"
#include "scenario/layout.h"
#include "scenario/missing_control.h"
#include "scenario/names.h"
#include "scenario/reader.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct name_use {
    const char *name;
    int line;
    const char *file;
    bool used;
};

struct lint {
    struct reader *reader;
    const struct scenario *scenario;
    struct name_use messages[LIMIT_SCENARIO_NAMES]; /* names given by "as" */
    size_t message_count;
    struct name_use variables[LIMIT_SCENARIO_NAMES]; /* let, axes, set, each, parameters */
    size_t variable_count;
    struct name_use endpoints[LIMIT_SCENARIO_NAMES];
    size_t endpoint_count;
    int line; /* of the step being looked at */
    const char *file;
    size_t judgements;
    struct name_visitor visitor;
    bool incomplete; /* a fragment is not there: names that it may give are not complained of */
};

static void complain(struct lint *lint, enum severity severity, int line, const char *file,
                     const char *format, ...) __attribute__((format(printf, 5, 6)));

static void complain(struct lint *lint, enum severity severity, int line, const char *file,
                     const char *format, ...)
{
    char text[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    diagnostics_add(lint->reader->diagnostics, severity, file ? file : lint->reader->file, line, line ? 1 : 0,
                    "", "%s", text);
    if (severity == SEVERITY_ERROR)
        lint->reader->bad = true;
}

static struct name_use *find(struct name_use *uses, size_t count, const char *name, size_t n)
{
    for (size_t i = 0; i < count; i++)
        if (strlen(uses[i].name) == n && strncmp(uses[i].name, name, n) == 0)
            return &uses[i];
    return NULL;
}

static void define(struct lint *lint, struct name_use *uses, size_t *count, const char *name, int line,
                   const char *file)
{
    enum builtin builtin;
    if (name && builtin_find(name, strlen(name), &builtin))
        complain(lint, SEVERITY_ERROR, line, file, "the name \"%s\" is taken: it is always there", name);
    if (name && *count < LIMIT_SCENARIO_NAMES && !find(uses, *count, name, strlen(name)))
        uses[(*count)++] = (struct name_use){name, line, file, false};
}

/* ---- definitions ---- */

static void define_bindings(struct lint *lint, const struct bindings *bindings, int line)
{
    for (size_t i = 0; i < bindings->count; i++)
        define(lint, lint->variables, &lint->variable_count, bindings->items[i].name, line, NULL);
}

static void define_variable(struct lint *lint, const struct step *step, const char *name)
{
    define(lint, lint->variables, &lint->variable_count, name, step->line, step->file);
}

static void define_step(void *arg, const struct step *step)
{
    struct lint *lint = arg;
    define(lint, lint->messages, &lint->message_count, step->as, step->line, step->file);
    switch (step->kind) {
    case STEP_EACH:
        define_variable(lint, step, step->each.variable);
        break;
    case STEP_USE:
        define_bindings(lint, &step->use.parameters, step->line);
        if (!step->use.steps.count)
            lint->incomplete = true;
        break;
    case STEP_SET:
        define_bindings(lint, &step->set.variables, step->line);
        break;
    case STEP_SEND:
    case STEP_SEND_RAW:
    case STEP_RETRANSMIT:
    case STEP_EXPECT:
    case STEP_WATCH:
    case STEP_REVIEW:
    case STEP_CHECK:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_IF:
        break;
    }
}

static void define_all(struct lint *lint)
{
    const struct scenario *scenario = lint->scenario;
    define_bindings(lint, &scenario->let, 0);
    for (size_t i = 0; i < scenario->matrix.count; i++)
        define(lint, lint->variables, &lint->variable_count, scenario->matrix.axes[i].name, 0, NULL);
    define(lint, lint->endpoints, &lint->endpoint_count, "client", 0, NULL);
    define(lint, lint->endpoints, &lint->endpoint_count, "server", 0, NULL);
    lint->endpoints[0].used = lint->endpoints[1].used = true;
    for (size_t i = 0; i < scenario->endpoints.count; i++)
        define(lint, lint->endpoints, &lint->endpoint_count, scenario->endpoints.items[i], 0, NULL);
    steps_walk(&scenario->control, define_step, lint);
    steps_walk(&scenario->steps, define_step, lint);
    steps_walk(&scenario->aftermath, define_step, lint);
}

/* ---- uses ---- */

/* Which parts a variable has shows only in a run, but not whether it has any. */
static void lint_parts(struct lint *lint, enum builtin builtin, const char *name)
{
    bool has_part = strchr(name, '.') != NULL;
    const char *first = builtin_name(builtin);
    if (has_part && builtin_parts(builtin) == PARTS_NONE)
        complain(lint, SEVERITY_ERROR, lint->line, lint->file, "{%s} has no parts: there is no {%s}", first,
                 name);
    if (!has_part && builtin_parts(builtin) == PARTS_NEEDED)
        complain(lint, SEVERITY_ERROR, lint->line, lint->file, "{%s} is not a value: say which part", first);
}

static void use_variable(void *arg, const char *name)
{
    struct lint *lint = arg;
    if (!name) {
        complain(lint, SEVERITY_ERROR, lint->line, lint->file,
                 "a brace is not closed (write \"{{\" for a brace)");
        return;
    }
    size_t n = strcspn(name, ".");
    struct name_use *use = find(lint->variables, lint->variable_count, name, n);
    if (!use)
        use = find(lint->messages, lint->message_count, name, n);
    if (!use)
        use = find(lint->endpoints, lint->endpoint_count, name, n);
    if (use) {
        use->used = true;
        return;
    }
    enum builtin builtin;
    if (builtin_find(name, n, &builtin)) {
        lint_parts(lint, builtin, name);
        return;
    }
    if (lint->incomplete)
        return;
    const char *names[3 * LIMIT_SCENARIO_NAMES];
    size_t count = 0;
    for (size_t i = 0; i < lint->variable_count; i++)
        names[count++] = lint->variables[i].name;
    for (size_t i = 0; i < lint->message_count; i++)
        names[count++] = lint->messages[i].name;
    for (size_t i = 0; i < lint->endpoint_count; i++)
        names[count++] = lint->endpoints[i].name;
    const char *near = nearest_name(name, names, count);
    complain(lint, SEVERITY_ERROR, lint->line, lint->file, "there is no variable {%s}%s%s%s", name,
             near ? "; did you mean {" : "", near ? near : "", near ? "}?" : "");
}

static void use_message(void *arg, const char *name)
{
    struct lint *lint = arg;
    if (!name)
        return;
    struct name_use *use = find(lint->messages, lint->message_count, name, strlen(name));
    if (use) {
        use->used = true;
        return;
    }
    if (lint->incomplete)
        return;
    const char *names[LIMIT_SCENARIO_NAMES];
    for (size_t i = 0; i < lint->message_count; i++)
        names[i] = lint->messages[i].name;
    const char *near = nearest_name(name, names, lint->message_count);
    complain(lint, SEVERITY_ERROR, lint->line, lint->file, "no step names a message \"%s\"%s%s%s", name,
             near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

static void use_endpoints(struct lint *lint, const struct texts *at)
{
    for (size_t i = 0; i < at->count; i++) {
        struct name_use *use =
            find(lint->endpoints, lint->endpoint_count, at->items[i], strlen(at->items[i]));
        if (use)
            use->used = true;
        else
            complain(lint, SEVERITY_ERROR, lint->line, lint->file,
                     "there is no endpoint \"%s\": name it in \"endpoints\"", at->items[i]);
    }
}

/* A word of a fixed list, written out (not a variable): it must be one of them. "" is none. */
static void lint_word(struct lint *lint, const char *what, const struct expr *expr,
                      const char *(*name_at)(size_t i))
{
    const char *names[32];
    size_t count = 0;
    if (!expr || !expr->text || !expr->text[0] || strchr(expr->text, '{'))
        return;
    for (; count < 32 && name_at(count); count++) {
        names[count] = name_at(count);
        if (strcmp(names[count], expr->text) == 0)
            return;
    }
    const char *near = nearest_name(expr->text, names, count);
    complain(lint, SEVERITY_ERROR, lint->line, lint->file, "there is no %s \"%s\"%s%s%s", what, expr->text,
             near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
}

/* The same for the axes, through which layouts and positions mostly come. */
static void lint_axis_words(struct lint *lint, const char *what, const struct expr *expr,
                            const char *(*name_at)(size_t i))
{
    const struct matrix *matrix = &lint->scenario->matrix;
    for (size_t i = 0; expr && expr->text && i < matrix->count; i++) {
        const struct axis *axis = &matrix->axes[i];
        size_t n = strlen(axis->name);
        if (expr->text[0] != '{' || strncmp(expr->text + 1, axis->name, n) != 0 ||
            strcmp(expr->text + 1 + n, "}") != 0)
            continue;
        for (size_t k = 0; k < axis->count; k++)
            lint_word(lint, what, axis->values[k], name_at);
    }
}

static void lint_headers(struct lint *lint, const struct headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        lint_word(lint, "layout", headers->items[i].layout, layout_name);
        lint_axis_words(lint, "layout", headers->items[i].layout, layout_name);
        lint_word(lint, "position", headers->items[i].position, position_name);
        lint_axis_words(lint, "position", headers->items[i].position, position_name);
    }
}

/* ---- judgements ---- */

static bool role_fits(const char *role, unsigned roles)
{
    enum role own;
    return !role_from_name(role, &own) || (roles & (1u << own));
}

static void lint_requirement(struct lint *lint, const struct judgement *judgement)
{
    const struct catalogue *catalogue = &lint->reader->library->catalogue;
    const struct requirement *requirement = catalogue_find(catalogue, judgement->requirement);
    if (!requirement) {
        const char *near = catalogue_nearest(catalogue, judgement->requirement);
        complain(lint, SEVERITY_ERROR, judgement->line, lint->file,
                 "there is no requirement %s; did you mean %s?", judgement->requirement,
                 near ? near : "another");
        return;
    }
    bool graded = judgement->warn || judgement->fail || judgement->set_warn || judgement->set_fail;
    if (requirement->level == LEVEL_MAY && !graded)
        complain(lint, SEVERITY_WARNING, judgement->line, lint->file,
                 "%s is a MAY, which cannot fail: give it a \"warn_if\"", judgement->requirement);
    if (!role_fits(requirement->role, lint->scenario->roles))
        complain(lint, SEVERITY_WARNING, judgement->line, lint->file, "the requirement %s is for the role %s",
                 judgement->requirement, requirement->role);
}

static void lint_judge(struct lint *lint, const struct judge *judge)
{
    for (size_t i = 0; judge && i < judge->count; i++)
        for (size_t k = 0; k < judge->stages[i].count; k++) {
            lint->judgements++;
            lint_requirement(lint, &judge->stages[i].items[k]);
        }
}

/* ---- steps ---- */

static void lint_expect(struct lint *lint, const struct step *step)
{
    const struct expect_step *expect = &step->expect;
    use_endpoints(lint, &expect->filter.at);
    if (expect->optional && !expect->test.judge.count && !step->as)
        complain(lint, SEVERITY_WARNING, step->line, step->file,
                 "this expectation cannot fail: it is optional and nothing is judged");
}

static bool is_looked_at(const struct step *step, const struct survey *survey)
{
    return survey->test.judge.count || survey->test.premise || step->as;
}

static void lint_survey(struct lint *lint, const struct step *step, const struct survey *survey)
{
    const struct message_filter *filter = &survey->filter;
    use_endpoints(lint, &filter->at);
    if (survey->retransmissions_of &&
        (filter->kinds.count || filter->at.count || filter->to || filter->of || survey->since))
        complain(lint, SEVERITY_ERROR, step->line, step->file,
                 "\"retransmissions_of\" says all: message, at, to, of and since do not go with it");
}

static void lint_watch(struct lint *lint, const struct step *step)
{
    lint_survey(lint, step, &step->watch.survey);
    if (!is_looked_at(step, &step->watch.survey))
        complain(lint, SEVERITY_WARNING, step->line, step->file,
                 "nobody looks at what is watched here: judge it, or use \"pause\"");
}

static void lint_review(struct lint *lint, const struct step *step)
{
    lint_survey(lint, step, &step->review.survey);
    if (!is_looked_at(step, &step->review.survey))
        complain(lint, SEVERITY_ERROR, step->line, step->file, "this review judges nothing");
}

static void lint_check(struct lint *lint, const struct step *step)
{
    if (!step->check.test.judge.count && !step->check.test.premise)
        complain(lint, SEVERITY_ERROR, step->line, step->file, "this check judges nothing");
}

/* What is more to be said of a step than which names it uses. */
static void lint_kind(struct lint *lint, const struct step *step)
{
    switch (step->kind) {
    case STEP_SEND:
        use_endpoints(lint, &step->send.at);
        lint_headers(lint, &step->send.headers);
        break;
    case STEP_SEND_RAW:
        use_endpoints(lint, &step->send_raw.at);
        break;
    case STEP_EXPECT:
        lint_expect(lint, step);
        break;
    case STEP_WATCH:
        lint_watch(lint, step);
        break;
    case STEP_REVIEW:
        lint_review(lint, step);
        break;
    case STEP_CHECK:
        lint_check(lint, step);
        break;
    case STEP_RETRANSMIT:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_IF:
    case STEP_EACH:
    case STEP_USE:
    case STEP_SET:
        break;
    }
}

static void lint_step(void *arg, const struct step *step)
{
    struct lint *lint = arg;
    lint->line = step->line;
    lint->file = step->file;
    lint_kind(lint, step);
    step_names(step, &lint->visitor);
    lint_judge(lint, step_judge(step));
}

static void use_scenario(struct lint *lint)
{
    const struct scenario *scenario = lint->scenario;
    when_names(scenario->needs, &lint->visitor);
    bindings_names(&scenario->let, &lint->visitor);
    for (size_t i = 0; i < scenario->matrix.count; i++) {
        if (scenario->matrix.axes[i].list)
            text_names(scenario->matrix.axes[i].list, use_variable, lint);
        for (size_t k = 0; k < scenario->matrix.axes[i].count; k++)
            expr_names(scenario->matrix.axes[i].values[k], use_variable, lint);
    }
    for (size_t i = 0; i < scenario->matrix.only_count; i++)
        when_names(&scenario->matrix.only[i], &lint->visitor);
    for (size_t i = 0; i < scenario->matrix.except_count; i++)
        when_names(&scenario->matrix.except[i], &lint->visitor);
    for (size_t i = 0; i < scenario->answer_count; i++) {
        lint->line = scenario->answers[i].line;
        lint->file = NULL;
        use_endpoints(lint, &scenario->answers[i].at);
        expr_names(scenario->answers[i].status, use_variable, lint);
        headers_names(&scenario->answers[i].headers, &lint->visitor);
        lint_headers(lint, &scenario->answers[i].headers);
        expr_names(scenario->answers[i].body, use_variable, lint);
    }
    steps_walk(&scenario->control, lint_step, lint);
    steps_walk(&scenario->steps, lint_step, lint);
    steps_walk(&scenario->aftermath, lint_step, lint);
}

/* A name given in the scenario itself; fragments may give names that only some scenarios use. */
static void lint_unused(struct lint *lint)
{
    const char *own = lint->scenario->file;
    for (size_t i = 0; i < lint->message_count; i++)
        if (!lint->messages[i].used && lint->messages[i].file && strcmp(lint->messages[i].file, own) == 0)
            complain(lint, SEVERITY_WARNING, lint->messages[i].line, own, "nothing uses the message \"%s\"",
                     lint->messages[i].name);
    for (size_t i = 0; i < lint->scenario->let.count; i++) {
        const char *name = lint->scenario->let.items[i].name;
        const struct name_use *use = find(lint->variables, lint->variable_count, name, strlen(name));
        if (use && !use->used)
            complain(lint, SEVERITY_WARNING, 0, own, "nothing uses the variable \"%s\"", name);
    }
    for (size_t i = 0; i < lint->endpoint_count; i++)
        if (!lint->endpoints[i].used)
            complain(lint, SEVERITY_WARNING, 0, own, "nothing uses the endpoint \"%s\"",
                     lint->endpoints[i].name);
}

static void lint_control(struct lint *lint)
{
    int line;
    const char *file;
    if (!lint->incomplete && control_is_missing(lint->scenario, &line, &file))
        complain(lint, SEVERITY_WARNING, line, file,
                 "a device that refuses the plain request as well fails here: give the scenario a "
                 "\"control\", or a premise before");
}

void lint_scenario(struct reader *reader, const struct scenario *scenario)
{
    struct lint *lint = calloc(1, sizeof(*lint));
    if (!lint) {
        reader->failed = true;
        return;
    }
    lint->reader = reader;
    lint->scenario = scenario;
    lint->visitor = (struct name_visitor){use_variable, use_message, use_message, lint};
    define_all(lint);
    use_scenario(lint);
    if (!lint->judgements && !lint->incomplete && !strstr(scenario->id, "discovery/"))
        complain(lint, SEVERITY_ERROR, 0, scenario->file, "the scenario judges nothing");
    lint_control(lint);
    if (!reader->bad)
        lint_unused(lint); /* else the use may be in what could not be read */
    free(lint);
}
