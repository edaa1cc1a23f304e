/* Starts the device of --exec, waits until it answers, and starts it again when it dies. */
#include "cli/supervisor.h"

#include "cli/prober.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct supervisor {
    struct supervisor_options options;
    struct net_process *process;
    struct prober *prober;
    struct run *run;
    int output;
    unsigned deaths;
    bool starting, alive;
    char how[80]; /* it died last */
};

static int spawn(struct supervisor *supervisor);

static void describe(int status, char text[80])
{
    if (WIFSIGNALED(status))
        snprintf(text, 80, "signal %d", WTERMSIG(status));
    else
        snprintf(text, 80, "status %d", WEXITSTATUS(status));
}

/* ---- is it there? ---- */

static void on_answer(void *arg, bool alive)
{
    struct supervisor *supervisor = arg;
    prober_stop(supervisor->prober);
    supervisor->prober = NULL;
    supervisor->alive = alive;
    if (supervisor->starting) {
        supervisor->starting = false;
        net_stop(supervisor->options.net);
    } else if (supervisor->run && alive) {
        run_go_on(supervisor->run);
    } else if (supervisor->run) {
        fprintf(stderr, "sipconform: the device does not come back\n");
        run_stop(supervisor->run);
    }
}

static int wait_for_it(struct supervisor *supervisor)
{
    const struct supervisor_options *options = &supervisor->options;
    return prober_start(options->net, options->transport, &options->target, &options->local, options->wait_ms,
                        on_answer, supervisor, &supervisor->prober);
}

/* ---- the process ---- */

static void on_end(void *arg, int status)
{
    struct supervisor *supervisor = arg;
    supervisor->process = NULL;
    supervisor->alive = false;
    supervisor->deaths++;
    describe(status, supervisor->how);
    if (supervisor->starting)
        return; /* the prober tells that nothing answers */
    fprintf(stderr, "sipconform: the device died (%s); it is started again\n", supervisor->how);
    if (supervisor->run)
        run_device_died(supervisor->run, supervisor->how);
    if ((spawn(supervisor) || wait_for_it(supervisor)) && supervisor->run)
        run_stop(supervisor->run);
}

static int spawn(struct supervisor *supervisor)
{
    char shell[] = "/bin/sh", option[] = "-c";
    char *argv[] = {shell, option, (char *)(uintptr_t)supervisor->options.command, NULL};
    int error = net_spawn(supervisor->options.net, argv, supervisor->output, on_end, supervisor,
                          &supervisor->process);
    if (error)
        fprintf(stderr, "sipconform: the device cannot be started: %s\n", net_error_text(error));
    return error;
}

int supervisor_start(const struct supervisor_options *options, struct supervisor **ret_supervisor)
{
    struct supervisor *supervisor = calloc(1, sizeof(*supervisor));
    if (!supervisor)
        return -1;
    supervisor->options = *options;
    supervisor->starting = true;
    supervisor->output = open(options->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (supervisor->output < 0)
        fprintf(stderr, "sipconform: %s cannot be written: %s\n", options->output, strerror(errno));
    bool ok = supervisor->output >= 0 && !spawn(supervisor) && !wait_for_it(supervisor) &&
              !net_run(options->net) && supervisor->alive;
    if (!ok) {
        if (supervisor->output >= 0)
            fprintf(stderr,
                    "sipconform: the device that --exec started does not answer%s%s; its output is in %s\n",
                    supervisor->deaths ? ": it ended with " : "", supervisor->how, options->output);
        supervisor_end(supervisor);
        return -1;
    }
    *ret_supervisor = supervisor;
    return 0;
}

void supervisor_watch(struct supervisor *supervisor, struct run *run)
{
    supervisor->run = run;
}

unsigned supervisor_deaths(const struct supervisor *supervisor)
{
    return supervisor->deaths;
}

void supervisor_end(struct supervisor *supervisor)
{
    if (!supervisor)
        return;
    prober_stop(supervisor->prober);
    net_process_end(supervisor->process);
    if (supervisor->output >= 0)
        close(supervisor->output);
    free(supervisor);
}
