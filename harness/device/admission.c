/* What comes before the role: requests that are kept waiting, and those that policy or load refuses. All of
 * it is the habit of some devices, and done with a trait only. */
#include "device/parts.h"

#include <string.h>

enum { MADE_TO_WAIT_MS = 1500 };

static bool is_method(const struct server_transaction *server, const char *method)
{
    return slice_eq_text(server->request->method, method);
}

/* RFC 3261 8.2.1: who may ask for what is decided before the header fields are looked at. */
static bool is_forbidden(const struct server_transaction *server)
{
    return has_trait(server->device, TRAIT_FORBIDS_SUBSCRIPTIONS) &&
           (is_method(server, "SUBSCRIBE") || is_method(server, "PUBLISH") || is_method(server, "REFER"));
}

static void hand_over(struct server_transaction *server)
{
    if (is_forbidden(server))
        server_status(server, 403, NULL);
    else
        server->device->role->request(server->device, server);
}

static void on_waited(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    hand_over(server);
}

void admission_take(struct server_transaction *server)
{
    struct device *device = server->device;
    bool waits = has_trait(device, server->is_invite ? TRAIT_TRYING_THEN_WAITS : TRAIT_SLOW_ANSWERS);
    if (server->is_invite && has_trait(device, TRAIT_TAGGED_TRYING))
        server_status(server, 100, NULL);
    else if (server->is_invite && waits) /* 17.2.1: nothing else comes within 200 ms */
        server_reply(server, &(struct reply){.status = 100, .no_tag = true});
    if (waits)
        device_timer(device, MADE_TO_WAIT_MS, on_waited, server, &server->ring);
    else
        hand_over(server);
}
