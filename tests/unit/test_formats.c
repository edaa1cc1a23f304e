/* JSON, TAP and Markdown. */
#include "suite.h"

#include "reports/format.h"
#include "reports/markdown.h"
#include "reports/text.h"
#include "report_text.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "formats";

enum { CASES = 6 };

static const struct unfinished_case unfinished[] = {{"uac/never#1/udp", "uac", "3261 13.2"}};
static const char *expected[CASES];
static struct catalogue catalogue;
static struct run_info run;
static struct case_result cases[CASES];
static struct report report;
static char *text;

/* PASS, FAIL, WARN, SKIP, INCONCLUSIVE, ERROR. */
static void begin(void)
{
    sample_catalogue(&catalogue);
    sample_run(&run);
    memset(expected, 0, sizeof(expected));
    sample_case(&cases[0], "uas/good/udp", VERDICT_PASS);
    sample_text(&cases[0], DIRECTION_RECEIVED, 0, "of a case that passes");
    sample_failure(&cases[1], "uas/bad[layout=folded]/udp");
    sample_failure(&cases[2], "redirect/warned/udp");
    cases[2].verdict = cases[2].findings.items[0].verdict = VERDICT_WARN;
    sample_case(&cases[3], "uas/a/tcp", VERDICT_SKIP);
    cases[3].reason = strdup("no #TCP");
    sample_case(&cases[4], "uas/b/tcp", VERDICT_INCONCLUSIVE);
    cases[4].reason = strdup("no dialog");
    sample_case(&cases[5], "uas/c/tcp", VERDICT_ERROR);
    cases[5].reason = strdup("no \"port\"");
    report = (struct report){.run = &run,
                             .catalogue = &catalogue,
                             .cases = cases,
                             .count = CASES,
                             .unfinished = unfinished,
                             .unfinished_count = 1,
                             .expected = expected};
}

static const struct format *find(const char *name)
{
    for (size_t i = 0; format_at(i); i++)
        if (strcmp(format_at(i)->name, name) == 0)
            return format_at(i);
    return NULL;
}

static void write_as(const char *name)
{
    char path[64];
    struct buf error;
    struct format_settings settings = {0};
    buf_init(&error, 1000);
    free(text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(find(name));
    CU_ASSERT_EQUAL_FATAL(find(name)->write(sample_path(name, path), &report, 1, &settings, &error), 0);
    text = sample_read(path, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    unlink(path);
    buf_free(&error);
}

static void end(void)
{
    for (size_t i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    catalogue_free(&catalogue);
    free(text);
    text = NULL;
}

static size_t times(const char *needle)
{
    return text_times(text, needle);
}

static bool has(const char *needle)
{
    return text_has(text, needle);
}

static void tap_has_a_point_a_case(void)
{
    begin();
    write_as("tap");
    CU_ASSERT_EQUAL(
        strncmp(text, "TAP version 13\n1..7\n# target 127.0.0.1:5060, seed 18446744073709551615\n", 69), 0);
    CU_ASSERT(has("\nok 1 - uas/good/udp\nnot ok 2 - uas/bad[layout=folded]/udp\n  ---\n  message: \"MUST "));
    CU_ASSERT(has("\n  severity: FAIL\n  duration_ms: 12\n  seed: \"18446744073709551614\"\n  at:\n    file: "
                  "\"scenarios/uas/require-unknown.json\"\n    line: 12\n  cards: |\n    FAIL uas/bad"));
    CU_ASSERT(has("\nok 3 - redirect/warned/udp\n  ---\n"));
    CU_ASSERT(has("\nok 4 - uas/a/tcp # SKIP no \\#TCP\nok 5 - uas/b/tcp # SKIP INCONCLUSIVE: no dialog\n"));
    CU_ASSERT(has("\nnot ok 6 - uas/c/tcp\n  ---\n  message: \"no \\\"port\\\"\"\n"));
    CU_ASSERT(has("\nnot ok 7 - uac/never\\#1/udp\n  ---\n"));
    CU_ASSERT_EQUAL(times("\n  ...\n"), 4);
    report.strict = true;
    write_as("tap");
    CU_ASSERT(has("\nnot ok 3 - redirect/warned/udp\n"));
    report.count = report.unfinished_count = 0;
    write_as("tap");
    CU_ASSERT(has("\n1..0 # SKIP no case was run\n"));
    end();
}

static void expected_deviations_do_not_fail(void)
{
    begin();
    expected[1] = "ticket #12";
    write_as("tap");
    CU_ASSERT(has(
        "\nok 2 - uas/bad[layout=folded]/udp # SKIP FAIL, as expected (ticket \\#12): MUST SC-420-UAS-001"));
    write_as("json");
    CU_ASSERT_EQUAL(times(",\"expected\":\"ticket #12\"}"), 1);
    write_as("markdown");
    CU_ASSERT(has("\n## Failures, as expected\n\n### FAIL `uas/bad[layout=folded]/udp`\n\n`FAIL, as expected "
                  "(ticket #12)"));
    CU_ASSERT(!strstr(text, "## Failures\n"));
    end();
}

static void json_leaves_out_what_went_well(void)
{
    begin();
    write_as("json");
    CU_ASSERT_EQUAL(strncmp(text, "{\"report\":\"sipconform\",\"format\":1,\"version\":\"0.1.0\",", 51), 0);
    CU_ASSERT_EQUAL(times("of a case that passes"), 0);
    CU_ASSERT_EQUAL(times("\"messages\":["), 3);
    CU_ASSERT_EQUAL(times("\"text\":\"SIP/2.0 200 OK"), 2);
    CU_ASSERT(has("\"totals\":{\"SKIP\":1,\"PASS\":1,\"INCONCLUSIVE\":1,\"WARN\":1,\"FAIL\":1,\"ERROR\":1}"));
    CU_ASSERT(has("{\"role\":\"redirect\",\"totals\":{\"SKIP\":0,\"PASS\":0,"));
    CU_ASSERT(has(
        "\"requirements\":[{\"id\":\"SC-420-UAS-001\",\"clause\":\"RFC 3261 8.2.2.3\",\"level\":\"MUST\","));
    CU_ASSERT_EQUAL(times("\"clause\":"), 2);
    CU_ASSERT(
        has("\"unfinished\":[{\"id\":\"uac/never#1/udp\",\"role\":\"uac\",\"section\":\"3261 13.2\"}]}\n"));
    end();
}

static void markdown_has_a_table_and_cards(void)
{
    begin();
    write_as("markdown");
    CU_ASSERT(has("\n| uas | 1 | 1 | 0 | 1 | 1 | 1 | 5 |\n| redirect | 0 | 0 | 1 | 0 | 0 | 0 | 1 |\n"
                  "| **all** | 1 | 1 | 1 | 1 | 1 | 1 | 6 |\n"));
    CU_ASSERT(has("\n## Failures\n\n### FAIL `uas/bad[layout=folded]/udp`\n"));
    CU_ASSERT(has("\n```text\nFAIL uas/bad[layout=folded]/udp\n  case "));
    CU_ASSERT(has("\n## Errors\n\n### ERROR `uas/c/tcp`\n\n`no \"port\"`\n"));
    CU_ASSERT(has("1 case did not finish"));
    CU_ASSERT_EQUAL(times("\n```"), 4);
    end();
}

/* A fence inside is shorter than the one around; a code span likewise. */
static void markdown_is_not_broken_out_of(void)
{
    begin();
    case_result_free(&cases[1]);
    sample_case(&cases[1], "uas/`x`` <b>/udp", VERDICT_FAIL);
    long entry = sample_text(&cases[1], DIRECTION_RECEIVED, 0, "SIP/2.0 200 OK\r\n`````\r\n# evil\r\n\r\n");
    sample_finding(&cases[1], NULL, VERDICT_FAIL, "no `````", "`````", entry, 16, 5);
    write_as("markdown");
    CU_ASSERT(has("\n### FAIL ``` uas/`x`` <b>/udp ```\n"));
    CU_ASSERT(has("\n``````text\nFAIL uas/`x`` <b>/udp\n"));
    CU_ASSERT(has("\n``````\n"));
    CU_ASSERT_EQUAL(times("\n# evil"), 0);
    end();
}

static void markdown_has_its_limit(void)
{
    begin();
    static struct case_result many[600];
    struct buf out;
    for (int i = 0; i < 600; i++)
        sample_failure(&many[i], "uas/one-of-many/udp");
    report.cases = many;
    report.count = 600;
    report.expected = NULL;
    buf_init(&out, 2 * MARKDOWN_MAX_BYTES);
    markdown_add(&report, 100000, &out);
    CU_ASSERT(!out.failed);
    CU_ASSERT(out.n <= 100000);
    CU_ASSERT(out.n > 90000);
    size_t left_out = 600;
    for (const char *at = out.p; (at = strstr(at, "\n### FAIL")); at++)
        left_out--;
    char line[80];
    snprintf(line, sizeof(line), "\n%zu more cases are left out: this summary has its limit.\n", left_out);
    CU_ASSERT(left_out > 0 && strstr(out.p, line) != NULL);
    buf_free(&out);
    for (int i = 0; i < 600; i++)
        case_result_free(&many[i]);
    end();
}

static void hostile_bytes_become_visible(void)
{
    static const char *const names[] = {"tap", "markdown", "json"};
    begin();
    case_result_free(&cases[1]);
    sample_hostile(&cases[1], "uas/hostile[b=<&>\"'\001\377\n]/udp");
    for (size_t i = 0; i < 3; i++) {
        write_as(names[i]);
        CU_ASSERT(text_is_plain(slice_from(text)));
        CU_ASSERT_EQUAL(times("\t"), 0);
        CU_ASSERT_EQUAL(times("\033"), 0);
        CU_ASSERT(strlen(text) < 400000);
    }
    CU_ASSERT(has("\"id\":{\"base64\":\"dWFzL2hvc3RpbGVbYj08Jj4iJwH/Cl0vdWRw\"}"));
    write_as("tap");
    CU_ASSERT(has("\nnot ok 2 - uas/hostile[b=<&>\"'\\\\x01\\\\xFF\\\\x0A]/udp\n"));
    end();
}

/* A device that does everything wrong, thousands of times in one case, still gets its reports. */
static void a_flood_is_capped(void)
{
    static const char *const names[] = {"tap", "markdown", "pcapng"};
    begin();
    for (int i = 0; i < 4000; i++)
        sample_finding(&cases[1], "SC-420-UAS-001", VERDICT_FAIL, "status 420", "status 200", 1, 8, 3);
    for (size_t i = 0; i < 3; i++) {
        char path[64], *bytes;
        struct buf error;
        struct format_settings settings = {0};
        size_t n = 0;
        buf_init(&error, 1000);
        CU_ASSERT_EQUAL(find(names[i])->write(sample_path("flood", path), &report, 1, &settings, &error), 0);
        bytes = sample_read(path, &n);
        CU_ASSERT(n > 5000 && n < 200000);
        CU_ASSERT(i == 2 || (bytes && strstr(bytes, " more findings left out ...]") != NULL));
        free(bytes);
        unlink(path);
        buf_free(&error);
    }
    end();
}

static void each_format_tells_a_full_disk(void)
{
    begin();
    for (size_t i = 0; format_at(i); i++) {
        struct buf error;
        struct format_settings settings = {0};
        buf_init(&error, 1000);
        CU_ASSERT_EQUAL(format_at(i)->write("no-such-folder/x/y", &report, 1, &settings, &error), -1);
        CU_ASSERT(error.n && strstr(error.p, "no-such-folder/x") && strstr(error.p, "No such file"));
        buf_free(&error);
    }
    struct buf error;
    struct format_settings settings = {0};
    static const char *const names[] = {"json", "tap", "markdown", "pcapng"};
    for (size_t i = 0; i < 4; i++) {
        buf_init(&error, 1000);
        CU_ASSERT_EQUAL(find(names[i])->write("/dev/full", &report, 1, &settings, &error), -1);
        CU_ASSERT_STRING_EQUAL(error.p, "/dev/full: cannot be written: No space left on device");
        buf_free(&error);
    }
    end();
}

const struct unit_test unit_tests[] = {
    {"tap has a point a case", tap_has_a_point_a_case},
    {"expected deviations do not fail", expected_deviations_do_not_fail},
    {"json leaves out what went well", json_leaves_out_what_went_well},
    {"markdown has a table and cards", markdown_has_a_table_and_cards},
    {"markdown is not broken out of", markdown_is_not_broken_out_of},
    {"markdown has its limit", markdown_has_its_limit},
    {"hostile bytes become visible", hostile_bytes_become_visible},
    {"a flood is capped", a_flood_is_capped},
    {"each format tells a full disk", each_format_tells_a_full_disk},
    {NULL, NULL},
};
