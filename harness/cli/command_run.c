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

/* A CI server that only reads JUnit has to see it too: it stands there as a case that could not be played.
 * Breaks of line in the reason are lost. */
static void record_unreachable(struct running *running, const struct run_sink *sink, char *reason)
{
    char id[] = "discovery/target", title[] = "The target answers";
    char file[] = "", section[] = "3261 11";
    for (char *at = reason; (at = strchr(at, '\n')) != NULL;)
        *at = at[1] ? ';' : 0;
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

/* The run has ended because the device has. What was not judged is said: it is in no report else. */
static void tell_gone(struct running *running, const struct run *run, const char *gone)
{
    char text[400];
    size_t left = run_left(run);
    snprintf(text, sizeof(text), "%s; %zu case%s not judged", gone, left, left == 1 ? " was" : "s were");
    fprintf(stderr, "sipconform: %s (--wait-for-target DURATION waits for one that comes back)\n", text);
    record_unreachable(running, &running->run.sink, text);
}

static int play_plans(struct running *running, struct session *session, const struct plans *plans,
                      struct run **ret_run)
{
    if (!plans->count && running->selection.resumes)
        return EXIT_AS_EXPECTED; /* all was done: the reports are made again */
    if (!plans->count) {
        fprintf(stderr, "sipconform: nothing is selected: no scenario fits the role and the filters\n");
        return EXIT_NOTHING;
    }
    if (run_start(&running->run, plans, ret_run))
        return EXIT_ENVIRONMENT;
    session_watch(session, *ret_run);
    if (running->supervisor)
        supervisor_watch(running->supervisor, *ret_run);
    return net_run(running->net) || run_has_failed(*ret_run) ? EXIT_ENVIRONMENT : EXIT_AS_EXPECTED;
}

static void tell_what_happened(const struct running *running, const struct run *run)
{
    if (run && run_replays(run) && !running->options->quiet)
        printf("%zu cases were played once more, alone\n", run_replays(run));
    if (run && run_shared_controls(run) && !running->options->quiet)
        printf("%zu cases took over the control run of another\n", run_shared_controls(run));
    if (run && !running->options->quiet)
        printf(
            "the run lasted %.1f s; the device was talked to for %.1f s of it, and the longest wait was %.1f "
            "s\n",
            (double)run_length_ns(run) / 1e9, (double)run_busy_ns(run) / 1e9,
            (double)run_longest_wait_ns(run) / 1e9);
    if (running->supervisor && supervisor_deaths(running->supervisor))
        fprintf(stderr, "sipconform: the device died %u times; its output is in %s\n",
                supervisor_deaths(running->supervisor), running->device_output);
}

static struct vigil *make_vigil(const struct running *running)
{
    int64_t full_ms = 64 * profile_ms(&running->run.profile, "t1", 500);
    int64_t return_ms = running->options->wait_ms;
    struct vigil_options options = {
        .question = running_question(running, return_ms > full_ms ? return_ms : full_ms),
        .supervisor = running->supervisor,
        .quiet = running->options->quiet,
    };
    return vigil_new(&options);
}

static int play(struct running *running, struct session *session)
{
    struct plans plans = {0};
    struct run *run = NULL;
    int status = EXIT_ENVIRONMENT;
    struct vigil *vigil = make_vigil(running);
    session_trust(session, vigil);
    running->run.sink = session_sink(session);
    rule_out_roles(running);
    if (vigil && run_plan(&running->run, &plans) == 0 && session_expect(session, plans.count) == 0)
        status = play_plans(running, session, &plans, &run);
    tell_what_happened(running, run);
    if (vigil && vigil_gone(vigil)) {
        tell_gone(running, run, vigil_gone(vigil));
        status = EXIT_UNREACHABLE;
    }
    if (running->supervisor)
        supervisor_watch(running->supervisor, NULL);
    status = session_end(session, status);
    vigil_free(vigil);
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
        char text[] = "the target does not answer";
        record_unreachable(running, &sink, discovery.text ? discovery.text : text);
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
