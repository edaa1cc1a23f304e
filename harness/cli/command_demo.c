/* sipconform demo: the same against the built-in device, on loopback with real sockets. Its timers are short, so that it
 * takes seconds. */
#include "cli/bench.h"
#include "cli/commands.h"
#include "cli/session.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEMO_T1_MS = 100, DEMO_JOBS = 64 };

/* The proxy is set up twice, with and without recursion; what the second does not apply to was judged in the first. */
struct demo_sink {
    struct run_sink sink;
    bool second;
};

static void on_result(void *arg, const struct case_result *result)
{
    struct demo_sink *demo = arg;
    if (!demo->second || result->verdict != VERDICT_SKIP)
        demo->sink.on_result(demo->sink.arg, result);
}

static int run_setups(const struct options *options, struct net *net, const struct library *library,
                      const char *folder, struct session *session)
{
    struct demo_sink demo = {.sink = session_sink(session)};
    struct buf error;
    struct net_addr loopback;
    unsigned roles = setup_roles(options, (1u << ROLE_COUNT) - 1);
    int failed = 0;
    net_addr_parse("127.0.0.1", 0, &loopback);
    buf_init(&error, 65536);
    for (size_t i = 0; !failed && bench_setup_at(i) && !session_signal(session); i++) {
        const struct bench_setup *setup = bench_setup_at(i);
        if (!(roles & (1u << setup->role)))
            continue;
        demo.second = setup->recurse;
        struct bench_options bench = {
            .library = library,
            .scenarios_folder = folder,
            .setup = setup,
            .filter = setup_filter(options),
            .transports = setup_transports(options, 1u << NET_UDP | 1u << NET_TCP),
            .jobs = options->jobs ? (unsigned)options->jobs : DEMO_JOBS,
            .seed = options->seed,
            .t1_ms = DEMO_T1_MS,
            .fail_fast = options->fail_fast,
            .sink = {.on_result = on_result, .arg = &demo},
        };
        failed = bench_run(net, &loopback, &loopback, &bench, &error);
    }
    if (error.n)
        fprintf(stderr, "sipconform: %s", error.p);
    buf_free(&error);
    return failed;
}

int command_demo(struct options *options)
{
    struct net *net = NULL;
    struct session *session = NULL;
    int status = EXIT_ENVIRONMENT;
    if (!options->seed_given)
        options->seed = setup_seed();
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder, false) : NULL;
    if (!library) {
        status = EXIT_USAGE;
    } else if (net_real_create(&net) == 0 &&
               session_begin(options, library, net, "the built-in device", "built-in device", &session) == 0) {
        status = EXIT_AS_EXPECTED;
        if (session_expect(session, 0) || run_setups(options, net, library, folder, session))
            status = EXIT_ENVIRONMENT;
        status = session_end(session, status);
    }
    net_free(net);
    library_free(library);
    free(folder);
    return status;
}
