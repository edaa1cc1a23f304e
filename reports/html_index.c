/* The index: what was tested, totals, what deviates, and every case by scenario with a verdict a report. */
#include "reports/html_report.h"

#include "base/limits.h"
#include "model/facts.h"
#include "reports/headline.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

enum { DEVIATIONS_SHOWN = 2000 };

/* One case of one report; those with the same id stand in one line of the table. */
struct item {
    const char *id;
    struct slice scenario;
    size_t report;
    const struct case_result *result; /* NULL: it did not finish */
};

struct items {
    struct item *all; /* sorted by scenario, id, report */
    size_t count;
};

/* ---- the list ---- */

/* Of a case that has no result: its id without matrix, setup and transport. */
static struct slice scenario_of(const char *id)
{
    struct slice whole = slice_from(id);
    const char *last = strrchr(id, '/');
    size_t end = last ? (size_t)(last - id) : whole.n, matrix = slice_find(whole, '['),
           at = slice_find(whole, '@');
    end = matrix < end ? matrix : end;
    return slice_sub(whole, 0, at < end ? at : end);
}

static int by_place(const void *a, const void *b)
{
    const struct item *one = a, *other = b;
    size_t n = one->scenario.n < other->scenario.n ? one->scenario.n : other->scenario.n;
    int order = n ? memcmp(one->scenario.p, other->scenario.p, n) : 0;
    if (!order)
        order = (one->scenario.n > n) - (other->scenario.n > n);
    if (!order)
        order = strcmp(one->id, other->id);
    return order ? order : (one->report > other->report) - (one->report < other->report);
}

static int list_items(const struct report *reports, size_t count, struct items *items)
{
    size_t total = 0;
    for (size_t number = 0; number < count; number++)
        total += reports[number].count + reports[number].unfinished_count;
    items->count = 0;
    items->all = calloc(total + 1, sizeof(*items->all));
    if (!items->all)
        return -1;
    for (size_t number = 0; number < count; number++) {
        const struct report *report = &reports[number];
        for (size_t i = 0; i < report->count; i++)
            items->all[items->count++] = (struct item){
                report->cases[i].id, slice_from(report->cases[i].scenario), number, &report->cases[i]};
        for (size_t i = 0; i < report->unfinished_count; i++)
            items->all[items->count++] =
                (struct item){report->unfinished[i].id, scenario_of(report->unfinished[i].id), number, NULL};
    }
    qsort(items->all, items->count, sizeof(*items->all), by_place);
    return 0;
}

/* ---- head ---- */

void put_report_name(struct page *page, const struct report *reports, size_t count, size_t number)
{
    const struct run_info *run = reports[number].run;
    if (count == 1) {
        put(page, "Verdict");
        return;
    }
    putf(page, "%zu. ", number + 1);
    put_text(page, run->device ? run->device : run->target);
    if (run->device && strcmp(run->device, run->target) != 0) {
        put(page, ", ");
        put_text(page, run->target);
    }
}

/* What a device said may stand in them. */
static void put_lines(struct page *page, struct slice text)
{
    while (text.n) {
        size_t n = slice_find(text, '\n');
        put_octets(page, slice_sub(text, 0, n));
        put(page, "\n");
        text = slice_sub(text, n + 1, text.n);
    }
}

static void put_run(struct page *page, const struct run_info *run)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    put(page, "<dl>\n");
    put_field(page, "Target", run->target);
    put_field(page, "Device", run->device);
    put_field(page, "sipconform", run->version);
    buf_addf(&text, "%llu", (unsigned long long)run->seed);
    put_field(page, "Seed", text.p);
    buf_clear(&text);
    text_add_time(&text, run->started_ms);
    put_field(page, "Began", text.p);
    if (run->command) {
        put(page, "<dt>Command</dt><dd><code>");
        put_octets(page, slice_from(run->command));
        put(page, "</code></dd>\n");
    }
    put(page, "</dl>\n");
    buf_clear(&text);
    facts_add_table(&run->facts, &text);
    if (text.n) {
        put(page, "<details><summary>What the device is like</summary><pre>");
        put_lines(page, buf_slice(&text));
        put(page, "</pre></details>\n");
    }
    buf_free(&text);
}

static void put_title(struct page *page, const struct report *reports, size_t count)
{
    put(page, "<h1>sipconform: ");
    put_text(page, reports[0].run->device ? reports[0].run->device : reports[0].run->target);
    if (count > 1)
        putf(page, " and %zu more", count - 1);
    put(page, "</h1>\n");
}

static void put_reports(struct page *page, const struct report *reports, size_t count,
                        struct coverage *const *rows)
{
    for (size_t number = 0; number < count; number++) {
        if (count > 1) {
            put(page, "<h2>");
            put_report_name(page, reports, count, number);
            put(page, "</h2>\n");
        }
        put_run(page, reports[number].run);
        put_totals(page, &reports[number], rows ? rows[number] : NULL);
    }
}

/* ---- deviations ---- */

static const enum verdict told[] = {VERDICT_FAIL, VERDICT_ERROR, VERDICT_WARN, VERDICT_INCONCLUSIVE};
enum { TOLD = sizeof(told) / sizeof(told[0]) };

/* Links to what is further down. */
static void put_jumps(struct page *page, const struct items *items)
{
    put(page, "<p>");
    for (size_t t = 0; t < TOLD; t++) {
        size_t found = 0;
        for (size_t i = 0; i < items->count; i++)
            found += items->all[i].result && items->all[i].result->verdict == told[t];
        if (found)
            putf(page, "<a href=\"#%s\">%zu %s</a>, ", verdict_small_name(told[t]), found,
                 verdict_name(told[t]));
    }
    put(page, "<a href=\"#all\">all cases</a></p>\n");
}

/* Why the case has its verdict, in a line. */
static void put_reason(struct page *page, const struct report *report, const struct case_result *result)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    headline_add(report, result, &line);
    if (line.failed)
        html_folder_fail(page->folder, "memory is out");
    put_slice(page, buf_slice(&line));
    buf_free(&line);
}

static void put_deviation(struct page *page, const struct report *reports, size_t count,
                          const struct item *item)
{
    put(page, "<li><a href=\"");
    put_case_link(page, item->report, item->id);
    put(page, "\">");
    put_text(page, item->id);
    put(page, "</a>");
    if (count > 1) {
        put(page, " - ");
        put_report_name(page, reports, count, item->report);
    }
    put(page, "<br>");
    put_reason(page, &reports[item->report], item->result);
    put(page, "</li>\n");
}

static void put_deviations(struct page *page, const struct report *reports, size_t count,
                           const struct items *items)
{
    for (size_t t = 0; t < TOLD; t++) {
        size_t found = 0;
        for (size_t i = 0; i < items->count; i++) {
            if (!items->all[i].result || items->all[i].result->verdict != told[t])
                continue;
            if (!found++) {
                putf(page, "<h2 id=\"%s\">", verdict_small_name(told[t]));
                put_verdict(page, told[t]);
                put(page, "</h2>\n<ul class=\"cases\">\n");
            }
            if (found <= DEVIATIONS_SHOWN)
                put_deviation(page, reports, count, &items->all[i]);
        }
        if (found)
            put(page, "</ul>\n");
        if (found > DEVIATIONS_SHOWN)
            putf(page, "<p>%zu more are in the table below.</p>\n", found - DEVIATIONS_SHOWN);
    }
}

/* ---- the table ---- */

static void put_cell(struct page *page, const struct item *item)
{
    if (!item) {
        put(page, "<td>not in this run</td>");
        return;
    }
    if (!item->result) {
        put(page, "<td>unfinished</td>");
        return;
    }
    put(page, "<td><a href=\"");
    put_case_link(page, item->report, item->id);
    put(page, "\">");
    put_verdict(page, item->result->verdict);
    put(page, "</a></td>");
}

/* The line of a case, and how many items it took. */
static size_t put_line(struct page *page, size_t count, const struct item *items, size_t left)
{
    struct slice id = slice_from(items[0].id), scenario = items[0].scenario;
    bool below = slice_eq(slice_sub(id, 0, scenario.n), scenario) && id.n > scenario.n;
    size_t used = 0;
    put(page, "<tr><th scope=\"row\">");
    put_slice(page, below ? slice_sub(id, scenario.n, id.n) : id);
    put(page, "</th>");
    for (size_t number = 0; number < count; number++) {
        bool there = used < left && items[used].report == number && strcmp(items[used].id, items[0].id) == 0;
        put_cell(page, there ? &items[used] : NULL);
        used += there;
    }
    const struct case_result *result = items[0].result;
    put(page, "<td class=\"number\">");
    if (result)
        putf(page, "%lld", (long long)result->duration_ms);
    put(page, "</td><td>");
    if (result)
        put_text(page, result->reason);
    put(page, "</td></tr>\n");
    return used;
}

static void put_scenario(struct page *page, size_t count, const struct item *item)
{
    putf(page, "<tr><th colspan=\"%zu\" scope=\"rowgroup\">", count + 3);
    put_slice(page, item->scenario);
    if (item->result) {
        put(page, ": <span class=\"title\">");
        put_text(page, item->result->title);
        put(page, "</span>");
    }
    put(page, "</th></tr>\n");
}

static void put_cases(struct page *page, const struct report *reports, size_t count,
                      const struct items *items)
{
    put(page, "<h2 id=\"all\">All cases</h2>\n<section class=\"scroll\" aria-labelledby=\"all\" "
              "tabindex=\"0\">\n<table>\n<thead><tr><th scope=\"col\">Case</th>");
    for (size_t number = 0; number < count; number++) {
        put(page, "<th scope=\"col\">");
        put_report_name(page, reports, count, number);
        put(page, "</th>");
    }
    put(page, "<th scope=\"col\">ms</th><th scope=\"col\">Why</th></tr></thead>\n");
    for (size_t i = 0; i < items->count;) {
        bool first = i == 0 || !slice_eq(items->all[i].scenario, items->all[i - 1].scenario);
        if (first) {
            put(page, i ? "</tbody>\n<tbody>\n" : "<tbody>\n");
            put_scenario(page, count, &items->all[i]);
        }
        i += put_line(page, count, &items->all[i], items->count - i);
    }
    put(page, items->count ? "</tbody>\n</table>\n</section>\n"
                           : "</table>\n</section>\n<p>No case was run.</p>\n");
}

void index_write(struct html_folder *folder, const struct report *reports, size_t count,
                 struct coverage *const *rows)
{
    struct page page;
    struct items items;
    if (list_items(reports, count, &items)) {
        html_folder_fail(folder, "memory is out");
        return;
    }
    if (page_begin(folder, "index.html", "sipconform", &page) == 0) {
        put_title(&page, reports, count);
        put_jumps(&page, &items);
        put_reports(&page, reports, count, rows);
        put_deviations(&page, reports, count, &items);
        put_cases(&page, reports, count, &items);
        page_end(&page);
    }
    free(items.all);
}
