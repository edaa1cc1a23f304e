/* Reads, writes and compares network addresses. */
#include "net/net_ops.h"

#include "base/slice.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

size_t net_addr_bytes(const struct net_addr *addr)
{
    return addr->family == 4 ? 4 : addr->family == 6 ? 16 : 0;
}

static bool parse_ip(struct slice text, uint8_t family, struct net_addr *addr)
{
    char ip[INET6_ADDRSTRLEN];
    /* A NUL cannot be inside: the slice is a part of a C string. */
    if (text.n >= sizeof(ip))
        return false;
    memcpy(ip, text.p, text.n);
    ip[text.n] = 0;
    addr->family = family;
    return inet_pton(family == 4 ? AF_INET : AF_INET6, ip, addr->ip) == 1;
}

static bool parse_port(struct slice text, uint16_t *ret_port)
{
    uint64_t port;
    if (text.n > 5 || !slice_to_u64(text, &port) || port > UINT16_MAX)
        return false;
    *ret_port = (uint16_t)port;
    return true;
}

/* "[2001:db8::1]" with or without a port. */
static bool parse_bracketed(struct slice text, struct net_addr *addr)
{
    size_t end = slice_find(text, ']');
    if (end == text.n || !parse_ip(slice_sub(text, 1, end - 1), 6, addr))
        return false;
    struct slice rest = slice_sub(text, end + 1, SIZE_MAX);
    return !rest.n || (rest.p[0] == ':' && parse_port(slice_sub(rest, 1, SIZE_MAX), &addr->port));
}

bool net_addr_parse(const char *text, uint16_t default_port, struct net_addr *ret_addr)
{
    struct slice s = slice_from(text);
    struct net_addr addr = {.port = default_port};
    bool ok;
    if (!s.n)
        return false;
    size_t colon = slice_find(s, ':');
    if (s.p[0] == '[') {
        ok = parse_bracketed(s, &addr);
    } else if (colon == s.n) {
        ok = parse_ip(s, 4, &addr);
    } else {
        struct slice rest = slice_sub(s, colon + 1, SIZE_MAX);
        if (slice_find(rest, ':') < rest.n)
            ok = parse_ip(s, 6, &addr);
        else
            ok = parse_ip(slice_sub(s, 0, colon), 4, &addr) && parse_port(rest, &addr.port);
    }
    if (ok)
        *ret_addr = addr;
    return ok;
}

const char *net_addr_host(const struct net_addr *addr, char text[NET_ADDR_TEXT])
{
    char ip[INET6_ADDRSTRLEN];
    if (!net_addr_bytes(addr) || !inet_ntop(addr->family == 4 ? AF_INET : AF_INET6, addr->ip, ip, sizeof(ip)))
        snprintf(text, NET_ADDR_TEXT, "none");
    else
        snprintf(text, NET_ADDR_TEXT, addr->family == 4 ? "%s" : "[%s]", ip);
    return text;
}

const char *net_addr_text(const struct net_addr *addr, char text[NET_ADDR_TEXT])
{
    net_addr_host(addr, text);
    size_t n = strlen(text);
    if (net_addr_bytes(addr))
        snprintf(text + n, NET_ADDR_TEXT - n, ":%u", (unsigned)addr->port);
    return text;
}

bool net_addr_same_ip(const struct net_addr *a, const struct net_addr *b)
{
    return a->family == b->family && memcmp(a->ip, b->ip, net_addr_bytes(a)) == 0;
}

bool net_addr_equal(const struct net_addr *a, const struct net_addr *b)
{
    return a->port == b->port && net_addr_same_ip(a, b);
}

bool net_addr_is_any(const struct net_addr *addr)
{
    static const uint8_t zero[16];
    return memcmp(addr->ip, zero, net_addr_bytes(addr)) == 0;
}

bool net_addr_is_loopback(const struct net_addr *addr)
{
    static const uint8_t one[16] = {[15] = 1};
    static const uint8_t mapped[12] = {
        [10] = 0xff, [11] = 0xff}; /* RFC 4291 2.5.5.2: an IPv4 address inside */
    if (addr->family == 4)
        return addr->ip[0] == 127;
    if (addr->family != 6)
        return false;
    return memcmp(addr->ip, one, 16) == 0 || (memcmp(addr->ip, mapped, 12) == 0 && addr->ip[12] == 127);
}
