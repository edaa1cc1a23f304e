/* A request under way through the proxy: RFC 3261 16's response context. Private to proxy*.c. */
#ifndef SIPCONFORM_DEVICE_FORWARD_H
#define SIPCONFORM_DEVICE_FORWARD_H

#include "device/parts.h"

struct branch {
    struct forward *forward;
    struct client_transaction *client; /* NULL: it has ended */
    char *uri;                         /* target, headers included; NULL: unused */
    bool waits;                        /* its turn has not come: TRAIT_SERIAL_FORKING */
    int status;                        /* of the final answer; 0: none yet */
    struct sip_message *response;      /* a copy of it; NULL when we made the status up */
};

/* It lives as long as its server transaction, whose owner it is. */
struct forward {
    struct device *device;
    struct server_transaction *server;
    struct branch branches[LIMIT_DEVICE_BRANCHES];
    size_t count;
    bool responsible;                         /* the Request-URI is in our domain: we may recurse (16.5) */
    bool recursed, cancelled, answered, over; /* over: a 2xx or 6xx came, no further targets */
};

/* ---- proxy.c ---- */
/* Sends the request to another target, unless it was one already. */
void forward_to(struct forward *forward, struct slice uri);
/* Begins the next branch that waits when no other is open; true when one was begun. */
bool forward_next(struct forward *forward);

/* ---- proxy_response.c ---- */
extern const struct client_handler forward_handler;
/* Answers upstream with the best response when no branch is open (16.7 step 5). */
void forward_finish(struct forward *forward);
void forward_cancel_all(struct forward *forward);
/* The Vias of a response but the topmost. */
void forward_vias(const struct sip_message *response, struct buf *text);

/* ---- proxy_stateless.c: 16.11 ---- */
/* The Vias of a request that goes on without state: one of ours, whose branch is made of that below it. */
void stateless_vias(struct device *device, const struct sip_message *request, const struct peer *from,
                    const struct peer *to, struct buf *text);

#endif
