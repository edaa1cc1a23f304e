/* A run from the inside. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_RUN_PRIVATE_H
#define SIPCONFORM_ENGINE_RUN_PRIVATE_H

#include "check/tag_memory.h"
#include "engine/run.h"

/* A case in a run: what the run knows of it besides what the case knows itself. */
struct seat {
    struct run *run;
    const struct plan *plan;
    struct test_case *test;
    bool busy;       /* counts as a busy case of the run */
    bool holds_call; /* has one of the device's calls */
    bool in_queue;   /* waits for such a call */
    int64_t ended_ns;
    struct seat *next;
};

struct run {
    const struct run_options *options;
    const struct plans *plans;
    struct surroundings around; /* what its cases are given */
    size_t next_plan;
    struct seat *active, **active_tail; /* in the order in which they began */
    size_t active_count, busy_count, exclusive_count, calls_used;
    struct seat *ended; /* newest first; their addresses are still open */
    size_t ended_count;
    const struct plan **again; /* taken back when the device died: to be played alone */
    size_t again_count, again_next;
    bool paused; /* the device is not there */
    struct net_timer *pump_timer;
    struct tag_memory *tags;
    const char **unfinished;
    int64_t longest_wait_ns;
    bool stopped, failed;
};

/* What the cases of a run with these options are given. tags and host may be NULL where none is played. */
struct surroundings run_surroundings(const struct run_options *options, struct tag_memory *tags,
                                     const struct case_host *host);

#endif
