/* The user agent client: a REFER makes it call, another one hang up. RFC 3261 8.1, 9.1, 13.2; RFC 3515, 4488.
 */
#include "device/call.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MOST_ATTEMPTS = 11,    /* the call itself and ten redirections */
    MOST_UDP_BYTES = 1300, /* longer requests go by TCP (18.1.1) */
    ASKING_T1 = 10         /* TRAIT_ASKS_ITS_USER */
};

/* All transactions of the call: with FAULT_EACH_COPY_CALLS old ones still report. */
static void forget_clients(struct call *call)
{
    for (struct client_transaction *client = call->device->clients; client; client = client->next)
        if (client->owner == call)
            client_forget(client);
}

static void call_free(struct call *call)
{
    struct device *device = call->device;
    struct call **at = &device->calls;
    while (*at && *at != call)
        at = &(*at)->next;
    if (*at) {
        *at = call->next;
        device->call_count--;
    }
    forget_clients(call);
    if (call->dialog)
        call->dialog->gone = NULL;
    net_timer_stop(call->end);
    net_timer_stop(call->waiting);
    for (size_t i = 0; i < call->target_count; i++)
        free(call->targets[i].uri);
    text_list_free(call->requires);
    text_list_free(call->supported);
    free(call->to_tag);
    free(call->uri);
    free(call);
}

void uac_free_all(struct device *device)
{
    while (device->calls)
        call_free(device->calls);
    while (device->cached) {
        struct cached *cached = device->cached;
        device->cached = cached->next;
        free(cached->uri);
        free(cached->contact);
        free(cached);
    }
}

/* ---- the INVITE ---- */
/* Our own URI: without a port (19.1.1, table 1). */
static void write_from(const struct device *device, const char *own, struct buf *text)
{
    char uri[NET_ADDR_TEXT + 8];
    snprintf(uri, sizeof(uri), "sip:%s", own);
    if (has_trait(device, TRAIT_ODD_NAME))
        buf_add_text(text, "\"Zo\xc3\xab, the \\\"first\\\" \\\\ <sip:not@here>;tag=no\" ");
    buf_add_char(text, '<');
    if (has_fault(device, FAULT_TRANSPORT_IN_FROM))
        buf_addf(text, "%s;transport=udp", uri);
    else if (has_trait(device, TRAIT_HIDES_IDENTITY)) /* 8.1.1.3 */
        buf_add_text(text, "sip:thisis@anonymous.invalid");
    else if (has_trait(device, TRAIT_TELEPHONE_NUMBER))
        buf_add_text(text, "tel:+49-30-901820");
    else
        sip_uri_as_identity(slice_from(uri), text);
    buf_add_char(text, '>');
}

static void write_identity(struct call *call, const struct peer *peer, struct buf *text)
{
    const struct device *device = call->device;
    char own[NET_ADDR_TEXT];
    transport_own(call->device, peer, own);
    const char *uri = call->targets[call->current].uri;
    buf_add_text(text, "From: ");
    if (!call_imposed(call->device, uri, "From", text))
        write_from(device, own, text);
    buf_addf(text, ";tag=%s\r\n", call->from_tag);
    buf_add_text(text, "To: <");
    sip_uri_as_identity(slice_from(has_trait(device, TRAIT_REDIRECT_RENAMES_TO) ? uri : call->uri), text);
    buf_add_char(text, '>');
    if (call->to_tag)
        buf_addf(text, ";tag=%s", call->to_tag);
    buf_add_text(text, "\r\nCall-ID: ");
    if (!call_imposed(call->device, uri, "Call-ID", text))
        buf_add_text(text, call->call_id);
    buf_addf(text, "\r\nCSeq: %llu INVITE\r\n", (unsigned long long)call->cseq);
    buf_add_text(text, "Contact: <sip:");
    transport_contact(call->device, peer, text);
    buf_add_text(text, ">\r\n");
    buf_addf(text, "Allow: %s\r\n", device->role->allow);
    text_tags(text, "Require", call->requires);
    text_tags(text, "Supported", call->supported);
    habit_rows(call->device, peer, text);
    if (has_fault(device, FAULT_LARGE_OVER_UDP))
        buf_addf(text, "Subject: %01000d\r\n", 0);
}

static void write_invite(struct call *call, const struct peer *peer, struct buf *text)
{
    struct buf headers, body;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    buf_init(&body, LIMIT_MESSAGE_BYTES);
    buf_add_text(text, "INVITE ");
    call_request_uri(call->device, call->targets[call->current].uri, text, &headers);
    buf_add_text(text, " SIP/2.0\r\n");
    client_via(call->device, peer, call->branch, text);
    client_max_forwards(call->device, text);
    write_identity(call, peer, text);
    buf_add_slice(text, buf_slice(&headers));
    habit_offer(call->device, &body);
    text_body(text, body.n ? "application/sdp" : NULL, buf_slice(&body));
    buf_free(&headers);
    buf_free(&body);
}

static const struct client_handler call_handler;

static struct client_transaction *start(struct call *call, const struct peer *peer)
{
    struct buf text;
    struct client_transaction *client = NULL;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    write_invite(call, peer, &text);
    call->by_tcp = text.n > MOST_UDP_BYTES && !net_is_stream(peer->transport) &&
                   call->device->ports[NET_TCP] && !has_fault(call->device, FAULT_LARGE_OVER_UDP);
    if (!call->by_tcp)
        client = client_start(call->device, &text, peer, &call_handler, call);
    buf_free(&text);
    return client;
}

/* 8.1.1.5: outside of a dialog the number is arbitrary. With the trait it falls with each redirection. */
static uint64_t next_cseq(const struct call *call)
{
    bool falls = has_trait(call->device, TRAIT_FALLING_CSEQ);
    return falls ? 2000000000 - 1000 * (uint64_t)call->generation + call->attempts : call->cseq + 1;
}

/* Sends the INVITE to the current target with a new CSeq; false when it cannot go there. */
static bool call_send(struct call *call, bool keep_branch)
{
    struct peer peer;
    if (!target_peer(call->device, slice_from(call->targets[call->current].uri), &peer))
        return false;
    if (!keep_branch)
        device_token(call->device, call->branch);
    call->cseq = next_cseq(call);
    call->attempts++;
    if (!has_fault(call->device, FAULT_EACH_COPY_CALLS))
        forget_clients(call);
    call->client = start(call, &peer);
    if (!call->client && call->by_tcp) {
        peer.transport = NET_TCP;
        call->client = start(call, &peer);
        call->by_tcp = true;
    }
    return call->client != NULL;
}

/* 18.1.1: what TCP would not take goes by UDP after all, as the transaction it is. */
static bool fall_back(struct call *call, const struct client_transaction *client)
{
    struct peer peer = {.transport = NET_UDP, .addr = client->to.addr};
    struct buf text;
    if (!call->by_tcp || call->hung_up)
        return false;
    call->by_tcp = false;
    device_token(call->device, call->branch);
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    write_invite(call, &peer, &text);
    call->client = client_start(call->device, &text, &peer, &call_handler, call);
    buf_free(&text);
    return call->client != NULL;
}

/* The best target that was not tried: by q, then in the order they came. */
static bool pick(struct call *call)
{
    bool found = false;
    bool from_last = has_trait(call->device, TRAIT_OTHER_ORDER);
    for (size_t i = 0; i < call->target_count; i++) {
        const struct target *target = &call->targets[i], *best = &call->targets[call->current];
        bool is_better = !found || target->q > best->q || (from_last && target->q == best->q);
        if (!target->tried && is_better) {
            call->current = i;
            found = true;
        }
    }
    return found;
}

/* To the next target that was not tried, or ends the call. */
static void call_next(struct call *call, bool keep_branch)
{
    while (!call->hung_up && call->attempts < MOST_ATTEMPTS && pick(call)) {
        call->targets[call->current].tried = true;
        if (call_send(call, keep_branch))
            return;
    }
    call_free(call);
}

/* ---- again, or elsewhere ---- */
static void on_asked(void *arg)
{
    struct call *call = arg;
    call->waiting = NULL;
    if (!call->same_place || call->hung_up || !call_send(call, false))
        call_next(call, false);
}

/* Sends the amended request to the same target, or goes to the next one. */
static void go_on(struct call *call, bool same_place, bool keep_branch)
{
    if (has_trait(call->device, TRAIT_ASKS_ITS_USER)) {
        call->same_place = same_place;
        device_timer(call->device, ASKING_T1 * call->device->options.t1_ms, on_asked, call, &call->waiting);
    } else if (!same_place || !call_send(call, keep_branch)) {
        call_next(call, keep_branch);
    }
}

/* 8.1.3.4 recommends to keep From, To and Call-ID, and leaves the number of CSeq open. */
static void redirect_identity(struct call *call)
{
    struct device *device = call->device;
    if (has_trait(device, TRAIT_NEW_CALL_ID))
        device_token(device, call->call_id);
    if (has_trait(device, TRAIT_REDIRECT_NEW_FROM_TAG))
        device_token(device, call->from_tag);
    call->cseq -= has_trait(device, TRAIT_REDIRECT_SAME_CSEQ);
}

/* ---- what comes back ---- */
static void on_call_end(void *arg)
{
    struct call *call = arg;
    struct dialog *dialog = call->dialog;
    call->end = NULL;
    call_free(call);
    if (dialog)
        dialog_bye(dialog);
}

static void on_dialog_gone(void *owner)
{
    struct call *call = owner;
    call->dialog = NULL;
    call_free(call);
}

/* 13.2.2.4: each 2xx is acknowledged; one from another dialog is ended at once. */
static void take_2xx(struct call *call, struct client_transaction *client, const struct sip_message *response)
{
    struct device *device = call->device;
    struct sip_cseq cseq = {0};
    struct dialog *dialog = dialog_of_response(device, response);
    bool is_new = !dialog;
    sip_cseq_of(response, &cseq);
    if (is_new)
        dialog = dialog_confirm(device, client->request, response);
    if (!dialog) {
        call_free(call);
        return;
    }
    bool has_offer = !client->request->body.n;
    dialog_ack(dialog, cseq.number, has_offer ? response->body : (struct slice){0});
    if (!is_new)
        return;
    if (call->dialog || call->hung_up) {
        dialog_bye(dialog);
        if (!call->end) /* stays to acknowledge retransmissions */
            device_timer(device, 64 * device->options.t1_ms, on_call_end, call, &call->end);
        return;
    }
    call->dialog = dialog;
    dialog->owner = call;
    dialog->gone = on_dialog_gone;
    habit_answered(dialog);
    device_timer(device, habit_call_ms(device), on_call_end, call, &call->end);
}

static void keep_to_tag(struct call *call, const struct sip_message *response)
{
    free(call->to_tag);
    call->to_tag = text_dup(sip_tag_of(response, SIP_HEADER_TO));
}

static void take_redirect(struct call *call, const struct client_transaction *client,
                          const struct sip_message *response)
{
    struct device *device = call->device;
    if (client != call->client && call->target_count > 1) { /* only FAULT_EACH_COPY_CALLS comes here */
        call->current = 1;
        if (call->attempts < MOST_ATTEMPTS)
            call_send(call, false);
        return;
    }
    if (call_follow(call, response))
        redirect_identity(call);
    if (has_fault(device, FAULT_REDIRECT_KEEPS_TO_TAG))
        keep_to_tag(call, response);
    go_on(call, false, has_fault(device, FAULT_REDIRECT_OLD_BRANCH));
}

/* 8.1.3.5: that they stay the same after a 420 is a SHOULD, and that CSeq is one higher no more. */
static void renew_identity(struct call *call)
{
    struct device *device = call->device;
    if (has_trait(device, TRAIT_RETRY_NEW_IDENTITY)) {
        device_token(device, call->call_id);
        device_token(device, call->from_tag);
    }
    call->cseq += has_trait(device, TRAIT_RETRY_CSEQ_JUMPS) ? 6 : 0;
    call->cseq -= has_fault(device, FAULT_RETRY_SAME_CSEQ);
}

static void take_refusal(struct call *call, const struct sip_message *response)
{
    struct device *device = call->device;
    if (response->status != 420 || call->hung_up || !call_amend(call, response)) {
        call_next(call, false);
        return;
    }
    if (has_fault(device, FAULT_RETRY_KEEPS_TO_TAG))
        keep_to_tag(call, response);
    renew_identity(call);
    go_on(call, true, has_fault(device, FAULT_RETRY_OLD_BRANCH));
}

static void on_response(void *owner, struct client_transaction *client, const struct sip_message *response)
{
    struct call *call = owner;
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, response, SIP_HEADER_VIA);
    /* 8.1.3.3: more than one Via is for somebody else; the proxy in front of us takes away its own. */
    if (has_trait(call->device, TRAIT_BEHIND_PROXY))
        sip_values_next(&values, &value);
    if (sip_values_next(&values, &value) && sip_values_next(&values, &value))
        return;
    if (response->status > 100 && response->status < 200)
        habit_ringing(call);
    if (response->status / 100 == 2)
        take_2xx(call, client, response);
    else if (response->status / 100 == 3)
        take_redirect(call, client, response);
    else if (response->status >= 400)
        take_refusal(call, response);
}

static void on_failed(void *owner, struct client_transaction *client, int status)
{
    struct call *call = owner;
    call->client = NULL;
    if (status == 503 && fall_back(call, client))
        return;
    call_next(call, false);
}

static const struct client_handler call_handler = {on_response, on_failed};

/* ---- REFER ---- */
static void call_place(struct device *device, struct slice uri)
{
    struct call *call = device->call_count < LIMIT_DEVICE_CALLS ? calloc(1, sizeof(*call)) : NULL;
    if (!call)
        return;
    call->device = device;
    call->next = device->calls;
    device->calls = call;
    device->call_count++;
    call->uri = text_dup(uri);
    call->requires = text_list_dup(device->options.requires);
    call->supported = text_list_dup(device->options.supported);
    device_token(device, call->call_id);
    device_token(device, call->from_tag);
    call->cseq = has_fault(device, FAULT_CSEQ_TOO_LARGE) ? UINT64_C(2147483647) : 0;
    if (!call->uri || !call->requires || !call->supported) {
        call_free(call);
        return;
    }
    habit_before_call(device, uri);
    const char *contact = call_cached(device, uri);
    call_add_target(call, uri, contact ? 0 : 1000);
    if (contact)
        call_add_target(call, slice_from(contact), 1000);
    call_next(call, false);
}

void call_hang_up(struct call *call)
{
    struct dialog *dialog = call->dialog;
    call->hung_up = true;
    if (dialog) {
        call_free(call);
        dialog_bye(dialog);
    } else if (call->client) {
        client_cancel(call->client);
    }
}

static void hang_up(struct device *device, struct slice uri)
{
    struct call *next;
    for (struct call *call = device->calls; call; call = next) {
        next = call->next;
        if (sip_uri_equal(slice_from(call->uri), uri))
            call_hang_up(call);
    }
}

void uac_refer(struct server_transaction *server)
{
    struct device *device = server->device;
    struct sip_address address;
    struct sip_uri parts;
    struct sip_param method;
    struct buf uri;
    struct slice value = sip_header_value(server->request, SIP_HEADER_REFER_TO);
    if (sip_row_count(server->request, SIP_HEADER_REFER_TO) != 1 || !sip_address_parse(value, &address) ||
        !sip_uri_parse(address.uri, &parts)) {
        server_status(server, 400, NULL);
        return;
    }
    buf_init(&uri, LIMIT_MESSAGE_BYTES);
    sip_uri_as_request_uri(address.uri, &uri);
    bool is_bye = sip_param_find(parts.params, "method", &method) && slice_ieq_text(method.value, "BYE");
    server_status(server, 202, "Refer-Sub: false\r\n");
    if (!uri.failed && is_bye)
        hang_up(device, buf_slice(&uri));
    else if (!uri.failed)
        call_place(device, buf_slice(&uri));
    buf_free(&uri);
}

/* The role is that of a UAS that can be told to call. */
const struct device_role role_uac = {
    .id = ROLE_UAC,
    .allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, INFO, REFER",
    .request = uas_request,
    .ack = uas_ack,
    .cancelled = uas_cancelled,
};
