/* Gives the endpoints of a case their columns. */
#include "reports/ladder_columns.h"

static size_t place_of(const struct ladder_columns *columns, size_t endpoint)
{
    size_t column = 0;
    while (column < columns->count && columns->endpoints[column] != endpoint)
        column++;
    return column;
}

void ladder_columns_find(const struct case_result *result, size_t most, struct ladder_columns *ret_columns)
{
    *ret_columns = (struct ladder_columns){0};
    for (size_t i = 0; i < result->transcript.count; i++) {
        size_t endpoint = result->transcript.entries[i].endpoint;
        if (place_of(ret_columns, endpoint) < ret_columns->count)
            continue;
        if (ret_columns->count == most)
            ret_columns->shared = true;
        else
            ret_columns->endpoints[ret_columns->count++] = endpoint;
    }
}

size_t ladder_columns_at(const struct ladder_columns *columns, size_t endpoint)
{
    size_t column = place_of(columns, endpoint);
    return column < columns->count ? column : columns->count - 1;
}
