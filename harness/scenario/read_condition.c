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

static void read_request_uri(struct reader *reader, const cJSON *node, struct condition *all)
{
    read_tests(reader, node, SUBJECT_REQUEST_URI, NULL, NULL, all);
}

static void read_body(struct reader *reader, const cJSON *node, struct condition *all)
{
    read_tests(reader, node, SUBJECT_BODY, NULL, NULL, all);
}

static void read_status(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_STATUS, node);
    if (condition && cJSON_IsObject(node))
        condition->name = read_text(reader, node, "class_of");
    else if (condition)
        condition->words = read_expr(reader, node);
    add_condition(reader, all, condition);
}

static void read_method(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_METHOD, node);
    if (condition)
        condition->words = read_expr(reader, node);
    add_condition(reader, all, condition);
}

static void read_retransmission_of(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_RETRANSMISSION_OF, node);
    if (condition)
        condition->name = read_copy(reader, node->valuestring);
    add_condition(reader, all, condition);
}

static void read_delay(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_DELAY, node);
    if (condition) {
        condition->name = read_text(reader, node, "since");
        condition->at_least = read_text(reader, node, "at_least");
        condition->at_most = read_text(reader, node, "at_most");
    }
    add_condition(reader, all, condition);
}

static void read_any_of(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_ANY, node);
    for (const cJSON *one = node->child; one; one = one->next)
        add_condition(reader, condition, read_condition(reader, one));
    add_condition(reader, all, condition);
}

static void read_not(struct reader *reader, const cJSON *node, struct condition *all)
{
    struct condition *condition = new_condition(reader, CONDITION_NOT, node);
    add_condition(reader, condition, read_condition(reader, node));
    add_condition(reader, all, condition);
}

/* The keys of a condition, less the names of header fields, which begin with a capital letter. */
static const struct {
    const char *name;
    void (*read)(struct reader *reader, const cJSON *node, struct condition *all);
} condition_keys[] = {
    {"status", read_status},
    {"method", read_method},
    {"request_uri", read_request_uri},
    {"body", read_body},
    {"retransmission_of", read_retransmission_of},
    {"delay", read_delay},
    {"any_of", read_any_of},
    {"not", read_not},
};
enum { CONDITION_KEYS = sizeof(condition_keys) / sizeof(condition_keys[0]) };

const char *condition_key(size_t i)
{
    return i < CONDITION_KEYS ? condition_keys[i].name : NULL;
}

/* One key of a condition. Those of a judgement that are no condition are passed over. */
static void read_part(struct reader *reader, const cJSON *node, struct condition *all)
{
    if (node->string[0] >= 'A' && node->string[0] <= 'Z')
        read_tests(reader, node, SUBJECT_HEADER, node->string, NULL, all);
    for (size_t i = 0; i < CONDITION_KEYS; i++)
        if (strcmp(node->string, condition_keys[i].name) == 0)
            condition_keys[i].read(reader, node, all);
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

static struct set_condition *read_count(struct reader *reader, const cJSON *node)
{
    struct set_condition *one = new_set(reader, SET_COUNT, node);
    if (one)
        read_bounds(reader, node, &one->bounds);
    return one;
}

static struct set_condition *read_times(struct reader *reader, const cJSON *node)
{
    struct set_condition *one = new_set(reader, SET_TIMES, node);
    if (one)
        one->schedule = read_copy(reader, node->valuestring);
    return one;
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

static struct set_condition *read_of_each(struct reader *reader, enum set_kind kind, const cJSON *node)
{
    struct set_condition *one = new_set(reader, kind, node);
    if (one)
        one->condition = read_condition(reader, node);
    return one;
}

static struct set_condition *read_every(struct reader *reader, const cJSON *node)
{
    return read_of_each(reader, SET_EVERY, node);
}

static struct set_condition *read_none(struct reader *reader, const cJSON *node)
{
    return read_of_each(reader, SET_NONE, node);
}

static const struct {
    const char *name;
    struct set_condition *(*read)(struct reader *reader, const cJSON *node);
} set_condition_keys[] = {
    {"count", read_count}, {"times", read_times}, {"identical", read_identical},
    {"every", read_every}, {"none", read_none},
};
enum { SET_CONDITION_KEYS = sizeof(set_condition_keys) / sizeof(set_condition_keys[0]) };

const char *set_condition_key(size_t i)
{
    return i < SET_CONDITION_KEYS ? set_condition_keys[i].name : NULL;
}

static struct set_condition *read_set_part(struct reader *reader, const cJSON *node)
{
    for (size_t i = 0; i < SET_CONDITION_KEYS; i++)
        if (strcmp(node->string, set_condition_keys[i].name) == 0)
            return set_condition_keys[i].read(reader, node);
    return NULL; /* a key of a judgement that is no condition */
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
