/* Writes the JSON report. */
#include "reports/json.h"

#include "base/limits.h"
#include "reports/atomic_file.h"
#include "reports/headline.h"
#include "reports/json_text.h"

#include <stdlib.h>
#include <string.h>

static void add_role(struct buf *out, const struct report *report, const char *role)
{
    size_t totals[VERDICT_COUNT];
    headline_totals(report, role, totals);
    buf_add_char(out, '{');
    json_add_text(out, "role", role);
    json_add_totals(out, totals);
    buf_add_char(out, '}');
}

/* In the order they first appear. */
static void add_roles(struct buf *out, const struct report *report)
{
    json_add_key(out, "roles");
    const char *comma = "[";
    for (size_t i = 0; i < report->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(report->cases[k].role, report->cases[i].role) == 0;
        if (seen)
            continue;
        buf_add_text(out, comma);
        add_role(out, report, report->cases[i].role);
        comma = ",";
    }
    buf_add_text(out, comma[0] == '[' ? "[]" : "]");
}

/* Marks in judged, by number in the catalogue, what any finding names. */
static void mark_judged(const struct report *report, bool *judged)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct findings *findings = &report->cases[i].findings;
        for (size_t k = 0; k < findings->count; k++) {
            const char *id = findings->items[k].requirement;
            const struct requirement *requirement = id ? catalogue_find(report->catalogue, id) : NULL;
            if (requirement)
                judged[requirement - report->catalogue->items] = true;
        }
    }
}

static void add_requirement(struct buf *out, const struct requirement *requirement)
{
    char clause[128];
    snprintf(clause, sizeof(clause), "RFC %d %s", requirement->rfc, requirement->section);
    buf_add_char(out, '{');
    json_add_text(out, "id", requirement->id);
    json_add_text(out, "clause", clause);
    json_add_text(out, "level", level_name(requirement->level));
    json_add_text(out, "statement", requirement->statement);
    buf_add_char(out, '}');
}

static void add_requirements(struct buf *out, const struct report *report)
{
    size_t count = report->catalogue ? report->catalogue->count : 0;
    bool *judged = calloc(count + 1, sizeof(*judged));
    out->failed = out->failed || !judged;
    if (judged && count)
        mark_judged(report, judged);
    json_add_key(out, "requirements");
    buf_add_char(out, '[');
    const char *comma = "";
    for (size_t i = 0; judged && i < count; i++) {
        if (!judged[i])
            continue;
        buf_add_text(out, comma);
        add_requirement(out, &report->catalogue->items[i]);
        comma = ",\n";
    }
    buf_add_char(out, ']');
    free(judged);
}

static void add_run(struct buf *out, const struct report *report)
{
    size_t totals[VERDICT_COUNT];
    headline_totals(report, NULL, totals);
    buf_addf(out, "{\"report\":\"sipconform\",\"format\":%d", JSON_FORMAT);
    json_add_run(out, report->run);
    json_add_key(out, "facts");
    buf_add_char(out, '{');
    json_add_facts(out, &report->run->facts, false, "");
    buf_add_char(out, '}');
    buf_addf(out, ",\"strict\":%s", report->strict ? "true" : "false");
    json_add_totals(out, totals);
    add_roles(out, report);
    add_requirements(out, report);
    json_add_key(out, "cases");
    buf_add_char(out, '[');
}

static void add_case(struct buf *out, const struct report *report, const struct case_result *result)
{
    const char *expected = report_expected(report, result);
    buf_add_char(out, '{');
    json_add_case(out, result, verdict_is_deviation(result->verdict));
    if (expected)
        json_add_text(out, "expected", expected);
    buf_add_char(out, '}');
}

static void add_unfinished(struct buf *out, const struct report *report)
{
    json_add_key(out, "unfinished");
    buf_add_char(out, '[');
    for (size_t i = 0; i < report->unfinished_count; i++) {
        buf_add_text(out, i ? ",{" : "{");
        json_add_text(out, "id", report->unfinished[i].id);
        json_add_text(out, "role", report->unfinished[i].role);
        json_add_text(out, "section", report->unfinished[i].section);
        buf_add_char(out, '}');
    }
    buf_add_char(out, ']');
}

int json_write(const char *path, const struct report *report, struct buf *error)
{
    struct atomic_file *file;
    struct buf text;
    bool failed = false;
    if (atomic_file_open(path, error, &file))
        return -1;
    buf_init(&text, LIMIT_RECORD_LINE_BYTES);
    add_run(&text, report);
    atomic_file_add(file, &text, &failed);
    for (size_t i = 0; i < report->count; i++) {
        buf_add_text(&text, i ? ",\n" : "\n");
        add_case(&text, report, &report->cases[i]);
        atomic_file_add(file, &text, &failed);
    }
    buf_add_char(&text, ']');
    add_unfinished(&text, report);
    buf_add_text(&text, "}\n");
    atomic_file_add(file, &text, &failed);
    buf_free(&text);
    return atomic_file_finish(file, failed, error);
}
