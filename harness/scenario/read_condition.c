/* Reading of conditions and judgements. */
#include "scenario/reader.h"

#include "check/matcher.h"

#include <stdlib.h>
#include <string.h>

static struct condition *new_condition(struct reader *reader, enum condition_kind kind, const cJSON *node)
{
    struct condition *condition = condition_new(kind, read_line(reader, node));
    if (!condition)
        reader->failed = true;
    return condition;
}

static void add_condition(struct reader *reader, struct condition *to, struct condition *child)
{
    if (!to || !child)
        condition_free(child);
    else if (condition_add(to, child))
        reader->failed = true;
}

static void read_bounds(struct reader *reader, const cJSON *node, struct bounds *bounds)
{
    if (!cJSON_IsObject(node)) {
        bounds->exactly = read_expr(reader, node);
        return;
    }
    bounds->at_least = read_expr(reader, json_member(node, "at_least"));
    bounds->at_most = read_expr(reader, json_member(node, "at_most"));
    bounds->above = read_expr(reader, json_member(node, "above"));
    bounds->below = read_expr(reader, json_member(node, "below"));
}

/* One test: its name and its argument. */
static struct condition *read_test(struct reader *reader, const cJSON *node, const char *name,
                                   const cJSON *argument, enum subject subject, const char *header,
                                   const char *param)
{
    struct condition *condition = new_condition(reader, CONDITION_TEST, node);
    if (!condition)
        return NULL;
    condition->subject = subject;
    condition->header = read_copy(reader, header);
    condition->param = read_copy(reader, param);
    condition->matcher = matcher_find(name, subject, param != NULL);
    if (!condition->matcher) {
        document_error(reader->document, node, reader->diagnostics, "\"%s\" cannot be tested here", name);
        reader->bad = true;
        condition_free(condition);
        return NULL;
    }
    if (condition->matcher->argument == ARGUMENT_VALUE)
        condition->argument = read_expr(reader, argument);
    else if (condition->matcher->argument == ARGUMENT_BOUNDS)
        read_bounds(reader, argument, &condition->bounds);
    return condition;
}

/* Tests of one subject: "present", "absent", or an object of them. */
static void read_tests(struct reader *reader, const cJSON *node, enum subject subject, const char *header,
                       const char *param, struct condition *all)
{
    if (cJSON_IsString(node)) {
        add_condition(reader, all, read_test(reader, node, node->valuestring, NULL, subject, header, param));
        return;
    }
    for (const cJSON *test = node->child; test; test = test->next) {
        if (strcmp(test->string, "param") != 0) {
            add_condition(reader, all, read_test(reader, test, test->string, test, subject, header, param));
            continue;
        }
        for (const cJSON *one = test->child; one; one = one->next)
            read_tests(reader, one, subject, header, one->string, all);
    }
}

static struct condition *read_status(struct reader *reader, const cJSON *node)
{
    struct condition *condition = new_condition(reader, CONDITION_STATUS, node);
    if (!condition)
        return NULL;
    if (cJSON_IsObject(node)) {
        condition->name = read_text(reader, node, "class_of");
        return condition;
    }
    condition->words = read_expr(reader, node);
    return condition;
}

static struct condition *read_delay(struct reader *reader, const cJSON *node)
{
    struct condition *condition = new_condition(reader, CONDITION_DELAY, node);
    if (condition) {
        condition->name = read_text(reader, node, "since");
        condition->at_least = read_text(reader, node, "at_least");
        condition->at_most = read_text(reader, node, "at_most");
    }
    return condition;
}

static struct condition *read_any(struct reader *reader, const cJSON *node)
{
    struct condition *condition = new_condition(reader, CONDITION_ANY, node);
    for (const cJSON *one = node->child; one; one = one->next)
        add_condition(reader, condition, read_condition(reader, one));
    return condition;
}

/* One key of a condition; NULL for the keys of a judgement that are no condition. */
static void read_part(struct reader *reader, const cJSON *node, struct condition *all)
{
    const char *key = node->string;
    struct condition *one = NULL;
    if (key[0] >= 'A' && key[0] <= 'Z') {
        read_tests(reader, node, SUBJECT_HEADER, key, NULL, all);
        return;
    }
    if (strcmp(key, "request_uri") == 0) {
        read_tests(reader, node, SUBJECT_REQUEST_URI, NULL, NULL, all);
        return;
    }
    if (strcmp(key, "body") == 0) {
        read_tests(reader, node, SUBJECT_BODY, NULL, NULL, all);
        return;
    }
    if (strcmp(key, "status") == 0) {
        one = read_status(reader, node);
    } else if (strcmp(key, "method") == 0) {
        one = new_condition(reader, CONDITION_METHOD, node);
        if (one)
            one->words = read_expr(reader, node);
    } else if (strcmp(key, "copy_of") == 0) {
        one = new_condition(reader, CONDITION_COPY_OF, node);
        if (one)
            one->name = read_copy(reader, node->valuestring);
    } else if (strcmp(key, "delay") == 0) {
        one = read_delay(reader, node);
    } else if (strcmp(key, "any_of") == 0) {
        one = read_any(reader, node);
    } else if (strcmp(key, "not") == 0) {
        one = new_condition(reader, CONDITION_NOT, node);
        add_condition(reader, one, read_condition(reader, node));
    } else {
        return;
    }
    add_condition(reader, all, one);
}

struct condition *read_condition(struct reader *reader, const cJSON *node)
{
    if (!node)
        return NULL;
    struct condition *all = new_condition(reader, CONDITION_ALL, node);
    for (const cJSON *part = node->child; all && part; part = part->next)
        read_part(reader, part, all);
    return all;
}

/* ---- sets ---- */

static struct set_condition *new_set(struct reader *reader, enum set_kind kind, const cJSON *node)
{
    struct set_condition *condition = set_condition_new(kind, read_line(reader, node));
    if (!condition)
        reader->failed = true;
    return condition;
}

static struct set_condition *read_identical(struct reader *reader, const cJSON *node)
{
    struct set_condition *one = new_set(reader, SET_IDENTICAL, node);
    if (one && cJSON_IsObject(node)) {
        struct texts names = {0};
        read_texts(reader, json_member(node, "except"), &names);
        one->except = names.items;
        one->except_count = names.count;
    }
    return one;
}

static struct set_condition *read_set_part(struct reader *reader, const cJSON *node)
{
    const char *key = node->string;
    struct set_condition *one = NULL;
    if (strcmp(key, "count") == 0) {
        one = new_set(reader, SET_COUNT, node);
        if (one)
            read_bounds(reader, node, &one->bounds);
    } else if (strcmp(key, "times") == 0) {
        one = new_set(reader, SET_TIMES, node);
        if (one)
            one->schedule = read_copy(reader, node->valuestring);
    } else if (strcmp(key, "identical") == 0) {
        one = read_identical(reader, node);
    } else if (strcmp(key, "every") == 0 || strcmp(key, "none") == 0) {
        one = new_set(reader, key[0] == 'e' ? SET_EVERY : SET_NONE, node);
        if (one)
            one->condition = read_condition(reader, node);
    }
    return one;
}

struct set_condition *read_set_condition(struct reader *reader, const cJSON *node)
{
    if (!node)
        return NULL;
    struct set_condition *all = new_set(reader, SET_ALL, node);
    for (const cJSON *part = node->child; all && part; part = part->next) {
        struct set_condition *one = read_set_part(reader, part);
        if (one && set_condition_add(all, one))
            reader->failed = true;
    }
    return all;
}

/* ---- judgements ---- */

static char *read_prose(struct reader *reader, const cJSON *node)
{
    if (!cJSON_IsArray(node))
        return node ? read_copy(reader, node->valuestring) : NULL;
    struct buf text;
    buf_init(&text, LIMIT_REASON_BYTES);
    for (const cJSON *line = node->child; line; line = line->next)
        buf_addf(&text, "%s%s", line->valuestring, line->next ? " " : "");
    char *prose = buf_take(&text);
    if (!prose)
        reader->failed = true;
    return prose;
}

static void read_judgement(struct reader *reader, const cJSON *node, bool of_set, struct judgement *judgement)
{
    judgement->requirement = read_copy(reader, node->string);
    judgement->line = read_line(reader, node);
    judgement->when = read_when(reader, json_member(node, "when"));
    judgement->because = read_prose(reader, json_member(node, "because"));
    if (of_set) {
        judgement->set_pass = read_set_condition(reader, node);
        judgement->set_fail = read_set_condition(reader, json_member(node, "fail_if"));
        judgement->set_warn = read_set_condition(reader, json_member(node, "warn_if"));
        judgement->set_skip = read_set_condition(reader, json_member(node, "skip_if"));
        judgement->set_inconclusive = read_set_condition(reader, json_member(node, "inconclusive_if"));
    } else {
        judgement->pass = read_condition(reader, node);
        judgement->fail = read_condition(reader, json_member(node, "fail_if"));
        judgement->warn = read_condition(reader, json_member(node, "warn_if"));
        judgement->skip = read_condition(reader, json_member(node, "skip_if"));
        judgement->inconclusive = read_condition(reader, json_member(node, "inconclusive_if"));
    }
    bool says_nothing = of_set ? judgement->set_pass && !judgement->set_pass->child_count
                               : judgement->pass && !judgement->pass->child_count;
    if (says_nothing) {
        document_error(reader->document, node, reader->diagnostics,
                       "this judgement says nothing that could fail: give it a condition");
        reader->bad = true;
    }
}

static void read_stage(struct reader *reader, const cJSON *node, bool of_set, struct judge *judge)
{
    struct stage *stages = read_grow(reader, judge->stages, judge->count, sizeof(*stages));
    if (!stages)
        return;
    judge->stages = stages;
    struct stage *stage = &stages[judge->count++];
    for (const cJSON *member = node->child; member; member = member->next) {
        struct judgement *items = read_grow(reader, stage->items, stage->count, sizeof(*items));
        if (!items)
            return;
        stage->items = items;
        read_judgement(reader, member, of_set, &items[stage->count++]);
    }
}

void read_judge(struct reader *reader, const cJSON *node, bool of_set, struct judge *ret_judge)
{
    if (cJSON_IsObject(node))
        read_stage(reader, node, of_set, ret_judge);
    for (const cJSON *stage = cJSON_IsArray(node) ? node->child : NULL; stage; stage = stage->next)
        read_stage(reader, stage, of_set, ret_judge);
}
