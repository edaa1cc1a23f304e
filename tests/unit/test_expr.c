/* Expressions: names in braces, lists and the operations over them. */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "model/expr.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "expr";

static const char *const tags[] = {"a", "B", "c"};

static int outer_lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    (void)why;
    if (strncmp(name, "unknown.", 8) == 0)
        return value_text(slice_from(name + 8), ret_value);
    if (strcmp(name, "user") != 0)
        return 1;
    return value_text(SLICE_LIT("outer"), ret_value);
}

static int inner_lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    if (strcmp(name, "gone") == 0) {
        buf_add_text(why, "{gone} has no value");
        return -1;
    }
    if (strcmp(name, "n") == 0)
        return value_text(SLICE_LIT("41"), ret_value);
    if (strcmp(name, "big") == 0)
        return value_text(SLICE_LIT("18446744073709551615"), ret_value);
    if (strcmp(name, "empty") == 0) {
        value_list(ret_value);
        return 0;
    }
    if (strcmp(name, "tags") != 0 && strcmp(name, "tags.more") != 0)
        return 1;
    value_list(ret_value);
    for (size_t i = 0; i < 3; i++)
        if (value_add(ret_value, slice_from(tags[i])))
            return -1;
    return 0;
}

static const struct scope outer = {outer_lookup, NULL, NULL};
static const struct scope inner = {inner_lookup, NULL, &outer};

static struct expr *make(enum expr_op op, const char *const *texts, size_t count)
{
    struct expr *expr = expr_new(op);
    CU_ASSERT_PTR_NOT_NULL_FATAL(expr);
    for (size_t i = 0; i < count; i++)
        CU_ASSERT_EQUAL_FATAL(expr_add(expr, expr_new_text(texts[i])), 0);
    return expr;
}

#define MAKE(op, ...)                                                                                        \
    make(op, (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Evaluates and frees. Items are shown with '|' between them, a text as "=text"; an error as "!why". */
static bool gives(struct expr *expr, const char *wanted)
{
    struct value value = {0};
    struct buf shown, why;
    buf_init(&shown, 4000);
    buf_init(&why, 400);
    if (expr_eval(expr, &inner, &value, &why))
        buf_addf(&shown, "!%.*s", SLICE_ARG(buf_slice(&why)));
    for (size_t i = 0; i < value_count(&value); i++)
        buf_addf(&shown, "%s%s", value.kind == VALUE_TEXT ? "=" : i ? "|" : "", value_at(&value, i));
    bool ok = is(shown.p ? buf_slice(&shown) : SLICE_LIT(""), wanted);
    value_free(&value);
    buf_free(&shown);
    buf_free(&why);
    expr_free(expr);
    return ok;
}

static void texts(void)
{
    CU_ASSERT(gives(expr_new_text(""), "="));
    CU_ASSERT(gives(expr_new_text("plain } text"), "=plain } text"));
    CU_ASSERT(gives(expr_new_text("<sip:{user}@h>"), "=<sip:outer@h>"));
    CU_ASSERT(gives(expr_new_text("{tags}"), "a|B|c"));
    CU_ASSERT(gives(expr_new_text("{tags.more} "), "=a, B, c "));
    CU_ASSERT(gives(expr_new_text("{empty}"), ""));
    CU_ASSERT(gives(expr_new_text("[{empty}]"), "=[]"));
    CU_ASSERT(gives(expr_new_text("{{user}"), "={user}"));
    CU_ASSERT(gives(expr_new_text("{{{user}}"), "={outer}"));
    CU_ASSERT(gives(expr_new_text("{{"), "={"));
}

static void addends(void)
{
    CU_ASSERT(gives(expr_new_text("{n+1}"), "=42"));
    CU_ASSERT(gives(expr_new_text("{n+1} BYE"), "=42 BYE"));
    CU_ASSERT(gives(expr_new_text("{tags+1}"), "!{tags} is not a number"));
    CU_ASSERT(gives(expr_new_text("{user+1}"), "!{user} is not a number"));
    CU_ASSERT(gives(expr_new_text("{n+x}"), "!there is no variable {n+x}"));
    CU_ASSERT(gives(expr_new_text("{n+99999999}"), "!there is no variable {n+99999999}"));
    CU_ASSERT(gives(expr_new_text("{big+1}"), "!{big} is too large to add to"));
}

static void unknown_names(void)
{
    CU_ASSERT(gives(expr_new_text("{nobody}"), "!there is no variable {nobody}"));
    CU_ASSERT(gives(expr_new_text("x{gone}"), "!{gone} has no value"));
    CU_ASSERT(gives(MAKE(EXPR_LIST, "a", "{gone}"), "!{gone} has no value"));
    CU_ASSERT(gives(MAKE(EXPR_WITHOUT, "{tags}", "{gone}"), "!{gone} has no value"));
    CU_ASSERT(gives(MAKE(EXPR_UPPER, "{gone}"), "!{gone} has no value"));
}

static void lists(void)
{
    CU_ASSERT(gives(MAKE(EXPR_LIST, "x", "{tags}", "{user}!"), "x|a|B|c|outer!"));
    CU_ASSERT(gives(MAKE(EXPR_JOIN, "{tags}", "{empty}", "d"), "a|B|c|d"));
    CU_ASSERT(gives(MAKE(EXPR_WITHOUT, "{tags}", "A", "b"), "c"));
    CU_ASSERT(gives(MAKE(EXPR_WITHOUT, "{tags}", "{empty}"), "a|B|c"));
    CU_ASSERT(gives(MAKE(EXPR_BOTH, "{tags}", "{tags}", "b"), "B"));
    CU_ASSERT(gives(MAKE(EXPR_BOTH, "{tags}", "{empty}"), ""));
    struct expr *twice = expr_new(EXPR_DISTINCT);
    CU_ASSERT_PTR_NOT_NULL_FATAL(twice);
    expr_add(twice, MAKE(EXPR_LIST, "a", "b", "A", "b"));
    CU_ASSERT(gives(twice, "a|b"));
}

static void operations(void)
{
    CU_ASSERT(gives(MAKE(EXPR_UPPER, "{tags}"), "A|B|C"));
    CU_ASSERT(gives(MAKE(EXPR_LOWER, "{tags}"), "a|b|c"));
    CU_ASSERT(gives(MAKE(EXPR_ALTERNATE_CASE, "100rel"), "=100rEl"));
    CU_ASSERT(gives(MAKE(EXPR_ALTERNATE_CASE, "timer"), "=TiMeR"));
    CU_ASSERT(gives(MAKE(EXPR_REVERSE, "{tags}"), "c|B|a"));
    CU_ASSERT(gives(MAKE(EXPR_COUNT, "{tags}"), "=3"));
    CU_ASSERT(gives(MAKE(EXPR_COUNT, "{empty}"), "=0"));
    CU_ASSERT(gives(MAKE(EXPR_COUNT, "text"), "=1"));
    CU_ASSERT(gives(MAKE(EXPR_FIRST, "{tags}"), "=a"));
    CU_ASSERT(gives(MAKE(EXPR_FIRST, "{empty}"), "!an operation has nothing to work on"));
    struct expr *fresh = expr_new(EXPR_FRESH_TAGS);
    struct expr *repeat = MAKE(EXPR_REPEAT, "{user},");
    CU_ASSERT_FATAL(fresh && repeat);
    fresh->number = 3;
    repeat->number = 2;
    CU_ASSERT(gives(fresh, "1|2|3"));
    CU_ASSERT(gives(repeat, "=outer,outer,"));
}

static void ceilings(void)
{
    struct expr *long_one = MAKE(EXPR_REPEAT, "0123456789012345678901234567890123456789");
    long_one->number = 100000;
    struct value value = {0};
    struct buf why;
    buf_init(&why, 400);
    CU_ASSERT_EQUAL(expr_eval(long_one, &inner, &value, &why), -1);
    CU_ASSERT(is(buf_slice(&why), "the text grows too long"));
    expr_free(long_one);
    buf_clear(&why);
    struct expr *many = expr_new(EXPR_FRESH_TAGS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(many);
    many->number = LIMIT_LIST_VALUES + 1;
    CU_ASSERT_EQUAL(expr_eval(many, &inner, &value, &why), -1);
    CU_ASSERT_EQUAL(value.kind, VALUE_NONE);
    expr_free(many);
    CU_ASSERT(is(buf_slice(&why), "out of memory, or the list grows too long"));
    buf_free(&why);
}

static void as_text(void)
{
    struct expr *list = MAKE(EXPR_LIST, "{tags}", "d");
    char *text = NULL;
    struct buf why;
    buf_init(&why, 400);
    CU_ASSERT_EQUAL_FATAL(expr_eval_text(list, &inner, &text, &why), 0);
    CU_ASSERT_STRING_EQUAL(text, "a, B, c, d");
    free(text);
    expr_free(list);
    buf_free(&why);
}

static void note(void *arg, const char *name)
{
    buf_addf(arg, "%s;", name ? name : "(open)");
}

static void names(void)
{
    struct buf seen;
    buf_init(&seen, 400);
    text_names("{a.b+1} {{c} {d}{e+f} {", note, &seen);
    CU_ASSERT(is(buf_slice(&seen), "a.b;d;e+f;(open);"));
    buf_clear(&seen);
    char name[200] = "{";
    memset(name + 1, 'a', 150);
    strcpy(name + 151, "}");
    text_names(name, note, &seen); /* no name is that long */
    CU_ASSERT(is(buf_slice(&seen), "(open);"));
    buf_clear(&seen);
    struct expr *expr = MAKE(EXPR_WITHOUT, "{x}", "y{z}");
    expr_names(expr, note, &seen);
    expr_names(NULL, note, &seen);
    CU_ASSERT(is(buf_slice(&seen), "x;z;"));
    expr_free(expr);
    buf_free(&seen);
}

const struct unit_test unit_tests[] = {
    {"texts", texts},         {"addends", addends},       {"unknown names", unknown_names},
    {"lists", lists},         {"operations", operations}, {"ceilings", ceilings},
    {"as one text", as_text}, {"names", names},           {NULL, NULL},
};
