/* What the rows of a matrix that failed have in common is found in ids and verdicts. */
#include "samples.h"
#include "suite.h"

#include "reports/combination.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "combination";

enum { AXES = 6, VALUES = 3, ROWS = 729 };

static const char asked[] = "SC-420-UAS-001";

/* All rows of six axes with three values; those fail that have the values of `wrong`, where it has one. */
static void sample_rows(struct case_result *results, const int wrong[AXES], const char *rest)
{
    for (int i = 0; i < ROWS; i++) {
        struct buf id;
        int number = i;
        bool fails = true;
        buf_init(&id, 400);
        buf_add_text(&id, "uas/x[");
        for (int axis = 0; axis < AXES; axis++, number /= VALUES) {
            int value = number % VALUES;
            fails = fails && (wrong[axis] < 0 || wrong[axis] == value);
            buf_addf(&id, "%s%c=v%d%s", axis ? "," : "", 'a' + axis, value, rest);
        }
        buf_add_text(&id, "]/udp");
        sample_case(&results[i], id.p, fails ? VERDICT_FAIL : VERDICT_PASS);
        sample_finding(&results[i], asked, fails ? VERDICT_FAIL : VERDICT_PASS, "420", "200", -1, 0, 0);
        buf_free(&id);
    }
}

static void said(const int wrong[AXES], const char *rest, const char *expected)
{
    struct case_result *results = calloc(ROWS, sizeof(*results)), *example = NULL;
    struct buf text;
    CU_ASSERT_PTR_NOT_NULL_FATAL(results);
    buf_init(&text, 1000);
    sample_rows(results, wrong, rest);
    for (int i = ROWS; i-- > 0;)
        if (results[i].verdict == VERDICT_FAIL)
            example = &results[i];
    CU_ASSERT_PTR_NOT_NULL_FATAL(example);
    struct report report = {.cases = results, .count = ROWS};
    CU_ASSERT_EQUAL(combination_add(&report, asked, example, &text), expected != NULL);
    CU_ASSERT_STRING_EQUAL(text.p ? text.p : "", expected ? expected : "");
    CU_ASSERT(!combination_add(&report, "SC-420-UAS-002", example, &text));
    buf_free(&text);
    for (int i = 0; i < ROWS; i++)
        case_result_free(&results[i]);
    free(results);
}

static void smallest(void)
{
    said((int[]){-1, 1, -1, -1, -1, -1}, "", "always with b=v1 (243 of the 243 deviating cases, of 729)");
    said((int[]){-1, 1, -1, 0, -1, -1}, "",
         "always with b=v1 and d=v0 (81 of the 81 deviating cases, of 729)");
    said((int[]){2, 1, -1, 0, -1, 2}, "",
         "always with a=v2 and b=v1 and d=v0 and f=v2 (9 of the 9 deviating cases, of 729)");
}

/* Commas and equals signs that are a value's own. */
static void odd_values(void)
{
    said((int[]){-1, 1, -1, -1, -1, -1}, ", x (y=z)",
         "always with b=v1, x (y=z) (243 of the 243 deviating cases, of 729)");
}

static void nothing_to_say(void)
{
    said((int[]){-1, -1, -1, -1, -1, -1}, "", NULL); /* all failed */
    said((int[]){0, 1, 2, 0, 1, 2}, "", NULL);       /* one did */
}

/* Whatever stands in an id. */
static void hostile_ids(void)
{
    static const char *const ids[] = {
        "uas/x[]/udp",
        "uas/x[/udp",
        "uas/x]/udp",
        "uas/x[=]/udp",
        "uas/x[a=]/udp",
        "uas/x[,,,a=1,]/udp",
        "uas/x[a=1,b=2,c=3,d=4,e=5,f=6,g=7,h=8,i=9,j=10,k=11,l=12,m=13,n=14]/udp",
        "uas/x[a=1]/udp",
        "uas/x[a=2]/udp",
    };
    enum { COUNT = sizeof(ids) / sizeof(ids[0]) };
    struct case_result results[COUNT];
    struct buf text;
    buf_init(&text, 1000);
    for (size_t i = 0; i < COUNT; i++) {
        sample_case(&results[i], ids[i], i % 2 ? VERDICT_FAIL : VERDICT_PASS);
        sample_finding(&results[i], asked, i % 2 ? VERDICT_FAIL : VERDICT_PASS, "420", "200", -1, 0, 0);
    }
    struct report report = {.cases = results, .count = COUNT};
    for (size_t i = 0; i < COUNT; i++)
        CU_ASSERT(!combination_add(&report, asked, &results[i], &text));
    buf_free(&text);
    for (size_t i = 0; i < COUNT; i++)
        case_result_free(&results[i]);
}

const struct unit_test unit_tests[] = {
    {"the smallest", smallest},
    {"odd values", odd_values},
    {"nothing to say", nothing_to_say},
    {"hostile ids", hostile_ids},
    {NULL, NULL},
};
