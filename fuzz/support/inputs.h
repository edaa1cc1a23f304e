/* Files and folders of inputs, read into memory. */
#ifndef SIPCONFORM_FUZZ_INPUTS_H
#define SIPCONFORM_FUZZ_INPUTS_H

#include "base/slice.h"

struct fuzz_inputs {
    struct slice *items; /* each with memory of its own, so that a read beyond its end is seen */
    size_t count, capacity;
};

/* Adds a file, or all files below a folder in the order of their names. What cannot be read ends the program
 * with status 2 and its path. */
void fuzz_inputs_add(struct fuzz_inputs *inputs, const char *path);
void fuzz_inputs_free(struct fuzz_inputs *inputs);

#endif
