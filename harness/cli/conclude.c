/* What follows from the results of a run: reports, the last lines on the console, the exit status. */
#include "cli/conclude.h"

#include "cli/baseline.h"
#include "cli/complain.h"
#include "cli/gate.h"
#include "reports/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---- verdicts ---- */

/* "fail" 0, "warn" 1, "inconclusive" 2 */
static int fail_on(const struct options *options)
{
    if (options->fail_on && strcmp(options->fail_on, "inconclusive") == 0)
        return 2;
    return options->strict || (options->fail_on && strcmp(options->fail_on, "warn") == 0) ? 1 : 0;
}

bool conclude_is_strict(const struct options *options)
{
    return fail_on(options) > 0;
}

static int status_of(const struct options *options, const struct report *reports, size_t count)
{
    size_t verdicts[VERDICT_COUNT] = {0}, expected = 0;
    for (const struct report *report = reports; report < reports + count; report++)
        for (size_t i = 0; i < report->count; i++) {
            if (report_expected(report, &report->cases[i]))
                expected++;
            else
                verdicts[report->cases[i].verdict]++;
        }
    if (verdicts[VERDICT_FAIL] || (reports->strict && verdicts[VERDICT_WARN]) ||
        (fail_on(options) == 2 && verdicts[VERDICT_INCONCLUSIVE]))
        return EXIT_DEVIATES;
    if (verdicts[VERDICT_ERROR])
        return EXIT_ENVIRONMENT;
    if (!(verdicts[VERDICT_PASS] + verdicts[VERDICT_WARN] + expected) ||
        !gate_passes(options, reports, count))
        return EXIT_NOTHING;
    return EXIT_AS_EXPECTED;
}

/* ---- baseline ---- */

struct expecting {
    struct baseline baseline;
    const char **reasons; /* for each case */
    char today[16];
};

static void print_today(char today[16])
{
    time_t now = time(NULL);
    struct tm date;
    if (!gmtime_r(&now, &date) || !strftime(today, 16, "%Y-%m-%d", &date))
        today[0] = 0;
}

/* False after its errors were told. An update may begin with no file. */
static bool read_baseline(const struct options *options, struct expecting *expecting)
{
    struct diagnostics diagnostics;
    FILE *file = options->update_baseline ? fopen(options->baseline, "r") : NULL;
    if (options->update_baseline && !file)
        return true;
    if (file)
        fclose(file);
    diagnostics_init(&diagnostics);
    bool ok = baseline_load(options->baseline, &diagnostics, &expecting->baseline) == 0;
    complain_of_files(&diagnostics);
    return ok;
}

int conclude_ready(const struct options *options)
{
    struct expecting expecting = {0};
    if (!options->baseline)
        return 0;
    int status = read_baseline(options, &expecting) ? 0 : EXIT_USAGE;
    baseline_free(&expecting.baseline);
    return status;
}

static void apply_baseline(struct expecting *expecting, struct report *report)
{
    expecting->reasons = calloc(report->count + 1, sizeof(*expecting->reasons));
    for (size_t i = 0; expecting->reasons && i < report->count; i++)
        expecting->reasons[i] = baseline_expects(&expecting->baseline, &report->cases[i], expecting->today);
    report->expected = expecting->reasons;
}

static void print_baseline(const struct options *options, const struct expecting *expecting)
{
    size_t met = 0;
    for (size_t i = 0; i < expecting->baseline.count; i++) {
        const struct baseline_line *line = &expecting->baseline.lines[i];
        bool over = line->until && strcmp(expecting->today, line->until) > 0;
        met += over ? 0 : line->met;
        if (over && line->met)
            printf("baseline: %s:%d is over since %s: %s %s\n", options->baseline, line->line, line->until,
                   verdict_name(line->verdict), line->id);
        if (line->better && !line->met)
            printf("baseline: %s:%d can go: %s passes now\n", options->baseline, line->line, line->id);
    }
    printf("baseline: %zu deviations as expected\n", met);
}

static bool update_baseline(const struct options *options, const struct expecting *expecting,
                            const struct report *report)
{
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    bool ok = baseline_update(options->baseline, &expecting->baseline, report->cases, report->count,
                              expecting->today, &error) == 0;
    complain(&error);
    return ok;
}

/* ---- reports ---- */

/* Every format that was asked for; one that fails is told, and the others are still written. */
static bool write_formats(const struct options *options, const struct report *reports, size_t count)
{
    struct format_settings settings = {
        .junit_strict = options->junit_dialect && strcmp(options->junit_dialect, "strict") == 0,
        .html = options_text(options, "html"),
        .pcapng = options_text(options, "pcapng"),
    };
    bool ok = true;
    for (size_t i = 0; format_at(i); i++) {
        const char *path = options_text(options, format_at(i)->name);
        struct buf error;
        buf_init(&error, LIMIT_ERRORS_BYTES);
        if (path && format_at(i)->write(path, reports, count, &settings, &error))
            ok = false;
        complain(&error);
    }
    return ok;
}

/* After everything that a device may have said was shown. */
static bool put_annotations(const struct github *github, const struct report *report)
{
    struct buf error;
    if (!github->on)
        return true;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    github_end(github, stdout);
    if (github_annotate(report, stdout))
        buf_add_text(&error, "annotations: memory is out\n");
    bool ok = github_summarize(report, &error) == 0 && !error.n;
    complain(&error);
    return ok;
}

int conclude_report(const struct options *options, struct report *reports, size_t count,
                    struct console *console, const struct github *github, int status)
{
    struct report *report = &reports[0];
    struct expecting expecting = {0};
    bool ok = true;
    print_today(expecting.today);
    if (options->baseline) {
        ok = read_baseline(options, &expecting);
        apply_baseline(&expecting, report);
    }
    if (status == EXIT_AS_EXPECTED)
        status = status_of(options, reports, count);
    else if (status == EXIT_UNREACHABLE && status_of(options, reports, count) == EXIT_DEVIATES)
        status = EXIT_DEVIATES; /* a device that a case has killed */
    if (!write_formats(options, reports, count))
        ok = false;
    if (console)
        console_end(console, report);
    if (options->baseline && ok)
        print_baseline(options, &expecting);
    if (!put_annotations(github, report))
        ok = false;
    if (options->update_baseline && !update_baseline(options, &expecting, report))
        ok = false;
    else if (options->update_baseline && status == EXIT_DEVIATES)
        status = EXIT_AS_EXPECTED; /* that is what was asked for */
    report->expected = NULL;
    free(expecting.reasons);
    baseline_free(&expecting.baseline);
    return ok || (status != EXIT_AS_EXPECTED && status != EXIT_NOTHING) ? status : EXIT_ENVIRONMENT;
}
