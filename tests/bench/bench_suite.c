/* How long the whole suite takes against the built-in device over loopback, and what it costs: all setups of
 * the device side by side on one real network, or one of them alone, which tells what that one costs.
 *
 *     bench_suite SCENARIOS JOBS [PROFILE]
 *
 * Nothing is judged here: a benchmark that failed on a slow machine would be a timed test. */
#include "selftest/self_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

enum { SETUPS_MAX = 16, ERROR_BYTES = 65536 };

struct measured {
    const struct self_setup *setup;
    struct net *net;
    struct self_run *play;
    size_t verdicts[VERDICT_COUNT];
    int64_t last_ns; /* when its last case ended */
    int64_t longest_case_ms;
    char *longest_case;
};

struct suite {
    struct net *net;
    struct library *library;
    struct measured rows[SETUPS_MAX];
    size_t count;
    int64_t begin_ns, start_ns, end_ns; /* start: discovery is over */
    long idle_kb;                       /* peak memory before the first case */
};

static double seconds(int64_t ns)
{
    return (double)ns / 1e9;
}

static void on_result(void *arg, const struct case_result *result)
{
    struct measured *row = arg;
    row->verdicts[result->verdict]++;
    row->last_ns = net_now_ns(row->net);
    if (result->duration_ms <= row->longest_case_ms)
        return;
    row->longest_case_ms = result->duration_ms;
    free(row->longest_case);
    row->longest_case = strdup(result->id);
}

/* ---- playing ---- */

static int load_library(const char *folder, struct library **ret_library, struct buf *error)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    int result = library_load(folder, &diagnostics, ret_library);
    if (result)
        diagnostics_print(&diagnostics, error);
    diagnostics_free(&diagnostics);
    return result;
}

static int begin_row(struct suite *suite, const char *folder, unsigned jobs, const struct self_setup *setup,
                     struct buf *error)
{
    struct measured *row = &suite->rows[suite->count++];
    struct net_addr loopback;
    net_addr_parse("127.0.0.1", 0, &loopback);
    *row = (struct measured){.setup = setup, .net = suite->net};
    struct self_run_options options = {
        .library = suite->library,
        .scenarios_folder = folder,
        .setup = setup,
        .transports = 1u << NET_UDP | 1u << NET_TCP,
        .jobs = jobs,
        .seed = 1,
        .sink = {.on_result = on_result, .arg = row},
    };
    return self_run_begin(suite->net, &loopback, &loopback, &options, error, &row->play);
}

static int begin_rows(struct suite *suite, const char *folder, unsigned jobs, const char *profile,
                      struct buf *error)
{
    const struct self_setup *setup;
    for (size_t i = 0; (setup = self_setup_at(i)) != NULL && suite->count < SETUPS_MAX; i++)
        if ((!profile || strcmp(profile, setup->profile) == 0) &&
            begin_row(suite, folder, jobs, setup, error))
            return -1;
    if (suite->count)
        return 0;
    buf_addf(error, "%s is the profile of no setup\n", profile ? profile : "");
    return -1;
}

static long peak_kb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

static int play_all(struct suite *suite, struct buf *error)
{
    struct self_run *plays[SETUPS_MAX];
    suite->start_ns = net_now_ns(suite->net);
    suite->idle_kb = peak_kb();
    for (size_t i = 0; i < suite->count; i++) {
        plays[i] = suite->rows[i].play;
        if (self_run_start(plays[i], error))
            return -1;
    }
    int result = self_run_finish(plays, suite->count, error);
    suite->end_ns = net_now_ns(suite->net);
    return result;
}

static int play_suite(struct suite *suite, const char *folder, unsigned jobs, const char *profile,
                      struct buf *error)
{
    if (load_library(folder, &suite->library, error))
        return -1;
    if (net_real_create(&suite->net)) {
        buf_add_text(error, "the network cannot be used\n");
        return -1;
    }
    suite->begin_ns = net_now_ns(suite->net);
    if (begin_rows(suite, folder, jobs, profile, error))
        return -1;
    return play_all(suite, error);
}

static void suite_free(struct suite *suite)
{
    for (size_t i = 0; i < suite->count; i++) {
        self_run_end(suite->rows[i].play);
        free(suite->rows[i].longest_case);
    }
    net_free(suite->net);
    library_free(suite->library);
}

/* ---- telling ---- */

/* Cases that were played; what does not apply costs nothing. */
static size_t played(const struct measured *row)
{
    size_t count = 0;
    for (int i = 0; i < VERDICT_COUNT; i++)
        count += i == VERDICT_SKIP ? 0 : row->verdicts[i];
    return count;
}

static void print_row(const struct suite *suite, const struct measured *row)
{
    int64_t wait_ns = run_longest_wait_ns(self_run_engine(row->play));
    int64_t wall_ns = row->last_ns - suite->start_ns;
    printf("%-30s %5zu played %4zu pass %3zu warn %3zu fail %3zu inconclusive %2zu error; "
           "%6.2f s, longest wait %6.2f s, longest case %6.2f s %s\n",
           row->setup->profile, played(row), row->verdicts[VERDICT_PASS], row->verdicts[VERDICT_WARN],
           row->verdicts[VERDICT_FAIL], row->verdicts[VERDICT_INCONCLUSIVE], row->verdicts[VERDICT_ERROR],
           seconds(wall_ns), seconds(wait_ns), (double)row->longest_case_ms / 1e3,
           row->longest_case ? row->longest_case : "");
}

static void print_cost(const struct suite *suite, size_t cases)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    double cpu_s = (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
                   (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
    printf("CPU %.2f s, peak memory %ld kB (%ld kB before the first case)", cpu_s, usage.ru_maxrss,
           suite->idle_kb);
    if (cases)
        printf("; a case: %.2f ms, %.1f kB", 1e3 * cpu_s / (double)cases,
               (double)(usage.ru_maxrss - suite->idle_kb) / (double)cases);
    printf("\n");
}

/* What is wanted is wanted of the whole. */
static void print_suite(const struct suite *suite, bool is_whole)
{
    size_t cases = 0;
    int64_t wait_ns = 0, wall_ns = suite->end_ns - suite->begin_ns;
    for (size_t i = 0; i < suite->count; i++) {
        int64_t own_ns = run_longest_wait_ns(self_run_engine(suite->rows[i].play));
        print_row(suite, &suite->rows[i]);
        cases += played(&suite->rows[i]);
        wait_ns = own_ns > wait_ns ? own_ns : wait_ns;
    }
    printf("%zu cases, wall %.2f s, %.2f s of it discovery; longest single wait %.2f s\n", cases,
           seconds(wall_ns), seconds(suite->start_ns - suite->begin_ns), seconds(wait_ns));
    if (wait_ns)
        printf("ratio %.3f%s\n", (double)wall_ns / (double)wait_ns, is_whole ? " (wanted: at most 1.2)" : "");
    print_cost(suite, cases);
}

int main(int argc, char **argv)
{
    struct suite suite = {0};
    struct buf error;
    long jobs = argc >= 3 ? strtol(argv[2], NULL, 10) : 0;
    if (argc > 4 || jobs < 1 || jobs > 100000) {
        fprintf(stderr, "usage: bench_suite SCENARIOS JOBS [PROFILE]\n");
        return 2;
    }
    buf_init(&error, ERROR_BYTES);
    int failed = play_suite(&suite, argv[1], (unsigned)jobs, argc == 4 ? argv[3] : NULL, &error);
    if (failed)
        fprintf(stderr, "bench_suite: %.*s", (int)error.n, error.p ? error.p : "");
    else
        print_suite(&suite, argc < 4);
    suite_free(&suite);
    buf_free(&error);
    return failed ? 3 : 0;
}
