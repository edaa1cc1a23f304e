/* Sets the built-in device up in one role and runs the scenarios of that role against it. */
#include "selftest/self_run.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>

static const struct self_setup setups[] = {
    {ROLE_UAS, false, "reference-uas.json", NULL},
    {ROLE_REDIRECT, false, "reference-redirect.json", NULL},
    {ROLE_REGISTRAR, false, "reference-registrar.json", NULL},
    {ROLE_PROXY, false, "reference-proxy.json", NULL},
    {ROLE_PROXY, true, "reference-proxy-recursing.json", "recursing"},
    {ROLE_UAC, false, "reference-uac.json", NULL},
};

const struct self_setup *self_setup_at(size_t i)
{
    return i < sizeof(setups) / sizeof(setups[0]) ? &setups[i] : NULL;
}

static int set_ms(struct profile *profile, const char *key, int64_t ms)
{
    char text[32];
    snprintf(text, sizeof(text), "%lldms", (long long)ms);
    return profile_set_text(profile, key, text, false);
}

bool self_run_may_be_busy(const struct self_run_options *options)
{
    return trait_set_has_group(&options->traits, "load");
}

/* How many calls a device takes that may be busy is for the run to find out. */
static int load_profile(const struct self_run_options *options, struct profile *profile, struct buf *error)
{
    struct diagnostics diagnostics;
    struct buf path;
    buf_init(&path, LIMIT_PATH_BYTES);
    diagnostics_init(&diagnostics);
    buf_addf(&path, "%s/profiles/%s", options->scenarios_folder, options->setup->profile);
    int64_t t1 = options->t1_ms ? options->t1_ms : 500;
    int result = profile_load(path.p, &diagnostics, profile);
    if (result)
        diagnostics_print(&diagnostics, error);
    else if (self_run_may_be_busy(options) && profile_set_text(profile, "max_calls", "0", false))
        result = -1;
    else if (set_ms(profile, "t1", t1) || set_ms(profile, "t2", 8 * t1) || set_ms(profile, "t4", 10 * t1))
        result = -1;
    buf_free(&path);
    diagnostics_free(&diagnostics);
    return result;
}

static int make_device(struct net *net, const struct net_addr *addr, const struct self_run_options *options,
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
        .traits = options->traits,
    };
    int result = device_create(net, &own, ret_device);
    if (result)
        buf_addf(error, "the built-in device cannot be started: %s\n", net_error_text(result));
    return result;
}

struct self_run {
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

static int begin(struct self_run *self, const struct net_addr *addr, const struct self_run_options *options,
                 struct buf *error)
{
    if (load_profile(options, &self->options.profile, error))
        return -1;
    if (make_device(self->options.net, addr, options, &self->device, error))
        return -1;
    self->options.target = *device_addr(self->device);
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        self->options.targets[i] = *device_addr_for(self->device, (enum net_transport)i);
    /* also where it does not listen: that nobody is there is for a case to see */
    const struct net_addr *target = &self->options.target;
    if (net_allow(self->options.net, target, target->family == 4 ? 32 : 128, target->port))
        return failed(error);
    return run_discover(&self->options, &self->discovery) ? failed(error) : 0;
}

int self_run_begin(struct net *net, const struct net_addr *addr, const struct net_addr *local,
                   const struct self_run_options *options, struct buf *error, struct self_run **ret_self)
{
    struct self_run *self = calloc(1, sizeof(*self));
    if (!self)
        return failed(error);
    self->options = (struct run_options){
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
        .auth_user = "alice", /* as the device has it unless it is told otherwise */
        .auth_password = "secret",
        .confirm = options->confirm,
        .sink = options->sink,
    };
    if (begin(self, addr, options, error)) {
        self_run_end(self);
        return -1;
    }
    *ret_self = self;
    return 0;
}

int self_run_start(struct self_run *self, struct buf *error)
{
    if (run_plan(&self->options, &self->plans) || run_start(&self->options, &self->plans, &self->run))
        return failed(error);
    return 0;
}

const struct device *self_run_device(const struct self_run *self)
{
    return self->device;
}

struct run *self_run_engine(const struct self_run *self)
{
    return self->run;
}

/* One that is under way; NULL when all are over. */
static const struct self_run *first_under_way(struct self_run *const *selves, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (selves[i] && !run_is_over(selves[i]->run))
            return selves[i];
    return NULL;
}

int self_run_finish(struct self_run *const *selves, size_t count, struct buf *error)
{
    const struct self_run *self;
    while ((self = first_under_way(selves, count)) != NULL)
        if (net_run(self->options.net))
            return failed(error);
    for (size_t i = 0; i < count; i++)
        if (selves[i] && run_has_failed(selves[i]->run))
            return failed(error);
    return 0;
}

void self_run_end(struct self_run *self)
{
    if (!self)
        return;
    run_free(self->run);
    plans_free(&self->plans);
    discovery_free(&self->discovery);
    device_free(self->device);
    profile_free(&self->options.profile);
    free(self);
}

int self_run_whole(struct net *net, const struct net_addr *addr, const struct net_addr *local,
                   const struct self_run_options *options, struct buf *error)
{
    struct self_run *self = NULL;
    int result = self_run_begin(net, addr, local, options, error, &self);
    if (!result)
        result = self_run_start(self, error);
    if (!result && (net_run(net) || run_has_failed(self->run)))
        result = failed(error);
    self_run_end(self);
    return result;
}
