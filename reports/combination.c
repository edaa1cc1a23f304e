/* Finds the smallest combination of a matrix' values that explains failures, from ids and verdicts alone. */
#include "reports/combination.h"

#include <stdlib.h>
#include <string.h>

enum { AXES_MOST = 12, ROWS_MOST = 5000, BASES_MOST = 16, FAILED_LEAST = 2 };

struct pair {
    struct slice axis, value;
};
struct row {
    struct pair pairs[AXES_MOST];
    size_t count;
    bool failed;
};
struct rows {
    struct row *items;
    size_t count, failed;
};
struct choice {
    unsigned axes; /* set of 1 << number */
    size_t size, failed;
    const struct row *row; /* whose values they are */
};

/* ---- rows ---- */

/* "layout=rows": axes are called as variables are; a value may hold anything. */
static bool begins_pair(struct slice text, size_t *ret_equals)
{
    size_t n = 0;
    while (n < text.n && (ascii_is_alpha(text.p[n]) || ascii_is_digit(text.p[n]) || text.p[n] == '_'))
        n++;
    *ret_equals = n;
    return n && n < text.n && text.p[n] == '=';
}

/* Of "a=b,c=d": the first pair; the rest stays. A comma that begins no pair belongs to the value. */
static bool next_pair(struct slice *text, struct pair *ret_pair)
{
    size_t equals, ignored;
    if (!begins_pair(*text, &equals))
        return false;
    size_t end = equals + 1;
    while (end < text->n &&
           !(text->p[end] == ',' && begins_pair(slice_sub(*text, end + 1, text->n), &ignored)))
        end++;
    ret_pair->axis = (struct slice){text->p, equals};
    ret_pair->value = (struct slice){text->p + equals + 1, end - equals - 1};
    *text = end < text->n ? slice_sub(*text, end + 1, text->n) : slice_sub(*text, end, text->n);
    return true;
}

/* False when the id tells of no matrix, or of one with too many axes. */
static bool read_row(const struct case_result *result, struct row *row)
{
    const char *begin = strchr(result->id, '['), *end = strrchr(result->id, ']');
    if (!begin || !end || end < begin)
        return false;
    struct slice label = {begin + 1, (size_t)(end - begin - 1)};
    row->count = 0;
    while (row->count < AXES_MOST - 1 && next_pair(&label, &row->pairs[row->count]))
        row->count++;
    row->pairs[row->count++] = (struct pair){SLICE_LIT("transport"), slice_from(result->transport)};
    return row->count > 1 && !label.n;
}

/* Did the case judge the requirement, and how? */
static bool is_judged(const struct case_result *result, const char *requirement, bool *ret_failed)
{
    bool judged = false;
    *ret_failed = false;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (!finding->requirement || strcmp(finding->requirement, requirement) != 0 ||
            verdict_says_why_not(finding->verdict))
            continue;
        judged = true;
        *ret_failed = *ret_failed || verdict_is_deviation(finding->verdict);
    }
    return judged;
}

static int collect(const struct report *report, const char *requirement, const struct case_result *example,
                   struct rows *rows)
{
    rows->items = malloc(ROWS_MOST * sizeof(*rows->items));
    for (size_t i = 0; rows->items && i < report->count && rows->count < ROWS_MOST; i++) {
        const struct case_result *result = &report->cases[i];
        struct row *row = &rows->items[rows->count];
        if (strcmp(result->scenario, example->scenario) != 0 || strcmp(result->role, example->role) != 0 ||
            !is_judged(result, requirement, &row->failed) || !read_row(result, row) ||
            row->count != rows->items[0].count)
            continue;
        rows->failed += row->failed;
        rows->count++;
    }
    return rows->items ? 0 : -1;
}

/* ---- combinations ---- */

/* On which axes each row has the value that the base has. */
static void compare(const struct rows *rows, const struct row *base, unsigned *same)
{
    for (size_t i = 0; i < rows->count; i++) {
        same[i] = 0;
        for (size_t k = 0; k < base->count; k++)
            if (slice_eq(rows->items[i].pairs[k].value, base->pairs[k].value))
                same[i] |= 1u << k;
    }
}

static size_t size_of(unsigned axes)
{
    size_t n = 0;
    for (; axes; axes &= axes - 1)
        n++;
    return n;
}

/* How many failed that have the base's values on these axes; 0 when one of them did not. */
static size_t count_failed(const struct rows *rows, const unsigned *same, unsigned axes)
{
    size_t failed = 0;
    for (size_t i = 0; i < rows->count; i++) {
        if ((same[i] & axes) != axes)
            continue;
        if (!rows->items[i].failed)
            return 0;
        failed++;
    }
    return failed;
}

static void look_at(const struct rows *rows, const struct row *base, const unsigned *same,
                    struct choice *best)
{
    for (unsigned axes = 1; axes < 1u << base->count; axes++) {
        size_t size = size_of(axes);
        if (size > COMBINATION_MOST || (best->size && size > best->size))
            continue;
        size_t failed = count_failed(rows, same, axes);
        if (failed >= FAILED_LEAST && (!best->size || size < best->size || failed > best->failed))
            *best = (struct choice){axes, size, failed, base};
    }
}

static struct choice choose(const struct rows *rows)
{
    struct choice best = {0};
    unsigned *same = malloc((rows->count + 1) * sizeof(*same));
    size_t bases = 0;
    for (size_t i = 0; same && i < rows->count && bases < BASES_MOST; i++) {
        if (!rows->items[i].failed)
            continue;
        bases++;
        compare(rows, &rows->items[i], same);
        look_at(rows, &rows->items[i], same, &best);
    }
    free(same);
    return best;
}

bool combination_add(const struct report *report, const char *requirement, const struct case_result *example,
                     struct buf *out)
{
    struct rows rows = {0};
    struct choice best = {0};
    if (!collect(report, requirement, example, &rows) && rows.failed < rows.count)
        best = choose(&rows);
    for (size_t i = 0, n = 0; best.size && i < best.row->count; i++) {
        const struct pair *pair = &best.row->pairs[i];
        if (best.axes & 1u << i)
            buf_addf(out, "%s%.*s=%.*s", n++ ? " and " : "always with ", SLICE_ARG(pair->axis),
                     SLICE_ARG(pair->value));
    }
    if (best.size)
        buf_addf(out, " (%zu of the %zu deviating cases, of %zu)", best.failed, rows.failed, rows.count);
    free(rows.items);
    return best.size > 0;
}
