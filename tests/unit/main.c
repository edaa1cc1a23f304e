/* Runs the table of one unit test program. CUnit's own status is no status (it is 0 when tests fail), so the
 * exit status comes from the counters. */
#include "suite.h"

int main(void)
{
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    CU_pSuite suite = CU_add_suite(unit_suite_name, NULL, NULL);
    for (const struct unit_test *test = unit_tests; suite && test->name; test++)
        if (!CU_add_test(suite, test->name, test->run))
            return 2;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures() + CU_get_number_of_suites_failed();
    unsigned run = CU_get_number_of_tests_run();
    CU_cleanup_registry();
    return failed || !run ? 1 : 0;
}
