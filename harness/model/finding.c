#include "model/finding.h"

#include <stdlib.h>
#include <string.h>

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
