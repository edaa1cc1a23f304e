/* The real network's own structs: a libuv loop that watches our own non-blocking sockets. Private to real*.c.
 */
#ifndef SIPCONFORM_NET_REAL_H
#define SIPCONFORM_NET_REAL_H

#include "base/buf.h"
#include "base/limits.h"
#include "net/net_ops.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <uv.h>

enum {
    REAL_BATCH = 64,        /* datagrams, or errors, that one port hands up before others have their turn */
    REAL_ACCEPT_BATCH = 16, /* connections accepted before others have their turn */
    REAL_READ_BATCH = 4,    /* reads of one connection before others have their turn */
    REAL_OWN_FILES = 40,    /* descriptors that no socket gets: records, reports, pipes, processes */
    REAL_PORT_NUMBERS = 65536
};

struct real_process;
struct real_signal;

struct real {
    struct net base;
    uv_loop_t loop;
    uv_poll_t timer; /* watches timer_fd, which wakes the loop for the queue's first task */
    int timer_fd;
    int spare_fd;     /* given up for a moment to turn a connection away when descriptors are out */
    int64_t round_ns; /* when this round of the loop began */
    size_t socket_count, socket_limit;
    int64_t *closed_ns;             /* for each port number when one of ours was closed; 0: never */
    struct real_process *processes; /* started and not yet gone */
    struct real_signal *signals;
    char bytes[LIMIT_DATAGRAM_BYTES]; /* what is being received */
};

union real_sockaddr {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

struct real_datagram; /* waits until the socket is writable */
struct real_conn;
struct real_port;

/* What a transport does with the socket of a port. */
struct real_transport {
    int type;                         /* SOCK_DGRAM or SOCK_STREAM */
    int (*setup)(struct real_port *); /* after it was bound; 0, or -1 with errno */
    const char *setup_name;           /* what setup does, for the error */
    uv_poll_cb readable;
    void (*close)(struct real_port *); /* all that hangs on it; the socket itself is closed by the caller */
};

struct real_port {
    struct net_port base;
    uv_poll_t poll; /* the port is freed when this is closed */
    int fd;         /* -1 when the port is closed */
    int64_t opened_ns;
    struct real_datagram *first, **end; /* UDP: to be sent */
    size_t queued_bytes;
    struct real_conn *conns; /* TCP */
    size_t conn_count;
};

/* ---- real_socket.c ---- */
socklen_t real_to_sockaddr(const struct net_addr *addr, union real_sockaddr *ret);
/* family 0 when it is neither IPv4 nor IPv6. */
void real_from_sockaddr(const union real_sockaddr *from, struct net_addr *ret_addr);
/* May another be opened? Each that belongs to a port or a connection is counted by its owner. */
bool real_has_sockets(const struct real *real);
/* A non-blocking socket of that family, or -1 with errno. type: SOCK_DGRAM or SOCK_STREAM. */
int real_socket(const struct net_addr *addr, int type);
int real_bind(int fd, const struct net_addr *addr);
void real_local_addr(int fd, struct net_addr *ret_addr);
int real_set(int fd, int level, int option, int value);
/* NET_EADDR for an address that cannot be used, else NET_ESYSTEM; keeps the text of errno. */
int real_fail(struct net *net, const char *what);
/* Watches for those events (UV_READABLE, UV_WRITABLE); again after an error, which makes libuv stop watching.
 */
void real_watch(uv_poll_t *poll, int events);
/* One round of the loop: waits until something happens, and handles what did. Returns 0 or an error. */
int real_round(struct real *real);
/* To be called at the end of each callback of the loop: runs overdue tasks when this round takes long, so
 * that a flood on many ports does not hold the timers up. */
void real_breathe(struct real *real);

/* ---- real_udp.c ---- */
extern const struct real_transport real_udp;
int real_udp_send(struct net_port *port, const struct net_addr *to, const void *bytes, size_t length);

/* ---- real_tcp.c ---- */
extern const struct real_transport real_tcp;
int real_connect(struct net_port *port, const struct net_addr *to, uint32_t *ret_connection);
int real_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length);
uint32_t real_connection_to(struct net_port *port, const struct net_addr *peer);
void real_connection_close(struct net_port *port, uint32_t connection);

/* ---- real_process.c ---- */
int real_spawn(struct net *net, char *const argv[], int output_fd, void (*on_exit)(void *arg, int status),
               void *arg, struct net_process **ret_process);
void real_process_end(struct net_process *process);
/* Ends all processes that are left and waits for them, some seconds at most. Only for real_destroy(). */
void real_end_all_processes(struct real *real);
int real_on_signal(struct net *net, int signal_number, void (*fire)(void *arg, int signal_number), void *arg);
int real_end_on_signal(struct net *net, int signal_number);
void real_close_signals(struct real *real);

#endif
