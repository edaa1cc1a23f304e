/* Ways to write a list header field that mean the same (presentation axes P1 and P2 of the matrix). */
#ifndef SIPCONFORM_SCENARIO_LAYOUT_H
#define SIPCONFORM_SCENARIO_LAYOUT_H

#include "model/value.h"

/* Turns a list into rows' values; a value may hold folds. NULL layout is "comma". Returns 0; 1 when there is
 * no layout of that name; -1 when memory is out. No value gives no row. */
int layout_rows(const char *layout, const struct value *list, struct value *ret_rows);
/* The i-th name; NULL beyond the end. */
const char *layout_name(size_t i);

/* Where a header field may be put that the template lacks: "first" of all, "between Vias" (behind the first
 * one), "last"; without a position before the Content- rows. The i-th name; NULL beyond the end. */
const char *position_name(size_t i);

#endif
