/* Annotations and summaries for GitHub Actions: limits, escapes, and what a device must not bring about. */
#include "suite.h"

#include "reports/github.h"
#include "report_text.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "github";

enum { CASES = 40 };

static struct run_info run;
static struct case_result cases[CASES];
static struct report report;
static FILE *out;
static char *text;
static size_t text_bytes;

static void begin(size_t count)
{
    unsetenv("GITHUB_ACTIONS"); /* the tests may be a step themselves */
    unsetenv("GITHUB_STEP_SUMMARY");
    sample_run(&run);
    report = (struct report){.run = &run, .cases = cases, .count = count};
    out = open_memstream(&text, &text_bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(out);
}

static void end(void)
{
    for (size_t i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    fclose(out);
    free(text);
    unsetenv("GITHUB_ACTIONS");
    unsetenv("GITHUB_STEP_SUMMARY");
}

static size_t times(const char *needle)
{
    fflush(out);
    return text_times(text, needle);
}

static void commands_are_off_while_a_run_goes_on(void)
{
    struct github one, two;
    char line[64];
    begin(0);
    setenv("GITHUB_ACTIONS", "true", 1);
    CU_ASSERT_EQUAL(github_begin(&one, out), 0);
    CU_ASSERT(one.on);
    CU_ASSERT_EQUAL(strlen(one.word), 32);
    snprintf(line, sizeof(line), "::stop-commands::%s\n", one.word);
    CU_ASSERT_EQUAL(times(line), 1);
    github_end(&one, out);
    snprintf(line, sizeof(line), "\n::%s::\n", one.word);
    CU_ASSERT_EQUAL(times(line), 1);
    CU_ASSERT_EQUAL(github_begin(&two, out), 0);
    CU_ASSERT_STRING_NOT_EQUAL(one.word, two.word);
    end();
}

static void elsewhere_nothing_is_said(void)
{
    struct github github;
    begin(0);
    for (int i = 0; i < 2; i++) {
        if (i)
            setenv("GITHUB_ACTIONS", "false", 1);
        CU_ASSERT_EQUAL(github_begin(&github, out), 0);
        CU_ASSERT(!github.on);
        github_end(&github, out);
    }
    fflush(out);
    CU_ASSERT_EQUAL(text_bytes, 0);
    end();
}

static void one_finding_is_one_annotation(void)
{
    begin(4);
    sample_failure(&cases[0], "uas/x[a=1]/udp");
    sample_failure(&cases[1], "uas/x[a=2]/udp");
    sample_failure(&cases[2], "uas/y/udp");
    cases[2].findings.items[0].line = 99;
    sample_case(&cases[3], "uas/fine/udp", VERDICT_PASS);
    free(cases[0].findings.items[0].actual);
    cases[0].findings.items[0].actual = strdup("50%\r\n::error::x");
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(
        times(
            "::error file=scenarios/uas/require-unknown.json,line=12,title=SC-420-UAS-001::SC-420-UAS-001: "
            "expected status 420, got 50%25\\x0D\\x0A::error::x%0A2 cases: uas/x[a=1]/udp uas/x[a=2]/udp\n"),
        1);
    CU_ASSERT_EQUAL(times("line=99"), 1);
    CU_ASSERT_EQUAL(times("\n"), 2);
    end();
}

static void properties_are_escaped(void)
{
    begin(1);
    sample_failure(&cases[0], "uas/x/udp");
    free(cases[0].file);
    cases[0].file = strdup("a,b:c%d\n");
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(times("::error file=a%2Cb%3Ac%25d\\x0A,line=12,"), 1);
    end();
}

static void kinds_have_their_limit(void)
{
    begin(25);
    for (int i = 0; i < 25; i++) {
        sample_failure(&cases[i], "uas/x/udp");
        cases[i].findings.items[0].line = 100 + i;
    }
    for (int i = 20; i < 25; i++)
        cases[i].verdict = cases[i].findings.items[0].verdict = VERDICT_WARN;
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(times("::error "), 10);
    CU_ASSERT_EQUAL(times("::warning "), 5);
    CU_ASSERT_EQUAL(times("::error title=sipconform::11 more findings, in 11 cases; "), 1);
    report.strict = true;
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(times("::warning "), 5);
    CU_ASSERT_EQUAL(times("::error title=sipconform::16 more findings, in 16 cases; "), 1);
    end();
}

static void an_interrupted_run_takes_one_of_the_limit(void)
{
    static const struct unfinished_case unfinished[] = {{"uac/never/udp", "uac", ""}};
    begin(12);
    for (int i = 0; i < 12; i++) {
        sample_failure(&cases[i], "uas/x/udp");
        cases[i].findings.items[0].line = 100 + i;
        cases[i].verdict = cases[i].findings.items[0].verdict = VERDICT_WARN;
    }
    report.unfinished = unfinished;
    report.unfinished_count = 1;
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(times("::warning "), 10);
    CU_ASSERT_EQUAL(times("the run was interrupted, 1 not finished"), 1);
    CU_ASSERT_EQUAL(times("4 more findings, in 4 cases"), 1);
    end();
}

static void what_is_expected_is_not_annotated(void)
{
    static const char *const expected[] = {"known"};
    begin(1);
    sample_failure(&cases[0], "uas/x/udp");
    report.expected = expected;
    CU_ASSERT_EQUAL(github_annotate(&report, out), 0);
    CU_ASSERT_EQUAL(times("::"), 0);
    end();
}

static void the_summary_is_appended(void)
{
    char path[64];
    struct buf error;
    buf_init(&error, 1000);
    begin(1);
    sample_failure(&cases[0], "uas/x/udp");
    CU_ASSERT_EQUAL(github_summarize(&report, &error), 0);
    sample_write(sample_path("summary", path), "mine\n", 5);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    CU_ASSERT_EQUAL(github_summarize(&report, &error), 0);
    char *summary = sample_read(path, NULL);
    CU_ASSERT_EQUAL(strncmp(summary, "mine\n# sipconform\n", 18), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(summary, "### FAIL `uas/x/udp`"));
    free(summary);
    unlink(path);
    setenv("GITHUB_STEP_SUMMARY", "no-such-folder/x", 1);
    CU_ASSERT_EQUAL(github_summarize(&report, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.p, "no-such-folder/x: cannot be written: No such file or directory");
    buf_free(&error);
    end();
}

/* GitHub drops a summary beyond its limit as a whole: what another step's program wrote counts. */
static void a_full_summary_is_left_alone(void)
{
    char path[64];
    struct buf error;
    size_t n = 0;
    buf_init(&error, 1000);
    begin(1);
    sample_failure(&cases[0], "uas/x/udp");
    char *full = calloc(1, 1024 * 1024);
    sample_write(sample_path("full", path), full, 1024 * 1024 - 100);
    setenv("GITHUB_STEP_SUMMARY", path, 1);
    CU_ASSERT_EQUAL(github_summarize(&report, &error), 0);
    free(sample_read(path, &n));
    CU_ASSERT_EQUAL(n, 1024 * 1024 - 100);
    free(full);
    unlink(path);
    buf_free(&error);
    end();
}

const struct unit_test unit_tests[] = {
    {"commands are off while a run goes on", commands_are_off_while_a_run_goes_on},
    {"elsewhere nothing is said", elsewhere_nothing_is_said},
    {"one finding is one annotation", one_finding_is_one_annotation},
    {"properties are escaped", properties_are_escaped},
    {"kinds have their limit", kinds_have_their_limit},
    {"an interrupted run takes one of the limit", an_interrupted_run_takes_one_of_the_limit},
    {"what is expected is not annotated", what_is_expected_is_not_annotated},
    {"the summary is appended", the_summary_is_appended},
    {"a full summary is left alone", a_full_summary_is_left_alone},
    {NULL, NULL},
};
