/* What a run says of each requirement of the catalogue. */
#ifndef SIPCONFORM_REPORTS_COVERAGE_H
#define SIPCONFORM_REPORTS_COVERAGE_H

#include "reports/report.h"

struct coverage {
    const struct requirement *requirement;
    bool judged;          /* a finding speaks of it that says more than why there is none */
    enum verdict verdict; /* the worst, when judged; else INCONCLUSIVE or SKIP, where a case tells why */
    size_t cases;         /* that judged it */
    size_t deviating;     /* of those: WARN or worse */
    const struct case_result *example; /* one with that verdict; NULL: no case was about it */
};

/* One row for each requirement of the catalogue, in the order of clauses. Returns 0 and rows that the caller
 * frees, or -1 when memory is out. */
int coverage_make(const struct report *report, struct coverage **ret_rows);
/* Why a row with an example was not judged. */
const char *coverage_reason(const struct coverage *row);

#endif
