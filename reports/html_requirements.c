/* The page that tells of every requirement of the catalogue what the run says of it, or why it says
 * nothing. */
#include "reports/html_report.h"

#include "base/limits.h"
#include "reports/combination.h"

#include <string.h>

static void put_judgement(struct page *page, const struct coverage *row, size_t number)
{
    if (row->judged && row->example) {
        put(page, "<a href=\"");
        put_case_link(page, number, row->example->id);
        put(page, "\">");
        put_verdict(page, row->verdict);
        putf(page, "</a> <small>%zu case%s</small>", row->cases, row->cases == 1 ? "" : "s");
    } else {
        if (row->example)
            put_verdict(page, row->verdict);
        else
            put(page, "not judged");
    }
}

static bool has_role(const struct report *report, const char *role)
{
    for (size_t i = 0; i < report->count; i++)
        if (strcmp(report->cases[i].role, role) == 0)
            return true;
    return strcmp(role, "any") == 0;
}

/* What those of a matrix that failed have in common. */
static void put_combination(struct page *page, const struct report *report, const struct coverage *row)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    if (row->deviating && combination_add(report, row->requirement->id, row->example, &text) && text.p)
        put_text(page, text.p);
    buf_free(&text);
}

/* Why a requirement was not judged, or when it is broken. */
static void put_why(struct page *page, const struct report *report, const struct coverage *row, size_t number)
{
    if (row->judged)
        put_combination(page, report, row);
    else if (row->requirement->unobservable) {
        put(page, "Cannot be observed: ");
        put_text(page, row->requirement->unobservable);
    } else if (row->example) {
        put(page, row->verdict == VERDICT_SKIP ? "Skipped: " : "Not reached: ");
        put_text(page, coverage_reason(row));
        put(page, " (<a href=\"");
        put_case_link(page, number, row->example->id);
        put(page, "\">a case that says so</a>)");
    } else if (!has_role(report, row->requirement->role)) {
        put(page, "No case of this run has a device in the role ");
        put_text(page, row->requirement->role);
    } else {
        put(page, row->requirement->passive ? "No message of this run was subject to it"
                                            : "No case of this run came to judge it");
    }
}

static void put_row(struct page *page, const struct report *reports, size_t count,
                    struct coverage *const *rows, size_t index)
{
    const struct requirement *requirement = rows[0][index].requirement;
    putf(page, "<tr id=\"%s\"><td>%s</td><td>%s</td><td>", requirement->id, requirement->id,
         level_name(requirement->level));
    put_text(page, requirement->role);
    put(page, "</td><td>");
    put_text(page, requirement->statement);
    put(page, "</td>");
    for (size_t number = 0; number < count; number++) {
        put(page, "<td>");
        put_judgement(page, &rows[number][index], number);
        put(page, "</td><td>");
        put_why(page, &reports[number], &rows[number][index], number);
        put(page, "</td>");
    }
    put(page, "</tr>\n");
}

static void put_table(struct page *page, const struct report *reports, size_t count,
                      struct coverage *const *rows)
{
    struct buf name;
    const struct requirement *before = NULL;
    buf_init(&name, LIMIT_TEXT_BYTES);
    put(page, "<section class=\"scroll\" aria-label=\"Requirements\" tabindex=\"0\">\n<table>\n"
              "<thead><tr><th scope=\"col\">Requirement</th><th scope=\"col\">Level</th><th "
              "scope=\"col\">Role</th><th scope=\"col\">It says</th>");
    for (size_t number = 0; number < count; number++) {
        put(page, "<th scope=\"col\">");
        put_report_name(page, reports, count, number);
        put(page, "</th><th scope=\"col\">Why not, or when</th>");
    }
    put(page, "</tr></thead>\n");
    for (size_t i = 0; i < reports[0].catalogue->count; i++) {
        const struct requirement *requirement = rows[0][i].requirement;
        if (!before || before->rfc != requirement->rfc ||
            strcmp(before->section, requirement->section) != 0) {
            buf_clear(&name);
            name_clause(&name, requirement);
            putf(page, "%s<tbody>\n<tr id=\"%s\"><th colspan=\"%zu\" scope=\"rowgroup\">RFC %d ",
                 before ? "</tbody>\n" : "", name.p, 4 + 2 * count, requirement->rfc);
            put_text(page, requirement->section);
            put(page, "</th></tr>\n");
        }
        put_row(page, reports, count, rows, i);
        before = requirement;
    }
    put(page, before ? "</tbody>\n</table>\n</section>\n" : "</table>\n</section>\n");
    buf_free(&name);
}

void requirements_write(struct html_folder *folder, const struct report *reports, size_t count,
                        struct coverage *const *rows)
{
    struct page page;
    if (page_begin(folder, "requirements.html", "Requirements", &page))
        return;
    put(&page, "<h1>Requirements</h1>\n");
    if (rows) {
        putf(&page,
             "<p>The catalogue has %zu requirements. The verdict is the worst of all findings of the run; it "
             "leads to a case that has it.</p>\n",
             reports[0].catalogue->count);
        put_table(&page, reports, count, rows);
    } else {
        put(&page, "<p>No catalogue of requirements was at hand.</p>\n");
    }
    page_end(&page);
}
