/* Tables of totals: cases by role, requirements by level and by clause. */
#include "reports/html_report.h"

#include "base/limits.h"
#include "reports/headline.h"

#include <string.h>

enum { ROLES_SHOWN = 32 };

static void put_cells(struct page *page, const size_t counts[VERDICT_COUNT], size_t other, size_t total)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (counts[verdict_reading_order[i]])
            putf(page, "<td class=\"number %s\">%zu</td>", verdict_small_name(verdict_reading_order[i]),
                 counts[verdict_reading_order[i]]);
        else
            put(page, "<td class=\"number\">0</td>");
    putf(page, "<td class=\"number\">%zu</td><td class=\"number\">%zu</td></tr>\n", other, total);
}

static void put_head(struct page *page, const char *caption, const char *first, const char *other)
{
    putf(page, "<table>\n<caption>%s</caption>\n<thead><tr><th scope=\"col\">%s</th>", caption, first);
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        putf(page, "<th scope=\"col\">%s</th>", verdict_name(verdict_reading_order[i]));
    putf(page, "<th scope=\"col\">%s</th><th scope=\"col\">total</th></tr></thead>\n<tbody>\n", other);
}

/* ---- cases ---- */

struct role_totals {
    const char *role;
    size_t verdicts[VERDICT_COUNT], unfinished, total;
};

static struct role_totals *totals_of(struct role_totals *totals, size_t *count, const char *role)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(totals[i].role, role) == 0)
            return &totals[i];
    if (*count == ROLES_SHOWN) /* there are five; a record that somebody made up may name more */
        return &totals[ROLES_SHOWN - 1];
    totals[*count].role = role;
    return &totals[(*count)++];
}

static void put_role_row(struct page *page, const struct role_totals *totals)
{
    put(page, "<tr><th scope=\"row\">");
    put_text(page, totals->role);
    put(page, "</th>");
    put_cells(page, totals->verdicts, totals->unfinished, totals->total);
}

static void put_roles(struct page *page, const struct report *report)
{
    struct role_totals totals[ROLES_SHOWN] = {{0}}, all = {.role = "all"};
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        struct role_totals *role = totals_of(totals, &count, report->cases[i].role);
        role->verdicts[report->cases[i].verdict]++;
        role->total++;
        all.verdicts[report->cases[i].verdict]++;
        all.total++;
    }
    for (size_t i = 0; i < report->unfinished_count; i++) {
        struct role_totals *role = totals_of(totals, &count, report->unfinished[i].role);
        role->unfinished++;
        role->total++;
        all.unfinished++;
        all.total++;
    }
    put_head(page, "Cases by role of the device", "Role", "unfinished");
    for (size_t i = 0; i < count; i++)
        put_role_row(page, &totals[i]);
    put_role_row(page, &all);
    put(page, "</tbody>\n</table>\n");
}

/* ---- requirements ---- */

struct requirement_totals {
    size_t verdicts[VERDICT_COUNT], unjudged, total;
};

static void count_requirement(struct requirement_totals *totals, const struct coverage *row)
{
    if (row->example)
        totals->verdicts[row->verdict]++;
    else
        totals->unjudged++;
    totals->total++;
}

static void put_levels(struct page *page, const struct coverage *rows, size_t count)
{
    put_head(page, "Requirements by level", "Level", "not judged");
    for (int level = LEVEL_MUST; level <= LEVEL_STATEMENT; level++) {
        struct requirement_totals totals = {0};
        for (size_t i = 0; i < count; i++)
            if (rows[i].requirement->level == (enum level)level)
                count_requirement(&totals, &rows[i]);
        if (!totals.total)
            continue;
        putf(page, "<tr><th scope=\"row\">%s</th>", level_name((enum level)level));
        put_cells(page, totals.verdicts, totals.unjudged, totals.total);
    }
    put(page, "</tbody>\n</table>\n");
}

static bool same_clause(const struct requirement *a, const struct requirement *b)
{
    return a->rfc == b->rfc && strcmp(a->section, b->section) == 0;
}

static void put_clauses(struct page *page, const struct coverage *rows, size_t count)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    put(page, "<details>\n<summary>Requirements by clause</summary>\n");
    put_head(page, "Requirements by clause", "Clause", "not judged");
    for (size_t i = 0, end; i < count; i = end) {
        const struct requirement *requirement = rows[i].requirement;
        struct requirement_totals totals = {0};
        for (end = i; end < count && same_clause(requirement, rows[end].requirement); end++)
            count_requirement(&totals, &rows[end]);
        buf_clear(&name);
        name_clause(&name, requirement);
        putf(page, "<tr><th scope=\"row\"><a href=\"requirements.html#%s\">RFC %d ", name.p,
             requirement->rfc);
        put_text(page, requirement->section);
        put(page, "</a></th>");
        put_cells(page, totals.verdicts, totals.unjudged, totals.total);
    }
    put(page, "</tbody>\n</table>\n</details>\n");
    buf_free(&name);
}

void put_totals(struct page *page, const struct report *report, const struct coverage *rows)
{
    put_roles(page, report);
    if (!rows)
        return;
    put_levels(page, rows, report->catalogue->count);
    put_clauses(page, rows, report->catalogue->count);
}
