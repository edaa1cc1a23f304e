/* The simulated network: a virtual clock that jumps from one task of the queue to the next, and no system
 * call at all.
 *
 * Datagrams take delay + jitter. One that is "reordered" takes that much again twice, and a millisecond more,
 * so that later ones overtake it; jitter alone may let one overtake another as well. A datagram for an
 * address where no port is open comes back as a refusal, as by ICMP; that may be lost too. Streams are in
 * sim_stream.c. */
#include "net/sim.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

#define MILLISECOND_NS INT64_C(1000000)
#define START_NS (1000 * MILLISECOND_NS)
#define LONGEST_TRAVEL_NS                                                                                    \
    (INT64_C(1000000) * 1000 * MILLISECOND_NS) /* no arithmetic on delays can overflow */
#define START_WALL_MS INT64_C(1735689600000)   /* 2025-01-01T00:00:00Z */
#define FIRST_FREE_PORT 20000
#define QUOTED_BYTES 548 /* of a datagram, in an ICMP message of at most 576 octets (RFC 1812 4.3.2.3) */

struct sim_datagram {
    struct net_task task;
    struct sim *sim;
    bool is_refusal; /* on its way back: nobody was there */
    enum net_transport transport;
    struct net_addr from, to;
    size_t length;
    char bytes[];
};

static int64_t sim_now_ns(struct net *net)
{
    return ((struct sim *)net)->now_ns;
}

static int64_t sim_wall_ms(struct net *net)
{
    return START_WALL_MS + (sim_now_ns(net) - START_NS) / MILLISECOND_NS;
}

static int sim_run(struct net *net)
{
    struct sim *sim = (struct sim *)net;
    struct net_task *task;
    while (!net->stopping && (task = net_queue_first(&net->queue))) {
        net_queue_remove(&net->queue, task);
        if (task->due_ns > sim->now_ns)
            sim->now_ns = task->due_ns;
        task->run(task);
    }
    return NET_OK;
}

/* ---- ports ---- */

uint16_t sim_free_port(struct sim *sim, enum net_transport transport, const struct net_addr *ip)
{
    struct net_addr addr = *ip;
    for (unsigned i = FIRST_FREE_PORT; i <= UINT16_MAX; i++) {
        sim->last_port = sim->last_port == UINT16_MAX ? FIRST_FREE_PORT : (uint16_t)(sim->last_port + 1);
        addr.port = sim->last_port;
        if (!net_port_find(&sim->base, transport, &addr))
            return addr.port;
    }
    return 0;
}

static int sim_port_open(struct net *net, enum net_transport transport, const struct net_addr *local,
                         struct net_port **ret_port)
{
    char text[NET_ADDR_TEXT];
    struct net_addr addr = *local;
    if (!addr.port)
        addr.port = sim_free_port((struct sim *)net, transport, local);
    if (!addr.port || net_port_find(net, transport, &addr))
        return net_fail(net, NET_EADDR, "%s is taken", net_addr_text(&addr, text));
    struct sim_port *port = calloc(1, sizeof(*port));
    if (!port)
        return NET_ENOMEM;
    port->base.addr = addr;
    *ret_port = &port->base;
    return NET_OK;
}

static void sim_port_close(struct net_port *base)
{
    struct sim_port *port = (struct sim_port *)base;
    sim_close_all_connections(port);
    free(port);
}

/* Any address may be bound, so one host is made up for all destinations but loopback. */
static int sim_local_towards(struct net *net, const struct net_addr *destination, struct net_addr *ret_local)
{
    bool is_near = net_addr_is_loopback(destination);
    const char *v4 = is_near ? "127.0.0.1" : "198.51.100.1";
    const char *v6 = is_near ? "::1" : "2001:db8:ffff::1";
    (void)net;
    net_addr_parse(destination->family == 4 ? v4 : v6, 0, ret_local);
    return NET_OK;
}

/* ---- datagrams ---- */

static bool happens(struct sim *sim, unsigned thousandths)
{
    return thousandths && rng_below(&sim->rng, 1000) < thousandths;
}

int64_t sim_travel_ns(struct sim *sim)
{
    const struct net_sim_options *options = &sim->options;
    if (!options->jitter_ns)
        return options->delay_ns;
    return options->delay_ns + (int64_t)rng_below(&sim->rng, (uint64_t)options->jitter_ns + 1);
}

void sim_departs(struct sim *sim, enum net_transport transport, const struct net_addr *to)
{
    if (sim->options.on_departure)
        sim->options.on_departure(sim->options.arg, transport, to);
}

static void datagram_free(struct net_task *task)
{
    struct sim_datagram *datagram = (struct sim_datagram *)task;
    datagram->sim->flying_bytes -= datagram->length;
    free(datagram);
}

static void refuse(const struct sim_datagram *datagram);

static void arrive(struct net_task *task)
{
    struct sim_datagram *datagram = (struct sim_datagram *)task;
    const struct net_addr *receiver = datagram->is_refusal ? &datagram->from : &datagram->to;
    struct net_port *port = net_port_find(&datagram->sim->base, datagram->transport, receiver);
    if (datagram->is_refusal) {
        if (port)
            net_tell_refusal(port, &datagram->to, datagram->bytes, datagram->length);
    } else if (port) {
        struct net_packet packet = {.time_ns = datagram->sim->now_ns,
                                    .transport = datagram->transport,
                                    .from = datagram->from,
                                    .to = datagram->to,
                                    .bytes = datagram->bytes,
                                    .length = datagram->length};
        net_tell_packet(port, &packet);
    } else {
        refuse(datagram);
    }
    datagram_free(task);
}

/* Puts one datagram under way. More than the network can hold is lost, as in any network. */
static int fly(struct sim *sim, enum net_transport transport, const struct net_addr *from,
               const struct net_addr *to, const void *bytes, size_t length, bool is_refusal)
{
    int64_t travel = sim_travel_ns(sim);
    if (!is_refusal && happens(sim, sim->options.reorder))
        travel = 3 * travel + MILLISECOND_NS;
    if (length > LIMIT_SIM_BYTES - sim->flying_bytes)
        return NET_OK;
    struct sim_datagram *datagram = malloc(sizeof(*datagram) + length);
    if (!datagram)
        return NET_ENOMEM;
    *datagram =
        (struct sim_datagram){.task = {.due_ns = sim->now_ns + travel, .run = arrive, .drop = datagram_free},
                              .sim = sim,
                              .is_refusal = is_refusal,
                              .transport = transport,
                              .from = *from,
                              .to = *to,
                              .length = length};
    if (length)
        memcpy(datagram->bytes, bytes, length);
    if (net_queue_add(&sim->base.queue, &datagram->task)) {
        free(datagram);
        return NET_ENOMEM;
    }
    sim->flying_bytes += length;
    return NET_OK;
}

static void refuse(const struct sim_datagram *datagram)
{
    struct sim *sim = datagram->sim;
    size_t quoted = datagram->length < QUOTED_BYTES ? datagram->length : QUOTED_BYTES;
    if (!happens(sim, sim->options.loss) &&
        fly(sim, datagram->transport, &datagram->from, &datagram->to, datagram->bytes, quoted, true))
        net_abort(&sim->base, NET_ENOMEM);
}

static int sim_send_datagram(struct net_port *port, const struct net_addr *to, const void *bytes,
                             size_t length)
{
    struct sim *sim = (struct sim *)port->net;
    unsigned copies = happens(sim, sim->options.duplicate) ? 2 : 1;
    int error = NET_OK;
    sim_departs(sim, port->transport, to);
    for (unsigned i = 0; i < copies && !error; i++)
        if (!happens(sim, sim->options.loss))
            error = fly(sim, port->transport, &port->addr, to, bytes, length, false);
    return error;
}

/* ---- the network ---- */

static void sim_destroy(struct net *net)
{
    free(net);
}

static const struct net_ops sim_ops = {
    .destroy = sim_destroy,
    .now_ns = sim_now_ns,
    .wall_ms = sim_wall_ms,
    .run = sim_run,
    .port_open = sim_port_open,
    .port_close = sim_port_close,
    .local_towards = sim_local_towards,
    .send_datagram = sim_send_datagram,
    .connect = sim_connect,
    .send_on = sim_send_on,
    .connection_to = sim_connection_to,
    .connection_close = sim_connection_close,
};

static bool is_travel(int64_t ns)
{
    return ns >= 0 && ns <= LONGEST_TRAVEL_NS;
}

int net_sim_create(const struct net_sim_options *options, struct net **ret_net)
{
    static const struct net_sim_options plain = {.delay_ns = MILLISECOND_NS};
    if (!options)
        options = &plain;
    if (!is_travel(options->delay_ns) || !is_travel(options->jitter_ns))
        return NET_ESYSTEM;
    struct sim *sim = calloc(1, sizeof(*sim));
    if (!sim)
        return NET_ENOMEM;
    net_init(&sim->base, &sim_ops);
    sim->options = *options;
    sim->now_ns = START_NS;
    sim->last_port = FIRST_FREE_PORT - 1;
    rng_init_named(&sim->rng, options->seed, "net");
    *ret_net = &sim->base;
    return NET_OK;
}
