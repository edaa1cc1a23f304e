/* Takes a pcapng file apart, block by block, and fails the target when a length or a header is wrong. */
#include "fuzz/support/capture.h"

#include "fuzz/support/fuzz.h"

enum { BLOCK_SECTION = 0x0A0D0D0A, BLOCK_PACKET = 6, PACKET_HEAD = 28, PROTOCOL_TCP = 6, PROTOCOL_UDP = 17 };

static uint32_t little(struct slice s, size_t at)
{
    FUZZ_CHECK(s.n >= 4 && at <= s.n - 4);
    const unsigned char *p = (const unsigned char *)s.p + at;
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static unsigned big(struct slice s, size_t at)
{
    FUZZ_CHECK(s.n >= 2 && at <= s.n - 2);
    const unsigned char *p = (const unsigned char *)s.p + at;
    return (unsigned)p[0] << 8 | p[1];
}

/* What an IP packet carries behind its UDP or TCP header. */
static struct slice payload_of(struct slice packet)
{
    FUZZ_CHECK(packet.n >= 20);
    bool ipv6 = (unsigned char)packet.p[0] >> 4 == 6;
    size_t head = ipv6 ? 40 : 20;
    FUZZ_CHECK(big(packet, ipv6 ? 4 : 2) + (ipv6 ? head : 0) == packet.n);
    int protocol = packet.p[ipv6 ? 6 : 9];
    FUZZ_CHECK(protocol == PROTOCOL_TCP || protocol == PROTOCOL_UDP);
    if (protocol == PROTOCOL_UDP)
        FUZZ_CHECK(big(packet, head + 4) == packet.n - head);
    return slice_sub(packet, head + (protocol == PROTOCOL_UDP ? 8 : 20), packet.n);
}

static void read_options(struct slice options)
{
    while (options.n) {
        unsigned code = little(options, 0) & 0xFFFF, length = little(options, 0) >> 16;
        FUZZ_CHECK(4 + length <= options.n);
        options = slice_sub(options, 4 + (length + 3) / 4 * 4, options.n);
        FUZZ_CHECK(code || (!length && !options.n));
    }
}

static void read_packet(struct slice block, struct buf *payloads)
{
    size_t length = little(block, 20), padded = (length + 3) / 4 * 4;
    FUZZ_CHECK(little(block, 24) == length && PACKET_HEAD + padded + 4 <= block.n);
    buf_add_slice(payloads, payload_of(slice_sub(block, PACKET_HEAD, length)));
    read_options(slice_sub(block, PACKET_HEAD + padded, block.n - PACKET_HEAD - padded - 4));
}

void capture_payloads(struct slice file, struct buf *payloads)
{
    FUZZ_CHECK(little(file, 0) == BLOCK_SECTION);
    while (file.n) {
        size_t length = little(file, 4);
        FUZZ_CHECK(length >= 12 && length % 4 == 0 && length <= file.n);
        FUZZ_CHECK(little(file, length - 4) == length);
        if (little(file, 0) == BLOCK_PACKET)
            read_packet(slice_sub(file, 0, length), payloads);
        file = slice_sub(file, length, file.n);
    }
}
