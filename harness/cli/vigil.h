/* Asks a device that has fallen silent whether it is still there, and says what a run makes of the answer. */
#ifndef SIPCONFORM_CLI_VIGIL_H
#define SIPCONFORM_CLI_VIGIL_H

#include "cli/prober.h"
#include "cli/supervisor.h"

struct vigil;

struct vigil_options {
    struct prober_options
        question;                  /* within_ms: full time, and time for a device that comes back by itself */
    struct supervisor *supervisor; /* NULL: the device is no process of ours */
    bool quiet;
};

/* NULL when memory is out. What options points to outlives it. */
struct vigil *vigil_new(const struct vigil_options *options);
/* For struct run_sink; arg is the vigil. */
void vigil_ask(void *arg, struct run *run, enum net_transport transport);
/* NULL while the device is there; else how and when it went away for good, for people: the run has ended. */
const char *vigil_gone(const struct vigil *vigil);
void vigil_free(struct vigil *vigil); /* NULL is allowed */

#endif
