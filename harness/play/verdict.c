/* From the findings of a case to its verdict. */
#include "play/verdict.h"

#include "base/buf.h"

#include <string.h>

static bool has_verdict(const struct findings *findings, enum verdict verdict, bool of_requirement)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].verdict == verdict && (!of_requirement || findings->items[i].requirement))
            return true;
    return false;
}

/* Rules that hold for every message do not make up for a scenario that judged nothing. */
static bool judged_by_scenario(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].requirement && findings->items[i].source == SOURCE_SCENARIO)
            return true;
    return false;
}

/* A control run that failed, or a message that never came, makes the case prove nothing - unless the device
 * broke a rule on the way. A case that was skipped on the way is skipped. */
static enum verdict verdict_of(const struct findings *findings, bool failed)
{
    if (failed || has_verdict(findings, VERDICT_ERROR, false))
        return VERDICT_ERROR;
    if (has_verdict(findings, VERDICT_FAIL, true))
        return VERDICT_FAIL;
    if (has_verdict(findings, VERDICT_INCONCLUSIVE, false))
        return VERDICT_INCONCLUSIVE;
    if (has_verdict(findings, VERDICT_WARN, true))
        return VERDICT_WARN;
    if (has_verdict(findings, VERDICT_SKIP, false))
        return VERDICT_SKIP;
    return judged_by_scenario(findings) ? VERDICT_PASS : VERDICT_INCONCLUSIVE;
}

/* The first line of what a person should know of a verdict that is no judgement of the device. */
static void set_reason(struct case_result *result)
{
    if (result->verdict == VERDICT_PASS || result->verdict == VERDICT_WARN || result->verdict == VERDICT_FAIL)
        return;
    for (size_t i = 0; i < result->findings.count && !result->reason; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (finding->verdict != result->verdict || !finding->actual)
            continue;
        struct buf text;
        buf_init(&text, LIMIT_REASON_BYTES);
        buf_addf(&text, "%s", finding->actual);
        if (finding->expected)
            buf_addf(&text, " (expected: %s)", finding->expected);
        result->reason = buf_take(&text);
    }
    if (!result->reason)
        result->reason = strdup("nothing was judged");
}

void verdict_reach(struct case_result *result, bool failed)
{
    result->verdict = verdict_of(&result->findings, failed);
    set_reason(result);
}
