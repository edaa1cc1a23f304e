/* TCP: listeners, and the connections of a port, opened by us or by a peer. */
#include "net/real.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <unistd.h>

struct real_conn {
    struct net_task refusal; /* queued when a connect failed at once: first member */
    bool is_refused;         /* refusal is in the queue */
    uv_poll_t poll;          /* the connection is freed when this is closed */
    struct real_conn *next;  /* in its port */
    struct real_port *port;  /* NULL when the connection is closed */
    int fd;
    uint32_t number;
    bool is_up;
    int watched; /* events that its socket is watched for */
    struct net_addr local, peer;
    struct buf unsent;
};

static struct net *net_of(const struct real_conn *conn)
{
    return conn->port->base.net;
}

/* ---- the connections of a port ---- */

static void free_conn(uv_handle_t *handle)
{
    struct real_conn *conn = handle->data;
    buf_free(&conn->unsent);
    free(conn);
}

static void on_conn(uv_poll_t *poll, int status, int events);

/* Takes fd over, and closes it on failure. */
static struct real_conn *conn_open(struct real_port *port, int fd, const struct net_addr *peer)
{
    struct real *real = (struct real *)port->base.net;
    struct real_conn *conn = calloc(1, sizeof(*conn));
    if (!conn || uv_poll_init(&real->loop, &conn->poll, fd)) {
        free(conn);
        close(fd);
        return NULL;
    }
    real->socket_count++;
    real_set(fd, IPPROTO_TCP, TCP_NODELAY,
             1); /* a request must not wait for an earlier one's acknowledgement */
    buf_init(&conn->unsent, LIMIT_STREAM_BYTES);
    conn->poll.data = conn;
    conn->poll.poll_cb = on_conn; /* real_watch() hands it on */
    conn->port = port;
    conn->fd = fd;
    conn->number = ++port->base.last_connection;
    conn->peer = *peer;
    real_local_addr(fd, &conn->local);
    conn->next = port->conns;
    port->conns = conn;
    port->conn_count++;
    return conn;
}

static void conn_close(struct real_conn *conn)
{
    struct real_conn **at = &conn->port->conns;
    while (*at != conn)
        at = &(*at)->next;
    *at = conn->next;
    conn->port->conn_count--;
    if (conn->is_refused)
        net_queue_remove(&net_of(conn)->queue, &conn->refusal);
    uv_close((uv_handle_t *)&conn->poll, free_conn);
    close(conn->fd);
    ((struct real *)net_of(conn))->socket_count--;
    conn->port = NULL;
}

static struct real_conn *conn_find(struct net_port *port, uint32_t number)
{
    struct real_conn *conn = ((struct real_port *)port)->conns;
    while (conn && conn->number != number)
        conn = conn->next;
    return conn;
}

/* The connection is gone when its owner hears of it. */
static void conn_end(struct real_conn *conn, enum net_event_kind kind)
{
    struct real_port *port = conn->port;
    struct net_addr peer = conn->peer;
    uint32_t number = conn->number;
    conn_close(conn);
    net_tell_event(&port->base, kind, number, &peer);
}

/* ---- reading and writing ---- */

static void watch(struct real_conn *conn)
{
    int events = conn->is_up ? UV_READABLE : UV_WRITABLE;
    if (conn->unsent.n)
        events |= UV_WRITABLE;
    if (events == conn->watched)
        return; /* it costs two system calls */
    conn->watched = events;
    real_watch(&conn->poll, events);
}

/* Writes what the socket takes. After an error the rest is dropped; reading shows then that the connection is
 * gone. */
static int flush(struct real_conn *conn)
{
    size_t sent = 0;
    while (sent < conn->unsent.n) {
        ssize_t n = send(conn->fd, conn->unsent.p + sent, conn->unsent.n - sent, MSG_NOSIGNAL);
        if (n >= 0) {
            sent += (size_t)n;
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            break;
        } else if (errno != EINTR) {
            int error = net_fail(net_of(conn), NET_ECONN, "the connection is gone");
            buf_clear(&conn->unsent);
            return error;
        }
    }
    buf_consume(&conn->unsent, sent);
    return NET_OK;
}

static void read_conn(struct real_conn *conn)
{
    struct real *real = (struct real *)net_of(conn);
    for (int i = 0; i < REAL_READ_BATCH && conn->port && !real->base.stopping; i++) {
        ssize_t n = recv(conn->fd, real->bytes, sizeof(real->bytes), 0);
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return;
        if (n <= 0) {
            conn_end(conn, NET_CLOSED);
            return;
        }
        struct net_packet packet = {.time_ns = net_now_ns(&real->base),
                                    .transport = conn->port->base.transport,
                                    .connection = conn->number,
                                    .from = conn->peer,
                                    .to = conn->local,
                                    .bytes = real->bytes,
                                    .length = (size_t)n};
        net_tell_packet(&conn->port->base, &packet);
    }
}

static void finish_connect(struct real_conn *conn)
{
    int error = 0;
    socklen_t n = sizeof(error);
    if (getsockopt(conn->fd, SOL_SOCKET, SO_ERROR, &error, &n) || error) {
        conn_end(conn, NET_REFUSED);
        return;
    }
    conn->is_up = true;
    real_local_addr(conn->fd, &conn->local);
    net_tell_event(&conn->port->base, NET_CONNECTED, conn->number, &conn->peer);
    if (conn->port)
        flush(conn);
}

static void on_conn(uv_poll_t *poll, int status, int events)
{
    struct real_conn *conn = poll->data;
    struct net *net = net_of(conn);
    if (status < 0)
        conn->watched = 0; /* libuv stopped watching */
    if (!net->stopping) {
        if (!conn->is_up) {
            finish_connect(conn);
        } else {
            if (events & UV_WRITABLE)
                flush(conn);
            if (status < 0 || events & UV_READABLE)
                read_conn(conn);
        }
    }
    if (conn->port)
        watch(conn);
    real_breathe((struct real *)net);
}

/* ---- listening ---- */

static int tcp_listen(struct real_port *port)
{
    return listen(port->fd, SOMAXCONN);
}

static void tcp_close(struct real_port *port)
{
    while (port->conns)
        conn_close(port->conns);
}

/* Descriptors are out: turns one connection away, which otherwise would stay and keep the loop busy. */
static void turn_away(struct real *real, int listener)
{
    close(real->spare_fd);
    int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
    if (fd >= 0)
        close(fd);
    real->spare_fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void accepted(struct real_port *port, int fd, const union real_sockaddr *from)
{
    struct net_addr peer;
    real_from_sockaddr(from, &peer);
    if (port->conn_count >= LIMIT_CASE_CONNECTIONS || !real_has_sockets((struct real *)port->base.net)) {
        close(fd);
        return;
    }
    struct real_conn *conn = conn_open(port, fd, &peer);
    if (!conn)
        return;
    conn->is_up = true;
    watch(conn);
    net_tell_event(&port->base, NET_CONNECTED, conn->number, &conn->peer);
}

static void tcp_accept(uv_poll_t *poll, int status, int events)
{
    struct real_port *port = poll->data;
    struct net *net = port->base.net;
    (void)events;
    for (int i = 0; i < REAL_ACCEPT_BATCH && port->fd >= 0 && !net->stopping; i++) {
        union real_sockaddr from = {0};
        socklen_t n = sizeof(from);
        int fd = accept4(port->fd, &from.any, &n, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (fd >= 0)
            accepted(port, fd, &from);
        else if (errno == EMFILE || errno == ENFILE)
            turn_away((struct real *)net, port->fd);
        else if (errno == EAGAIN || errno == EWOULDBLOCK)
            break;
    }
    if (port->fd >= 0 && status < 0)
        real_watch(poll, UV_READABLE);
    real_breathe((struct real *)net);
}

/* ---- connecting ---- */

static void run_refusal(struct net_task *task)
{
    struct real_conn *conn = (struct real_conn *)task;
    conn->is_refused = false;
    conn_end(conn, NET_REFUSED);
}

/* A socket that will connect from the port's own IP address, where that is possible. */
static int connecting_socket(const struct real_port *port)
{
    struct net_addr local = port->base.addr;
    int fd = real_socket(&local, SOCK_STREAM);
    local.port = 0;
    if (fd >= 0 && !net_addr_is_any(&local)) {
        real_set(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1); /* the port number is chosen by connect() */
        real_bind(fd, &local);
    }
    return fd;
}

int real_connect(struct net_port *base, const struct net_addr *to, uint32_t *ret_connection)
{
    struct real_port *port = (struct real_port *)base;
    union real_sockaddr name;
    socklen_t n = real_to_sockaddr(to, &name);
    if (port->conn_count >= LIMIT_CASE_CONNECTIONS)
        return net_fail(base->net, NET_ESYSTEM, "too many connections");
    if (!real_has_sockets((struct real *)base->net))
        return net_fail(base->net, NET_ESYSTEM, "no descriptors are left for connections (ulimit -n)");
    int fd = connecting_socket(port);
    if (fd < 0)
        return real_fail(base->net, "socket");
    struct real_conn *conn = conn_open(port, fd, to);
    if (!conn)
        return NET_ENOMEM;
    if (!connect(fd, &name.any, n) || errno == EINPROGRESS) {
        watch(conn);
    } else {
        conn->refusal = (struct net_task){.due_ns = net_now_ns(base->net), .run = run_refusal};
        if (net_queue_add(&base->net->queue, &conn->refusal)) {
            conn_close(conn);
            return NET_ENOMEM;
        }
        conn->is_refused = true;
    }
    *ret_connection = conn->number;
    return NET_OK;
}

/* ---- operations on a connection ---- */

int real_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length)
{
    struct real_conn *conn = conn_find(port, connection);
    if (!conn)
        return net_fail(port->net, NET_ECONN, "no such connection");
    if (buf_add(&conn->unsent, bytes, length)) {
        conn->unsent.failed = false; /* what was there before is still good */
        return net_fail(port->net, NET_ENOMEM, "the send queue is full");
    }
    if (!conn->is_up)
        return NET_OK;
    int error = flush(conn);
    if (!error && conn->unsent.n)
        watch(conn);
    return error;
}

uint32_t real_connection_to(struct net_port *port, const struct net_addr *peer)
{
    struct real_conn *conn = ((struct real_port *)port)->conns;
    while (conn && !net_addr_equal(&conn->peer, peer))
        conn = conn->next;
    return conn ? conn->number : 0;
}

void real_connection_close(struct net_port *port, uint32_t connection)
{
    struct real_conn *conn = conn_find(port, connection);
    if (conn)
        conn_close(conn);
}

const struct real_transport real_tcp = {SOCK_STREAM, tcp_listen, "listen", tcp_accept, tcp_close};
