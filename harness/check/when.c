/* Decides whether the "when" of a step or a judgement holds, and says why it does not. */
#include "check/condition.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void when_free(struct when *when)
{
    for (size_t i = 0; i < when->count; i++) {
        free(when->clauses[i].variable);
        expr_free(when->clauses[i].values);
    }
    free(when->clauses);
    *when = (struct when){0};
}

/* A variable that holds a status fits "4xx" as well. */
static bool text_fits(const char *text, const char *wanted)
{
    if (strcmp(text, wanted) == 0)
        return true;
    uint64_t status;
    return strlen(wanted) == 3 && strcmp(wanted + 1, "xx") == 0 && slice_to_u64(slice_from(text), &status) &&
           status_fits((int)status, wanted);
}

static bool is_one_of(const struct value *value, const struct value *wanted)
{
    for (size_t i = 0; i < value_count(wanted); i++) {
        if (value_count(value) == 0 && !value_at(wanted, i)[0])
            return true;
        for (size_t k = 0; k < value_count(value); k++)
            if (text_fits(value_at(value, k), value_at(wanted, i)))
                return true;
    }
    return false;
}

static bool is_empty(const struct value *value)
{
    return value_count(value) == 0 || (value_count(value) == 1 && !value_at(value, 0)[0]);
}

/* A word is no number: strtod() would make 0 of it. */
static bool read_number(const struct value *value, double *ret_number)
{
    char *end = NULL;
    if (value_count(value) != 1)
        return false;
    *ret_number = strtod(value_at(value, 0), &end);
    return end != value_at(value, 0) && !*end;
}

static bool number_fits(const struct when_clause *clause, const struct value *value)
{
    double number;
    if (!read_number(value, &number))
        return false;
    return clause->test == WHEN_AT_LEAST ? number >= clause->number : number <= clause->number;
}

static bool clause_fits(const struct when_clause *clause, const struct value *value,
                        const struct value *wanted)
{
    switch (clause->test) {
    case WHEN_IS:
        return is_one_of(value, wanted);
    case WHEN_NOT:
        return !is_one_of(value, wanted);
    case WHEN_KNOWN:
        return clause->wanted;
    case WHEN_EMPTY:
        return is_empty(value) == clause->wanted;
    case WHEN_HAS:
        return value_has(value, slice_from(value_at(wanted, 0)));
    case WHEN_LACKS:
        return !value_has(value, slice_from(value_at(wanted, 0)));
    case WHEN_AT_LEAST:
    case WHEN_AT_MOST:
        return number_fits(clause, value);
    }
    return false;
}

static void say_bound(const struct when_clause *clause, const struct value *value, struct buf *why)
{
    double number;
    if (read_number(value, &number))
        buf_addf(why, " is %s %g", clause->test == WHEN_AT_LEAST ? "below" : "above", clause->number);
    else
        buf_add_text(why, " is not a number");
}

static void say_clause(const struct when_clause *clause, const struct value *value,
                       const struct value *wanted, struct buf *why)
{
    buf_add_text(why, clause->variable);
    switch (clause->test) {
    case WHEN_IS:
        buf_add_text(why, " is not ");
        value_join(wanted, why);
        break;
    case WHEN_NOT:
        buf_add_text(why, " is ");
        value_join(wanted, why);
        break;
    case WHEN_KNOWN:
        buf_add_text(why, clause->wanted ? " is not known" : " is known");
        break;
    case WHEN_EMPTY:
        buf_add_text(why, clause->wanted ? " is not empty" : " is empty");
        break;
    case WHEN_HAS:
        buf_add_text(why, " lacks ");
        value_join(wanted, why);
        break;
    case WHEN_LACKS:
        buf_add_text(why, " has ");
        value_join(wanted, why);
        break;
    case WHEN_AT_LEAST:
    case WHEN_AT_MOST:
        say_bound(clause, value, why);
        break;
    }
}

/* A matrix axis is compared by the name of its value, which is what the author of a scenario reads there. */
static int look_up(const struct when_clause *clause, const struct scope *scope, struct value *ret_value,
                   struct buf *why)
{
    if (clause->test == WHEN_IS || clause->test == WHEN_NOT) {
        char name[LIMIT_NAME_BYTES + sizeof(".name")];
        struct buf ignored;
        buf_init(&ignored, LIMIT_WHY_BYTES);
        snprintf(name, sizeof(name), "%s.name", clause->variable);
        int result = scope_lookup(scope, name, ret_value, &ignored);
        buf_free(&ignored);
        if (!result)
            return 0;
    }
    return scope_lookup(scope, clause->variable, ret_value, why);
}

static bool clause_holds(const struct when_clause *clause, const struct scope *scope, struct buf *why)
{
    struct value value = {0}, wanted = {0};
    struct buf missing;
    buf_init(&missing, LIMIT_WHY_BYTES);
    bool known = look_up(clause, scope, &value, &missing) == 0;
    bool holds;
    if (!known)
        holds = (clause->test == WHEN_KNOWN && !clause->wanted) || clause->test == WHEN_NOT ||
                clause->test == WHEN_LACKS;
    else if (clause->values && expr_eval(clause->values, scope, &wanted, &missing))
        holds = false;
    else
        holds = clause_fits(clause, &value, &wanted);
    if (!holds && why && missing.n)
        buf_add_slice(why, buf_slice(&missing));
    else if (!holds && why)
        say_clause(clause, &value, &wanted, why);
    value_free(&value);
    value_free(&wanted);
    buf_free(&missing);
    return holds;
}

bool when_holds(const struct when *when, const struct scope *scope, struct buf *why)
{
    for (size_t i = 0; i < when->count; i++)
        if (!clause_holds(&when->clauses[i], scope, why))
            return false;
    return true;
}
