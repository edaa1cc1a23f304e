/* Header rows as input of a target: name and value as texts of their own. */
#ifndef SIPCONFORM_FUZZ_ROWS_H
#define SIPCONFORM_FUZZ_ROWS_H

#include "base/slice.h"

struct fuzz_row {
    char *name, *value; /* owned; the value with the blanks behind it, without the line end */
};

/* Takes the next row off *rest; a line that begins with a blank belongs to the row before. False at the end,
 * or at an empty line: then *rest is what follows it. Freed with fuzz_row_free(). */
bool fuzz_row_next(struct slice *rest, struct fuzz_row *ret_row);
void fuzz_row_free(struct fuzz_row *row);

/* The bytes as a text that is freed by the caller; never NULL. */
char *fuzz_text(struct slice bytes);

#endif
