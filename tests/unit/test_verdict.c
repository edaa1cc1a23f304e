/* The table of verdicts. */
#include "expect.h"
#include "suite.h"

#include "model/verdict.h"

const char unit_suite_name[] = "verdict";

static void names(void)
{
    for (int i = 0; i < VERDICT_COUNT; i++) {
        enum verdict found = VERDICT_COUNT - 1 - i;
        CU_ASSERT(verdict_from_name(verdict_name((enum verdict)i), &found));
        CU_ASSERT_EQUAL((int)found, i);
        CU_ASSERT(
            slice_ieq_text(slice_from(verdict_small_name((enum verdict)i)), verdict_name((enum verdict)i)));
        CU_ASSERT(verdict_color((enum verdict)i)[0] == '\033');
    }
    enum verdict verdict = VERDICT_PASS;
    CU_ASSERT(!verdict_from_name("pass", &verdict) && !verdict_from_name("", &verdict));
    struct buf all;
    buf_init(&all, LIMIT_TEXT_BYTES);
    verdict_add_names(&all);
    CU_ASSERT(is(buf_slice(&all), "PASS, FAIL, WARN, INCONCLUSIVE, SKIP or ERROR"));
    buf_free(&all);
}

static void every_verdict_is_read_once(void)
{
    unsigned seen = 0;
    for (int i = 0; i < VERDICT_COUNT; i++)
        seen |= 1u << verdict_reading_order[i];
    CU_ASSERT_EQUAL(seen, (1u << VERDICT_COUNT) - 1);
}

static void what_they_mean(void)
{
    static const struct {
        enum verdict verdict;
        bool deviation, look, failure, strict_failure;
    } rows[] = {
        {VERDICT_SKIP, false, false, false, false},
        {VERDICT_PASS, false, false, false, false},
        {VERDICT_INCONCLUSIVE, false, true, false, false},
        {VERDICT_WARN, true, true, false, true},
        {VERDICT_FAIL, true, true, true, true},
        {VERDICT_ERROR, true, true, true, true},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        CU_ASSERT_EQUAL(verdict_is_deviation(rows[i].verdict), rows[i].deviation);
        CU_ASSERT_EQUAL(verdict_needs_a_look(rows[i].verdict), rows[i].look);
        CU_ASSERT_EQUAL(verdict_is_failure(rows[i].verdict, false), rows[i].failure);
        CU_ASSERT_EQUAL(verdict_is_failure(rows[i].verdict, true), rows[i].strict_failure);
    }
}

const struct unit_test unit_tests[] = {
    {"names", names},
    {"every verdict is read once", every_verdict_is_read_once},
    {"what they mean", what_they_mean},
    {NULL, NULL},
};
