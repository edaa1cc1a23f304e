/* The ways to write a list header field that mean the same. */
#include "scenario/layout.h"

#include <string.h>

/* One row with all values, `between` them. */
static int one_row(const struct value *list, const char *before, const char *between, struct value *rows)
{
    struct buf row;
    buf_init(&row, LIMIT_HEADER_VALUE_BYTES);
    buf_add_text(&row, before);
    for (size_t i = 0; i < value_count(list); i++)
        buf_addf(&row, "%s%s", i ? between : "", value_at(list, i));
    int result = row.failed ? -1 : value_add(rows, buf_slice(&row));
    buf_free(&row);
    return result;
}

static int comma(const struct value *list, struct value *rows)
{
    return one_row(list, "", ", ", rows);
}

static int tight(const struct value *list, struct value *rows)
{
    return one_row(list, "", ",", rows);
}

static int spaced(const struct value *list, struct value *rows)
{
    return one_row(list, "", " \t,  ", rows);
}

static int folded(const struct value *list, struct value *rows)
{
    return one_row(list, "", ",\r\n ", rows);
}

static int folded_with_tab(const struct value *list, struct value *rows)
{
    return one_row(list, "", " ,\r\n\t", rows);
}

static int folded_after_colon(const struct value *list, struct value *rows)
{
    return one_row(list, "\r\n ", ", ", rows);
}

static int row_each(const struct value *list, struct value *rows)
{
    for (size_t i = 0; i < value_count(list); i++)
        if (value_add(rows, slice_from(value_at(list, i))))
            return -1;
    return 0;
}

/* The first value in a row of its own, the rest in one row. */
static int mixed(const struct value *list, struct value *rows)
{
    struct value rest;
    value_list(&rest);
    int result = value_add(rows, slice_from(value_at(list, 0)));
    for (size_t i = 1; !result && i < value_count(list); i++)
        result = value_add(&rest, slice_from(value_at(list, i)));
    if (!result && value_count(&rest))
        result = comma(&rest, rows);
    value_free(&rest);
    return result;
}

static const struct {
    const char *name;
    int (*write)(const struct value *list, struct value *rows);
} layouts[] = {
    {"comma", comma},
    {"no spaces", tight},
    {"spaced", spaced},
    {"rows", row_each},
    {"mixed", mixed},
    {"folded", folded},
    {"folded with tab", folded_with_tab},
    {"folded after colon", folded_after_colon},
};

const char *layout_name(size_t i)
{
    return i < sizeof(layouts) / sizeof(layouts[0]) ? layouts[i].name : NULL;
}

const char *position_name(size_t i)
{
    static const char *const names[] = {"first", "between Vias", "last"};
    return i < sizeof(names) / sizeof(names[0]) ? names[i] : NULL;
}

int layout_rows(const char *layout, const struct value *list, struct value *ret_rows)
{
    value_list(ret_rows);
    for (size_t i = 0; layout_name(i); i++)
        if (!layout || strcmp(layouts[i].name, layout) == 0)
            return value_count(list) ? layouts[i].write(list, ret_rows) : 0;
    return 1;
}
