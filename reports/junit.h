/* JUnit XML for CI servers: testsuites > testsuite (a role) > testcase (a case). classname is
 * "sipconform.ROLE.s8_2_2_3" (the section's dots would be taken for packages), name the path of the case seen
 * from its role's folder: both are the same on every run.
 *
 *   PASS                 passes; neither it nor a skip has a system-out, and of its requirements only those
 *                        that its scenario tests are properties: ten thousand of them are 5 MB
 *   WARN                 passes, its cards in system-out; with report->strict a failure of type SHOULD
 *   FAIL                 failure: CRASH when the device died of it, MALFORMED when the worst finding's
 *                        message is not SIP at all, TIMEOUT when it is about a message that never came and
 *                        the device sent nothing, else MUST or SHOULD by its requirement
 *   ERROR                error: UNREACHABLE when something was sent and nothing came, or the run never came
 *                        to its cases; else ABORTED
 *   INCONCLUSIVE, SKIP   skipped; the message says which
 *   expected             by the baseline: skipped, the message says why
 *   without a result     error ABORTED
 *
 * The strict dialect cannot say skipped (the Ant schema has no such element): it leaves those cases out and
 * names them in the suite's system-out. */
#ifndef SIPCONFORM_REPORTS_JUNIT_H
#define SIPCONFORM_REPORTS_JUNIT_H

#include "reports/report.h"

enum junit_dialect {
    JUNIT_RICH,  /* requirement ids as properties, file and line, system-out of what was not right */
    JUNIT_STRICT /* only what the Ant and the Jenkins schema both allow; texts go to the suite's system-out */
};

struct junit_settings {
    enum junit_dialect dialect;
    /* What is written of the same results, for the lines [[ATTACHMENT|path]] of failures and errors in the
     * rich dialect; as seen from the working directory, NULL: is not written. */
    const char *html;   /* the folder */
    const char *pcapng; /* the file */
};

/* Writes the file as a whole or not at all. Returns 0, or -1 with the path and the reason appended to error.
 */
int junit_write(const char *path, const struct report *report, const struct junit_settings *settings,
                struct buf *error);

#endif
