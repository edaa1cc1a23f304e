/* Server transactions: RFC 3261 17.2 with RFC 6026 (Accepted). */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

static int64_t t1(const struct server_transaction *server)
{
    return server->device->options.t1_ms;
}

/* 17.2.3: branch and sent-by; for the branches of RFC 2543 what that had. */
static char *key_of(const struct sip_message *request)
{
    struct buf key;
    struct sip_via via;
    struct sip_cseq cseq;
    buf_init(&key, LIMIT_MESSAGE_BYTES);
    if (!sip_top_via(request, &via) || !sip_cseq_of(request, &cseq))
        return NULL;
    buf_addf(&key, "%u|", via.port ? via.port : net_default_port(via.transport.p, via.transport.n));
    for (size_t i = 0; i < via.host.n; i++)
        buf_add_char(&key, (char)ascii_lower(via.host.p[i]));
    buf_add_char(&key, '|');
    buf_add_slice(&key, via.branch);
    if (!slice_starts_with(via.branch, "z9hG4bK")) {
        buf_addf(&key, "|%llu|", (unsigned long long)cseq.number);
        buf_add_slice(&key, request->request_uri);
        buf_add_slice(&key, sip_tag_of(request, SIP_HEADER_FROM));
        buf_add_char(&key, '|');
        buf_add_slice(&key, sip_call_id(request));
    }
    return buf_take(&key);
}

static bool is_2543(const struct sip_message *request)
{
    struct sip_via via;
    return sip_top_via(request, &via) && !slice_starts_with(via.branch, "z9hG4bK");
}

static bool is_of(const struct server_transaction *server, const struct sip_message *request)
{
    struct slice method = request->method;
    if (slice_eq_text(method, "CANCEL"))
        return !slice_eq_text(server->request->method, "CANCEL");
    if (!slice_eq_text(method, "ACK"))
        return slice_eq(server->request->method, method);
    if (!server->is_invite || server->state == SERVER_ACCEPTED)
        return false;
    return !is_2543(request) || slice_eq_text(sip_tag_of(request, SIP_HEADER_TO), server->tag);
}

struct server_transaction *server_find(struct device *device, const struct sip_message *request)
{
    char *key = key_of(request);
    struct server_transaction *server = key ? device->servers : NULL;
    while (server && (strcmp(server->key, key) || !is_of(server, request)))
        server = server->next;
    free(key);
    return server;
}

struct server_transaction *server_find_cancel(struct device *device, const struct sip_message *cancel)
{
    char *key = key_of(cancel);
    struct server_transaction *server = key ? device->servers : NULL;
    while (server && (strcmp(server->key, key) || !slice_eq_text(server->request->method, "CANCEL")))
        server = server->next;
    free(key);
    return server;
}

bool server_is_merged(const struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    struct sip_cseq cseq, other;
    if (!sip_cseq_of(request, &cseq))
        return false;
    for (const struct server_transaction *s = server->device->servers; s; s = s->next)
        if (s != server && strcmp(s->key, server->key) && slice_eq(s->request->method, request->method) &&
            slice_eq(sip_call_id(s->request), sip_call_id(request)) &&
            slice_eq(sip_tag_of(s->request, SIP_HEADER_FROM), sip_tag_of(request, SIP_HEADER_FROM)) &&
            sip_cseq_of(s->request, &other) && other.number == cseq.number)
            return true;
    return false;
}

static void server_free(struct server_transaction *server)
{
    struct device *device = server->device;
    struct server_transaction **at = &device->servers;
    while (*at && *at != server)
        at = &(*at)->next;
    if (*at) {
        *at = server->next;
        device->server_count--;
    }
    net_timer_stop(server->repeat);
    net_timer_stop(server->end);
    net_timer_stop(server->ring);
    net_timer_stop(server->reliable);
    free(server->reliable_bytes);
    if (server->gone)
        server->gone(server->owner);
    sip_message_free(server->request);
    free(server->key);
    free(server->bytes);
    free(server);
}

void server_free_all(struct device *device)
{
    while (device->servers)
        server_free(device->servers);
}

/* Makes room by forgetting the oldest transaction that has its final answer. */
static bool make_room(struct device *device)
{
    struct server_transaction *oldest = NULL;
    if (device->server_count < LIMIT_DEVICE_SERVERS)
        return true;
    for (struct server_transaction *s = device->servers; s; s = s->next)
        if (s->state != SERVER_PROCEEDING)
            oldest = s;
    if (oldest)
        server_free(oldest);
    return oldest != NULL;
}

/* 8.2.7: the same tag for the same request, without remembering it. */
static void make_tag_of(const struct server_transaction *server, char tag[DEVICE_TAG_BYTES])
{
    struct rng rng;
    rng_init_named(&rng, server->device->options.seed, server->key);
    rng_token(&rng, tag, 16);
}

/* Our tag in answers: the request's, when it has one. */
static void set_tag(struct server_transaction *server)
{
    struct slice tag = sip_tag_of(server->request, SIP_HEADER_TO);
    if (tag.n && tag.n < sizeof(server->tag))
        memcpy(server->tag, tag.p, tag.n);
    else if (has_trait(server->device, TRAIT_STATELESS_REFUSALS))
        make_tag_of(server, server->tag);
    else
        device_token(server->device, server->tag);
}

struct server_transaction *server_create(struct device *device, struct sip_message *request,
                                         const struct peer *from)
{
    struct sip_via via;
    struct server_transaction *server = make_room(device) ? calloc(1, sizeof(*server)) : NULL;
    char *key = server ? key_of(request) : NULL;
    if (!key || !sip_top_via(request, &via)) {
        free(key);
        free(server);
        sip_message_free(request);
        return NULL;
    }
    server->device = device;
    server->request = request;
    server->key = key;
    server->from = *from;
    server->back = transport_back(device, &via, from);
    server->is_invite = slice_eq_text(request->method, "INVITE");
    set_tag(server);
    server->next = device->servers;
    device->servers = server;
    device->server_count++;
    return server;
}

static void on_end(void *arg)
{
    struct server_transaction *server = arg;
    server->end = NULL;
    server_free(server);
}

static void end_in(struct server_transaction *server, int64_t delay_ms)
{
    device_timer_stop(&server->end);
    device_timer(server->device, delay_ms, on_end, server, &server->end);
}

static void send_last(struct server_transaction *server)
{
    if (has_fault(server->device, FAULT_NEW_TO_TAG_PER_COPY) && server->status > 100) {
        char *tag = memmem(server->bytes, server->length, server->tag, strlen(server->tag));
        char fresh[DEVICE_TAG_BYTES];
        device_token(server->device, fresh);
        if (tag && strlen(fresh) == strlen(server->tag))
            memcpy(tag, fresh, strlen(fresh));
        memcpy(server->tag, fresh, sizeof(fresh));
    }
    transport_send(server->device, &server->back, server->bytes, server->length);
}

static void on_repeat(void *arg);

static void repeat_later(struct server_transaction *server)
{
    device_timer(server->device, server->interval_ms, on_repeat, server, &server->repeat);
}

/* Timer G. */
static void on_repeat(void *arg)
{
    struct server_transaction *server = arg;
    const struct device *device = server->device;
    server->repeat = NULL;
    send_last(server);
    if (!has_fault(device, FAULT_FIXED_INTERVAL))
        server->interval_ms *= 2;
    if (server->interval_ms > device->options.t2_ms && !has_fault(device, FAULT_INTERVAL_WITHOUT_CAP))
        server->interval_ms = device->options.t2_ms;
    repeat_later(server);
}

/* Enters the state after a final answer, with timers H, J and L. */
static void complete(struct server_transaction *server)
{
    bool reliable = net_is_reliable(server->from.transport);
    device_timer_stop(&server->ring);
    if (server->is_invite && server->status < 300) {
        server->state = SERVER_ACCEPTED;
        end_in(server, 64 * t1(server));
        return;
    }
    server->state = SERVER_COMPLETED;
    end_in(server, server->is_invite || !reliable ? 64 * t1(server) : 0);
    if (server->is_invite && !reliable && !has_fault(server->device, FAULT_NEVER_REPEATS)) {
        server->interval_ms = t1(server);
        repeat_later(server);
    }
}

/* 17.1.2.2: the network may deliver a datagram twice. */
static bool is_doubled(const struct server_transaction *server)
{
    return has_trait(server->device, TRAIT_REPEATS_OPTIONS) && !net_is_stream(server->from.transport) &&
           server->status / 100 == 2 && slice_eq_text(server->request->method, "OPTIONS");
}

void server_send(struct server_transaction *server, int status, struct buf *text)
{
    size_t length = text->n;
    char *bytes = buf_take(text);
    if (!bytes)
        return;
    bool is_another_2xx = server->state == SERVER_ACCEPTED && status / 100 == 2;
    if (is_another_2xx) { /* 16.7 step 5: relayed as it comes */
        transport_send(server->device, &server->back, bytes, length);
        free(server->bytes);
        server->bytes = bytes;
        server->length = length;
        return;
    }
    if (server->state != SERVER_PROCEEDING) {
        free(bytes);
        return;
    }
    /* 8.2.7: each request may be treated so, unless a provisional response was sent. */
    bool is_without_state =
        status >= 300 && !server->bytes && has_trait(server->device, TRAIT_STATELESS_REFUSALS);
    free(server->bytes);
    server->bytes = bytes;
    server->length = length;
    server->status = status;
    transport_send(server->device, &server->back, bytes, length);
    if (is_doubled(server))
        send_last(server);
    if (is_without_state)
        end_in(server, 0);
    else if (status >= 200)
        complete(server);
}

static void on_reliable(void *arg)
{
    struct server_transaction *server = arg;
    server->reliable = NULL;
    transport_send(server->device, &server->back, server->reliable_bytes, server->reliable_length);
    server->reliable_interval_ms *= 2;
    device_timer(server->device, server->reliable_interval_ms, on_reliable, server, &server->reliable);
}

void server_repeat_reliable(struct server_transaction *server)
{
    struct slice last = {server->bytes, server->length};
    server->reliable_bytes = last.n ? slice_dup(last) : NULL;
    server->reliable_length = last.n;
    server->reliable_interval_ms = t1(server);
    if (server->reliable_bytes)
        device_timer(server->device, server->reliable_interval_ms, on_reliable, server, &server->reliable);
}

void server_pracked(struct device *device, const struct sip_message *prack)
{
    for (struct server_transaction *server = device->servers; server; server = server->next)
        if (server->is_invite && slice_eq(sip_call_id(server->request), sip_call_id(prack)))
            device_timer_stop(&server->reliable);
}

void server_reply(struct server_transaction *server, const struct reply *reply)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    struct reply full = *reply;
    if (reply->status / 100 == 2)
        full.next_nonce = server->authentication_info;
    reply_write(server->device, server->request, &server->from, server->tag, &full, &text);
    server_send(server, reply->status, &text);
    buf_free(&text);
}

void server_status(struct server_transaction *server, int status, const char *headers)
{
    server_reply(server, &(struct reply){.status = status, .headers = headers});
}

void server_retransmitted(struct server_transaction *server)
{
    if (server->bytes && (server->state == SERVER_PROCEEDING || server->state == SERVER_COMPLETED))
        send_last(server);
}

void server_ack(struct server_transaction *server)
{
    if (server->state != SERVER_COMPLETED || has_fault(server->device, FAULT_REPEATS_AFTER_ACK))
        return;
    device_timer_stop(&server->repeat);
    server->state = SERVER_CONFIRMED;
    end_in(server, net_is_reliable(server->from.transport) ? 0 : server->device->options.t4_ms);
}
