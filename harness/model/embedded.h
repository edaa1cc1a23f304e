/* Files that are built into the program, in tables made by cmake/embed.cmake: each ends with a row without a
 * name. */
#ifndef SIPCONFORM_MODEL_EMBEDDED_H
#define SIPCONFORM_MODEL_EMBEDDED_H

#include <stddef.h>

struct embedded_file {
    const char *name;
    const char *bytes; /* NUL terminated */
    size_t n;
};

extern const struct embedded_file embedded_files[]; /* the schemas; private to schema.c */

#endif
