/* What a run shows on a terminal and in a log. */
#include "suite.h"

#include "reports/console.h"
#include "report_text.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "console";

static struct run_info run;
static struct case_result cases[40];
static struct report report;
static struct console *console;
static struct console_options options;
static char *text;
static size_t text_bytes;

static void begin(size_t count)
{
    sample_run(&run);
    report = (struct report){.run = &run, .cases = cases, .count = count};
    options.stream = open_memstream(&text, &text_bytes);
    CU_ASSERT_PTR_NOT_NULL_FATAL(options.stream);
    CU_ASSERT_EQUAL_FATAL(console_begin(&options, &run, count, &console), 0);
}

static void finish(void)
{
    console_end(console, &report);
    fflush(options.stream);
}

static void end(void)
{
    for (size_t i = 0; i < 40; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    fclose(options.stream);
    free(text);
    options = (struct console_options){0};
}

static size_t times(const char *needle)
{
    fflush(options.stream);
    return text_times(text, needle);
}

static bool has(const char *needle)
{
    fflush(options.stream);
    return text_has(text, needle);
}

static void five_cases(void)
{
    sample_case(&cases[0], "uas/good/udp", VERDICT_PASS);
    sample_failure(&cases[1], "uas/bad[layout=folded]/udp");
    sample_failure(&cases[2], "redirect/warned/udp");
    cases[2].verdict = cases[2].findings.items[0].verdict = VERDICT_WARN;
    sample_case(&cases[3], "uas/a/tcp", VERDICT_SKIP);
    cases[3].reason = strdup("no TCP");
    sample_case(&cases[4], "uas/b/tcp", VERDICT_SKIP);
    cases[4].reason = strdup("no TCP");
}

static void run_five(void)
{
    begin(5);
    five_cases();
    for (int i = 0; i < 5; i++)
        console_case(console, &cases[i]);
    finish();
}

static void a_line_a_case_then_the_summary(void)
{
    run_five();
    CU_ASSERT(has(
        "sipconform 0.1.0, seed 18446744073709551615: 5 cases, target 127.0.0.1:5060, a \"device\" of Z"));
    CU_ASSERT(has("\nPASS uas/good/udp  12 ms\nFAIL uas/bad[layout=folded]/udp  12 ms\n"));
    CU_ASSERT(has("\nSKIP uas/a/tcp  no TCP\n"));
    CU_ASSERT(has("\nWARN redirect/warned/udp: SC-420-UAS-001: expected status 420, got status 200\n"));
    CU_ASSERT(has("\nFAIL uas/bad[layout=folded]/udp\n  case "));
    CU_ASSERT_EQUAL(times("<== got status 200"), 1);
    CU_ASSERT(has("  role         PASS   FAIL   WARN  INCONCLUSIVE   SKIP  ERROR  total\n"
                  "  uas             1      1      0             0      2      0      4\n"
                  "  redirect        0      0      1             0      0      0      1\n"
                  "  all             1      1      1             0      2      0      5\n"));
    CU_ASSERT(has("SKIP because\n  no TCP: 2\n"));
    CU_ASSERT(has("\nseed 18446744073709551615: 1 PASS, 1 FAIL, 1 WARN, 2 SKIP\n"));
    CU_ASSERT_EQUAL(times("\033"), 0);
    CU_ASSERT_EQUAL(times("\r"), 0);
    end();
}

static void verbose_shows_warnings_in_full(void)
{
    options.verbose = true;
    run_five();
    CU_ASSERT_EQUAL(times("<== got status 200"), 4); /* in the ladders as the cases end, in the cards */
    end();
}

static void verbose_shows_a_ladder_a_case(void)
{
    options.verbose = true;
    begin(1);
    sample_failure(&cases[0], "uas/good/udp");
    cases[0].verdict = cases[0].findings.items[0].verdict = VERDICT_PASS;
    console_case(console, &cases[0]);
    CU_ASSERT(has("PASS uas/good/udp  12 ms\n         time ms  client"));
    CU_ASSERT(has("         0.000  |------"));
    CU_ASSERT(has("200 OK"));
    finish();
    CU_ASSERT_EQUAL(times("200 OK"), 1);
    end();
}

static void quiet_has_the_summary(void)
{
    options.quiet = true;
    run_five();
    CU_ASSERT_EQUAL(times("PASS uas/good/udp"), 0);
    CU_ASSERT_EQUAL(times("<== got"), 0);
    CU_ASSERT(has("FAIL uas/bad[layout=folded]/udp: SC-420-UAS-001: expected"));
    CU_ASSERT(has("\nseed 18446744073709551615: "));
    end();
}

static void colour_never_stands_alone(void)
{
    options.color = true;
    run_five();
    CU_ASSERT(has("\033[32mPASS\033[0m uas/good/udp"));
    CU_ASSERT(has("\033[1;31mFAIL\033[0m uas/bad[layout=folded]/udp\n  case"));
    end();
}

static void frequent_reasons_come_first(void)
{
    begin(5);
    five_cases();
    cases[0].verdict = VERDICT_SKIP;
    cases[0].reason = strdup("a rare one");
    cases[1].verdict = VERDICT_INCONCLUSIVE;
    cases[1].reason = strdup("no dialog");
    finish();
    CU_ASSERT(has("\nSKIP because\n  no TCP: 2\n  a rare one: 1\n"));
    CU_ASSERT(has("\nINCONCLUSIVE because\n  no dialog: 1\n"));
    end();
}

static void a_terminal_has_a_status_line(void)
{
    options.live = true;
    begin(5);
    five_cases();
    console_case(console, &cases[0]);
    CU_ASSERT_EQUAL(times("PASS uas/good"), 0);
    console_tick(console, 0, 2, "timer H 12.3/32 s");
    CU_ASSERT(has("\n[####....................] 1/5  running 2  timer H 12.3/32 s"));
    console_case(console, &cases[1]);
    CU_ASSERT(has("32 s\r\033[KFAIL uas/bad"));
    console_tick(console, 100, 2,
                 "\033]0;title\a and then words that are longer than any terminal would be wide");
    CU_ASSERT(has("] 2/5  FAIL 1  running 2  \\x1B]0;title\\x07 and then"));
    CU_ASSERT_EQUAL(times("wide"), 0);
    finish();
    CU_ASSERT_EQUAL(times("\r\033[K"), 2);
    end();
}

static void a_log_has_a_heartbeat(void)
{
    begin(5);
    five_cases();
    console_tick(console, 1000000, 1, NULL);
    console_tick(console, 1029999, 1, NULL);
    CU_ASSERT_EQUAL(times("running"), 0);
    console_tick(console, 1030000, 1, "timer B 30/32 s");
    CU_ASSERT_EQUAL(times("] 0/5  running 1  timer B 30/32 s\n"), 1);
    console_case(console, &cases[0]);
    console_tick(console, 1060000, 1, NULL);
    CU_ASSERT_EQUAL(times("running"), 1);
    console_tick(console, 1090000, 1, NULL);
    CU_ASSERT_EQUAL(times("running"), 2);
    CU_ASSERT_EQUAL(times("\r"), 0);
    finish();
    end();
}

static void many_failures_do_not_flood(void)
{
    begin(40);
    for (int i = 0; i < 40; i++)
        sample_failure(&cases[i], "uas/bad/udp");
    finish();
    CU_ASSERT_EQUAL(times("<== got"), 20);
    CU_ASSERT_EQUAL(times("FAIL uas/bad/udp: SC-420-UAS-001"), 20);
    end();
}

static void hostile_bytes_do_nothing(void)
{
    options.verbose = true;
    begin(1);
    sample_hostile(&cases[0], "uas/hostile[\033[2J]/udp");
    cases[0].reason = strdup("a\033[2Jb\nc");
    console_case(console, &cases[0]);
    report.count = 1;
    finish();
    for (size_t i = 0; i < text_bytes; i++)
        CU_ASSERT_FATAL(((unsigned char)text[i] >= 0x20 && text[i] != 0x7F) || text[i] == '\n');
    CU_ASSERT(has("a\\x1B[2Jb\\x0Ac"));
    end();
}

static void an_empty_or_interrupted_run_says_so(void)
{
    static const struct unfinished_case unfinished[] = {{"uas/a/udp", "uas", ""}};
    begin(0);
    report.unfinished = unfinished;
    report.unfinished_count = 1;
    finish();
    CU_ASSERT(has("\nseed 18446744073709551615: no case was run; interrupted, 1 not finished\n"));
    end();
}

/* What people ask first is which statement of which RFC does not hold. */
static void requirements_come_before_cases(void)
{
    struct catalogue catalogue;
    five_cases();
    begin(5);
    sample_catalogue(&catalogue);
    report.catalogue = &catalogue;
    struct finding open = {.requirement = (char *)(uintptr_t) "SC-420-UAS-008",
                           .verdict = VERDICT_INCONCLUSIVE,
                           .actual = (char *)(uintptr_t) "403 to the control",
                           .entry = -1};
    CU_ASSERT_EQUAL(findings_add(&cases[3].findings, &open), 0);
    finish();
    CU_ASSERT(has("requirements: 1 kept, 1 broken, 0 with a warning, 1 not judged"));
    CU_ASSERT(has(", 2 of 2 cases: uas/bad[layout=folded]/udp"));
    CU_ASSERT(has("  1 not judged: 403 to the control"));
    CU_ASSERT(strstr(text, "requirements:") < strstr(text, "  role "));
    catalogue_free(&catalogue);
    end();
}

static void who_decides_about_colour(void)
{
    FILE *file = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    unsetenv("NO_COLOR");
    unsetenv("CLICOLOR_FORCE");
    CU_ASSERT(!console_use_color("auto", file));
    setenv("CLICOLOR_FORCE", "0", 1);
    CU_ASSERT(!console_use_color("auto", file));
    setenv("CLICOLOR_FORCE", "1", 1);
    CU_ASSERT(console_use_color("auto", file));
    CU_ASSERT(!console_use_color("never", file));
    setenv("NO_COLOR", "", 1);
    CU_ASSERT(console_use_color("auto", file));
    setenv("NO_COLOR", "1", 1);
    CU_ASSERT(!console_use_color("auto", file));
    CU_ASSERT(console_use_color("always", file));
    unsetenv("NO_COLOR");
    unsetenv("CLICOLOR_FORCE");
    fclose(file);
}

const struct unit_test unit_tests[] = {
    {"a line a case, then the summary", a_line_a_case_then_the_summary},
    {"verbose shows warnings in full", verbose_shows_warnings_in_full},
    {"verbose shows a ladder a case", verbose_shows_a_ladder_a_case},
    {"quiet has the summary", quiet_has_the_summary},
    {"colour never stands alone", colour_never_stands_alone},
    {"frequent reasons come first", frequent_reasons_come_first},
    {"a terminal has a status line", a_terminal_has_a_status_line},
    {"a log has a heartbeat", a_log_has_a_heartbeat},
    {"many failures do not flood", many_failures_do_not_flood},
    {"hostile bytes do nothing", hostile_bytes_do_nothing},
    {"an empty or interrupted run says so", an_empty_or_interrupted_run_says_so},
    {"requirements come before cases", requirements_come_before_cases},
    {"who decides about colour", who_decides_about_colour},
    {NULL, NULL},
};
