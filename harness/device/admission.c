/* What comes before the role: requests that are kept waiting, and those that policy or load refuses. All of
 * it is the habit of some devices, and done with a trait only. */
#include "device/parts.h"

#include <string.h>

enum { MADE_TO_WAIT_MS = 1500, REST_MS = 330, LARGE_BYTES = 1300, TIMER_E_AT_T2_IN_T1 = 7 };

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

/* 13.3.1.3: a call is up, or rings. */
static bool is_busy(const struct server_transaction *server)
{
    if (server->device->dialogs)
        return true;
    for (const struct server_transaction *s = server->device->servers; s; s = s->next)
        if (s != server && s->is_invite && s->state == SERVER_PROCEEDING)
            return true;
    return false;
}

/* What would take the one line of such a device. */
static bool wants_line(const struct server_transaction *server)
{
    const struct device *device = server->device;
    bool is_new = !sip_tag_of(server->request, SIP_HEADER_TO).p;
    return is_new && ((server->is_invite && has_trait(device, TRAIT_ONE_CALL)) ||
                      (is_method(server, "OPTIONS") && has_trait(device, TRAIT_OPTIONS_AS_INVITE)));
}

static bool is_resting(const struct server_transaction *server)
{
    const struct device *device = server->device;
    return server->is_invite && has_trait(device, TRAIT_RESTS_AFTER_CALL) && device->call_ended_ms &&
           location_now_ms(device) < device->call_ended_ms + REST_MS;
}

static void refuse_load(struct server_transaction *server)
{
    server_status(server, 503, "Retry-After: 1\r\n");
}

/* One request in five is too much. */
static bool is_too_much(struct server_transaction *server)
{
    struct device *device = server->device;
    bool is_new = !sip_tag_of(server->request, SIP_HEADER_TO).p;
    return is_new && has_trait(device, TRAIT_LIMITS_RATE) && ++device->requests % 5 == 0;
}

/* The status of the challenge that such a request gets first (22.1: never ACK or CANCEL); 0: none. */
static int challenge_of(const struct server_transaction *server)
{
    static const enum trait_id forms[] = {TRAIT_CHALLENGES_ALL, TRAIT_NO_QOP, TRAIT_STALE_NONCE,
                                          TRAIT_TWO_ALGORITHMS, TRAIT_AUTHENTICATION_INFO};
    const struct device *device = server->device;
    if (has_trait(device, TRAIT_CHALLENGES_AS_PROXY))
        return 407;
    if (has_trait(device, TRAIT_CHALLENGES_INVITE))
        return server->is_invite ? 401 : 0;
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
        if (has_trait(device, forms[i]))
            return 401;
    return 0;
}

static void hand_over(struct server_transaction *server)
{
    int challenge = challenge_of(server);
    if (challenge && !auth_ok(server, challenge))
        return;
    if (is_forbidden(server))
        server_status(server, 403, NULL);
    else if (has_trait(server->device, TRAIT_REFUSES_LARGE) && server->request->length > LARGE_BYTES)
        server_status(server, 513, NULL);
    else if (is_too_much(server))
        refuse_load(server);
    else if ((wants_line(server) && is_busy(server)) || is_resting(server))
        server_status(server, 486, NULL);
    else
        server->device->role->request(server->device, server);
}

static void on_waited(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    hand_over(server);
}

/* RFC 4320 4.1: a 100 to what is no INVITE stops its retransmissions, and not before timer E has come to
 * T2. */
static void on_late(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    server_reply(server, &(struct reply){.status = 100, .no_tag = true});
    device_timer(server->device, MADE_TO_WAIT_MS, on_waited, server, &server->ring);
}

void admission_take(struct server_transaction *server)
{
    struct device *device = server->device;
    if (has_trait(device, TRAIT_TRYING_NON_INVITE) && !server->is_invite &&
        !net_is_reliable(server->from.transport)) {
        device_timer(device, TIMER_E_AT_T2_IN_T1 * device->options.t1_ms, on_late, server, &server->ring);
        return;
    }
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
