/* What the pages of one HTML report have in common, and what makes each. Private to the HTML report. */
#ifndef SIPCONFORM_REPORTS_HTML_REPORT_H
#define SIPCONFORM_REPORTS_HTML_REPORT_H

#include "reports/coverage.h"
#include "reports/html_folder.h"
#include "reports/html_page.h"
#include "reports/report.h"

/* ---- html_name.c: where things stand ---- */

/* Appends the folder of a case's pages, "cases/uas~unknown-tag~udp", with a slash at its end. It follows from
 * the id alone: small letters, digits, "-", "=" and "," stand for themselves, "/" is "~", any other octet is
 * "_" with two hexadecimal digits, so that no two ids meet, not even where letter case is lost. What is
 * longer than a file name may be goes on in a folder below. report: number of the report, from 0. */
void name_case_folder(struct buf *out, size_t report, const char *id);
/* The same as the link to the case's page, in a page at the root of the report. */
void put_case_link(struct page *page, size_t report, const char *id);
/* Appends the name for a clause as part of a page: "rfc3261-8-2-2-3". */
void name_clause(struct buf *out, const struct requirement *requirement);

/* ---- html_case.c, html_message.c, html_ladder.c: a case ---- */

/* The findings of a case that are told: neither PASS nor SKIP. */
bool finding_is_told(const struct finding *finding);
/* A case, and for each of its messages the first of those findings that is about it (or NULL). */
struct case_view {
    const struct case_result *result;
    const struct finding **about;
};
/* What an arrow and a heading call a message: "INVITE", "420 Bad Extension", "unreadable, 9 octets". Any
 * byte. */
void message_label(const struct entry *entry, struct buf *out);

/* Writes the page of a case, its line of the record and its messages. */
void case_write(struct html_folder *folder, const struct report *report, size_t number,
                const struct case_result *result);
/* The exchange as a drawing; arrows are links to the messages below. */
void put_ladder(struct page *page, const struct case_view *view);
/* Table of times, and every message with the offending octets marked. raw: there is a file of each. */
void put_times(struct page *page, const struct case_view *view);
void put_messages(struct page *page, const struct case_view *view, bool raw);

/* ---- html_index.c, html_totals.c, html_requirements.c ---- */

/* rows: of each report, as coverage_make made them; NULL without a catalogue. */
void index_write(struct html_folder *folder, const struct report *reports, size_t count,
                 struct coverage *const *rows);
/* Tables by role, level and clause. */
void put_totals(struct page *page, const struct report *report, const struct coverage *rows);
void requirements_write(struct html_folder *folder, const struct report *reports, size_t count,
                        struct coverage *const *rows);
/* How a report is called in the head of a column. */
void put_report_name(struct page *page, const struct report *reports, size_t count, size_t number);

#endif
