/* Sets up the built-in device in each role, and a run against it, on one network. */
#include "cli/bench.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const struct bench_setup setups[] = {
    {DEVICE_UAS, false, "reference-uas.json", NULL},
    {DEVICE_REDIRECT, false, "reference-redirect.json", NULL},
    {DEVICE_REGISTRAR, false, "reference-registrar.json", NULL},
    {DEVICE_PROXY, false, "reference-proxy.json", NULL},
    {DEVICE_PROXY, true, "reference-proxy-recursing.json", "recursing"},
    {DEVICE_UAC, false, "reference-uac.json", NULL},
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

struct bench_play {
    struct device *device;
    struct run_options options; /* its profile is ours */
    struct discovery discovery;
    struct plans plans;
    struct run *run;
};

static int failed(struct buf *error)
{
    buf_add_text(error, "the run failed: memory or environment\n");
    return -1;
}

static int begin(struct bench_play *play, const struct net_addr *addr, const struct bench_options *options,
                 struct buf *error)
{
    if (load_profile(options, &play->options.profile, error))
        return -1;
    if (make_device(play->options.net, addr, options, &play->device, error))
        return -1;
    play->options.target = *device_addr(play->device);
    return run_discover(&play->options, &play->discovery) ? failed(error) : 0;
}

int bench_begin(struct net *net, const struct net_addr *addr, const struct net_addr *local,
                const struct bench_options *options, struct buf *error, struct bench_play **ret_play)
{
    struct bench_play *play = calloc(1, sizeof(*play));
    if (!play)
        return failed(error);
    play->options = (struct run_options){
        .net = net,
        .library = options->library,
        .roles = 1u << options->setup->role,
        .variant = options->setup->variant,
        .transports = options->transports,
        .local = *local,
        .filter = options->filter,
        .jobs = options->jobs,
        .seed = options->seed,
        .fail_fast = options->fail_fast,
        .sink = options->sink,
    };
    if (begin(play, addr, options, error)) {
        bench_end(play);
        return -1;
    }
    *ret_play = play;
    return 0;
}

int bench_start(struct bench_play *play, struct buf *error)
{
    if (run_plan(&play->options, &play->plans) || run_start(&play->options, &play->plans, &play->run))
        return failed(error);
    return 0;
}

struct run *bench_play_run(const struct bench_play *play)
{
    return play->run;
}

/* One that is under way; NULL when all are over. */
static const struct bench_play *first_under_way(struct bench_play *const *plays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (plays[i] && !run_is_over(plays[i]->run))
            return plays[i];
    return NULL;
}

int bench_finish(struct bench_play *const *plays, size_t count, struct buf *error)
{
    const struct bench_play *play;
    while ((play = first_under_way(plays, count)) != NULL)
        if (net_run(play->options.net))
            return failed(error);
    for (size_t i = 0; i < count; i++)
        if (plays[i] && run_has_failed(plays[i]->run))
            return failed(error);
    return 0;
}

void bench_end(struct bench_play *play)
{
    if (!play)
        return;
    run_free(play->run);
    plans_free(&play->plans);
    discovery_free(&play->discovery);
    device_free(play->device);
    profile_free(&play->options.profile);
    free(play);
}

int bench_run(struct net *net, const struct net_addr *addr, const struct net_addr *local,
              const struct bench_options *options, struct buf *error)
{
    struct bench_play *play = NULL;
    int result = bench_begin(net, addr, local, options, error, &play);
    if (!result)
        result = bench_start(play, error);
    if (!result && (net_run(net) || run_has_failed(play->run)))
        result = failed(error);
    bench_end(play);
    return result;
}
