/* The table of verdicts. */
#include "model/verdict.h"

#include <string.h>

static const struct {
    const char *name, *small_name, *color;
    bool is_deviation, needs_a_look;
} rows[VERDICT_COUNT] = {
    [VERDICT_SKIP] = {"SKIP", "skip", "\033[2m", false, false},
    [VERDICT_PASS] = {"PASS", "pass", "\033[32m", false, false},
    [VERDICT_INCONCLUSIVE] = {"INCONCLUSIVE", "inconclusive", "\033[35m", false, true},
    [VERDICT_WARN] = {"WARN", "warn", "\033[33m", true, true},
    [VERDICT_FAIL] = {"FAIL", "fail", "\033[1;31m", true, true},
    [VERDICT_ERROR] = {"ERROR", "error", "\033[1;31m", true, true},
};

const enum verdict verdict_reading_order[VERDICT_COUNT] = {
    VERDICT_PASS, VERDICT_FAIL, VERDICT_WARN, VERDICT_INCONCLUSIVE, VERDICT_SKIP, VERDICT_ERROR,
};

const char *verdict_name(enum verdict verdict)
{
    return rows[verdict].name;
}

const char *verdict_small_name(enum verdict verdict)
{
    return rows[verdict].small_name;
}

const char *verdict_color(enum verdict verdict)
{
    return rows[verdict].color;
}

bool verdict_from_name(const char *name, enum verdict *ret_verdict)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *ret_verdict = (enum verdict)i;
            return true;
        }
    return false;
}

void verdict_add_names(struct buf *out)
{
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        const char *between = i == 0 ? "" : i + 1 < VERDICT_COUNT ? ", " : " or ";
        buf_addf(out, "%s%s", between, verdict_name(verdict_reading_order[i]));
    }
}

bool verdict_is_deviation(enum verdict verdict)
{
    return rows[verdict].is_deviation;
}

bool verdict_needs_a_look(enum verdict verdict)
{
    return rows[verdict].needs_a_look;
}

bool verdict_says_why_not(enum verdict verdict)
{
    return verdict == VERDICT_SKIP || verdict == VERDICT_INCONCLUSIVE;
}

bool verdict_is_failure(enum verdict verdict, bool strict)
{
    return rows[verdict].is_deviation && (verdict != VERDICT_WARN || strict);
}
