/* sipconform demo: the same against the built-in device, on loopback with real sockets. Its timers are short,
 * so that it takes seconds. */
#include "selftest/self_run.h"
#include "cli/complain.h"
#include "cli/commands.h"
#include "cli/habits.h"
#include "cli/selection.h"
#include "cli/session.h"
#include "cli/conclude.h"

#include <stdio.h>
#include <stdlib.h>

enum { DEMO_T1_MS = 200, DEMO_JOBS = 16 };

/* All setups on one network, so that they wait side by side. */
struct demo {
    const struct options *options;
    struct net *net;
    const struct library *library;
    const char *folder;
    struct session *session;
    struct self_run_options setups[LIMIT_RUNS];
    struct self_run *runs[LIMIT_RUNS];
    size_t count;
    struct selection selection;
    struct fault_set faults;
    struct trait_set traits;
};

static int begin_setup(struct demo *demo, const struct self_setup *setup, struct buf *error)
{
    struct net_addr loopback;
    struct self_run_options *own = &demo->setups[demo->count];
    net_addr_parse("127.0.0.1", 0, &loopback);
    *own = (struct self_run_options){
        .library = demo->library,
        .scenarios_folder = demo->folder,
        .setup = setup,
        .faults = demo->faults,
        .traits = demo->traits,
        .filter = demo->selection.filter,
        .transports = setup_transports(demo->options, NET_TRANSPORTS_ALL),
        .jobs = demo->options->jobs ? (unsigned)demo->options->jobs : DEMO_JOBS,
        .seed = demo->options->seed,
        .t1_ms = DEMO_T1_MS,
        .fail_fast = demo->options->fail_fast,
        .confirm = setup_confirm(demo->options),
        .sink = session_sink(demo->session),
    };
    return self_run_begin(demo->net, &loopback, &loopback, own, error, &demo->runs[demo->count++]);
}

/* The device of every role is discovered before the first case begins. */
static int run_setups(struct demo *demo)
{
    unsigned roles = setup_roles(demo->options, ROLES_ALL);
    struct buf error;
    int failed = 0;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    for (size_t i = 0; !failed && self_setup_at(i) && i < LIMIT_RUNS; i++)
        if (roles & (1u << self_setup_at(i)->role))
            failed = begin_setup(demo, self_setup_at(i), &error);
    for (size_t i = 0; !failed && i < demo->count; i++) {
        failed = self_run_start(demo->runs[i], &error);
        if (!failed)
            session_watch(demo->session, self_run_engine(demo->runs[i]));
    }
    if (!failed && !session_signal(demo->session))
        failed = self_run_finish(demo->runs, demo->count, &error);
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
    int refused = library ? conclude_ready(options) : EXIT_USAGE;
    if (!refused)
        refused = selection_make(options, &demo.selection);
    if (!refused)
        refused = habits_read(options, &demo.faults, &demo.traits);
    if (refused) {
        status = refused;
    } else if (setup_network(&net) == 0 && session_begin(options, library, net, "the built-in device",
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
        self_run_end(demo.runs[i]);
    selection_free(&demo.selection);
    net_free(net);
    library_free(library);
    free(folder);
    return status;
}
