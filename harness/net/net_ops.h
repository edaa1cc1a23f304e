/* What the two backends share, and what each of them provides. Private to harness/net.
 *
 * net.c holds everything that must not differ between the real and the simulated network: the allow list, the
 * table of open ports, the timers and the checks of arguments. A backend embeds these structs as first
 * members and fills in a struct net_ops. */
#ifndef SIPCONFORM_NET_NET_OPS_H
#define SIPCONFORM_NET_NET_OPS_H

#include "net/net.h"
#include "net/queue.h"

enum {
    NET_PORT_BUCKETS = 4096, /* of the table of open ports: thousands of ports and still short chains */
    NET_ERROR_BYTES = 256
};

/* The operations of a backend. net.c has checked the arguments: the families match, the destination may be
 * sent to, the length fits, the port has that transport. Results are 0 or an enum net_error. */
struct net_ops {
    /* Frees the backend and the struct net. Ports are closed and the queue is empty by then. */
    void (*destroy)(struct net *net);
    int64_t (*now_ns)(struct net *net);
    int64_t (*wall_ms)(struct net *net);
    /* Handles events until net->stopping is set or nothing can happen any more. */
    int (*run)(struct net *net);
    /* Allocates a port and fills in its addr; net.c fills in the rest of the struct net_port. */
    int (*port_open)(struct net *net, enum net_transport transport, const struct net_addr *local,
                     struct net_port **ret_port);
    /* Closes the port with its connections; it is no longer in the table. The memory may live on for a while.
     */
    void (*port_close)(struct net_port *port);
    /* NULL: always. */
    bool (*has_room)(struct net *net);
    int (*local_towards)(struct net *net, const struct net_addr *destination, struct net_addr *ret_local);
    int (*send_datagram)(struct net_port *port, const struct net_addr *to, const void *bytes, size_t length);
    /* Begins a connection. A refusal is always told by an event, never from inside this call. */
    int (*connect)(struct net_port *port, const struct net_addr *to, uint32_t *ret_connection);
    int (*send_on)(struct net_port *port, uint32_t connection, const void *bytes, size_t length);
    uint32_t (*connection_to)(struct net_port *port, const struct net_addr *peer);
    void (*connection_close)(struct net_port *port, uint32_t connection);
    /* Processes and signals: all NULL where there are none. */
    int (*spawn)(struct net *net, char *const argv[], int output_fd, void (*on_exit)(void *arg, int status),
                 void *arg, struct net_process **ret_process);
    void (*process_end)(struct net_process *process);
    int (*on_signal)(struct net *net, int signal_number, void (*fire)(void *arg, int signal_number),
                     void *arg);
    int (*end_on_signal)(struct net *net, int signal_number);
};

/* One row of the allow list. */
struct net_rule {
    struct net_addr addr;
    unsigned prefix_bits;
    uint16_t port; /* 0: every port */
};

struct net {
    const struct net_ops *ops;
    struct net_queue queue; /* everything that happens at a known time; timers in both backends */
    struct net_rule *rules;
    size_t rule_count;
    struct net_port *ports[NET_PORT_BUCKETS]; /* open ports by transport and address */
    size_t port_count;
    bool running;
    bool stopping; /* net_stop() was called: no further callback */
    int failure;   /* what net_run() returns when something failed that nobody else could be told */
    char last_error[NET_ERROR_BYTES];
};

struct net_port {
    struct net *net;
    struct net_port *next; /* in its bucket */
    enum net_transport transport;
    struct net_addr addr;
    struct net_handler handler; /* a copy */
    void *arg;
    uint32_t last_connection; /* number given last */
};

struct net_process {
    struct net *net;
    pid_t pid;
};

/* Takes the part that both backends have into use. */
void net_init(struct net *net, const struct net_ops *ops);
/* The open port with exactly that address, or NULL. */
struct net_port *net_port_find(const struct net *net, enum net_transport transport,
                               const struct net_addr *addr);
/* Writes net_last_error(); returns error. */
int net_fail(struct net *net, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
/* Something failed where no caller can be told: net_run() ends with that error. */
void net_abort(struct net *net, int error);
/* Tell the owner of a port. The port may be closed on return. */
void net_tell_packet(struct net_port *port, const struct net_packet *packet);
void net_tell_event(struct net_port *port, enum net_event_kind kind, uint32_t connection,
                    const struct net_addr *peer);
/* A datagram to `peer` was refused; the refusal quotes its beginning. */
void net_tell_refusal(struct net_port *port, const struct net_addr *peer, const char *quoted, size_t length);
/* Bytes of addr->ip that count. */
size_t net_addr_bytes(const struct net_addr *addr);
bool net_addr_is_any(const struct net_addr *addr);

#endif
