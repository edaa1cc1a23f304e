/* One packet as it could have been on a wire: IPv4 or IPv6, then UDP or TCP, with right lengths and
 * checksums, around bytes of a transcript. (RFC 791, 8200, 768, 9293, 1071.) */
#ifndef SIPCONFORM_REPORTS_PACKET_H
#define SIPCONFORM_REPORTS_PACKET_H

#include "base/buf.h"
#include "net/net.h"

/* Payload that fits into one packet with any of these headers. */
enum { PACKET_PAYLOAD_BYTES = 65000 };

struct packet {
    enum net_transport transport;
    struct net_addr from,
        to; /* one of them IPv6: both are written so, IPv4 as ::ffff:a.b.c.d; none: 0.0.0.0 */
    uint32_t sequence, acknowledgement; /* TCP */
    struct slice payload;               /* at most PACKET_PAYLOAD_BYTES */
};

/* Appends the packet; it begins with the IP header. */
void packet_add(const struct packet *packet, struct buf *out);

#endif
