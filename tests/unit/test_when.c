/* "when": variables and what each has to be. */
#include "expect.h"
#include "suite.h"

#include "check/condition.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "when";

static int lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    static const struct {
        const char *name, *text;
    } rows[] = {{"role", "uas"}, {"status", "486"},   {"blank", ""},
                {"calls", "3"},  {"axis", "a, b, c"}, {"axis.name", "three of them"},
                {"half", "0.5"}, {"word", "many"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strcmp(name, rows[i].name) == 0)
            return value_text(slice_from(rows[i].text), ret_value);
    if (strcmp(name, "lost") == 0) {
        buf_add_text(why, "{lost} has no value");
        return -1;
    }
    if (strcmp(name, "tags") != 0 && strcmp(name, "none") != 0)
        return 1;
    value_list(ret_value);
    if (name[0] == 'n')
        return 0;
    return value_add(ret_value, SLICE_LIT("timer")) || value_add(ret_value, SLICE_LIT("100rel")) ? -1 : 0;
}

static const struct scope scope = {lookup, NULL, NULL};

/* Does the clause hold, and if not, is that why? `value` is the wanted value of IS, NOT, HAS, LACKS. */
static bool says(struct when_clause clause, const char *value, bool holds, const char *wanted_why)
{
    struct buf why;
    buf_init(&why, 400);
    if (value) {
        clause.values = expr_new(EXPR_LIST);
        CU_ASSERT_PTR_NOT_NULL_FATAL(clause.values);
        CU_ASSERT_EQUAL_FATAL(expr_add(clause.values, expr_new_text(value)), 0);
    }
    struct when when = {&clause, 1, 1};
    bool ok =
        when_holds(&when, &scope, &why) == holds && is(why.p ? buf_slice(&why) : SLICE_LIT(""), wanted_why);
    CU_ASSERT_EQUAL(when_holds(&when, &scope, NULL), holds);
    expr_free(clause.values);
    buf_free(&why);
    return ok;
}

#define CLAUSE(name, kind) ((struct when_clause){.variable = (char *)(uintptr_t)(name), .test = (kind)})

static void is_and_not(void)
{
    CU_ASSERT(says(CLAUSE("role", WHEN_IS), "uas", true, ""));
    CU_ASSERT(says(CLAUSE("role", WHEN_IS), "UAS", false, "role is not UAS"));
    CU_ASSERT(says(CLAUSE("role", WHEN_NOT), "proxy", true, ""));
    CU_ASSERT(says(CLAUSE("role", WHEN_NOT), "uas", false, "role is uas"));
    CU_ASSERT(says(CLAUSE("status", WHEN_IS), "4xx", true, ""));
    CU_ASSERT(says(CLAUSE("status", WHEN_IS), "5xx", false, "status is not 5xx"));
    CU_ASSERT(says(CLAUSE("status", WHEN_NOT), "4xx", false, "status is 4xx"));
    CU_ASSERT(says(CLAUSE("word", WHEN_IS), "mxx", false, "word is not mxx"));
    CU_ASSERT(says(CLAUSE("tags", WHEN_IS), "100rel", true, ""));
    CU_ASSERT(says(CLAUSE("role", WHEN_IS), "{role}", true, ""));
    CU_ASSERT(says(CLAUSE("none", WHEN_IS), "", true, ""));
    CU_ASSERT(says(CLAUSE("blank", WHEN_IS), "", true, ""));
    CU_ASSERT(says(CLAUSE("none", WHEN_IS), "x", false, "none is not x"));
}

/* A matrix axis is compared by the name of its value. */
static void names_of_values(void)
{
    CU_ASSERT(says(CLAUSE("axis", WHEN_IS), "three of them", true, ""));
    CU_ASSERT(says(CLAUSE("axis", WHEN_IS), "a, b, c", false, "axis is not a, b, c"));
    CU_ASSERT(says(CLAUSE("axis", WHEN_NOT), "three of them", false, "axis is three of them"));
    CU_ASSERT(says(CLAUSE("axis", WHEN_HAS), "a, b, c", true, ""));
}

static void known_and_empty(void)
{
    struct when_clause clause = CLAUSE("role", WHEN_KNOWN);
    CU_ASSERT(says(clause, NULL, false, "role is known"));
    clause.wanted = true;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause = CLAUSE("nobody", WHEN_KNOWN);
    CU_ASSERT(says(clause, NULL, true, ""));
    clause.wanted = true;
    CU_ASSERT(says(clause, NULL, false, "there is no variable {nobody}"));
    clause = CLAUSE("none", WHEN_EMPTY);
    CU_ASSERT(says(clause, NULL, false, "none is empty"));
    clause.wanted = true;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause = CLAUSE("blank", WHEN_EMPTY);
    clause.wanted = true;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause = CLAUSE("tags", WHEN_EMPTY);
    clause.wanted = true;
    CU_ASSERT(says(clause, NULL, false, "tags is not empty"));
}

static void has_and_lacks(void)
{
    CU_ASSERT(says(CLAUSE("tags", WHEN_HAS), "TIMER", true, ""));
    CU_ASSERT(says(CLAUSE("tags", WHEN_HAS), "path", false, "tags lacks path"));
    CU_ASSERT(says(CLAUSE("tags", WHEN_LACKS), "path", true, ""));
    CU_ASSERT(says(CLAUSE("tags", WHEN_LACKS), "timer", false, "tags has timer"));
    CU_ASSERT(says(CLAUSE("none", WHEN_HAS), "", false, "none lacks "));
}

static void bounds(void)
{
    struct when_clause clause = CLAUSE("calls", WHEN_AT_LEAST);
    clause.number = 3;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause.number = 3.5;
    CU_ASSERT(says(clause, NULL, false, "calls is below 3.5"));
    clause = CLAUSE("calls", WHEN_AT_MOST);
    clause.number = 3;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause.number = 2;
    CU_ASSERT(says(clause, NULL, false, "calls is above 2"));
    clause = CLAUSE("half", WHEN_AT_MOST);
    clause.number = 0.5;
    CU_ASSERT(says(clause, NULL, true, ""));
    clause = CLAUSE("word", WHEN_AT_MOST); /* no number at all is not at most anything */
    clause.number = 2;
    CU_ASSERT(says(clause, NULL, false, "word is not a number"));
}

/* What is unknown is not anything, and lacks everything; nothing else can be said of it. */
static void unknown(void)
{
    CU_ASSERT(says(CLAUSE("nobody", WHEN_IS), "x", false, "there is no variable {nobody}"));
    CU_ASSERT(says(CLAUSE("nobody", WHEN_NOT), "x", true, ""));
    CU_ASSERT(says(CLAUSE("nobody", WHEN_LACKS), "x", true, ""));
    CU_ASSERT(says(CLAUSE("nobody", WHEN_HAS), "x", false, "there is no variable {nobody}"));
    CU_ASSERT(says(CLAUSE("lost", WHEN_IS), "x", false, "{lost} has no value"));
    CU_ASSERT(says(CLAUSE("role", WHEN_IS), "{nobody}", false, "there is no variable {nobody}"));
}

static void several(void)
{
    struct when_clause clauses[] = {CLAUSE("role", WHEN_KNOWN), CLAUSE("nobody", WHEN_KNOWN)};
    clauses[0].wanted = true;
    struct when when = {clauses, 2, 1};
    CU_ASSERT(when_holds(&when, &scope, NULL));
    clauses[1].wanted = true;
    CU_ASSERT(!when_holds(&when, &scope, NULL));
    when.count = 0;
    CU_ASSERT(when_holds(&when, &scope, NULL));
}

const struct unit_test unit_tests[] = {
    {"is and not", is_and_not},
    {"names of values", names_of_values},
    {"known and empty", known_and_empty},
    {"has and lacks", has_and_lacks},
    {"bounds", bounds},
    {"unknown variables", unknown},
    {"several clauses", several},
    {NULL, NULL},
};
