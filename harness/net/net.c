/* What both backends share: checks, the allow list, the table of ports, timers. Everything else is handed
 * down. */
#include "net/net_ops.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MAX_PAYLOAD_V4 = 65535 - 20 - 8, /* an IPv4 packet counts its own header, and UDP's */
    MAX_PAYLOAD_V6 = 65535 - 8
};

const char *net_error_text(int error)
{
    static const struct {
        int error;
        const char *text;
    } rows[] = {
        {NET_OK, "no error"},
        {NET_ENOMEM, "memory is out, or a send queue is at its ceiling"},
        {NET_EADDR, "that address cannot be used"},
        {NET_EFORBIDDEN, "the destination is not allowed"},
        {NET_ETOOLONG, "too long to be sent at once"},
        {NET_ECONN, "connection refused, reset or unknown"},
        {NET_ESYSTEM, "refused by the system"},
        {NET_EUNSUPPORTED, "not supported by this network"},
        {NET_EDESCRIPTORS, "this process may open too few file descriptors (ulimit -n)"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        if (rows[i].error == error)
            return rows[i].text;
    return "unknown error";
}

int net_fail(struct net *net, int error, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(net->last_error, sizeof(net->last_error), format, args);
    va_end(args);
    return error;
}

void net_abort(struct net *net, int error)
{
    net->failure = net_fail(net, error, "%s", net_error_text(error));
    net->stopping = true;
}

const char *net_last_error(const struct net *net)
{
    return net->last_error;
}

/* ---- the table of ports ---- */

static size_t bucket_of(enum net_transport transport, const struct net_addr *addr)
{
    uint32_t hash = 0x811c9dc5u; /* FNV-1a */
    size_t n = net_addr_bytes(addr);
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ addr->ip[i]) * 0x01000193u;
    hash = (hash ^ (addr->port & 0xff)) * 0x01000193u;
    hash = (hash ^ (addr->port >> 8)) * 0x01000193u;
    hash = (hash ^ (unsigned)transport) * 0x01000193u;
    return (hash ^ (hash >> 16)) % NET_PORT_BUCKETS;
}

struct net_port *net_port_find(const struct net *net, enum net_transport transport,
                               const struct net_addr *addr)
{
    struct net_port *port = net->ports[bucket_of(transport, addr)];
    while (port && (port->transport != transport || !net_addr_equal(&port->addr, addr)))
        port = port->next;
    return port;
}

int net_port_open(struct net *net, enum net_transport transport, const struct net_addr *local,
                  const struct net_handler *handler, void *arg, struct net_port **ret_port)
{
    struct net_port *port;
    if (!net_addr_bytes(local))
        return net_fail(net, NET_EADDR, "not an address");
    int error = net->ops->port_open(net, transport, local, &port);
    if (error)
        return error;
    port->net = net;
    port->transport = transport;
    port->handler = *handler;
    port->arg = arg;
    struct net_port **bucket = &net->ports[bucket_of(transport, &port->addr)];
    port->next = *bucket;
    *bucket = port;
    net->port_count++;
    *ret_port = port;
    return NET_OK;
}

void net_port_close(struct net_port *port)
{
    if (!port)
        return;
    struct net *net = port->net;
    struct net_port **link = &net->ports[bucket_of(port->transport, &port->addr)];
    while (*link != port)
        link = &(*link)->next;
    *link = port->next;
    net->port_count--;
    net->ops->port_close(port);
}

const struct net_addr *net_port_addr(const struct net_port *port)
{
    return &port->addr;
}

enum net_transport net_port_transport(const struct net_port *port)
{
    return port->transport;
}

void net_tell_packet(struct net_port *port, const struct net_packet *packet)
{
    if (port->handler.on_packet)
        port->handler.on_packet(port->arg, port, packet);
}

void net_tell_event(struct net_port *port, enum net_event_kind kind, uint32_t connection,
                    const struct net_addr *peer)
{
    if (!port->handler.on_event)
        return;
    struct net_event event = {kind, net_now_ns(port->net), port->transport, connection, *peer, NULL, 0};
    port->handler.on_event(port->arg, port, &event);
}

void net_tell_refusal(struct net_port *port, const struct net_addr *peer, const char *quoted, size_t length)
{
    if (!port->handler.on_event)
        return;
    struct net_event event = {NET_REFUSED, net_now_ns(port->net), port->transport, 0, *peer, quoted, length};
    port->handler.on_event(port->arg, port, &event);
}

/* ---- where this network may send ---- */

int net_allow(struct net *net, const struct net_addr *addr, unsigned prefix_bits, uint16_t port)
{
    size_t n = net_addr_bytes(addr);
    if (!n || prefix_bits > 8 * n)
        return net_fail(net, NET_EADDR, "not an address with a prefix");
    struct net_rule *rules = realloc(net->rules, (net->rule_count + 1) * sizeof(*rules));
    if (!rules)
        return NET_ENOMEM;
    net->rules = rules;
    net->rules[net->rule_count++] = (struct net_rule){*addr, prefix_bits, port};
    return NET_OK;
}

static bool rule_matches(const struct net_rule *rule, const struct net_addr *to)
{
    if (rule->addr.family != to->family || (rule->port && rule->port != to->port))
        return false;
    unsigned whole = rule->prefix_bits / 8, rest = rule->prefix_bits % 8;
    if (memcmp(rule->addr.ip, to->ip, whole) != 0)
        return false;
    return !rest || ((rule->addr.ip[whole] ^ to->ip[whole]) >> (8 - rest)) == 0;
}

/* A port on the wildcard address is reached under every address of this machine. Only loopback is known to be
 * ours. */
static bool is_own_port(const struct net *net, enum net_transport transport, const struct net_addr *to)
{
    struct net_addr any = {.family = to->family, .port = to->port};
    return net_port_find(net, transport, to) ||
           (net_addr_is_loopback(to) && net_port_find(net, transport, &any));
}

bool net_is_allowed(const struct net *net, enum net_transport transport, const struct net_addr *to)
{
    if (is_own_port(net, transport, to))
        return true;
    for (size_t i = 0; i < net->rule_count; i++)
        if (rule_matches(&net->rules[i], to))
            return true;
    return false;
}

/* ---- sending ---- */

static int check_destination(struct net_port *port, const struct net_addr *to)
{
    char text[NET_ADDR_TEXT];
    if (!net_addr_bytes(to) || to->family != port->addr.family || !to->port)
        return net_fail(port->net, NET_EADDR, "cannot send to %s from this port", net_addr_text(to, text));
    if (!net_is_allowed(port->net, port->transport, to))
        return net_fail(port->net, NET_EFORBIDDEN, "%s is not allowed", net_addr_text(to, text));
    return NET_OK;
}

static int send_stream(struct net_port *port, const struct net_addr *to, const void *bytes, size_t length)
{
    const struct net_ops *ops = port->net->ops;
    uint32_t connection = ops->connection_to(port, to);
    int error = connection ? NET_OK : ops->connect(port, to, &connection);
    return error ? error : net_send_on(port, connection, bytes, length);
}

int net_send(struct net_port *port, const struct net_addr *to, const void *bytes, size_t length)
{
    int error = check_destination(port, to);
    if (error)
        return error;
    size_t most = LIMIT_STREAM_BYTES;
    if (!net_is_stream(port->transport))
        most = to->family == 4 ? MAX_PAYLOAD_V4 : MAX_PAYLOAD_V6;
    if (length > most)
        return net_fail(port->net, NET_ETOOLONG, "%zu bytes are more than %zu", length, most);
    if (!net_is_stream(port->transport))
        return port->net->ops->send_datagram(port, to, bytes, length);
    return send_stream(port, to, bytes, length);
}

int net_send_on(struct net_port *port, uint32_t connection, const void *bytes, size_t length)
{
    if (!net_is_stream(port->transport) || !connection)
        return net_fail(port->net, NET_ECONN, "no such connection");
    if (length > LIMIT_STREAM_BYTES)
        return net_fail(port->net, NET_ETOOLONG, "%zu bytes are more than %d", length, LIMIT_STREAM_BYTES);
    return port->net->ops->send_on(port, connection, bytes, length);
}

uint32_t net_connection_to(struct net_port *port, const struct net_addr *peer)
{
    return net_is_stream(port->transport) ? port->net->ops->connection_to(port, peer) : 0;
}

void net_connection_close(struct net_port *port, uint32_t connection)
{
    if (net_is_stream(port->transport) && connection)
        port->net->ops->connection_close(port, connection);
}

bool net_has_room(struct net *net)
{
    return !net->ops->has_room || net->ops->has_room(net);
}

int net_local_towards(struct net *net, const struct net_addr *destination, struct net_addr *ret_local)
{
    if (!net_addr_bytes(destination))
        return net_fail(net, NET_EADDR, "not an address");
    return net->ops->local_towards(net, destination, ret_local);
}

/* ---- timers ---- */

struct net_timer {
    struct net_task task;
    struct net *net;
    bool firing; /* its owner may stop it from inside its own callback */
    void (*fire)(void *arg);
    void *arg;
};

static void run_timer(struct net_task *task)
{
    struct net_timer *timer = (struct net_timer *)task;
    timer->firing = true;
    timer->fire(timer->arg);
    free(timer);
}

static void drop_timer(struct net_task *task)
{
    free(task);
}

int net_timer_start(struct net *net, int64_t delay_ns, void (*fire)(void *arg), void *arg,
                    struct net_timer **ret_timer)
{
    int64_t now = net_now_ns(net);
    struct net_timer *timer = calloc(1, sizeof(*timer));
    if (!timer)
        return NET_ENOMEM;
    if (delay_ns < 0)
        delay_ns = 0;
    timer->task.due_ns = delay_ns > INT64_MAX - now ? INT64_MAX : now + delay_ns;
    timer->task.run = run_timer;
    timer->task.drop = drop_timer;
    timer->net = net;
    timer->fire = fire;
    timer->arg = arg;
    if (net_queue_add(&net->queue, &timer->task)) {
        free(timer);
        return NET_ENOMEM;
    }
    if (ret_timer)
        *ret_timer = timer;
    return NET_OK;
}

void net_timer_stop(struct net_timer *timer)
{
    if (!timer || timer->firing)
        return;
    net_queue_remove(&timer->net->queue, &timer->task);
    free(timer);
}

/* ---- the network ---- */

void net_init(struct net *net, const struct net_ops *ops)
{
    net->ops = ops;
}

void net_free(struct net *net)
{
    if (!net)
        return;
    for (size_t i = 0; i < NET_PORT_BUCKETS; i++)
        while (net->ports[i])
            net_port_close(net->ports[i]);
    net_queue_free(&net->queue);
    free(net->rules);
    net->ops->destroy(net);
}

int64_t net_now_ns(struct net *net)
{
    return net->ops->now_ns(net);
}

int64_t net_wall_ms(struct net *net)
{
    return net->ops->wall_ms(net);
}

int net_run(struct net *net)
{
    if (net->running)
        return net_fail(net, NET_ESYSTEM, "net_run() from inside a callback");
    net->running = true;
    int error = net->ops->run(net);
    if (!error)
        error = net->failure;
    net->failure = NET_OK;
    net->running = false;
    net->stopping = false;
    return error;
}

void net_stop(struct net *net)
{
    net->stopping = true;
}

/* ---- processes and signals ---- */

int net_spawn(struct net *net, char *const argv[], int output_fd, void (*on_exit)(void *arg, int status),
              void *arg, struct net_process **ret_process)
{
    if (!net->ops->spawn)
        return net_fail(net, NET_EUNSUPPORTED, "no processes on this network");
    return net->ops->spawn(net, argv, output_fd, on_exit, arg, ret_process);
}

void net_process_end(struct net_process *process)
{
    if (process)
        process->net->ops->process_end(process);
}

pid_t net_process_id(const struct net_process *process)
{
    return process->pid;
}

int net_on_signal(struct net *net, int signal_number, void (*fire)(void *arg, int signal_number), void *arg)
{
    if (!net->ops->on_signal)
        return net_fail(net, NET_EUNSUPPORTED, "no signals on this network");
    return net->ops->on_signal(net, signal_number, fire, arg);
}

int net_end_on_signal(struct net *net, int signal_number)
{
    if (!net->ops->end_on_signal)
        return net_fail(net, NET_EUNSUPPORTED, "no signals on this network");
    return net->ops->end_on_signal(net, signal_number);
}
