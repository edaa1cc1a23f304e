/* The real network: its loop, its clock and its ports.
 *
 * Time order. A packet that arrived before a timer's time is told before that timer fires, however late this
 * process got the CPU: the sockets are looked at after the clock was read and before the tasks due at that
 * reading are run. Only a flood (more than REAL_BATCH datagrams on a port in one round) may break that. */
#include "net/real.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum {
    NEEDED_DESCRIPTORS = REAL_OWN_FILES + 60
}; /* besides: loop, clock, signals, and the ports of a case */

#define SECOND_NS INT64_C(1000000000)
#define LATE_NS (32 * SECOND_NS)       /* 64*T1: so long a message may be under way to who was there */
#define LONG_ROUND_NS INT64_C(2000000) /* a round of the loop that takes longer lets timers in between */

/* ---- the clock ---- */

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * SECOND_NS + t.tv_nsec;
}

static int64_t real_now_ns(struct net *net)
{
    (void)net;
    return clock_ns(CLOCK_MONOTONIC);
}

static int64_t real_wall_ms(struct net *net)
{
    (void)net;
    return clock_ns(CLOCK_REALTIME) / 1000000;
}

/* ---- the loop ---- */

static bool is_due(const struct net *net, int64_t now_ns)
{
    const struct net_task *task = net_queue_first(&net->queue);
    return task && task->due_ns <= now_ns;
}

static void run_due(struct net *net, int64_t now_ns)
{
    while (!net->stopping && is_due(net, now_ns)) {
        struct net_task *task = net_queue_first(&net->queue);
        net_queue_remove(&net->queue, task);
        task->run(task);
    }
}

void real_breathe(struct real *real)
{
    int64_t now = real_now_ns(&real->base);
    if (now - real->round_ns < LONG_ROUND_NS)
        return;
    real->round_ns = now;
    run_due(&real->base, now);
}

void real_watch(uv_poll_t *poll, int events)
{
    /* It fails only for a descriptor that is closed, and ours is not. */
    uv_poll_start(poll, events, poll->poll_cb);
}

static void on_timer(uv_poll_t *poll, int status, int events)
{
    struct real *real = poll->data;
    uint64_t times;
    (void)status;
    (void)events;
    /* Only wakes the loop; real_run() looks at the queue. */
    if (read(real->timer_fd, &times, sizeof(times)) < 0 && errno != EAGAIN)
        net_abort(&real->base, NET_ESYSTEM);
}

/* Wakes the loop when the queue's first task is due; a time in the past wakes it at once. */
static int arm_timer(struct real *real)
{
    const struct net_task *task = net_queue_first(&real->base.queue);
    struct itimerspec when = {0};
    if (task) {
        int64_t due_ns = task->due_ns > 0 ? task->due_ns : 1; /* 0 would disarm it */
        when.it_value.tv_sec = due_ns / SECOND_NS;
        when.it_value.tv_nsec = due_ns % SECOND_NS;
    }
    return timerfd_settime(real->timer_fd, TFD_TIMER_ABSTIME, &when, NULL);
}

int real_round(struct real *real)
{
    struct net *net = &real->base;
    int64_t now_ns = real_now_ns(net);
    real->round_ns = now_ns;
    if (is_due(net, now_ns)) {
        uv_run(&real->loop, UV_RUN_NOWAIT);
        run_due(net, now_ns);
        return NET_OK;
    }
    if (arm_timer(real))
        return real_fail(net, "timerfd_settime");
    uv_run(&real->loop, UV_RUN_ONCE);
    return NET_OK;
}

static int real_run(struct net *net)
{
    struct real *real = (struct real *)net;
    int error = NET_OK;
    while (!error && !net->stopping && (net->queue.count || net->port_count || real->processes))
        error = real_round(real);
    return error;
}

/* ---- ports ---- */

static const struct real_transport *const transports[NET_TRANSPORT_COUNT] = {
    [NET_UDP] = &real_udp,
    [NET_TCP] = &real_tcp,
};

static void free_port(uv_handle_t *handle)
{
    free(handle->data);
}

/* Makes the socket; on failure the descriptor is closed by the caller. */
static int setup_socket(struct net *net, struct real_port *port, const struct net_addr *local,
                        enum net_transport transport)
{
    const struct real_transport *own = transports[transport];
    if (own->type == SOCK_STREAM && real_set(port->fd, SOL_SOCKET, SO_REUSEADDR, 1))
        return real_fail(net, "SO_REUSEADDR"); /* old connections must not block a new listener */
    if (real_bind(port->fd, local))
        return real_fail(net, "bind");
    real_local_addr(port->fd, &port->base.addr);
    if (own->setup(port))
        return real_fail(net, own->setup_name);
    if (uv_poll_init(&((struct real *)net)->loop, &port->poll, port->fd))
        return net_fail(net, NET_ESYSTEM, "cannot watch the socket");
    return NET_OK;
}

/* On failure the descriptor is closed by the caller. */
static int open_socket(struct net *net, struct real_port *port, const struct net_addr *local,
                       enum net_transport transport)
{
    if (!real_has_sockets((struct real *)net))
        return net_fail(net, NET_ESYSTEM, "no descriptors are left for sockets (ulimit -n)");
    port->fd = real_socket(local, transports[transport]->type);
    return port->fd < 0 ? real_fail(net, "socket") : setup_socket(net, port, local, transport);
}

static int open_port(struct net *net, enum net_transport transport, const struct net_addr *local,
                     struct real_port **ret_port)
{
    struct real_port *port = calloc(1, sizeof(*port));
    if (!port)
        return NET_ENOMEM;
    port->end = &port->first;
    port->opened_ns = real_now_ns(net);
    port->fd = -1;
    port->base.net = net;
    port->base.transport = transport;
    int error = open_socket(net, port, local, transport);
    if (error) {
        if (port->fd >= 0)
            close(port->fd);
        free(port);
        return error;
    }
    port->poll.data = port;
    ((struct real *)net)->socket_count++;
    *ret_port = port;
    return NET_OK;
}

static void real_port_close(struct net_port *base)
{
    struct real_port *port = (struct real_port *)base;
    struct real *real = (struct real *)base->net;
    transports[base->transport]->close(port);
    uv_close((uv_handle_t *)&port->poll, free_port);
    close(port->fd);
    port->fd = -1;
    real->socket_count--;
    real->closed_ns[base->addr.port] = real_now_ns(base->net);
}

/* The kernel chooses among all free numbers; one that was closed of late is given back, and another asked
 * for. */
static bool is_fresh(struct real *real, const struct real_port *port)
{
    int64_t closed_ns = real->closed_ns[port->base.addr.port];
    return !closed_ns || port->opened_ns - closed_ns >= LATE_NS;
}

static int real_port_open(struct net *net, enum net_transport transport, const struct net_addr *local,
                          struct net_port **ret_port)
{
    enum { TRIES = 100 };
    struct real *real = (struct real *)net;
    struct real_port *port = NULL;
    int error = open_port(net, transport, local, &port);
    for (int i = 0; !error && !local->port && i < TRIES && !is_fresh(real, port); i++) {
        int64_t closed_ns = real->closed_ns[port->base.addr.port];
        uint16_t number = port->base.addr.port;
        real_port_close(&port->base);
        real->closed_ns[number] = closed_ns; /* nobody was told of it */
        error = open_port(net, transport, local, &port);
    }
    if (error)
        return error;
    uv_poll_start(&port->poll, UV_READABLE, transports[transport]->readable);
    *ret_port = &port->base;
    return NET_OK;
}

bool real_has_sockets(const struct real *real)
{
    return real->socket_count < real->socket_limit;
}

static bool has_room(struct net *net)
{
    const struct real *real = (struct real *)net;
    return real->socket_count < real->socket_limit / 2;
}

/* Connecting a UDP socket sends nothing: it only asks the kernel for the route. */
static int real_local_towards(struct net *net, const struct net_addr *destination, struct net_addr *ret_local)
{
    union real_sockaddr to;
    struct net_addr addr = *destination;
    if (!addr.port)
        addr.port = 5060;
    socklen_t n = real_to_sockaddr(&addr, &to);
    int fd = real_socket(destination, SOCK_DGRAM);
    if (fd < 0)
        return real_fail(net, "socket");
    int error = connect(fd, &to.any, n) ? real_fail(net, "no route") : NET_OK;
    if (!error) {
        real_local_addr(fd, ret_local);
        ret_local->port = 0;
    }
    close(fd);
    return error;
}

/* ---- the network ---- */

static void close_loop(struct real *real)
{
    while (uv_loop_close(&real->loop) == UV_EBUSY)
        uv_run(&real->loop, UV_RUN_ONCE);
}

static void real_destroy(struct net *net)
{
    struct real *real = (struct real *)net;
    real_close_signals(real); /* their owner must not be called any more */
    real_end_all_processes(real);
    uv_close((uv_handle_t *)&real->timer, NULL);
    close_loop(real);
    close(real->timer_fd);
    close(real->spare_fd);
    free(real->closed_ns);
    free(real);
}

static const struct net_ops real_ops = {
    .destroy = real_destroy,
    .now_ns = real_now_ns,
    .wall_ms = real_wall_ms,
    .run = real_run,
    .port_open = real_port_open,
    .port_close = real_port_close,
    .has_room = has_room,
    .local_towards = real_local_towards,
    .send_datagram = real_udp_send,
    .connect = real_connect,
    .send_on = real_send_on,
    .connection_to = real_connection_to,
    .connection_close = real_connection_close,
    .spawn = real_spawn,
    .process_end = real_process_end,
    .on_signal = real_on_signal,
    .end_on_signal = real_end_on_signal,
};

/* Thousands of endpoints need thousands of descriptors. Returns how many there may be. */
static size_t raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit))
        return 0;
    rlim_t given = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (given < limit.rlim_max && !setrlimit(RLIMIT_NOFILE, &limit))
        given = limit.rlim_max;
    return (size_t)given;
}

/* The lowest number that is free is given: the newest descriptor tells how many there are. */
static bool leave_room(struct real *real, size_t descriptors)
{
    size_t taken = (size_t)real->spare_fd + 1 + REAL_OWN_FILES;
    real->socket_limit = descriptors > taken ? descriptors - taken : 0;
    real->closed_ns = calloc(REAL_PORT_NUMBERS, sizeof(*real->closed_ns));
    return real->closed_ns != NULL;
}

/* libuv ends the program when it gets none for its loop or for signals, so it is asked only when there are
 * enough. */
static bool has_descriptors(void)
{
    int files[NEEDED_DESCRIPTORS];
    size_t count = 0;
    while (count < NEEDED_DESCRIPTORS && (files[count] = open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0)
        count++;
    for (size_t i = 0; i < count; i++)
        close(files[i]);
    return count == NEEDED_DESCRIPTORS;
}

int net_real_create(struct net **ret_net)
{
    size_t descriptors = raise_descriptor_limit();
    if (!has_descriptors())
        return NET_EDESCRIPTORS;
    struct real *real = calloc(1, sizeof(*real));
    if (!real)
        return NET_ENOMEM;
    net_init(&real->base, &real_ops);
    real->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    bool has_loop = real->timer_fd >= 0 && !uv_loop_init(&real->loop);
    real->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (has_loop && real->spare_fd >= 0 && leave_room(real, descriptors) &&
        !uv_poll_init(&real->loop, &real->timer, real->timer_fd)) {
        real->timer.data = real;
        uv_poll_start(&real->timer, UV_READABLE, on_timer);
        *ret_net = &real->base;
        return NET_OK;
    }
    if (has_loop)
        close_loop(real);
    if (real->timer_fd >= 0)
        close(real->timer_fd);
    if (real->spare_fd >= 0)
        close(real->spare_fd);
    free(real->closed_ns);
    free(real);
    return NET_ESYSTEM;
}
