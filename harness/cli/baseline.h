/* Deviations that are expected: a device with a history can be put under test today, and only what is new is
 * told as wrong. A line each:
 *
 *   FAIL [until=2027-01-31] uas/unknown-tag[tags=three,layout=rows]/udp  # why, for those who read it later
 *
 * The id may be a glob. Empty lines and lines that begin with # are left alone. */
#ifndef SIPCONFORM_CLI_BASELINE_H
#define SIPCONFORM_CLI_BASELINE_H

#include "model/diagnostic.h"
#include "model/result.h"

struct baseline_line {
    enum verdict verdict;
    char *id;    /* or a glob */
    char *until; /* "2027-01-31": the last day it is expected; NULL for ever */
    char *reason;
    int line;
    size_t met;    /* cases that were so */
    size_t better; /* cases that it names and that were better */
};

struct baseline {
    struct baseline_line *lines;
    size_t count;
};

/* Reads a file. Returns 0, or -1 after all its errors were added. */
int baseline_load(const char *path, struct diagnostics *diagnostics, struct baseline *ret_baseline);
void baseline_free(struct baseline *baseline);
/* Is this result's deviation expected on that day ("2026-11-22")? The reason, or NULL. Counts for the lines
 * that name the case. */
const char *baseline_expects(struct baseline *baseline, const struct case_result *result, const char *today);
/* Writes the file anew: a line for each FAIL, WARN and ERROR of the results, with the reason and date that
 * the old baseline had for it. Returns 0, or -1 with the path and the reason appended to error. */
int baseline_update(const char *path, const struct baseline *old, const struct case_result *results,
                    size_t count, const char *today, struct buf *error);

#endif
