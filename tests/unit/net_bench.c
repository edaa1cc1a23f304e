/* Ports that write down what they are told, and runs with a deadline, for tests of networks. */
#include "net_bench.h"

#include <stdio.h>
#include <string.h>

uint64_t hash_bytes(uint64_t hash, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * 0x100000001b3u;
    return hash;
}

static void on_deadline(void *arg)
{
    struct bench *bench = arg;
    bench->deadline = NULL;
    bench->is_late = true;
    net_stop(bench->net);
}

void bench_init(struct bench *bench)
{
    *bench = (struct bench){.net = bench_create_net()};
    CU_ASSERT_PTR_NOT_NULL_FATAL(bench->net);
}

void bench_free(struct bench *bench)
{
    net_free(bench->net);
    bench->net = NULL;
}

static void run(struct bench *bench, int64_t ns)
{
    bench->is_late = false;
    CU_ASSERT_EQUAL_FATAL(net_timer_start(bench->net, ns, on_deadline, bench, &bench->deadline), 0);
    CU_ASSERT_EQUAL(net_run(bench->net), 0);
    net_timer_stop(bench->deadline);
    bench->deadline = NULL;
}

void bench_run(struct bench *bench)
{
    run(bench, DEADLINE_NS);
    CU_ASSERT(!bench->is_late);
}

void bench_run_for(struct bench *bench, int64_t ns)
{
    run(bench, ns);
}

unsigned station_told(const struct station *station)
{
    return station->packets + station->refused + station->connected + station->closed;
}

static void told(struct station *station)
{
    if (station->stop_at && station_told(station) == station->stop_at)
        net_stop(station->bench->net);
    if (station->then)
        station->then(station);
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct station *station = arg;
    CU_ASSERT_PTR_EQUAL(port, station->port);
    station->packets++;
    station->total_bytes += packet->length;
    station->hash = hash_bytes(station->hash, packet->bytes, packet->length);
    station->last = *packet;
    station->last.bytes = NULL;
    size_t n =
        packet->length < sizeof(station->last_bytes) ? packet->length : sizeof(station->last_bytes) - 1;
    memcpy(station->last_bytes, packet->bytes, n);
    station->last_bytes[n] = 0;
    if (station->echoes && packet->transport == NET_UDP)
        CU_ASSERT_EQUAL(net_send(port, &packet->from, packet->bytes, packet->length), 0);
    if (station->echoes && packet->transport == NET_TCP)
        CU_ASSERT_EQUAL(net_send_on(port, packet->connection, packet->bytes, packet->length), 0);
    told(station);
}

static void on_event(void *arg, struct net_port *port, const struct net_event *event)
{
    struct station *station = arg;
    CU_ASSERT_PTR_EQUAL(port, station->port);
    station->last_event = *event;
    station->last_event.quoted = NULL;
    size_t n = event->quoted_length < sizeof(station->last_quoted) ? event->quoted_length
                                                                   : sizeof(station->last_quoted) - 1;
    if (n)
        memcpy(station->last_quoted, event->quoted, n);
    station->last_quoted[n] = 0;
    switch (event->kind) {
    case NET_REFUSED:
        station->refused++;
        break;
    case NET_CONNECTED:
        station->connected++;
        break;
    case NET_CLOSED:
        station->closed++;
        break;
    }
    told(station);
}

void station_open(struct station *station, struct bench *bench, enum net_transport transport, const char *ip)
{
    static const struct net_handler handler = {on_packet, on_event};
    struct net_addr local;
    memset(station, 0, sizeof(*station));
    station->bench = bench;
    CU_ASSERT_FATAL(net_addr_parse(ip, 0, &local));
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench->net, transport, &local, &handler, station, &station->port), 0);
    station->addr = *net_port_addr(station->port);
    CU_ASSERT_NOT_EQUAL(station->addr.port, 0);
}

void station_close(struct station *station)
{
    net_port_close(station->port);
    station->port = NULL;
}

int station_send(struct station *from, const struct net_addr *to, const char *text)
{
    return net_send(from->port, to, text, strlen(text));
}

struct net_addr bench_closed_addr(struct bench *bench, enum net_transport transport, const char *ip)
{
    struct station station;
    station_open(&station, bench, transport, ip);
    station_close(&station);
    unsigned bits = station.addr.family == 4 ? 32 : 128;
    CU_ASSERT_EQUAL(net_allow(bench->net, &station.addr, bits, station.addr.port), 0);
    return station.addr;
}

bool bench_has_ipv6(struct bench *bench)
{
    struct net_addr local;
    struct net_port *port;
    struct net_handler nobody = {NULL, NULL};
    net_addr_parse("::1", 0, &local);
    if (net_port_open(bench->net, NET_UDP, &local, &nobody, NULL, &port)) {
        printf("SKIP: this machine has no ::1 ");
        return false;
    }
    net_port_close(port);
    return true;
}
