/* Writes the Markdown report. */
#include "reports/markdown.h"

#include "base/limits.h"
#include "reports/atomic_file.h"
#include "reports/headline.h"
#include "reports/text.h"

#include <string.h>

enum { LINE_BYTES = 1000, CARDS_BYTES = 64 * 1024, NOTE_BYTES = 200 };

struct markdown {
    const struct report *report;
    struct buf *out;
    size_t end; /* of out, as far as entries may go */
    size_t left_out;
};

/* ---- text that must not be read as markup ---- */

static size_t longest_run(struct slice text, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < text.n; i++) {
        run = text.p[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void add_times(struct buf *out, char c, size_t times)
{
    while (times--)
        buf_add_char(out, c);
}

/* A code span: backticks inside call for longer ones around, and a blank between. */
static void add_code(struct buf *out, const char *text)
{
    struct buf visible;
    buf_init(&visible, LIMIT_TEXT_BYTES);
    text_add_short(&visible, text, LINE_BYTES);
    size_t run = longest_run(buf_slice(&visible), '`');
    if (visible.n) {
        add_times(out, '`', run + 1);
        buf_add_text(out, run ? " " : "");
        buf_add_slice(out, buf_slice(&visible));
        buf_add_text(out, run ? " " : "");
        add_times(out, '`', run + 1);
    }
    out->failed = out->failed || visible.failed;
    buf_free(&visible);
}

static void add_fenced(struct buf *out, struct slice text)
{
    size_t run = longest_run(text, '`'), fence = run < 3 ? 3 : run + 1;
    buf_add_char(out, '\n');
    add_times(out, '`', fence);
    buf_add_text(out, "text\n");
    buf_add_slice(out, text);
    if (text.n && text.p[text.n - 1] != '\n')
        buf_add_char(out, '\n');
    add_times(out, '`', fence);
    buf_add_char(out, '\n');
}

/* ---- the run ---- */

static void add_counts(struct buf *out, const struct report *report, const char *role)
{
    size_t totals[VERDICT_COUNT], total = 0;
    headline_totals(report, role, totals);
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        buf_addf(out, " %zu |", totals[verdict_reading_order[i]]);
        total += totals[verdict_reading_order[i]];
    }
    buf_addf(out, " %zu |\n", total);
}

/* Roles are words of ours; anything else in a damaged record must not break the table. */
static void add_row(struct buf *out, const struct report *report, const char *role)
{
    buf_add_text(out, "| ");
    for (const char *c = role; *c; c++)
        buf_add_char(out, ascii_is_alpha(*c) ? *c : '_');
    buf_add_text(out, " |");
    add_counts(out, report, role);
}

static void add_table(struct buf *out, const struct report *report)
{
    buf_add_text(out, "\n| role |");
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        buf_addf(out, " %s |", verdict_name(verdict_reading_order[i]));
    buf_add_text(out, " total |\n|---|");
    for (size_t i = 0; i <= VERDICT_COUNT; i++)
        buf_add_text(out, "--:|");
    buf_add_char(out, '\n');
    for (size_t i = 0; i < report->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(report->cases[k].role, report->cases[i].role) == 0;
        if (!seen)
            add_row(out, report, report->cases[i].role);
    }
    buf_add_text(out, "| **all** |");
    add_counts(out, report, NULL);
}

static void add_head(struct buf *out, const struct report *report)
{
    const struct run_info *run = report->run;
    buf_add_text(out, "# sipconform\n\nTarget ");
    add_code(out, run->target);
    if (run->device) {
        buf_add_text(out, ", ");
        add_code(out, run->device);
    }
    buf_addf(out, ", seed %llu, ", (unsigned long long)run->seed);
    text_add_time(out, run->started_ms);
    buf_add_char(out, '\n');
    add_table(out, report);
    if (report->unfinished_count)
        buf_addf(out, "\nThe run was interrupted: %zu case%s did not finish.\n", report->unfinished_count,
                 report->unfinished_count == 1 ? "" : "s");
}

/* ---- cases ---- */

static void add_cards(struct buf *out, const struct report *report, const struct case_result *result)
{
    struct buf cards;
    buf_init(&cards, 2 * LIMIT_TEXT_BYTES);
    headline_add_cards(report, result, CARDS_BYTES, &cards);
    if (cards.n)
        add_fenced(out, slice_sub(buf_slice(&cards), 1, cards.n));
    out->failed = out->failed || cards.failed;
    buf_free(&cards);
}

/* A line that says why, then its cards. */
static void add_entry(struct buf *out, const struct report *report, const struct case_result *result)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    buf_addf(out, "\n### %s ", verdict_name(result->verdict));
    add_code(out, result->id);
    buf_add_text(out, "\n\n");
    headline_add(report, result, &line);
    add_code(out, line.p ? line.p : "");
    buf_add_char(out, '\n');
    if (!report_expected(report, result))
        add_cards(out, report, result);
    out->failed = out->failed || line.failed;
    buf_free(&line);
}

static void add_entries(struct markdown *markdown, enum verdict verdict, bool expected, const char *title)
{
    const struct report *report = markdown->report;
    bool begun = false;
    for (size_t i = 0; i < report->count; i++) {
        if (report->cases[i].verdict != verdict || !report_expected(report, &report->cases[i]) == expected)
            continue;
        struct buf entry;
        buf_init(&entry, 4 * LIMIT_TEXT_BYTES);
        if (!begun)
            buf_addf(&entry, "\n## %s\n", title);
        add_entry(&entry, report, &report->cases[i]);
        if (markdown->out->n + entry.n > markdown->end) {
            markdown->left_out++;
        } else {
            buf_add_slice(markdown->out, buf_slice(&entry));
            begun = true;
        }
        markdown->out->failed = markdown->out->failed || entry.failed;
        buf_free(&entry);
    }
}

void markdown_add(const struct report *report, size_t max_bytes, struct buf *out)
{
    struct markdown markdown = {.report = report, .out = out, .end = out->n + max_bytes - NOTE_BYTES};
    add_head(out, report);
    add_entries(&markdown, VERDICT_FAIL, false, "Failures");
    add_entries(&markdown, VERDICT_ERROR, false, "Errors");
    add_entries(&markdown, VERDICT_WARN, false, "Warnings");
    add_entries(&markdown, VERDICT_INCONCLUSIVE, false, "Not judged");
    add_entries(&markdown, VERDICT_FAIL, true, "Failures, as expected");
    add_entries(&markdown, VERDICT_WARN, true, "Warnings, as expected");
    if (markdown.left_out)
        buf_addf(out, "\n%zu more case%s left out: this summary has its limit.\n", markdown.left_out,
                 markdown.left_out == 1 ? " is" : "s are");
}

int markdown_write(const char *path, const struct report *report, struct buf *error)
{
    struct atomic_file *file;
    struct buf text;
    bool failed = false;
    if (atomic_file_open(path, error, &file))
        return -1;
    buf_init(&text, 2 * MARKDOWN_MAX_BYTES);
    markdown_add(report, MARKDOWN_MAX_BYTES, &text);
    atomic_file_add(file, &text, &failed);
    buf_free(&text);
    return atomic_file_finish(file, failed, error);
}
