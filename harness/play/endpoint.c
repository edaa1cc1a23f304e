/* The addresses of one case: everything that arrives at them is the case's, whatever the device wrote in it.
 */
#include "play/case.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

struct endpoint *endpoint_named(struct test_case *test, const char *name)
{
    for (size_t i = 0; i < test->wire.count; i++)
        if (strcmp(test->wire.endpoints[i].name, name) == 0)
            return &test->wire.endpoints[i];
    return NULL;
}

static void file_message(struct endpoint *endpoint, const struct net_packet *packet, const void *bytes,
                         size_t length, unsigned flags)
{
    struct test_case *test = endpoint->owner;
    struct entry entry = {
        .direction = DIRECTION_RECEIVED,
        .flags = flags,
        .time_ns = packet->time_ns,
        .transport = packet->transport,
        .connection = packet->connection,
        .endpoint = endpoint->index,
        .local = endpoint->addr,
        .peer = packet->from,
        .answers = -1,
    };
    if (length > LIMIT_MESSAGE_BYTES)
        length = LIMIT_MESSAGE_BYTES;
    long number = transcript_add(&test->result.transcript, &entry, bytes, length);
    if (number < 0 && !test->result.transcript.full)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    else if (number >= 0 && !(flags & ENTRY_KEEPALIVE))
        test->upward->received(test, number);
}

/* ---- streams ---- */

static struct connection *connection_of(struct endpoint *endpoint, uint32_t number,
                                        const struct net_addr *peer)
{
    for (struct connection *at = endpoint->connections; at; at = at->next)
        if (at->number == number)
            return at;
    struct connection *connection = calloc(1, sizeof(*connection));
    if (!connection)
        return NULL;
    connection->number = number;
    connection->peer = *peer;
    sip_stream_init(&connection->stream);
    connection->next = endpoint->connections;
    endpoint->connections = connection;
    return connection;
}

static void read_stream(struct endpoint *endpoint, const struct net_packet *packet)
{
    struct connection *connection = connection_of(endpoint, packet->connection, &packet->from);
    if (!connection) {
        case_give_up(endpoint->owner, VERDICT_ERROR, "out of memory");
        return;
    }
    sip_stream_feed(&connection->stream, packet->bytes, packet->length);
    for (;;) {
        struct slice message;
        switch (sip_stream_next(&connection->stream, &message)) {
        case SIP_STREAM_MORE:
            return;
        case SIP_STREAM_MESSAGE:
            file_message(endpoint, packet, message.p, message.n, 0);
            break;
        case SIP_STREAM_KEEPALIVE:
            file_message(endpoint, packet, message.p, message.n, ENTRY_KEEPALIVE);
            break;
        case SIP_STREAM_BROKEN:
            file_message(endpoint, packet, message.p, message.n, ENTRY_UNFRAMED);
            break;
        }
    }
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct endpoint *endpoint = arg;
    struct test_case *test = endpoint->owner;
    (void)port;
    if (test->phase == PHASE_DONE) {
        test->around->host->stray(test->host_arg, packet);
        return;
    }
    test->around->host->heard(test->host_arg);
    if (net_is_stream(packet->transport))
        read_stream(endpoint, packet);
    else
        file_message(endpoint, packet, packet->bytes, packet->length, 0);
    test->upward->advance(test);
}

/* What a closed connection leaves behind is filed as it is. */
static void flush_stream(struct endpoint *endpoint, const struct net_event *event)
{
    for (struct connection *at = endpoint->connections; at; at = at->next) {
        if (at->number != event->connection)
            continue;
        struct slice rest = slice_trim(sip_stream_rest(&at->stream));
        struct net_packet packet = {
            .time_ns = event->time_ns,
            .transport = event->transport,
            .connection = event->connection,
            .from = event->peer,
        };
        if (rest.n)
            file_message(endpoint, &packet, rest.p, rest.n, ENTRY_UNFRAMED);
    }
}

/* ---- what does not get there ---- */

/* Is it this message that the refusal is about? By the octets that it quotes, as far as they go. */
static bool is_quoted(const struct entry *entry, const struct net_event *event)
{
    const struct sip_message *message = entry->message;
    size_t n = event->quoted_length < message->length ? event->quoted_length : message->length;
    return net_addr_equal(&entry->peer, &event->peer) &&
           (!n || memcmp(message->bytes, event->quoted, n) == 0);
}

/* A refusal belongs to the message that it answers, and to no other: the latest that was sent there so, or
 * everything on a connection that never came up. */
static void note_refusal(struct endpoint *endpoint, const struct net_event *event)
{
    struct transcript *transcript = &endpoint->owner->result.transcript;
    bool is_stream = net_is_stream(event->transport);
    for (size_t i = transcript->count; i-- > 0;) {
        struct entry *entry = &transcript->entries[i];
        if (entry->direction != DIRECTION_SENT || entry->endpoint != endpoint->index ||
            entry->transport != event->transport || entry->flags & ENTRY_SHARED)
            continue;
        if (is_stream ? entry->connection != event->connection : !is_quoted(entry, event))
            continue;
        entry->flags |= ENTRY_REFUSED;
        if (!is_stream)
            return;
    }
}

static void on_event(void *arg, struct net_port *port, const struct net_event *event)
{
    struct endpoint *endpoint = arg;
    struct test_case *test = endpoint->owner;
    (void)port;
    if (test->phase == PHASE_DONE)
        return;
    switch (event->kind) {
    case NET_REFUSED:
        note_refusal(endpoint, event);
        test->upward->refused(test, endpoint->index, event);
        break;
    case NET_CLOSED:
        flush_stream(endpoint, event);
        test->upward->lost(test, endpoint->index, event);
        break;
    case NET_CONNECTED:
        break;
    }
    test->upward->advance(test);
}

/* ---- opening ---- */

static int open_port(struct endpoint *endpoint, enum net_transport transport, const struct net_addr *local)
{
    static const struct net_handler handler = {on_packet, on_event};
    return net_port_open(endpoint->owner->around->net, transport, local, &handler, endpoint,
                         &endpoint->ports[transport]);
}

struct net_port *endpoint_port(struct endpoint *endpoint, enum net_transport transport)
{
    struct net_addr local = endpoint->addr;
    if (endpoint->ports[transport])
        return endpoint->ports[transport];
    int error = open_port(endpoint, transport, &local);
    local.port = 0;
    if (error == NET_EADDR)
        error = open_port(endpoint, transport, &local);
    if (error)
        endpoint->ports[transport] = NULL;
    return endpoint->ports[transport];
}

static void close_ports(struct endpoint *endpoint)
{
    for (int transport = 0; transport < NET_TRANSPORT_COUNT; transport++) {
        net_port_close(endpoint->ports[transport]);
        endpoint->ports[transport] = NULL;
    }
}

/* All transports that share their number, under the one that the first of them is given. */
static int open_under_one_number(struct endpoint *endpoint, const struct net_addr *local)
{
    struct net_addr addr = *local;
    int error = NET_OK;
    for (int transport = 0; !error && transport < NET_TRANSPORT_COUNT; transport++) {
        if (!net_transport_row((enum net_transport)transport)->shares_number)
            continue;
        error = open_port(endpoint, (enum net_transport)transport, &addr);
        if (!error)
            addr = *net_port_addr(endpoint->ports[transport]);
    }
    return error;
}

/* A device that calls us or passes calls on chooses the transport itself, by size (18.1.1) or by the URI: it
 * finds all that share a number with the case's under that. */
static int open_all(struct endpoint *endpoint, enum net_transport of_case, const struct net_addr *local)
{
    enum { TRIES = 50 };
    int error = NET_EADDR;
    if (!net_transport_row(of_case)->shares_number)
        return open_port(endpoint, of_case, local);
    for (int i = 0; error == NET_EADDR && i < TRIES; i++) {
        error = open_under_one_number(endpoint, local);
        if (error)
            close_ports(endpoint);
    }
    return error;
}

/* What a device plays into a call would come to the case as messages that are none. */
static bool is_for_media(const struct net_addr *addr)
{
    return addr->port == SESSION_MEDIA_PORT || addr->port == SESSION_MEDIA_PORT + 1;
}

static int open_apart_from_media(struct endpoint *endpoint, enum net_transport transport, bool all)
{
    enum { TRIES = 50 };
    struct net_addr local = endpoint->owner->around->local;
    int error = NET_EADDR;
    local.port = 0;
    for (int i = 0; i < TRIES; i++) {
        error = all ? open_all(endpoint, transport, &local) : open_port(endpoint, transport, &local);
        if (error || !is_for_media(net_port_addr(endpoint->ports[transport])))
            return error;
        close_ports(endpoint);
    }
    return error;
}

static int open_one(struct test_case *test, const char *name)
{
    if (test->wire.count >= LIMIT_CASE_ENDPOINTS)
        return NET_ENOMEM;
    struct endpoint *endpoint = &test->wire.endpoints[test->wire.count];
    *endpoint = (struct endpoint){.owner = test, .index = test->wire.count, .name = name};
    enum net_transport transport = test->plan->transport;
    int error = open_apart_from_media(endpoint, transport, role_row(test->plan->role)->sends_requests);
    if (error)
        return error;
    endpoint->addr = *net_port_addr(endpoint->ports[transport]);
    test->wire.count++;
    return 0;
}

int endpoints_open(struct test_case *test)
{
    const char *const *names = role_row(test->plan->role)->endpoints;
    int error = 0;
    for (size_t i = 0; !error && names[i]; i++)
        error = open_one(test, names[i]);
    const struct texts *more = &test->plan->scenario->endpoints;
    for (size_t i = 0; !error && i < more->count; i++)
        error = open_one(test, more->items[i]);
    if (error) {
        case_give_up(test, VERDICT_ERROR, "an address for the case cannot be opened: %s",
                     net_error_text(error));
        return -1;
    }
    test->result.endpoints = calloc(test->wire.count, sizeof(*test->result.endpoints));
    bool ok = test->result.endpoints != NULL;
    for (size_t i = 0; ok && i < test->wire.count; i++) {
        test->result.endpoints[i].name = strdup(test->wire.endpoints[i].name);
        test->result.endpoints[i].addr = test->wire.endpoints[i].addr;
        ok = test->result.endpoints[i].name != NULL;
        test->result.endpoint_count += ok;
    }
    if (!ok)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    return ok ? 0 : -1;
}

void endpoints_close(struct test_case *test)
{
    for (size_t i = 0; i < test->wire.count; i++) {
        struct endpoint *endpoint = &test->wire.endpoints[i];
        close_ports(endpoint);
        while (endpoint->connections) {
            struct connection *next = endpoint->connections->next;
            sip_stream_free(&endpoint->connections->stream);
            free(endpoint->connections);
            endpoint->connections = next;
        }
    }
    test->wire.count = 0;
}
