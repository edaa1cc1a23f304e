/* A case from the inside: what its parts have in common. Each part has a header of its own with its state.
 * Layers, from the top: lifecycle (lifecycle.c), script (script.h), automatic behaviours (automatic.h),
 * messages (messages.h), wire (wire.h); waiting and this file below all. What has to be told upwards goes
 * through struct case_upward. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_CASE_H
#define SIPCONFORM_PLAY_CASE_H

#include "base/limits.h"
#include "base/rng.h"
#include "check/condition.h"
#include "play/automatic.h"
#include "play/play.h"
#include "play/script.h"
#include "play/waiting.h"
#include "play/wire.h"
#include "scenario/matrix.h"

enum phase {
    PHASE_CONTROL,
    PHASE_BETWEEN,
    PHASE_MAIN,
    PHASE_AFTERMATH,
    PHASE_HANG_UP,
    PHASE_DRAIN,
    PHASE_LIVENESS,
    PHASE_DONE
};

/* How lower parts reach what stands above them. Filled in by lifecycle.c. */
struct case_upward {
    /* A message came in and stands in the transcript: automatic behaviours. */
    void (*received)(struct test_case *test, long entry);
    /* A connection of that endpoint has ended: automatic behaviours. */
    void (*lost)(struct test_case *test, size_t endpoint, const struct net_event *event);
    /* A connection of that endpoint could not be made, or a datagram was refused: automatic behaviours. */
    void (*refused)(struct test_case *test, size_t endpoint, const struct net_event *event);
    /* May a step that is still to come take this message? Script. */
    bool (*awaited)(struct test_case *test, const struct entry *entry);
    /* The time of the wait is over: script, then goes on. */
    void (*time_over)(struct test_case *test);
    /* Something has happened: the case goes on as far as it can. */
    void (*advance)(struct test_case *test);
    /* It may be that the case has nothing to say to the device for now: then its place is free. */
    void (*rest)(struct test_case *test);
};

struct test_case {
    const struct surroundings *around;
    const struct case_upward *upward;
    void *host_arg;
    const struct plan *plan;
    struct case_result result;
    struct matrix_row row; /* the plan's, evaluated for this case */
    uint64_t seed;         /* from the seed of all and the case's id: no two cases share a tag */
    struct rng rng;
    struct sip_timers timers;
    int64_t rtt_ms; /* to the device and back; 0 when it is not known */
    char *user;     /* user part of the case's own address of record */

    struct wire wire;
    struct automatic_state automatic;
    struct script script;
    struct waiting waiting;

    enum phase phase;
    size_t phase_begin; /* first transcript entry of this phase */
    bool stopped;       /* the rest of the phase's steps is not played */
    bool holds_place;   /* it may talk to the device */
    bool winding_down;  /* it ends early: only what tidies up is sent */
    bool took_back;     /* what the case left on the device, but for calls, was asked to be forgotten */
    bool liveness_asked;
    long liveness_request;
    bool environment_failed;
    bool overflow_told; /* that the transcript is full */
    char *control_key;  /* what its control run is, once it was asked for one; NULL: it is not shared */
    char *cut_off;      /* why something that should have been sent by itself was not; NULL: nothing was */
};

/* Where the device listens for this case's transport. */
static inline const struct net_addr *case_target(const struct test_case *test)
{
    return &test->around->targets[test->plan->transport];
}

static inline int64_t case_now_ns(const struct test_case *test)
{
    return net_now_ns(test->around->net);
}

/* case.c: what every part may use */
/* The rest is not played; says why. */
void case_give_up(struct test_case *test, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A message must not be sent where it would have to go. One of a step ends the case; without one that we
 * would have sent by ourselves the case can be judged only by what is there already. */
void case_cannot_send(struct test_case *test, const struct entry *message, const char *why);
/* Is the device without something that it should have got? Then the case is given up, and waits no more. */
bool case_is_cut_off(struct test_case *test);
/* Takes a place among those that talk to the device. False: the case waits for one, and what asked is asked
 * again. */
bool case_take_place(struct test_case *test);
void case_return_place(struct test_case *test);
/* The first final response to a request, sent or received; -1. `class` 0 is any. */
long final_of(const struct test_case *test, long request, int class);
bool has_response(const struct test_case *test, long request);
/* Was the request itself refused, and has nothing come for it? */
bool was_refused(const struct test_case *test, long request);

#endif
