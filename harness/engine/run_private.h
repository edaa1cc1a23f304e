/* A run from the inside. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_RUN_PRIVATE_H
#define SIPCONFORM_ENGINE_RUN_PRIVATE_H

#include "check/tag_memory.h"
#include "engine/again.h"
#include "engine/controls.h"
#include "engine/pace.h"
#include "engine/run.h"

/* A case in a run: what the run knows of it besides what the case knows itself. */
struct seat {
    struct run *run;
    const struct plan *plan;
    struct test_case *test;
    bool holds_place; /* among those that talk to the device */
    bool in_queue;    /* waits for such a place */
    bool beside;      /* others talked to the device while it did */
    bool streams;     /* it is over, and has connections open */
    bool certain;     /* nothing that load may have caused: the device was gone when it was over */
    bool close;       /* somebody had stopped just before it began */
    bool own_control; /* it plays its control run itself: it is played alone, or once more */
    unsigned deaths;  /* that the run had seen when it asked for a control run */
    size_t confirms;  /* number, from 1, of the item of `again` that it is the second play of; 0: none */
    int64_t began_ns; /* to talk to the device, first */
    int64_t ended_ns;
    bool is_over; /* it ended while the run was winding down */
    struct seat *next;
};

struct run {
    const struct run_options *options;
    const struct plans *plans;
    struct surroundings around; /* what its cases are given */
    size_t next_plan;
    struct seat *active, **active_tail; /* in the order in which they began */
    size_t active_count, exclusive_count, places_used;
    struct seat *ended; /* newest first; their addresses are still open */
    size_t ended_count, ended_streams;
    struct again *again; /* to be played again; each once */
    size_t again_count, again_next;
    struct experience experience;
    struct pace pace;
    int64_t begin_ns;               /* of the run */
    int64_t busy_ns, busy_since_ns; /* how long somebody talked to the device; since when somebody does now */
    int64_t released_ns;            /* when somebody stopped to talk last */
    bool alone;                     /* one place for all: what load may have caused is confirmed */
    bool held;                      /* no further plan begins until a FAIL is confirmed */
    size_t replays;
    struct controls controls;
    size_t shared_controls; /* that were taken over from another case */
    struct net_timer *pace_timer;
    bool paused;           /* the device is not there, or it is being asked whether it is */
    struct seat *suspects; /* over, and met with silence: what they found hangs on whether the device lives */
    int64_t heard_ns;      /* when anything came from the device last */
    bool winding_down;
    struct net_timer *deadline; /* of winding down */
    struct net_timer *pump_timer;
    struct tag_memory *tags;
    const char **unfinished;
    int64_t longest_wait_ns;
    bool stopped, failed;
};

/* Something has changed: who may begin or go on is looked at, though not from inside a case. */
void run_pump_soon(struct run *run);
/* It is not being played any more, and gives back what it held. */
void run_leave(struct run *run, struct seat *seat);
/* Files what is to be played again, and takes the first result over. False when memory is out. */
bool run_add_again(struct run *run, const struct again *item);
/* Tells the result of a case that is over, or keeps it until it was confirmed. */
void run_conclude(struct run *run, struct seat *seat);
void run_seat_free(struct seat *seat);
/* What the cases of a run with these options are given. tags and host may be NULL where none is played. */
struct surroundings run_surroundings(const struct run_options *options, struct tag_memory *tags,
                                     const struct case_host *host);

#endif
