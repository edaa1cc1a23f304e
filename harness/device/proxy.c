/* The proxy, requests: RFC 3261 16.3 to 16.6, 16.10. */
#include "device/forward.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TRYING_MS = 200 };

/* ---- writing the forwarded request: 16.6 ---- */
/* Two requests of one loop have this number in common (16.6 step 8). */
static uint32_t loop_number(const struct sip_message *request)
{
    const struct slice parts[] = {request->request_uri, sip_call_id(request),
                                  sip_tag_of(request, SIP_HEADER_FROM), sip_tag_of(request, SIP_HEADER_TO),
                                  sip_header_value(request, SIP_HEADER_ROUTE)};
    uint32_t number = 2166136261u;
    for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
        for (size_t j = 0; j < parts[i].n; j++)
            number = (number ^ (unsigned char)parts[i].p[j]) * 16777619u;
    return number;
}

static bool is_looping(const struct sip_message *request)
{
    char mark[16];
    struct sip_values values;
    struct slice value;
    struct sip_via via;
    snprintf(mark, sizeof(mark), ".p%08x", (unsigned)loop_number(request));
    sip_values_begin(&values, request, SIP_HEADER_VIA);
    while (sip_values_next(&values, &value))
        if (sip_via_parse(value, &via) && slice_find_text(via.branch, mark) < via.branch.n)
            return true;
    return false;
}

/* Route values at the beginning that lead to us: they go (16.4). */
static bool is_own_route(const struct device *device, struct slice value)
{
    struct sip_address address;
    return sip_address_parse(value, &address) && target_is_own(device, address.uri);
}

static void write_routes(const struct device *device, const struct sip_message *request, struct buf *text)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, request, SIP_HEADER_ROUTE);
    for (bool is_first = true; sip_values_next(&values, &value);) {
        is_first = is_first && is_own_route(device, value);
        if (is_first)
            continue;
        buf_add_text(text, "Route: ");
        sip_unfold(value, text);
        buf_add_text(text, "\r\n");
    }
}

/* The URI of the first Route that is left; empty when there is none. */
static struct slice next_route(const struct device *device, const struct sip_message *request)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    sip_values_begin(&values, request, SIP_HEADER_ROUTE);
    for (bool is_first = true; sip_values_next(&values, &value);) {
        is_first = is_first && is_own_route(device, value);
        if (!is_first && sip_address_parse(value, &address))
            return address.uri;
    }
    return (struct slice){0};
}

static bool is_rewritten(const struct device *device, enum sip_header_id id)
{
    return id == SIP_HEADER_MAX_FORWARDS || id == SIP_HEADER_ROUTE || id == SIP_HEADER_CONTENT_LENGTH ||
           (id == SIP_HEADER_REQUIRE && has_fault(device, FAULT_STRIPS_REQUIRE));
}

/* 70 when the request has none. */
static uint64_t hops_left(const struct sip_message *request)
{
    uint64_t hops;
    return slice_to_u64(sip_header_value(request, SIP_HEADER_MAX_FORWARDS), &hops) && hops ? hops - 1 : 70;
}

/* from: of a request that goes on without state; NULL: it has a transaction. */
static void write_own_rows(struct device *device, const struct sip_message *request, const struct peer *from,
                           const struct peer *peer, struct buf *text)
{
    char own[NET_ADDR_TEXT], branch[2 * DEVICE_TAG_BYTES], token[DEVICE_TAG_BYTES];
    device_token(device, token);
    snprintf(branch, sizeof(branch), "%s.p%08x", token, (unsigned)loop_number(request));
    if (from)
        stateless_vias(device, request, from, peer, text);
    else
        client_via(device, peer, branch, text);
    buf_addf(text, "Max-Forwards: %llu\r\n", (unsigned long long)hops_left(request));
    write_routes(device, request, text);
    bool is_invite = slice_eq_text(request->method, "INVITE");
    if (is_invite && !has_trait(device, TRAIT_STAYS_OUT))
        buf_addf(text, "Record-Route: <sip:%s;lr>\r\n", transport_own(device, peer, own));
    if (is_invite && has_trait(device, TRAIT_DOUBLE_RECORD_ROUTE))
        buf_addf(text, "Record-Route: <sip:%s;lr;x-side=in>\r\n", transport_own(device, peer, own));
    if (has_trait(device, TRAIT_PROXY_ROWS))
        buf_add_text(text, "P-Asserted-Identity: <sip:known@192.0.2.9>\r\nP-Charging-Vector: icid-value=1\r\n"
                           "X-Passed: here\r\n");
}

static void write_forwarded(struct device *device, const struct sip_message *request, struct slice uri,
                            const struct peer *from, const struct peer *peer, struct buf *text)
{
    buf_add_slice(text, request->method);
    buf_add_char(text, ' ');
    if (has_fault(device, FAULT_URI_HEADERS_IN_REQUEST_URI))
        buf_add_slice(text, uri);
    else
        sip_uri_as_request_uri(uri, text);
    buf_add_text(text, " SIP/2.0\r\n");
    write_own_rows(device, request, from, peer, text);
    for (size_t i = 0; i < request->row_count; i++)
        if (!is_rewritten(device, request->rows[i].id) && !(from && request->rows[i].id == SIP_HEADER_VIA))
            text_row(text, &request->rows[i]);
    text_body(text, NULL, request->body);
}

/* By TCP what is too long for UDP (18.1.1): at the same port, where a URI names no transport (RFC 3263 4). */
static void write_to_hop(struct device *device, const struct sip_message *request, struct slice uri,
                         const struct peer *from, struct peer *peer, struct buf *text)
{
    write_forwarded(device, request, uri, from, peer, text);
    if (text->n <= LIMIT_UNKNOWN_PATH_BYTES || net_is_stream(peer->transport) || !device->ports[NET_TCP])
        return;
    peer->transport = NET_TCP;
    buf_clear(text);
    write_forwarded(device, request, uri, from, peer, text);
}

static bool next_hop(const struct device *device, const struct sip_message *request, struct slice uri,
                     struct peer *ret_peer)
{
    struct slice route = next_route(device, request);
    return target_peer(device, route.n ? route : uri, ret_peer);
}

static bool was_tried(const struct forward *forward, struct slice uri)
{
    for (size_t i = 0; i < forward->count; i++)
        if (sip_uri_equal(slice_from(forward->branches[i].uri), uri))
            return true;
    return false;
}

static void launch(struct branch *branch)
{
    struct device *device = branch->forward->device;
    const struct sip_message *request = branch->forward->server->request;
    struct slice uri = slice_from(branch->uri);
    struct peer peer;
    struct buf text;
    branch->waits = false;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    if (next_hop(device, request, uri, &peer)) {
        write_to_hop(device, request, uri, NULL, &peer, &text);
        branch->client = client_start(device, &text, &peer, &forward_handler, branch);
    }
    if (!branch->client)
        branch->status = 503;
    buf_free(&text);
}

void forward_to(struct forward *forward, struct slice uri)
{
    struct device *device = forward->device;
    struct peer peer;
    bool again = has_fault(device, FAULT_SAME_TARGET_TWICE);
    if (forward->count == LIMIT_DEVICE_BRANCHES || (was_tried(forward, uri) && !again) ||
        !next_hop(device, forward->server->request, uri, &peer))
        return;
    struct branch *branch = &forward->branches[forward->count];
    *branch = (struct branch){.forward = forward, .uri = slice_dup(uri)};
    if (!branch->uri)
        return;
    forward->count++;
    branch->waits = has_trait(device, TRAIT_SERIAL_FORKING) && forward->count > 1;
    if (!branch->waits)
        launch(branch);
}

bool forward_next(struct forward *forward)
{
    struct branch *next = NULL;
    for (size_t i = 0; i < forward->count; i++) {
        struct branch *branch = &forward->branches[i];
        if (!branch->status && !branch->waits)
            return false;
        if (branch->waits && (forward->over || forward->cancelled)) {
            branch->waits = false;
            branch->status = 487;
        }
        if (branch->waits && !next)
            next = branch;
    }
    if (next)
        launch(next);
    return next != NULL;
}

/* ---- the response context ---- */
static void on_gone(void *owner)
{
    struct forward *forward = owner;
    /* By owner: transactions that have had their final answer end without telling. */
    for (struct client_transaction *client = forward->device->clients; client; client = client->next)
        for (size_t i = 0; i < forward->count; i++)
            if (client->owner == &forward->branches[i])
                client_forget(client);
    for (size_t i = 0; i < forward->count; i++) {
        sip_message_free(forward->branches[i].response);
        free(forward->branches[i].uri);
    }
    free(forward);
}

static struct forward *forward_create(struct server_transaction *server)
{
    struct forward *forward = calloc(1, sizeof(*forward));
    if (!forward)
        return NULL;
    forward->device = server->device;
    forward->server = server;
    forward->responsible = target_is_own(server->device, server->request->request_uri);
    server->owner = forward;
    server->gone = on_gone;
    return forward;
}

/* ---- 16.3, 16.5 ---- */
/* 0, or why the request is not forwarded; 420 with Unsupported in headers. */
static int judge(struct device *device, const struct sip_message *request, struct buf *headers)
{
    struct sip_uri uri;
    uint64_t hops;
    struct slice max_forwards = sip_header_value(request, SIP_HEADER_MAX_FORWARDS);
    if (!sip_uri_parse(request->request_uri, &uri))
        return 400;
    if (!uri.is_sip)
        return 416;
    if (max_forwards.p && !slice_to_u64(max_forwards, &hops))
        return 400;
    if (max_forwards.p && !hops)
        return 483;
    if (is_looping(request))
        return 482;
    int status = 0;
    if (!has_fault(device, FAULT_IGNORES_PROXY_REQUIRE))
        status = require_judge(device, request, SIP_HEADER_PROXY_REQUIRE,
                               (char *const *)device->options.proxy_supported, headers);
    if (!status && has_fault(device, FAULT_PROXY_REFUSES_REQUIRE))
        status = require_judge(device, request, SIP_HEADER_REQUIRE, (char *const *)device->options.supported,
                               headers);
    return status;
}

/* Binding with the i-th highest q. */
static const struct binding *binding_by_q(const struct user *user, size_t index)
{
    const struct binding *sorted[LIMIT_DEVICE_BINDINGS] = {NULL};
    unsigned qs[LIMIT_DEVICE_BINDINGS];
    for (size_t i = 0; i < user->count; i++) {
        unsigned q = 1000;
        size_t at = i;
        if (user->bindings[i].q && !sip_qvalue_parse(slice_from(user->bindings[i].q), &q))
            q = 0;
        for (; at && qs[at - 1] < q; at--) {
            qs[at] = qs[at - 1];
            sorted[at] = sorted[at - 1];
        }
        qs[at] = q;
        sorted[at] = &user->bindings[i];
    }
    return sorted[index];
}

/* All targets at once, or one after the other: 16.6 allows both. */
static void forward_all(struct device *device, struct server_transaction *server)
{
    struct forward *forward = forward_create(server);
    const struct sip_message *request = server->request;
    if (!forward) {
        server_status(server, 500, NULL);
        return;
    }
    struct user *user = forward->responsible ? location_find(device, request->request_uri) : NULL;
    for (size_t i = 0; user && i < user->count; i++)
        forward_to(forward, slice_from(binding_by_q(user, i)->uri));
    if (!forward->responsible)
        forward_to(forward, request->request_uri);
    if (!forward->count && server->state == SERVER_PROCEEDING)
        server_status(server, forward->responsible ? 480 : 404, NULL);
    else
        forward_finish(forward);
}

/* What is for the proxy itself: REGISTER of its domain, and OPTIONS (16.1: it is a UAS then). */
static bool serves_itself(struct device *device, struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    if (!target_is_own(device, request->request_uri) || next_route(device, request).n)
        return false;
    if (slice_eq_text(request->method, "REGISTER")) {
        registrar_register(device, server);
        return true;
    }
    if (target_user(request->request_uri).n)
        return false;
    if (!uas_refused(server, NULL))
        uas_options(server);
    return true;
}

/* Is nobody let through, or nobody without credentials? 16.3 has no order among its checks. */
static bool refused_at_once(struct server_transaction *server)
{
    struct device *device = server->device;
    bool is_register = slice_eq_text(server->request->method, "REGISTER");
    if (has_trait(device, TRAIT_RELAYS_NOTHING) && server->is_invite) {
        server_status(server, 403, NULL);
        return true;
    }
    return has_trait(device, TRAIT_PROXY_CHALLENGES) && !is_register && !auth_ok(server, 407);
}

/* 17.2.1: a 100 is due when nothing else has come for 200 ms. */
static void on_trying(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    if (server->state == SERVER_PROCEEDING && !server->status)
        server_reply(server, &(struct reply){.status = 100, .no_tag = true});
}

static void request(struct device *device, struct server_transaction *server)
{
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    int status = refused_at_once(server) ? -1 : judge(device, server->request, &headers);
    bool goes_on = status == 420 && has_fault(device, FAULT_REFUSES_AND_FORWARDS);
    if (status > 0)
        server_status(server, status, headers.failed ? NULL : headers.p);
    buf_free(&headers);
    if (status && !goes_on)
        return;
    if (serves_itself(device, server) || (device->options.challenge && !auth_ok(server, 407)))
        return;
    if (server->is_invite && has_trait(device, TRAIT_TRYING_LATE))
        device_timer(device, TRYING_MS, on_trying, server, &server->ring);
    else if (server->is_invite)
        server_reply(server, &(struct reply){.status = 100, .no_tag = true});
    forward_all(device, server);
}

/* ---- ACK and CANCEL ---- */
/* Forwards without a transaction (16.11): the ACK for a 2xx, a CANCEL that matches nothing, and with the
 * trait everything. False when there is nowhere to send it. */
static bool pass_on(struct device *device, const struct sip_message *message, const struct peer *from)
{
    struct peer peer;
    struct buf text;
    struct slice uri = message->request_uri;
    struct user *user = target_is_own(device, uri) ? location_find(device, uri) : NULL;
    if (user && user->count)
        uri = slice_from(user->bindings[0].uri);
    bool hops = !slice_eq_text(sip_header_value(message, SIP_HEADER_MAX_FORWARDS), "0");
    if (!hops || is_looping(message) || (target_is_own(device, uri) && !next_route(device, message).n) ||
        !next_hop(device, message, uri, &peer))
        return false;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    write_forwarded(device, message, uri, has_trait(device, TRAIT_STATELESS_PROXY) ? from : NULL, &peer,
                    &text);
    if (!text.failed)
        transport_send(device, &peer, text.p, text.n);
    buf_free(&text);
    return true;
}

/* What is for the proxy itself, and what it refuses, goes the usual way. */
static bool passes(struct device *device, const struct sip_message *request, const struct peer *from)
{
    struct buf headers;
    bool is_register =
        slice_eq_text(request->method, "REGISTER") && target_is_own(device, request->request_uri);
    if (!has_trait(device, TRAIT_STATELESS_PROXY) || device->options.recurse || device->options.challenge ||
        is_register || server_find(device, request))
        return false;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    int status = judge(device, request, &headers);
    buf_free(&headers);
    return !status && pass_on(device, request, from);
}

static void ack(struct device *device, const struct sip_message *message, const struct peer *from)
{
    pass_on(device, message, from);
}

static void stray_cancel(struct device *device, const struct sip_message *message, const struct peer *from)
{
    pass_on(device, message, from);
}

static void cancelled(struct device *device, struct server_transaction *server)
{
    (void)device;
    struct forward *forward = server->owner;
    if (!forward)
        return;
    forward->cancelled = true;
    forward_cancel_all(forward);
}

const struct device_role role_proxy = {
    .id = ROLE_PROXY,
    .allow = "OPTIONS, REGISTER",
    .request = request,
    .ack = ack,
    .cancelled = cancelled,
    .stray_cancel = stray_cancel,
    .passes = passes,
};
