/* Which endpoint of a case stands in which column of its ladder. */
#ifndef SIPCONFORM_REPORTS_LADDER_COLUMNS_H
#define SIPCONFORM_REPORTS_LADDER_COLUMNS_H

#include "model/result.h"

enum { LADDER_COLUMNS_MAX = 6 };

struct ladder_columns {
    size_t endpoints[LADDER_COLUMNS_MAX]; /* endpoint in each column */
    size_t count;
    bool shared; /* the last column stands for several */
};

/* A column for each endpoint that was used, in the order of their first message; endpoints beyond `most` (at
 * most LADDER_COLUMNS_MAX) share the last column. */
void ladder_columns_find(const struct case_result *result, size_t most, struct ladder_columns *ret_columns);
/* The column of an endpoint that was used. */
size_t ladder_columns_at(const struct ladder_columns *columns, size_t endpoint);

#endif
