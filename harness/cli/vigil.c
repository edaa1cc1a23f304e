/* Is the device that fell silent still there? It is asked, alone and with full time. */
#include "cli/vigil.h"

#include <stdio.h>
#include <stdlib.h>

enum { PROMPT = 3 }; /* an answer to one of so many questions, the first of a second: it was never away */

struct vigil {
    struct vigil_options options;
    struct run *run;
    struct prober *prober;
    int64_t begin_ns; /* of the run, for times */
    int64_t asked_ns; /* since when the question is open */
    unsigned deaths;  /* of the process, when the question was begun */
    bool over;
    char gone[160];
};

static double seconds_since(const struct vigil *vigil, int64_t ns)
{
    return (double)(net_now_ns(vigil->options.question.net) - ns) / 1e9;
}

static unsigned deaths(const struct vigil *vigil)
{
    return vigil->options.supervisor ? supervisor_deaths(vigil->options.supervisor) : 0;
}

/* It was away for a while, and has come back by itself. */
static void came_back(struct vigil *vigil)
{
    char how[80];
    snprintf(how, sizeof(how), "it was not to be reached for %.1f s", seconds_since(vigil, vigil->asked_ns));
    if (!vigil->options.quiet)
        fprintf(stderr, "sipconform: the device is back: %s\n", how);
    run_device_died(vigil->run, how);
    run_go_on(vigil->run);
}

static void went_away(struct vigil *vigil)
{
    char how[80];
    double asked_s = seconds_since(vigil, vigil->asked_ns);
    int64_t heard_ns = run_heard_ns(vigil->run);
    snprintf(how, sizeof(how), "no answer any more, asked for %.1f s", asked_s);
    snprintf(
        vigil->gone, sizeof(vigil->gone),
        "the device does not answer any more: the last that came from it is %.1f s old, and it was asked "
        "for %.1f s",
        seconds_since(vigil, heard_ns ? heard_ns : vigil->begin_ns), asked_s);
    vigil->over = true;
    run_device_gone(vigil->run, how);
}

static void on_answer(void *arg, bool alive)
{
    struct vigil *vigil = arg;
    unsigned answered = prober_answered(vigil->prober);
    bool heard = run_heard_ns(vigil->run) > vigil->asked_ns;
    prober_stop(vigil->prober);
    vigil->prober = NULL;
    if (run_is_over(vigil->run) || deaths(vigil) != vigil->deaths)
        return; /* who started the process again tells the run */
    if ((alive && answered <= PROMPT) || heard)
        run_device_answers(vigil->run);
    else if (alive)
        came_back(vigil);
    else if (!vigil->options.supervisor)
        went_away(vigil);
    else
        supervisor_replace(vigil->options.supervisor); /* it tells the run, and lets it go on */
}

struct vigil *vigil_new(const struct vigil_options *options)
{
    struct vigil *vigil = calloc(1, sizeof(*vigil));
    if (!vigil)
        return NULL;
    vigil->options = *options;
    vigil->begin_ns = net_now_ns(options->question.net);
    return vigil;
}

void vigil_ask(void *arg, struct run *run, enum net_transport transport)
{
    struct vigil *vigil = arg;
    vigil->run = run;
    vigil->options.question.transport = transport;
    vigil->asked_ns = net_now_ns(vigil->options.question.net);
    vigil->deaths = deaths(vigil);
    if (prober_start(&vigil->options.question, on_answer, vigil, &vigil->prober))
        run_stop(run);
}

const char *vigil_gone(const struct vigil *vigil)
{
    return vigil->over ? vigil->gone : NULL;
}

void vigil_free(struct vigil *vigil)
{
    if (!vigil)
        return;
    prober_stop(vigil->prober);
    free(vigil);
}
