/* Reads a record back: the same results that went in come out (times of messages to the microsecond, start_ns
 * 0). */
#ifndef SIPCONFORM_REPORTS_RECORD_READER_H
#define SIPCONFORM_REPORTS_RECORD_READER_H

#include "model/diagnostic.h"
#include "model/result.h"

struct record_contents {
    struct run_info run;
    struct case_result *cases; /* in the order they ended; of cases with the same id only the last */
    size_t count;
    bool ended; /* the last line is there; without it the run was killed */
    int status; /* exit status, when ended */
    bool interrupted;
};

/* Returns 0 and contents that the caller frees, or -1 after errors (FILE:LINE) were added to diagnostics. A
 * last line that was cut off by a kill is a warning, and is left out. */
int record_read(const char *path, struct diagnostics *diagnostics, struct record_contents *ret_contents);
void record_contents_free(struct record_contents *contents);

#endif
