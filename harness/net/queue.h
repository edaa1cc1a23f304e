/* Tasks ordered by time, and by the order in which they were added where the time is the same. A binary heap:
 * adding and removing cost O(log n), so thousands of timers are cheap. Private to harness/net. */
#ifndef SIPCONFORM_NET_QUEUE_H
#define SIPCONFORM_NET_QUEUE_H

#include <stddef.h>
#include <stdint.h>

/* First member of whatever happens at a known time. */
struct net_task {
    int64_t due_ns;
    void (*run)(struct net_task *task);  /* it has left the queue, and belongs to run */
    void (*drop)(struct net_task *task); /* frees it, not run; NULL when somebody else owns it */
    uint64_t order;                      /* set by net_queue_add */
    size_t slot;                         /* set by the queue: where it is in tasks */
};

struct net_queue {
    struct net_task **tasks;
    size_t count, capacity;
    uint64_t last_order;
};

/* 0, or NET_ENOMEM. */
int net_queue_add(struct net_queue *queue, struct net_task *task);
/* The task must be in the queue. It is not freed. */
void net_queue_remove(struct net_queue *queue, struct net_task *task);
/* The next task, which stays in the queue; NULL when there is none. */
struct net_task *net_queue_first(const struct net_queue *queue);
/* Drops all tasks and frees the queue's memory. */
void net_queue_free(struct net_queue *queue);

#endif
