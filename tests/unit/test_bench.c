/* The built-in device in all roles on one network, as demo and selftest set it up. */
#include "suite.h"

#include "cli/bench.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "cli.bench";

#define SECOND_NS INT64_C(1000000000)

/* Of one play: cases by verdict. */
struct told {
    size_t verdicts[VERDICT_ERROR + 1];
};

static void on_result(void *arg, const struct case_result *result)
{
    struct told *told = arg;
    told->verdicts[result->verdict]++;
}

struct scene {
    struct library *library;
    struct net *net;
    struct buf error;
};

static void scene_init(struct scene *scene)
{
    struct diagnostics diagnostics;
    *scene = (struct scene){0};
    buf_init(&scene->error, 65536);
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(library_load(SIPCONFORM_SOURCE_DIR "/scenarios", &diagnostics, &scene->library), 0);
    diagnostics_free(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &scene->net), 0);
}

static void scene_free(struct scene *scene)
{
    net_free(scene->net);
    library_free(scene->library);
    buf_free(&scene->error);
}

static const struct bench_setup *setup_of(enum device_role role)
{
    size_t i = 0;
    while (bench_setup_at(i) && bench_setup_at(i)->role != role)
        i++;
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench_setup_at(i));
    return bench_setup_at(i);
}

static struct net_addr addr_of(enum device_role role)
{
    struct net_addr addr;
    char text[32];
    snprintf(text, sizeof(text), "192.0.2.%d", 10 + (int)role);
    net_addr_parse(text, 5060, &addr);
    return addr;
}

static struct bench_play *begin(struct scene *scene, enum device_role role, const char *const *only,
                                struct told *told)
{
    struct bench_play *play = NULL;
    struct net_addr device = addr_of(role), local;
    net_addr_parse("192.0.2.1", 0, &local);
    *told = (struct told){0};
    struct bench_options options = {
        .library = scene->library,
        .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
        .setup = setup_of(role),
        .filter = {.only = only, .only_count = 1},
        .transports = 1u << NET_UDP,
        .jobs = 100,
        .seed = 1,
        .sink = {.on_result = on_result, .arg = told},
    };
    CU_ASSERT_EQUAL_FATAL(bench_begin(scene->net, &device, &local, &options, &scene->error, &play), 0);
    CU_ASSERT_PTR_NULL(bench_play_run(play));
    return play;
}

static void all_passed(const struct told *told)
{
    CU_ASSERT(told->verdicts[VERDICT_PASS] > 0);
    CU_ASSERT_EQUAL(told->verdicts[VERDICT_INCONCLUSIVE] + told->verdicts[VERDICT_WARN] +
                        told->verdicts[VERDICT_FAIL] + told->verdicts[VERDICT_ERROR],
                    0);
}

/* The registrar's cases end first, which ends net_run() for both. */
static void several_share_a_network(void)
{
    static const char *const long_ones[] = {"transactions/final-is-repeated*"};
    static const char *const short_ones[] = {"registrar/refused-adds-nothing*"};
    struct scene scene;
    struct told told[2];
    scene_init(&scene);
    struct bench_play *plays[3] = {begin(&scene, DEVICE_UAS, long_ones, &told[0]), NULL,
                                   begin(&scene, DEVICE_REGISTRAR, short_ones, &told[1])};
    int64_t start_ns = net_now_ns(scene.net);
    CU_ASSERT_EQUAL_FATAL(bench_start(plays[0], &scene.error), 0);
    CU_ASSERT_EQUAL_FATAL(bench_start(plays[2], &scene.error), 0);
    CU_ASSERT(!run_is_over(bench_play_run(plays[0])));
    CU_ASSERT_EQUAL(bench_finish(plays, 3, &scene.error), 0);
    int64_t wall_ns = net_now_ns(scene.net) - start_ns;
    CU_ASSERT(run_is_over(bench_play_run(plays[0])));
    CU_ASSERT(run_is_over(bench_play_run(plays[2])));
    all_passed(&told[0]);
    all_passed(&told[1]);
    CU_ASSERT_EQUAL(run_longest_wait_ns(bench_play_run(plays[0])), 32 * SECOND_NS); /* 64*T1 */
    CU_ASSERT(run_longest_wait_ns(bench_play_run(plays[2])) > 0);
    CU_ASSERT(run_longest_wait_ns(bench_play_run(plays[2])) < 32 * SECOND_NS);
    CU_ASSERT(wall_ns >= 32 * SECOND_NS && wall_ns < 34 * SECOND_NS); /* side by side */
    CU_ASSERT_EQUAL(scene.error.n, 0);
    bench_end(plays[0]);
    bench_end(plays[2]);
    scene_free(&scene);
}

static void a_profile_that_is_missing_is_told(void)
{
    struct scene scene;
    struct bench_play *play = NULL;
    struct net_addr device, local;
    scene_init(&scene);
    net_addr_parse("192.0.2.10", 5060, &device);
    net_addr_parse("192.0.2.1", 0, &local);
    struct bench_options options = {
        .library = scene.library, .scenarios_folder = "nowhere", .setup = setup_of(DEVICE_UAS), .jobs = 1};
    CU_ASSERT_EQUAL(bench_begin(scene.net, &device, &local, &options, &scene.error, &play), -1);
    CU_ASSERT_PTR_NULL(play);
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.error.p, "nowhere/profiles/reference-uas.json"));
    bench_end(play);
    scene_free(&scene);
}

static void an_address_that_is_taken_is_told(void)
{
    static const char *const only[] = {"registrar/*"};
    struct scene scene;
    struct told told;
    struct bench_play *second = NULL;
    struct net_addr device = addr_of(DEVICE_REGISTRAR), local;
    scene_init(&scene);
    struct bench_play *first = begin(&scene, DEVICE_REGISTRAR, only, &told);
    net_addr_parse("192.0.2.1", 0, &local);
    struct bench_options options = {.library = scene.library,
                                    .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
                                    .setup = setup_of(DEVICE_REGISTRAR),
                                    .jobs = 1};
    CU_ASSERT_EQUAL(bench_begin(scene.net, &device, &local, &options, &scene.error, &second), -1);
    CU_ASSERT_PTR_NULL(second);
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.error.p, "cannot be started"));
    bench_end(first);
    scene_free(&scene);
}

const struct unit_test unit_tests[] = {
    {"several share a network", several_share_a_network},
    {"a profile that is missing is told", a_profile_that_is_missing_is_told},
    {"an address that is taken is told", an_address_that_is_taken_is_told},
    {NULL, NULL},
};
