/* Time and network behind one interface: the real one (sockets, libuv loop) and a simulated one (memory,
 * virtual clock). Nothing above this layer knows which it has. Everything runs in one thread, inside
 * net_run(). */
#ifndef SIPCONFORM_NET_NET_H
#define SIPCONFORM_NET_NET_H

#include "net/transport.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* ---- addresses ---- */
struct net_addr {
    uint8_t family; /* 4 or 6; 0 is "no address" */
    uint8_t ip[16]; /* network order; the first 4 bytes for IPv4 */
    uint16_t port;  /* host order */
};
enum { NET_ADDR_TEXT = 56 }; /* bytes that any of the texts below fits in */

/* Reads "192.0.2.1", "192.0.2.1:5060", "2001:db8::1", "[2001:db8::1]:5060"; a missing port becomes
 * default_port. False for names and for anything malformed. */
bool net_addr_parse(const char *text, uint16_t default_port, struct net_addr *ret_addr);
/* "192.0.2.1:5060", "[2001:db8::1]:5060" */
const char *net_addr_text(const struct net_addr *addr, char text[NET_ADDR_TEXT]);
/* "192.0.2.1", "[2001:db8::1]": as a SIP host */
const char *net_addr_host(const struct net_addr *addr, char text[NET_ADDR_TEXT]);
bool net_addr_equal(const struct net_addr *a, const struct net_addr *b);
bool net_addr_same_ip(const struct net_addr *a, const struct net_addr *b);
bool net_addr_is_loopback(const struct net_addr *addr);

/* ---- errors: every int function below returns 0 or one of these ---- */
enum net_error {
    NET_OK = 0,
    NET_ENOMEM = -1,       /* memory is out, or a send queue is at its ceiling */
    NET_EADDR = -2,        /* cannot bind or use that address */
    NET_EFORBIDDEN = -3,   /* the destination is not on the allow list: nothing was sent */
    NET_ETOOLONG = -4,     /* longer than a datagram may be, or than LIMIT_STREAM_BYTES */
    NET_ECONN = -5,        /* connection refused, reset or unknown */
    NET_ESYSTEM = -6,      /* anything else the system refused; see net_last_error() */
    NET_EUNSUPPORTED = -7, /* this backend has no such thing */
    NET_EDESCRIPTORS = -8  /* this process may open too few file descriptors */
};
const char *net_error_text(int error);

/* ---- the network ---- */
struct net;
struct net_port;
struct net_timer;

struct net_packet {
    int64_t time_ns; /* of arrival: net_now_ns() scale; by the kernel's clock where there is one */
    enum net_transport transport;
    uint32_t connection; /* stream: number of the connection in this port, from 1; 0 for UDP */
    struct net_addr from, to;
    const char *bytes; /* one datagram, or a stream's next bytes cut anywhere; valid during the call */
    size_t length;
};

enum net_event_kind {
    NET_REFUSED,   /* ICMP port/host unreachable for a datagram we sent, or a connection that was refused */
    NET_CONNECTED, /* a connection that we opened, or one that the peer opened, is up */
    NET_CLOSED /* the peer closed a connection (or its own half of it), or it was reset; all its bytes were
                  told */
};
struct net_event {
    enum net_event_kind kind;
    int64_t time_ns;
    enum net_transport transport;
    uint32_t connection;
    struct net_addr peer; /* of a datagram that was refused: where it was sent */
    const char *quoted;   /* the beginning of that datagram, as the refusal has it; valid during the call */
    size_t quoted_length; /* 0: it says nothing of it */
};

/* What a port's owner is told. Either may be NULL. It may send, open, and close ports and timers, its own
 * included. */
struct net_handler {
    void (*on_packet)(void *arg, struct net_port *port, const struct net_packet *packet);
    void (*on_event)(void *arg, struct net_port *port, const struct net_event *event);
};

/* The real network. */
int net_real_create(struct net **ret_net);

/* The simulated network. It makes no system call. Any address may be bound: two hosts are two IP addresses. A
 * datagram for an address where no port is open is refused after a round trip; a connection is up, or
 * refused, after one. Probabilities in thousandths, per datagram; streams keep order and lose nothing. */
struct net_sim_options {
    uint64_t seed;
    unsigned loss, duplicate, reorder; /* thousandths; each copy of a duplicate is lost on its own */
    int64_t delay_ns;                  /* base one-way delay */
    int64_t jitter_ns;                 /* added, uniform in [0, jitter_ns] */
    /* Told of each datagram and each new connection that leaves a port, before it is under way: it may open a
     * port there. NULL: nobody. */
    void (*on_departure)(void *arg, enum net_transport transport, const struct net_addr *to);
    void *arg;
};
/* options may be NULL: 1 ms delay, nothing lost. NET_ESYSTEM for a delay or jitter that is negative or above
 * 10^6 s. */
int net_sim_create(const struct net_sim_options *options, struct net **ret_net);

/* Closes and frees all ports, timers and connections that are left; nobody is called back. Processes are
 * ended as by net_process_end(), and waited for (three seconds at most). Not from inside net_run(). NULL is
 * allowed. */
void net_free(struct net *net);

/* Monotonic; starts near 0 in the simulation. */
int64_t net_now_ns(struct net *net);
/* Milliseconds since 1970 in UTC, for reports; virtual time starts at a fixed date. */
int64_t net_wall_ms(struct net *net);
/* Handles events until net_stop(), or until nothing can happen any more (no timer, no packet under way and,
 * for the real network, no open port and no process; waiting for a signal alone does not count). Returns 0 or
 * an error; not from inside itself. After net_stop() nobody is called with a packet, a connection or a timer:
 * that waits for the next net_run(). A net_stop() outside makes the next net_run() return at once. */
int net_run(struct net *net);
void net_stop(struct net *net);
const char *net_last_error(const struct net *net);

/* Where this network may send: what is not allowed is refused with NET_EFORBIDDEN. Open ports of this
 * network, of that transport, are always allowed (one on the wildcard address: under loopback addresses), and
 * so is answering on a connection (net_send_on), whoever opened it. prefix_bits 32/128 for one host, else
 * NET_EADDR when there are more bits than that; port 0 allows every port. */
int net_allow(struct net *net, const struct net_addr *addr, unsigned prefix_bits, uint16_t port);
/* May something be sent there? */
bool net_is_allowed(const struct net *net, enum net_transport transport, const struct net_addr *to);

/* Is less than half of the sockets open that there may be? The other half is for the connections of who has
 * ports already. When there are no more, opening a port or a connection is NET_ESYSTEM: the descriptors that
 * are left then belong to files. Always so in the simulation. */
bool net_has_room(struct net *net);
/* Opens a UDP socket or a TCP listener on local; NET_EADDR when it is taken or not ours. Port 0: any free one
 * that was not ours in the last 64*T1, so that what comes late for its owner finds nobody. To have both under
 * one number, open UDP first and TCP on the number it got, and begin again with another when that one is
 * taken. The handler is copied. IPv6 ports take no IPv4 traffic. */
int net_port_open(struct net *net, enum net_transport transport, const struct net_addr *local,
                  const struct net_handler *handler, void *arg, struct net_port **ret_port);
/* Closes its connections as well; their peers see that, the owner is not told. NULL is allowed. */
void net_port_close(struct net_port *port);
const struct net_addr *net_port_addr(const struct net_port *port);
enum net_transport net_port_transport(const struct net_port *port);
/* Which of our own addresses would reach that destination (for Via and Contact). */
int net_local_towards(struct net *net, const struct net_addr *destination, struct net_addr *ret_local);

/* UDP: sends one datagram. TCP: sends on a connection of this port to that peer, opening one when there is
 * none (bytes sent before it is up are kept, up to LIMIT_STREAM_BYTES; with length 0 it is only opened).
 * Connections are opened from the port's IP address. A refusal is always told by NET_REFUSED, later; on both
 * transports it may follow a return of 0. NET_ESYSTEM when the port has LIMIT_CASE_CONNECTIONS already. */
int net_send(struct net_port *port, const struct net_addr *to, const void *bytes, size_t length);
/* TCP: on exactly that connection; NET_ECONN when it is gone. */
int net_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length);
uint32_t net_connection_to(struct net_port *port, const struct net_addr *peer); /* 0 when there is none */
/* The owner is not told. Bytes that the network has not taken yet are dropped; an unknown connection is
 * ignored. */
void net_connection_close(struct net_port *port, uint32_t connection);

/* One shot. The timer frees itself after it fired; net_timer_stop before that frees it and calls nothing
 * (inside its own callback it does nothing; NULL is allowed). Timers of the same time fire in the order they
 * were started, never early. A packet that arrived before a timer's time is told before that timer fires,
 * short of a flood. ret_timer may be NULL. */
int net_timer_start(struct net *net, int64_t delay_ns, void (*fire)(void *arg), void *arg,
                    struct net_timer **ret_timer);
void net_timer_stop(struct net_timer *timer);

/* ---- processes and signals: real network only, else NET_EUNSUPPORTED ---- */
struct net_process;
/* Starts argv[0] (found in PATH) without a shell, in a session of its own; stdin is empty, stdout and stderr
 * go to output_fd (-1: discarded; it stays the caller's). on_exit is called once (status as by waitpid; then
 * the handle is freed). NET_ESYSTEM when it cannot be started. */
int net_spawn(struct net *net, char *const argv[], int output_fd, void (*on_exit)(void *arg, int status),
              void *arg, struct net_process **ret_process);
/* Ends the process and its process group (SIGTERM, SIGKILL after one second) and forgets it: on_exit is not
 * called any more. net_run() goes on until the process is gone. NULL is allowed. */
void net_process_end(struct net_process *process);
pid_t net_process_id(const struct net_process *process);
/* Calls back inside net_run when this process gets that signal. */
int net_on_signal(struct net *net, int signal_number, void (*fire)(void *arg, int signal_number), void *arg);
/* From now on, when net_run is not called any more, that signal ends this process at once, and with it the
 * processes that were started. */
int net_end_on_signal(struct net *net, int signal_number);

#endif
