/* A summary in Markdown (GitHub's flavour): totals, then a card for each failure. What a device sent stands
 * in code spans and fenced blocks whose fences are longer than any in the text. */
#ifndef SIPCONFORM_REPORTS_MARKDOWN_H
#define SIPCONFORM_REPORTS_MARKDOWN_H

#include "reports/report.h"

/* What GitHub shows of a step summary. */
enum { MARKDOWN_MAX_BYTES = 1024 * 1024 };

/* Appends at most max_bytes (no less than 4096): what does not fit is left out as whole entries, and
 * counted. */
void markdown_add(const struct report *report, size_t max_bytes, struct buf *out);
/* Writes at most MARKDOWN_MAX_BYTES; the file as a whole or not at all. Returns 0, or -1 with the path and
 * the reason appended to error. */
int markdown_write(const char *path, const struct report *report, struct buf *error);

#endif
