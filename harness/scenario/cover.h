/* Few combinations in which all pairs, and where wanted all triples, of values occur. Knows numbers only. */
#ifndef SIPCONFORM_SCENARIO_COVER_H
#define SIPCONFORM_SCENARIO_COVER_H

#include <stdbool.h>
#include <stddef.h>

enum { COVER_STRENGTH_MAX = 3 };

/* Of these axes every combination of values has to occur that is allowed. */
struct cover_group {
    size_t axes[COVER_STRENGTH_MAX], strength;
};

struct cover_task {
    const size_t *sizes; /* values of each axis; none is 0 */
    size_t count;        /* of axes */
    const struct cover_group *groups;
    size_t group_count;
    bool (*is_allowed)(void *arg, const size_t *candidate);
    /* Takes one combination, a value of each axis. Returns 0, or -1 to end all. */
    int (*take)(void *arg, const size_t *candidate);
    void *arg;
};

/* Makes combinations one after the other until every group's are there, beside the had_count that there are
 * already (count numbers each; NULL: none). The same task gives the same ones in the same order. Each costs
 * values * groups at most, and LIMIT_MATRIX_TRIES where constraints are in the way. Returns 0; -1 when memory
 * is out or take said so. */
int cover_make(const struct cover_task *task, const size_t *had, size_t had_count);

#endif
