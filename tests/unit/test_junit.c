/* The JUnit report: counters, names, hostile bytes and errors. */
#include "suite.h"

#include "reports/junit.h"
#include "reports/text.h"
#include "report_text.h"
#include "samples.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "junit";

static struct catalogue catalogue;
static struct run_info run;
static struct case_result cases[8];
static struct report report;
static char *xml;

static void begin(void)
{
    sample_catalogue(&catalogue);
    sample_run(&run);
    report = (struct report){.run = &run, .catalogue = &catalogue, .cases = cases};
}

static void write_xml(enum junit_dialect dialect)
{
    struct junit_settings settings = {.dialect = dialect, .html = "out/html", .pcapng = "out/run.pcapng"};
    char path[64];
    struct buf error;
    buf_init(&error, 1000);
    free(xml);
    CU_ASSERT_EQUAL_FATAL(junit_write(sample_path("junit", path), &report, &settings, &error), 0);
    xml = sample_read(path, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(xml);
    unlink(path);
    buf_free(&error);
}

static void end(void)
{
    for (size_t i = 0; i < 8; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    catalogue_free(&catalogue);
    free(xml);
    xml = NULL;
}

static size_t times(const char *needle)
{
    return text_times(xml, needle);
}

static bool has(const char *needle)
{
    return text_has(xml, needle);
}

static void a_failure_says_it_twice(void)
{
    begin();
    sample_failure(&cases[0], "uas/require-unknown[layout=folded]/udp");
    report.count = 1;
    write_xml(JUNIT_RICH);
    CU_ASSERT(
        has("<testcase classname=\"sipconform.uas.s8_2_2_3\" name=\"require-unknown[layout=folded]/udp\" "
            "time=\"0.012\" file=\"scenarios/uas/require-unknown.json\" line=\"12\">"));
    CU_ASSERT(has(
        "<failure message=\"MUST SC-420-UAS-001 (RFC 3261 8.2.2.3): expected status 420, got status 200\" "
        "type=\"MUST\">MUST SC-420-UAS-001 (RFC 3261 8.2.2.3): expected status 420, got status 200\n"));
    CU_ASSERT(has("    SIP/2.0 200 OK\n            ^^^\n"));
    CU_ASSERT(has("<property name=\"requirement\" value=\"SC-420-UAS-001\"/>"));
    CU_ASSERT(has("<property name=\"seed\" value=\"18446744073709551615\"/>"));
    CU_ASSERT(has("timestamp=\"2026-11-22T10:11:32\""));
    CU_ASSERT_EQUAL(times("<system-out>"), 1);
    end();
}

static void counters_are_exact(void)
{
    static const enum verdict verdicts[] = {VERDICT_PASS, VERDICT_WARN, VERDICT_INCONCLUSIVE, VERDICT_SKIP,
                                            VERDICT_ERROR};
    static const struct unfinished_case unfinished[] = {{"uas/late/udp", "uas", ""},
                                                        {"uac/late/udp", "uac", "3261 13"}};
    begin();
    for (size_t i = 0; i < 5; i++) {
        char id[32];
        snprintf(id, sizeof(id), "uas/case-%zu/udp", i);
        sample_case(&cases[i], id, verdicts[i]);
    }
    cases[4].duration_ms = 61000;
    report.count = 5;
    report.unfinished = unfinished;
    report.unfinished_count = 2;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("<testsuites name=\"sipconform\" tests=\"7\" failures=\"0\" errors=\"3\" skipped=\"2\" "
                  "time=\"61.048\">"));
    CU_ASSERT(has("tests=\"6\" failures=\"0\" errors=\"2\" skipped=\"2\" time=\"61.048\">"));
    CU_ASSERT(has("tests=\"1\" failures=\"0\" errors=\"1\" skipped=\"0\" time=\"0.000\">"));
    CU_ASSERT(has(
        "<testcase classname=\"sipconform.uas.general\" name=\"late/udp\" time=\"0.000\">\n      <error "));
    CU_ASSERT_EQUAL(times("type=\"ABORTED\""), 2); /* the unfinished ones */
    CU_ASSERT_EQUAL(times("type=\"UNREACHABLE\""), 1);
    CU_ASSERT_EQUAL(times("<testcase "), 7);
    CU_ASSERT_EQUAL(times("<system-out>"), 5); /* not of what passes or is skipped */
    report.strict = true;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("tests=\"7\" failures=\"1\" errors=\"3\" skipped=\"2\""));
    end();
}

static void a_warning_passes_unless_strict(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    cases[0].verdict = cases[0].findings.items[0].verdict = VERDICT_WARN;
    report.count = 1;
    write_xml(JUNIT_RICH);
    CU_ASSERT_EQUAL(times("<failure"), 0);
    CU_ASSERT(strstr(xml, "&lt;== got status 200") > strstr(xml, "<system-out>"));
    write_xml(JUNIT_STRICT);
    CU_ASSERT_EQUAL(times("<failure"), 0);
    CU_ASSERT(strstr(xml, "&lt;== got status 200") > strstr(xml, "<system-out>"));
    report.strict = true;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("type=\"SHOULD\""));
    CU_ASSERT(strstr(xml, "&lt;== got status 200") < strstr(xml, "<system-out>"));
    end();
}

static void types_tell_what_kind(void)
{
    begin();
    sample_case(&cases[0], "uas/timeout/udp", VERDICT_FAIL);
    sample_text(&cases[0], DIRECTION_SENT, 0, "OPTIONS sip:a SIP/2.0\r\n\r\n");
    sample_finding(&cases[0], "SC-420-UAS-001", VERDICT_FAIL, "an answer", "none", -1, 0, 0);
    sample_case(&cases[1], "uas/malformed/udp", VERDICT_FAIL);
    sample_text(&cases[1], DIRECTION_RECEIVED, 0, "garbage");
    sample_finding(&cases[1], "SC-420-UAS-001", VERDICT_FAIL, "SIP", "garbage", 0, 0, 0);
    sample_case(&cases[2], "uas/unreachable/udp", VERDICT_ERROR);
    sample_text(&cases[2], DIRECTION_SENT, 0, "OPTIONS sip:a SIP/2.0\r\n\r\n");
    cases[2].reason = strdup("ICMP");
    sample_failure(&cases[3], "uas/should/udp");
    for (size_t i = 0; i < catalogue.count; i++)
        if (catalogue.items[i].level == LEVEL_SHOULD) {
            free(cases[3].findings.items[0].requirement);
            cases[3].findings.items[0].requirement = strdup(catalogue.items[i].id);
        }
    report.count = 4;
    write_xml(JUNIT_RICH);
    CU_ASSERT_EQUAL(times("type=\"TIMEOUT\""), 1);
    CU_ASSERT_EQUAL(times("type=\"MALFORMED\""), 1);
    CU_ASSERT_EQUAL(times("<error message=\"ICMP\" type=\"UNREACHABLE\">ICMP\n"), 1);
    CU_ASSERT_EQUAL(times("type=\"SHOULD\""), 1);
    end();
}

static void skipped_says_which(void)
{
    begin();
    sample_case(&cases[0], "uas/a/tcp", VERDICT_SKIP);
    cases[0].reason = strdup("no <TCP>");
    sample_case(&cases[1], "uas/b/tcp", VERDICT_INCONCLUSIVE);
    cases[1].reason = strdup("no dialog");
    report.count = 2;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("<skipped message=\"SKIP: no &lt;TCP&gt;\">SKIP: no &lt;TCP&gt;</skipped>"));
    CU_ASSERT(has("<skipped message=\"INCONCLUSIVE: no dialog\">INCONCLUSIVE: no dialog</skipped>"));
    write_xml(JUNIT_STRICT);
    CU_ASSERT_EQUAL(times("<skipped"), 0);
    CU_ASSERT_EQUAL(times("<testcase"), 0);
    CU_ASSERT(has("tests=\"0\" failures=\"0\" errors=\"0\" time=\"0.000\""));
    CU_ASSERT(has("uas/a/tcp SKIP: no &lt;TCP&gt;\nuas/b/tcp INCONCLUSIVE: no dialog\n</system-out>"));
    end();
}

static void names_are_stable_and_unique(void)
{
    begin();
    sample_failure(&cases[0], "uas/torture/udp");
    sample_failure(&cases[1], "torture/torture/udp");
    memcpy(cases[1].role, "uas", sizeof("uas"));
    report.count = 2;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("name=\"torture/udp\""));
    CU_ASSERT(has("name=\"../torture/torture/udp\""));
    CU_ASSERT_EQUAL(times("<testsuite "), 1);
    end();
}

/* No raw byte that XML forbids, however nasty the texts; every text node has its cap. */
static void hostile_bytes_become_visible(void)
{
    begin();
    sample_hostile(&cases[0], "uas/hostile[b=<&>\"'\001\377]/udp");
    report.count = 1;
    write_xml(JUNIT_RICH);
    struct slice all = slice_from(xml);
    CU_ASSERT(text_is_plain(all));
    CU_ASSERT_EQUAL(times("\t"), 0);
    CU_ASSERT(has("hostile[b=&lt;&amp;&gt;&quot;'\\x01\\xFF]/udp"));
    CU_ASSERT(has("&lt;script&gt;"));
    CU_ASSERT(has("\\x1B"));
    CU_ASSERT(has("\\xEF\\xBF\\xBE"));
    CU_ASSERT(all.n < 200000);
    end();
}

static void a_flood_is_capped(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    for (int i = 0; i < 300; i++)
        sample_finding(&cases[0], "SC-420-UAS-001", VERDICT_FAIL, "status 420", "status 200", 1, 8, 3);
    report.count = 1;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has(" bytes left out ...]"));
    CU_ASSERT(strlen(xml) < 100000);
    end();
}

static void strict_has_nothing_extra(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    report.count = 1;
    write_xml(JUNIT_STRICT);
    CU_ASSERT(has("<testsuites>\n"));
    CU_ASSERT(has("name=\"x/udp\" time=\"0.012\">"));
    CU_ASSERT_EQUAL(times(" file="), 0);
    CU_ASSERT_EQUAL(times("<property name=\"requirement\""), 0);
    CU_ASSERT_EQUAL(times("<system-out>"), 1);
    CU_ASSERT_EQUAL(times("<system-err>"), 1);
    CU_ASSERT(strstr(xml, "<system-out>") > strstr(xml, "</testcase>"));
    end();
}

static size_t files_like(const char *prefix)
{
    size_t n = 0;
    DIR *folder = opendir(".");
    for (struct dirent *item; folder && (item = readdir(folder));)
        n += strncmp(item->d_name, prefix, strlen(prefix)) == 0;
    closedir(folder);
    return n;
}

static void errors_name_path_and_reason(void)
{
    begin();
    struct buf error;
    char path[64];
    buf_init(&error, 1000);
    CU_ASSERT_EQUAL(
        junit_write("no-such-folder/x.xml", &report, &(struct junit_settings){.dialect = JUNIT_RICH}, &error),
        -1);
    CU_ASSERT_STRING_EQUAL(error.p, "no-such-folder/x.xml: cannot be written: No such file or directory");
    buf_clear(&error);
    CU_ASSERT_EQUAL(
        junit_write("/dev/full", &report, &(struct junit_settings){.dialect = JUNIT_RICH}, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.p, "/dev/full: cannot be written: No space left on device");
    sample_path("atomic", path);
    sample_write(path, "old", 3);
    CU_ASSERT_EQUAL(junit_write(path, &report, &(struct junit_settings){.dialect = JUNIT_RICH}, &error), 0);
    CU_ASSERT_EQUAL(files_like(path), 1);
    xml = sample_read(path, NULL);
    CU_ASSERT(has("</testsuites>"));
    unlink(path);
    buf_free(&error);
    end();
}

/* Only where someone will look, and each on a line of its own. */
static void a_failure_leads_to_its_page(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    sample_case(&cases[1], "uas/y/udp", VERDICT_PASS);
    report.count = 2;
    write_xml(JUNIT_RICH);
    CU_ASSERT(has("\n[[ATTACHMENT|out/html/cases/uas~x~udp/index.html]]\n"));
    CU_ASSERT(has("\n[[ATTACHMENT|out/html/cases/uas~x~udp/record.json]]\n"));
    CU_ASSERT(has("\n[[ATTACHMENT|out/run.pcapng]]\n"));
    CU_ASSERT_EQUAL(times("[[ATTACHMENT"), 3);
    write_xml(JUNIT_STRICT);
    CU_ASSERT_EQUAL(times("[[ATTACHMENT"), 0);
    end();
}

const struct unit_test unit_tests[] = {
    {"a failure says it twice", a_failure_says_it_twice},
    {"counters are exact", counters_are_exact},
    {"a warning passes unless strict", a_warning_passes_unless_strict},
    {"types tell what kind", types_tell_what_kind},
    {"skipped says which", skipped_says_which},
    {"names are stable and unique", names_are_stable_and_unique},
    {"hostile bytes become visible", hostile_bytes_become_visible},
    {"a flood is capped", a_flood_is_capped},
    {"strict has nothing extra", strict_has_nothing_extra},
    {"a failure leads to its page", a_failure_leads_to_its_page},
    {"errors name path and reason", errors_name_path_and_reason},
    {NULL, NULL},
};
