/* A simulated world around one device: wherever it sends to, a host of ours is there and writes down what
 * comes. Time is virtual, and the same seed and input give the same packets. */
#ifndef SIPCONFORM_FUZZ_WORLD_H
#define SIPCONFORM_FUZZ_WORLD_H

#include "base/buf.h"
#include "model/finding.h"
#include "model/transcript.h"
#include "sip/stream.h"

enum {
    WORLD_HOSTS = 48,
    WORLD_QUIET_MS = 60 * 60 * 1000 /* after this all is over: ten redirections may ring for minutes each */
};

struct world;
struct world_host { /* its number is that of the endpoint in the transcript */
    struct world *world;
    struct net_addr addr;
    struct net_port *ports[2]; /* by transport; NULL until something goes there */
};

/* One direction of a connection, cut into messages. */
struct world_stream {
    struct world_stream *next;
    const struct world_host *host;
    uint32_t connection;
    enum direction direction;
    struct sip_stream stream;
};

struct world {
    struct net *net;
    struct net_addr device;
    struct transcript transcript;
    struct findings findings; /* what is wrong with the device, rules of messages apart */
    struct buf told;          /* all that the device was told: an address that it sends to stands there */
    struct world_host hosts[WORLD_HOSTS];
    size_t host_count;
    struct world_stream *streams;
    unsigned packets, packets_max;             /* that left any port */
    int64_t last_ns;                           /* when the last one did */
    long last_request;                         /* entry: what the device asked last, ACK apart; -1 */
    void (*on_request)(void *arg, long entry); /* told of each request that comes, copies too; may be NULL */
    void *arg;
};

/* device: where it is; packets_max: more of them are a flood. Freed by world_free(), after the device. */
void world_open(struct world *world, const char *device, unsigned packets_max);
void world_free(struct world *world);

/* Sends a message to the device by its topmost Via: from that address, over that transport. */
void world_send(struct world *world, struct slice bytes);
/* Sends an answer the way that the device's request came. */
void world_answer(struct world *world, long request, struct slice bytes);

void world_run_ms(struct world *world, int64_t ms);
/* Until nothing can happen any more; something that goes on after WORLD_QUIET_MS is a finding. */
void world_run_until_quiet(struct world *world);

/* Adds a finding that is no requirement's. */
void world_complain(struct world *world, const char *what);

#endif
