/* Tells why the deviation of a case is expected. */
#include "reports/report.h"

const char *report_expected(const struct report *report, const struct case_result *result)
{
    return report->expected ? report->expected[result - report->cases] : NULL;
}
