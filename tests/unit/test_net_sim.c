/* The simulated network: what every network must do, and its clock, loss, delay and order. */
#include "suite.h"

#include "base/limits.h"
#include "net_behaviour.h"
#include "net_bench.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char unit_suite_name[] = "net.sim";

struct net *bench_create_net(void)
{
    struct net *net = NULL;
    return net_sim_create(NULL, &net) ? NULL : net;
}

static void bench_init_with(struct bench *bench, const struct net_sim_options *options)
{
    *bench = (struct bench){0};
    CU_ASSERT_EQUAL_FATAL(net_sim_create(options, &bench->net), 0);
}

/* ---- same seed, same run ---- */

struct diary {
    uint64_t hash;
    unsigned packets, events;
    struct net *net;
    struct net_port *ports[4];
    unsigned left;
};

static void write_down(struct diary *diary, const void *bytes, size_t n)
{
    diary->hash = hash_bytes(diary->hash, bytes, n);
}

static void write_addr(struct diary *diary, const struct net_addr *addr)
{
    char text[NET_ADDR_TEXT];
    net_addr_text(addr, text);
    write_down(diary, text, strlen(text));
}

static void diary_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct diary *diary = arg;
    int64_t now_ns = net_now_ns(diary->net);
    CU_ASSERT_EQUAL(packet->time_ns, now_ns);
    diary->packets++;
    write_down(diary, &now_ns, sizeof(now_ns));
    write_addr(diary, &packet->from);
    write_addr(diary, &packet->to);
    write_down(diary, &packet->connection, sizeof(packet->connection));
    write_down(diary, packet->bytes, packet->length);
    if (diary->left && packet->transport == NET_UDP) {
        diary->left--;
        CU_ASSERT_EQUAL(net_send(port, &packet->from, packet->bytes, packet->length), 0);
    }
}

static void diary_event(void *arg, struct net_port *port, const struct net_event *event)
{
    struct diary *diary = arg;
    (void)port;
    diary->events++;
    write_down(diary, &event->kind, sizeof(event->kind));
    write_down(diary, &event->time_ns, sizeof(event->time_ns));
    write_down(diary, &event->connection, sizeof(event->connection));
}

/* Two pairs of ports, 200 datagrams with echoes, some to nobody, and a connection. */
static struct diary run_diary(uint64_t seed)
{
    static const struct net_handler handler = {diary_packet, diary_event};
    struct net_sim_options options = {.seed = seed,
                                      .loss = 100,
                                      .duplicate = 100,
                                      .reorder = 100,
                                      .delay_ns = 10 * MS,
                                      .jitter_ns = 5 * MS};
    struct diary diary = {.left = 1000};
    CU_ASSERT_EQUAL_FATAL(net_sim_create(&options, &diary.net), 0);
    struct net_addr host, nobody;
    net_addr_parse("192.0.2.99:5060", 0, &nobody);
    CU_ASSERT_EQUAL(net_allow(diary.net, &nobody, 32, 0), 0);
    for (int i = 0; i < 4; i++) {
        net_addr_parse(i % 2 ? "192.0.2.1" : "192.0.2.2", 0, &host);
        CU_ASSERT_EQUAL_FATAL(
            net_port_open(diary.net, i < 2 ? NET_UDP : NET_TCP, &host, &handler, &diary, &diary.ports[i]), 0);
    }
    for (int i = 0; i < 200; i++) {
        char text[2] = {(char)('A' + i % 26), 0};
        CU_ASSERT_EQUAL(net_send(diary.ports[0], i % 5 ? net_port_addr(diary.ports[1]) : &nobody, text, 1),
                        0);
        CU_ASSERT_EQUAL(net_send(diary.ports[2], net_port_addr(diary.ports[3]), text, 1), 0);
    }
    CU_ASSERT_EQUAL(net_run(diary.net), 0);
    net_free(diary.net);
    return diary;
}

static void same_seed_same_run(void)
{
    struct diary first = run_diary(42), again = run_diary(42), other = run_diary(43);
    CU_ASSERT(first.packets > 500);
    CU_ASSERT(first.events > 20);
    CU_ASSERT_EQUAL(first.packets, again.packets);
    CU_ASSERT_EQUAL(first.events, again.events);
    CU_ASSERT_EQUAL(first.hash, again.hash);
    CU_ASSERT_NOT_EQUAL(first.hash, other.hash);
}

/* ---- the clock ---- */

static void count(void *arg)
{
    ++*(unsigned *)arg;
}

static void virtual_time_costs_nothing(void)
{
    struct bench bench;
    unsigned fired = 0;
    struct timespec before, after;
    bench_init(&bench);
    int64_t start_ns = net_now_ns(bench.net), start_ms = net_wall_ms(bench.net);
    clock_gettime(CLOCK_MONOTONIC, &before);
    for (int i = 1; i <= 1000; i++)
        CU_ASSERT_EQUAL(net_timer_start(bench.net, i * 32 * MS, count, &fired, NULL), 0);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    clock_gettime(CLOCK_MONOTONIC, &after);
    CU_ASSERT_EQUAL(fired, 1000);
    CU_ASSERT_EQUAL(net_now_ns(bench.net) - start_ns, 32000 * MS);
    CU_ASSERT_EQUAL(net_wall_ms(bench.net) - start_ms, 32000);
    CU_ASSERT_EQUAL(start_ns, 1000 * MS);
    CU_ASSERT_EQUAL(start_ms, INT64_C(1735689600000));
    CU_ASSERT(after.tv_sec - before.tv_sec <= 2);
    bench_free(&bench);
}

static void delays_are_exact(void)
{
    struct net_sim_options options = {.delay_ns = 7 * MS};
    struct bench bench;
    struct station a, b, client, server;
    bench_init_with(&bench, &options);
    station_open(&a, &bench, NET_UDP, "192.0.2.1");
    station_open(&b, &bench, NET_UDP, "192.0.2.2");
    station_open(&client, &bench, NET_TCP, "192.0.2.1");
    station_open(&server, &bench, NET_TCP, "192.0.2.2");
    struct net_addr gone = bench_closed_addr(&bench, NET_UDP, "192.0.2.3");
    int64_t start_ns = net_now_ns(bench.net);
    CU_ASSERT_EQUAL(station_send(&a, &b.addr, "x"), 0);
    CU_ASSERT_EQUAL(station_send(&a, &gone, "x"), 0);
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, NULL, 0), 0);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_EQUAL(b.last.time_ns - start_ns, 7 * MS);
    CU_ASSERT_EQUAL(a.last_event.time_ns - start_ns, 14 * MS);
    CU_ASSERT_EQUAL(client.last_event.time_ns - start_ns, 14 * MS);
    CU_ASSERT_EQUAL(client.last_event.kind, NET_CONNECTED);
    bench_free(&bench);
}

/* ---- bad networks ---- */

struct mail {
    unsigned sent, got, overtaken;
    int last;
};

static void mail_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct mail *mail = arg;
    int number;
    (void)port;
    memcpy(&number, packet->bytes, sizeof(number));
    mail->got++;
    mail->overtaken += number < mail->last;
    mail->last = number;
}

static struct mail run_mail(struct net_sim_options options)
{
    static const struct net_handler handler = {mail_packet, NULL};
    struct mail mail = {.sent = 1000};
    struct net *net;
    struct net_port *port;
    struct net_addr local;
    net_addr_parse("192.0.2.1", 0, &local);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(&options, &net), 0);
    CU_ASSERT_EQUAL_FATAL(net_port_open(net, NET_UDP, &local, &handler, &mail, &port), 0);
    for (int i = 0; i < (int)mail.sent; i++)
        CU_ASSERT_EQUAL(net_send(port, net_port_addr(port), &i, sizeof(i)), 0);
    CU_ASSERT_EQUAL(net_run(net), 0);
    net_free(net);
    return mail;
}

static void loss_duplicates_and_order(void)
{
    struct mail mail = run_mail((struct net_sim_options){.delay_ns = MS});
    CU_ASSERT_EQUAL(mail.got, 1000);
    CU_ASSERT_EQUAL(mail.overtaken, 0);
    mail = run_mail((struct net_sim_options){.delay_ns = MS, .loss = 1000});
    CU_ASSERT_EQUAL(mail.got, 0);
    mail = run_mail((struct net_sim_options){.delay_ns = MS, .loss = 200});
    CU_ASSERT(mail.got > 700 && mail.got < 900);
    mail = run_mail((struct net_sim_options){.delay_ns = MS, .duplicate = 1000});
    CU_ASSERT_EQUAL(mail.got, 2000);
    mail = run_mail((struct net_sim_options){.delay_ns = MS, .reorder = 500});
    CU_ASSERT_EQUAL(mail.got, 1000);
    CU_ASSERT(mail.overtaken > 0);
    mail = run_mail((struct net_sim_options){.jitter_ns = MS});
    CU_ASSERT_EQUAL(mail.got, 1000);
    CU_ASSERT(mail.overtaken > 100);
}

static void streams_survive_bad_networks(void)
{
    struct net_sim_options options = {
        .seed = 5, .loss = 900, .duplicate = 900, .reorder = 900, .delay_ns = MS, .jitter_ns = 50 * MS};
    struct bench bench;
    struct station client, server;
    bench_init_with(&bench, &options);
    station_open(&client, &bench, NET_TCP, "192.0.2.1");
    station_open(&server, &bench, NET_TCP, "192.0.2.2");
    client.stop_at = 1;
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, NULL, 0), 0);
    bench_run(&bench);
    uint64_t hash = 0;
    for (int i = 0; i < 500; i++) {
        char text[2] = {(char)('A' + i % 26), (char)('0' + i % 10)};
        hash = hash_bytes(hash, text, 2);
        CU_ASSERT_EQUAL(net_send_on(client.port, 1, text, 2), 0);
    }
    net_connection_close(client.port, 1);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_EQUAL(server.packets, 500); /* cut as they were sent */
    CU_ASSERT_EQUAL(server.hash, hash);
    CU_ASSERT_EQUAL(server.closed, 1);
    bench_free(&bench);
}

static void refusals_may_be_lost(void)
{
    struct net_sim_options options = {.loss = 500};
    struct bench bench;
    struct station a;
    bench_init_with(&bench, &options);
    station_open(&a, &bench, NET_UDP, "192.0.2.1");
    struct net_addr gone = bench_closed_addr(&bench, NET_UDP, "192.0.2.3");
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(station_send(&a, &gone, "x"), 0);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT(a.refused > 180 && a.refused < 320); /* a quarter */
    bench_free(&bench);
}

/* Who is told of departures may put a host where they go. */
struct tap {
    struct bench *bench;
    struct station stations[2];
    unsigned departures;
};

static void open_there(void *arg, enum net_transport transport, const struct net_addr *to)
{
    struct tap *tap = arg;
    struct station *station = &tap->stations[transport];
    const struct net_handler handler = {NULL, NULL};
    tap->departures++;
    if (!station->port && to->port == 5060)
        CU_ASSERT_EQUAL(net_port_open(tap->bench->net, transport, to, &handler, station, &station->port), 0);
}

static void departures_are_told(void)
{
    struct tap tap = {0};
    struct net_sim_options options = {.on_departure = open_there, .arg = &tap};
    struct bench bench;
    struct station udp, tcp;
    struct net_addr there, anywhere = {.family = 4};
    bench_init_with(&bench, &options);
    tap.bench = &bench;
    station_open(&udp, &bench, NET_UDP, "192.0.2.1");
    station_open(&tcp, &bench, NET_TCP, "192.0.2.1");
    net_addr_parse("192.0.2.9:5060", 0, &there);
    CU_ASSERT_EQUAL(net_allow(bench.net, &anywhere, 0, 0), 0);
    for (int i = 0; i < 2; i++) {
        station_send(&udp, &there, "x");
        station_send(&tcp, &there, "x");
        CU_ASSERT_EQUAL(net_run(bench.net), 0);
    }
    CU_ASSERT_EQUAL(tap.departures, 3); /* datagrams and the one connection */
    CU_ASSERT(udp.refused == 0 && tcp.refused == 0 && tcp.connected == 1);
    bench_free(&bench);
}

/* ---- ceilings ---- */

static void ping_pong_without_delay(void)
{
    struct net_sim_options options = {.delay_ns = 0};
    struct bench bench;
    struct station a;
    bench_init_with(&bench, &options);
    station_open(&a, &bench, NET_UDP, "192.0.2.1");
    a.echoes = true; /* to itself, 200,000 times: through the queue, not the stack */
    a.stop_at = 200000;
    CU_ASSERT_EQUAL(station_send(&a, &a.addr, "x"), 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(a.packets, 200000);
    bench_free(&bench);
}

static void what_is_under_way_has_a_ceiling(void)
{
    enum { BYTES = 65507 };
    struct bench bench;
    struct station a;
    char *bytes = calloc(1, BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "192.0.2.1");
    for (int i = 0; i < LIMIT_SIM_BYTES / BYTES + 10; i++)
        CU_ASSERT_EQUAL(net_send(a.port, &a.addr, bytes, BYTES), 0);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_EQUAL(a.packets, LIMIT_SIM_BYTES / BYTES);
    CU_ASSERT_EQUAL(net_send(a.port, &a.addr, bytes, BYTES), 0); /* there is room again */
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_EQUAL(a.packets, LIMIT_SIM_BYTES / BYTES + 1);
    bench_free(&bench);
    free(bytes);
}

static void port_numbers_are_the_same_each_time(void)
{
    struct net_addr first[3];
    for (int turn = 0; turn < 2; turn++) {
        struct bench bench;
        struct station s[3];
        bench_init(&bench);
        for (int i = 0; i < 3; i++) {
            station_open(&s[i], &bench, NET_UDP, "192.0.2.1");
            if (turn)
                CU_ASSERT(net_addr_equal(&first[i], &s[i].addr));
            first[i] = s[i].addr;
            struct net_port *tcp;
            struct net_handler nobody = {NULL, NULL};
            CU_ASSERT_EQUAL(net_port_open(bench.net, NET_TCP, &s[i].addr, &nobody, NULL, &tcp), 0);
        }
        CU_ASSERT(!net_addr_equal(&s[0].addr, &s[1].addr));
        bench_free(&bench);
    }
}

static void what_it_has_not(void)
{
    struct net *net;
    struct net_process *process;
    char name[] = "true";
    char *argv[] = {name, NULL};
    struct net_sim_options options = {.delay_ns = -1};
    CU_ASSERT_EQUAL(net_sim_create(&options, &net), NET_ESYSTEM);
    options = (struct net_sim_options){.jitter_ns = INT64_MAX};
    CU_ASSERT_EQUAL(net_sim_create(&options, &net), NET_ESYSTEM);
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &net), 0);
    CU_ASSERT_EQUAL(net_spawn(net, argv, -1, NULL, NULL, &process), NET_EUNSUPPORTED);
    CU_ASSERT_EQUAL(net_on_signal(net, 10, NULL, NULL), NET_EUNSUPPORTED);
    net_process_end(NULL);
    net_free(net);
    net_free(NULL);
}

const struct unit_test unit_tests[] = {
    NET_BEHAVIOUR_ROWS(NET_BEHAVIOUR_TEST){"same seed, same run", same_seed_same_run},
    {"32 virtual seconds cost nothing", virtual_time_costs_nothing},
    {"delays are exact", delays_are_exact},
    {"loss, duplicates and order", loss_duplicates_and_order},
    {"streams survive bad networks", streams_survive_bad_networks},
    {"refusals may be lost", refusals_may_be_lost},
    {"departures are told", departures_are_told},
    {"ping-pong without delay does not recurse", ping_pong_without_delay},
    {"what is under way has a ceiling", what_is_under_way_has_a_ceiling},
    {"port numbers are the same each time", port_numbers_are_the_same_each_time},
    {"what it has not", what_it_has_not},
    {NULL, NULL},
};
