/* A simulated network around one device, with a host wherever the device sends to. */
#include "fuzz/support/world.h"

#include "base/limits.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/session.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

static const int64_t MS = 1000 * 1000;
#define OUR_HOST "192.0.2.180:5070" /* of messages that do not say where they come from */
/* What the device's own options name. */
#define NAMED_AT_FIRST "192.0.2.180 192.0.2.1 192.0.2.2 192.0.2.3 "

void world_complain(struct world *world, const char *what)
{
    struct finding finding = {
        .verdict = VERDICT_FAIL, .actual = (char *)(uintptr_t)what, .entry = -1, .length = 0};
    for (size_t i = 0; i < world->findings.count; i++)
        if (strcmp(world->findings.items[i].actual, what) == 0)
            return;
    FUZZ_CHECK(!findings_add(&world->findings, &finding));
}

/* ---- what is said, into the transcript ---- */

static bool is_same(const struct sip_message *message, struct slice bytes)
{
    return slice_eq((struct slice){message->bytes, message->length}, bytes);
}

/* Copies are the most of what a device sends; their first stands for them. */
static long find_copy(const struct world *world, const struct entry *entry, struct slice bytes)
{
    for (size_t i = world->transcript.count; i-- > 0;) {
        const struct entry *earlier = &world->transcript.entries[i];
        if (earlier->direction == entry->direction && earlier->endpoint == entry->endpoint &&
            is_same(earlier->message, bytes))
            return (long)i;
    }
    return -1;
}

static void file_received(struct world *world, const struct entry *entry, struct slice bytes)
{
    long number = find_copy(world, entry, bytes);
    if (number < 0)
        number = transcript_add(&world->transcript, entry, bytes.p, bytes.n);
    const struct entry *filed = transcript_at(&world->transcript, number);
    if (!filed || !entry_is_request(filed))
        return;
    if (!entry_has_method(filed, "ACK"))
        world->last_request = number;
    if (world->on_request)
        world->on_request(world->arg, number);
}

static void file_message(struct world *world, struct entry *entry, struct slice bytes)
{
    entry->answers = -1;
    entry->time_ns = net_now_ns(world->net);
    if (entry->direction == DIRECTION_RECEIVED) {
        file_received(world, entry, bytes);
        return;
    }
    if (!session_is_sound(bytes))
        entry->flags |= ENTRY_RAW;
    buf_add_slice(&world->told, bytes);
    transcript_add(&world->transcript, entry, bytes.p, bytes.n);
}

static struct world_stream *stream_of(struct world *world, const struct world_host *host,
                                      const struct entry *entry)
{
    for (struct world_stream *stream = world->streams; stream; stream = stream->next)
        if (stream->host == host && stream->connection == entry->connection &&
            stream->direction == entry->direction)
            return stream;
    struct world_stream *stream = calloc(1, sizeof(*stream));
    FUZZ_CHECK(stream);
    stream->next = world->streams;
    stream->host = host;
    stream->connection = entry->connection;
    stream->direction = entry->direction;
    sip_stream_init(&stream->stream);
    world->streams = stream;
    return stream;
}

/* Cut as the device cuts it. */
static void file_stream(struct world_host *host, const struct entry *whole, struct slice bytes)
{
    struct sip_stream *stream = &stream_of(host->world, host, whole)->stream;
    enum sip_stream_result result;
    struct slice message;
    sip_stream_feed(stream, bytes.p, bytes.n);
    while ((result = sip_stream_next(stream, &message)) != SIP_STREAM_MORE) {
        struct entry entry = *whole;
        if (result == SIP_STREAM_KEEPALIVE)
            entry.flags |= ENTRY_KEEPALIVE;
        else if (result == SIP_STREAM_BROKEN)
            entry.flags |= ENTRY_UNFRAMED | (entry.direction == DIRECTION_SENT ? ENTRY_RAW : 0);
        file_message(host->world, &entry, message);
    }
}

static void file_bytes(struct world_host *host, enum direction direction, enum net_transport transport,
                       uint32_t connection, const struct net_addr *peer, struct slice bytes)
{
    struct entry entry = {.direction = direction,
                          .transport = transport,
                          .connection = connection,
                          .endpoint = (size_t)(host - host->world->hosts),
                          .local = host->addr,
                          .peer = *peer};
    if (transport == NET_TCP)
        file_stream(host, &entry, bytes);
    else
        file_message(host->world, &entry, bytes);
}

/* ---- hosts ---- */

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    (void)port;
    file_bytes(arg, DIRECTION_RECEIVED, packet->transport, packet->connection, &packet->from,
               (struct slice){packet->bytes, packet->length});
}

/* NULL when there are too many, or when another's port is there. */
static struct world_host *host_at(struct world *world, enum net_transport transport,
                                  const struct net_addr *addr)
{
    static const struct net_handler handler = {.on_packet = on_packet};
    size_t i = 0;
    while (i < world->host_count && !net_addr_equal(&world->hosts[i].addr, addr))
        i++;
    if (i == WORLD_HOSTS)
        return NULL;
    struct world_host *host = &world->hosts[i];
    if (i == world->host_count)
        *host = (struct world_host){.world = world, .addr = *addr};
    if (!host->ports[transport] &&
        net_port_open(world->net, transport, addr, &handler, host, &host->ports[transport]))
        return NULL;
    world->host_count += i == world->host_count;
    return host;
}

static bool was_named(const struct world *world, const struct net_addr *addr)
{
    char text[NET_ADDR_TEXT];
    struct slice told = buf_slice(&world->told);
    return slice_find_text(told, net_addr_host(addr, text)) < told.n;
}

static void on_departure(void *arg, enum net_transport transport, const struct net_addr *to)
{
    struct world *world = arg;
    world->last_ns = net_now_ns(world->net);
    if (++world->packets > world->packets_max) {
        world_complain(world, "the device floods the network");
        net_stop(world->net);
        return;
    }
    if (net_addr_equal(to, &world->device))
        return;
    if (!was_named(world, to))
        world_complain(world, "the device sends to an address that nobody named");
    host_at(world, transport, to);
}

void world_open(struct world *world, const char *device, unsigned packets_max)
{
    struct net_addr everywhere = {.family = 4};
    *world = (struct world){.packets_max = packets_max, .last_request = -1};
    buf_init(&world->told, LIMIT_CASE_BYTES);
    buf_add_text(&world->told, NAMED_AT_FIRST);
    struct net_sim_options options = {.seed = 1, .delay_ns = MS, .on_departure = on_departure, .arg = world};
    FUZZ_CHECK(!net_sim_create(&options, &world->net));
    FUZZ_CHECK(!net_allow(world->net, &everywhere, 0, 0));
    FUZZ_CHECK(net_addr_parse(device, 5060, &world->device));
}

void world_free(struct world *world)
{
    net_free(world->net);
    transcript_free(&world->transcript);
    findings_free(&world->findings);
    buf_free(&world->told);
    while (world->streams) {
        struct world_stream *stream = world->streams;
        world->streams = stream->next;
        sip_stream_free(&stream->stream);
        free(stream);
    }
}

/* ---- sending ---- */

static bool addr_of(const struct world *world, const struct sip_via *via, struct net_addr *ret_addr)
{
    char text[NET_ADDR_TEXT];
    if (!via->host.n || via->host.n >= sizeof(text) || memchr(via->host.p, 0, via->host.n))
        return false;
    memcpy(text, via->host.p, via->host.n);
    text[via->host.n] = 0;
    return net_addr_parse(text, via->port ? via->port : 5060, ret_addr) && ret_addr->family == 4 &&
           !net_addr_equal(ret_addr, &world->device);
}

static void send_from(struct world_host *host, enum net_transport transport, uint32_t connection,
                      const struct net_addr *to, struct slice bytes)
{
    struct net_port *port = host->ports[transport];
    if ((!connection || net_send_on(port, connection, bytes.p, bytes.n)) &&
        net_send(port, to, bytes.p, bytes.n))
        return;
    if (transport == NET_TCP && !connection)
        connection = net_connection_to(port, to);
    file_bytes(host, DIRECTION_SENT, transport, connection, to, bytes);
}

void world_send(struct world *world, struct slice bytes)
{
    struct net_addr addr;
    struct sip_message *message;
    struct sip_via via;
    enum net_transport transport = NET_UDP;
    if (sip_message_parse(bytes.p, bytes.n, &message))
        return;
    net_addr_parse(OUR_HOST, 0, &addr);
    if (sip_top_via(message, &via)) {
        addr_of(world, &via, &addr);
        transport = slice_ieq_text(via.transport, "TCP") ? NET_TCP : NET_UDP;
    }
    sip_message_free(message);
    struct world_host *host = host_at(world, transport, &addr);
    if (host)
        send_from(host, transport, 0, &world->device, bytes);
}

void world_answer(struct world *world, long request, struct slice bytes)
{
    const struct entry *entry = transcript_at(&world->transcript, request);
    struct net_addr peer = entry->peer;
    send_from(&world->hosts[entry->endpoint], entry->transport, entry->connection, &peer, bytes);
}

/* ---- time ---- */

static void stop(void *arg)
{
    net_stop(arg);
}

void world_run_ms(struct world *world, int64_t ms)
{
    if (world->packets > world->packets_max)
        return;
    FUZZ_CHECK(!net_timer_start(world->net, ms * MS, stop, world->net, NULL));
    FUZZ_CHECK(!net_run(world->net));
}

void world_run_until_quiet(struct world *world)
{
    enum { SILENCE_MS = 5 * 60 * 1000 };
    world_run_ms(world, WORLD_QUIET_MS);
    if (world->packets <= world->packets_max && net_now_ns(world->net) - world->last_ns < SILENCE_MS * MS)
        world_complain(world, "the device is not quiet after an hour");
}
