/* Covers pairs and triples of values: greedy, one tuple after the other. */
#include "scenario/cover.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct cover {
    const struct cover_task *task;
    size_t *base; /* of each group's tuples in seen; one more: the end of the last */
    unsigned char *seen;
    size_t *candidate;
    bool *fixed; /* axes of the candidate that have their value */
    size_t turn; /* how many combinations there are */
};

static size_t group_size(const struct cover_task *task, const struct cover_group *group)
{
    size_t size = 1;
    for (size_t i = 0; i < group->strength; i++)
        size *= task->sizes[group->axes[i]];
    return size;
}

static int number_groups(struct cover *cover)
{
    const struct cover_task *task = cover->task;
    cover->base = calloc(task->group_count + 1, sizeof(*cover->base));
    if (!cover->base)
        return -1;
    for (size_t g = 0; g < task->group_count; g++)
        cover->base[g + 1] = cover->base[g] + group_size(task, &task->groups[g]);
    cover->seen = calloc(cover->base[task->group_count] + 1, 1);
    return cover->seen ? 0 : -1;
}

/* Which of all tuples the candidate has in a group. */
static size_t tuple_at(const struct cover *cover, size_t g, const size_t *candidate)
{
    const struct cover_group *group = &cover->task->groups[g];
    size_t number = 0;
    for (size_t i = 0; i < group->strength; i++)
        number = number * cover->task->sizes[group->axes[i]] + candidate[group->axes[i]];
    return cover->base[g] + number;
}

static void note(struct cover *cover, const size_t *candidate)
{
    for (size_t g = 0; g < cover->task->group_count; g++)
        cover->seen[tuple_at(cover, g, candidate)] = 1;
    cover->turn++;
}

/* Sets the group's axes to the tuple of that number; no other axis has a value. */
static void fix_tuple(struct cover *cover, size_t g, size_t number)
{
    const struct cover_group *group = &cover->task->groups[g];
    memset(cover->fixed, 0, cover->task->count * sizeof(*cover->fixed));
    memset(cover->candidate, 0, cover->task->count * sizeof(*cover->candidate));
    for (size_t i = group->strength; i-- > 0;) {
        size_t axis = group->axes[i];
        cover->candidate[axis] = number % cover->task->sizes[axis];
        number /= cover->task->sizes[axis];
        cover->fixed[axis] = true;
    }
}

static bool is_whole(const struct cover *cover, const struct cover_group *group)
{
    for (size_t i = 0; i < group->strength; i++)
        if (!cover->fixed[group->axes[i]])
            return false;
    return true;
}

/* How many new tuples the candidate has among the groups whose axes have values. */
static size_t count_new(const struct cover *cover)
{
    size_t fresh = 0;
    for (size_t g = 0; g < cover->task->group_count; g++)
        if (is_whole(cover, &cover->task->groups[g]) && !cover->seen[tuple_at(cover, g, cover->candidate)])
            fresh++;
    return fresh;
}

/* The value that brings the most new tuples; the first of equals after `turn`, so that values take turns. */
static void choose(struct cover *cover, size_t axis)
{
    size_t count = cover->task->sizes[axis], best = cover->turn % count, most = 0;
    cover->fixed[axis] = true;
    for (size_t k = 0; k < count; k++) {
        cover->candidate[axis] = (cover->turn + k) % count;
        size_t fresh = count_new(cover);
        if (fresh > most) {
            most = fresh;
            best = cover->candidate[axis];
        }
    }
    cover->candidate[axis] = best;
}

static bool is_allowed(const struct cover *cover)
{
    return cover->task->is_allowed(cover->task->arg, cover->candidate);
}

/* The next combination of the axes that are open. False after the last one. */
static bool next_open(struct cover *cover)
{
    for (size_t i = cover->task->count; i-- > 0;) {
        if (cover->fixed[i])
            continue;
        if (++cover->candidate[i] < cover->task->sizes[i])
            return true;
        cover->candidate[i] = 0;
    }
    return false;
}

/* Makes the candidate an allowed combination that holds the tuple. False when none was found: the constraints
 * rule the tuple out. */
static bool find_candidate(struct cover *cover, size_t g, size_t number)
{
    fix_tuple(cover, g, number);
    for (size_t axis = 0; axis < cover->task->count; axis++)
        if (!cover->fixed[axis])
            choose(cover, axis);
    if (is_allowed(cover))
        return true;
    fix_tuple(cover, g, number);
    for (size_t i = 0; i < LIMIT_MATRIX_TRIES; i++) {
        if (is_allowed(cover))
            return true;
        if (!next_open(cover))
            return false;
    }
    return false;
}

/* One combination for each tuple that none before it has, made to bring as many other new ones as can be. */
static int cover_group(struct cover *cover, size_t g)
{
    for (size_t i = cover->base[g]; i < cover->base[g + 1]; i++) {
        if (cover->seen[i] || !find_candidate(cover, g, i - cover->base[g]))
            continue;
        note(cover, cover->candidate);
        if (cover->task->take(cover->task->arg, cover->candidate))
            return -1;
    }
    return 0;
}

int cover_make(const struct cover_task *task, const size_t *had, size_t had_count)
{
    struct cover cover = {
        .task = task,
        .candidate = calloc(task->count + 1, sizeof(size_t)),
        .fixed = calloc(task->count + 1, sizeof(bool)),
    };
    int result = cover.candidate && cover.fixed ? number_groups(&cover) : -1;
    for (size_t i = 0; !result && i < had_count; i++)
        note(&cover, had + i * task->count);
    for (size_t g = 0; !result && g < task->group_count; g++)
        result = cover_group(&cover, g);
    free(cover.base);
    free(cover.seen);
    free(cover.candidate);
    free(cover.fixed);
    return result;
}
