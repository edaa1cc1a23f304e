/* Findings of a case, the names of verdicts, and the verdict that follows from findings. */
#include "model/finding.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[] = {
    [VERDICT_SKIP] = "SKIP", [VERDICT_PASS] = "PASS", [VERDICT_INCONCLUSIVE] = "INCONCLUSIVE",
    [VERDICT_WARN] = "WARN", [VERDICT_FAIL] = "FAIL", [VERDICT_ERROR] = "ERROR",
};

const char *verdict_name(enum verdict verdict)
{
    return names[verdict];
}

bool verdict_from_name(const char *name, enum verdict *ret_verdict)
{
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(names[i], name) == 0) {
            *ret_verdict = (enum verdict)i;
            return true;
        }
    return false;
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

enum verdict findings_verdict(const struct findings *findings)
{
    if (!findings->count)
        return VERDICT_INCONCLUSIVE;
    enum verdict worst = VERDICT_SKIP;
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].verdict > worst)
            worst = findings->items[i].verdict;
    return worst;
}
