/* Makes the rows of a scenario's matrix: all combinations, or a set that covers all pairs or triples. */
#include "scenario/matrix.h"

#include "base/limits.h"
#include "scenario/cover.h"

#include <stdlib.h>
#include <string.h>

/* The axes with their values evaluated. */
struct level {
    char *label;
    struct value value;
    char *missing; /* why the device has no value for it; NULL: it has */
};
struct factor {
    struct level *levels;
    size_t count;
};
struct expansion {
    const struct scenario *scenario;
    const struct scope *scope;
    struct factor *factors;
    size_t count;
    struct matrix_rows *rows;
    const size_t *candidate; /* level of each factor */
};

/* Number of the axis that a variable names; *ret_label when it is "axis.name", the name of the axis'
 * value. */
static size_t find_axis(const struct matrix *matrix, const char *variable, bool *ret_label)
{
    for (size_t i = 0; i < matrix->count; i++) {
        size_t n = strlen(matrix->axes[i].name);
        if (strncmp(matrix->axes[i].name, variable, n) != 0)
            continue;
        *ret_label = strcmp(variable + n, ".name") == 0;
        if (*ret_label || !variable[n])
            return i;
    }
    return matrix->count;
}

static int lookup_axis(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)why;
    const struct matrix_scope *scope = arg;
    bool label;
    size_t i = find_axis(scope->matrix, name, &label);
    if (i == scope->matrix->count)
        return 1;
    return label ? value_text(slice_from(scope->row->names[i]), ret_value)
                 : value_copy(&scope->row->values[i], ret_value);
}

/* The same while rows are being made. */
static int lookup_candidate(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)why;
    const struct expansion *expansion = arg;
    bool label;
    size_t i = find_axis(&expansion->scenario->matrix, name, &label);
    if (i == expansion->count)
        return 1;
    const struct level *level = &expansion->factors[i].levels[expansion->candidate[i]];
    if (!label && level->missing)
        return 1;
    return label ? value_text(slice_from(level->label), ret_value) : value_copy(&level->value, ret_value);
}

void matrix_scope_init(struct matrix_scope *matrix_scope, const struct matrix *matrix,
                       const struct matrix_row *row, const struct scope *outer)
{
    matrix_scope->matrix = matrix;
    matrix_scope->row = row;
    matrix_scope->scope = (struct scope){lookup_axis, matrix_scope, outer};
}

void matrix_row_free(struct matrix_row *row)
{
    free(row->label);
    free(row->missing);
    for (size_t i = 0; i < row->count; i++) {
        value_free(&row->values[i]);
        free(row->names[i]);
    }
    free(row->values);
    free(row->names);
    free(row->levels);
    *row = (struct matrix_row){0};
}

void matrix_rows_free(struct matrix_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        matrix_row_free(&rows->items[i]);
    free(rows->items);
    *rows = (struct matrix_rows){0};
}

/* Room for so many values. */
static int reserve_row(struct matrix_row *row, size_t count)
{
    row->values = calloc(count + 1, sizeof(*row->values));
    row->names = calloc(count + 1, sizeof(*row->names));
    row->levels = calloc(count + 1, sizeof(*row->levels));
    return row->values && row->names && row->levels ? 0 : -1;
}

int matrix_row_copy(const struct matrix_row *row, struct matrix_row *ret_row)
{
    struct matrix_row copy = {.label = strdup(row->label),
                              .missing = row->missing ? strdup(row->missing) : NULL};
    int result = copy.label && (copy.missing || !row->missing) ? reserve_row(&copy, row->count) : -1;
    for (size_t i = 0; !result && i < row->count; i++) {
        copy.levels[i] = row->levels[i];
        copy.names[i] = strdup(row->names[i]);
        copy.count++;
        result = copy.names[i] ? value_copy(&row->values[i], &copy.values[i]) : -1;
    }
    if (result)
        matrix_row_free(&copy);
    else
        *ret_row = copy;
    return result;
}

int matrix_row_evaluate(const struct matrix *matrix, struct matrix_row *row, const struct scope *scope,
                        struct buf *why)
{
    for (size_t i = 0; i < row->count; i++) {
        if (matrix->axes[i].list)
            continue;
        struct value value = {0};
        if (expr_eval(matrix->axes[i].values[row->levels[i]], scope, &value, why))
            return -1;
        value_free(&row->values[i]);
        row->values[i] = value;
    }
    return 0;
}

/* ---- the levels of an axis ---- */

/* Takes value over, and missing. */
static int add_level(struct factor *factor, const char *label, struct value *value, char *missing)
{
    struct level *levels = realloc(factor->levels, (factor->count + 1) * sizeof(*levels));
    char *copy = strdup(label);
    if (levels)
        factor->levels = levels;
    if (!levels || !copy) {
        free(copy);
        free(missing);
        value_free(value);
        return -1;
    }
    struct level *level = &levels[factor->count++];
    level->label = copy;
    level->value = *value;
    level->missing = missing;
    return 0;
}

static int levels_of_list(const struct axis *axis, const struct scope *scope, struct factor *factor,
                          struct buf *why)
{
    struct expr *expr = expr_new_text(axis->list);
    struct value list = {0};
    int result = expr ? expr_eval(expr, scope, &list, why) : -1;
    expr_free(expr);
    if (result)
        return 1;
    if (!value_count(&list))
        buf_addf(why, "%s is empty", axis->list);
    result = value_count(&list) ? 0 : 1;
    for (size_t i = 0; !result && i < value_count(&list); i++) {
        struct value one = {0};
        result = value_text(slice_from(value_at(&list, i)), &one)
                     ? -1
                     : add_level(factor, value_at(&list, i), &one, NULL);
    }
    value_free(&list);
    return result;
}

/* A value that this device has nothing for keeps its place: rows are those of the file. */
static int make_factor(const struct axis *axis, const struct scope *scope, struct factor *factor,
                       struct buf *why)
{
    if (axis->list)
        return levels_of_list(axis, scope, factor, why);
    for (size_t i = 0; i < axis->count; i++) {
        struct value value = {0};
        char *missing = NULL;
        if (expr_eval(axis->values[i], scope, &value, why)) {
            missing = strdup(why->n ? why->p : "");
            buf_clear(why);
            if (!missing)
                return -1;
        }
        if (add_level(factor, axis->labels[i], &value, missing))
            return -1;
    }
    return 0;
}

static void free_factors(struct expansion *expansion)
{
    for (size_t i = 0; i < expansion->count && expansion->factors; i++) {
        for (size_t k = 0; k < expansion->factors[i].count; k++) {
            free(expansion->factors[i].levels[k].label);
            free(expansion->factors[i].levels[k].missing);
            value_free(&expansion->factors[i].levels[k].value);
        }
        free(expansion->factors[i].levels);
    }
    free(expansion->factors);
}

/* ---- constraints ---- */

static void count_name(void *arg, const char *name)
{
    (void)name;
    ++*(size_t *)arg;
}

/* What only compares axes by the names of their values is the same for every device. The rest (what the
 * device has, what a value turned out to be) decides which of the rows this device gets. */
static bool is_of_file(const struct matrix *matrix, const struct when *when)
{
    size_t variables = 0;
    for (size_t i = 0; i < when->count; i++) {
        bool label;
        enum when_test test = when->clauses[i].test;
        if ((test != WHEN_IS && test != WHEN_NOT) ||
            find_axis(matrix, when->clauses[i].variable, &label) == matrix->count)
            return false;
        expr_names(when->clauses[i].values, count_name, &variables);
    }
    return !variables;
}

/* One that fits is enough. */
static bool any_fits(struct expansion *expansion, const struct when *whens, size_t count)
{
    struct scope candidate = {lookup_candidate, expansion, expansion->scope};
    for (size_t i = 0; i < count; i++)
        if (when_holds(&whens[i], &candidate, NULL))
            return true;
    return false;
}

static bool fits_device(void *arg, const size_t *candidate)
{
    struct expansion *expansion = arg;
    const struct matrix *matrix = &expansion->scenario->matrix;
    expansion->candidate = candidate;
    return !any_fits(expansion, matrix->except, matrix->except_count) &&
           (!matrix->only_count || any_fits(expansion, matrix->only, matrix->only_count));
}

static bool fits_file(void *arg, const size_t *candidate)
{
    struct expansion *expansion = arg;
    const struct matrix *matrix = &expansion->scenario->matrix;
    bool all_known = true;
    expansion->candidate = candidate;
    for (size_t i = 0; i < matrix->except_count; i++)
        if (is_of_file(matrix, &matrix->except[i]) && any_fits(expansion, &matrix->except[i], 1))
            return false;
    for (size_t i = 0; i < matrix->only_count; i++)
        all_known = all_known && is_of_file(matrix, &matrix->only[i]);
    return !matrix->only_count || !all_known || any_fits(expansion, matrix->only, matrix->only_count);
}

/* Why the device has no value for a level of the candidate, the first of them; NULL: it has all. */
static const char *missing_of(const struct expansion *expansion, const size_t *candidate)
{
    for (size_t i = 0; i < expansion->count; i++)
        if (expansion->factors[i].levels[candidate[i]].missing)
            return expansion->factors[i].levels[candidate[i]].missing;
    return NULL;
}

static bool can_be_played(void *arg, const size_t *candidate)
{
    return !missing_of(arg, candidate) && fits_device(arg, candidate);
}

/* ---- rows ---- */

static int fill_row(const struct expansion *expansion, const size_t *candidate, struct matrix_row *row)
{
    struct buf label;
    const char *missing = missing_of(expansion, candidate);
    buf_init(&label, LIMIT_ID_BYTES);
    row->missing = missing ? strdup(missing) : NULL;
    if ((missing && !row->missing) || reserve_row(row, expansion->count))
        return -1;
    for (size_t i = 0; i < expansion->count; i++) {
        const struct level *level = &expansion->factors[i].levels[candidate[i]];
        row->names[i] = strdup(level->label);
        row->levels[i] = candidate[i];
        row->count++;
        if (!row->names[i] || (!level->missing && value_copy(&level->value, &row->values[i])))
            return -1;
        buf_addf(&label, "%s%s=%s", i ? "," : "", expansion->scenario->matrix.axes[i].name, level->label);
    }
    row->label = buf_take(&label);
    return row->label ? 0 : -1;
}

static int add_row(void *arg, const size_t *candidate)
{
    struct expansion *expansion = arg;
    struct matrix_rows *rows = expansion->rows;
    if (rows->count >= LIMIT_MATRIX_ROWS) {
        rows->cut = true;
        return 0;
    }
    struct matrix_row *items = realloc(rows->items, (rows->count + 1) * sizeof(*items));
    if (!items)
        return -1;
    rows->items = items;
    items[rows->count] = (struct matrix_row){0};
    return fill_row(expansion, candidate, &items[rows->count++]);
}

/* ---- all combinations ---- */

/* The next combination, the last axis fastest. False after the last one. */
static bool next_candidate(const struct expansion *expansion, size_t *candidate)
{
    for (size_t i = expansion->count; i-- > 0;) {
        if (++candidate[i] < expansion->factors[i].count)
            return true;
        candidate[i] = 0;
    }
    return false;
}

static int expand_all(struct expansion *expansion)
{
    size_t *candidate = calloc(expansion->count + 1, sizeof(*candidate));
    int result = candidate ? 0 : -1;
    do {
        if (!result && fits_device(expansion, candidate))
            result = add_row(expansion, candidate);
    } while (!result && !expansion->rows->cut && next_candidate(expansion, candidate));
    free(candidate);
    return result;
}

/* ---- pairs and triples ---- */

/* The combinations of the file, and what of them the device can be asked. */
struct covering {
    struct expansion *expansion;
    struct cover_task task;
    size_t *sizes;
    struct cover_group *groups;
    size_t *played; /* combinations: count numbers each */
    size_t played_count;
    bool is_whole; /* none was left out for this device */
};

static int keep_played(struct covering *covering, const size_t *candidate)
{
    size_t n = covering->expansion->count;
    size_t *all = realloc(covering->played, (covering->played_count + 1) * n * sizeof(*all));
    if (!all)
        return -1;
    covering->played = all;
    memcpy(all + covering->played_count++ * n, candidate, n * sizeof(*all));
    return 0;
}

/* Of the file's rows one that the device lacks a value for stays, to be told; one that does not fit goes. */
static int take_of_file(void *arg, const size_t *candidate)
{
    struct covering *covering = arg;
    bool is_played = can_be_played(covering->expansion, candidate);
    covering->is_whole = covering->is_whole && is_played;
    if (is_played && keep_played(covering, candidate))
        return -1;
    return is_played || missing_of(covering->expansion, candidate) ? add_row(covering->expansion, candidate)
                                                                   : 0;
}

static bool is_allowed_by_file(void *arg, const size_t *candidate)
{
    struct covering *covering = arg;
    return fits_file(covering->expansion, candidate);
}

static int add_group(struct covering *covering, const size_t *axes, size_t strength)
{
    size_t count = covering->task.group_count;
    struct cover_group *groups = realloc(covering->groups, (count + 1) * sizeof(*groups));
    if (!groups)
        return -1;
    covering->groups = groups;
    groups[count] = (struct cover_group){.strength = strength};
    memcpy(groups[count].axes, axes, strength * sizeof(*axes));
    covering->task.groups = groups;
    covering->task.group_count = count + 1;
    return 0;
}

/* Every choice of so many axes. */
static int add_groups(struct covering *covering, size_t strength)
{
    size_t axes[COVER_STRENGTH_MAX], count = covering->expansion->count;
    for (axes[0] = 0; axes[0] < count; axes[0]++)
        for (axes[1] = axes[0] + 1; axes[1] < count; axes[1]++) {
            if (strength == 2 && add_group(covering, axes, 2))
                return -1;
            for (axes[2] = axes[1] + 1; strength == 3 && axes[2] < count; axes[2]++)
                if (add_group(covering, axes, 3))
                    return -1;
        }
    return 0;
}

static int make_groups(struct covering *covering)
{
    const struct matrix *matrix = &covering->expansion->scenario->matrix;
    for (size_t i = 0; i < matrix->triple_count; i++)
        if (add_group(covering, matrix->triples[i].axes, 3))
            return -1;
    return add_groups(covering, matrix->combine == COMBINE_PAIRS ? 2 : 3);
}

/* First the rows of the file, which are the same for every device; then what makes up for those that this one
 * cannot be asked. */
static int expand_cover(struct expansion *expansion)
{
    struct covering covering = {
        .expansion = expansion, .is_whole = true, .sizes = calloc(expansion->count + 1, sizeof(size_t))};
    int result = covering.sizes ? make_groups(&covering) : -1;
    for (size_t i = 0; !result && i < expansion->count; i++)
        covering.sizes[i] = expansion->factors[i].count;
    struct cover_task *task = &covering.task;
    task->sizes = covering.sizes;
    task->count = expansion->count;
    task->is_allowed = is_allowed_by_file;
    task->take = take_of_file;
    task->arg = &covering;
    if (!result)
        result = cover_make(task, NULL, 0);
    task->is_allowed = can_be_played;
    task->take = add_row;
    task->arg = expansion;
    if (!result && !covering.is_whole)
        result = cover_make(task, covering.played, covering.played_count);
    free(covering.sizes);
    free(covering.groups);
    free(covering.played);
    return result;
}

int matrix_expand(const struct scenario *scenario, const struct scope *scope, struct matrix_rows *ret_rows,
                  struct buf *why)
{
    const struct matrix *matrix = &scenario->matrix;
    *ret_rows = (struct matrix_rows){0};
    struct expansion expansion = {
        .scenario = scenario,
        .scope = scope,
        .count = matrix->count,
        .rows = ret_rows,
        .factors = calloc(matrix->count + 1, sizeof(struct factor)),
    };
    int result = expansion.factors ? 0 : -1;
    for (size_t i = 0; !result && i < matrix->count; i++)
        result = make_factor(&matrix->axes[i], scope, &expansion.factors[i], why);
    size_t strength = matrix->combine == COMBINE_PAIRS ? 2 : 3;
    if (!result && (matrix->combine == COMBINE_ALL || matrix->count <= strength))
        result = expand_all(&expansion);
    else if (!result)
        result = expand_cover(&expansion);
    free_factors(&expansion);
    if (result)
        matrix_rows_free(ret_rows);
    return result;
}
