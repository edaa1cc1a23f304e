/* html_sample FOLDER KIND: writes an HTML report of made-up results. hostile: all that a device can do to a
 * reader; columns: two runs that differ; empty: a run without a case. */
#include "reports/html.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

enum { CASES = 5 };

static struct catalogue catalogue;

static void load_catalogue(void)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    if (catalogue_load(SIPCONFORM_SOURCE_DIR "/scenarios/requirements.json", &diagnostics, &catalogue))
        abort();
    diagnostics_free(&diagnostics);
}

static size_t make_cases(struct case_result cases[CASES], bool second)
{
    sample_failure(&cases[0], "uas/require-unknown[layout=folded]/udp");
    sample_hostile(&cases[1], "uas/hostile[b=<&>\"'\001\377]/udp");
    sample_case(&cases[2], "uas/skipped/tcp", second ? VERDICT_INCONCLUSIVE : VERDICT_SKIP);
    cases[2].reason = strdup("no <TCP> & \033[31mno \"reason\"");
    sample_case(&cases[3], second ? "uas/only-here/udp" : "uas/passed/udp", VERDICT_PASS);
    sample_case(&cases[4], "uas/late/udp", VERDICT_FAIL);
    sample_text(&cases[4], DIRECTION_SENT, 0, "OPTIONS sip:a SIP/2.0\r\n\r\n");
    sample_finding(&cases[4], "SC-TXN-SRV-001", VERDICT_FAIL, "a copy after 500 ms", "none in 32000 ms", -1,
                   0, 0);
    return CASES;
}

int main(int argc, char **argv)
{
    static const struct unfinished_case unfinished[] = {{"uas/cut-<short>/udp", "uas", ""}};
    struct case_result cases[2][CASES] = {0};
    struct run_info runs[2];
    struct report reports[2];
    struct buf error;
    if (argc != 3)
        return 2;
    bool empty = strcmp(argv[2], "empty") == 0, columns = strcmp(argv[2], "columns") == 0;
    load_catalogue();
    for (int i = 0; i < 2; i++) {
        sample_run(&runs[i]);
        reports[i] = (struct report){.run = &runs[i], .catalogue = &catalogue, .cases = cases[i]};
        if (empty)
            continue;
        reports[i].count = make_cases(cases[i], i > 0);
        reports[i].unfinished = unfinished;
        reports[i].unfinished_count = i ? 0 : 1;
    }
    buf_init(&error, 1000);
    int result = html_write(argv[1], reports, columns ? 2 : 1, &error);
    if (result)
        fprintf(stderr, "%s\n", error.p);
    for (int i = 0; i < 2; i++) {
        for (int k = 0; k < CASES; k++)
            case_result_free(&cases[i][k]);
        run_info_free(&runs[i]);
    }
    catalogue_free(&catalogue);
    buf_free(&error);
    return result ? 1 : 0;
}
