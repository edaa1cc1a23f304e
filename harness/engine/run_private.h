/* Private to run.c and plan.c. */
#ifndef SIPCONFORM_ENGINE_RUN_PRIVATE_H
#define SIPCONFORM_ENGINE_RUN_PRIVATE_H

#include "engine/case.h"

struct run {
    const struct run_options *options;
    const struct plans *plans;
    size_t next_plan;
    struct test_case *active, **active_tail; /* in the order in which they began */
    size_t active_count, busy_count, exclusive_count, slots_used;
    struct test_case *ended; /* newest first; their addresses are still open */
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

#endif
