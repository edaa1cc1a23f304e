/* The rows of a matrix: all combinations, or sets that cover every pair or triple that the constraints allow.
 */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "scenario/matrix.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "matrix";

enum { AXES_MAX = 5 };

/* A scenario with axes a, b, c ... whose values are called a0, a1 ... and are texts. */
struct sample {
    struct scenario scenario;
    struct axis axes[AXES_MAX];
};

/* "value b3" of the prefix "value ". */
static char *text_of(const char *prefix, char axis, size_t i)
{
    struct buf text;
    buf_init(&text, 64);
    buf_addf(&text, "%s%c%zu", prefix, axis, i);
    char *copy = buf_take(&text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
    return copy;
}

static void make(struct sample *sample, enum combine combine, const size_t *sizes, size_t count)
{
    *sample = (struct sample){.scenario.matrix = {.axes = sample->axes, .count = count, .combine = combine}};
    for (size_t i = 0; i < count; i++) {
        struct axis *axis = &sample->axes[i];
        char letter = (char)('a' + i);
        axis->name = slice_dup((struct slice){&letter, 1});
        axis->count = sizes[i];
        axis->labels = calloc(sizes[i] + 1, sizeof(*axis->labels));
        axis->values = calloc(sizes[i] + 1, sizeof(struct expr *));
        CU_ASSERT_FATAL(axis->labels && axis->values);
        for (size_t k = 0; k < sizes[i]; k++) {
            char *value = text_of("value ", letter, k);
            axis->labels[k] = text_of("", letter, k);
            axis->values[k] = expr_new_text(value);
            free(value);
        }
    }
}

static void release(struct sample *sample)
{
    for (size_t i = 0; i < sample->scenario.matrix.count; i++) {
        struct axis *axis = &sample->axes[i];
        for (size_t k = 0; k < axis->count; k++) {
            free(axis->labels[k]);
            expr_free(axis->values[k]);
        }
        free(axis->labels);
        free(axis->values);
        free(axis->name);
        free(axis->list);
    }
}

static int lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    if (strcmp(name, "device.unknown") == 0) {
        buf_add_text(why, "device.unknown is not known");
        return -1;
    }
    if (strncmp(name, "device.", 7) != 0)
        return 1;
    value_list(ret_value);
    if (strcmp(name, "device.none") == 0)
        return 0;
    return value_add(ret_value, SLICE_LIT("timer")) || value_add(ret_value, SLICE_LIT("path")) ? -1 : 0;
}

static const struct scope scope = {lookup, NULL, NULL};

static int expand(const struct sample *sample, struct matrix_rows *rows, const char *wanted_why)
{
    struct buf why;
    buf_init(&why, 400);
    int result = matrix_expand(&sample->scenario, &scope, rows, &why);
    CU_ASSERT(is(why.p ? buf_slice(&why) : SLICE_LIT(""), wanted_why));
    buf_free(&why);
    return result;
}

/* Is there a row with these values on the axes chosen by the bits of mask? */
static bool occurs(const struct matrix_rows *rows, const size_t *levels, unsigned mask)
{
    for (size_t r = 0; r < rows->count; r++) {
        bool same = true;
        for (size_t i = 0; i < rows->items[r].count; i++)
            if ((mask & (1u << i)) && rows->items[r].levels[i] != levels[i])
                same = false;
        if (same)
            return true;
    }
    return false;
}

static size_t bits(unsigned mask)
{
    size_t n = 0;
    for (; mask; mask &= mask - 1)
        n++;
    return n;
}

/* Every combination of `strength` values that occurs in `all` (the allowed ones) occurs in `rows`. */
static bool covers(const struct matrix_rows *all, const struct matrix_rows *rows, size_t axes,
                   size_t strength)
{
    for (unsigned mask = 1; mask < 1u << axes; mask++) {
        if (bits(mask) != strength)
            continue;
        for (size_t r = 0; r < all->count; r++)
            if (!occurs(rows, all->items[r].levels, mask))
                return false;
    }
    return true;
}

static bool no_row_twice(const struct matrix_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        for (size_t k = i + 1; k < rows->count; k++)
            if (strcmp(rows->items[i].label, rows->items[k].label) == 0)
                return false;
    return true;
}

static const size_t sizes[AXES_MAX] = {3, 4, 2, 5, 3};

static void all_combinations(void)
{
    struct sample sample;
    struct matrix_rows rows;
    make(&sample, COMBINE_ALL, sizes, AXES_MAX);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL(rows.count, 360);
    CU_ASSERT(!rows.cut);
    CU_ASSERT(no_row_twice(&rows));
    CU_ASSERT_STRING_EQUAL(rows.items[0].label, "a=a0,b=b0,c=c0,d=d0,e=e0");
    CU_ASSERT_STRING_EQUAL(rows.items[1].label, "a=a0,b=b0,c=c0,d=d0,e=e1");
    CU_ASSERT_STRING_EQUAL(rows.items[359].label, "a=a2,b=b3,c=c1,d=d4,e=e2");
    CU_ASSERT_STRING_EQUAL(rows.items[359].values[3].text, "value d4");
    CU_ASSERT_STRING_EQUAL(rows.items[359].names[3], "d4");
    matrix_rows_free(&rows);
    release(&sample);
}

/* Adds "not (first is x and second is y)". */
static void except(struct when *when, struct when_clause clauses[2], const char *first, const char *x,
                   const char *second, const char *y)
{
    const char *const names[] = {first, second}, *const values[] = {x, y};
    for (size_t i = 0; i < 2; i++) {
        clauses[i] = (struct when_clause){.variable = (char *)(uintptr_t)names[i], .test = WHEN_IS};
        clauses[i].values = expr_new(EXPR_LIST);
        CU_ASSERT_PTR_NOT_NULL_FATAL(clauses[i].values);
        CU_ASSERT_EQUAL_FATAL(expr_add(clauses[i].values, expr_new_text(values[i])), 0);
    }
    *when = (struct when){clauses, 2, 1};
}

static void cover(enum combine combine, size_t strength, size_t most, bool constrained)
{
    struct sample sample;
    struct matrix_rows all, rows;
    struct when ruled_out;
    struct when_clause clauses[2];
    make(&sample, combine, sizes, AXES_MAX);
    if (constrained) {
        except(&ruled_out, clauses, "b", "b1", "d", "d2");
        sample.scenario.matrix.except = &ruled_out;
        sample.scenario.matrix.except_count = 1;
    }
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    sample.scenario.matrix.combine = COMBINE_ALL;
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &all, ""), 0);
    CU_ASSERT_EQUAL(all.count, constrained ? 360 - 18 : 360);
    CU_ASSERT(covers(&all, &rows, AXES_MAX, strength));
    CU_ASSERT(!covers(&all, &rows, AXES_MAX, strength + 1)); /* it is no more than was asked for */
    CU_ASSERT(rows.count <= most);
    CU_ASSERT(no_row_twice(&rows));
    size_t odd[AXES_MAX] = {0, 1, 0, 2, 0};
    CU_ASSERT_EQUAL(occurs(&rows, odd, 1u << 1 | 1u << 3), !constrained);
    matrix_rows_free(&rows);
    matrix_rows_free(&all);
    for (size_t i = 0; constrained && i < 2; i++)
        expr_free(clauses[i].values);
    release(&sample);
}

static void pairs(void)
{
    cover(COMBINE_PAIRS, 2, 30, false); /* 20 at the least */
    cover(COMBINE_PAIRS, 2, 30, true);
}

static void triples(void)
{
    cover(COMBINE_TRIPLES, 3, 100, false); /* 60 at the least */
    cover(COMBINE_TRIPLES, 3, 100, true);
}

/* With as few axes as the strength, all combinations are what is asked for. */
static void few_axes(void)
{
    struct sample sample;
    struct matrix_rows rows;
    make(&sample, COMBINE_PAIRS, sizes, 2);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL(rows.count, 12);
    matrix_rows_free(&rows);
    release(&sample);
    make(&sample, COMBINE_TRIPLES, sizes, 1);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL(rows.count, 3);
    matrix_rows_free(&rows);
    release(&sample);
    make(&sample, COMBINE_ALL, sizes, 0);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL_FATAL(rows.count, 1); /* no matrix: one row without a label */
    CU_ASSERT_STRING_EQUAL(rows.items[0].label, "");
    matrix_rows_free(&rows);
    release(&sample);
}

static void only(void)
{
    struct sample sample;
    struct matrix_rows rows;
    struct when wanted[2];
    struct when_clause first[2], second[2];
    make(&sample, COMBINE_ALL, sizes, 3);
    except(&wanted[0], first, "a", "a0", "b", "b1");
    except(&wanted[1], second, "a", "value a2", "b", "b1"); /* values are called by their names */
    sample.scenario.matrix.only = wanted;
    sample.scenario.matrix.only_count = 2;
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL_FATAL(rows.count, 2);
    CU_ASSERT_STRING_EQUAL(rows.items[0].label, "a=a0,b=b1,c=c0");
    CU_ASSERT_STRING_EQUAL(rows.items[1].label, "a=a0,b=b1,c=c1");
    matrix_rows_free(&rows);
    for (size_t i = 0; i < 2; i++) {
        expr_free(first[i].values);
        expr_free(second[i].values);
    }
    release(&sample);
}

static void set_list(struct sample *sample, size_t axis, const char *list)
{
    make(sample, COMBINE_ALL, sizes, 2);
    for (size_t k = 0; k < sample->axes[axis].count; k++) {
        free(sample->axes[axis].labels[k]);
        expr_free(sample->axes[axis].values[k]);
    }
    sample->axes[axis].count = 0;
    sample->axes[axis].list = strdup(list);
}

static void lists(void)
{
    struct sample sample;
    struct matrix_rows rows;
    set_list(&sample, 1, "{device.supported}");
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL_FATAL(rows.count, 6);
    CU_ASSERT_STRING_EQUAL(rows.items[1].label, "a=a0,b=path");
    CU_ASSERT_STRING_EQUAL(rows.items[1].values[1].text, "path");
    matrix_rows_free(&rows);
    release(&sample);
    set_list(&sample, 1, "{device.none}");
    CU_ASSERT_EQUAL(expand(&sample, &rows, "{device.none} is empty"), 1);
    CU_ASSERT_EQUAL(rows.count, 0);
    release(&sample);
    set_list(&sample, 0, "{device.unknown}");
    CU_ASSERT_EQUAL(expand(&sample, &rows, "device.unknown is not known"), 1);
    release(&sample);
}

/* A value that this device has nothing for keeps its rows, to be told. */
static void values_missing(void)
{
    struct sample sample;
    struct matrix_rows rows;
    struct matrix_row copy;
    make(&sample, COMBINE_ALL, sizes, 2);
    expr_free(sample.axes[0].values[1]);
    sample.axes[0].values[1] = expr_new_text("{device.unknown}");
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL_FATAL(rows.count, 12);
    CU_ASSERT_PTR_NULL(rows.items[3].missing);
    CU_ASSERT_STRING_EQUAL(rows.items[4].label, "a=a1,b=b0");
    CU_ASSERT_STRING_EQUAL(rows.items[4].missing, "device.unknown is not known");
    CU_ASSERT_EQUAL_FATAL(matrix_row_copy(&rows.items[4], &copy), 0);
    CU_ASSERT_STRING_EQUAL(copy.missing, "device.unknown is not known");
    matrix_row_free(&copy);
    matrix_rows_free(&rows);
    release(&sample);
}

static void make_missing(struct sample *sample, size_t axis, size_t level)
{
    expr_free(sample->axes[axis].values[level]);
    sample->axes[axis].values[level] = expr_new_text("{device.unknown}");
}

static bool is_missing(const struct matrix_row *row, size_t axis, size_t level)
{
    return row->levels[axis] == level;
}

/* Rows have the same names in the same order for every device; what one cannot be asked takes pairs with it,
 * which further rows bring back. */
static void rows_of_the_file(void)
{
    struct sample sample;
    struct matrix_rows whole, rows, all;
    make(&sample, COMBINE_PAIRS, sizes, AXES_MAX);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &whole, ""), 0);
    make_missing(&sample, 3, 2);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_FATAL(rows.count >= whole.count);
    for (size_t i = 0; i < whole.count; i++)
        CU_ASSERT_STRING_EQUAL(rows.items[i].label, whole.items[i].label);
    for (size_t i = 0; i < rows.count; i++)
        CU_ASSERT_EQUAL(rows.items[i].missing != NULL, is_missing(&rows.items[i], 3, 2));
    sample.scenario.matrix.combine = COMBINE_ALL;
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &all, ""), 0);
    /* without the rows that are not played */
    struct matrix_rows *both[] = {&rows, &all};
    for (size_t k = 0; k < 2; k++) {
        size_t n = 0;
        for (size_t i = 0; i < both[k]->count; i++)
            if (both[k]->items[i].missing)
                matrix_row_free(&both[k]->items[i]);
            else
                both[k]->items[n++] = both[k]->items[i];
        both[k]->count = n;
    }
    CU_ASSERT(covers(&all, &rows, AXES_MAX, 2));
    CU_ASSERT(no_row_twice(&rows));
    matrix_rows_free(&whole);
    matrix_rows_free(&rows);
    matrix_rows_free(&all);
    release(&sample);
}

/* Three axes are covered in triples, the others in pairs. */
static void mixed_strength(void)
{
    struct sample sample;
    struct matrix_rows rows, all;
    struct triple triple = {{0, 2, 3}};
    make(&sample, COMBINE_PAIRS, sizes, AXES_MAX);
    sample.scenario.matrix.triples = &triple;
    sample.scenario.matrix.triple_count = 1;
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    sample.scenario.matrix.combine = COMBINE_ALL;
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &all, ""), 0);
    CU_ASSERT(covers(&all, &rows, AXES_MAX, 2));
    CU_ASSERT(!covers(&all, &rows, AXES_MAX, 3));
    for (size_t i = 0; i < all.count; i++)
        CU_ASSERT(occurs(&rows, all.items[i].levels, 1u << 0 | 1u << 2 | 1u << 3));
    CU_ASSERT(rows.count >= 30 && rows.count <= 40); /* 3*2*5 triples */
    CU_ASSERT(no_row_twice(&rows));
    matrix_rows_free(&rows);
    matrix_rows_free(&all);
    release(&sample);
}

static void same_every_time(void)
{
    struct sample sample;
    struct matrix_rows first, second;
    make(&sample, COMBINE_PAIRS, sizes, AXES_MAX);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &first, ""), 0);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &second, ""), 0);
    CU_ASSERT_EQUAL_FATAL(first.count, second.count);
    for (size_t i = 0; i < first.count; i++)
        CU_ASSERT_STRING_EQUAL(first.items[i].label, second.items[i].label);
    matrix_rows_free(&first);
    matrix_rows_free(&second);
    release(&sample);
}

static void ceiling(void)
{
    static const size_t many[] = {8, 8, 8, 8, 8};
    struct sample sample;
    struct matrix_rows rows;
    make(&sample, COMBINE_ALL, many, AXES_MAX);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL(rows.count, LIMIT_MATRIX_ROWS);
    CU_ASSERT(rows.cut);
    matrix_rows_free(&rows);
    release(&sample);
}

/* Pairs need few rows however many combinations there are, and none is left out. */
static void cover_of_many(void)
{
    static const size_t many[] = {8, 8, 8, 8, 8};
    struct sample sample;
    struct matrix_rows rows;
    make(&sample, COMBINE_PAIRS, many, AXES_MAX);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT(!rows.cut);
    CU_ASSERT(rows.count >= 64 && rows.count < 160);
    for (size_t a = 0; a < AXES_MAX; a++)
        for (size_t b = a + 1; b < AXES_MAX; b++) {
            bool seen[8][8] = {{false}};
            size_t pairs = 0;
            for (size_t i = 0; i < rows.count; i++)
                seen[rows.items[i].levels[a]][rows.items[i].levels[b]] = true;
            for (size_t k = 0; k < 64; k++)
                pairs += seen[k / 8][k % 8];
            CU_ASSERT_EQUAL(pairs, 64);
        }
    matrix_rows_free(&rows);
    release(&sample);
}

static void row_scope(void)
{
    struct sample sample;
    struct matrix_rows rows;
    struct matrix_scope row_scope;
    struct matrix_row copy;
    struct value value = {0};
    struct buf why;
    buf_init(&why, 100);
    make(&sample, COMBINE_ALL, sizes, 2);
    CU_ASSERT_EQUAL_FATAL(expand(&sample, &rows, ""), 0);
    CU_ASSERT_EQUAL_FATAL(matrix_row_copy(&rows.items[5], &copy), 0);
    CU_ASSERT_STRING_EQUAL(copy.label, "a=a1,b=b1");
    matrix_scope_init(&row_scope, &sample.scenario.matrix, &copy, &scope);
    CU_ASSERT_EQUAL(scope_lookup(&row_scope.scope, "b", &value, &why), 0);
    CU_ASSERT_STRING_EQUAL(value.text, "value b1");
    value_free(&value);
    CU_ASSERT_EQUAL(scope_lookup(&row_scope.scope, "b.name", &value, &why), 0);
    CU_ASSERT_STRING_EQUAL(value.text, "b1");
    value_free(&value);
    CU_ASSERT_EQUAL(scope_lookup(&row_scope.scope, "device.supported", &value, &why), 0);
    CU_ASSERT_EQUAL(value.count, 2);
    value_free(&value);
    CU_ASSERT_EQUAL(scope_lookup(&row_scope.scope, "bb", &value, &why), -1);
    buf_free(&why);
    matrix_row_free(&copy);
    matrix_rows_free(&rows);
    release(&sample);
}

const struct unit_test unit_tests[] = {
    {"all combinations", all_combinations},
    {"pairs", pairs},
    {"triples", triples},
    {"few axes", few_axes},
    {"only", only},
    {"lists of the device", lists},
    {"values that a device lacks", values_missing},
    {"rows are the file's", rows_of_the_file},
    {"triples among pairs", mixed_strength},
    {"the same every time", same_every_time},
    {"a ceiling for rows", ceiling},
    {"pairs of many combinations", cover_of_many},
    {"rows as variables", row_scope},
    {NULL, NULL},
};
