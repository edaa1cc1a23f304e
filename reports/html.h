/* A folder of HTML pages: an index, a page for each case, and one that tells of every requirement of the
 * catalogue what this run says of it. It needs no script and one style sheet of its own, and works in the
 * sandbox in which CI servers show what a build leaves behind: Content-Security-Policy "default-src 'none';
 * img-src 'self'; style-src 'self'".
 *
 *   index.html  requirements.html  style.css  icon.svg
 *   cases/NAME/index.html  record.json  message-3.txt ...
 *
 * NAME follows from the id of the case alone: it is the same in every run. Beside it lie the case's line of
 * the record and, unless it passed, its messages as they went over the wire. */
#ifndef SIPCONFORM_REPORTS_HTML_H
#define SIPCONFORM_REPORTS_HTML_H

#include "reports/report.h"

/* Writes the folder beside its place and renames it. A folder there that is empty or was written by this
 * function is replaced; anything else is refused. reports: a column each on the index; the pages of the
 * second are below cases-2, and so on. Returns 0, or -1 with the path and the reason appended to error; then
 * nothing is left behind and an older folder is as it was. */
int html_write(const char *path, const struct report *reports, size_t count, struct buf *error);

#endif
