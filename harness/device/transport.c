/* Ports and connections: bytes in, whole messages out; answers on the way they came. RFC 3261 section 18. */
#include "device/style.h"

#include <stdlib.h>
#include <string.h>

enum { IDLE_T1 = 10 }; /* a connection on which nothing came for so many T1 is idle */

static struct connection *conn_find(const struct device *device, const struct net_port *port, uint32_t number)
{
    struct connection *conn = device->conns;
    while (conn && (conn->number != number || conn->port != port))
        conn = conn->next;
    return conn;
}

static struct connection *conn_get(struct device *device, struct net_port *port, uint32_t number)
{
    struct connection *conn = conn_find(device, port, number);
    if (conn)
        return conn;
    conn = calloc(1, sizeof(*conn));
    if (!conn)
        return NULL;
    conn->number = number;
    conn->device = device;
    conn->port = port;
    sip_stream_init(&conn->stream);
    conn->next = device->conns;
    device->conns = conn;
    return conn;
}

static void conn_free(struct device *device, const struct net_port *port, uint32_t number)
{
    for (struct connection **at = &device->conns; *at; at = &(*at)->next) {
        if ((*at)->number == number && (*at)->port == port) {
            struct connection *conn = *at;
            *at = conn->next;
            device_timer_stop(&conn->idle);
            sip_stream_free(&conn->stream);
            free(conn);
            return;
        }
    }
}

static void conn_close(struct device *device, struct net_port *port, uint32_t number)
{
    conn_free(device, port, number);
    net_connection_close(port, number);
}

static void on_idle(void *arg)
{
    struct connection *conn = arg;
    conn->idle = NULL;
    conn_close(conn->device, conn->port, conn->number);
}

static void conn_is_busy(struct connection *conn)
{
    struct device *device = conn->device;
    if (!has_trait(device, TRAIT_CLOSES_IDLE))
        return;
    device_timer_stop(&conn->idle);
    device_timer(device, IDLE_T1 * device->options.t1_ms, on_idle, conn, &conn->idle);
}

/* The answer to a request that came on a connection was the last on it. */
void transport_is_done(struct device *device, struct net_port *port, uint32_t number)
{
    struct connection *conn = conn_find(device, port, number);
    if (conn && conn->is_read)
        conn->is_done = true; /* closed by who reads it */
    else if (conn)
        conn_close(device, port, number);
}

/* What cannot be framed is answered as it is, and the connection given up. */
static void take_stream(struct device *device, struct connection *conn, const struct net_packet *packet)
{
    struct peer from = {packet->transport, packet->from, packet->connection, conn->port};
    sip_stream_feed(&conn->stream, packet->bytes, packet->length);
    for (;;) {
        struct slice message;
        switch (sip_stream_next(&conn->stream, &message)) {
        case SIP_STREAM_MORE:
            return;
        case SIP_STREAM_KEEPALIVE:
            break;
        case SIP_STREAM_MESSAGE:
            incoming_message(device, &from, message, true);
            if (conn->is_done)
                return;
            break;
        case SIP_STREAM_BROKEN:
            incoming_message(device, &from, message, false);
            conn->is_done = true;
            return;
        }
    }
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct device *device = arg;
    if (!net_is_stream(packet->transport)) {
        struct peer from = {packet->transport, packet->from, 0, port};
        incoming_message(device, &from, (struct slice){packet->bytes, packet->length}, true);
        return;
    }
    struct connection *conn = conn_get(device, port, packet->connection);
    if (!conn) {
        net_connection_close(port, packet->connection);
        return;
    }
    conn_is_busy(conn);
    conn->is_read = true;
    take_stream(device, conn, packet);
    conn->is_read = false;
    if (conn->is_done)
        conn_close(device, port, packet->connection);
}

static void on_event(void *arg, struct net_port *port, const struct net_event *event)
{
    struct device *device = arg;
    switch (event->kind) {
    case NET_CONNECTED:
        break;
    case NET_REFUSED:
        client_refused(device, event->transport, &event->peer);
        break;
    case NET_CLOSED:
        conn_close(device, port, event->connection);
        break;
    }
}

/* All transports that it is to have: under the number that the first of them is given, those that cannot
 * share it under the next ones. */
static int open_ports(struct device *device)
{
    const struct net_handler handler = {on_packet, on_event};
    struct net_addr shared = device->options.listen, own = shared;
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++) {
        enum net_transport transport = (enum net_transport)i;
        bool shares = net_transport_row(transport)->shares_number;
        if (net_is_stream(transport) && (!device->options.tcp || has_fault(device, FAULT_NO_TCP)))
            continue;
        own.port = own.port && !shares ? (uint16_t)(own.port + 1) : own.port;
        int error = net_port_open(device->net, transport, shares ? &shared : &own, &handler, device,
                                  &device->ports[i]);
        if (error)
            return error;
        own = *net_port_addr(device->ports[i]);
        if (shares)
            shared = own;
    }
    device->addr = shared;
    return NET_OK;
}

static void close_ports(struct device *device)
{
    for (int transport = 0; transport < NET_TRANSPORT_COUNT; transport++) {
        net_port_close(device->ports[transport]);
        net_port_close(device->others[transport]);
        device->ports[transport] = device->others[transport] = NULL;
    }
}

/* A second set of ports, for what a trait names instead of the first. */
static int open_others(struct device *device)
{
    const struct net_handler handler = {on_packet, on_event};
    struct net_addr addr = device->addr;
    int error = NET_OK;
    addr.port = 0;
    for (int i = 0; !error && i < NET_TRANSPORT_COUNT; i++) {
        if (!device->ports[i])
            continue;
        error =
            net_port_open(device->net, (enum net_transport)i, &addr, &handler, device, &device->others[i]);
        if (!error && net_transport_row((enum net_transport)i)->shares_number)
            addr = *net_port_addr(device->others[i]);
    }
    return error;
}

static bool needs_others(const struct device *device)
{
    return has_trait(device, TRAIT_CONTACT_ELSEWHERE) || has_trait(device, TRAIT_RECORD_ROUTES) ||
           has_trait(device, TRAIT_ANSWERS_FROM_ELSEWHERE);
}

int transport_open(struct device *device)
{
    int error = NET_EADDR;
    for (int tries = 0; error == NET_EADDR && tries < 32; tries++) {
        error = open_ports(device);
        if (!error && needs_others(device))
            error = open_others(device);
        if (error)
            close_ports(device);
        if (device->options.listen.port)
            break; /* no other number may be tried */
    }
    return error;
}

void transport_close(struct device *device)
{
    distance_free_all(device);
    close_ports(device);
    while (device->conns)
        conn_free(device, device->conns->port, device->conns->number);
}

static int write_bytes(struct device *device, struct net_port *port, const struct peer *to,
                       const struct buf *text)
{
    size_t first = text->n / 3;
    if (text->failed)
        return NET_ENOMEM;
    if (!has_trait(device, TRAIT_DRIPS) || !net_is_stream(to->transport))
        return distance_write(device, port, to, text->p, text->n);
    int error = distance_write(device, port, to, text->p, first);
    return error ? error : distance_write(device, port, to, text->p + first, text->n - first);
}

static bool is_final(const char *bytes, size_t n)
{
    return slice_starts_with((struct slice){bytes, n}, "SIP/2.0 ") && n > 8 && bytes[8] > '1';
}

/* What a message may bring with it that is no SIP: keep-alives (RFC 5626 3.5). */
static void side_traffic(struct device *device, struct net_port *port, const struct peer *to,
                         const char *bytes, size_t n)
{
    static const unsigned char stun[20] = {0,   1,   0,   0,   0x21, 0x12, 0xa4, 0x42,
                                           's', 't', 'r', 'a', 'n',  'g',  'e'};
    bool is_stream = net_is_stream(to->transport);
    bool final = is_final(bytes, n);
    if (has_trait(device, TRAIT_KEEPS_ALIVE) && final)
        distance_write(device, port, to, "\r\n\r\n", 4);
    if (has_trait(device, TRAIT_ASKS_STUN) && final && !is_stream)
        distance_write(device, port, to, stun, sizeof(stun));
}

/* 18.2.2 says where a response goes, and only RFC 3581 where it comes from. */
static bool comes_from_elsewhere(const struct device *device, const struct peer *to, struct slice bytes)
{
    return has_trait(device, TRAIT_ANSWERS_FROM_ELSEWHERE) && !net_is_stream(to->transport) &&
           device->others[to->transport] && slice_starts_with(bytes, "SIP/2.0 ");
}

int transport_send(struct device *device, const struct peer *to, const void *bytes, size_t n)
{
    if (device->dead)
        return 0;
    struct net_port *port = to->port ? to->port : device->ports[to->transport];
    struct buf text;
    if (comes_from_elsewhere(device, to, (struct slice){bytes, n}))
        port = device->others[to->transport];
    if (!port)
        return NET_EADDR;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    style_write(device, to, bytes, n, &text);
    int error = write_bytes(device, port, to, &text);
    buf_free(&text);
    if (!error)
        side_traffic(device, port, to, bytes, n);
    if (!error && has_trait(device, TRAIT_CLOSES_AFTER_FINAL) && is_final(bytes, n))
        distance_close(device, port, to->connection);
    return error;
}

struct peer transport_back(const struct device *device, const struct sip_via *via, const struct peer *from)
{
    struct peer back = *from;
    struct sip_param maddr;
    /* The address of the connection is only for when that is gone: a new one goes to the sent-by port
     * (18.2.2). */
    uint16_t sent_by = via->port ? via->port : net_default_port(via->transport.p, via->transport.n);
    if (net_is_stream(from->transport) || !via->has_rport || !reply_knows_rport(device))
        back.addr.port = sent_by;
    if (!net_is_stream(from->transport) && sip_param_find(via->params, "maddr", &maddr) && maddr.value.p &&
        maddr.value.n < NET_ADDR_TEXT) {
        char text[NET_ADDR_TEXT];
        struct net_addr addr;
        memcpy(text, maddr.value.p, maddr.value.n);
        text[maddr.value.n] = 0;
        if (net_addr_parse(text, sent_by, &addr) && addr.family == from->addr.family)
            back.addr = addr;
    }
    return back;
}

static bool is_wildcard(const struct net_addr *addr)
{
    static const uint8_t zero[16];
    return !memcmp(addr->ip, zero, sizeof(zero));
}

/* The address of one of our ports towards a peer. */
static const char *own_text(struct device *device, const struct net_addr *of_port, const struct peer *towards,
                            char text[NET_ADDR_TEXT])
{
    struct net_addr own = *of_port;
    uint16_t port = own.port;
    if (is_wildcard(&own) && !net_local_towards(device->net, &towards->addr, &own))
        own.port = port;
    return net_addr_text(&own, text);
}

const char *transport_own(struct device *device, const struct peer *towards, char text[NET_ADDR_TEXT])
{
    return own_text(device, device_addr_for(device, towards->transport), towards, text);
}

const char *transport_other(struct device *device, const struct peer *towards, char text[NET_ADDR_TEXT])
{
    const struct net_port *other = device->others[towards->transport];
    return other ? own_text(device, net_port_addr(other), towards, text)
                 : transport_own(device, towards, text);
}

void transport_contact(struct device *device, const struct peer *towards, struct buf *text)
{
    char own[NET_ADDR_TEXT];
    bool by_tcp = has_trait(device, TRAIT_CONTACT_TCP) && device->ports[NET_TCP];
    bool elsewhere = has_trait(device, TRAIT_CONTACT_ELSEWHERE);
    enum net_transport transport = by_tcp ? NET_TCP : towards->transport;
    buf_add_text(text,
                 elsewhere ? transport_other(device, towards, own) : transport_own(device, towards, own));
    buf_add_text(text, net_transport_row(transport)->uri_param);
}
