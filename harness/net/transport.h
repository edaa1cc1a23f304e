/* The transports, one row each. Code asks a row for the property that it means, never for the transport
 * itself. A new one is a row in transport.c and a file of the real network beside real_tcp.c. */
#ifndef SIPCONFORM_NET_TRANSPORT_H
#define SIPCONFORM_NET_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum net_transport { NET_UDP, NET_TCP };
enum { NET_TRANSPORT_COUNT = NET_TCP + 1, NET_TRANSPORTS_ALL = (1 << NET_TRANSPORT_COUNT) - 1 };
/* Their names, as options show them; a test compares them with the rows. */
#define NET_TRANSPORT_NAMES "udp|tcp"

struct net_transport_row {
    const char *name; /* "udp": in options, profiles, records and ids of cases, and in the URI parameter */
    const char *via;  /* "UDP": in Via (RFC 3261 20.42) */
    const char *uri_param; /* ";transport=tcp"; "" for the one that a URI without it means (RFC 3263 4.1) */
    const char *scheme;    /* "sip": of a URI that asks for it */
    uint16_t default_port; /* where a URI or a sent-by without a port leads (19.1.2, 18.2.2) */
    bool stream;           /* connections, on which Content-Length frames messages (18.3) */
    bool reliable;         /* transactions retransmit nothing over it (17.1.1.2) */
    bool secure;           /* by TLS (26.2.1) */
    bool shares_number;    /* a sender may change to another that shares it, under the same port (18.1.1) */
};

/* The row of a transport below NET_TRANSPORT_COUNT. */
const struct net_transport_row *net_transport_row(enum net_transport transport);
const char *net_transport_name(enum net_transport transport);
/* False when no transport has that name, in whatever letter case. */
bool net_transport_find(const char *name, size_t length, enum net_transport *ret_transport);
/* The default port of the transport that a Via or a URI parameter names; 5060 when it is none of ours. */
uint16_t net_default_port(const char *name, size_t length);
/* The lowest transport of a set (1 << enum net_transport) that is not empty. */
enum net_transport net_transport_first(unsigned set);

static inline bool net_is_stream(enum net_transport transport)
{
    return net_transport_row(transport)->stream;
}

static inline bool net_is_reliable(enum net_transport transport)
{
    return net_transport_row(transport)->reliable;
}

#endif
