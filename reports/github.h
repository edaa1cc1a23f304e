/* A run as a step of GitHub Actions: annotations by workflow commands, and the step summary. A runner obeys
 * such commands in any line of a step's output, and lines of a device's messages are shown there: while a run
 * goes on, the runner is told to obey nothing until a word comes that no device can know. */
#ifndef SIPCONFORM_REPORTS_GITHUB_H
#define SIPCONFORM_REPORTS_GITHUB_H

#include "reports/report.h"

#include <stdio.h>

enum { GITHUB_ANNOTATIONS = 10 }; /* of a kind: more are not shown */

struct github {
    bool on;       /* $GITHUB_ACTIONS is "true" */
    char word[36]; /* that ends the silence */
};

/* Finds out whether this is a step, and if so stops workflow commands. Returns 0, or -1 when no random word
 * can be had: then nothing was written and it is off. */
int github_begin(struct github *github, FILE *out);
/* Lets workflow commands be obeyed again. */
void github_end(const struct github *github, FILE *out);

/* Writes the annotations: FAIL and ERROR as errors, WARN as warnings (of a strict run as errors),
 * INCONCLUSIVE as notices; what the baseline expects is none. What is the same finding at the same place is
 * one annotation; the last of GITHUB_ANNOTATIONS says how many there are besides. Returns 0, or -1 when
 * memory is out. */
int github_annotate(const struct report *report, FILE *out);
/* Appends a summary in Markdown to the file that $GITHUB_STEP_SUMMARY names, as far as its limit of 1 MiB
 * allows; nothing when there is none. Returns 0, or -1 with the path and the reason appended to error. */
int github_summarize(const struct report *report, struct buf *error);

#endif
