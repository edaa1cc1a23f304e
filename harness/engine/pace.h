/* How many cases may talk to the device at a time. It begins with what is known, grows while answers come
 * soon, and falls back when the device shows that it was too much. */
#ifndef SIPCONFORM_ENGINE_PACE_H
#define SIPCONFORM_ENGINE_PACE_H

#include "model/profile.h"
#include "sip/role.h"

struct pace {
    size_t ceiling; /* never more than this */
    size_t limit;   /* at this time */
    size_t good;    /* answers in good time since the limit changed */
    int64_t t1_ns;
    int64_t way_ns;    /* to the device and back */
    int64_t answer_ns; /* time of a first response, a slow average */
    int64_t rest_ns;   /* that the device needs after a call before it takes the next */
    int64_t rested_ns; /* when rest_ns became longer last */
    int64_t free_ns;   /* nothing begins before this moment */
    unsigned same;     /* how often a rest made no difference */
    bool rest_is_useless;
};

/* A sign that it was too much. */
struct pace_refusal {
    bool beside;           /* while others talked to the device */
    bool busy;             /* it said so; silence asks for fewer at a time, and for no rest */
    int64_t retry_after_s; /* what it asked for, which is no matter of calls; 0: nothing */
    int64_t began_ns;      /* when the case that met it began to talk */
};

/* Of the device, for the roles that it is tested in. jobs: the most that the user allows. A profile's
 * `max_calls` is a ceiling, and `takes_calls` (that many were seen at once) a beginning. */
void pace_begin(struct pace *pace, const struct profile *profile, unsigned roles, size_t jobs);
/* May one more begin to talk, beside `used` others? */
bool pace_admits(const struct pace *pace, size_t used, int64_t now_ns);
/* A request was answered for the first time, after so long. */
void pace_answered(struct pace *pace, int64_t ns);
/* Somebody has stopped to talk. */
void pace_released(struct pace *pace, int64_t now_ns);
/* It was too much. Who began before the rest became longer has shown nothing of that rest. */
void pace_too_much(struct pace *pace, const struct pace_refusal *refusal, int64_t now_ns);
/* Alone and rested it did the same: it was no matter of pace. */
void pace_was_not_it(struct pace *pace);
/* How long an answer may take before others talk meanwhile. */
int64_t pace_patience_ms(const struct pace *pace);

#endif
