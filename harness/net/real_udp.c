/* UDP ports. An ICMP error is read from the socket's error queue, so that it is known at once and with the
 * destination it belongs to; it never stalls the port. */
#include "net/real.h"

#include <errno.h>
#include <linux/errqueue.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <time.h>

#define LOOK_NS INT64_C(50000) /* two looks at a clock that are this close are one moment */

struct real_datagram {
    struct real_datagram *next;
    struct net_addr to;
    size_t length;
    char bytes[];
};

/* Room for a timestamp, a packet info and an extended error with the address of who sent it. */
union control {
    struct cmsghdr align;
    char room[CMSG_SPACE(sizeof(struct timespec)) + CMSG_SPACE(sizeof(struct in6_pktinfo)) +
              CMSG_SPACE(sizeof(struct sock_extended_err) + sizeof(struct sockaddr_in6)) + 64];
};

static int udp_setup(struct real_port *port)
{
    bool is_v4 = port->base.addr.family == 4;
    int level = is_v4 ? IPPROTO_IP : IPPROTO_IPV6;
    if (real_set(port->fd, SOL_SOCKET, SO_RCVBUFFORCE, LIMIT_SOCKET_BYTES))
        real_set(port->fd, SOL_SOCKET, SO_RCVBUF,
                 LIMIT_SOCKET_BYTES); /* without privilege: what we may have */
    if (real_set(port->fd, SOL_SOCKET, SO_TIMESTAMPNS, 1) ||
        real_set(port->fd, level, is_v4 ? IP_RECVERR : IPV6_RECVERR, 1))
        return -1;
    if (!net_addr_is_any(&port->base.addr))
        return 0;
    return real_set(port->fd, level, is_v4 ? IP_PKTINFO : IPV6_RECVPKTINFO, 1);
}

/* ---- receiving ---- */

/* Reads the wall clock and ours as if at one moment. Who loses the CPU between the two would date every
 * packet later by that time: then both are read again, a few times at most. */
static int64_t look_at_both_clocks(struct net *net, struct timespec *ret_wall)
{
    int64_t before_ns, after_ns = net_now_ns(net);
    int tries = 5;
    do {
        before_ns = after_ns;
        clock_gettime(CLOCK_REALTIME, ret_wall);
        after_ns = net_now_ns(net);
    } while (after_ns - before_ns > LOOK_NS && --tries);
    return after_ns;
}

/* The kernel stamps by the realtime clock: how long ago that was, subtracted from the monotonic clock. A
 * clock that was set in between must not put a packet into the future, nor before its port. */
static int64_t arrival_ns(const struct real_port *port, const struct timespec *stamp)
{
    struct timespec wall;
    int64_t now_ns = look_at_both_clocks(port->base.net, &wall);
    int64_t ago_ns = ((int64_t)wall.tv_sec - stamp->tv_sec) * 1000000000 + wall.tv_nsec - stamp->tv_nsec;
    if (ago_ns < 0)
        ago_ns = 0;
    return ago_ns > now_ns - port->opened_ns ? port->opened_ns : now_ns - ago_ns;
}

static void read_control(const struct real_port *port, struct msghdr *header, struct net_packet *packet)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
            struct timespec stamp;
            memcpy(&stamp, CMSG_DATA(c), sizeof(stamp));
            packet->time_ns = arrival_ns(port, &stamp);
        } else if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            struct in_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof(info));
            memcpy(packet->to.ip, &info.ipi_addr, 4);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            struct in6_pktinfo info;
            memcpy(&info, CMSG_DATA(c), sizeof(info));
            memcpy(packet->to.ip, &info.ipi6_addr, 16);
        }
    }
}

static void receive(struct real_port *port)
{
    struct net *net = port->base.net;
    struct real *real = (struct real *)net;
    for (int i = 0; i < REAL_BATCH && port->fd >= 0 && !net->stopping; i++) {
        union real_sockaddr from = {0};
        union control control;
        struct iovec piece = {real->bytes, sizeof(real->bytes)};
        struct msghdr header = {.msg_name = &from,
                                .msg_namelen = sizeof(from),
                                .msg_iov = &piece,
                                .msg_iovlen = 1,
                                .msg_control = &control,
                                .msg_controllen = sizeof(control)};
        ssize_t n = recvmsg(port->fd, &header, 0);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        if (n < 0)
            continue; /* an ICMP error shows here as well, and goes away by being shown */
        struct net_packet packet = {.time_ns = net_now_ns(net),
                                    .transport = port->base.transport,
                                    .to = port->base.addr,
                                    .bytes = real->bytes,
                                    .length = (size_t)n};
        real_from_sockaddr(&from, &packet.from);
        read_control(port, &header, &packet);
        net_tell_packet(&port->base, &packet);
    }
}

/* ---- errors ---- */

/* True when the error says that a datagram of ours did not get there. */
static bool is_refusal(struct msghdr *header)
{
    for (struct cmsghdr *c = CMSG_FIRSTHDR(header); c; c = CMSG_NXTHDR(header, c)) {
        bool is_v4 = c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_RECVERR;
        bool is_v6 = c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_RECVERR;
        if (!is_v4 && !is_v6)
            continue;
        struct sock_extended_err error;
        memcpy(&error, CMSG_DATA(c), sizeof(error));
        bool is_icmp = error.ee_origin == SO_EE_ORIGIN_ICMP || error.ee_origin == SO_EE_ORIGIN_ICMP6;
        return is_icmp && error.ee_errno != EMSGSIZE; /* that only teaches the path's size */
    }
    return false;
}

static void read_errors(struct real_port *port)
{
    struct net *net = port->base.net;
    struct real *real = (struct real *)net;
    for (int i = 0; i < REAL_BATCH && port->fd >= 0 && !net->stopping; i++) {
        union real_sockaddr to = {0};
        union control control;
        struct iovec quoted = {real->bytes, sizeof(real->bytes)};
        struct msghdr header = {.msg_name = &to,
                                .msg_namelen = sizeof(to),
                                .msg_iov = &quoted,
                                .msg_iovlen = 1,
                                .msg_control = &control,
                                .msg_controllen = sizeof(control)};
        ssize_t n = recvmsg(port->fd, &header, MSG_ERRQUEUE);
        if (n < 0)
            return;
        struct net_addr peer;
        real_from_sockaddr(&to, &peer);
        if (is_refusal(&header))
            net_tell_refusal(&port->base, &peer, real->bytes, (size_t)n);
    }
}

/* ---- sending ---- */

/* A pending ICMP error for an earlier datagram makes a send fail, and goes away by that. */
static ssize_t send_now(struct real_port *port, const struct net_addr *to, const void *bytes, size_t length)
{
    union real_sockaddr name;
    socklen_t name_length = real_to_sockaddr(to, &name);
    ssize_t n = -1;
    for (int i = 0; i < 4 && n < 0; i++) {
        n = sendto(port->fd, bytes, length, MSG_NOSIGNAL, &name.any, name_length);
        if (n < 0 && errno != ECONNREFUSED && errno != EHOSTUNREACH && errno != ENETUNREACH &&
            errno != EPROTO && errno != EINTR)
            break;
    }
    return n;
}

static int keep(struct real_port *port, const struct net_addr *to, const void *bytes, size_t length)
{
    struct net *net = port->base.net;
    size_t cost = sizeof(struct real_datagram) + length;
    if (cost > LIMIT_STREAM_BYTES - port->queued_bytes)
        return net_fail(net, NET_ENOMEM, "the send queue is full");
    struct real_datagram *datagram = malloc(cost);
    if (!datagram)
        return NET_ENOMEM;
    *datagram = (struct real_datagram){.to = *to, .length = length};
    if (length)
        memcpy(datagram->bytes, bytes, length);
    *port->end = datagram;
    port->end = &datagram->next;
    port->queued_bytes += cost;
    real_watch(&port->poll, UV_READABLE | UV_WRITABLE);
    return NET_OK;
}

int real_udp_send(struct net_port *base, const struct net_addr *to, const void *bytes, size_t length)
{
    struct real_port *port = (struct real_port *)base;
    if (port->first)
        return keep(port, to, bytes, length);
    if (send_now(port, to, bytes, length) >= 0)
        return NET_OK;
    if (errno == EAGAIN || errno == EWOULDBLOCK)
        return keep(port, to, bytes, length);
    if (errno == EMSGSIZE)
        return net_fail(base->net, NET_ETOOLONG, "%zu bytes are too long", length);
    return real_fail(base->net, "sendto");
}

static void drop_first(struct real_port *port)
{
    struct real_datagram *datagram = port->first;
    port->first = datagram->next;
    if (!port->first)
        port->end = &port->first;
    port->queued_bytes -= sizeof(*datagram) + datagram->length;
    free(datagram);
}

/* What fails now for another reason than a full socket is lost, as on the way. */
static void send_kept(struct real_port *port)
{
    while (port->first) {
        const struct real_datagram *datagram = port->first;
        if (send_now(port, &datagram->to, datagram->bytes, datagram->length) < 0 &&
            (errno == EAGAIN || errno == EWOULDBLOCK))
            return;
        drop_first(port);
    }
}

static void udp_close(struct real_port *port)
{
    while (port->first)
        drop_first(port);
}

/* What had arrived before an error is told before the error. */
static void udp_poll(uv_poll_t *poll, int status, int events)
{
    struct real_port *port = poll->data;
    struct net *net = port->base.net;
    if (!net->stopping) {
        if (events & UV_WRITABLE)
            send_kept(port);
        receive(port);
        if (status < 0)
            read_errors(port);
    }
    if (port->fd >= 0 && (status < 0 || events & UV_WRITABLE))
        real_watch(poll, port->first ? UV_READABLE | UV_WRITABLE : UV_READABLE);
    real_breathe((struct real *)net);
}

const struct real_transport real_udp = {SOCK_DGRAM, udp_setup, "socket options", udp_poll, udp_close};
