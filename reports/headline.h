/* What formats share: a case in one line and in cards, and the counts that they begin with. */
#ifndef SIPCONFORM_REPORTS_HEADLINE_H
#define SIPCONFORM_REPORTS_HEADLINE_H

#include "reports/report.h"

/* The first of the findings that made the verdict; NULL when it came without one. */
const struct finding *headline_finding(const struct case_result *result);
/* Appends why the case has its verdict: its reason, or what card_headline says of headline_finding; behind
 * "SKIP: " or "INCONCLUSIVE: " for those two, and behind "FAIL, as expected (why): " when the baseline has
 * it. Safe, one line, capped. Out of memory fails the buffer. */
void headline_add(const struct report *report, const struct case_result *result, struct buf *out);
/* Appends the card of each finding that is FAIL, WARN or ERROR, each behind an empty line, until that was
 * about max_bytes; how many are left out is said then. */
void headline_add_cards(const struct report *report, const struct case_result *result, size_t max_bytes,
                        struct buf *out);
/* Would a CI server count the case as failed: FAIL, ERROR, and WARN of a strict run, unless expected? */
bool headline_is_bad(const struct report *report, const struct case_result *result);
/* Counts the cases of each verdict; of one role, or of all (NULL). */
void headline_totals(const struct report *report, const char *role, size_t ret_totals[VERDICT_COUNT]);

#endif
