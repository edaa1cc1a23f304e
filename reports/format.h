/* The report formats: one file and one row each. A format is written from what a record says, and from
 * nothing else. */
#ifndef SIPCONFORM_REPORTS_FORMAT_H
#define SIPCONFORM_REPORTS_FORMAT_H

#include "reports/report.h"

struct format_settings {
    bool junit_strict; /* the strict dialect of JUnit */
    /* what else is written of the same results, for reports that lead there; NULL: is not written */
    const char *html, *pcapng;
};

struct format {
    const char *name; /* and of the option that asks for it: --junit FILE */
    bool columns;     /* tells several devices or versions side by side */
    /* Writes the file (or folder) as a whole or not at all. reports: one a device or version, the first is
     * what formats without columns show; count is at least 1. Returns 0, or -1 with the path and the reason
     * appended to error. */
    int (*write)(const char *path, const struct report *reports, size_t count,
                 const struct format_settings *settings, struct buf *error);
};

/* The i-th format; NULL beyond the end. */
const struct format *format_at(size_t i);

#endif
