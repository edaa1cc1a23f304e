/* Writes one JUnit file with every kind of result, for xmllint to judge: junit_sample FILE rich|strict|empty
 */
#include "reports/junit.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

enum { CASES = 8 };

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
}

int main(int argc, char **argv)
{
    static const struct unfinished_case unfinished[] = {{"uac/never[a=1]/udp", "uac", "3261 13.2"}};
    if (argc != 3)
        return 2;
    struct case_result cases[CASES];
    struct run_info run;
    struct buf error;
    make_cases(cases);
    sample_run(&run);
    buf_init(&error, 1024);
    struct report report = {
        .run = &run, .cases = cases, .count = CASES, .unfinished = unfinished, .unfinished_count = 1};
    if (strcmp(argv[2], "empty") == 0)
        report.count = report.unfinished_count = 0;
    int result =
        junit_write(argv[1], &report, strcmp(argv[2], "strict") == 0 ? JUNIT_STRICT : JUNIT_RICH, &error);
    if (result)
        fprintf(stderr, "%s\n", error.p);
    for (int i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    buf_free(&error);
    return result ? 1 : 0;
}
