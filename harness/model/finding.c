/* Findings of a case, the names of verdicts, and the verdict that follows from findings. */
#include "model/finding.h"

#include <stdlib.h>
#include <string.h>

static const char *const source_names[FINDING_SOURCE_COUNT] = {"scenario", "invariant", "run"};
static const char *const cause_names[FINDING_CAUSE_COUNT] = {"content", "status", "timing", "silence",
                                                             "refused", "died",   "no test"};

/* The place of a name in a table; -1 when it is not there. */
static int find_name(const char *const *table, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(table[i], name) == 0)
            return i;
    return -1;
}

const char *finding_source_name(enum finding_source source)
{
    return source_names[source];
}

bool finding_source_from_name(const char *name, enum finding_source *ret_source)
{
    int found = find_name(source_names, FINDING_SOURCE_COUNT, name);
    if (found >= 0)
        *ret_source = (enum finding_source)found;
    return found >= 0;
}

const char *finding_cause_name(enum finding_cause cause)
{
    return cause_names[cause];
}

bool finding_cause_from_name(const char *name, enum finding_cause *ret_cause)
{
    int found = find_name(cause_names, FINDING_CAUSE_COUNT, name);
    if (found >= 0)
        *ret_cause = (enum finding_cause)found;
    return found >= 0;
}

/* False when memory is out. */
static bool copy(const char *text, char **ret_copy)
{
    *ret_copy = text ? strdup(text) : NULL;
    return !text || *ret_copy;
}

int findings_add(struct findings *findings, const struct finding *finding)
{
    struct finding *items = realloc(findings->items, (findings->count + 1) * sizeof(*items));
    if (!items)
        return -1;
    findings->items = items;
    struct finding *item = &items[findings->count++];
    *item = *finding;
    bool requirement = copy(finding->requirement, &item->requirement);
    bool expected = copy(finding->expected, &item->expected);
    bool actual = copy(finding->actual, &item->actual);
    return requirement && expected && actual ? 0 : -1;
}

void findings_free(struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        free(findings->items[i].requirement);
        free(findings->items[i].expected);
        free(findings->items[i].actual);
    }
    free(findings->items);
    *findings = (struct findings){0};
}
