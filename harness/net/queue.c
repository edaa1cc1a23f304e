/* A queue of tasks in the order of time: a binary heap. */
#include "net/queue.h"

#include "net/net.h"

#include <stdbool.h>
#include <stdlib.h>

static bool is_before(const struct net_task *a, const struct net_task *b)
{
    return a->due_ns != b->due_ns ? a->due_ns < b->due_ns : a->order < b->order;
}

static void put(struct net_queue *queue, size_t slot, struct net_task *task)
{
    queue->tasks[slot] = task;
    task->slot = slot;
}

static void sift_up(struct net_queue *queue, size_t slot, struct net_task *task)
{
    while (slot) {
        size_t parent = (slot - 1) / 2;
        if (!is_before(task, queue->tasks[parent]))
            break;
        put(queue, slot, queue->tasks[parent]);
        slot = parent;
    }
    put(queue, slot, task);
}

static void sift_down(struct net_queue *queue, size_t slot, struct net_task *task)
{
    for (;;) {
        size_t child = 2 * slot + 1;
        if (child >= queue->count)
            break;
        if (child + 1 < queue->count && is_before(queue->tasks[child + 1], queue->tasks[child]))
            child++;
        if (!is_before(queue->tasks[child], task))
            break;
        put(queue, slot, queue->tasks[child]);
        slot = child;
    }
    put(queue, slot, task);
}

int net_queue_add(struct net_queue *queue, struct net_task *task)
{
    if (queue->count == queue->capacity) {
        size_t capacity = queue->capacity ? queue->capacity * 2 : 64;
        struct net_task **tasks = realloc(queue->tasks, capacity * sizeof(struct net_task *));
        if (!tasks)
            return NET_ENOMEM;
        queue->tasks = tasks;
        queue->capacity = capacity;
    }
    task->order = ++queue->last_order;
    sift_up(queue, queue->count++, task);
    return NET_OK;
}

void net_queue_remove(struct net_queue *queue, struct net_task *task)
{
    size_t slot = task->slot;
    struct net_task *last = queue->tasks[--queue->count];
    if (last == task)
        return;
    if (is_before(last, task))
        sift_up(queue, slot, last);
    else
        sift_down(queue, slot, last);
}

struct net_task *net_queue_first(const struct net_queue *queue)
{
    return queue->count ? queue->tasks[0] : NULL;
}

void net_queue_free(struct net_queue *queue)
{
    while (queue->count) {
        struct net_task *task = queue->tasks[--queue->count];
        if (task->drop)
            task->drop(task);
    }
    free(queue->tasks);
    *queue = (struct net_queue){0};
}
