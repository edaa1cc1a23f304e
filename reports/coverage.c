/* Counts for each requirement what a run says of it. */
#include "reports/coverage.h"

#include <stdlib.h>
#include <string.h>

/* "8.2.10" comes after "8.2.9". */
static int compare_sections(const char *a, const char *b)
{
    while (*a && *b) {
        if (ascii_is_digit(*a) && ascii_is_digit(*b)) {
            char *after_a, *after_b;
            unsigned long x = strtoul(a, &after_a, 10), y = strtoul(b, &after_b, 10);
            if (x != y)
                return x < y ? -1 : 1;
            a = after_a;
            b = after_b;
        } else if (*a != *b) {
            break;
        } else {
            a++;
            b++;
        }
    }
    return (unsigned char)*a - (unsigned char)*b;
}

static int by_clause(const void *a, const void *b)
{
    const struct requirement *one = ((const struct coverage *)a)->requirement;
    const struct requirement *other = ((const struct coverage *)b)->requirement;
    int order = (one->rfc > other->rfc) - (one->rfc < other->rfc);
    if (!order)
        order = compare_sections(one->section, other->section);
    return order ? order : strcmp(one->id, other->id);
}

/* What one case says is no more known where another could not come to it; and to have tried says more than
 * that it does not apply. */
static bool is_worse(const struct coverage *row, enum verdict verdict)
{
    if (!row->example)
        return true;
    if (verdict_says_why_not(verdict))
        return !row->judged && verdict == VERDICT_INCONCLUSIVE && row->verdict == VERDICT_SKIP;
    return !row->judged || verdict > row->verdict;
}

/* The case that spoke of a requirement last. */
struct last {
    const struct case_result *result;
    bool deviates;
};

/* The rows stand in the catalogue's own order while they are filled. */
static void add_finding(struct coverage *row, const struct case_result *result, const struct finding *finding,
                        struct last *last)
{
    if (is_worse(row, finding->verdict)) {
        row->verdict = finding->verdict;
        row->example = result;
    }
    if (verdict_says_why_not(finding->verdict))
        return;
    row->judged = true;
    /* a case counts once, however many of its findings speak of it */
    row->cases += last->result != result;
    bool counted = last->result == result && last->deviates;
    row->deviating += verdict_is_deviation(finding->verdict) && !counted;
    *last = (struct last){result, counted || verdict_is_deviation(finding->verdict)};
}

int coverage_make(const struct report *report, struct coverage **ret_rows)
{
    const struct catalogue *catalogue = report->catalogue;
    struct coverage *rows = calloc(catalogue->count + 1, sizeof(*rows));
    struct last *last = calloc(catalogue->count + 1, sizeof(*last));
    int result = rows && last ? 0 : -1;
    for (size_t i = 0; !result && i < catalogue->count; i++)
        rows[i].requirement = &catalogue->items[i];
    for (size_t i = 0; !result && i < report->count; i++)
        for (size_t k = 0; k < report->cases[i].findings.count; k++) {
            const struct finding *finding = &report->cases[i].findings.items[k];
            const struct requirement *requirement =
                finding->requirement ? catalogue_find(catalogue, finding->requirement) : NULL;
            size_t number = requirement ? (size_t)(requirement - catalogue->items) : catalogue->count;
            if (requirement)
                add_finding(&rows[number], &report->cases[i], finding, &last[number]);
        }
    free(last);
    if (result) {
        free(rows);
        return -1;
    }
    qsort(rows, catalogue->count, sizeof(*rows), by_clause);
    *ret_rows = rows;
    return 0;
}

const char *coverage_reason(const struct coverage *row)
{
    for (size_t i = 0; i < row->example->findings.count; i++) {
        const struct finding *finding = &row->example->findings.items[i];
        if (verdict_says_why_not(finding->verdict) && finding->requirement &&
            strcmp(finding->requirement, row->requirement->id) == 0 && finding->actual)
            return finding->actual;
    }
    return row->example->reason ? row->example->reason : "it does not apply to this device";
}
