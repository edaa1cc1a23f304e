/* Puts IP, UDP and TCP headers around bytes. */
#include "reports/packet.h"

#include <string.h>

enum {
    PROTOCOL_TCP = 6,
    PROTOCOL_UDP = 17,
    IPV4_BYTES = 20,
    UDP_BYTES = 8,
    TCP_BYTES = 20,
    TIME_TO_LIVE = 64,
    DO_NOT_FRAGMENT = 0x4000,
    TCP_PUSH_ACK = 0x5018, /* header of five words, PSH and ACK */
    TCP_WINDOW = 65535
};

/* ---- bytes, in network order ---- */

static void add_u16(struct buf *out, unsigned value)
{
    const unsigned char bytes[] = {(unsigned char)(value >> 8), (unsigned char)value};
    buf_add(out, bytes, sizeof(bytes));
}

static void add_u32(struct buf *out, uint32_t value)
{
    add_u16(out, value >> 16);
    add_u16(out, value & 0xFFFF);
}

static void put_u16(struct buf *out, size_t at, unsigned value)
{
    if (out->failed)
        return;
    out->p[at] = (char)(value >> 8);
    out->p[at + 1] = (char)value;
}

/* RFC 1071: the sum of 16-bit words, to be folded at the end; an odd byte counts as the upper half of a
 * word. */
static uint64_t add_words(uint64_t sum, const char *bytes, size_t n)
{
    const unsigned char *p = (const unsigned char *)bytes;
    for (size_t i = 0; i + 1 < n; i += 2)
        sum += (unsigned)p[i] << 8 | p[i + 1];
    return n % 2 ? sum + ((unsigned)p[n - 1] << 8) : sum;
}

static unsigned checksum(uint64_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xFFFF) + (sum >> 16);
    return (unsigned)(~sum & 0xFFFF);
}

/* ---- headers ---- */

static size_t address_bytes(const struct packet *packet)
{
    return packet->from.family == 6 || packet->to.family == 6 ? 16 : 4;
}

static void add_address(struct buf *out, const struct net_addr *addr, size_t n)
{
    static const char mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (char)0xFF, (char)0xFF};
    if (n == 16 && addr->family != 6)
        buf_add(out, mapped, sizeof(mapped));
    buf_add(out, addr->ip, n == 16 && addr->family != 6 ? 4 : n);
}

static void add_addresses(struct buf *out, const struct packet *packet)
{
    add_address(out, &packet->from, address_bytes(packet));
    add_address(out, &packet->to, address_bytes(packet));
}

static void add_ip(struct buf *out, const struct packet *packet, unsigned protocol, size_t length)
{
    size_t begin = out->n;
    if (address_bytes(packet) == 16) {
        add_u32(out, 0x60000000);
        add_u16(out, (unsigned)length);
        add_u16(out, protocol << 8 | TIME_TO_LIVE);
        add_addresses(out, packet);
        return;
    }
    add_u16(out, 0x4500);
    add_u16(out, (unsigned)(IPV4_BYTES + length));
    add_u16(out, 0);
    add_u16(out, DO_NOT_FRAGMENT);
    add_u16(out, TIME_TO_LIVE << 8 | protocol);
    add_u16(out, 0);
    add_addresses(out, packet);
    if (!out->failed)
        put_u16(out, begin + 10, checksum(add_words(0, out->p + begin, IPV4_BYTES)));
}

static void add_udp(struct buf *out, const struct packet *packet, size_t length)
{
    add_u16(out, packet->from.port);
    add_u16(out, packet->to.port);
    add_u16(out, (unsigned)length);
    add_u16(out, 0);
}

static void add_tcp(struct buf *out, const struct packet *packet)
{
    add_u16(out, packet->from.port);
    add_u16(out, packet->to.port);
    add_u32(out, packet->sequence);
    add_u32(out, packet->acknowledgement);
    add_u16(out, TCP_PUSH_ACK);
    add_u16(out, TCP_WINDOW);
    add_u16(out, 0);
    add_u16(out, 0);
}

/* Over the addresses, the protocol and the length, then what begins at `begin`. */
static unsigned transport_checksum(const struct buf *out, const struct packet *packet, unsigned protocol,
                                   size_t begin)
{
    struct buf addresses;
    buf_init(&addresses, 64);
    add_addresses(&addresses, packet);
    uint64_t sum = addresses.failed ? 0 : add_words(protocol + (out->n - begin), addresses.p, addresses.n);
    buf_free(&addresses);
    unsigned result = checksum(add_words(sum, out->p + begin, out->n - begin));
    return protocol == PROTOCOL_UDP && !result ? 0xFFFF : result; /* 0 says that there is none */
}

void packet_add(const struct packet *packet, struct buf *out)
{
    bool udp = !net_is_stream(packet->transport);
    unsigned protocol = udp ? PROTOCOL_UDP : PROTOCOL_TCP;
    size_t length = (udp ? UDP_BYTES : TCP_BYTES) + packet->payload.n;
    add_ip(out, packet, protocol, length);
    size_t begin = out->n;
    if (udp)
        add_udp(out, packet, length);
    else
        add_tcp(out, packet);
    buf_add_slice(out, packet->payload);
    if (!out->failed)
        put_u16(out, begin + (udp ? 6 : 16), transport_checksum(out, packet, protocol, begin));
}
