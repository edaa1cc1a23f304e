/* Loading a folder of scenarios and playing a case, again and again, with the first, second, third ...
 * allocation failing: nothing crashes, leaks or hangs, and it ends with success when none fails. The linker
 * puts these functions in place of malloc and its kin for our own code; shared libraries (cJSON) keep theirs.
 */
#include "suite.h"

#include "device/device.h"
#include "engine/run.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "short of memory";

static long allocations_left = -1; /* until one fails; below 0: none does */

static bool allocation_fails(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

void *__real_malloc(size_t n);
void *__real_calloc(size_t count, size_t n);
void *__real_realloc(void *p, size_t n);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t count, size_t n);
void *__wrap_realloc(void *p, size_t n);
char *__wrap_strdup(const char *text);

void *__wrap_malloc(size_t n)
{
    return allocation_fails() ? NULL : __real_malloc(n);
}

void *__wrap_calloc(size_t count, size_t n)
{
    return allocation_fails() ? NULL : __real_calloc(count, n);
}

void *__wrap_realloc(void *p, size_t n)
{
    return allocation_fails() ? NULL : __real_realloc(p, n);
}

char *__wrap_strdup(const char *text)
{
    return allocation_fails() ? NULL : __real_strdup(text);
}

static const char folder[] = SIPCONFORM_SOURCE_DIR "/tests/scenarios/small";

static bool load(struct library **library)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    int result = library_load(folder, &diagnostics, library);
    CU_ASSERT_EQUAL(result, *library ? 0 : -1);
    if (result)
        CU_ASSERT(diagnostics.errors > 0);
    diagnostics_free(&diagnostics);
    return result == 0;
}

static bool load_only(void)
{
    struct library *library = NULL;
    bool ok = load(&library);
    library_free(library);
    return ok;
}

static struct library *loaded;

struct tally {
    size_t cases, passed;
};

static void on_result(void *arg, const struct case_result *result)
{
    struct tally *tally = arg;
    tally->cases++;
    tally->passed += result->verdict == VERDICT_PASS;
}

/* The network and the device have their own tests: only the run is short of memory. */
static bool play(void)
{
    long keep = allocations_left;
    allocations_left = -1;
    struct net *net = NULL;
    struct device *device = NULL;
    struct tally tally = {0};
    struct device_options own = {.role = ROLE_UAS};
    struct run_options options = {
        .library = loaded,
        .roles = 1u << ROLE_UAS,
        .transports = 1u << NET_UDP,
        .jobs = 10,
        .seed = 1,
        .sink = {.on_result = on_result, .arg = &tally},
    };
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &net), 0);
    net_addr_parse("192.0.2.1:5060", 0, &own.listen);
    net_addr_parse("192.0.2.2", 0, &options.local);
    CU_ASSERT_EQUAL_FATAL(device_create(net, &own, &device), 0);
    CU_ASSERT_EQUAL(profile_set_text(&options.profile, "user", "alice", false), 0);
    options.net = net;
    options.target = own.listen;
    struct plans plans = {0};
    struct run *run = NULL;
    allocations_left = keep;
    int failed = run_plan(&options, &plans) || run_start(&options, &plans, &run) || net_run(net) ||
                 run_has_failed(run);
    run_free(run);
    plans_free(&plans);
    profile_free(&options.profile);
    device_free(device);
    net_free(net);
    return !failed && tally.cases == 1 && tally.passed == 1;
}

/* Fails the n-th allocation for n = 0, 1, ... until a run needs fewer: that one must succeed. */
static void fail_each(bool (*run)(void), long at_least)
{
    for (long n = 0; n < 100000; n++) {
        allocations_left = n;
        bool ok = run();
        bool none_failed = allocations_left >= 0;
        allocations_left = -1;
        if (!none_failed)
            continue;
        CU_ASSERT(ok);
        CU_ASSERT(n > at_least);
        return;
    }
    CU_FAIL("it never ends");
}

static void loading(void)
{
    fail_each(load_only, 300);
}

static void playing(void)
{
    CU_ASSERT_FATAL(load(&loaded));
    fail_each(play, 300);
    library_free(loaded);
}

const struct unit_test unit_tests[] = {{"loading", loading}, {"playing", playing}, {NULL, NULL}};
