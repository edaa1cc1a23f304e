/* Cuts an input of a target into header rows. */
#include "fuzz/support/rows.h"

#include "fuzz/support/fuzz.h"

#include <stdlib.h>

char *fuzz_text(struct slice bytes)
{
    char *text = slice_dup(bytes);
    FUZZ_CHECK(text);
    return text;
}

static size_t row_length(struct slice text)
{
    size_t n = 0;
    do
        n += slice_find(slice_sub(text, n, text.n), '\n') + 1;
    while (n < text.n && (text.p[n] == ' ' || text.p[n] == '\t'));
    return n < text.n ? n : text.n;
}

static struct slice value_of(struct slice row)
{
    while (row.n && (row.p[row.n - 1] == '\n' || row.p[row.n - 1] == '\r'))
        row.n--;
    while (row.n && ascii_is_blank((unsigned char)row.p[0]))
        row = slice_sub(row, 1, row.n);
    return row;
}

bool fuzz_row_next(struct slice *rest, struct fuzz_row *ret_row)
{
    size_t n = row_length(*rest);
    struct slice row = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n, rest->n);
    if (!slice_trim(row).n)
        return false;
    size_t colon = slice_find(row, ':');
    ret_row->name = fuzz_text(slice_trim(slice_sub(row, 0, colon)));
    ret_row->value = fuzz_text(value_of(slice_sub(row, colon + 1, row.n)));
    return true;
}

void fuzz_row_free(struct fuzz_row *row)
{
    free(row->name);
    free(row->value);
}
