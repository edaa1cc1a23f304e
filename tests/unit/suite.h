/* A unit test program is one file with one table, and main.c runs it. */
#ifndef SIPCONFORM_TESTS_SUITE_H
#define SIPCONFORM_TESTS_SUITE_H

#include <CUnit/Basic.h>

struct unit_test {
    const char *name;
    void (*run)(void);
};

extern const char unit_suite_name[];
extern const struct unit_test unit_tests[]; /* ends with a NULL name */

#endif
