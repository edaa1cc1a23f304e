/* Reads, searches and merges records for the commands that work on them. */
#include "cli/records.h"

#include "cli/complain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int records_load(const char *path, struct record_contents *ret_contents)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    int failed = record_read(path, &diagnostics, ret_contents);
    complain_of_files(&diagnostics);
    return failed;
}

static long find(const struct record_contents *contents, const char *id)
{
    for (size_t i = 0; i < contents->count; i++)
        if (strcmp(contents->cases[i].id, id) == 0)
            return (long)i;
    return -1;
}

const struct case_result *records_find(const struct record_contents *contents, const char *id)
{
    long at = find(contents, id);
    return at >= 0 ? &contents->cases[at] : NULL;
}

int records_merge(struct record_contents *to, struct record_contents *from)
{
    struct case_result *cases = realloc(to->cases, (to->count + from->count + 1) * sizeof(*cases));
    if (!cases)
        return -1;
    to->cases = cases;
    for (size_t i = 0; i < from->count; i++) {
        long at = find(to, from->cases[i].id);
        if (at >= 0)
            case_result_free(&cases[at]);
        cases[at >= 0 ? (size_t)at : to->count++] = from->cases[i];
    }
    from->count = 0;
    to->ended = to->ended && from->ended;
    to->interrupted = to->interrupted || from->interrupted;
    return 0;
}
