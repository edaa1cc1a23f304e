/* What every report is made from. All of it is borrowed and outlives the call. */
#ifndef SIPCONFORM_REPORTS_REPORT_H
#define SIPCONFORM_REPORTS_REPORT_H

#include "model/requirement.h"
#include "model/result.h"

/* A case that was to be run and has no result: the run was interrupted. */
struct unfinished_case {
    const char *id;
    const char *role;
    const char *section; /* as in struct case_result; "" when it has none */
};

struct report {
    const struct run_info *run;
    const struct catalogue *catalogue; /* NULL: requirements are shown by their id alone */
    const struct case_result *cases;
    size_t count;
    const struct unfinished_case *unfinished;
    size_t unfinished_count;
    const char *const
        *expected; /* for each case why its deviation is expected, or NULL; NULL: there is no baseline */
    bool strict;   /* the user's --strict: WARN counts as FAIL */
};

/* Why the deviation of report->cases' result is expected; NULL when it is not. */
const char *report_expected(const struct report *report, const struct case_result *result);

#endif
