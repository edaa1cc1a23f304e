/* Asks the target until it gives any sign of life: a reply of whatever status, or over TCP an accepted
 * connection. */
#ifndef SIPCONFORM_CLI_PROBER_H
#define SIPCONFORM_CLI_PROBER_H

#include "net/net.h"

struct prober;

struct prober_options {
    struct net *net;
    enum net_transport transport;
    struct net_addr target, local;
    const char *user; /* of the URI that is asked for; NULL: none. It outlives the prober */
    int64_t within_ms;
};

/* Begins to ask, five times a second. done is called once: alive is false when within_ms passed without an
 * answer. Nothing is asked or called after prober_stop(). Returns 0, or an error of the network. */
int prober_start(const struct prober_options *options, void (*done)(void *arg, bool alive), void *arg,
                 struct prober **ret_prober);
/* Which of its questions, from 1, the answer was to; 0 before there is one. */
unsigned prober_answered(const struct prober *prober);
void prober_stop(struct prober *prober); /* frees it; NULL is allowed */

#endif
