/* TAP 13 with YAML diagnostics, for test runners that read the Test Anything Protocol. A case is a test point
 * with its id as description.
 *
 *   PASS                ok
 *   WARN                ok, with its cards as a diagnostic; of a strict run not ok
 *   FAIL, ERROR         not ok, with its cards
 *   SKIP, INCONCLUSIVE  ok, directive SKIP; the text says which, and why
 *   expected            by the baseline: ok, directive SKIP
 *   without a result    not ok */
#ifndef SIPCONFORM_REPORTS_TAP_H
#define SIPCONFORM_REPORTS_TAP_H

#include "reports/report.h"

/* Writes the file as a whole or not at all. Returns 0, or -1 with the path and the reason appended to
 * error. */
int tap_write(const char *path, const struct report *report, struct buf *error);

#endif
