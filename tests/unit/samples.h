/* Made-up results for the tests of reports. */
#ifndef SIPCONFORM_TESTS_SAMPLES_H
#define SIPCONFORM_TESTS_SAMPLES_H

#include "model/result.h"

#include <stdio.h>

/* All owned by the result: case_result_free. The id tells scenario, role and transport: "uas/x[a=b]/udp". */
void sample_case(struct case_result *result, const char *id, enum verdict verdict);
void sample_finding(struct case_result *result, const char *requirement, enum verdict verdict,
                    const char *expected, const char *actual, long entry, size_t offset, size_t length);
/* Returns the entry's number. */
long sample_message(struct case_result *result, enum direction direction, int64_t us, const void *bytes,
                    size_t n);
long sample_text(struct case_result *result, enum direction direction, int64_t us, const char *text);
void sample_run(struct run_info *run);

/* An OPTIONS with Require, a 200 instead of the 420, and the finding that says so. */
void sample_failure(struct case_result *result, const char *id);
/* The worst a device can do: all bytes, markup, escape sequences, a reason phrase of 60 KiB, in messages and
 * texts. */
void sample_hostile(struct case_result *result, const char *id);

/* A file name in the working directory, of this process. */
const char *sample_path(const char *name, char path[64]);
/* The whole file, NUL terminated, to be freed; NULL when it is not there. */
char *sample_read(const char *path, size_t *ret_bytes);
void sample_write(const char *path, const char *bytes, size_t n);

#endif
