/* The real network: what every network must do, and what only sockets and processes do. */
#include "suite.h"

#include "base/limits.h"
#include "net_behaviour.h"
#include "net_bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

const char unit_suite_name[] = "net.real";

struct net *bench_create_net(void)
{
    struct net *net = NULL;
    return net_real_create(&net) ? NULL : net;
}

/* ---- a peer that is no part of the net: a plain socket on loopback ---- */

static struct sockaddr_in in_addr_of(const struct net_addr *addr)
{
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(addr->port)};
    memcpy(&in.sin_addr, addr->ip, 4);
    return in;
}

/* Connects at once: the kernel takes the connection before anybody accepts it. */
static int peer_connect(const struct net_addr *to)
{
    struct sockaddr_in in = in_addr_of(to);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL_FATAL(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
    return fd;
}

static void peer_reset(int fd)
{
    struct linger linger = {.l_onoff = 1, .l_linger = 0};
    setsockopt(fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
    close(fd);
}

static void half_close_tells_all_bytes_first(void)
{
    struct bench bench;
    struct station server;
    bench_init(&bench);
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    int fd = peer_connect(&server.addr);
    CU_ASSERT_EQUAL(send(fd, "last words", 10, 0), 10);
    CU_ASSERT_EQUAL(shutdown(fd, SHUT_WR), 0);
    server.stop_at = 3;
    bench_run(&bench);
    CU_ASSERT_EQUAL(server.last_event.kind, NET_CLOSED);
    CU_ASSERT_STRING_EQUAL(server.last_bytes, "last words");
    CU_ASSERT_EQUAL(net_send_on(server.port, server.last.connection, "x", 1), NET_ECONN);
    close(fd);
    bench_free(&bench);
}

static void reset_is_told_and_raises_no_signal(void)
{
    struct bench bench;
    struct station server;
    bench_init(&bench);
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    int fd = peer_connect(&server.addr);
    server.stop_at = 1;
    bench_run(&bench);
    peer_reset(fd);
    uint32_t connection = server.last_event.connection;
    CU_ASSERT_EQUAL(net_send_on(server.port, connection, "x", 1), NET_ECONN);
    CU_ASSERT_EQUAL(net_send_on(server.port, connection, "x", 1),
                    NET_ECONN); /* SIGPIPE would end this process */
    server.stop_at = 2;
    bench_run(&bench);
    CU_ASSERT_EQUAL(server.closed, 1);
    bench_free(&bench);
}

static void nothing_forbidden_leaves(void)
{
    struct bench bench;
    struct station a;
    char bytes[8];
    struct net_addr addr;
    struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof(in);
    bench_init(&bench);
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
    CU_ASSERT_EQUAL_FATAL(getsockname(fd, (struct sockaddr *)&in, &n), 0);
    net_addr_parse("127.0.0.1", ntohs(in.sin_port), &addr);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    CU_ASSERT_EQUAL(station_send(&a, &addr, "no"), NET_EFORBIDDEN);
    CU_ASSERT(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT) < 0);
    CU_ASSERT_EQUAL(net_allow(bench.net, &addr, 32, addr.port), 0);
    CU_ASSERT_EQUAL(station_send(&a, &addr, "yes"), 0);
    CU_ASSERT_EQUAL(recv(fd, bytes, sizeof(bytes), MSG_DONTWAIT), 3);
    close(fd);
    bench_free(&bench);
}

static void wildcard_port_tells_where_it_was_reached(void)
{
    struct bench bench;
    struct station a, b;
    struct net_addr to;
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    station_open(&b, &bench, NET_UDP, "0.0.0.0");
    net_addr_parse("127.0.0.9", b.addr.port, &to);
    b.stop_at = 1;
    CU_ASSERT_EQUAL(station_send(&a, &to, "x"), 0);
    bench_run(&bench);
    CU_ASSERT(net_addr_equal(&b.last.to, &to));
    net_addr_parse("192.0.2.1", b.addr.port, &to);
    CU_ASSERT_EQUAL(station_send(&a, &to, "x"),
                    NET_EFORBIDDEN); /* is not ours, whatever is open on the wildcard */
    bench_free(&bench);
}

/* With IPv4 in it, the IPv6 port would always be in the way; another program's port is only now and then. */
static void ipv6_ports_take_no_ipv4(void)
{
    struct bench bench;
    struct station six;
    struct net_addr local;
    struct net_port *four = NULL;
    struct net_handler nobody = {NULL, NULL};
    bench_init(&bench);
    bool has_ipv6 = bench_has_ipv6(&bench);
    for (int i = 0; i < 20 && has_ipv6 && !four; i++) {
        station_open(&six, &bench, NET_TCP, "::");
        net_addr_parse("127.0.0.1", six.addr.port, &local);
        if (net_port_open(bench.net, NET_TCP, &local, &nobody, NULL, &four))
            four = NULL;
    }
    CU_ASSERT(four || !has_ipv6);
    bench_free(&bench);
}

/* ---- time ---- */

struct moment {
    struct station *station;
    unsigned packets; /* told when the timer fired */
    int64_t fired_ns;
};

static void on_moment(void *arg)
{
    struct moment *moment = arg;
    moment->packets = moment->station->packets;
    moment->fired_ns = net_now_ns(moment->station->bench->net);
    net_stop(moment->station->bench->net);
}

static void packets_before_a_timer_are_told_before_it(void)
{
    struct bench bench;
    struct station a;
    struct moment moment = {.station = &a};
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    int64_t start_ns = net_now_ns(bench.net);
    CU_ASSERT_EQUAL(net_timer_start(bench.net, 5 * MS, on_moment, &moment, NULL), 0);
    CU_ASSERT_EQUAL(station_send(&a, &a.addr, "early"), 0);
    int64_t sent_ns = net_now_ns(bench.net);
    while (net_now_ns(bench.net) < start_ns + 20 * MS)
        ; /* as if somebody else had the CPU */
    bench_run(&bench);
    CU_ASSERT_EQUAL(moment.packets, 1);
    CU_ASSERT(a.last.time_ns >= start_ns);
    CU_ASSERT(a.last.time_ns <= sent_ns + MS); /* by the kernel's clock, not when we looked */
    bench_free(&bench);
}

enum { FLOOD_PORTS = 20, FLOOD_EACH = 100 };

static void count_port(struct station *station)
{
    unsigned *left = station->bench->user;
    if (station->packets == 3 * FLOOD_EACH && --*left == 0)
        net_stop(station->bench->net);
}

static void a_flood_starves_neither_timers_nor_ports(void)
{
    struct bench bench;
    struct station flood[FLOOD_PORTS];
    unsigned left = FLOOD_PORTS;
    struct moment moment = {.station = &flood[0]};
    bench_init(&bench);
    bench.user = &left;
    for (int i = 0; i < FLOOD_PORTS; i++) {
        station_open(&flood[i], &bench, NET_UDP, "127.0.0.1");
        flood[i].echoes = true; /* to itself, without end */
        flood[i].then = count_port;
        for (int k = 0; k < FLOOD_EACH; k++)
            CU_ASSERT_EQUAL(station_send(&flood[i], &flood[i].addr, "flood"), 0);
    }
    CU_ASSERT_EQUAL(net_timer_start(bench.net, 5 * MS, on_moment, &moment, NULL), 0);
    int64_t due_ns = net_now_ns(bench.net) + 5 * MS;
    while (!bench.is_late && (left || !moment.fired_ns))
        bench_run(&bench); /* ends when the timer has fired, and when every port has had its turn */
    CU_ASSERT_EQUAL(left, 0);
    CU_ASSERT(moment.fired_ns >= due_ns - MS && moment.fired_ns - due_ns < 500 * MS);
    bench_free(&bench);
}

static void take_long(struct station *station)
{
    struct net *net = station->bench->net;
    int64_t until_ns = net_now_ns(net) + MS / 5;
    ++*(unsigned *)station->bench->user;
    while (net_now_ns(net) < until_ns)
        ;
}

struct count_at {
    unsigned *told, seen;
    struct net *net;
};

static void on_count(void *arg)
{
    struct count_at *count = arg;
    count->seen = *count->told;
    net_stop(count->net);
}

/* Every port has 30 packets waiting; all of them together take 120 ms, in one round of the loop. */
static void timers_fire_within_a_long_round(void)
{
    enum { WAITING = 30 };
    struct bench bench;
    struct station flood[FLOOD_PORTS];
    unsigned told = 0;
    bench_init(&bench);
    struct count_at count = {.told = &told, .net = bench.net};
    bench.user = &told;
    for (int i = 0; i < FLOOD_PORTS; i++) {
        station_open(&flood[i], &bench, NET_UDP, "127.0.0.1");
        flood[i].then = take_long;
        for (int k = 0; k < WAITING; k++)
            CU_ASSERT_EQUAL(station_send(&flood[i], &flood[i].addr, "flood"), 0);
    }
    /* Not due yet when the round begins, which has to look at all that is waiting first. */
    CU_ASSERT_EQUAL(net_timer_start(bench.net, 5 * MS, on_count, &count, NULL), 0);
    bench_run(&bench);
    CU_ASSERT(count.seen < WAITING * FLOOD_PORTS);
    bench_free(&bench);
}

static void wall_clock(void)
{
    struct bench bench;
    bench_init(&bench);
    CU_ASSERT(labs((long)(net_wall_ms(bench.net) / 1000 - time(NULL))) <= 2);
    bench_free(&bench);
}

/* ---- many ports ---- */

enum { PORTS = 2000 };
static struct station crowd[PORTS];
static unsigned crowd_left;

static void on_crowd_timer(void *arg)
{
    struct station *station = arg;
    struct station *next = &crowd[(size_t)(station - crowd + 1) % PORTS];
    CU_ASSERT_EQUAL(station_send(station, &next->addr, "hello"), 0);
}

static void crowd_told(struct station *station)
{
    if (--crowd_left == 0)
        net_stop(station->bench->net);
}

static void two_thousand_ports(void)
{
    struct bench bench;
    bench_init(&bench);
    crowd_left = PORTS;
    for (int i = 0; i < PORTS; i++) {
        station_open(&crowd[i], &bench, NET_UDP, "127.0.0.1");
        crowd[i].then = crowd_told;
        CU_ASSERT_EQUAL(net_timer_start(bench.net, (i % 20) * MS, on_crowd_timer, &crowd[i], NULL), 0);
    }
    bench_run(&bench);
    for (int i = 0; i < PORTS; i++)
        CU_ASSERT_EQUAL(crowd[i].packets, 1);
    bench_free(&bench);
}

/* ---- a full socket, and no descriptors ---- */

static unsigned sends_to_fail;

ssize_t sendto(int fd, const void *bytes, size_t n, int flags, __CONST_SOCKADDR_ARG to, socklen_t to_length);

/* Stands before the C library's: on loopback a UDP socket is never full. */
ssize_t sendto(int fd, const void *bytes, size_t n, int flags, __CONST_SOCKADDR_ARG to, socklen_t to_length)
{
    if (sends_to_fail) {
        sends_to_fail--;
        errno = EAGAIN;
        return -1;
    }
    return syscall(SYS_sendto, fd, bytes, n, flags, to.__sockaddr__, to_length);
}

static void a_full_udp_socket_is_tried_again(void)
{
    struct bench bench;
    struct station a, b;
    char *bytes = calloc(1, 60000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    bench_init(&bench);
    station_open(&a, &bench, NET_UDP, "127.0.0.1");
    station_open(&b, &bench, NET_UDP, "127.0.0.1");
    sends_to_fail = 3; /* the first send, and twice when the socket says that it is writable */
    for (int i = 0; i < 5; i++) {
        char text[2] = {(char)('a' + i), 0};
        CU_ASSERT_EQUAL(station_send(&a, &b.addr, text), 0);
    }
    b.stop_at = 5;
    bench_run(&bench);
    CU_ASSERT_EQUAL(sends_to_fail, 0);
    CU_ASSERT_EQUAL(b.hash, hash_bytes(0, "abcde", 5)); /* in order */
    sends_to_fail = 1;
    int error = 0;
    int kept = 0;
    while (!error && kept < 1000) {
        error = net_send(a.port, &b.addr, bytes, 60000);
        kept += !error;
    }
    CU_ASSERT_EQUAL(error, NET_ENOMEM);
    CU_ASSERT_EQUAL(kept, LIMIT_STREAM_BYTES / (60000 + 48));
    bench_free(&bench);
    free(bytes);
}

static void no_descriptors_left(void)
{
    struct bench bench;
    struct station server;
    struct rlimit limit, low;
    char byte;
    bench_init(&bench);
    station_open(&server, &bench, NET_TCP, "127.0.0.1");
    int fd = peer_connect(&server.addr);
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
    int next = fcntl(fd, F_DUPFD_CLOEXEC, 0); /* the lowest number that is free */
    close(next);
    low = limit;
    low.rlim_cur = (rlim_t)next;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &low), 0);
    bench_run_for(&bench, 50 * MS);
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
    CU_ASSERT_EQUAL(server.connected, 0);
    CU_ASSERT_EQUAL(recv(fd, &byte, 1, MSG_DONTWAIT), 0); /* turned away, not left waiting */
    close(fd);
    fd = peer_connect(&server.addr);
    server.stop_at = 1;
    bench_run(&bench);
    CU_ASSERT_EQUAL(server.connected, 1);
    close(fd);
    bench_free(&bench);
}

/* Chance alone would give some number twice among so many. */
static void numbers_are_not_used_again(void)
{
    enum { NUMBERS = 1500 };
    static bool used[65536];
    struct bench bench;
    struct station station;
    bench_init(&bench);
    for (int i = 0; i < NUMBERS; i++) {
        station_open(&station, &bench, i % 2 ? NET_TCP : NET_UDP, "127.0.0.1");
        CU_ASSERT_FALSE(used[station.addr.port]);
        used[station.addr.port] = true;
        station_close(&station);
    }
    bench_free(&bench);
}

enum { FEW_DESCRIPTORS = 120 };

/* In a process of its own: a limit that was lowered for good stays so. Ends with 0 when all is so. */
static void use_few_descriptors(void)
{
    static const struct net_handler handler = {0};
    struct rlimit low = {FEW_DESCRIPTORS, FEW_DESCRIPTORS};
    struct net_addr local = {.family = 4, .ip = {127, 0, 0, 1}};
    struct net *net = NULL;
    struct net_port *port = NULL;
    unsigned count = 0, with_room = 0;
    if (setrlimit(RLIMIT_NOFILE, &low) || net_real_create(&net))
        _exit(1);
    while (count < FEW_DESCRIPTORS && !net_port_open(net, NET_UDP, &local, &handler, NULL, &port)) {
        count++;
        with_room += net_has_room(net);
    }
    if (count < 20 || count > FEW_DESCRIPTORS - 40 || with_room < count / 3 || with_room > count / 2)
        _exit(2);
    if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0)
        _exit(3);
    net_port_close(port);
    _exit(net_port_open(net, NET_TCP, &local, &handler, NULL, &port) ? 4 : 0);
}

/* Half of the descriptors are for connections, some are never for sockets. */
static void room_is_told(void)
{
    int status = -1;
    pid_t child = fork();
    CU_ASSERT_FATAL(child >= 0);
    if (child == 0)
        use_few_descriptors();
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

static void descriptor_limit_is_raised(void)
{
    struct rlimit before, after;
    struct bench bench;
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &before), 0);
    before.rlim_cur = before.rlim_max / 2;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_NOFILE, &before), 0);
    bench_init(&bench);
    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_NOFILE, &after), 0);
    CU_ASSERT_EQUAL(after.rlim_cur, after.rlim_max);
    bench_free(&bench);
}

/* ---- processes and signals ---- */

struct child {
    struct net *net;
    struct net_process *process;
    unsigned exits;
    int status;
};

static void on_exit_status(void *arg, int status)
{
    struct child *child = arg;
    child->exits++;
    child->status = status;
    net_process_end(child->process); /* it is gone already: nothing happens */
    net_stop(child->net);
}

static int spawn(struct child *child, struct bench *bench, const char *program, const char *script,
                 int output_fd)
{
    char name[32], dash_c[] = "-c", text[200];
    char *argv[] = {name, script ? dash_c : NULL, text, NULL};
    *child = (struct child){.net = bench->net};
    snprintf(name, sizeof(name), "%s", program);
    snprintf(text, sizeof(text), "%s", script ? script : "");
    return net_spawn(bench->net, argv, output_fd, on_exit_status, child, &child->process);
}

static void processes_end_with_a_status(void)
{
    struct bench bench;
    struct child child;
    bench_init(&bench);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "true", NULL, -1), 0);
    CU_ASSERT(net_process_id(child.process) > 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(child.exits, 1);
    CU_ASSERT(WIFEXITED(child.status) && WEXITSTATUS(child.status) == 0);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "sh", "exit 3", -1), 0);
    bench_run(&bench);
    CU_ASSERT(WIFEXITED(child.status) && WEXITSTATUS(child.status) == 3);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "sh", "kill -KILL $$", -1), 0);
    bench_run(&bench);
    CU_ASSERT(WIFSIGNALED(child.status) && WTERMSIG(child.status) == SIGKILL);
    CU_ASSERT_EQUAL(spawn(&child, &bench, "no-such-program-here", NULL, -1), NET_ESYSTEM);
    CU_ASSERT_PTR_NOT_NULL(strstr(net_last_error(bench.net), "no-such-program-here"));
    bench_free(&bench);
}

static void output_goes_where_it_should(void)
{
    struct bench bench;
    struct child child;
    char bytes[16] = "";
    int ends[2];
    bench_init(&bench);
    CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "sh", "cat; printf out; printf err >&2", ends[1]), 0);
    close(ends[1]);
    bench_run(&bench);
    CU_ASSERT_EQUAL(read(ends[0], bytes, sizeof(bytes) - 1), 6);
    CU_ASSERT_STRING_EQUAL(bytes, "outerr");
    close(ends[0]);
    bench_free(&bench);
}

static bool is_running(pid_t pid)
{
    return kill(pid, 0) == 0;
}

static void a_process_is_ended(void)
{
    struct bench bench;
    struct child child;
    bench_init(&bench);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "sh", "exec sleep 1000", -1), 0);
    pid_t pid = net_process_id(child.process);
    CU_ASSERT(is_running(pid));
    int64_t start_ns = net_now_ns(bench.net);
    net_process_end(child.process);
    net_process_end(child.process);
    CU_ASSERT_EQUAL(net_run(bench.net), 0); /* goes on until it is gone */
    CU_ASSERT(net_now_ns(bench.net) - start_ns < 900 * MS);
    CU_ASSERT(!is_running(pid));
    CU_ASSERT_EQUAL(child.exits, 0); /* it was forgotten */
    bench_free(&bench);
}

/* Waits until the child says that it has set its trap. */
static pid_t spawn_stubborn(struct child *child, struct bench *bench)
{
    char byte;
    int ends[2];
    CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
    CU_ASSERT_EQUAL_FATAL(
        spawn(child, bench, "sh", "trap '' TERM; echo; while :; do sleep 1000; done", ends[1]), 0);
    close(ends[1]);
    CU_ASSERT_EQUAL(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    return net_process_id(child->process);
}

static void a_stubborn_process_is_killed(void)
{
    struct bench bench;
    struct child child;
    bench_init(&bench);
    pid_t pid = spawn_stubborn(&child, &bench);
    int64_t start_ns = net_now_ns(bench.net);
    net_process_end(child.process);
    CU_ASSERT_EQUAL(net_run(bench.net), 0);
    CU_ASSERT(net_now_ns(bench.net) - start_ns >= 1000 * MS);
    CU_ASSERT(!is_running(pid));
    CU_ASSERT_EQUAL(child.exits, 0);
    bench_free(&bench);
}

static void processes_left_are_ended_with_the_net(void)
{
    struct bench bench;
    struct child child, stubborn;
    bench_init(&bench);
    CU_ASSERT_EQUAL_FATAL(spawn(&child, &bench, "sh", "exec sleep 1000", -1), 0);
    pid_t pids[2] = {net_process_id(child.process), spawn_stubborn(&stubborn, &bench)};
    net_process_end(stubborn.process);
    bench_free(&bench);
    CU_ASSERT(!is_running(pids[0]));
    CU_ASSERT(!is_running(pids[1]));
    CU_ASSERT_EQUAL(child.exits + stubborn.exits, 0);
}

static int caught[2];

static void on_signal(void *arg, int signal_number)
{
    struct bench *bench = arg;
    caught[0]++;
    caught[1] = signal_number;
    net_stop(bench->net);
}

static void signals_call_back(void)
{
    struct bench bench;
    bench_init(&bench);
    caught[0] = 0;
    CU_ASSERT_EQUAL_FATAL(net_on_signal(bench.net, SIGUSR1, on_signal, &bench), 0);
    CU_ASSERT_EQUAL(net_on_signal(bench.net, SIGKILL, on_signal, &bench), NET_ESYSTEM);
    CU_ASSERT_EQUAL(net_run(bench.net), 0); /* a signal alone does not keep it going */
    raise(SIGUSR1);
    CU_ASSERT_EQUAL(caught[0], 0);
    bench_run(&bench);
    CU_ASSERT_EQUAL(caught[0], 1);
    CU_ASSERT_EQUAL(caught[1], SIGUSR1);
    bench_free(&bench);
}

/* In a child: a limit that was lowered is not raised again. */
static void few_descriptors(void)
{
    int status = -1;
    pid_t child = fork();
    if (!child) {
        struct rlimit limit = {7, 7};
        struct net *net = NULL;
        _exit(setrlimit(RLIMIT_NOFILE, &limit) || net_real_create(&net) != NET_EDESCRIPTORS);
    }
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_EQUAL(status, 0);
}

const struct unit_test unit_tests[] = {
    {"few descriptors", few_descriptors},
    NET_BEHAVIOUR_ROWS(NET_BEHAVIOUR_TEST){"half close tells all bytes first",
                                           half_close_tells_all_bytes_first},
    {"a reset is told and raises no signal", reset_is_told_and_raises_no_signal},
    {"nothing forbidden leaves", nothing_forbidden_leaves},
    {"a wildcard port tells where it was reached", wildcard_port_tells_where_it_was_reached},
    {"packets before a timer are told before it", packets_before_a_timer_are_told_before_it},
    {"a flood starves neither timers nor ports", a_flood_starves_neither_timers_nor_ports},
    {"timers fire within a long round", timers_fire_within_a_long_round},
    {"IPv6 ports take no IPv4 traffic", ipv6_ports_take_no_ipv4},
    {"wall clock", wall_clock},
    {"2,000 ports", two_thousand_ports},
    {"a full UDP socket is tried again", a_full_udp_socket_is_tried_again},
    {"no descriptors left", no_descriptors_left},
    {"numbers are not used again", numbers_are_not_used_again},
    {"room is told", room_is_told},
    {"the descriptor limit is raised", descriptor_limit_is_raised},
    {"processes end with a status", processes_end_with_a_status},
    {"output goes where it should", output_goes_where_it_should},
    {"a process is ended", a_process_is_ended},
    {"a stubborn process is killed", a_stubborn_process_is_killed},
    {"processes left are ended with the net", processes_left_are_ended_with_the_net},
    {"signals call back", signals_call_back},
    {NULL, NULL},
};
