/* What the rows of a matrix that failed have in common. */
#ifndef SIPCONFORM_REPORTS_COMBINATION_H
#define SIPCONFORM_REPORTS_COMBINATION_H

#include "base/buf.h"
#include "reports/report.h"

/* Appends the smallest combination of values with which every case failed that had it, of those that a
 * scenario's matrix makes and that judged the requirement: "always with layout=rows and tags=three (14 of the
 * 20 deviating cases, of 212)". example: one of those that failed; its scenario is looked at. Of the smallest
 * it is the one that most failed with. Nothing is appended where all failed, where fewer than two did, or
 * where no combination of COMBINATION_MOST values says it. The values are as the case's id has them, any
 * octet. Returns whether it was. */
enum { COMBINATION_MOST = 4 };
bool combination_add(const struct report *report, const char *requirement, const struct case_result *example,
                     struct buf *out);

#endif
