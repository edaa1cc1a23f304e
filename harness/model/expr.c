/* Expressions of a scenario: building them, and evaluating them with variables. */
#include "model/expr.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct expr *expr_new(enum expr_op op)
{
    struct expr *expr = calloc(1, sizeof(*expr));
    if (expr)
        expr->op = op;
    return expr;
}

struct expr *expr_new_text(const char *text)
{
    struct expr *expr = expr_new(EXPR_TEXT);
    if (!expr)
        return NULL;
    expr->text = strdup(text);
    if (!expr->text) {
        free(expr);
        return NULL;
    }
    return expr;
}

int expr_add(struct expr *expr, struct expr *item)
{
    struct expr **items = item ? realloc(expr->items, (expr->count + 1) * sizeof(*items)) : NULL;
    if (!items) {
        expr_free(item);
        return -1;
    }
    expr->items = items;
    items[expr->count++] = item;
    return 0;
}

void expr_free(struct expr *expr)
{
    if (!expr)
        return;
    for (size_t i = 0; i < expr->count; i++)
        expr_free(expr->items[i]);
    free(expr->items);
    free(expr->text);
    free(expr);
}

/* ---- names in braces ---- */

/* Cuts the next piece off *rest: literal text, or a name (ret_name is then not empty). False at the end; a
 * brace that is not closed gives the rest as literal text and sets *ret_open. */
static bool next_piece(const char **rest, struct slice *ret_literal, char name[LIMIT_NAME_BYTES],
                       bool *ret_open)
{
    const char *p = *rest;
    name[0] = 0;
    if (!*p)
        return false;
    if (p[0] == '{' && p[1] == '{') {
        *ret_literal = (struct slice){p, 1};
        *rest = p + 2;
        return true;
    }
    if (p[0] == '{') {
        const char *end = strchr(p, '}');
        if (end && end - p - 1 < LIMIT_NAME_BYTES && end > p + 1) {
            memcpy(name, p + 1, (size_t)(end - p - 1));
            name[end - p - 1] = 0;
            *rest = end + 1;
            return true;
        }
        *ret_open = true;
        *ret_literal = slice_from(p);
        *rest = p + strlen(p);
        return true;
    }
    size_t n = strcspn(p, "{");
    *ret_literal = (struct slice){p, n};
    *rest = p + n;
    return true;
}

/* "a.b+1" is the variable a.b, one added. */
static unsigned split_addend(char *name)
{
    char *plus = strrchr(name, '+');
    uint64_t addend = 0;
    if (!plus || !slice_to_u64(slice_from(plus + 1), &addend) || addend > 1000000)
        return 0;
    *plus = 0;
    return (unsigned)addend;
}

void text_names(const char *text, void (*found)(void *arg, const char *name), void *arg)
{
    struct slice literal;
    char name[LIMIT_NAME_BYTES];
    bool open = false;
    while (next_piece(&text, &literal, name, &open)) {
        split_addend(name);
        if (name[0])
            found(arg, name);
    }
    if (open)
        found(arg, NULL);
}

void expr_names(const struct expr *expr, void (*found)(void *arg, const char *name), void *arg)
{
    if (!expr)
        return;
    if (expr->text)
        text_names(expr->text, found, arg);
    for (size_t i = 0; i < expr->count; i++)
        expr_names(expr->items[i], found, arg);
}

int scope_lookup(const struct scope *scope, const char *name, struct value *ret_value, struct buf *why)
{
    for (; scope; scope = scope->outer) {
        int result = scope->lookup(scope->arg, name, ret_value, why);
        if (result != 1)
            return result;
    }
    buf_addf(why, "there is no variable {%s}", name);
    return -1;
}

static int add_number(struct value *value, unsigned addend, const char *name, struct buf *why)
{
    uint64_t number;
    if (value->kind != VALUE_TEXT || !slice_to_u64(slice_from(value->text), &number)) {
        buf_addf(why, "{%s} is not a number", name);
        return -1;
    }
    if (number > UINT64_MAX - addend) {
        buf_addf(why, "{%s} is too large to add to", name);
        return -1;
    }
    char text[32];
    snprintf(text, sizeof(text), "%llu", (unsigned long long)number + addend);
    value_free(value);
    return value_text(slice_from(text), value);
}

static int look_up(char *name, const struct scope *scope, struct value *ret_value, struct buf *why)
{
    unsigned addend = split_addend(name);
    if (scope_lookup(scope, name, ret_value, why))
        return -1;
    if (addend && add_number(ret_value, addend, name, why)) {
        value_free(ret_value);
        return -1;
    }
    return 0;
}

int scope_expand(const char *text, const struct scope *scope, struct buf *out, struct buf *why)
{
    struct slice literal;
    char name[LIMIT_NAME_BYTES];
    bool open = false;
    while (next_piece(&text, &literal, name, &open)) {
        if (!name[0]) {
            buf_add_slice(out, literal);
            continue;
        }
        struct value value = {0};
        if (look_up(name, scope, &value, why))
            return -1;
        value_join(&value, out);
        value_free(&value);
    }
    if (out->failed)
        buf_add_text(why, "the text grows too long");
    return out->failed ? -1 : 0;
}

/* ---- evaluation ---- */

/* A text that is nothing but one {name} has the value of the variable itself, so that lists stay lists. */
static bool is_one_name(const char *text, char name[LIMIT_NAME_BYTES])
{
    struct slice literal;
    bool open = false;
    const char *rest = text;
    return next_piece(&rest, &literal, name, &open) && name[0] && !*rest;
}

static int eval_text(const struct expr *expr, const struct scope *scope, struct value *ret_value,
                     struct buf *why)
{
    char name[LIMIT_NAME_BYTES];
    if (is_one_name(expr->text, name))
        return look_up(name, scope, ret_value, why);
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    int result = scope_expand(expr->text, scope, &out, why);
    if (!result)
        result = value_text(out.p ? buf_slice(&out) : SLICE_LIT(""), ret_value);
    buf_free(&out);
    return result;
}

static int append_all(struct value *list, const struct value *more)
{
    for (size_t i = 0; i < value_count(more); i++)
        if (value_add(list, slice_from(value_at(more, i))))
            return -1;
    return 0;
}

static int eval_list(const struct expr *expr, const struct scope *scope, struct value *list, struct buf *why)
{
    for (size_t i = 0; i < expr->count; i++) {
        struct value item = {0};
        if (expr_eval(expr->items[i], scope, &item, why))
            return -1;
        int result = append_all(list, &item);
        value_free(&item);
        if (result)
            return -1;
    }
    return 0;
}

/* Keeps of the first operand what the others have (keep true) or have not (keep false). */
static int eval_filter(const struct expr *expr, bool keep, const struct scope *scope, struct value *list,
                       struct buf *why)
{
    struct value first = {0};
    if (!expr->count || expr_eval(expr->items[0], scope, &first, why))
        return -1;
    int result = 0;
    bool *take = calloc(value_count(&first) + 1, sizeof(*take));
    for (size_t i = 0; take && i < value_count(&first); i++)
        take[i] = true;
    for (size_t k = 1; take && !result && k < expr->count; k++) {
        struct value other = {0};
        result = expr_eval(expr->items[k], scope, &other, why);
        for (size_t i = 0; !result && i < value_count(&first); i++)
            if (value_has(&other, slice_from(value_at(&first, i))) != keep)
                take[i] = false;
        value_free(&other);
    }
    for (size_t i = 0; take && !result && i < value_count(&first); i++)
        if (take[i])
            result = value_add(list, slice_from(value_at(&first, i)));
    value_free(&first);
    if (!take)
        result = -1;
    free(take);
    return result;
}

static void change_case(char *text, enum expr_op op)
{
    for (size_t i = 0; text[i]; i++) {
        bool up = op == EXPR_UPPER || (op == EXPR_ALTERNATE_CASE && i % 2 == 0);
        text[i] = (char)(up ? ascii_upper((unsigned char)text[i]) : ascii_lower((unsigned char)text[i]));
    }
}

/* Operations on the one operand's value. */
static int transform(enum expr_op op, struct value *value, struct value *ret_value)
{
    size_t count = value_count(value);
    char number[32];
    if (op == EXPR_COUNT) {
        snprintf(number, sizeof(number), "%zu", count);
        return value_text(slice_from(number), ret_value);
    }
    if (op == EXPR_FIRST)
        return count ? value_text(slice_from(value_at(value, 0)), ret_value) : -1;
    struct value list;
    value_list(&list);
    for (size_t i = 0; i < count; i++) {
        const char *item = value_at(value, op == EXPR_REVERSE ? count - 1 - i : i);
        if (op == EXPR_DISTINCT && value_has(&list, slice_from(item)))
            continue;
        if (value_add(&list, slice_from(item))) {
            value_free(&list);
            return -1;
        }
        if (op == EXPR_UPPER || op == EXPR_LOWER || op == EXPR_ALTERNATE_CASE)
            change_case(list.items[list.count - 1], op);
    }
    if (value->kind == VALUE_TEXT && list.count == 1) {
        int result = value_text(slice_from(list.items[0]), ret_value);
        value_free(&list);
        return result;
    }
    *ret_value = list;
    return 0;
}

static int eval_unary(const struct expr *expr, const struct scope *scope, struct value *ret_value,
                      struct buf *why)
{
    struct value operand = {0};
    if (!expr->count || expr_eval(expr->items[0], scope, &operand, why))
        return -1;
    int result = transform(expr->op, &operand, ret_value);
    if (result)
        buf_add_text(why, "an operation has nothing to work on");
    value_free(&operand);
    return result;
}

static int eval_fresh(unsigned number, const struct scope *scope, struct value *list, struct buf *why)
{
    for (unsigned i = 1; i <= number; i++) {
        char name[32];
        snprintf(name, sizeof(name), "unknown.%u", i);
        struct value tag = {0};
        if (scope_lookup(scope, name, &tag, why) || append_all(list, &tag)) {
            value_free(&tag);
            return -1;
        }
        value_free(&tag);
    }
    return 0;
}

static int eval_repeat(const struct expr *expr, const struct scope *scope, struct value *ret_value,
                       struct buf *why)
{
    char *text = NULL;
    if (!expr->count || expr_eval_text(expr->items[0], scope, &text, why))
        return -1;
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    for (unsigned i = 0; i < expr->number; i++)
        buf_add_text(&out, text);
    free(text);
    if (out.failed)
        buf_add_text(why, "the text grows too long");
    int result = out.failed ? -1 : value_text(buf_slice(&out), ret_value);
    buf_free(&out);
    return result;
}

int expr_eval(const struct expr *expr, const struct scope *scope, struct value *ret_value, struct buf *why)
{
    struct value list;
    value_list(&list);
    int result = -1;
    switch (expr->op) {
    case EXPR_TEXT:
        return eval_text(expr, scope, ret_value, why);
    case EXPR_DISTINCT:
    case EXPR_UPPER:
    case EXPR_LOWER:
    case EXPR_ALTERNATE_CASE:
    case EXPR_REVERSE:
    case EXPR_COUNT:
    case EXPR_FIRST:
        return eval_unary(expr, scope, ret_value, why);
    case EXPR_REPEAT:
        return eval_repeat(expr, scope, ret_value, why);
    case EXPR_LIST:
    case EXPR_JOIN:
        result = eval_list(expr, scope, &list, why);
        break;
    case EXPR_WITHOUT:
        result = eval_filter(expr, false, scope, &list, why);
        break;
    case EXPR_BOTH:
        result = eval_filter(expr, true, scope, &list, why);
        break;
    case EXPR_FRESH_TAGS:
        result = eval_fresh(expr->number, scope, &list, why);
        break;
    }
    if (result) {
        if (!why->n)
            buf_add_text(why, "out of memory, or the list grows too long");
        value_free(&list);
        return -1;
    }
    *ret_value = list;
    return 0;
}

int expr_eval_text(const struct expr *expr, const struct scope *scope, char **ret_text, struct buf *why)
{
    struct value value = {0};
    if (expr_eval(expr, scope, &value, why))
        return -1;
    struct buf out;
    buf_init(&out, LIMIT_TEXT_BYTES);
    value_join(&value, &out);
    value_free(&value);
    *ret_text = buf_take(&out);
    return *ret_text ? 0 : -1;
}
