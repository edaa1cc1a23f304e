/* The HTML report: its pages, their names, hostile bytes and errors. */
#include "suite.h"

#include "reports/html.h"
#include "reports/text.h"
#include "report_text.h"
#include "samples.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char unit_suite_name[] = "html";

enum { CASES = 8 };

static struct catalogue catalogue;
static struct run_info run;
static struct case_result cases[CASES];
static struct report report;
static struct buf error;
static char folder[64];
static char *text;

static void begin(void)
{
    sample_catalogue(&catalogue);
    sample_run(&run);
    report = (struct report){.run = &run, .catalogue = &catalogue, .cases = cases};
    buf_init(&error, 1000);
    sample_path("html", folder);
}

static void write_folder(void)
{
    CU_ASSERT_EQUAL_FATAL(html_write(folder, &report, 1, &error), 0);
}

static void load(const char *name)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    free(text);
    text = sample_read(path, NULL);
    if (!text)
        printf("\n    no file: %s\n", path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
}

static bool there_is(const char *name)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", folder, name);
    return access(path, F_OK) == 0;
}

static void remove_all(const char *path)
{
    DIR *items = opendir(path);
    for (struct dirent *item; items && (item = readdir(items)) != NULL;) {
        char name[1000];
        snprintf(name, sizeof(name), "%s/%s", path, item->d_name);
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 && unlink(name) != 0)
            remove_all(name);
    }
    if (items)
        closedir(items);
    rmdir(path);
}

static void end(void)
{
    remove_all(folder);
    for (size_t i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    catalogue_free(&catalogue);
    buf_free(&error);
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

static void a_case_says_it_all(void)
{
    begin();
    sample_failure(&cases[0], "uas/require-unknown[layout=folded]/udp");
    report.count = 1;
    write_folder();
    load("index.html");
    CU_ASSERT(has("<a href=\"cases/uas~require-unknown_5blayout=folded_5d~udp/index.html\">"
                  "uas/require-unknown[layout=folded]/udp</a>"));
    CU_ASSERT(has("MUST SC-420-UAS-001 (RFC 3261 8.2.2.3): expected status 420, got status 200"));
    CU_ASSERT(has("<dt>Seed</dt><dd>18446744073709551615</dd>"));
    load("cases/uas~require-unknown_5blayout=folded_5d~udp/index.html");
    CU_ASSERT(has("<link rel=\"stylesheet\" href=\"../../style.css\">"));
    CU_ASSERT(has(
        "<a href=\"../../requirements.html#SC-420-UAS-001\">SC-420-UAS-001</a></td><td>RFC 3261 8.2.2.3"));
    CU_ASSERT(has("<dt>Expected</dt><dd>status 420</dd>"));
    CU_ASSERT_EQUAL(times("SIP/2.0 <mark>200</mark> OK\n"), 2); /* in the card and in the message */
    CU_ASSERT_EQUAL(times("<g class=\"offending\""), 1);
    CU_ASSERT(has("<a href=\"#m2\"><g class=\"offending\""));
    CU_ASSERT(has("Received after 12.130 ms, client 127.0.0.1:40000 from 127.0.0.1:5060 udp"));
    CU_ASSERT(has("--only &#39;uas/require-unknown[layout=folded]/udp&#39; --seed 18446744073709551615"));
    load("cases/uas~require-unknown_5blayout=folded_5d~udp/record.json");
    CU_ASSERT(slice_starts_with(slice_from(text), "{\"id\":\"uas/require-unknown[layout=folded]/udp\","));
    load("cases/uas~require-unknown_5blayout=folded_5d~udp/message-2.txt");
    CU_ASSERT_EQUAL(strlen(text), cases[0].transcript.entries[1].message->length);
    CU_ASSERT(slice_starts_with(slice_from(text), "SIP/2.0 200 OK\r\nVia: "));
    end();
}

/* Nothing that a device or a record says becomes markup; no octet that a reader could not bear is left. */
static void hostile_bytes_become_visible(void)
{
    begin();
    sample_hostile(&cases[0], "uas/hostile[b=<&>\"'\001\377]/udp");
    report.count = 1;
    free(run.target);
    run.target = strdup("</title><script>alert(2)</script>\033");
    write_folder();
    static const char *const names[] = {"index.html", "requirements.html",
                                        "cases/uas~hostile_5bb=_3c_26_3e_22_27_01_ff_5d~udp/index.html"};
    for (size_t i = 0; i < 3; i++) {
        load(names[i]);
        CU_ASSERT(text_is_plain(slice_from(text)));
        CU_ASSERT_EQUAL(times("<script"), 0);
        CU_ASSERT_EQUAL(times("<b a="), 0);
        CU_ASSERT_EQUAL(times("style="), 0);
        CU_ASSERT_EQUAL(times("\t"), 0);
    }
    CU_ASSERT(has("&lt;script&gt;alert(1)&lt;/script&gt;<span class=\"octet\">\\x1B</span>[31m"));
    CU_ASSERT(has("]]&gt;&lt;b a=&#39;&quot;&amp;\\x1B[2J"));
    CU_ASSERT(has("<span class=\"octet\">\\x00\\x01"));
    CU_ASSERT(has("\\xFE\\xFF</span></mark>"));
    CU_ASSERT(has("wxyzab</mark>\n")); /* to the end of the 60 KiB */
    CU_ASSERT(strlen(text) < 400000);
    end();
}

static void names_never_meet(void)
{
    static const char *const ids[] = {"uas/a/udp", "uas/A/udp",   "uas/a_2fudp/x",
                                      "uas~a/udp", "../../x/udp", "/./udp"};
    static const char *const names[] = {"uas~a~udp",   "uas~_41~udp",         "uas~a_5f2fudp~x",
                                        "uas_7ea~udp", "_2e_2e~_2e_2e~x~udp", "~_2e~udp"};
    char id[500], name[700];
    begin();
    for (size_t i = 0; i < 6; i++)
        sample_case(&cases[i], ids[i], VERDICT_PASS);
    memset(id, 'x', sizeof(id));
    memcpy(id + sizeof(id) - 5, "/udp", 5);
    memcpy(id, "uas/", 4);
    sample_case(&cases[6], id, VERDICT_PASS); /* longer than a file name may be */
    report.count = 7;
    write_folder();
    for (size_t i = 0; i < 6; i++) {
        snprintf(name, sizeof(name), "cases/%s/index.html", names[i]);
        load(name);
        CU_ASSERT(has("<link rel=\"stylesheet\" href=\"../../style.css\">"));
    }
    id[3] = '~';
    snprintf(name, sizeof(name), "cases/%.200s/%.200s/%.95s~udp/index.html", id, id + 200, id + 400);
    load(name);
    CU_ASSERT(has("<link rel=\"stylesheet\" href=\"../../../../style.css\">"));
    load("index.html");
    CU_ASSERT(has(name));
    end();
}

static void requirements_are_all_there(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    sample_case(&cases[1], "uas/y/udp", VERDICT_SKIP);
    cases[1].reason = strdup("no <TCP>");
    sample_finding(&cases[1], "SC-420-UAS-003", VERDICT_SKIP, NULL, "no <TCP>", -1, 0, 0);
    sample_finding(&cases[1], "SC-420-UAS-002", VERDICT_SKIP, NULL, "no <TCP>", -1, 0, 0);
    report.count = 2;
    write_folder();
    load("requirements.html");
    CU_ASSERT_EQUAL(times("<tr id=\"SC-"), catalogue.count);
    CU_ASSERT(has("<a href=\"cases/uas~x~udp/index.html\"><span class=\"verdict fail\">FAIL</span></a> "
                  "<small>1 case</small>"));
    CU_ASSERT_EQUAL(times("<span class=\"verdict pass\">"),
                    1); /* 002: that it was skipped elsewhere changes nothing */
    CU_ASSERT_EQUAL(times("Skipped: no &lt;TCP&gt;"), 1);
    CU_ASSERT(has("No case of this run has a device in the role proxy"));
    CU_ASSERT(has("Cannot be observed: "));
    CU_ASSERT_EQUAL(times("not judged</td>"), catalogue.count - 3);
    end();
}

static void times_stand_against_their_windows(void)
{
    begin();
    sample_case(&cases[0], "uas/x/udp", VERDICT_FAIL);
    long entry = sample_text(&cases[0], DIRECTION_RECEIVED, 900000, "SIP/2.0 486 Busy\r\n\r\n");
    sample_finding(&cases[0], "SC-TXN-SRV-001", VERDICT_FAIL, "between 425 and 575 ms", "900 ms", entry, 0,
                   0);
    sample_finding(&cases[0], "SC-420-UAS-001", VERDICT_FAIL, "4 messages", "none in 3 sendings", -1, 0, 0);
    report.count = 1;
    write_folder();
    load("cases/uas~x~udp/index.html");
    CU_ASSERT(has("<td>between 425 and 575 ms</td><td>900 ms</td>"));
    CU_ASSERT_EQUAL(times("<td>4 messages</td>"), 0);
    CU_ASSERT_EQUAL(times("<g class=\"offending\""), 2); /* the arrow, and a row for what never came */
    end();
}

static void what_is_expected_is_told(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    sample_failure(&cases[1], "uas/y/udp");
    static const char *const expected[] = {"ticket <4711>", NULL};
    report.count = 2;
    report.expected = expected;
    write_folder();
    load("index.html");
    CU_ASSERT_EQUAL(times("FAIL, as expected (ticket &lt;4711&gt;): MUST SC-420-UAS-001"), 1);
    load("cases/uas~x~udp/index.html");
    CU_ASSERT(has("<dt>Known</dt><dd>ticket &lt;4711&gt;</dd>"));
    load("cases/uas~y~udp/index.html");
    CU_ASSERT_EQUAL(times("<dt>Known</dt>"), 0);
    end();
}

static void runs_stand_side_by_side(void)
{
    begin();
    struct report reports[2];
    sample_failure(&cases[0], "uas/x/udp");
    sample_case(&cases[1], "uas/x/udp", VERDICT_PASS);
    sample_case(&cases[2], "uas/z/udp", VERDICT_PASS);
    reports[0] = reports[1] = report;
    reports[0].count = 1;
    reports[1].cases = &cases[1];
    reports[1].count = 2;
    CU_ASSERT_EQUAL_FATAL(html_write(folder, reports, 2, &error), 0);
    load("index.html");
    CU_ASSERT(has(
        "<td><a href=\"cases/uas~x~udp/index.html\"><span class=\"verdict fail\">FAIL</span></a></td>"
        "<td><a href=\"cases-2/uas~x~udp/index.html\"><span class=\"verdict pass\">PASS</span></a></td>"));
    CU_ASSERT_EQUAL(times("<td>not in this run</td><td><a href=\"cases-2/uas~z~udp/index.html\">"), 1);
    CU_ASSERT(there_is("cases-2/uas~z~udp/record.json"));
    end();
}

static size_t folders_like(const char *prefix)
{
    size_t n = 0;
    DIR *here = opendir(".");
    for (struct dirent *item; here && (item = readdir(here)) != NULL;)
        n += strncmp(item->d_name, prefix, strlen(prefix)) == 0;
    closedir(here);
    return n;
}

static void only_our_own_folders_are_replaced(void)
{
    begin();
    char name[100];
    CU_ASSERT_EQUAL(mkdir(folder, 0777), 0); /* empty: may be taken */
    sample_case(&cases[0], "uas/old/udp", VERDICT_PASS);
    report.count = 1;
    write_folder();
    CU_ASSERT(there_is("cases/uas~old~udp/index.html"));
    case_result_free(&cases[0]);
    sample_case(&cases[0], "uas/new/udp", VERDICT_PASS);
    write_folder();
    CU_ASSERT(there_is("cases/uas~new~udp/index.html"));
    CU_ASSERT(!there_is("cases/uas~old~udp/index.html"));
    CU_ASSERT_EQUAL(folders_like(folder), 1);

    snprintf(name, sizeof(name), "%s/thesis.txt", folder);
    sample_write(name, "x", 1);
    CU_ASSERT_EQUAL(html_write(folder, &report, 1, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(error.p, ": cannot be written: the folder holds files that are no report of ours"));
    CU_ASSERT(there_is("thesis.txt") && there_is("cases/uas~new~udp/index.html"));
    unlink(name);
    snprintf(name, sizeof(name), "%s/index.html", folder);
    sample_write(name, "<!DOCTYPE html>", 15);
    CU_ASSERT_EQUAL(html_write(folder, &report, 1, &error), -1);
    CU_ASSERT_EQUAL(folders_like(folder), 1);
    end();
}

static void errors_name_path_and_reason(void)
{
    begin();
    CU_ASSERT_EQUAL(html_write("no-such-folder/x", &report, 1, &error), -1);
    CU_ASSERT_STRING_EQUAL(error.p, "no-such-folder/x: cannot be written: No such file or directory");
    buf_clear(&error);
    sample_write(folder, "x", 1);
    CU_ASSERT_EQUAL(html_write(folder, &report, 1, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.p, ": cannot be written: Not a directory"));
    unlink(folder);
    buf_clear(&error);
    char id[6000]; /* a path that no system takes, in the middle of the writing */
    memset(id, 'x', sizeof(id));
    memcpy(id + sizeof(id) - 5, "/udp", 5);
    sample_case(&cases[0], id, VERDICT_PASS);
    report.count = 1;
    CU_ASSERT_EQUAL(html_write(folder, &report, 1, &error), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(error.p, ": cannot be written: File name too long"));
    CU_ASSERT_EQUAL(folders_like(folder), 0);
    end();
}

const struct unit_test unit_tests[] = {
    {"a case says it all", a_case_says_it_all},
    {"hostile bytes become visible", hostile_bytes_become_visible},
    {"names never meet", names_never_meet},
    {"requirements are all there", requirements_are_all_there},
    {"times stand against their windows", times_stand_against_their_windows},
    {"what is expected is told", what_is_expected_is_told},
    {"runs stand side by side", runs_stand_side_by_side},
    {"only our own folders are replaced", only_our_own_folders_are_replaced},
    {"errors name path and reason", errors_name_path_and_reason},
    {NULL, NULL},
};
