/* The oracles of the targets fuzz_device and fuzz_client: each fault that a rule for every message can see is
 * seen in the seeds, and the faultless device earns no FAIL, nor does one that is right in another way. */
#include "suite.h"

#include "check/invariant.h"
#include "fuzz/support/play.h"
#include "fuzz/support/world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "fuzz.device";

/* ---- seeds ---- */

struct seeds {
    char **texts;
    size_t *lengths, count;
};
static struct seeds sessions, answers;

static void read_seed(struct seeds *seeds, const char *path)
{
    enum { SEED_BYTES_MAX = 64 * 1024 };
    FILE *file = fopen(path, "rb");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    char *text = malloc(SEED_BYTES_MAX);
    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    seeds->lengths[seeds->count] = fread(text, 1, SEED_BYTES_MAX, file);
    seeds->texts[seeds->count++] = text;
    fclose(file);
}

static void read_seeds(struct seeds *seeds, const char *name)
{
    struct dirent **entries;
    char folder[512], path[1024];
    if (seeds->count)
        return;
    snprintf(folder, sizeof(folder), "%s/fuzz/seeds/%s", SIPCONFORM_SOURCE_DIR, name);
    int n = scandir(folder, &entries, NULL, alphasort);
    CU_ASSERT_FATAL(n > 2);
    seeds->texts = calloc((size_t)n, sizeof(*seeds->texts));
    seeds->lengths = calloc((size_t)n, sizeof(*seeds->lengths));
    CU_ASSERT_FATAL(seeds->texts && seeds->lengths);
    for (int i = 0; i < n; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            read_seed(seeds, path);
        free(entries[i]);
    }
    free(entries);
}

static void free_seeds(struct seeds *seeds)
{
    for (size_t i = 0; i < seeds->count; i++)
        free(seeds->texts[i]);
    free(seeds->texts);
    free(seeds->lengths);
    *seeds = (struct seeds){0};
}

/* ---- plays ---- */

typedef void play_function(const struct play_setup *setup, struct slice session, struct findings *findings);

/* Plays the seeds until one earns what is looked for; requirement NULL: any FAIL. */
static bool seen_in(const struct seeds *seeds, play_function *play, const struct play_setup *setup,
                    const char *requirement, const char *verdict)
{
    bool seen = false;
    for (size_t i = 0; i < seeds->count && !seen; i++) {
        struct findings findings = {0};
        play(setup, (struct slice){seeds->texts[i], seeds->lengths[i]}, &findings);
        for (size_t j = 0; j < findings.count && !seen; j++) {
            const struct finding *finding = &findings.items[j];
            seen = strcmp(verdict_name(finding->verdict), verdict) == 0 &&
                   (!requirement || (finding->requirement && strcmp(finding->requirement, requirement) == 0));
            if (seen && !requirement)
                printf("\n    %s: %s\n", finding->requirement ? finding->requirement : "-", finding->actual);
        }
        findings_free(&findings);
    }
    return seen;
}

static bool seen(const struct play_setup *setup, const char *requirement, const char *verdict)
{
    read_seeds(&sessions, "sessions");
    read_seeds(&answers, "answers");
    return seen_in(&sessions, play_requests, setup, requirement, verdict) ||
           seen_in(&answers, play_requests, setup, requirement, verdict) ||
           (setup->role == ROLE_UAC && seen_in(&answers, play_answers, setup, requirement, verdict));
}

/* By each role that has the fault or trait, for the proxy also when it recurses. */
static bool seen_by_any(const struct fault *fault, const struct trait *trait, const char *requirement,
                        const char *verdict)
{
    for (int i = 0; i < ROLE_COUNT + 1; i++) {
        struct play_setup setup = {.role = i < ROLE_COUNT ? (enum role)i : ROLE_PROXY,
                                   .recurse = i == ROLE_COUNT};
        if (fault)
            fault_set_add(&setup.faults, fault);
        if (trait)
            trait_set_add(&setup.traits, trait);
        unsigned roles = fault ? fault->roles : trait ? trait->roles : ROLES_ALL;
        if (roles & (1u << setup.role) && seen(&setup, requirement, verdict))
            return true;
    }
    return false;
}

static bool is_passive(const char *requirement)
{
    const char *passive;
    for (size_t i = 0; (passive = invariant_requirement(i)) != NULL; i++)
        if (strcmp(passive, requirement) == 0)
            return true;
    return false;
}

static void no_fault_no_finding(void)
{
    CU_ASSERT_FALSE(seen_by_any(NULL, NULL, NULL, "FAIL"));
}

static void other_ways_are_right_too(void)
{
    for (size_t i = 0; i < trait_count(); i++) {
        const struct trait *trait = trait_at(i);
        if (seen_by_any(NULL, trait, NULL, "FAIL")) {
            printf("    %s\n", trait->name);
            CU_FAIL("a right device is called wrong");
        }
    }
}

static void each_fault_is_seen(void)
{
    size_t count = 0;
    for (size_t i = 0; i < fault_count(); i++) {
        const struct fault *fault = fault_at(i);
        if (!is_passive(fault->found_by))
            continue;
        count++;
        if (!seen_by_any(fault, NULL, fault->found_by, fault->verdict)) {
            printf("\n    %s is not seen by %s\n", fault->name, fault->found_by);
            CU_FAIL("a fault is not seen");
        }
    }
    CU_ASSERT(count > 20);
    free_seeds(&sessions);
    free_seeds(&answers);
}

/* ---- what is no rule's, with something else where the device would be ---- */

struct impostor {
    struct world world;
    struct net_port *port;
    struct net_addr to;
};

static void impostor_open(struct impostor *impostor, const char *to, unsigned packets_max)
{
    static const struct net_handler handler = {NULL, NULL};
    world_open(&impostor->world, "127.0.0.1:5060", packets_max);
    CU_ASSERT_EQUAL_FATAL(
        net_port_open(impostor->world.net, NET_UDP, &impostor->world.device, &handler, NULL, &impostor->port),
        0);
    CU_ASSERT_FATAL(net_addr_parse(to, 5060, &impostor->to));
}

static void impostor_send(void *arg)
{
    struct impostor *impostor = arg;
    CU_ASSERT_EQUAL(net_send(impostor->port, &impostor->to, "x", 1), 0);
}

static void impostor_send_each_minute(void *arg)
{
    struct impostor *impostor = arg;
    impostor_send(arg);
    net_timer_start(impostor->world.net, INT64_C(60000000000), impostor_send_each_minute, impostor, NULL);
}

static void impostor_end(struct impostor *impostor, const char *complaint)
{
    const struct finding *failure = play_failure(&impostor->world.findings);
    CU_ASSERT(complaint ? failure && strstr(failure->actual, complaint) : !failure);
    world_free(&impostor->world);
}

static void strangers(void)
{
    struct impostor impostor;
    impostor_open(&impostor, "203.0.113.9", 100);
    impostor_send(&impostor);
    impostor_end(&impostor, "an address that nobody named");
    impostor_open(&impostor, "203.0.113.9", 100);
    world_send(&impostor.world, SLICE_LIT("OPTIONS sip:203.0.113.9 SIP/2.0\r\n\r\n"));
    impostor_send(&impostor);
    impostor_end(&impostor, NULL);
}

static void floods(void)
{
    struct impostor impostor;
    impostor_open(&impostor, "192.0.2.1", 10);
    for (int i = 0; i < 10; i++)
        impostor_send(&impostor);
    CU_ASSERT_PTR_NULL(play_failure(&impostor.world.findings));
    impostor_send(&impostor);
    world_run_until_quiet(&impostor.world);
    impostor_end(&impostor, "floods");
}

static void no_end(void)
{
    struct impostor impostor;
    impostor_open(&impostor, "192.0.2.1", 1000);
    impostor_send_each_minute(&impostor);
    world_run_until_quiet(&impostor.world);
    impostor_end(&impostor, "not quiet");
}

const struct unit_test unit_tests[] = {
    {"no fault, no finding", no_fault_no_finding},
    {"other ways are right too", other_ways_are_right_too},
    {"each fault is seen", each_fault_is_seen},
    {"strangers", strangers},
    {"floods", floods},
    {"no end", no_end},
    {NULL, NULL},
};
