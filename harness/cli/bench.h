/* The built-in device and a run against it on one network: the work of `demo` (real) and of `selftest`
 * (simulated). */
#ifndef SIPCONFORM_CLI_BENCH_H
#define SIPCONFORM_CLI_BENCH_H

#include "device/device.h"
#include "engine/run.h"

/* One way to set the built-in device up: a role, and for the proxy whether it recurses. */
struct bench_setup {
    enum device_role role;
    bool recurse;
    const char *profile; /* file name in scenarios/profiles */
    const char *variant; /* tells its cases from those of another setup of the role; NULL */
};
/* The i-th; NULL beyond the end. Every role is there. */
const struct bench_setup *bench_setup_at(size_t i);

struct bench_options {
    const struct library *library;
    const char *scenarios_folder;
    const struct bench_setup *setup;
    struct fault_set faults;
    struct run_filter filter;
    unsigned transports; /* set of 1 << enum net_transport */
    unsigned jobs;
    uint64_t seed;
    int64_t t1_ms; /* 0: 500; t2 and t4 in proportion */
    bool fail_fast;
    struct run_sink sink;
};

/* One device with its run, under way. */
struct bench_play;

/* Makes a device on net (at the address given, port 0: any) and discovers it, which runs the network. What
 * options point to must stay until bench_end(); the rest is copied. Returns 0, or -1 after error was
 * filled. */
int bench_begin(struct net *net, const struct net_addr *device, const struct net_addr *local,
                const struct bench_options *options, struct buf *error, struct bench_play **ret_play);
/* Starts all cases; they are played inside net_run(). Once only. Several may share a net: begin all of them
 * before the first is started, since discovery would play what is started already. Returns 0, or -1 after
 * error was filled. */
int bench_start(struct bench_play *play, struct buf *error);
/* Runs the network until run_is_over() for each of these, which were all started. NULL is skipped. Returns 0,
 * or -1 after error was filled. */
int bench_finish(struct bench_play *const *plays, size_t count, struct buf *error);
/* NULL before bench_start(). */
struct run *bench_play_run(const struct bench_play *play);
/* Frees the run and the device, before their net. NULL is allowed. */
void bench_end(struct bench_play *play);

/* All of these one after another. Returns 0, or -1 after error was filled. */
int bench_run(struct net *net, const struct net_addr *device, const struct net_addr *local,
              const struct bench_options *options, struct buf *error);

#endif
