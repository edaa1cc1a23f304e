/* Makes the rows of a scenario's matrix: all combinations, or a set that covers all pairs or triples. */
#include "scenario/matrix.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

/* The axes with their values evaluated. */
struct level {
    char *label;
    struct value value;
    size_t number; /* on its axis */
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
    size_t *candidate; /* level of each factor */
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
    struct matrix_row copy = {.label = strdup(row->label)};
    int result = copy.label ? reserve_row(&copy, row->count) : -1;
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

static int add_level(struct factor *factor, const char *label, size_t number, struct value *value)
{
    struct level *levels = realloc(factor->levels, (factor->count + 1) * sizeof(*levels));
    char *copy = strdup(label);
    if (levels)
        factor->levels = levels;
    if (!levels || !copy) {
        free(copy);
        value_free(value);
        return -1;
    }
    struct level *level = &levels[factor->count++];
    level->label = copy;
    level->value = *value;
    level->number = number;
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
                     : add_level(factor, value_at(&list, i), i, &one);
    }
    value_free(&list);
    return result;
}

static int make_factor(const struct axis *axis, const struct scope *scope, struct factor *factor,
                       struct buf *why)
{
    if (axis->list)
        return levels_of_list(axis, scope, factor, why);
    for (size_t i = 0; i < axis->count; i++) {
        struct value value = {0};
        if (expr_eval(axis->values[i], scope, &value, why)) {
            /* a value that this device has nothing for is left out of the axis; the rest goes on */
            buf_clear(why);
            continue;
        }
        if (add_level(factor, axis->labels[i], i, &value))
            return -1;
    }
    if (factor->count)
        return 0;
    buf_addf(why, "nothing is known that the axis \"%s\" could take", axis->name);
    return 1;
}

static void free_factors(struct expansion *expansion)
{
    for (size_t i = 0; i < expansion->count && expansion->factors; i++) {
        for (size_t k = 0; k < expansion->factors[i].count; k++) {
            free(expansion->factors[i].levels[k].label);
            value_free(&expansion->factors[i].levels[k].value);
        }
        free(expansion->factors[i].levels);
    }
    free(expansion->factors);
    free(expansion->candidate);
}

/* ---- constraints ---- */

static bool is_allowed(struct expansion *expansion)
{
    const struct matrix *matrix = &expansion->scenario->matrix;
    struct scope candidate = {lookup_candidate, expansion, expansion->scope};
    for (size_t i = 0; i < matrix->except_count; i++)
        if (when_holds(&matrix->except[i], &candidate, NULL))
            return false;
    if (!matrix->only_count)
        return true;
    for (size_t i = 0; i < matrix->only_count; i++)
        if (when_holds(&matrix->only[i], &candidate, NULL))
            return true;
    return false;
}

/* ---- rows ---- */

static int fill_row(struct expansion *expansion, struct matrix_row *row)
{
    struct buf label;
    buf_init(&label, LIMIT_ID_BYTES);
    if (reserve_row(row, expansion->count))
        return -1;
    for (size_t i = 0; i < expansion->count; i++) {
        const struct level *level = &expansion->factors[i].levels[expansion->candidate[i]];
        row->names[i] = strdup(level->label);
        row->levels[i] = level->number;
        row->count++;
        if (!row->names[i] || value_copy(&level->value, &row->values[i]))
            return -1;
        buf_addf(&label, "%s%s=%s", i ? "," : "", expansion->scenario->matrix.axes[i].name, level->label);
    }
    row->label = buf_take(&label);
    return row->label ? 0 : -1;
}

static int add_row(struct expansion *expansion)
{
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
    return fill_row(expansion, &items[rows->count++]);
}

/* The next combination, the last axis fastest. False after the last one. */
static bool next_candidate(struct expansion *expansion)
{
    for (size_t i = expansion->count; i-- > 0;) {
        if (++expansion->candidate[i] < expansion->factors[i].count)
            return true;
        expansion->candidate[i] = 0;
    }
    return false;
}

static int expand_all(struct expansion *expansion)
{
    do {
        if (is_allowed(expansion) && add_row(expansion))
            return -1;
    } while (next_candidate(expansion) && !expansion->rows->cut);
    return 0;
}

/* ---- pairs and triples: greedy, one tuple after the other ---- */

/* Number of the tuple of `strength` axes (chosen by bits of mask) in the candidate, in a table of its own. */
struct cover {
    size_t *axes; /* strength axes a group */
    size_t group_count;
    size_t strength;
    size_t *base; /* of each group in seen */
    unsigned char *seen;
    size_t total;
};

static void free_cover(struct cover *cover)
{
    free(cover->axes);
    free(cover->base);
    free(cover->seen);
}

static int add_group(const struct expansion *expansion, struct cover *cover, const size_t *axes)
{
    size_t *all = realloc(cover->axes, (cover->group_count + 1) * cover->strength * sizeof(*all));
    if (all)
        cover->axes = all;
    size_t *base = realloc(cover->base, (cover->group_count + 1) * sizeof(*base));
    if (base)
        cover->base = base;
    if (!all || !base)
        return -1;
    size_t size = 1;
    for (size_t i = 0; i < cover->strength; i++) {
        all[cover->group_count * cover->strength + i] = axes[i];
        size *= expansion->factors[axes[i]].count;
    }
    base[cover->group_count++] = cover->total;
    cover->total += size;
    return 0;
}

static int make_groups(const struct expansion *expansion, struct cover *cover)
{
    size_t axes[3];
    for (axes[0] = 0; axes[0] < expansion->count; axes[0]++)
        for (axes[1] = axes[0] + 1; axes[1] < expansion->count; axes[1]++) {
            if (cover->strength == 2) {
                if (add_group(expansion, cover, axes))
                    return -1;
                continue;
            }
            for (axes[2] = axes[1] + 1; axes[2] < expansion->count; axes[2]++)
                if (add_group(expansion, cover, axes))
                    return -1;
        }
    cover->seen = calloc(cover->total + 1, 1);
    return cover->seen ? 0 : -1;
}

static size_t tuple_at(const struct expansion *expansion, const struct cover *cover, size_t group,
                       const size_t *candidate)
{
    size_t number = 0;
    for (size_t i = 0; i < cover->strength; i++) {
        size_t axis = cover->axes[group * cover->strength + i];
        number = number * expansion->factors[axis].count + candidate[axis];
    }
    return cover->base[group] + number;
}

/* Sets the candidate's axes of a group to the tuple of that number; marks them as fixed. */
static void fix_tuple(struct expansion *expansion, const struct cover *cover, size_t group, size_t number,
                      bool *fixed)
{
    for (size_t i = cover->strength; i-- > 0;) {
        size_t axis = cover->axes[group * cover->strength + i];
        expansion->candidate[axis] = number % expansion->factors[axis].count;
        number /= expansion->factors[axis].count;
        fixed[axis] = true;
    }
}

/* How many new tuples the candidate has among the groups whose axes are all fixed, that one included. */
static size_t count_new(const struct expansion *expansion, const struct cover *cover, const bool *fixed)
{
    size_t fresh = 0;
    for (size_t g = 0; g < cover->group_count; g++) {
        bool whole = true;
        for (size_t i = 0; i < cover->strength; i++)
            whole = whole && fixed[cover->axes[g * cover->strength + i]];
        if (whole && !cover->seen[tuple_at(expansion, cover, g, expansion->candidate)])
            fresh++;
    }
    return fresh;
}

/* Gives each axis that is open the level that brings the most new tuples; the first of equals after `turn`,
 * so that levels take turns. */
static void fill_open_axes(struct expansion *expansion, const struct cover *cover, bool *fixed, size_t turn)
{
    for (size_t axis = 0; axis < expansion->count; axis++) {
        size_t count = expansion->factors[axis].count, best = turn % count, most = 0;
        if (fixed[axis])
            continue;
        fixed[axis] = true;
        for (size_t k = 0; k < count; k++) {
            expansion->candidate[axis] = (turn + k) % count;
            size_t fresh = count_new(expansion, cover, fixed);
            if (fresh > most) {
                most = fresh;
                best = expansion->candidate[axis];
            }
        }
        expansion->candidate[axis] = best;
    }
}

/* The next combination of the axes that are open. False after the last one. */
static bool next_open(struct expansion *expansion, const bool *fixed)
{
    for (size_t i = expansion->count; i-- > 0;) {
        if (fixed[i])
            continue;
        if (++expansion->candidate[i] < expansion->factors[i].count)
            return true;
        expansion->candidate[i] = 0;
    }
    return false;
}

/* Makes the candidate an allowed combination that holds the tuple. False when none was found: the constraints
 * rule the tuple out. */
static bool find_candidate(struct expansion *expansion, const struct cover *cover, size_t group,
                           size_t number, bool *fixed)
{
    memset(fixed, 0, expansion->count * sizeof(*fixed));
    fix_tuple(expansion, cover, group, number, fixed);
    fill_open_axes(expansion, cover, fixed, expansion->rows->count);
    if (is_allowed(expansion))
        return true;
    memset(fixed, 0, expansion->count * sizeof(*fixed));
    memset(expansion->candidate, 0, expansion->count * sizeof(*expansion->candidate));
    fix_tuple(expansion, cover, group, number, fixed);
    for (size_t i = 0; i < LIMIT_MATRIX_TRIES; i++) {
        if (is_allowed(expansion))
            return true;
        if (!next_open(expansion, fixed))
            return false;
    }
    return false;
}

static size_t group_size(const struct cover *cover, size_t group)
{
    size_t end = group + 1 < cover->group_count ? cover->base[group + 1] : cover->total;
    return end - cover->base[group];
}

/* One row for each tuple that no row before it has, made to bring as many other new ones as can be. */
static int cover_group(struct expansion *expansion, struct cover *cover, size_t group, bool *fixed)
{
    for (size_t number = 0; number < group_size(cover, group); number++) {
        if (cover->seen[cover->base[group] + number])
            continue;
        cover->seen[cover->base[group] + number] = 1;
        if (!find_candidate(expansion, cover, group, number, fixed))
            continue;
        for (size_t g = 0; g < cover->group_count; g++)
            cover->seen[tuple_at(expansion, cover, g, expansion->candidate)] = 1;
        if (add_row(expansion))
            return -1;
    }
    return 0;
}

static int expand_cover(struct expansion *expansion, size_t strength)
{
    struct cover cover = {.strength = strength};
    bool *fixed = calloc(expansion->count + 1, sizeof(*fixed));
    int result = fixed ? make_groups(expansion, &cover) : -1;
    for (size_t g = 0; !result && g < cover.group_count; g++)
        result = cover_group(expansion, &cover, g, fixed);
    free(fixed);
    free_cover(&cover);
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
        .candidate = calloc(matrix->count + 1, sizeof(size_t)),
    };
    int result = expansion.factors && expansion.candidate ? 0 : -1;
    for (size_t i = 0; !result && i < matrix->count; i++)
        result = make_factor(&matrix->axes[i], scope, &expansion.factors[i], why);
    size_t strength = matrix->combine == COMBINE_PAIRS ? 2 : 3;
    if (!result && (matrix->combine == COMBINE_ALL || matrix->count <= strength))
        result = expand_all(&expansion);
    else if (!result)
        result = expand_cover(&expansion, strength);
    free_factors(&expansion);
    if (result)
        matrix_rows_free(ret_rows);
    return result;
}
