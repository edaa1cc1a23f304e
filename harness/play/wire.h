/* The addresses of a case, and octets in and out. Everything that arrives at them is the case's, whatever the
 * device wrote in it. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_WIRE_H
#define SIPCONFORM_PLAY_WIRE_H

#include "base/limits.h"
#include "model/transcript.h"
#include "net/net.h"
#include "sip/stream.h"

struct test_case;

struct connection {
    uint32_t number;
    struct net_addr peer;
    struct sip_stream stream;
    struct connection *next;
};

struct endpoint {
    struct test_case *owner;
    size_t index;
    const char *name;                            /* "client"; owned by the scenario or static */
    struct net_port *ports[NET_TRANSPORT_COUNT]; /* NULL where it is not open */
    struct net_addr addr;
    struct connection *connections;
};

struct wire {
    struct endpoint endpoints[LIMIT_CASE_ENDPOINTS];
    size_t count;
};

int endpoints_open(struct test_case *test);
void endpoints_close(struct test_case *test);
struct endpoint *endpoint_named(struct test_case *test, const char *name); /* NULL when there is none */

/* Where it sends and listens by a transport; opened when it is first asked for, under the endpoint's own
 * number if that is free. NULL when it cannot be. */
struct net_port *endpoint_port(struct endpoint *endpoint, enum net_transport transport);

/* Sends octets by the transport of `entry`, and files them as it. Returns the entry's number, or -1 after the
 * case was given up, or when they must not be sent there (case_cannot_send). */
long send_bytes(struct test_case *test, struct endpoint *endpoint, const struct net_addr *to,
                uint32_t connection, struct entry entry, const void *bytes, size_t length);
/* The same octets again to the same place. */
long send_again(struct test_case *test, long entry, unsigned flags);

#endif
