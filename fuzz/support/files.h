/* Files for what reads or writes a path: in memory where it can be, and gone when the process ends. */
#ifndef SIPCONFORM_FUZZ_FILES_H
#define SIPCONFORM_FUZZ_FILES_H

#include "base/buf.h"
#include "model/diagnostic.h"
#include "model/embedded.h"

/* The path of a file in memory that holds these bytes, valid until the next call. */
const char *fuzz_file(struct slice bytes);
/* A folder of this process, empty at first; it and all that is in it are removed at exit. */
const char *fuzz_folder(void);
/* "FOLDER/NAME" in there, valid until the next call. */
const char *fuzz_path(const char *name);
/* Writes these files into fuzz_folder(), with the folders that their names name. */
void fuzz_unpack(const struct embedded_file *files);
/* Appends a file's bytes; fails the target when it cannot be read. */
void fuzz_read(const char *path, struct buf *bytes);
/* Removes what is at path: a file, or a folder with all that is in it. */
void fuzz_remove(const char *path);

/* What was said of a file of a user: errors when it was refused and only then, each on one line, and at a
 * place that is in the file. path: as the reader knew it. */
void fuzz_check_diagnostics(const char *path, struct slice bytes, int result,
                            const struct diagnostics *diagnostics);

#endif
