/* The folder that the pages are written to: it is put in its place as a whole or not at all. Private to the
 * HTML report. */
#ifndef SIPCONFORM_REPORTS_HTML_FOLDER_H
#define SIPCONFORM_REPORTS_HTML_FOLDER_H

#include "base/buf.h"

#include <stdio.h>

/* Every page begins with this; by the one of index.html a folder is known as ours. */
extern const char html_beginning[];

struct html_folder;

/* Makes an empty folder beside path. Refuses when there is something at path that must not be replaced.
 * Returns 0 and a folder to be committed or abandoned, or -1 with the path and the reason appended to
 * error. */
int html_folder_open(const char *path, struct buf *error, struct html_folder **ret_folder);
/* Creates a file, and the folders in its name ("cases/x/index.html"). NULL when that failed: the commit tells
 * why. */
FILE *html_folder_create(struct html_folder *folder, const char *name);
/* Closes the file of html_folder_create; a failure to write is told by the commit. */
void html_folder_close(struct html_folder *folder, FILE *file);
/* Whatever else went wrong: only the first reason is kept. */
void html_folder_fail(struct html_folder *folder, const char *reason);
/* Puts the folder in its place, unless something failed. Returns 0, or -1 with the path and the reason
 * appended to error; then nothing is left behind. Frees folder either way. */
int html_folder_commit(struct html_folder *folder, struct buf *error);

#endif
