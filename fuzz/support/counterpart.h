/* A device whose every answer is a message of a session: the i-th that a case of the engine sends is answered
 * by the i-th message, and by silence when there are no more. After a provisional answer the next follows at
 * once. A message that is a request goes where the case can be called: to the address it last named in
 * Refer-To or Contact. */
#ifndef SIPCONFORM_FUZZ_COUNTERPART_H
#define SIPCONFORM_FUZZ_COUNTERPART_H

#include "base/slice.h"
#include "net/net.h"

struct counterpart;

/* Opens UDP and TCP there. The session must stay. Freed after its net. */
struct counterpart *counterpart_open(struct net *net, const struct net_addr *addr, struct slice session);
void counterpart_free(struct counterpart *counterpart);

#endif
