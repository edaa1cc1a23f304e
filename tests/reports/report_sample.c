/* Writes a report, or the record, of a run with every kind of result and the worst bytes that a device can
 * send, for the programs of others to judge: report_sample FORMAT|record FILE rich|strict|empty */
#include "reports/format.h"
#include "reports/record.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

enum { CASES = 9 };

/* What readers obey at the beginning of a line: workflow commands, TAP, fences, ends of sections. */
static void make_injection(struct case_result *result)
{
    static const char lines[] =
        "SIP/2.0 200 OK\r\n::error title=evil::evil\r\n##[error]evil\r\n::stop-commands::evil\r\n"
        "not ok 1 - evil\r\nBail out! evil\r\n  ...\r\n  ---\r\n1..1\r\n```\r\n````````\r\n"
        "<script>evil()</script>\r\n| a | b |\r\n# evil\r\n]]>\r\n--> <!--\r\n\r\n";
    sample_case(result, "uas/injection[a=#TODO evil]/tcp", VERDICT_FAIL);
    long entry = sample_text(result, DIRECTION_RECEIVED, 1000, lines);
    sample_finding(result, "SC-420-UAS-001", VERDICT_FAIL, "``` # SKIP evil", "::error::evil%0A, \\ \"'`",
                   entry, 16, 24);
}

static void make_cases(struct case_result *cases)
{
    sample_failure(&cases[0], "uas/require-unknown[layout=folded]/udp");
    sample_hostile(&cases[1], "uas/hostile[bytes=<&>\"\001]/udp");
    sample_case(&cases[2], "redirect/plain/tcp", VERDICT_PASS);
    sample_case(&cases[3], "redirect/skipped/tcp", VERDICT_SKIP);
    cases[3].reason = strdup("the device has no TCP");
    sample_failure(&cases[4], "torture/warned/udp");
    cases[4].verdict = cases[4].findings.items[0].verdict = VERDICT_WARN;
    memcpy(cases[4].role, "uas", sizeof("uas"));
    sample_case(&cases[5], "uas/error/udp", VERDICT_ERROR);
    cases[5].reason = strdup("no port could be opened");
    sample_case(&cases[6], "uas/silent/udp", VERDICT_FAIL);
    sample_finding(&cases[6], "SC-420-UAS-001", VERDICT_FAIL, "an answer", NULL, -1, 0, 0);
    sample_case(&cases[7], "uas/unclear/udp", VERDICT_INCONCLUSIVE);
    make_injection(&cases[8]);
}

static int write_record(const char *path, const struct report *report, struct buf *error)
{
    struct record *record;
    int failed = record_open(path, report->run, error, &record);
    if (failed)
        return failed;
    for (size_t i = 0; i < report->count; i++)
        failed |= record_case(record, &report->cases[i], error);
    return record_end(record, report->run->started_ms, 1, false, error) | failed;
}

static int write_report(const char *format, const char *path, const struct report *report, bool strict,
                        struct buf *error)
{
    struct format_settings settings = {.junit_strict = strict};
    if (strcmp(format, "record") == 0)
        return write_record(path, report, error);
    for (size_t i = 0; format_at(i); i++)
        if (strcmp(format_at(i)->name, format) == 0)
            return format_at(i)->write(path, report, 1, &settings, error);
    buf_addf(error, "there is no format %s", format);
    return -1;
}

int main(int argc, char **argv)
{
    static const struct unfinished_case unfinished[] = {{"uac/never[a=1]/udp", "uac", "3261 13.2"}};
    if (argc != 4)
        return 2;
    struct case_result cases[CASES];
    struct run_info run;
    struct buf error;
    make_cases(cases);
    sample_run(&run);
    buf_init(&error, 1024);
    struct report report = {
        .run = &run, .cases = cases, .count = CASES, .unfinished = unfinished, .unfinished_count = 1};
    if (strcmp(argv[3], "empty") == 0)
        report.count = report.unfinished_count = 0;
    int result = write_report(argv[1], argv[2], &report, strcmp(argv[3], "strict") == 0, &error);
    if (result)
        fprintf(stderr, "%s\n", error.p);
    for (int i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    buf_free(&error);
    return result ? 1 : 0;
}
