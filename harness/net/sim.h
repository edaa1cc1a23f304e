/* The simulated network's own structs. Private to sim.c and sim_stream.c. */
#ifndef SIPCONFORM_NET_SIM_H
#define SIPCONFORM_NET_SIM_H

#include "base/rng.h"
#include "net/net_ops.h"

struct sim {
    struct net base;
    struct net_sim_options options;
    struct rng rng;
    int64_t now_ns;
    uint16_t last_port;  /* handed out last for port 0 */
    size_t flying_bytes; /* datagrams under way; ceiling LIMIT_SIM_BYTES */
};

struct sim_end;

struct sim_port {
    struct net_port base;
    struct sim_end *ends; /* TCP: the connections of this port */
    size_t end_count;
};

/* One way through the network: the base delay and the jitter. */
int64_t sim_travel_ns(struct sim *sim);
/* Any free port number of that address, the same ones in every run; 0 when all are taken. */
uint16_t sim_free_port(struct sim *sim, enum net_transport transport, const struct net_addr *ip);

/* Tells who wants to know that something leaves for there. */
void sim_departs(struct sim *sim, enum net_transport transport, const struct net_addr *to);

/* sim_stream.c: connections */
int sim_connect(struct net_port *port, const struct net_addr *to, uint32_t *ret_connection);
int sim_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length);
uint32_t sim_connection_to(struct net_port *port, const struct net_addr *peer);
void sim_connection_close(struct net_port *port, uint32_t connection);
void sim_close_all_connections(struct sim_port *port);

#endif
