/* Client transactions: RFC 3261 17.1, 9.1, with RFC 6026 (Accepted). */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

enum {
    PROCEEDING_T1 = 360 /* an INVITE may ring for so many T1 (16.6 step 11: more than three minutes) */
};

static int64_t t1(const struct client_transaction *client)
{
    return client->device->options.t1_ms;
}

static void client_free(struct client_transaction *client)
{
    struct device *device = client->device;
    struct client_transaction **at = &device->clients;
    while (*at && *at != client)
        at = &(*at)->next;
    if (*at) {
        *at = client->next;
        device->client_count--;
    }
    net_timer_stop(client->repeat);
    net_timer_stop(client->end);
    sip_message_free(client->request);
    free(client);
}

void client_free_all(struct device *device)
{
    while (device->clients)
        client_free(device->clients);
}

void client_forget(struct client_transaction *client)
{
    if (!client)
        return;
    client->owner = NULL;
    client->handler = NULL;
}

void client_via(struct device *device, const struct peer *to, const char *branch, struct buf *text)
{
    char own[NET_ADDR_TEXT];
    const char *transport = net_transport_row(to->transport)->via;
    buf_addf(text, "Via: SIP/2.0/%s %s;branch=z9hG4bK%s;rport\r\n", transport, transport_own(device, to, own),
             branch);
    if (has_trait(device, TRAIT_BEHIND_PROXY)) /* 16.11: a branch that is made of the client's */
        buf_addf(text, "Via: SIP/2.0/%s 192.0.2.77:5070;received=192.0.2.78;branch=z9hG4bKof%s\r\n",
                 transport, branch);
}

void client_max_forwards(const struct device *device, struct buf *text)
{
    if (!has_fault(device, FAULT_NO_MAX_FORWARDS))
        buf_addf(text, "Max-Forwards: %d\r\n",
                 has_fault(device, FAULT_MAX_FORWARDS_300) ? 300
                 : has_trait(device, TRAIT_BEHIND_PROXY)   ? 69
                                                           : 70);
}

/* The owner may free itself and forget us in there, so the transaction goes first out of its sight. */
static void fail(struct client_transaction *client, int status)
{
    const struct client_handler *handler = client->handler;
    void *owner = client->owner;
    client_forget(client);
    if (handler && client->state < CLIENT_COMPLETED)
        handler->failed(owner, client, status);
    client_free(client);
}

/* Timers B, D, F, K, M: before the final answer a timeout, after it the end. */
static void on_end(void *arg)
{
    struct client_transaction *client = arg;
    client->end = NULL;
    if (client->is_invite && client->state == CLIENT_PROCEEDING && !client->cancel_sent) {
        client_cancel(client); /* which starts the timer anew */
        return;
    }
    fail(client, client->failure);
}

static void end_in(struct client_transaction *client, int64_t delay_ms)
{
    device_timer_stop(&client->end);
    device_timer(client->device, delay_ms, on_end, client, &client->end);
}

/* 8.1.3.1: what cannot be sent ends as a 503, but not before the caller has its transaction. */
static void send_request(struct client_transaction *client)
{
    if (!transport_send(client->device, &client->to, client->request->bytes, client->request->length))
        return;
    client->failure = 503;
    end_in(client, 0);
}

/* Timers A and E. */
static void on_repeat(void *arg)
{
    struct client_transaction *client = arg;
    int64_t t2_ms = client->device->options.t2_ms;
    client->repeat = NULL;
    send_request(client);
    client->interval_ms *= 2;
    if (!client->is_invite && (client->interval_ms > t2_ms || client->state == CLIENT_PROCEEDING))
        client->interval_ms = t2_ms;
    device_timer(client->device, client->interval_ms, on_repeat, client, &client->repeat);
}

struct client_transaction *client_start(struct device *device, const struct buf *text, const struct peer *to,
                                        const struct client_handler *handler, void *owner)
{
    if (text->failed || device->client_count >= LIMIT_DEVICE_CLIENTS)
        return NULL;
    struct client_transaction *client = calloc(1, sizeof(*client));
    if (!client || sip_message_parse(text->p, text->n, &client->request)) {
        free(client);
        return NULL;
    }
    client->device = device;
    client->to = *to;
    client->is_invite = slice_eq_text(client->request->method, "INVITE");
    client->handler = handler;
    client->owner = owner;
    client->interval_ms = device->options.t1_ms;
    client->next = device->clients;
    device->clients = client;
    device->client_count++;
    client->failure = 408;
    end_in(client, 64 * t1(client));
    send_request(client);
    if (!net_is_reliable(to->transport))
        device_timer(device, client->interval_ms, on_repeat, client, &client->repeat);
    return client;
}

/* ---- what goes with an INVITE: ACK (17.1.1.3) and CANCEL (9.1) ---- */
/* One, or two where a proxy has put its own on top. */
static void copy_vias(const struct client_transaction *client, bool new_branch, struct buf *text)
{
    char branch[DEVICE_TAG_BYTES];
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, client->request, SIP_HEADER_VIA);
    if (new_branch) {
        device_token(client->device, branch);
        client_via(client->device, &client->to, branch, text);
        return;
    }
    size_t most = has_trait(client->device, TRAIT_BEHIND_PROXY) ? 2 : 1;
    while (most-- && sip_values_next(&values, &value)) {
        buf_add_text(text, "Via: ");
        buf_add_slice(text, value);
        buf_add_text(text, "\r\n");
    }
}

/* Request-URI, Via, Route, From, Call-ID and CSeq number of the INVITE. */
static void write_companion(const struct client_transaction *client, const char *method,
                            struct slice request_uri, bool new_branch, bool with_require, struct buf *text)
{
    const struct sip_message *request = client->request;
    struct sip_cseq cseq = {0};
    sip_cseq_of(request, &cseq);
    buf_addf(text, "%s ", method);
    buf_add_slice(text, request_uri);
    buf_add_text(text, " SIP/2.0\r\n");
    copy_vias(client, new_branch, text);
    client_max_forwards(client->device, text);
    text_copy(text, request, SIP_HEADER_ROUTE);
    text_copy(text, request, SIP_HEADER_FROM);
    text_copy(text, request, SIP_HEADER_CALL_ID);
    buf_addf(text, "CSeq: %llu %s\r\n", (unsigned long long)cseq.number, method);
    if (with_require)
        text_copy(text, request, SIP_HEADER_REQUIRE);
}

static struct slice first_contact(const struct sip_message *response)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    sip_values_begin(&values, response, SIP_HEADER_CONTACT);
    if (sip_values_next(&values, &value) && sip_address_parse(value, &address) && !address.star)
        return address.uri;
    return (struct slice){0};
}

static void send_ack(struct client_transaction *client, const struct sip_message *response)
{
    struct device *device = client->device;
    struct slice uri = client->request->request_uri;
    struct slice contact = first_contact(response);
    struct buf text;
    bool is_redirect = response->status < 400;
    if (has_fault(device, FAULT_NO_DOWNSTREAM_ACK) || (has_fault(device, FAULT_NO_ACK) && is_redirect))
        return;
    if (has_fault(device, FAULT_ACK_TO_CONTACT) && is_redirect && contact.n)
        uri = contact;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    write_companion(client, "ACK", uri, has_fault(device, FAULT_ACK_NEW_BRANCH) && is_redirect,
                    has_fault(device, FAULT_REQUIRE_IN_ACK) || has_fault(device, FAULT_ACK_WITH_REQUIRE),
                    &text);
    bool without_tag = has_fault(device, FAULT_ACK_WITHOUT_TAG) && is_redirect;
    text_copy(&text, without_tag ? client->request : response, SIP_HEADER_TO);
    text_body(&text, NULL, (struct slice){0});
    if (!text.failed)
        transport_send(device, &client->to, text.p, text.n);
    buf_free(&text);
}

static void send_cancel(struct client_transaction *client)
{
    struct device *device = client->device;
    struct buf text;
    client->cancel_sent = true;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    write_companion(
        client, "CANCEL", client->request->request_uri, false,
        has_fault(device, FAULT_REQUIRE_IN_CANCEL) || has_fault(device, FAULT_CANCEL_WITH_REQUIRE), &text);
    text_copy(&text, client->request, SIP_HEADER_TO);
    if (has_fault(device, FAULT_CANCEL_WITH_CONTACT))
        text_copy(&text, client->request, SIP_HEADER_CONTACT);
    text_body(&text, NULL, (struct slice){0});
    client_start(device, &text, &client->to, NULL, NULL);
    buf_free(&text);
    end_in(client, 64 * t1(client));
}

void client_cancel(struct client_transaction *client)
{
    client->cancel_wanted = true;
    if (client->is_invite && client->state == CLIENT_PROCEEDING && !client->cancel_sent)
        send_cancel(client);
}

/* ---- responses ---- */
static void tell(struct client_transaction *client, const struct sip_message *response)
{
    if (client->handler)
        client->handler->response(client->owner, client, response);
}

static void take_provisional(struct client_transaction *client, const struct sip_message *response)
{
    bool is_first = client->state == CLIENT_CALLING;
    client->state = CLIENT_PROCEEDING;
    if (client->is_invite && is_first) {
        device_timer_stop(&client->repeat);
        end_in(client, PROCEEDING_T1 * t1(client));
    }
    if (client->cancel_wanted && !client->cancel_sent)
        client_cancel(client);
    tell(client, response);
}

static void take_final(struct client_transaction *client, const struct sip_message *response)
{
    bool reliable = net_is_reliable(client->to.transport);
    device_timer_stop(&client->repeat);
    if (client->is_invite && response->status < 300) {
        client->state = CLIENT_ACCEPTED;
        end_in(client, 64 * t1(client));
    } else if (client->is_invite) {
        client->state = CLIENT_COMPLETED;
        send_ack(client, response);
        end_in(client, reliable ? 0 : 64 * t1(client));
    } else {
        client->state = CLIENT_COMPLETED;
        end_in(client, reliable ? 0 : client->device->options.t4_ms);
    }
    tell(client, response);
}

static void take(struct client_transaction *client, const struct sip_message *response)
{
    switch (client->state) {
    case CLIENT_CALLING:
    case CLIENT_PROCEEDING:
        if (response->status < 200)
            take_provisional(client, response);
        else
            take_final(client, response);
        break;
    case CLIENT_COMPLETED:
        if (client->is_invite && response->status >= 300) {
            send_ack(client, response);
            if (has_fault(client->device, FAULT_EACH_COPY_CALLS) && response->status < 400)
                tell(client, response);
        }
        break;
    case CLIENT_ACCEPTED:
        if (response->status / 100 == 2)
            tell(client, response);
        break;
    }
}

/* 17.1.3, with the sent-by of 18.1.2; the CSeq number tells tries apart that share a branch by a fault. */
static bool is_of(const struct client_transaction *client, const struct sip_via *via,
                  const struct sip_cseq *cseq)
{
    struct sip_via own;
    struct sip_cseq number;
    bool is_known = sip_top_via(client->request, &own) && sip_cseq_of(client->request, &number);
    return is_known && number.number == cseq->number && slice_eq(own.branch, via->branch) &&
           slice_ieq(own.host, via->host) && own.port == via->port &&
           slice_eq(cseq->method, client->request->method);
}

void client_response(struct device *device, const struct sip_message *response)
{
    struct sip_via via;
    struct sip_cseq cseq;
    struct client_transaction *client = device->clients;
    if (!sip_top_via(response, &via) || !sip_cseq_of(response, &cseq))
        return;
    while (client && !is_of(client, &via, &cseq))
        client = client->next;
    if (client)
        take(client, response);
}

static bool is_refused(const struct client_transaction *client, enum net_transport transport,
                       const struct net_addr *addr)
{
    return client->state == CLIENT_CALLING && client->to.transport == transport &&
           net_addr_equal(&client->to.addr, addr);
}

void client_refused(struct device *device, enum net_transport transport, const struct net_addr *addr)
{
    /* Failing one may start or free others, so the list is marked first and begun again each time. */
    for (struct client_transaction *client = device->clients; client; client = client->next)
        client->doomed = is_refused(client, transport, addr);
    struct client_transaction *client = device->clients;
    while (client) {
        bool doomed = client->doomed;
        if (doomed)
            fail(client, 503);
        client = doomed ? device->clients : client->next;
    }
}
