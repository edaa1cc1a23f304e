/* Cases that are played again: alone, because what they found may have come of load; or one at a time,
 * because the device ended while several talked to it. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_AGAIN_H
#define SIPCONFORM_ENGINE_AGAIN_H

#include "engine/run.h"

struct again {
    const struct plan *plan;
    bool strict;              /* nothing else at all may be under way: the device had ended */
    bool load;                /* the device had shown that it was too much */
    unsigned tries;           /* that it was played alone already, and the device was still busy */
    struct case_result first; /* what is to be confirmed; zero when there is nothing */
};

/* What a first play showed. */
struct doubt {
    bool any;              /* it is to be played again */
    bool load;             /* the device showed that it was too much */
    bool busy;             /* and said so: by an answer that busy devices give */
    int64_t retry_after_s; /* what it asked for then; 0: nothing */
};
/* beside: others talked at the same time; close: a call had ended just before. */
struct doubt again_doubt(const struct case_result *result, enum confirm confirm, bool beside, bool close);

enum { SAME_ENOUGH = 3 }; /* of a scenario alone: the rest then stands as it was */

/* How often findings of a scenario were the same alone. */
struct experience;
struct experience_row {
    const struct scenario *scenario;
    char *requirement;
    unsigned same;
};
struct experience {
    struct experience_row *rows;
    size_t count;
};
void experience_free(struct experience *experience);
/* Were all doubtful findings of that result the same alone, three times in other cases of its scenario? */
bool experience_says_so(const struct experience *experience, const struct scenario *scenario,
                        const struct case_result *result);

/* Settles what a second play, alone, makes of the first: fills in the second's confirmation, and its verdict
 * where they differ. Returns true when it was the same. */
bool again_settle(const struct again *item, struct case_result *second, struct experience *experience);

#endif
