/* Same seed, same octets at the same times: two runs of all scenarios against the built-in device, on a
 * network that loses and reorders, are the same; with another seed they are not. */
#include "suite.h"

#include "selftest/self_run.h"

#include <string.h>

const char unit_suite_name[] = "same bytes";

/* FNV-1a over everything that the run told. */
struct digest {
    uint64_t hash;
    size_t cases, messages;
};

static void add(struct digest *digest, const void *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        digest->hash = (digest->hash ^ ((const unsigned char *)bytes)[i]) * 1099511628211u;
}

static void on_result(void *arg, const struct case_result *result)
{
    struct digest *digest = arg;
    digest->cases++;
    add(digest, result->id, strlen(result->id));
    add(digest, &result->verdict, sizeof(result->verdict));
    for (size_t i = 0; i < result->transcript.count; i++) {
        const struct entry *entry = &result->transcript.entries[i];
        digest->messages++;
        add(digest, &entry->time_ns, sizeof(entry->time_ns));
        add(digest, &entry->peer.port, sizeof(entry->peer.port));
        add(digest, entry->message->bytes, entry->message->length);
    }
}

static struct digest run(const struct library *library, const struct self_setup *setup, uint64_t seed)
{
    struct net *net = NULL;
    struct net_addr device, local;
    struct digest digest = {.hash = 14695981039346656037u};
    struct net_sim_options network = {
        .seed = seed, .loss = 20, .reorder = 20, .delay_ns = 1000000, .jitter_ns = 500000};
    struct buf error;
    buf_init(&error, 4000);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(&network, &net), 0);
    net_addr_parse("192.0.2.1:5060", 0, &device);
    net_addr_parse("192.0.2.2", 0, &local);
    struct self_run_options options = {
        .library = library,
        .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
        .setup = setup,
        .transports = 1u << NET_UDP | 1u << NET_TCP,
        .jobs = 50,
        .seed = seed,
        .sink = {.on_result = on_result, .arg = &digest},
    };
    CU_ASSERT_EQUAL(self_run_whole(net, &device, &local, &options, &error), 0);
    buf_free(&error);
    net_free(net);
    return digest;
}

static void same_seed(void)
{
    struct diagnostics diagnostics;
    struct library *library = NULL;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(library_load(SIPCONFORM_SOURCE_DIR "/scenarios", &diagnostics, &library), 0);
    for (size_t i = 0; self_setup_at(i); i++) {
        struct digest first = run(library, self_setup_at(i), 7), second = run(library, self_setup_at(i), 7);
        struct digest other = run(library, self_setup_at(i), 8);
        CU_ASSERT(first.cases > 0 && first.messages > first.cases);
        CU_ASSERT_EQUAL(first.cases, second.cases);
        CU_ASSERT_EQUAL(first.messages, second.messages);
        CU_ASSERT_EQUAL(first.hash, second.hash);
        CU_ASSERT_NOT_EQUAL(first.hash, other.hash);
    }
    library_free(library);
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {{"two runs", same_seed}, {NULL, NULL}};
