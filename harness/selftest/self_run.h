/* A run against ourselves: the built-in device and a run of the scenarios against it on one network. `demo`
 * does it on a real network, `selftest` on a simulated one. Nothing in this folder prints. */
#ifndef SIPCONFORM_SELFTEST_SELF_RUN_H
#define SIPCONFORM_SELFTEST_SELF_RUN_H

#include "device/device.h"
#include "engine/run.h"

/* One way to set the built-in device up: a role, and for the proxy whether it recurses. */
struct self_setup {
    enum role role;
    bool recurse;
    const char *profile; /* file name in scenarios/profiles */
    const char *variant; /* tells its cases from those of another setup of the role; NULL */
};
/* The i-th; NULL beyond the end. Every role is there. */
const struct self_setup *self_setup_at(size_t i);

struct self_run_options {
    const struct library *library;
    const char *scenarios_folder;
    const struct self_setup *setup;
    struct fault_set faults;
    struct trait_set traits;
    struct run_filter filter;
    unsigned transports; /* set of 1 << enum net_transport */
    unsigned jobs;
    uint64_t seed;
    int64_t t1_ms; /* 0: 500; t2 and t4 in proportion */
    bool fail_fast;
    enum confirm confirm;
    struct run_sink sink;
};

/* Has the device a trait by which it is busy at times? Then it is tested as a stranger's is: what load may
 * have caused has to be played again. */
bool self_run_may_be_busy(const struct self_run_options *options);

/* One device with its run, under way. */
struct self_run;

/* Makes a device on net (at the address given, port 0: any) and discovers it, which runs the network. What
 * options point to must stay until self_run_end(); the rest is copied. Returns 0, or -1 after error was
 * filled. */
int self_run_begin(struct net *net, const struct net_addr *device, const struct net_addr *local,
                   const struct self_run_options *options, struct buf *error, struct self_run **ret_self);
/* Starts all cases; they are played inside net_run(). Once only. Several may share a net: begin all of them
 * before the first is started, since discovery would play what is started already. Returns 0, or -1 after
 * error was filled. */
int self_run_start(struct self_run *self, struct buf *error);
/* Runs the network until run_is_over() for each of these, which were all started. NULL is skipped. Returns 0,
 * or -1 after error was filled. */
int self_run_finish(struct self_run *const *selves, size_t count, struct buf *error);
/* The engine's run; NULL before self_run_start(). */
const struct device *self_run_device(const struct self_run *self);
struct run *self_run_engine(const struct self_run *self);
/* Frees the run and the device, before their net. NULL is allowed. */
void self_run_end(struct self_run *self);

/* All of these one after another. Returns 0, or -1 after error was filled. */
int self_run_whole(struct net *net, const struct net_addr *device, const struct net_addr *local,
                   const struct self_run_options *options, struct buf *error);

#endif
