/* The page of a case, and what can be downloaded from it. */
#include "reports/html_report.h"

#include "base/limits.h"
#include "reports/card.h"
#include "reports/record.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    CARDS_SHOWN = 40,
    REQUIREMENTS_SHOWN = 400,
    FILES_WRITTEN = 300 /* messages of one case with a file of their own */
};

/* ---- what was judged ---- */

struct judged {
    const char *id;
    enum verdict verdict; /* the worst of the case's findings about it */
};

/* Each requirement that the case has a finding about once, in order; at most REQUIREMENTS_SHOWN. */
static size_t list_judged(const struct case_result *result, struct judged judged[REQUIREMENTS_SHOWN])
{
    size_t count = 0;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        size_t k = 0;
        if (!finding->requirement)
            continue;
        while (k < count && strcmp(judged[k].id, finding->requirement) != 0)
            k++;
        if (k == REQUIREMENTS_SHOWN)
            continue;
        if (k == count)
            judged[count++] = (struct judged){finding->requirement, finding->verdict};
        else if (finding->verdict > judged[k].verdict)
            judged[k].verdict = finding->verdict;
    }
    return count;
}

static void put_requirement(struct page *page, const struct report *report, const struct judged *judged)
{
    const struct requirement *requirement =
        report->catalogue ? catalogue_find(report->catalogue, judged->id) : NULL;
    put(page, "<tr><td>");
    put_verdict(page, judged->verdict);
    put(page, "</td><td>");
    if (requirement)
        putf(page, "<a href=\"%srequirements.html#%s\">%s</a></td><td>RFC %d %s</td><td>%s", page->root,
             requirement->id, requirement->id, requirement->rfc, requirement->section,
             level_name(requirement->level));
    else
        put_text(page, judged->id);
    put(page, requirement ? "</td><td>" : "</td><td></td><td></td><td>");
    put_text(page, requirement ? requirement->statement : "not in the catalogue");
    put(page, "</td></tr>\n");
}

/* deviating: those that are not as they should be; else the others. */
static void put_requirement_table(struct page *page, const struct report *report, const struct judged *judged,
                                  size_t count, bool deviating)
{
    put(page, "<table>\n<thead><tr><th scope=\"col\">Verdict</th><th scope=\"col\">Requirement</th><th "
              "scope=\"col\">Clause</th><th scope=\"col\">Level</th>"
              "<th scope=\"col\">It says</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        if (verdict_needs_a_look(judged[i].verdict) == deviating)
            put_requirement(page, report, &judged[i]);
    put(page, "</tbody>\n</table>\n");
}

static void put_requirements(struct page *page, const struct report *report, const struct case_result *result)
{
    struct judged judged[REQUIREMENTS_SHOWN];
    size_t count = list_judged(result, judged), deviating = 0;
    for (size_t i = 0; i < count; i++)
        deviating += verdict_needs_a_look(judged[i].verdict);
    if (deviating) {
        put(page, "<h2>Requirements that are not met</h2>\n");
        put_requirement_table(page, report, judged, count, true);
    }
    if (count > deviating) {
        putf(page, "<details>\n<summary>%zu requirements that are met, or do not apply</summary>\n",
             count - deviating);
        put_requirement_table(page, report, judged, count, false);
        put(page, "</details>\n");
    }
}

/* ---- cards ---- */

static void put_excerpt(struct page *page, const struct card_lines *lines)
{
    if (!lines->count)
        return;
    put(page, "<pre class=\"message\" tabindex=\"0\">");
    for (size_t i = 0; i < lines->count; i++) {
        const struct card_line *line = &lines->items[i];
        struct slice text = slice_from(line->text);
        if (line->mark_length) {
            put_slice(page, slice_sub(text, 0, line->mark));
            put(page, "<mark>");
            put_slice(page, slice_sub(text, line->mark, line->mark_length));
            put(page, line->mark < text.n ? "</mark>" : "\\x0D\\x0A</mark>"); /* the line end itself */
            text = slice_sub(text, line->mark + line->mark_length, text.n);
        }
        put_slice(page, text);
        put(page, "\n");
    }
    put(page, "</pre>\n");
}

static void put_card(struct page *page, const struct report *report, const struct case_result *result,
                     size_t index)
{
    const struct finding *finding = &result->findings.items[index];
    struct card card;
    struct buf headline;
    if (card_make(report->run, result, index, report->catalogue, &card)) {
        html_folder_fail(page->folder, "memory is out");
        return;
    }
    buf_init(&headline, LIMIT_TEXT_BYTES);
    card_headline(&card, &headline);
    putf(page, "<article class=\"card %s\">\n<h3>", verdict_small_name(card.verdict));
    put_verdict(page, card.verdict);
    put(page, " ");
    put_slice(page, buf_slice(&headline));
    put(page, "</h3>\n<dl>\n");
    put_field(page, "Requirement", card.requirement);
    put_field(page, "Clause", card.clause);
    put_field(page, "Level", card.level);
    put_field(page, "It says", card.statement);
    put_field(page, "Expected", card.expected);
    put_field(page, "Got", card.actual);
    put_field(page, "Scenario", card.place);
    put_field(page, "libosip2", card.lens);
    if (transcript_at(&result->transcript, finding->entry))
        putf(page, "<dt>Message</dt><dd><a href=\"#m%ld\">%ld, in full</a></dd>\n", finding->entry + 1,
             finding->entry + 1);
    put(page, "</dl>\n");
    put_excerpt(page, &card.message);
    put(page, "</article>\n");
    buf_free(&headline);
    card_free(&card);
}

static void put_cards(struct page *page, const struct report *report, const struct case_result *result)
{
    size_t told = 0;
    for (size_t i = 0; i < result->findings.count; i++) {
        if (!finding_is_told(&result->findings.items[i]))
            continue;
        if (told == 0)
            put(page, "<h2>Findings</h2>\n");
        if (told++ < CARDS_SHOWN)
            put_card(page, report, result, i);
    }
    if (told > CARDS_SHOWN)
        putf(page, "<p>%zu more findings are in the record of the case.</p>\n", told - CARDS_SHOWN);
}

/* ---- the page ---- */

static void put_head(struct page *page, const struct report *report, const struct case_result *result)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    put(page, "<h1>");
    put_verdict(page, result->verdict);
    put(page, " ");
    put_text(page, result->id);
    put(page, "</h1>\n<p class=\"title\">");
    put_text(page, result->title);
    put(page, "</p>\n<dl>\n");
    put_field(page, "Reason", result->reason);
    put_field(page, "Confirmed", confirmation_text(result->confirmation));
    put_field(page, "First", result->first_reason);
    put_field(page, "Control run of", result->control_from);
    put_field(page, "Known", report_expected(report, result));
    put_field(page, "Target", report->run->target);
    put_field(page, "Device", report->run->device);
    put_field(page, "Role", result->role);
    put_field(page, "Transport", result->transport);
    put_field(page, "Scenario", result->file);
    text_add_time(&text, result->started_ms);
    put_field(page, "Began", text.p);
    buf_clear(&text);
    text_add_duration(&text, result->duration_ms);
    put_field(page, "Took", text.p);
    putf(page, "<dt>Seed</dt><dd>%llu</dd>\n</dl>\n", (unsigned long long)result->seed);
    buf_free(&text);
}

static void put_reproduce(struct page *page, const struct report *report, const struct case_result *result)
{
    struct buf command;
    buf_init(&command, LIMIT_TEXT_BYTES);
    card_add_reproduce(report->run, result, &command);
    put(page, "<h2>Run this case again</h2>\n<pre class=\"command\" tabindex=\"0\">");
    put_octets(page, buf_slice(&command)); /* the whole of it: a command that was cut is none */
    put(page, "</pre>\n");
    buf_free(&command);
}

/* Everything that is known of the case, for programs and for bug reports. */
static void write_record(struct html_folder *folder, const char *name, const struct case_result *result)
{
    struct buf line;
    buf_init(&line, LIMIT_RECORD_LINE_BYTES);
    record_add_case(&line, result);
    FILE *file = html_folder_create(folder, name);
    if (line.failed)
        html_folder_fail(folder, "memory is out");
    if (file) {
        fwrite(line.failed ? "" : line.p, 1, line.failed ? 0 : line.n, file);
        html_folder_close(folder, file);
    }
    buf_free(&line);
}

static void write_message(struct html_folder *folder, const char *name, const struct sip_message *message)
{
    FILE *file = html_folder_create(folder, name);
    if (!file)
        return;
    fwrite(message->bytes, 1, message->length, file);
    html_folder_close(folder, file);
}

/* A run has hundreds of cases that passed; their octets are in record.json, where nobody has to carry
 * thousands of files about. */
static bool has_files(const struct case_result *result)
{
    return result->verdict != VERDICT_PASS && result->transcript.count <= FILES_WRITTEN;
}

static void write_page(struct html_folder *folder, const char *name, const struct report *report,
                       const struct case_view *view)
{
    const struct case_result *result = view->result;
    struct page page;
    if (page_begin(folder, name, result->id, &page))
        return;
    put_head(&page, report, result);
    put_cards(&page, report, result);
    put_ladder(&page, view);
    put_requirements(&page, report, result);
    put_times(&page, view);
    put_messages(&page, view, has_files(result));
    put_reproduce(&page, report, result);
    put(&page,
        "<h2>Download</h2>\n<ul>\n<li><a href=\"record.json\">The case as it stands in the record (JSON): "
        "findings, addresses, times and octets of all messages</a></li>\n</ul>\n");
    page_end(&page);
}

static int make_view(const struct case_result *result, struct case_view *view)
{
    view->result = result;
    view->about = calloc(result->transcript.count + 1, sizeof(struct finding *));
    for (size_t i = 0; view->about && i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        bool there = transcript_at(&result->transcript, finding->entry) != NULL;
        if (there && finding_is_told(finding) && !view->about[finding->entry])
            view->about[finding->entry] = finding;
    }
    return view->about ? 0 : -1;
}

void case_write(struct html_folder *folder, const struct report *report, size_t number,
                const struct case_result *result)
{
    struct case_view view;
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    name_case_folder(&name, number, result->id);
    size_t n = name.n;
    if (make_view(result, &view) || name.failed) {
        html_folder_fail(folder, "memory is out");
        free(view.about);
        buf_free(&name);
        return;
    }
    buf_add_text(&name, "index.html");
    write_page(folder, name.p, report, &view);
    free(view.about);
    name.n = n;
    buf_add_text(&name, "record.json");
    write_record(folder, name.p, result);
    for (size_t i = 0; has_files(result) && i < result->transcript.count; i++) {
        name.n = n;
        buf_addf(&name, "message-%zu.txt", i + 1);
        write_message(folder, name.p, result->transcript.entries[i].message);
    }
    buf_free(&name);
}
