/* A small bench for tests of a network: ports that write down what they are told, and a deadline for each
 * run. */
#ifndef SIPCONFORM_TESTS_NET_BENCH_H
#define SIPCONFORM_TESTS_NET_BENCH_H

#include "suite.h"

#include "net/net.h"

#define MS INT64_C(1000000)
#define DEADLINE_NS (20000 * MS) /* never reached unless something is broken */

struct bench {
    struct net *net;
    struct net_timer *deadline;
    bool is_late;
    void *user; /* what a test's callback needs */
};

/* A port and what it was told. */
struct station {
    struct bench *bench;
    struct net_port *port;
    struct net_addr addr;
    bool echoes; /* sends back what it gets */
    unsigned packets, refused, connected, closed;
    unsigned stop_at; /* net_stop() when so many packets and events were told; 0: never */
    size_t total_bytes;
    uint64_t hash;                         /* of all bytes in order */
    char last_bytes[64];                   /* the beginning of the last packet */
    struct net_packet last;                /* without its bytes */
    struct net_event last_event;           /* without its bytes */
    char last_quoted[64];                  /* the beginning of what the last refusal quoted */
    void (*then)(struct station *station); /* after each packet or event; may close the port */
};

/* Each test program has its own. */
struct net *bench_create_net(void);

void bench_init(struct bench *bench);
void bench_free(struct bench *bench);
/* Runs until somebody stops it; fails the test when nobody does in time. */
void bench_run(struct bench *bench);
/* Runs for that long. */
void bench_run_for(struct bench *bench, int64_t ns);
/* Opens a port on ip ("127.0.0.1") that writes down into station. */
void station_open(struct station *station, struct bench *bench, enum net_transport transport, const char *ip);
void station_close(struct station *station);
unsigned station_told(const struct station *station);
int station_send(struct station *from, const struct net_addr *to, const char *text);
/* An address of that kind where nobody listens, and which is allowed. */
struct net_addr bench_closed_addr(struct bench *bench, enum net_transport transport, const char *ip);
uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t n);
bool bench_has_ipv6(struct bench *bench);

#endif
