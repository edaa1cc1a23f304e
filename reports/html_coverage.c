/* Counts for each requirement and each clause what the runs say of it. */
#include "reports/html_report.h"

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

/* The rows stand in the catalogue's own order while they are filled. */
static void add_finding(struct coverage *row, const struct case_result *result, const struct finding *finding,
                        const struct case_result **last)
{
    if (finding->verdict == VERDICT_SKIP) {
        if (!row->example)
            row->example = result;
        return;
    }
    if (!row->judged || finding->verdict > row->verdict) {
        row->verdict = finding->verdict;
        row->example = result;
    }
    row->judged = true;
    row->cases += *last != result; /* a case counts once, however many of its findings speak of it */
    *last = result;
}

int coverage_make(const struct report *report, struct coverage **ret_rows)
{
    const struct catalogue *catalogue = report->catalogue;
    struct coverage *rows = calloc(catalogue->count + 1, sizeof(*rows));
    const struct case_result **last = calloc(catalogue->count + 1, sizeof(struct case_result *));
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
