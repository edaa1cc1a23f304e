/* The table of transports. */
#include "net/transport.h"

#include "base/slice.h"

#include <string.h>

static const struct net_transport_row rows[NET_TRANSPORT_COUNT] = {
    [NET_UDP] = {.name = "udp",
                 .via = "UDP",
                 .uri_param = "",
                 .scheme = "sip",
                 .default_port = 5060,
                 .shares_number = true},
    [NET_TCP] = {.name = "tcp",
                 .via = "TCP",
                 .uri_param = ";transport=tcp",
                 .scheme = "sip",
                 .default_port = 5060,
                 .stream = true,
                 .reliable = true,
                 .shares_number = true},
};

const struct net_transport_row *net_transport_row(enum net_transport transport)
{
    return &rows[transport];
}

const char *net_transport_name(enum net_transport transport)
{
    return rows[transport].name;
}

bool net_transport_find(const char *name, size_t length, enum net_transport *ret_transport)
{
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        if (slice_ieq_text((struct slice){name, length}, rows[i].name)) {
            *ret_transport = (enum net_transport)i;
            return true;
        }
    return false;
}

uint16_t net_default_port(const char *name, size_t length)
{
    enum net_transport transport;
    return net_transport_find(name, length, &transport) ? rows[transport].default_port : 5060;
}

enum net_transport net_transport_first(unsigned set)
{
    int transport = 0;
    while (transport < NET_TRANSPORT_COUNT - 1 && !(set >> transport & 1u))
        transport++;
    return (enum net_transport)transport;
}
