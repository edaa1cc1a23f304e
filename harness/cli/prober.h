/* Asks the target until it gives any sign of life: a reply of whatever status, or over TCP an accepted
 * connection. */
#ifndef SIPCONFORM_CLI_PROBER_H
#define SIPCONFORM_CLI_PROBER_H

#include "net/net.h"

struct prober;

/* Begins to ask, five times a second. done is called once: alive is false when within_ms passed without an
 * answer. Nothing is asked or called after prober_stop(). Returns 0, or an error of the network. */
int prober_start(struct net *net, enum net_transport transport, const struct net_addr *target,
                 const struct net_addr *local, int64_t within_ms, void (*done)(void *arg, bool alive),
                 void *arg, struct prober **ret_prober);
void prober_stop(struct prober *prober); /* frees it; NULL is allowed */

#endif
