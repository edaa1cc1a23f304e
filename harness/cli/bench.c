#include "cli/bench.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const struct bench_setup setups[] = {
    {DEVICE_UAS, false, "reference-uas.json"},
    {DEVICE_REDIRECT, false, "reference-redirect.json"},
    {DEVICE_REGISTRAR, false, "reference-registrar.json"},
    {DEVICE_PROXY, false, "reference-proxy.json"},
    {DEVICE_PROXY, true, "reference-proxy-recursing.json"},
    {DEVICE_UAC, false, "reference-uac.json"},
};

const struct bench_setup *bench_setup_at(size_t i)
{
    return i < sizeof(setups) / sizeof(setups[0]) ? &setups[i] : NULL;
}

static int set_ms(struct profile *profile, const char *key, int64_t ms)
{
    char text[32];
    snprintf(text, sizeof(text), "%lldms", (long long)ms);
    return profile_set_text(profile, key, text, false);
}

static int load_profile(const struct bench_options *options, struct profile *profile, struct buf *error)
{
    struct diagnostics diagnostics;
    struct buf path;
    buf_init(&path, 4096);
    diagnostics_init(&diagnostics);
    buf_addf(&path, "%s/profiles/%s", options->scenarios_folder, options->setup->profile);
    int64_t t1 = options->t1_ms ? options->t1_ms : 500;
    int result = profile_load(path.p, &diagnostics, profile);
    if (result)
        diagnostics_print(&diagnostics, error);
    else if (set_ms(profile, "t1", t1) || set_ms(profile, "t2", 8 * t1) || set_ms(profile, "t4", 10 * t1))
        result = -1;
    buf_free(&path);
    diagnostics_free(&diagnostics);
    return result;
}

static int make_device(struct net *net, const struct net_addr *addr, const struct bench_options *options,
                       struct device **ret_device, struct buf *error)
{
    int64_t t1 = options->t1_ms ? options->t1_ms : 500;
    struct device_options own = {
        .role = options->setup->role,
        .listen = *addr,
        .tcp = true,
        .t1_ms = t1,
        .t2_ms = 8 * t1,
        .t4_ms = 10 * t1,
        .seed = options->seed,
        .recurse = options->setup->recurse,
        .faults = options->faults,
    };
    int result = device_create(net, &own, ret_device);
    if (result)
        buf_addf(error, "the built-in device cannot be started: %s\n", net_error_text(result));
    return result;
}

static int play(struct run_options *run_options, struct buf *error)
{
    struct discovery discovery = {0};
    struct plans plans = {0};
    struct run *run = NULL;
    int result = run_discover(run_options, &discovery);
    if (!result)
        result = run_plan(run_options, &plans);
    if (!result)
        result = run_start(run_options, &plans, &run);
    if (!result)
        result = net_run(run_options->net);
    if (!result && run_failed(run))
        result = -1;
    if (result)
        buf_add_text(error, "the run failed: memory or environment\n");
    run_free(run);
    plans_free(&plans);
    discovery_free(&discovery);
    return result ? -1 : 0;
}

int bench_run(struct net *net, const struct net_addr *addr, const struct net_addr *local,
              const struct bench_options *options, struct buf *error)
{
    struct device *device = NULL;
    struct run_options run_options = {
        .net = net,
        .library = options->library,
        .roles = 1u << options->setup->role,
        .transports = options->transports,
        .local = *local,
        .filter = options->filter,
        .jobs = options->jobs,
        .seed = options->seed,
        .fail_fast = options->fail_fast,
        .sink = options->sink,
    };
    if (load_profile(options, &run_options.profile, error))
        return -1;
    int result = make_device(net, addr, options, &device, error);
    if (!result) {
        run_options.target = *device_addr(device);
        result = play(&run_options, error);
    }
    device_free(device);
    profile_free(&run_options.profile);
    return result ? -1 : 0;
}
