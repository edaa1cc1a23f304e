/* sipconform --target HOST:PORT: a run against a device. */
#include "cli/commands.h"
#include "cli/introduce.h"
#include "cli/running.h"
#include "cli/session.h"

#include "model/likeness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the run ---- */

static const char *device_name(const struct running *running)
{
    return profile_text(&running->run.profile, "title");
}

/* A CI server that only reads JUnit has to see it too: it stands there as a case that could not be played. */
static void record_unreachable(struct running *running, const struct run_sink *sink,
                               const struct discovery *discovery)
{
    char text[] = "the target does not answer", id[] = "discovery/target", title[] = "The target answers";
    char file[] = "", section[] = "3261 11";
    char *reason = discovery->text ? discovery->text : text;
    for (char *at = reason; (at = strchr(at, '\n')) != NULL;)
        *at = at[1] ? ';' : 0; /* one line */
    struct case_result result = {
        .id = id,
        .scenario = id,
        .file = file,
        .title = title,
        .role = (char *)(uintptr_t)role_name(role_first(running->run.roles)),
        .transport = (char *)(uintptr_t)net_transport_name(running_first_transport(running)),
        .section = section,
        .seed = running->run.seed,
        .verdict = VERDICT_ERROR,
        .reason = reason,
        .started_ms = net_wall_ms(running->net),
    };
    sink->on_result(sink->arg, &result);
}

/* Nobody wants hundreds of cases that say the same. Who asks for cases by name gets them. */
static void rule_out_roles(struct running *running)
{
    const struct options *options = running->options;
    bool by_name = options->only.count || options->requirements.count || options->last_failed;
    for (int role = 0; role < ROLE_COUNT && !by_name; role++) {
        struct buf why;
        buf_init(&why, LIMIT_REASON_BYTES);
        if (role_is_in((enum role)role, running->run.roles))
            likeness_add_unfit(&running->run.profile, (enum role)role, options->auth != NULL, &why);
        running->unfit[role] = why.n ? buf_take(&why) : NULL;
        running->run.unfit[role] = running->unfit[role];
        buf_free(&why);
    }
}

static int play(struct running *running, struct session *session)
{
    struct plans plans = {0};
    struct run *run = NULL;
    int status = EXIT_ENVIRONMENT;
    running->run.sink = session_sink(session);
    rule_out_roles(running);
    if (run_plan(&running->run, &plans) == 0 && session_expect(session, plans.count) == 0) {
        if (!plans.count && running->selection.resumes) {
            status = EXIT_AS_EXPECTED; /* all was done: the reports are made again */
        } else if (!plans.count) {
            fprintf(stderr, "sipconform: nothing is selected: no scenario fits the role and the filters\n");
            status = EXIT_NOTHING;
        } else if (run_start(&running->run, &plans, &run) == 0) {
            session_watch(session, run);
            if (running->supervisor)
                supervisor_watch(running->supervisor, run);
            status = net_run(running->net) || run_has_failed(run) ? EXIT_ENVIRONMENT : EXIT_AS_EXPECTED;
        }
    }
    if (run && run_replays(run) && !running->options->quiet)
        printf("%zu cases were played once more, alone\n", run_replays(run));
    if (running->supervisor && supervisor_deaths(running->supervisor))
        fprintf(stderr, "sipconform: the device died %u times; its output is in %s\n",
                supervisor_deaths(running->supervisor), running->device_output);
    if (running->supervisor)
        supervisor_watch(running->supervisor, NULL);
    status = session_end(session, status);
    run_free(run);
    plans_free(&plans);
    return status;
}

/* What the record of the run before knows is not asked again. */
static int interview(struct running *running, struct session *session, struct discovery *discovery)
{
    int failed = profile_add_learned(&running->run.profile, &running->selection.before.run.facts);
    if (running->options->no_probe)
        discovery->answered = true;
    else if (!failed)
        failed = run_discover(&running->run, discovery);
    if (!failed && discovery->requests)
        session_facts(session, &running->run.profile);
    return failed;
}

static int discover_and_play(struct running *running)
{
    struct session *session = NULL;
    struct discovery discovery = {0};
    char addr[NET_ADDR_TEXT];
    if (session_begin(running->options, running->library, running->net,
                      net_addr_text(&running->run.target, addr), device_name(running),
                      running->selection.resumes ? running->selection.totals : NULL, &session))
        return EXIT_ENVIRONMENT;
    int failed = interview(running, session, &discovery);
    int status;
    if (failed || session_signal(session)) {
        status = session_end(session, EXIT_ENVIRONMENT);
    } else if (!discovery.answered && running_needs_answer(running)) {
        struct run_sink sink = session_sink(session);
        running_tell_unreachable(running, &discovery);
        record_unreachable(running, &sink, &discovery);
        status = session_end(session, EXIT_UNREACHABLE);
    } else {
        introduce(running->options, &running->run, discovery.requests);
        status = play(running, session);
    }
    discovery_free(&discovery);
    return status;
}

int command_run(struct options *options)
{
    return command_run_knowing(options, NULL);
}

int command_run_knowing(struct options *options, const struct profile *facts)
{
    struct running running = {.options = options};
    if (!options->seed_given)
        options->seed = setup_seed();
    int status = running_prepare(&running);
    if (!status && facts && profile_add_learned(&running.run.profile, facts))
        status = EXIT_ENVIRONMENT;
    options->seed = running.selection.resumes ? running.run.seed : options->seed;
    if (!status)
        status = running_make_ready(&running);
    if (!status)
        status = discover_and_play(&running);
    running_free(&running);
    return status;
}
