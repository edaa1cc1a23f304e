/* Reading of steps and whole scenarios. */
#include "scenario/reader.h"

#include <stdlib.h>
#include <string.h>

static void complain(struct reader *reader, const cJSON *node, const char *why)
{
    document_error(reader->document, node, reader->diagnostics, "%s", why);
    reader->bad = true;
}

/* A key that has no meaning beside what else the step says. */
static void refuse(struct reader *reader, const cJSON *node, const char *key, const char *why)
{
    const cJSON *member = json_member(node, key);
    if (!member)
        return;
    complain(reader, member, why);
}

/* A method that is written out sends a request, a number a response; what a variable holds shows only in a
 * run. */
static void check_send(struct reader *reader, const cJSON *node)
{
    const cJSON *what = json_member(node, "send");
    if (cJSON_IsNumber(what))
        refuse(reader, node, "of",
               "\"of\" goes with an ACK or a CANCEL; the request that is answered is \"to\"");
    else if (what->valuestring[0] != '{')
        refuse(reader, node, "to",
               "\"to\" goes with a response; what an ACK or a CANCEL belongs to is \"of\"");
}

static void read_send(struct reader *reader, const cJSON *node, struct step *step)
{
    struct send_step *send = &step->send;
    const cJSON *what = json_member(node, "send");
    check_send(reader, node);
    if (cJSON_IsNumber(what)) {
        struct expr *number = read_expr(reader, what);
        send->what = number ? read_copy(reader, number->text) : NULL;
        expr_free(number);
    } else {
        send->what = read_copy(reader, what->valuestring);
    }
    read_texts(reader, json_member(node, "at"), &send->at);
    send->to = read_text(reader, node, "to");
    send->of = read_text(reader, node, "of");
    send->in_dialog = read_text(reader, node, "in_dialog");
    send->retry_of = read_text(reader, node, "retry_of");
    send->template_name = read_text(reader, node, "template");
    send->uri = read_text(reader, node, "uri");
    read_headers(reader, json_member(node, "headers"), &send->headers);
    send->body = read_expr(reader, json_member(node, "body"));
    send->automatic = read_automatic(json_member(node, "automatic"));
    send->large = read_text(reader, node, "large");
    send->flawed = read_text(reader, node, "flawed");
}

static void read_send_raw(struct reader *reader, const cJSON *node, struct step *step)
{
    const cJSON *raw = json_member(node, "send_raw");
    read_texts(reader, json_member(node, "at"), &step->send_raw.at);
    if (cJSON_IsObject(raw))
        step->send_raw.hex = read_text(reader, raw, "hex");
    else
        step->send_raw.lines = read_expr(reader, raw);
}

static void read_retransmit(struct reader *reader, const cJSON *node, struct step *step)
{
    step->retransmit.message = read_text(reader, node, "retransmit");
}

/* "to" is of responses, "of" is of requests: one of the kinds has to be such. No kind is any. */
static void check_filter(struct reader *reader, const cJSON *node, const struct texts *kinds)
{
    static const char *const words[] = {"final", "provisional", "response"};
    bool response = !kinds->count, request = !kinds->count;
    for (size_t i = 0; i < kinds->count; i++) {
        bool is_word = false, is_any = strcmp(kinds->items[i], "any") == 0;
        for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
            is_word = is_word || strcmp(kinds->items[i], words[k]) == 0;
        response = response || is_word || is_any;
        request = request || !is_word;
    }
    if (!response)
        refuse(reader, node, "to",
               "\"to\" goes with responses; what an ACK or a CANCEL belongs to is \"of\"");
    if (!request)
        refuse(reader, node, "of",
               "\"of\" goes with an ACK or a CANCEL; the request that is answered is \"to\"");
}

/* What selects messages in a step that names their kind by that key. */
static void read_filter(struct reader *reader, const cJSON *node, const char *kind_key,
                        struct message_filter *filter)
{
    read_texts(reader, json_member(node, kind_key), &filter->kinds);
    read_texts(reader, json_member(node, "at"), &filter->at);
    filter->to = read_text(reader, node, "to");
    filter->of = read_text(reader, node, "of");
    filter->where = read_condition(reader, json_member(node, "where"));
    if (!reader->failed)
        check_filter(reader, node, &filter->kinds);
}

static void read_message_test(struct reader *reader, const cJSON *node, struct message_test *test)
{
    test->premise = read_condition(reader, json_member(node, "premise"));
    read_judge(reader, json_member(node, "judge"), false, &test->judge);
}

static void read_expect(struct reader *reader, const cJSON *node, struct step *step)
{
    struct expect_step *expect = &step->expect;
    read_filter(reader, node, "expect", &expect->filter);
    expect->within = read_text(reader, node, "within");
    expect->optional = cJSON_IsTrue(json_member(node, "optional"));
    expect->skip_if = read_condition(reader, json_member(node, "skip_if"));
    read_message_test(reader, node, &expect->test);
}

/* The set stands in a member, what is asked of it beside that. */
static void read_survey(struct reader *reader, const cJSON *node, const char *key, struct survey *survey)
{
    const cJSON *set = json_member(node, key);
    read_filter(reader, set, "message", &survey->filter);
    survey->retransmissions_of = read_text(reader, set, "retransmissions_of");
    survey->since = read_text(reader, set, "since");
    survey->test.premise = read_set_condition(reader, json_member(node, "premise"));
    read_judge(reader, json_member(node, "judge"), true, &survey->test.judge);
}

static void read_watch(struct reader *reader, const cJSON *node, struct step *step)
{
    read_survey(reader, node, "watch", &step->watch.survey);
    step->watch.duration = read_text(reader, node, "for");
}

static void read_review(struct reader *reader, const cJSON *node, struct step *step)
{
    read_survey(reader, node, "review", &step->review.survey);
}

static void read_check(struct reader *reader, const cJSON *node, struct step *step)
{
    step->check.message = read_text(reader, node, "check");
    read_message_test(reader, node, &step->check.test);
}

static void read_trigger(struct reader *reader, const cJSON *node, struct step *step)
{
    step->trigger.what = read_text(reader, node, "trigger");
    step->trigger.uri = read_text(reader, node, "uri");
}

static void read_pause(struct reader *reader, const cJSON *node, struct step *step)
{
    step->pause.duration = read_text(reader, node, "pause");
}

static void read_if(struct reader *reader, const cJSON *node, struct step *step)
{
    step->if_.condition = read_when(reader, json_member(node, "if"));
    read_steps(reader, json_member(node, "then"), &step->if_.then);
    read_steps(reader, json_member(node, "else"), &step->if_.otherwise);
}

static void read_each(struct reader *reader, const cJSON *node, struct step *step)
{
    step->each.variable = read_text(reader, node, "each");
    step->each.list = read_expr(reader, json_member(node, "in"));
    read_steps(reader, json_member(node, "steps"), &step->each.steps);
}

static void read_use_step(struct reader *reader, const cJSON *node, struct step *step)
{
    read_use(reader, node, json_text(node, "use"), json_member(node, "with"), step);
}

static void read_set(struct reader *reader, const cJSON *node, struct step *step)
{
    read_bindings(reader, json_member(node, "set"), &step->set.variables);
}

static const struct {
    const char *key;
    enum step_kind kind;
    void (*read)(struct reader *reader, const cJSON *node, struct step *step);
} step_readers[] = {
    {"send", STEP_SEND, read_send},
    {"send_raw", STEP_SEND_RAW, read_send_raw},
    {"retransmit", STEP_RETRANSMIT, read_retransmit},
    {"expect", STEP_EXPECT, read_expect},
    {"watch", STEP_WATCH, read_watch},
    {"review", STEP_REVIEW, read_review},
    {"check", STEP_CHECK, read_check},
    {"trigger", STEP_TRIGGER, read_trigger},
    {"pause", STEP_PAUSE, read_pause},
    {"if", STEP_IF, read_if},
    {"each", STEP_EACH, read_each},
    {"use", STEP_USE, read_use_step},
    {"set", STEP_SET, read_set},
};
enum { STEP_READERS = sizeof(step_readers) / sizeof(step_readers[0]) };

const char *step_key(size_t i)
{
    return i < STEP_READERS ? step_readers[i].key : NULL;
}

static void read_step(struct reader *reader, const cJSON *node, struct step *step)
{
    step->line = read_line(reader, node);
    step->file = reader->file;
    step->as = read_text(reader, node, "as");
    for (size_t i = 0; i < STEP_READERS; i++)
        if (json_member(node, step_readers[i].key)) {
            step->kind = step_readers[i].kind;
            step_readers[i].read(reader, node, step);
            return;
        }
}

void read_steps(struct reader *reader, const cJSON *node, struct steps *ret_steps)
{
    for (const cJSON *item = node ? node->child : NULL; item; item = item->next) {
        struct step *items = read_grow(reader, ret_steps->items, ret_steps->count, sizeof(*items));
        if (!items)
            return;
        ret_steps->items = items;
        read_step(reader, item, &items[ret_steps->count++]);
    }
}

/* ---- fragments ---- */

static struct fragment *find_fragment(struct reader *reader, const cJSON *node, const char *name)
{
    struct library *library = reader->library;
    const char **names = calloc(library->fragment_count + 1, sizeof(*names));
    for (size_t i = 0; names && i < library->fragment_count; i++) {
        names[i] = library->fragments[i].name;
        if (strcmp(names[i], name) == 0) {
            free(names);
            return &library->fragments[i];
        }
    }
    const char *near = names ? nearest_name(name, names, library->fragment_count) : NULL;
    document_error(reader->document, node, reader->diagnostics, "there is no fragment \"%s\"%s%s%s", name,
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    free(names);
    reader->bad = true;
    return NULL;
}

/* The parameters with the values given, or else their own. */
static void bind_parameters(struct reader *reader, const cJSON *parameters, const cJSON *with,
                            struct bindings *bindings)
{
    for (const cJSON *given = with ? with->child : NULL; given; given = given->next)
        if (!json_member(parameters, given->string)) {
            document_error(reader->document, given, reader->diagnostics,
                           "the fragment has no parameter \"%s\"", given->string);
            reader->bad = true;
        }
    for (const cJSON *parameter = parameters ? parameters->child : NULL; parameter;
         parameter = parameter->next) {
        const cJSON *given = json_member(with, parameter->string);
        struct binding *items = read_grow(reader, bindings->items, bindings->count, sizeof(*items));
        if (!items)
            return;
        bindings->items = items;
        items[bindings->count].name = read_copy(reader, parameter->string);
        items[bindings->count].value = read_expr(reader, given ? given : parameter);
        bindings->count++;
    }
}

void read_use(struct reader *reader, const cJSON *node, const char *name, const cJSON *with,
              struct step *step)
{
    step->kind = STEP_USE;
    step->line = read_line(reader, node);
    step->file = reader->file;
    step->use.fragment = read_copy(reader, name);
    if (reader->fragment_depth >= LIMIT_FRAGMENT_DEPTH) {
        document_error(reader->document, node, reader->diagnostics, "fragments use each other too deeply");
        reader->bad = true;
        return;
    }
    struct fragment *fragment = find_fragment(reader, node, name);
    if (!fragment)
        return;
    fragment->used = true;
    const cJSON *root = document_root(fragment->document);
    bind_parameters(reader, json_member(root, "parameters"), with, &step->use.parameters);
    struct reader inner = *reader;
    inner.document = fragment->document;
    inner.file = fragment->file;
    inner.fragment_depth++;
    read_steps(&inner, json_member(root, "steps"), &step->use.steps);
    reader->failed = reader->failed || inner.failed;
    reader->bad = reader->bad || inner.bad;
}

/* ---- scenarios ---- */

static void read_roles(const cJSON *node, struct scenario *scenario)
{
    enum role role;
    if (cJSON_IsString(node) && role_from_name(node->valuestring, &role))
        scenario->roles |= 1u << role;
    for (const cJSON *item = cJSON_IsArray(node) ? node->child : NULL; item; item = item->next)
        if (role_from_name(item->valuestring, &role))
            scenario->roles |= 1u << role;
}

static void add_axis_value(struct reader *reader, struct axis *axis, const char *label, struct expr *value)
{
    char **labels = read_grow(reader, axis->labels, axis->count, sizeof(*labels));
    if (labels)
        axis->labels = labels;
    struct expr **values = read_grow(reader, axis->values, axis->count, sizeof(*values));
    if (values)
        axis->values = values;
    if (!labels || !values) {
        expr_free(value);
        return;
    }
    labels[axis->count] = read_copy(reader, label);
    values[axis->count] = value;
    axis->count++;
}

static void read_axis(struct reader *reader, const cJSON *node, struct axis *axis)
{
    axis->name = read_copy(reader, node->string);
    if (cJSON_IsString(node)) {
        axis->list = read_copy(reader, node->valuestring);
        return;
    }
    for (const cJSON *item = node->child; item; item = item->next) {
        struct expr *value = read_expr(reader, item);
        add_axis_value(reader, axis,
                       item->string           ? item->string
                       : value && value->text ? value->text
                                              : "?",
                       value);
    }
}

static void read_whens(struct reader *reader, const cJSON *node, struct when **items, size_t *count)
{
    for (const cJSON *item = node ? node->child : NULL; item; item = item->next) {
        struct when *grown = read_grow(reader, *items, *count, sizeof(*grown));
        struct when *one = grown ? read_when(reader, item) : NULL;
        if (grown)
            *items = grown;
        if (!one)
            return;
        grown[(*count)++] = *one;
        free(one);
    }
}

static void read_triple(struct reader *reader, const cJSON *node, const struct matrix *matrix,
                        struct triple *triple)
{
    size_t n = 0;
    for (const cJSON *name = node->child; name && n < 3; name = name->next, n++) {
        size_t axis = 0;
        while (axis < matrix->count && strcmp(matrix->axes[axis].name, name->valuestring) != 0)
            axis++;
        for (size_t i = 0; i < n; i++)
            if (triple->axes[i] == axis)
                complain(reader, name, "the three axes have to be different ones");
        if (axis == matrix->count)
            complain(reader, name, "the matrix has no axis of this name");
        triple->axes[n] = axis;
    }
}

/* Rows that cover must not depend on what a device has. */
static void check_cover(struct reader *reader, const cJSON *node, const struct matrix *matrix)
{
    if (matrix->combine != COMBINE_PAIRS)
        refuse(reader, node, "triples", "\"triples\" goes with \"combine\": \"pairs\"");
    if (matrix->combine == COMBINE_ALL)
        return;
    for (size_t i = 0; i < matrix->count; i++)
        if (matrix->axes[i].list)
            complain(reader, json_member(json_member(node, "axes"), matrix->axes[i].name),
                     "an axis that is a list of the device's goes with \"combine\": \"all\"");
}

static void read_triples(struct reader *reader, const cJSON *node, struct matrix *matrix)
{
    for (const cJSON *item = node ? node->child : NULL; item; item = item->next) {
        struct triple *items = read_grow(reader, matrix->triples, matrix->triple_count, sizeof(*items));
        if (!items)
            return;
        matrix->triples = items;
        read_triple(reader, item, matrix, &items[matrix->triple_count++]);
    }
}

static void read_matrix(struct reader *reader, const cJSON *node, struct matrix *matrix)
{
    const cJSON *axes = json_member(node, "axes");
    for (const cJSON *axis = axes ? axes->child : NULL; axis; axis = axis->next) {
        struct axis *items = read_grow(reader, matrix->axes, matrix->count, sizeof(*items));
        if (!items)
            return;
        matrix->axes = items;
        read_axis(reader, axis, &items[matrix->count++]);
    }
    const char *combine = json_text(node, "combine");
    matrix->combine = !combine || strcmp(combine, "all") == 0 ? COMBINE_ALL
                      : strcmp(combine, "pairs") == 0         ? COMBINE_PAIRS
                                                              : COMBINE_TRIPLES;
    read_triples(reader, json_member(node, "triples"), matrix);
    check_cover(reader, node, matrix);
    read_whens(reader, json_member(node, "only"), &matrix->only, &matrix->only_count);
    read_whens(reader, json_member(node, "except"), &matrix->except, &matrix->except_count);
}

static void read_answers(struct reader *reader, const cJSON *node, struct scenario *scenario)
{
    for (const cJSON *item = node ? node->child : NULL; item; item = item->next) {
        struct standing_answer *items =
            read_grow(reader, scenario->answers, scenario->answer_count, sizeof(*items));
        if (!items)
            return;
        scenario->answers = items;
        struct standing_answer *answer = &items[scenario->answer_count++];
        answer->line = read_line(reader, item);
        read_texts(reader, json_member(item, "at"), &answer->at);
        answer->method = read_text(reader, item, "method");
        answer->status = read_expr(reader, json_member(item, "send"));
        read_headers(reader, json_member(item, "headers"), &answer->headers);
        answer->body = read_expr(reader, json_member(item, "body"));
        answer->flawed = read_text(reader, item, "flawed");
    }
}

static void read_control(struct reader *reader, const cJSON *node, struct scenario *scenario)
{
    if (!cJSON_IsString(node)) {
        read_steps(reader, node, &scenario->control);
        return;
    }
    struct step *items = read_grow(reader, NULL, 0, sizeof(*items));
    if (!items)
        return;
    scenario->control = (struct steps){items, 1};
    read_use(reader, node, node->valuestring, NULL, items);
}

struct scenario *read_scenario(struct reader *reader, const cJSON *root, const char *id)
{
    struct scenario *scenario = calloc(1, sizeof(*scenario));
    if (!scenario) {
        reader->failed = true;
        return NULL;
    }
    scenario->id = read_copy(reader, id);
    scenario->file = read_copy(reader, reader->file);
    if (scenario->file)
        reader->file = scenario->file;
    scenario->title = read_text(reader, root, "title");
    read_roles(json_member(root, "role"), scenario);
    scenario->needs = read_when(reader, json_member(root, "needs"));
    read_texts(reader, json_member(root, "endpoints"), &scenario->endpoints);
    read_bindings(reader, json_member(root, "let"), &scenario->let);
    read_matrix(reader, json_member(root, "matrix"), &scenario->matrix);
    read_control(reader, json_member(root, "control"), scenario);
    scenario->automatic = read_automatic(json_member(root, "automatic"));
    read_answers(reader, json_member(root, "answers"), scenario);
    read_steps(reader, json_member(root, "steps"), &scenario->steps);
    read_steps(reader, json_member(root, "aftermath"), &scenario->aftermath);
    scenario->drain = read_text(reader, root, "drain");
    scenario->liveness = !cJSON_IsFalse(json_member(root, "liveness"));
    scenario->asks_transport = cJSON_IsTrue(json_member(root, "asks_transport"));
    return scenario;
}
