/* Lines of a baseline as people write them. */
#include "samples.h"
#include "suite.h"

#include "cli/baseline.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "baseline";

static int load(const char *text, size_t n, struct diagnostics *diagnostics, struct baseline *baseline)
{
    char path[64];
    sample_write(sample_path("baseline", path), text, n);
    diagnostics_init(diagnostics);
    int result = baseline_load(path, diagnostics, baseline);
    unlink(path);
    return result;
}

static void good_lines(void)
{
    static const char text[] = "# expected\n\n"
                               "FAIL uas/a/udp  # why\n"
                               "WARN until=2027-01-31 uas/b b/udp ## why # not\r\n"
                               "ERROR a#b ### why\n"
                               "FAIL c #\t# \t#why";
    struct diagnostics diagnostics;
    struct baseline baseline;
    CU_ASSERT_EQUAL_FATAL(load(text, strlen(text), &diagnostics, &baseline), 0);
    CU_ASSERT_EQUAL_FATAL(baseline.count, 4);
    CU_ASSERT_STRING_EQUAL(baseline.lines[0].id, "uas/a/udp");
    CU_ASSERT_STRING_EQUAL(baseline.lines[0].reason, "why");
    CU_ASSERT_STRING_EQUAL(baseline.lines[1].id, "uas/b b/udp ## why");
    CU_ASSERT_STRING_EQUAL(baseline.lines[1].until, "2027-01-31");
    CU_ASSERT_STRING_EQUAL(baseline.lines[2].id, "a#b");
    CU_ASSERT_STRING_EQUAL(baseline.lines[2].reason, "why");
    CU_ASSERT_EQUAL(baseline.lines[2].line, 5);
    CU_ASSERT_STRING_EQUAL(baseline.lines[3].id, "c");
    CU_ASSERT_STRING_EQUAL(baseline.lines[3].reason, "why");
    baseline_free(&baseline);
}

static void bad_lines(void)
{
    static const char *const lines[] = {"PASS a # b", "FAIL a",      "FAIL # b",
                                        "FAIL a ##",  "FAIL a #\t#", "FAIL until=soon a # b"};
    struct diagnostics diagnostics;
    struct baseline baseline;
    for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
        CU_ASSERT_EQUAL(load(lines[i], strlen(lines[i]), &diagnostics, &baseline), -1);
        CU_ASSERT_EQUAL(diagnostics.errors, 1);
        diagnostics_free(&diagnostics);
    }
    CU_ASSERT_EQUAL(load("FAIL a\0b # c", 12, &diagnostics, &baseline), -1);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, "a line holds a NUL byte");
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {
    {"good lines", good_lines},
    {"bad lines", bad_lines},
    {NULL, NULL},
};
