/* Connections of the simulated network: bytes arrive in order, nothing is lost, a connection is up after one
 * round trip.
 *
 * A connection is a link with two ends; an end belongs to a port. Whatever is under way is a segment in the
 * queue. The link lives as long as an end or a segment refers to it, so an end may be closed at any moment.
 */
#include "net/sim.h"

#include "base/buf.h"
#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum segment_kind { SEGMENT_OPEN, SEGMENT_ACCEPTED, SEGMENT_REFUSED, SEGMENT_BYTES, SEGMENT_CLOSE };
enum side { OPENER, LISTENER };

struct sim_link {
    struct sim *sim;
    enum net_transport transport;
    unsigned users;         /* ends and segments that refer to it */
    struct sim_end *end[2]; /* by side; NULL when not yet open, or closed */
    struct net_addr addr[2];
    int64_t last_arrival_ns[2]; /* of a segment towards that side: a later one never arrives earlier */
    size_t flying_bytes[2];     /* towards that side; ceiling LIMIT_STREAM_BYTES */
};

struct sim_end {
    struct sim_end *next; /* in its port */
    struct sim_port *port;
    struct sim_link *link;
    enum side side;
    uint32_t number;
    bool is_up;
    struct buf kept; /* sent before it is up */
};

struct segment {
    struct net_task task;
    struct sim_link *link;
    enum side to;
    enum segment_kind kind;
    size_t length;
    char bytes[];
};

static enum side other(enum side side)
{
    return side == OPENER ? LISTENER : OPENER;
}

static const struct net_addr *peer_of(const struct sim_end *end)
{
    return &end->link->addr[other(end->side)];
}

static void link_release(struct sim_link *link)
{
    if (!--link->users)
        free(link);
}

/* ---- ends ---- */

static int end_open(struct sim_port *port, struct sim_link *link, enum side side)
{
    struct sim_end *end = calloc(1, sizeof(*end));
    if (!end)
        return NET_ENOMEM;
    buf_init(&end->kept, LIMIT_STREAM_BYTES);
    end->port = port;
    end->link = link;
    end->side = side;
    end->number = ++port->base.last_connection;
    end->next = port->ends;
    port->ends = end;
    port->end_count++;
    link->end[side] = end;
    link->users++;
    return NET_OK;
}

/* Forgets the end; the other side is not told. */
static void end_free(struct sim_end *end)
{
    struct sim_end **at = &end->port->ends;
    while (*at != end)
        at = &(*at)->next;
    *at = end->next;
    end->port->end_count--;
    end->link->end[end->side] = NULL;
    link_release(end->link);
    buf_free(&end->kept);
    free(end);
}

static struct sim_end *end_find(struct net_port *port, uint32_t number)
{
    struct sim_end *end = ((struct sim_port *)port)->ends;
    while (end && end->number != number)
        end = end->next;
    return end;
}

/* ---- segments ---- */

static void segment_free(struct net_task *task)
{
    struct segment *segment = (struct segment *)task;
    segment->link->flying_bytes[segment->to] -= segment->length;
    link_release(segment->link);
    free(segment);
}

static void arrive(struct net_task *task);

static int segment_send(struct sim_link *link, enum side to, enum segment_kind kind, const void *bytes,
                        size_t length)
{
    struct sim *sim = link->sim;
    int64_t due_ns = sim->now_ns + sim_travel_ns(sim);
    struct segment *segment = malloc(sizeof(*segment) + length);
    if (!segment)
        return NET_ENOMEM;
    if (due_ns < link->last_arrival_ns[to])
        due_ns = link->last_arrival_ns[to];
    *segment = (struct segment){.task = {.due_ns = due_ns, .run = arrive, .drop = segment_free},
                                .link = link,
                                .to = to,
                                .kind = kind,
                                .length = length};
    if (length)
        memcpy(segment->bytes, bytes, length);
    if (net_queue_add(&sim->base.queue, &segment->task)) {
        free(segment);
        return NET_ENOMEM;
    }
    link->last_arrival_ns[to] = due_ns;
    link->flying_bytes[to] += length;
    link->users++;
    return NET_OK;
}

/* A segment that the network itself sends: a stream must not lose it, so the run ends when memory is out. */
static void segment_must_send(struct sim_link *link, enum side to, enum segment_kind kind)
{
    if (segment_send(link, to, kind, NULL, 0))
        net_abort(&link->sim->base, NET_ENOMEM);
}

static void arrive_open(struct sim_link *link)
{
    struct sim_port *port =
        (struct sim_port *)net_port_find(&link->sim->base, link->transport, &link->addr[LISTENER]);
    if (!link->end[OPENER])
        return;
    if (!port || port->end_count >= LIMIT_CASE_CONNECTIONS || end_open(port, link, LISTENER)) {
        segment_must_send(link, OPENER, SEGMENT_REFUSED);
        return;
    }
    segment_must_send(link, OPENER, SEGMENT_ACCEPTED);
    link->end[LISTENER]->is_up = true;
    net_tell_event(&port->base, NET_CONNECTED, link->end[LISTENER]->number, &link->addr[OPENER]);
}

static void arrive_accepted(struct sim_end *end)
{
    end->is_up = true;
    if (end->kept.n && segment_send(end->link, LISTENER, SEGMENT_BYTES, end->kept.p, end->kept.n))
        net_abort(&end->link->sim->base, NET_ENOMEM);
    buf_free(&end->kept);
    net_tell_event(&end->port->base, NET_CONNECTED, end->number, peer_of(end));
}

static void arrive_end(struct sim_end *end, enum net_event_kind kind)
{
    struct net_port *port = &end->port->base;
    struct net_addr peer = *peer_of(end);
    uint32_t number = end->number;
    end_free(end);
    net_tell_event(port, kind, number, &peer);
}

static void arrive_bytes(struct sim_end *end, const struct segment *segment)
{
    struct net_packet packet = {.time_ns = end->link->sim->now_ns,
                                .transport = end->link->transport,
                                .connection = end->number,
                                .from = *peer_of(end),
                                .to = end->link->addr[end->side],
                                .bytes = segment->bytes,
                                .length = segment->length};
    net_tell_packet(&end->port->base, &packet);
}

/* What arrives for an end that was closed meanwhile is lost. */
static void arrive(struct net_task *task)
{
    struct segment *segment = (struct segment *)task;
    struct sim_end *end = segment->link->end[segment->to];
    switch (segment->kind) {
    case SEGMENT_OPEN:
        arrive_open(segment->link);
        break;
    case SEGMENT_ACCEPTED:
        if (end)
            arrive_accepted(end);
        break;
    case SEGMENT_REFUSED:
        if (end)
            arrive_end(end, NET_REFUSED);
        break;
    case SEGMENT_BYTES:
        if (end)
            arrive_bytes(end, segment);
        break;
    case SEGMENT_CLOSE:
        if (end)
            arrive_end(end, NET_CLOSED);
        break;
    }
    segment_free(task);
}

/* ---- operations ---- */

int sim_connect(struct net_port *base, const struct net_addr *to, uint32_t *ret_connection)
{
    struct sim_port *port = (struct sim_port *)base;
    struct sim *sim = (struct sim *)base->net;
    if (port->end_count >= LIMIT_CASE_CONNECTIONS)
        return net_fail(base->net, NET_ESYSTEM, "too many connections");
    sim_departs(sim, base->transport, to);
    struct sim_link *link = calloc(1, sizeof(*link));
    if (!link)
        return NET_ENOMEM;
    link->sim = sim;
    link->transport = base->transport;
    link->users = 1;
    link->addr[OPENER] = base->addr;
    link->addr[OPENER].port = sim_free_port(sim, base->transport, &base->addr);
    link->addr[LISTENER] = *to;
    int error = end_open(port, link, OPENER);
    if (!error) {
        error = segment_send(link, LISTENER, SEGMENT_OPEN, NULL, 0);
        if (error)
            end_free(link->end[OPENER]);
        else
            *ret_connection = link->end[OPENER]->number;
    }
    link_release(link);
    return error;
}

static int end_keep(struct sim_end *end, const void *bytes, size_t length)
{
    if (buf_add(&end->kept, bytes, length)) {
        end->kept.failed = false; /* what was kept before is still good */
        return NET_ENOMEM;
    }
    return NET_OK;
}

int sim_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length)
{
    struct sim_end *end = end_find(port, connection);
    if (!end)
        return net_fail(port->net, NET_ECONN, "no such connection");
    if (!length)
        return NET_OK;
    if (!end->is_up)
        return end_keep(end, bytes, length);
    enum side to = other(end->side);
    if (length > LIMIT_STREAM_BYTES - end->link->flying_bytes[to])
        return net_fail(port->net, NET_ENOMEM, "the send queue is full");
    return segment_send(end->link, to, SEGMENT_BYTES, bytes, length);
}

uint32_t sim_connection_to(struct net_port *port, const struct net_addr *peer)
{
    struct sim_end *end = ((struct sim_port *)port)->ends;
    while (end && !net_addr_equal(peer_of(end), peer))
        end = end->next;
    return end ? end->number : 0;
}

static void end_close(struct sim_end *end)
{
    segment_must_send(end->link, other(end->side), SEGMENT_CLOSE);
    end_free(end);
}

void sim_connection_close(struct net_port *port, uint32_t connection)
{
    struct sim_end *end = end_find(port, connection);
    if (end)
        end_close(end);
}

void sim_close_all_connections(struct sim_port *port)
{
    while (port->ends)
        end_close(port->ends);
}
