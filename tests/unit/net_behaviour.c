/* Tests of what every network must do, run by the tests of the real and of the simulated network. */
#include "net_behaviour.h"

#include "base/limits.h"
#include "net_bench.h"

#include <stdlib.h>
#include <string.h>

/* ---- UDP ---- */

static void check_udp_echo(struct bench *bench, const char *ip)
{
    struct station a, b;
    station_open(&a, bench, NET_UDP, ip);
    station_open(&b, bench, NET_UDP, ip);
    b.echoes = true;
    a.stop_at = 1;
    int64_t sent_ns = net_now_ns(bench->net);
    CU_ASSERT_EQUAL(station_send(&a, &b.addr, "hello"), 0);
    CU_ASSERT_EQUAL(a.packets + b.packets, 0); /* never from inside a call */
    bench_run(bench);
    CU_ASSERT_STRING_EQUAL(b.last_bytes, "hello");
    CU_ASSERT_STRING_EQUAL(a.last_bytes, "hello");
    CU_ASSERT(net_addr_equal(&a.last.from, &b.addr));
    CU_ASSERT(net_addr_equal(&a.last.to, &a.addr));
    CU_ASSERT_EQUAL(a.last.transport, NET_UDP);
    CU_ASSERT_EQUAL(a.last.connection, 0);
    CU_ASSERT(b.last.time_ns >= sent_ns);
    CU_ASSERT(a.last.time_ns >= b.last.time_ns);
    CU_ASSERT(a.last.time_ns <= net_now_ns(bench->net));
    station_close(&a);
    station_close(&b);
}

void behaviour_udp_echo(void)
{
    struct bench bench;
    bench_init(&bench);
    check_udp_echo(&bench, "127.0.0.1");
    bench_free(&bench);
}

void behaviour_udp_sizes(void)
{
    struct bench bench;
    struct station a, b;
    char *bytes = calloc(1, 65508);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memset(bytes, 'x', 65508);
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    station_open(&b, &bench, NET_UDP, "127.0.0.1");
    b.stop_at = 2;
    CU_ASSERT_EQUAL(net_send(a.port, &b.addr, bytes, 65508), NET_ETOOLONG);
    CU_ASSERT_EQUAL(net_send(a.port, &b.addr, bytes, 65507), 0);
    CU_ASSERT_EQUAL(net_send(a.port, &b.addr, NULL, 0), 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(b.packets, 2);
    CU_ASSERT_EQUAL(b.total_bytes, 65507);
    CU_ASSERT_EQUAL(b.last.length, 0);
    CU_ASSERT_EQUAL(b.hash, hash_bytes(0, bytes, 65507));
    bench_free(&bench);
    free(bytes);
}

void behaviour_udp_refused(void)
{
    struct bench bench;
    struct station a;
    bench_init(&bench);
    struct net_addr first = bench_closed_addr(&bench, NET_UDP, "127.0.0.1");
    struct net_addr second = bench_closed_addr(&bench, NET_UDP, "127.0.0.2");
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    a.stop_at = 1;
    int64_t sent_ns = net_now_ns(bench.net);
    CU_ASSERT_EQUAL(station_send(&a, &first, "anybody?"), 0);
    bench_run(&bench);
    CU_ASSERT(net_now_ns(bench.net) - sent_ns < 1000 * MS);
    CU_ASSERT_EQUAL(a.last_event.kind, NET_REFUSED);
    CU_ASSERT_EQUAL(a.last_event.transport, NET_UDP);
    CU_ASSERT(net_addr_equal(&a.last_event.peer, &first));
    a.stop_at = 2;
    CU_ASSERT_EQUAL(a.last_event.quoted_length, 8);
    CU_ASSERT_STRING_EQUAL(a.last_quoted, "anybody?");
    CU_ASSERT_EQUAL(station_send(&a, &second, "somebody?"), 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(a.refused, 2);
    CU_ASSERT_STRING_EQUAL(a.last_quoted, "somebody?");
    CU_ASSERT(net_addr_equal(&a.last_event.peer, &second));
    bench_free(&bench);
}

void behaviour_udp_refusal_does_not_stall(void)
{
    struct bench bench;
    struct station a, b;
    bench_init(&bench);
    struct net_addr gone = bench_closed_addr(&bench, NET_UDP, "127.0.0.1");
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    station_open(&b, &bench, NET_UDP, "127.0.0.1");
    b.echoes = true;
    for (int i = 0; i < 20; i++) {
        CU_ASSERT_EQUAL(station_send(&a, &gone, "x"), 0);
        CU_ASSERT_EQUAL(station_send(&a, &b.addr, "y"), 0);
    }
    a.stop_at = 40;
    bench_run(&bench);
    CU_ASSERT_EQUAL(a.refused, 20);
    CU_ASSERT_EQUAL(a.packets, 20);
    a.stop_at = 41;
    CU_ASSERT_EQUAL(station_send(&a, &b.addr, "again"), 0);
    bench_run(&bench);
    CU_ASSERT_STRING_EQUAL(a.last_bytes, "again");
    bench_free(&bench);
}

static void check_tcp_echo(struct bench *bench, const char *ip);

void behaviour_ipv6_echo(void)
{
    struct bench bench;
    bench_init(&bench);
    if (bench_has_ipv6(&bench)) {
        check_udp_echo(&bench, "::1");
        check_tcp_echo(&bench, "::1");
        struct station a, b;
        station_open(&a, &bench, NET_UDP, "::1");
        station_open(&b, &bench, NET_UDP, "127.0.0.1");
        CU_ASSERT_EQUAL(station_send(&a, &b.addr, "x"), NET_EADDR);
        struct net_addr gone = bench_closed_addr(&bench, NET_UDP, "::1");
        a.stop_at = 1;
        CU_ASSERT_EQUAL(station_send(&a, &gone, "x"), 0);
        bench_run(&bench);
        CU_ASSERT_EQUAL(a.refused, 1);
        CU_ASSERT(net_addr_equal(&a.last_event.peer, &gone));
    }
    bench_free(&bench);
}

void behaviour_ports_are_taken_once(void)
{
    struct bench bench;
    struct station udp;
    struct net_port *port;
    struct net_handler nobody = {NULL, NULL};
    bench_init(&bench);
    station_open(&udp, &bench, NET_UDP, "127.0.0.1");
    CU_ASSERT_EQUAL(net_port_open(bench.net, NET_UDP, &udp.addr, &nobody, NULL, &port), NET_EADDR);
    CU_ASSERT_EQUAL(net_port_transport(udp.port), NET_UDP);
    station_close(&udp);
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench.net, NET_UDP, &udp.addr, &nobody, NULL, &port), 0);
    CU_ASSERT(net_addr_equal(net_port_addr(port), &udp.addr));
    struct net_addr none = {0};
    CU_ASSERT_EQUAL(net_port_open(bench.net, NET_UDP, &none, &nobody, NULL, &port), NET_EADDR);
    net_port_close(NULL);
    bench_free(&bench);
}

/* ---- TCP ---- */

static void check_tcp_echo(struct bench *bench, const char *ip)
{
    struct station client, server;
    station_open(&client, bench, NET_TCP, ip);
    station_open(&server, bench, NET_TCP, ip);
    server.echoes = true;
    client.stop_at = 2; /* connected, and the echo */
    CU_ASSERT_EQUAL(net_connection_to(client.port, &server.addr), 0);
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "hello"), 0);
    CU_ASSERT_EQUAL(net_connection_to(client.port, &server.addr), 1);
    bench_run(bench);
    CU_ASSERT_EQUAL(client.connected, 1);
    CU_ASSERT_EQUAL(server.connected, 1);
    CU_ASSERT_STRING_EQUAL(server.last_bytes, "hello");
    CU_ASSERT_STRING_EQUAL(client.last_bytes, "hello");
    CU_ASSERT_EQUAL(client.last.transport, NET_TCP);
    CU_ASSERT_EQUAL(client.last.connection, 1);
    CU_ASSERT(net_addr_equal(&client.last.from, &server.addr));
    CU_ASSERT(net_addr_same_ip(&server.last.from, &client.addr));
    CU_ASSERT(net_addr_equal(&server.last.from, &client.last.to));
    client.stop_at = 3;
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "again"), 0); /* on the same connection */
    bench_run(bench);
    CU_ASSERT_STRING_EQUAL(client.last_bytes, "again");
    CU_ASSERT_EQUAL(server.connected, 1);
    server.stop_at = station_told(&server) + 1;
    net_connection_close(client.port, 1);
    CU_ASSERT_EQUAL(net_connection_to(client.port, &server.addr), 0);
    CU_ASSERT_EQUAL(net_send_on(client.port, 1, "x", 1), NET_ECONN);
    bench_run(bench);
    CU_ASSERT_EQUAL(server.closed, 1);
    CU_ASSERT_EQUAL(server.last_event.connection, server.last.connection);
    CU_ASSERT_EQUAL(client.closed, 0); /* who closes is not told */
    station_close(&client);
    station_close(&server);
}

void behaviour_tcp_echo(void)
{
    struct bench bench;
    bench_init(&bench);
    check_tcp_echo(&bench, "127.0.0.1");
    bench_free(&bench);
}

void behaviour_tcp_refused(void)
{
    struct bench bench;
    struct station client;
    bench_init(&bench);
    struct net_addr gone = bench_closed_addr(&bench, NET_TCP, "127.0.0.1");
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    client.stop_at = 1;
    CU_ASSERT_EQUAL(station_send(&client, &gone, "hello"), 0);
    CU_ASSERT_EQUAL(client.refused, 0); /* never from inside a call */
    bench_run(&bench);
    CU_ASSERT_EQUAL(client.refused, 1);
    CU_ASSERT_EQUAL(client.last_event.connection, 1);
    CU_ASSERT_EQUAL(client.last_event.transport, NET_TCP);
    CU_ASSERT(net_addr_equal(&client.last_event.peer, &gone));
    CU_ASSERT_EQUAL(net_connection_to(client.port, &gone), 0);
    CU_ASSERT_EQUAL(net_send_on(client.port, 1, "x", 1), NET_ECONN);
    CU_ASSERT_EQUAL(station_send(&client, &gone, "hello"), 0);
    net_connection_close(client.port, net_connection_to(client.port, &gone)); /* before the refusal is told */
    bench_run_for(&bench, 50 * MS);
    CU_ASSERT_EQUAL(client.refused, 1);
    bench_free(&bench);
}

static void stop_when_all_is_there(struct station *station)
{
    if (station->total_bytes >= *(size_t *)station->bench->user)
        net_stop(station->bench->net);
}

void behaviour_tcp_long_stream(void)
{
    enum { CHUNK = 256 * 1024 };
    struct bench bench;
    struct station client, server;
    char *bytes = malloc(CHUNK);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (size_t i = 0; i < CHUNK; i++)
        bytes[i] = (char)(i * 2654435761u >> 13);
    bench_init(&bench);
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    client.stop_at = 1;
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, NULL, 0), 0); /* opens, sends nothing */
    bench_run(&bench);
    size_t sent = 0;
    uint64_t hash = 0;
    int error = 0;
    while (!error && sent < 64 * LIMIT_STREAM_BYTES) { /* nobody reads meanwhile */
        bytes[0]++;
        error = net_send_on(client.port, 1, bytes, CHUNK);
        sent += error ? 0 : CHUNK;
        hash = error ? hash : hash_bytes(hash, bytes, CHUNK);
    }
    CU_ASSERT_EQUAL(error, NET_ENOMEM);
    CU_ASSERT(sent >= LIMIT_STREAM_BYTES);
    bench.user = &sent;
    server.then = stop_when_all_is_there;
    bench_run(&bench);
    CU_ASSERT_EQUAL(server.total_bytes, sent);
    CU_ASSERT_EQUAL(server.hash, hash);
    CU_ASSERT_EQUAL(net_send_on(client.port, 1, bytes, LIMIT_STREAM_BYTES + 1), NET_ETOOLONG);
    CU_ASSERT_EQUAL(net_send_on(client.port, 1, bytes, CHUNK), 0); /* there is room again */
    bench_free(&bench);
    free(bytes);
}

void behaviour_tcp_kept_bytes_have_a_ceiling(void)
{
    struct bench bench;
    struct station client, server;
    char *bytes = calloc(1, LIMIT_STREAM_BYTES);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    bench_init(&bench);
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    size_t all = LIMIT_STREAM_BYTES;
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, bytes, all - 1), 0);
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, bytes, 2), NET_ENOMEM);
    CU_ASSERT_EQUAL(net_send(client.port, &server.addr, bytes, 1), 0);
    bench.user = &all;
    server.then = stop_when_all_is_there;
    bench_run(&bench);
    CU_ASSERT_EQUAL(server.total_bytes, all);
    bench_free(&bench);
    free(bytes);
}

static unsigned count_turned_away(const struct station *stations, int n)
{
    unsigned turned_away = 0;
    for (int i = 0; i < n; i++)
        turned_away += stations[i].refused + stations[i].closed;
    return turned_away;
}

void behaviour_tcp_connections_have_a_ceiling(void)
{
    struct bench bench;
    struct station server, client, other[LIMIT_CASE_CONNECTIONS + 1];
    bench_init(&bench);
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    for (int i = 0; i <= LIMIT_CASE_CONNECTIONS; i++) {
        station_open(&other[i], &bench, NET_TCP, "127.0.0.1");
        CU_ASSERT_EQUAL(net_send(other[i].port, &server.addr, NULL, 0), 0);
    }
    unsigned turned_away = 0;
    for (int turn = 0; turn < 200 && (server.connected < LIMIT_CASE_CONNECTIONS || !turned_away); turn++) {
        bench_run_for(&bench, 50 * MS);
        turned_away = count_turned_away(other, LIMIT_CASE_CONNECTIONS + 1);
    }
    CU_ASSERT_EQUAL(server.connected, LIMIT_CASE_CONNECTIONS);
    CU_ASSERT_EQUAL(turned_away, 1);
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    for (int i = 0; i < LIMIT_CASE_CONNECTIONS; i++)
        CU_ASSERT_EQUAL(net_send(client.port, &other[i].addr, NULL, 0), 0);
    CU_ASSERT_EQUAL(net_send(client.port, &other[LIMIT_CASE_CONNECTIONS].addr, NULL, 0), NET_ESYSTEM);
    net_connection_close(client.port, 1);
    CU_ASSERT_EQUAL(net_send(client.port, &other[LIMIT_CASE_CONNECTIONS].addr, NULL, 0), 0);
    bench_free(&bench);
}

void behaviour_tcp_port_close_is_seen(void)
{
    struct bench bench;
    struct station client, server;
    bench_init(&bench);
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    server.stop_at = 2;
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "hello"), 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(net_send_on(server.port, server.last.connection, "bye", 3), 0);
    station_close(&server);
    client.stop_at = 3; /* connected, the last bytes, closed */
    bench_run(&bench);
    CU_ASSERT_EQUAL(client.closed, 1);
    CU_ASSERT_STRING_EQUAL(client.last_bytes, "bye");
    bench_free(&bench);
}

/* ---- closing in callbacks ---- */

static void close_port(struct station *station)
{
    station_close(station);
    net_stop(station->bench->net);
}

static void close_connection(struct station *station)
{
    net_connection_close(station->port, station->last_event.connection);
    net_stop(station->bench->net);
}

static void close_in_udp_callback(struct bench *bench)
{
    struct station a, b;
    station_open(&a, bench, NET_UDP, "127.0.0.1");
    station_open(&b, bench, NET_UDP, "127.0.0.1");
    b.then = close_port;
    for (int i = 0; i < 5; i++)
        CU_ASSERT_EQUAL(station_send(&a, &b.addr, "x"), 0);
    bench_run(bench);
    CU_ASSERT_EQUAL(b.packets, 1); /* nothing is told after that */
    a.then = close_port;
    struct net_addr gone = bench_closed_addr(bench, NET_UDP, "127.0.0.1");
    CU_ASSERT_EQUAL(station_send(&a, &gone, "x"), 0);
    if (a.port)
        bench_run(bench);
    CU_ASSERT_PTR_NULL(a.port);
}

/* The server closes its port or the connection as soon as it is told of the connection, or of its bytes. */
static void close_in_tcp_callback(struct bench *bench, void (*server_then)(struct station *), unsigned told)
{
    struct station client, server;
    station_open(&client, bench, NET_TCP, "127.0.0.1");
    station_open(&server, bench, NET_TCP, "127.0.0.1");
    if (told == 1)
        server.then = server_then;
    else
        server.stop_at = 1;
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "hello"), 0);
    bench_run(bench);
    if (told > 1) {
        server.then = server_then;
        bench_run(bench);
    }
    CU_ASSERT_EQUAL(station_told(&server), told);
    client.then = close_port; /* when told that it is connected, or closed */
    bench_run(bench);
    CU_ASSERT_PTR_NULL(client.port);
    if (server.port)
        station_close(&server);
}

void behaviour_close_in_callbacks(void)
{
    struct bench bench;
    bench_init(&bench);
    close_in_udp_callback(&bench);
    close_in_tcp_callback(&bench, close_port, 1);
    close_in_tcp_callback(&bench, close_port, 2);
    close_in_tcp_callback(&bench, close_connection, 1);
    close_in_tcp_callback(&bench, close_connection, 2);
    struct station client;
    struct net_addr gone = bench_closed_addr(&bench, NET_TCP, "127.0.0.1");
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    client.then = close_port;
    CU_ASSERT_EQUAL(station_send(&client, &gone, "x"), 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(client.refused, 1);
    bench_free(&bench);
}

/* ---- timers ---- */

struct alarm {
    struct net *net;
    struct net_timer *timer, *victim;
    int64_t due_ns;
    char name;
};
static char fired[64];

static void on_alarm(void *arg)
{
    struct alarm *alarm = arg;
    size_t n = strlen(fired);
    CU_ASSERT(net_now_ns(alarm->net) >= alarm->due_ns);
    fired[n] = alarm->name;
    fired[n + 1] = 0;
    net_timer_stop(alarm->victim);
    if (alarm->name == 'z')
        net_stop(alarm->net);
}

static void alarm_start(struct alarm *alarm, struct bench *bench, char name, int64_t delay_ns)
{
    *alarm = (struct alarm){.net = bench->net, .name = name, .due_ns = net_now_ns(bench->net) + delay_ns};
    CU_ASSERT_EQUAL(net_timer_start(bench->net, delay_ns, on_alarm, alarm, &alarm->timer), 0);
}

/* Not in the order in which they are due. Says how long that took. */
static int64_t start_in_disorder(struct alarm alarms[6], struct bench *bench)
{
    int64_t start_ns = net_now_ns(bench->net);
    alarm_start(&alarms[0], bench, 'z', 30 * MS);
    alarm_start(&alarms[1], bench, 'c', 10 * MS);
    alarm_start(&alarms[2], bench, 'a', 0);
    alarm_start(&alarms[3], bench, 'b', -5 * MS);
    alarms[3].due_ns = 0;
    alarm_start(&alarms[4], bench, 'd', 10 * MS + 1);
    alarm_start(&alarms[5], bench, 'e', 20 * MS);
    return net_now_ns(bench->net) - start_ns;
}

/* Who loses the CPU between two starts has other due times than he wanted, and has to start again. */
void behaviour_timer_order(void)
{
    struct bench bench;
    struct alarm alarms[6];
    bench_init(&bench);
    fired[0] = 0;
    while (start_in_disorder(alarms, &bench) >= 10 * MS)
        for (int i = 0; i < 6; i++)
            net_timer_stop(alarms[i].timer);
    CU_ASSERT_EQUAL(net_timer_start(bench.net, INT64_MAX, on_alarm, NULL, NULL), 0); /* freed with the net */
    bench_run(&bench);
    CU_ASSERT_STRING_EQUAL(fired, "abcdez");
    bench_free(&bench);
}

void behaviour_timer_stop_in_callbacks(void)
{
    struct bench bench;
    struct alarm alarms[4];
    bench_init(&bench);
    fired[0] = 0;
    alarm_start(&alarms[0], &bench, 'a', 5 * MS);
    alarm_start(&alarms[1], &bench, 'b', 5 * MS);
    alarm_start(&alarms[2], &bench, 'c', 5 * MS);
    alarm_start(&alarms[3], &bench, 'z', 10 * MS);
    alarms[0].victim = alarms[1].timer; /* due at the same time, or nearly so */
    alarms[2].victim = alarms[2].timer; /* itself */
    bench_run(&bench);
    CU_ASSERT_STRING_EQUAL(fired, "acz");
    alarm_start(&alarms[0], &bench, 'x', 0);
    net_timer_stop(alarms[0].timer);
    net_timer_stop(NULL);
    bench_run_for(&bench, 5 * MS);
    CU_ASSERT_STRING_EQUAL(fired, "acz");
    bench_free(&bench);
}

enum { MANY = 5000 };
struct crowd {
    struct net *net;
    unsigned fired, early, disordered;
    int64_t latest_ns; /* when the latest of those that fired was due at the earliest */
};
struct one {
    struct crowd *crowd;
    int64_t earliest_ns, latest_ns; /* when it is due: started between two looks at the clock */
};

static void on_one(void *arg)
{
    struct one *one = arg;
    struct crowd *crowd = one->crowd;
    crowd->fired++;
    crowd->early += net_now_ns(crowd->net) < one->earliest_ns;
    crowd->disordered += one->latest_ns < crowd->latest_ns;
    if (one->earliest_ns > crowd->latest_ns)
        crowd->latest_ns = one->earliest_ns;
}

void behaviour_timer_many(void)
{
    static struct one ones[MANY];
    static struct net_timer *timers[MANY];
    struct bench bench;
    bench_init(&bench);
    struct crowd crowd = {.net = bench.net};
    for (unsigned i = 0; i < MANY; i++) {
        int64_t delay_ns = (int64_t)(i * 2654435761u % 50) * MS;
        int64_t before_ns = net_now_ns(bench.net);
        CU_ASSERT_EQUAL(net_timer_start(bench.net, delay_ns, on_one, &ones[i], &timers[i]), 0);
        ones[i] = (struct one){&crowd, before_ns + delay_ns, net_now_ns(bench.net) + delay_ns};
    }
    for (unsigned i = 0; i < MANY; i += 3)
        net_timer_stop(timers[i]);
    CU_ASSERT_EQUAL(net_run(bench.net), 0); /* ends when the last one has fired */
    CU_ASSERT_EQUAL(crowd.fired, MANY - (MANY + 2) / 3);
    CU_ASSERT_EQUAL(crowd.early, 0);
    CU_ASSERT_EQUAL(crowd.disordered, 0);
    bench_free(&bench);
}

/* ---- where one may send ---- */

static int try_to_send(struct station *from, const char *to)
{
    struct net_addr addr;
    CU_ASSERT_FATAL(net_addr_parse(to, 9, &addr));
    return station_send(from, &addr, "x");
}

void behaviour_allow_list(void)
{
    struct bench bench;
    struct station a, tcp;
    struct net_addr addr;
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    station_open(&tcp, &bench, NET_TCP, "127.0.0.1");
    CU_ASSERT_EQUAL(try_to_send(&a, "127.0.0.1:9"), NET_EFORBIDDEN);
    CU_ASSERT_EQUAL(try_to_send(&tcp, "127.0.0.1:9"), NET_EFORBIDDEN);
    CU_ASSERT_EQUAL(net_connection_to(tcp.port, &tcp.addr), 0);
    CU_ASSERT_NOT_EQUAL(strlen(net_last_error(bench.net)), 0);
    bench_run_for(&bench, 20 * MS);
    CU_ASSERT_EQUAL(station_told(&a) + station_told(&tcp), 0); /* nothing was sent: nothing was refused */
    CU_ASSERT_EQUAL(station_send(&a, &a.addr, "x"), 0);        /* itself is always allowed */
    net_addr_parse("127.64.0.0", 0, &addr);
    CU_ASSERT_EQUAL(net_allow(bench.net, &addr, 33, 0), NET_EADDR);
    CU_ASSERT_EQUAL(net_allow(bench.net, &addr, 17, 9), 0);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.64.127.255:9"), 0);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.64.0.1:10"), NET_EFORBIDDEN);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.64.128.0:9"), NET_EFORBIDDEN);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.0.0.1:9"), NET_EFORBIDDEN);
    net_addr_parse("127.65.0.1", 0, &addr);
    CU_ASSERT_EQUAL(net_allow(bench.net, &addr, 32, 0), 0);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.65.0.1:1234"), 0);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.65.0.0:1234"), NET_EFORBIDDEN);
    CU_ASSERT_EQUAL(try_to_send(&a, "127.65.0.1:0"), NET_EADDR);
    if (a.addr.port != tcp.addr.port) /* what is open for one transport is not for the other */
        CU_ASSERT_EQUAL(station_send(&a, &tcp.addr, "x"), NET_EFORBIDDEN);
    struct net_addr once = a.addr;
    station_close(&a);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    if (!net_addr_equal(&once, &a.addr)) /* the system may give the same number again */
        CU_ASSERT_EQUAL(station_send(&a, &once, "x"), NET_EFORBIDDEN);
    bench_free(&bench);
}

void behaviour_answers_are_allowed(void)
{
    struct bench bench;
    struct station client, server;
    bench_init(&bench);
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    server.stop_at = 2;
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "hello"), 0);
    bench_run(&bench);
    /* The client's end is at a number of its own, which is no open port. */
    CU_ASSERT_EQUAL(station_send(&server, &server.last.from, "x"), NET_EFORBIDDEN);
    uint32_t connection = net_connection_to(server.port, &server.last.from);
    CU_ASSERT_EQUAL(connection, server.last.connection);
    CU_ASSERT_EQUAL(net_send_on(server.port, connection, "answer", 6), 0);
    client.stop_at = 2;
    bench_run(&bench);
    CU_ASSERT_STRING_EQUAL(client.last_bytes, "answer");
    CU_ASSERT_EQUAL(net_send_on(server.port, connection + 1, "x", 1), NET_ECONN);
    CU_ASSERT_EQUAL(net_send_on(server.port, 0, "x", 1), NET_ECONN);
    bench_free(&bench);
}

/* ---- runs ---- */

static void run_inside(struct station *station)
{
    CU_ASSERT_EQUAL(net_run(station->bench->net), NET_ESYSTEM);
}

void behaviour_run_ends(void)
{
    struct bench bench;
    struct station a;
    struct alarm alarms[2];
    bench_init(&bench);
    fired[0] = 0;
    CU_ASSERT_EQUAL(net_run(bench.net), 0); /* nothing can happen */
    alarm_start(&alarms[0], &bench, 'a', 1 * MS);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    alarm_start(&alarms[0], &bench, 'z', 0);
    alarm_start(&alarms[1], &bench, 'b', 0);
    net_stop(bench.net);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_STRING_EQUAL(fired, "a");
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_STRING_EQUAL(fired, "az"); /* which stopped it */
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT_STRING_EQUAL(fired, "azb");
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(station_send(&a, &a.addr, "x"), 0);
    a.then = run_inside;
    a.stop_at = 1;
    bench_run(&bench);
    CU_ASSERT_EQUAL(a.packets, 1); /* the others wait */
    a.stop_at = 3;
    bench_run(&bench);
    CU_ASSERT_EQUAL(a.packets, 3);
    bench_free(&bench);
}

void behaviour_local_towards(void)
{
    struct bench bench;
    struct net_addr destination, local;
    bench_init(&bench);
    net_addr_parse("127.0.0.1", 0, &destination);
    CU_ASSERT_EQUAL(net_local_towards(bench.net, &destination, &local), 0);
    CU_ASSERT(net_addr_same_ip(&local, &destination));
    CU_ASSERT_EQUAL(local.port, 0);
    if (bench_has_ipv6(&bench)) {
        net_addr_parse("::1", 5060, &destination);
        CU_ASSERT_EQUAL(net_local_towards(bench.net, &destination, &local), 0);
        CU_ASSERT(net_addr_same_ip(&local, &destination));
    }
    bench_free(&bench);
}

void behaviour_everything_left_is_freed(void)
{
    struct bench bench;
    struct station udp, client, server;
    struct alarm alarm;
    bench_init(&bench);
    station_open(&udp, &bench, NET_UDP, "127.0.0.1");
    station_open(&client, &bench, NET_TCP, "127.0.0.1");
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    server.stop_at = 1;
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "hello"), 0);
    bench_run(&bench);
    struct net_addr gone = bench_closed_addr(&bench, NET_TCP, "127.0.0.1");
    unsigned told = station_told(&client) + station_told(&server);
    CU_ASSERT_EQUAL(station_send(&client, &gone, "hello"), 0);
    CU_ASSERT_EQUAL(station_send(&client, &server.addr, "more"), 0);
    CU_ASSERT_EQUAL(station_send(&udp, &udp.addr, "x"), 0);
    fired[0] = 0;
    alarm_start(&alarm, &bench, 'a', 0);
    bench_free(&bench); /* the leak checker looks on */
    CU_ASSERT_STRING_EQUAL(fired, "");
    CU_ASSERT_EQUAL(station_told(&client) + station_told(&server) + station_told(&udp), told);
}
