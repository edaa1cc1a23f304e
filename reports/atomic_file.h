/* A report file is there whole or not at all: it is written beside its place and renamed when it is complete.
 * A path that is no regular file (/dev/stdout, a pipe) is written to directly. */
#ifndef SIPCONFORM_REPORTS_ATOMIC_FILE_H
#define SIPCONFORM_REPORTS_ATOMIC_FILE_H

#include "base/buf.h"

#include <stdio.h>

struct atomic_file;

/* Returns 0 and a file that must be committed or abandoned, or -1 with the path and the reason appended to
 * error. */
int atomic_file_open(const char *path, struct buf *error, struct atomic_file **ret_file);
/* Where to write. Errors of writing are kept by the stream and told by the commit. */
FILE *atomic_file_stream(struct atomic_file *file);
/* Writes what text holds and empties it. Sets failed when text had failed (memory, ceiling) and writes
 * nothing. */
void atomic_file_add(struct atomic_file *file, struct buf *text, bool *failed);
/* Puts the file in its place. Returns 0, or -1 with the path and the reason appended to error; then nothing
 * is left behind and an older file is as it was. Frees file either way. */
int atomic_file_commit(struct atomic_file *file, struct buf *error);
/* The same, unless failed: then the file is given up with the reason "memory is out". */
int atomic_file_finish(struct atomic_file *file, bool failed, struct buf *error);
/* Removes what was written, and frees. NULL is allowed. */
void atomic_file_abandon(struct atomic_file *file);

#endif
