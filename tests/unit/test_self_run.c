/* The built-in device in all roles on one network, as demo and selftest set it up. */
#include "suite.h"

#include "device/device.h"
#include "selftest/self_run.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "self_run";

#define SECOND_NS INT64_C(1000000000)
#define ROUND_TRIP_NS INT64_C(2000000) /* of the simulated network */

/* Of one play: cases by verdict. */
struct told {
    size_t verdicts[VERDICT_COUNT];
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

static const struct self_setup *setup_of(enum role role)
{
    size_t i = 0;
    while (self_setup_at(i) && self_setup_at(i)->role != role)
        i++;
    CU_ASSERT_PTR_NOT_NULL_FATAL(self_setup_at(i));
    return self_setup_at(i);
}

static struct net_addr addr_of(enum role role)
{
    struct net_addr addr;
    char text[32];
    snprintf(text, sizeof(text), "192.0.2.%d", 10 + (int)role);
    net_addr_parse(text, 5060, &addr);
    return addr;
}

static struct self_run *begin(struct scene *scene, enum role role, const char *const *only, struct told *told)
{
    struct self_run *play = NULL;
    struct net_addr device = addr_of(role), local;
    net_addr_parse("192.0.2.1", 0, &local);
    *told = (struct told){0};
    struct self_run_options options = {
        .library = scene->library,
        .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
        .setup = setup_of(role),
        .filter = {.only = only, .only_count = 1},
        .transports = 1u << NET_UDP,
        .jobs = 100,
        .seed = 1,
        .sink = {.on_result = on_result, .arg = told},
    };
    CU_ASSERT_EQUAL_FATAL(self_run_begin(scene->net, &device, &local, &options, &scene->error, &play), 0);
    CU_ASSERT_PTR_NULL(self_run_engine(play));
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
    struct self_run *plays[3] = {begin(&scene, ROLE_UAS, long_ones, &told[0]), NULL,
                                 begin(&scene, ROLE_REGISTRAR, short_ones, &told[1])};
    int64_t start_ns = net_now_ns(scene.net);
    CU_ASSERT_EQUAL_FATAL(self_run_start(plays[0], &scene.error), 0);
    CU_ASSERT_EQUAL_FATAL(self_run_start(plays[2], &scene.error), 0);
    CU_ASSERT(!run_is_over(self_run_engine(plays[0])));
    CU_ASSERT_EQUAL(self_run_finish(plays, 3, &scene.error), 0);
    int64_t wall_ns = net_now_ns(scene.net) - start_ns;
    CU_ASSERT(run_is_over(self_run_engine(plays[0])));
    CU_ASSERT(run_is_over(self_run_engine(plays[2])));
    all_passed(&told[0]);
    all_passed(&told[1]);
    /* 64*T1 and the way there and back */
    CU_ASSERT_EQUAL(run_longest_wait_ns(self_run_engine(plays[0])), 32 * SECOND_NS + ROUND_TRIP_NS);
    CU_ASSERT(run_longest_wait_ns(self_run_engine(plays[2])) > 0);
    CU_ASSERT(run_longest_wait_ns(self_run_engine(plays[2])) < 32 * SECOND_NS);
    CU_ASSERT(wall_ns >= 32 * SECOND_NS && wall_ns < 34 * SECOND_NS); /* side by side */
    CU_ASSERT_EQUAL(scene.error.n, 0);
    self_run_end(plays[0]);
    self_run_end(plays[2]);
    scene_free(&scene);
}

/* The whole catalogue, and then the device has no call and no binding. */
static void nothing_is_left(void)
{
    static const enum role roles[] = {ROLE_UAS, ROLE_REDIRECT, ROLE_REGISTRAR, ROLE_PROXY, ROLE_UAC};
    static const char *const all[] = {"*"};
    for (size_t i = 0; i < sizeof(roles) / sizeof(roles[0]); i++) {
        struct scene scene;
        struct told told;
        scene_init(&scene);
        struct self_run *play = begin(&scene, roles[i], all, &told);
        CU_ASSERT_EQUAL_FATAL(self_run_start(play, &scene.error), 0);
        CU_ASSERT_EQUAL(self_run_finish(&play, 1, &scene.error), 0);
        all_passed(&told);
        CU_ASSERT_EQUAL(device_dialogs(self_run_device(play)), 0);
        CU_ASSERT_EQUAL(device_bindings(self_run_device(play)), 0);
        if (device_dialogs(self_run_device(play)) || device_bindings(self_run_device(play)))
            printf("\n    role %s leaves %zu dialogs, %zu bindings", role_name(roles[i]),
                   device_dialogs(self_run_device(play)), device_bindings(self_run_device(play)));
        self_run_end(play);
        scene_free(&scene);
    }
}

static void a_profile_that_is_missing_is_told(void)
{
    struct scene scene;
    struct self_run *play = NULL;
    struct net_addr device, local;
    scene_init(&scene);
    net_addr_parse("192.0.2.10", 5060, &device);
    net_addr_parse("192.0.2.1", 0, &local);
    struct self_run_options options = {
        .library = scene.library, .scenarios_folder = "nowhere", .setup = setup_of(ROLE_UAS), .jobs = 1};
    CU_ASSERT_EQUAL(self_run_begin(scene.net, &device, &local, &options, &scene.error, &play), -1);
    CU_ASSERT_PTR_NULL(play);
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.error.p, "nowhere/profiles/reference-uas.json"));
    self_run_end(play);
    scene_free(&scene);
}

static void an_address_that_is_taken_is_told(void)
{
    static const char *const only[] = {"registrar/*"};
    struct scene scene;
    struct told told;
    struct self_run *second = NULL;
    struct net_addr device = addr_of(ROLE_REGISTRAR), local;
    scene_init(&scene);
    struct self_run *first = begin(&scene, ROLE_REGISTRAR, only, &told);
    net_addr_parse("192.0.2.1", 0, &local);
    struct self_run_options options = {.library = scene.library,
                                       .scenarios_folder = SIPCONFORM_SOURCE_DIR "/scenarios",
                                       .setup = setup_of(ROLE_REGISTRAR),
                                       .jobs = 1};
    CU_ASSERT_EQUAL(self_run_begin(scene.net, &device, &local, &options, &scene.error, &second), -1);
    CU_ASSERT_PTR_NULL(second);
    CU_ASSERT_PTR_NOT_NULL(strstr(scene.error.p, "cannot be started"));
    self_run_end(first);
    scene_free(&scene);
}

const struct unit_test unit_tests[] = {
    {"nothing is left", nothing_is_left},
    {"several share a network", several_share_a_network},
    {"a profile that is missing is told", a_profile_that_is_missing_is_told},
    {"an address that is taken is told", an_address_that_is_taken_is_told},
    {NULL, NULL},
};
