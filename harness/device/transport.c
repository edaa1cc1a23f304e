/* Ports and connections: bytes in, whole messages out; answers on the way they came. RFC 3261 section 18. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

static struct conn *conn_get(struct device *device, uint32_t number)
{
    for (struct conn *conn = device->conns; conn; conn = conn->next)
        if (conn->number == number)
            return conn;
    struct conn *conn = calloc(1, sizeof(*conn));
    if (!conn)
        return NULL;
    conn->number = number;
    sip_stream_init(&conn->stream);
    conn->next = device->conns;
    device->conns = conn;
    return conn;
}

static void conn_free(struct device *device, uint32_t number)
{
    for (struct conn **at = &device->conns; *at; at = &(*at)->next) {
        if ((*at)->number == number) {
            struct conn *conn = *at;
            *at = conn->next;
            sip_stream_free(&conn->stream);
            free(conn);
            return;
        }
    }
}

/* What cannot be framed is answered as it is, and the connection given up. */
static void take_stream(struct device *device, struct net_port *port, struct conn *conn,
                        const struct net_packet *packet)
{
    struct peer from = {NET_TCP, packet->from, packet->connection};
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
            break;
        case SIP_STREAM_BROKEN:
            incoming_message(device, &from, message, false);
            conn_free(device, packet->connection);
            net_connection_close(port, packet->connection);
            return;
        }
    }
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct device *device = arg;
    if (packet->transport == NET_UDP) {
        struct peer from = {NET_UDP, packet->from, 0};
        incoming_message(device, &from, (struct slice){packet->bytes, packet->length}, true);
        return;
    }
    struct conn *conn = conn_get(device, packet->connection);
    if (conn)
        take_stream(device, port, conn, packet);
    else
        net_connection_close(port, packet->connection);
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
        conn_free(device, event->connection);
        net_connection_close(port, event->connection);
        break;
    }
}

/* Tells whether another number may work. */
static int open_pair(struct device *device, bool *ret_again)
{
    const struct net_handler handler = {on_packet, on_event};
    *ret_again = false;
    int error = net_port_open(device->net, NET_UDP, &device->options.listen, &handler, device, &device->udp);
    if (error)
        return error;
    device->addr = *net_port_addr(device->udp);
    if (!device->options.tcp)
        return 0;
    error = net_port_open(device->net, NET_TCP, &device->addr, &handler, device, &device->tcp);
    if (!error)
        return 0;
    net_port_close(device->udp);
    device->udp = NULL;
    *ret_again = error == NET_EADDR && !device->options.listen.port;
    return error;
}

int transport_open(struct device *device)
{
    bool again = true;
    int error = NET_EADDR;
    for (int tries = 0; again && tries < 32; tries++)
        error = open_pair(device, &again);
    return error;
}

void transport_close(struct device *device)
{
    net_port_close(device->udp);
    net_port_close(device->tcp);
    while (device->conns)
        conn_free(device, device->conns->number);
}

int transport_send(struct device *device, const struct peer *to, const void *bytes, size_t n)
{
    if (device->dead)
        return 0;
    if (to->transport == NET_UDP)
        return net_send(device->udp, &to->addr, bytes, n);
    if (!device->tcp)
        return NET_EADDR;
    if (to->connection && net_send_on(device->tcp, to->connection, bytes, n) != NET_ECONN)
        return 0;
    return net_send(device->tcp, &to->addr, bytes, n);
}

struct peer transport_back(const struct sip_via *via, const struct peer *from)
{
    struct peer back = *from;
    struct sip_param maddr;
    /* The address of the connection is only for when that is gone: a new one goes to the sent-by port
     * (18.2.2). */
    if (from->transport == NET_TCP || !via->has_rport)
        back.addr.port = via->port ? via->port : 5060;
    if (from->transport == NET_UDP && sip_param_find(via->params, "maddr", &maddr) && maddr.value.p &&
        maddr.value.n < NET_ADDR_TEXT) {
        char text[NET_ADDR_TEXT];
        struct net_addr addr;
        memcpy(text, maddr.value.p, maddr.value.n);
        text[maddr.value.n] = 0;
        if (net_addr_parse(text, via->port ? via->port : 5060, &addr) && addr.family == from->addr.family)
            back.addr = addr;
    }
    return back;
}

static bool is_wildcard(const struct net_addr *addr)
{
    static const uint8_t zero[16];
    return !memcmp(addr->ip, zero, sizeof(zero));
}

const char *transport_own(struct device *device, const struct peer *towards, char text[NET_ADDR_TEXT])
{
    struct net_addr own = device->addr;
    if (is_wildcard(&own) && !net_local_towards(device->net, &towards->addr, &own))
        own.port = device->addr.port;
    return net_addr_text(&own, text);
}

const char *transport_via_name(enum net_transport transport)
{
    return transport == NET_TCP ? "TCP" : "UDP";
}
