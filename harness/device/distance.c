/* A device that is far away: what leaves it is under way for a while. */
#include "device/parts.h"

#include <stdlib.h>

static int write_now(struct net_port *port, const struct peer *to, const void *bytes, size_t n)
{
    if (to->connection && net_send_on(port, to->connection, bytes, n) != NET_ECONN)
        return 0;
    return net_send(port, &to->addr, bytes, n);
}

static int64_t distance_ms(const struct device *device)
{
    return has_trait(device, TRAIT_FAR_AWAY_300MS) ? 300 : has_trait(device, TRAIT_FAR_AWAY_700MS) ? 700 : 0;
}

static void under_way_free(struct under_way *item)
{
    device_timer_stop(&item->timer);
    buf_free(&item->bytes);
    free(item);
}

static void arrive(void *arg)
{
    struct under_way *item = arg, **at = &item->device->under_way;
    struct net_port *port = item->to.port ? item->to.port : item->device->ports[item->to.transport];
    item->timer = NULL;
    write_now(port, &item->to, item->bytes.p, item->bytes.n);
    if (item->closes)
        transport_is_done(item->device, port, item->to.connection);
    while (*at != item)
        at = &(*at)->next;
    *at = item->next;
    under_way_free(item);
}

static int write_later(struct device *device, const struct peer *to, const void *bytes, size_t n)
{
    struct under_way *item = calloc(1, sizeof(*item));
    if (!item)
        return NET_ENOMEM;
    *item = (struct under_way){.device = device, .to = *to, .next = device->under_way};
    buf_init(&item->bytes, LIMIT_MESSAGE_BYTES);
    device->under_way = item;
    device_timer(device, buf_add(&item->bytes, bytes, n) ? 0 : distance_ms(device), arrive, item,
                 &item->timer);
    return item->timer ? 0 : NET_ENOMEM;
}

int distance_write(struct device *device, struct net_port *port, const struct peer *to, const void *bytes,
                   size_t n)
{
    return distance_ms(device) ? write_later(device, to, bytes, n) : write_now(port, to, bytes, n);
}

void distance_close(struct device *device, struct net_port *port, uint32_t connection)
{
    struct under_way *last = device->under_way; /* newest first */
    if (last && distance_ms(device) && last->to.connection == connection)
        last->closes = true;
    else
        transport_is_done(device, port, connection);
}

void distance_free_all(struct device *device)
{
    while (device->under_way) {
        struct under_way *item = device->under_way;
        device->under_way = item->next;
        under_way_free(item);
    }
}
