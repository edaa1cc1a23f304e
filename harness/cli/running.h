/* A device and everything that is needed to play against it, from the command line: what `run` and `probe`
 * have in common. Problems are told on stderr. */
#ifndef SIPCONFORM_CLI_RUNNING_H
#define SIPCONFORM_CLI_RUNNING_H

#include "cli/prober.h"
#include "cli/selection.h"
#include "cli/supervisor.h"

struct running {
    const struct options *options;
    char *folder;
    struct library *library;
    struct net *net;
    struct run_options run;
    char *password;
    struct selection selection;
    char *unfit[ROLE_COUNT]; /* why a role is not played */
    char *device_output;     /* of --exec */
    struct supervisor *supervisor;
};

/* Files, profile, network, cases. options are set; all else is 0. Returns 0 or an exit status. */
int running_prepare(struct running *running);
/* The device is started or waited for, where that was asked for. Returns 0 or an exit status. */
int running_make_ready(struct running *running);
enum net_transport running_first_transport(const struct running *running);
/* How a prober asks whether the device is there. */
struct prober_options running_question(const struct running *running, int64_t within_ms);
/* What calls by itself need not answer what it is asked; everything else has to give a sign of life. */
bool running_needs_answer(const struct running *running);
void running_tell_unreachable(const struct running *running, const struct discovery *discovery);
void running_free(struct running *running);

#endif
