/* Starts the device of --exec, waits until it answers, and starts it again when it dies. */
#include "cli/supervisor.h"

#include "cli/prober.h"
#include "cli/setup.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOG_BYTES = 64 * 1024 * 1024, LOG_LOOK_MS = 200 };

struct supervisor {
    struct supervisor_options options;
    struct net_process *process;
    struct prober *prober;
    struct run *run;
    int output;
    struct net_timer *log_timer;
    bool log_was_full;
    int signal; /* came before the device answered */
    unsigned deaths;
    bool starting, alive;
    bool hangs;   /* and is being ended for that */
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
        net_stop(supervisor->options.question.net);
    } else if (supervisor->run && alive) {
        run_go_on(supervisor->run);
    } else if (supervisor->run) {
        fprintf(stderr, "sipconform: the device does not come back\n");
        run_stop(supervisor->run);
    }
}

static int wait_for_it(struct supervisor *supervisor)
{
    return prober_start(&supervisor->options.question, on_answer, supervisor, &supervisor->prober);
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
    if (supervisor->hangs) {
        snprintf(supervisor->how, sizeof(supervisor->how), "it hung: no answer, and its process was ended");
        supervisor->hangs = false;
    }
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
    int error = net_spawn(supervisor->options.question.net, argv, supervisor->output, on_end, supervisor,
                          &supervisor->process);
    if (error)
        fprintf(stderr, "sipconform: the device cannot be started: %s\n", net_error_text(error));
    return error;
}

/* ---- its output ---- */

/* The first half of what may be kept stays, and the newest follows it: a device that writes without end must
 * not fill the disk. It writes to the file itself: with us between, it would wait for us. */
static void shorten_log(struct supervisor *supervisor)
{
    static const char remark[] = "\n[sipconform: output was left out here]\n";
    struct stat file;
    if (fstat(supervisor->output, &file) || !S_ISREG(file.st_mode) || file.st_size <= LOG_BYTES ||
        ftruncate(supervisor->output, LOG_BYTES / 2) ||
        write(supervisor->output, remark, sizeof(remark) - 1) < 0 || supervisor->log_was_full)
        return;
    supervisor->log_was_full = true;
    fprintf(stderr, "sipconform: the device has written more than %d MiB to %s; not all of it is kept\n",
            LOG_BYTES / 1024 / 1024, supervisor->options.output);
}

static void watch_log(void *arg)
{
    struct supervisor *supervisor = arg;
    shorten_log(supervisor);
    if (net_timer_start(supervisor->options.question.net, (int64_t)LOG_LOOK_MS * 1000000, watch_log,
                        supervisor, &supervisor->log_timer))
        supervisor->log_timer = NULL;
}

/* ---- start and end ---- */

/* Until the run has begun, and watches signals itself. */
static void on_signal(void *arg, int number)
{
    struct supervisor *supervisor = arg;
    if (!supervisor->starting)
        return;
    supervisor->signal = number;
    net_stop(supervisor->options.question.net);
}

int supervisor_start(const struct supervisor_options *options, struct supervisor **ret_supervisor)
{
    struct supervisor *supervisor = calloc(1, sizeof(*supervisor));
    if (!supervisor)
        return EXIT_ENVIRONMENT;
    supervisor->options = *options;
    supervisor->starting = true;
    supervisor->output = open(options->output, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0666);
    if (supervisor->output < 0)
        fprintf(stderr, "sipconform: %s cannot be written: %s\n", options->output, strerror(errno));
    else
        watch_log(supervisor);
    net_on_signal(options->question.net, SIGINT, on_signal, supervisor);
    net_on_signal(options->question.net, SIGTERM, on_signal, supervisor);
    bool ok = supervisor->output >= 0 && !spawn(supervisor) && !wait_for_it(supervisor) &&
              !net_run(options->question.net) && supervisor->alive;
    if (!ok) {
        int signal_number = supervisor->signal;
        if (supervisor->output >= 0 && !signal_number)
            fprintf(stderr,
                    "sipconform: the device that --exec started does not answer%s%s; its output is in %s\n",
                    supervisor->deaths ? ": it ended with " : "", supervisor->how, options->output);
        supervisor_end(supervisor);
        return signal_number ? EXIT_SIGNAL + signal_number : EXIT_UNREACHABLE;
    }
    *ret_supervisor = supervisor;
    return 0;
}

void supervisor_watch(struct supervisor *supervisor, struct run *run)
{
    supervisor->run = run;
}

void supervisor_replace(struct supervisor *supervisor)
{
    if (!supervisor->process)
        return;
    supervisor->hangs = true;
    kill(-net_process_id(supervisor->process), SIGKILL); /* its group: it may be below a shell */
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
    net_timer_stop(supervisor->log_timer);
    if (supervisor->output >= 0)
        shorten_log(supervisor);
    if (supervisor->output >= 0)
        close(supervisor->output);
    free(supervisor);
}
