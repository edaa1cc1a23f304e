/* sipconform demo: the same against the built-in device, on loopback with real sockets. Its timers are short,
 * so that it takes seconds. */
#include "cli/bench.h"
#include "cli/complain.h"
#include "cli/commands.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/tell.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEMO_T1_MS = 200, DEMO_JOBS = 16, SETUPS_MAX = 16 };

/* All setups on one network, so that they wait side by side. */
struct demo {
    const struct options *options;
    struct net *net;
    const struct library *library;
    const char *folder;
    struct session *session;
    struct bench_options benches[SETUPS_MAX];
    struct bench_play *plays[SETUPS_MAX];
    size_t count;
    struct selection selection;
};

static int begin_setup(struct demo *demo, const struct bench_setup *setup, struct buf *error)
{
    struct net_addr loopback;
    struct bench_options *bench = &demo->benches[demo->count];
    net_addr_parse("127.0.0.1", 0, &loopback);
    *bench = (struct bench_options){
        .library = demo->library,
        .scenarios_folder = demo->folder,
        .setup = setup,
        .filter = demo->selection.filter,
        .transports = setup_transports(demo->options, 1u << NET_UDP | 1u << NET_TCP),
        .jobs = demo->options->jobs ? (unsigned)demo->options->jobs : DEMO_JOBS,
        .seed = demo->options->seed,
        .t1_ms = DEMO_T1_MS,
        .fail_fast = demo->options->fail_fast,
        .sink = session_sink(demo->session),
    };
    return bench_begin(demo->net, &loopback, &loopback, bench, error, &demo->plays[demo->count++]);
}

/* The device of every role is discovered before the first case begins. */
static int run_setups(struct demo *demo)
{
    unsigned roles = setup_roles(demo->options, (1u << ROLE_COUNT) - 1);
    struct buf error;
    int failed = 0;
    buf_init(&error, 65536);
    for (size_t i = 0; !failed && bench_setup_at(i) && i < SETUPS_MAX; i++)
        if (roles & (1u << bench_setup_at(i)->role))
            failed = begin_setup(demo, bench_setup_at(i), &error);
    for (size_t i = 0; !failed && i < demo->count; i++) {
        failed = bench_start(demo->plays[i], &error);
        if (!failed)
            session_watch(demo->session, bench_play_run(demo->plays[i]));
    }
    if (!failed && !session_signal(demo->session))
        failed = bench_finish(demo->plays, demo->count, &error);
    complain(&error);
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
    struct demo demo = {.options = options, .folder = folder};
    struct library *library = folder ? setup_library(folder) : NULL;
    int refused = library ? tell_ready(options) : EXIT_USAGE;
    if (!refused)
        refused = selection_make(options, &demo.selection);
    if (refused) {
        status = refused;
    } else if (net_real_create(&net) == 0 && session_begin(options, library, net, "the built-in device",
                                                           "built-in device", NULL, &session) == 0) {
        status = EXIT_AS_EXPECTED;
        demo.net = net;
        demo.library = library;
        demo.session = session;
        if (session_expect(session, 0) || run_setups(&demo))
            status = EXIT_ENVIRONMENT;
        status = session_end(session, status);
    }
    for (size_t i = 0; i < demo.count; i++)
        bench_end(demo.plays[i]);
    selection_free(&demo.selection);
    net_free(net);
    library_free(library);
    free(folder);
    return status;
}
