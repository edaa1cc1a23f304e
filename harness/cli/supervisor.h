/* The device as a process of ours (--exec): started, waited for, watched, and started again when it dies. */
#ifndef SIPCONFORM_CLI_SUPERVISOR_H
#define SIPCONFORM_CLI_SUPERVISOR_H

#include "cli/prober.h"
#include "engine/run.h"

struct supervisor;

struct supervisor_options {
    const char *command;            /* for /bin/sh */
    const char *output;             /* file that its output is kept in */
    struct prober_options question; /* by which it is asked whether it lives, each time that it starts */
};

/* Starts the command and runs the network until it answers. Returns 0 and a supervisor, or an
 * exit status after a message. What options points to outlives it. */
int supervisor_start(const struct supervisor_options *options, struct supervisor **ret_supervisor);
/* From now on a death is told to the run, which goes on when the device is back; NULL: to nobody. */
void supervisor_watch(struct supervisor *supervisor, struct run *run);
/* Its process is there and does not answer: it is ended, which is told as its death, and started again. One
 * that has ended by itself is being started already. */
void supervisor_replace(struct supervisor *supervisor);
/* How often it died. */
unsigned supervisor_deaths(const struct supervisor *supervisor);
/* Ends the process and frees. NULL is allowed. */
void supervisor_end(struct supervisor *supervisor);

#endif
