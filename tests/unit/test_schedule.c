/* Repetition schedules: exact with their tolerance, and the loose form. */
#include "suite.h"

#include "check/schedule.h"

#include <string.h>

const char unit_suite_name[] = "schedule";

static const struct sip_timers timers = {500, 4000, 5000};
static const int64_t timer_g[] = {0, 500, 1500, 3500, 7500, 11500, 15500, 19500, 23500, 27500, 31500};
static const int64_t timer_a[] = {0, 500, 1500, 3500, 7500, 15500, 31500};

enum { TIMES = 16, START = 100000 };

static struct schedule_result result;

static bool fits(const char *schedule, const int64_t *times, size_t count, int64_t until)
{
    int64_t shifted[TIMES];
    for (size_t i = 0; i < count; i++)
        shifted[i] = times[i] + START;
    schedule_check(schedule, &timers, shifted, count, until + START, &result);
    return result.holds;
}

/* The same with one time moved. */
static bool fits_moved(const char *schedule, const int64_t *times, size_t count, size_t which, int64_t by)
{
    int64_t moved[TIMES];
    memcpy(moved, times, count * sizeof(*times));
    moved[which] += by;
    return fits(schedule, moved, count, 32000);
}

static void exact(void)
{
    CU_ASSERT(fits("timer_g", timer_g, 11, 32000));
    CU_ASSERT(fits("timer_e", timer_g, 11, 32000));
    CU_ASSERT(fits("timer_a", timer_a, 7, 32000));
    CU_ASSERT(!fits("timer_a", timer_g, 11, 32000));
    CU_ASSERT_EQUAL(result.index, 5);
    CU_ASSERT(!fits("timer_g", timer_a, 7, 32000));
    CU_ASSERT_EQUAL(result.index, 5);
}

static void tolerance(void)
{
    for (size_t k = 1; k < 11; k++) {
        int64_t edge = timer_g[k] * 15 / 100 > 50 ? timer_g[k] * 15 / 100 : 50;
        CU_ASSERT(fits_moved("timer_g", timer_g, 11, k, edge));
        CU_ASSERT(fits_moved("timer_g", timer_g, 11, k, -edge));
        CU_ASSERT(!fits_moved("timer_g", timer_g, 11, k, edge + 1));
        CU_ASSERT_EQUAL(result.index, k);
        CU_ASSERT(!fits_moved("timer_g", timer_g, 11, k, -edge - 1));
        CU_ASSERT_EQUAL(result.index, k);
    }
    static const struct sip_timers quick = {100, 800, 1000};
    static const int64_t late[] = {0, 150}, too_late[] = {0, 151};
    schedule_check("timer_g", &quick, late, 2, 200, &result);
    CU_ASSERT(result.holds); /* 50 ms when that is more than 15 % */
    schedule_check("timer_g", &quick, too_late, 2, 200, &result);
    CU_ASSERT(!result.holds);
}

static void missing(void)
{
    CU_ASSERT(!fits("timer_g", timer_g, 1, 32000));
    CU_ASSERT_EQUAL(result.index, 0);
    CU_ASSERT_STRING_EQUAL(result.actual, "sent at 0.00 s");
    CU_ASSERT(strncmp(result.expected, "sent at 0.00 0.50 1.50 3.50 7.50", 32) == 0);
    CU_ASSERT(!fits("timer_g", timer_g, 5, 32000));
    CU_ASSERT(!fits("timer_g", timer_g, 0, 32000));
    CU_ASSERT_STRING_EQUAL(result.actual, "there is none");
    /* what is due at the very end, or within the tolerance of it, is not asked for */
    CU_ASSERT(fits("timer_g", timer_g, 1, 574));
    CU_ASSERT(!fits("timer_g", timer_g, 1, 575));
    CU_ASSERT(fits("timer_g", timer_g, 2, 1724));
    CU_ASSERT(!fits("timer_g", timer_g, 2, 1725));
}

static void too_many(void)
{
    static const int64_t twice[] = {0, 500, 501, 1500};
    CU_ASSERT(!fits("timer_g", twice, 4, 3000));
    CU_ASSERT_EQUAL(result.index, 2);
    int64_t longer[12];
    memcpy(longer, timer_g, sizeof(timer_g));
    longer[11] = 35500;
    CU_ASSERT(!fits("timer_g", longer, 12, 40000)); /* timer H has ended it */
    CU_ASSERT_EQUAL(result.index, 11);
}

static void growing(void)
{
    CU_ASSERT(fits("timer_g growing", timer_g, 11, 32000));
    static const int64_t slow[] = {0, 1000, 3000, 7000, 11000, 15000};
    CU_ASSERT(fits("timer_g growing", slow, 6, 16000));
    CU_ASSERT(!fits("timer_g", slow, 6, 16000));
    static const int64_t steady[] = {0, 1000, 2000, 3000};
    CU_ASSERT(!fits("timer_g growing", steady, 4, 4000));
    CU_ASSERT_EQUAL(result.index, 2);
    static const int64_t shrinking[] = {0, 2000, 3000};
    CU_ASSERT(!fits("timer_g growing", shrinking, 3, 4000));
    static const int64_t capped[] = {0, 4600, 9200};
    CU_ASSERT(fits("timer_g growing", capped, 3, 10000));
    static const int64_t beyond[] = {0, 4601};
    CU_ASSERT(!fits("timer_g growing", beyond, 2, 10000));
    CU_ASSERT_EQUAL(result.index, 1);
    CU_ASSERT(!fits("timer_g growing", timer_g, 1, 32000)); /* no repetition at all */
}

static void gaps(void)
{
    CU_ASSERT(fits("timer_g with gaps", timer_g, 11, 32000));
    static const int64_t three_lost[] = {0, 500, 3500, 7500, 15500, 19500, 27500};
    CU_ASSERT(fits("timer_g with gaps", three_lost, 7, 32000)); /* of the ten that have to be there by then */
    CU_ASSERT(!fits("timer_g with gaps", three_lost, 6, 32000));
    static const int64_t three_in_a_row[] = {0, 500, 1500, 3500, 7500, 23500, 27500, 31500};
    CU_ASSERT(!fits("timer_g with gaps", three_in_a_row, 8, 32000));
    static const int64_t doubled[] = {0,     500,   501,   1500,  3500,  3501, 7500,
                                      11500, 15500, 19500, 23500, 27500, 31500};
    CU_ASSERT(fits("timer_g with gaps", doubled, 13, 32000));
    static const int64_t tripled[] = {0, 500, 501, 502, 1500, 3500, 7500, 11500, 15500, 19500};
    CU_ASSERT(!fits("timer_g with gaps", tripled, 10, 20000));
    CU_ASSERT_EQUAL(result.index, 3);
    CU_ASSERT(!fits("timer_g with gaps", timer_a, 7, 32000)); /* a device that does not stop at T2 */
    static const int64_t first_lost[] = {0, 1, 1000, 3000, 7000, 11000, 15000, 19000, 23000, 27000, 31000};
    CU_ASSERT(fits("timer_g with gaps", first_lost, 11, 32000));
    static const int64_t steady[] = {0, 500, 1000, 1500, 2000, 2500, 3000, 3500};
    CU_ASSERT(!fits("timer_g with gaps", steady, 8, 4000));
    CU_ASSERT(!fits("timer_g with gaps", timer_g, 1, 32000)); /* nor one that repeats nothing */
    CU_ASSERT(!fits("timer_g with gaps", timer_g, 7, 32000)); /* or gives up early */
}

const struct unit_test unit_tests[] = {
    {"exact", exact},       {"edges of the tolerance", tolerance}, {"missing repetitions", missing},
    {"too many", too_many}, {"the loose form", growing},           {"gaps", gaps},
    {NULL, NULL},
};
