/* Ways to write a list header field that mean the same (presentation axes P1 and P2 of the matrix). */
#ifndef SIPCONFORM_ENGINE_LAYOUT_H
#define SIPCONFORM_ENGINE_LAYOUT_H

#include "model/value.h"

/* Turns a list into rows' values; a value may hold folds. NULL layout is "comma". Returns 0; 1 when there is no layout of
 * that name; -1 when memory is out. No value gives no row. */
int layout_rows(const char *layout, const struct value *list, struct value *ret_rows);
/* The i-th name; NULL beyond the end. */
const char *layout_name(size_t i);

#endif
