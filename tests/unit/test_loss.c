/* Verdicts survive a bad network: against the faultless built-in device, with 5 % of the datagrams lost,
 * doubled or late, no case may say FAIL and no scenario WARN. That a case proves nothing is right then. (An
 * invariant may warn of what may have been overtaken on the way.) */
#include "suite.h"

#include "selftest/self_run.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "loss";

enum { SEEDS = 2 };

struct tally {
    const char *profile;
    uint64_t seed;
    size_t verdicts[VERDICT_COUNT];
    size_t warnings; /* of scenarios */
};

static void show(const struct tally *tally, const struct case_result *result)
{
    printf("\n    %s seed %llu: %s %s %s\n", tally->profile, (unsigned long long)tally->seed, result->id,
           verdict_name(result->verdict), result->reason ? result->reason : "");
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (finding->verdict >= VERDICT_WARN)
            printf("      %s %s: expected %s; found %s\n", verdict_name(finding->verdict),
                   finding->requirement ? finding->requirement : "-",
                   finding->expected ? finding->expected : "", finding->actual ? finding->actual : "");
    }
    for (size_t i = 0; getenv("SHOW_LADDER") && i < result->transcript.count; i++) {
        const struct entry *entry = &result->transcript.entries[i];
        printf("      %3zu %9.3f %s %.*s [copy %ld, answers %ld]\n", i,
               (double)(entry->time_ns - result->start_ns) / 1e9,
               entry->direction == DIRECTION_SENT ? "->" : "<-", SLICE_ARG(entry->message->start_line),
               entry->retransmission_of, entry->answers);
    }
}

static void on_result(void *arg, const struct case_result *result)
{
    struct tally *tally = arg;
    size_t before = tally->warnings;
    tally->verdicts[result->verdict]++;
    for (size_t i = 0; i < result->findings.count; i++)
        tally->warnings +=
            result->findings.items[i].verdict == VERDICT_WARN && result->findings.items[i].line;
    if (result->verdict > VERDICT_WARN || tally->warnings > before)
        show(tally, result);
}

static void run_all(const struct library *library, const struct self_setup *setup,
                    const struct net_sim_options *network, struct tally *tally)
{
    struct net *net = NULL;
    struct net_addr device, local;
    struct buf error;
    buf_init(&error, 4000);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(network, &net), 0);
    net_addr_parse("192.0.2.1:5060", 0, &device);
    net_addr_parse("192.0.2.2", 0, &local);
    *tally = (struct tally){.profile = setup->profile, .seed = network->seed};
    struct self_run_options options = {
        .library = library,
        .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
        .setup = setup,
        .transports = 1u << NET_UDP | 1u << NET_TCP,
        .jobs = 1000,
        .seed = network->seed,
        .sink = {.on_result = on_result, .arg = tally},
    };
    CU_ASSERT_EQUAL(self_run_whole(net, &device, &local, &options, &error), 0);
    buf_free(&error);
    net_free(net);
}

static struct library *load(void)
{
    struct library *library = NULL;
    struct diagnostics diagnostics;
    struct buf text;
    diagnostics_init(&diagnostics);
    buf_init(&text, 100000);
    if (library_load(SIPCONFORM_SOURCE_DIR "/scenarios", &diagnostics, &library)) {
        diagnostics_print(&diagnostics, &text);
        printf("%.*s", SLICE_ARG(buf_slice(&text)));
    }
    buf_free(&text);
    diagnostics_free(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(library);
    return library;
}

static void on_a_network(unsigned loss, unsigned duplicate, unsigned reorder)
{
    struct library *library = load();
    for (uint64_t seed = 1; seed <= SEEDS; seed++)
        for (size_t i = 0; self_setup_at(i); i++) {
            struct net_sim_options network = {.seed = seed,
                                              .loss = loss,
                                              .duplicate = duplicate,
                                              .reorder = reorder,
                                              .delay_ns = 1000000,
                                              .jitter_ns = 2000000};
            struct tally tally;
            run_all(library, self_setup_at(i), &network, &tally);
            CU_ASSERT_EQUAL(tally.verdicts[VERDICT_ERROR], 0);
            CU_ASSERT_EQUAL(tally.verdicts[VERDICT_FAIL], 0);
            CU_ASSERT_EQUAL(tally.warnings, 0);
            /* most of it must still be judged, or the test says nothing */
            CU_ASSERT(tally.verdicts[VERDICT_PASS] > 2 * tally.verdicts[VERDICT_INCONCLUSIVE]);
        }
    library_free(library);
}

static void losing(void)
{
    on_a_network(50, 0, 0);
}

static void doubling(void)
{
    on_a_network(0, 50, 0);
}

static void reordering(void)
{
    on_a_network(0, 0, 50);
}

static void everything(void)
{
    on_a_network(50, 50, 50);
}

const struct unit_test unit_tests[] = {
    {"datagrams are lost", losing},
    {"datagrams are doubled", doubling},
    {"datagrams overtake each other", reordering},
    {"all of it", everything},
    {NULL, NULL},
};
