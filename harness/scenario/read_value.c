/* Reading of the small things: texts, expressions, when, header fields. */
#include "scenario/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *read_copy(struct reader *reader, const char *text)
{
    if (!text)
        return NULL;
    char *copy = strdup(text);
    if (!copy)
        reader->failed = true;
    return copy;
}

char *read_text(struct reader *reader, const cJSON *object, const char *key)
{
    return read_copy(reader, json_text(object, key));
}

int read_line(const struct reader *reader, const cJSON *node)
{
    return document_position(reader->document, node).line;
}

void *read_grow(struct reader *reader, void *items, size_t count, size_t size)
{
    void *grown = realloc(items, (count + 1) * size);
    if (!grown) {
        reader->failed = true;
        return NULL;
    }
    memset((char *)grown + count * size, 0, size);
    return grown;
}

static void add_text(struct reader *reader, struct texts *texts, const char *text)
{
    char **items = read_grow(reader, texts->items, texts->count, sizeof(*items));
    if (!items)
        return;
    texts->items = items;
    items[texts->count] = read_copy(reader, text);
    if (items[texts->count])
        texts->count++;
}

void read_texts(struct reader *reader, const cJSON *node, struct texts *ret_texts)
{
    if (cJSON_IsString(node))
        add_text(reader, ret_texts, node->valuestring);
    for (const cJSON *item = cJSON_IsArray(node) ? node->child : NULL; item; item = item->next)
        add_text(reader, ret_texts, item->valuestring);
}

/* ---- expressions ---- */

static struct expr *checked(struct reader *reader, struct expr *expr)
{
    if (!expr)
        reader->failed = true;
    return expr;
}

static struct expr *scalar(struct reader *reader, const cJSON *node)
{
    char number[40];
    if (cJSON_IsString(node))
        return checked(reader, expr_new_text(node->valuestring));
    if (cJSON_IsNumber(node)) {
        snprintf(number, sizeof(number), "%.15g", node->valuedouble);
        return checked(reader, expr_new_text(number));
    }
    return checked(reader, expr_new_text(cJSON_IsTrue(node) ? "true" : "false"));
}

static void add_items(struct reader *reader, struct expr *expr, const cJSON *list)
{
    for (const cJSON *item = list->child; item && expr; item = item->next)
        if (expr_add(expr, read_expr(reader, item)))
            reader->failed = true;
}

static struct expr *operation(struct reader *reader, const cJSON *node)
{
    static const struct {
        const char *name;
        enum expr_op op;
    } rows[] = {
        {"join", EXPR_JOIN},
        {"without", EXPR_WITHOUT},
        {"both", EXPR_BOTH},
        {"distinct", EXPR_DISTINCT},
        {"upper", EXPR_UPPER},
        {"lower", EXPR_LOWER},
        {"alternate_case", EXPR_ALTERNATE_CASE},
        {"reverse", EXPR_REVERSE},
        {"count", EXPR_COUNT},
        {"first", EXPR_FIRST},
        {"fresh_tags", EXPR_FRESH_TAGS},
        {"repeat", EXPR_REPEAT},
    };
    const cJSON *operand = node->child;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].name, operand->string) != 0)
            continue;
        struct expr *expr = checked(reader, expr_new(rows[i].op));
        if (!expr)
            return NULL;
        if (rows[i].op == EXPR_FRESH_TAGS) {
            expr->number = (unsigned)operand->valuedouble;
        } else if (rows[i].op == EXPR_REPEAT) {
            expr->number = (unsigned)json_member(operand, "times")->valuedouble;
            if (expr_add(expr, read_expr(reader, json_member(operand, "text"))))
                reader->failed = true;
        } else if (rows[i].op == EXPR_JOIN || rows[i].op == EXPR_WITHOUT || rows[i].op == EXPR_BOTH) {
            add_items(reader, expr, operand);
        } else if (expr_add(expr, read_expr(reader, operand))) {
            reader->failed = true;
        }
        return expr;
    }
    reader->failed = true; /* the schema lets no other through */
    return NULL;
}

struct expr *read_expr(struct reader *reader, const cJSON *node)
{
    if (!node)
        return NULL;
    if (cJSON_IsObject(node))
        return operation(reader, node);
    if (!cJSON_IsArray(node))
        return scalar(reader, node);
    struct expr *list = checked(reader, expr_new(EXPR_LIST));
    if (list)
        add_items(reader, list, node);
    return list;
}

void read_bindings(struct reader *reader, const cJSON *node, struct bindings *ret_bindings)
{
    for (const cJSON *member = node ? node->child : NULL; member; member = member->next) {
        struct binding *items = read_grow(reader, ret_bindings->items, ret_bindings->count, sizeof(*items));
        if (!items)
            return;
        ret_bindings->items = items;
        items[ret_bindings->count].name = read_copy(reader, member->string);
        items[ret_bindings->count].value = read_expr(reader, member);
        ret_bindings->count++;
    }
}

/* ---- when ---- */

/* A value or a list of values, always as a list. */
static struct expr *value_list_expr(struct reader *reader, const cJSON *node)
{
    if (cJSON_IsArray(node))
        return read_expr(reader, node);
    struct expr *list = checked(reader, expr_new(EXPR_LIST));
    if (list && expr_add(list, read_expr(reader, node)))
        reader->failed = true;
    return list;
}

static void read_clause(struct reader *reader, const cJSON *node, struct when_clause *clause)
{
    clause->variable = read_copy(reader, node->string);
    if (!cJSON_IsObject(node)) {
        clause->test = WHEN_IS;
        clause->values = value_list_expr(reader, node);
        return;
    }
    const cJSON *test = node->child;
    static const struct {
        const char *name;
        enum when_test test;
    } rows[] = {
        {"known", WHEN_KNOWN}, {"empty", WHEN_EMPTY},       {"has", WHEN_HAS},         {"lacks", WHEN_LACKS},
        {"not", WHEN_NOT},     {"at_least", WHEN_AT_LEAST}, {"at_most", WHEN_AT_MOST},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(rows[i].name, test->string) == 0)
            clause->test = rows[i].test;
    if (cJSON_IsBool(test) && (clause->test == WHEN_KNOWN || clause->test == WHEN_EMPTY))
        clause->wanted = cJSON_IsTrue(test);
    else if (clause->test == WHEN_AT_LEAST || clause->test == WHEN_AT_MOST)
        clause->number = test->valuedouble;
    else
        clause->values = value_list_expr(reader, test);
}

struct when *read_when(struct reader *reader, const cJSON *node)
{
    if (!node)
        return NULL;
    struct when *when = calloc(1, sizeof(*when));
    if (!when) {
        reader->failed = true;
        return NULL;
    }
    when->line = read_line(reader, node);
    for (const cJSON *member = node->child; member; member = member->next) {
        struct when_clause *clauses = read_grow(reader, when->clauses, when->count, sizeof(*clauses));
        if (!clauses)
            break;
        when->clauses = clauses;
        read_clause(reader, member, &clauses[when->count++]);
    }
    return when;
}

/* ---- header fields to be sent ---- */

static void read_header(struct reader *reader, const cJSON *node, struct header_spec *spec)
{
    spec->name = read_copy(reader, node->string);
    if (cJSON_IsNull(node))
        return;
    if (!cJSON_IsObject(node)) {
        spec->values = read_expr(reader, node);
        return;
    }
    spec->laid_out = true;
    spec->values = read_expr(reader, json_member(node, "values"));
    spec->layout = read_expr(reader, json_member(node, "layout"));
    spec->spelling = read_expr(reader, json_member(node, "name"));
    spec->position = read_expr(reader, json_member(node, "position"));
}

void read_headers(struct reader *reader, const cJSON *node, struct headers *ret_headers)
{
    for (const cJSON *member = node ? node->child : NULL; member; member = member->next) {
        struct header_spec *items = read_grow(reader, ret_headers->items, ret_headers->count, sizeof(*items));
        if (!items)
            return;
        ret_headers->items = items;
        read_header(reader, member, &items[ret_headers->count++]);
    }
}

struct automatic read_automatic(const cJSON *node)
{
    struct automatic automatic = {0};
    for (int i = 0; node && i < AUTOMATIC_COUNT; i++) {
        const cJSON *member = json_member(node, automatic_name((enum automatic_behaviour)i));
        if (!member)
            continue;
        automatic.given |= 1u << i;
        if (cJSON_IsTrue(member))
            automatic.on |= 1u << i;
    }
    return automatic;
}
