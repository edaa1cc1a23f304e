/* URIs as places. There is no DNS here: a host is an IP literal, or it is our own domain. */
#include "device/parts.h"

#include <string.h>

static bool to_addr(struct slice host, uint16_t port, struct net_addr *ret_addr)
{
    char text[NET_ADDR_TEXT];
    if (!host.n || host.n >= sizeof(text) || memchr(host.p, 0, host.n))
        return false;
    /* The parser takes IPv6 without brackets and no port. */
    if (host.p[0] == '[')
        host = slice_sub(host, 1, host.n - 2);
    memcpy(text, host.p, host.n);
    text[host.n] = 0;
    return net_addr_parse(text, port, ret_addr);
}

bool target_peer(const struct device *device, struct slice uri, struct peer *ret_peer)
{
    struct sip_uri parts;
    struct sip_param param;
    if (!sip_uri_parse(uri, &parts) || !parts.is_sip)
        return false;
    struct slice host = parts.host;
    if (sip_param_find(parts.params, "maddr", &param) && param.value.n)
        host = param.value;
    struct peer peer = {.transport = NET_UDP};
    if (sip_param_find(parts.params, "transport", &param) &&
        !net_transport_find(param.value.p, param.value.n, &peer.transport))
        return false;
    if (!device->ports[peer.transport] || (parts.is_sips && !net_transport_row(peer.transport)->secure))
        return false;
    uint16_t port = parts.port ? parts.port : net_transport_row(peer.transport)->default_port;
    if (!to_addr(host, port, &peer.addr) || peer.addr.family != device->addr.family)
        return false;
    *ret_peer = peer;
    return true;
}

/* Is that the name of our domain, with or without its port? */
static bool is_domain(const struct device *device, const struct sip_uri *uri)
{
    struct slice domain = slice_from(device->options.domain);
    if (!domain.n)
        return false;
    size_t colon = domain.p[0] == '[' ? slice_find(domain, ']') + 1 : slice_find(domain, ':');
    struct slice name = slice_sub(domain, 0, colon);
    uint64_t port = 0;
    if (colon < domain.n && !slice_to_u64(slice_sub(domain, colon + 1, domain.n), &port))
        return false;
    return slice_ieq(uri->host, name) && (!uri->port || !port || uri->port == port);
}

/* Is that one of the port numbers that we listen at? 0: none was said. */
static bool is_own_number(const struct device *device, uint16_t port)
{
    for (int i = 0; port && i < NET_TRANSPORT_COUNT; i++)
        if (device->ports[i] && net_port_addr(device->ports[i])->port == port)
            return true;
    return !port;
}

static bool is_own_address(const struct device *device, const struct sip_uri *uri)
{
    static const uint8_t zero[16];
    struct net_addr addr;
    if (!is_own_number(device, uri->port))
        return false;
    if (slice_ieq_text(uri->host, "localhost"))
        return net_addr_is_loopback(&device->addr);
    return to_addr(uri->host, device->addr.port, &addr) &&
           (net_addr_same_ip(&addr, &device->addr) ||
            (!memcmp(device->addr.ip, zero, sizeof(zero)) && net_addr_is_loopback(&addr)));
}

bool target_is_own(const struct device *device, struct slice uri)
{
    struct sip_uri parts;
    return sip_uri_parse(uri, &parts) && parts.is_sip &&
           (is_domain(device, &parts) || is_own_address(device, &parts));
}

struct slice target_user(struct slice uri)
{
    struct sip_uri parts;
    if (!sip_uri_parse(uri, &parts) || !parts.is_sip)
        return (struct slice){0};
    return parts.user;
}
