/* Dialogs: RFC 3261 section 12, and the repetition of a 2xx by the core (13.3.1.4). */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

/* Also transactions that have had their answer: a 2xx may come once more (RFC 6026). */
static void forget_clients(const struct dialog *dialog)
{
    for (struct client_transaction *client = dialog->device->clients; client; client = client->next)
        if (client->owner == dialog)
            client_forget(client);
}

void dialog_free(struct dialog *dialog)
{
    struct device *device = dialog->device;
    struct dialog **at = &device->dialogs;
    while (*at && *at != dialog)
        at = &(*at)->next;
    if (*at) {
        *at = dialog->next;
        device->dialog_count--;
    }
    device->call_ended_ms = location_now_ms(device);
    if (dialog->gone)
        dialog->gone(dialog->owner);
    net_timer_stop(dialog->repeat);
    net_timer_stop(dialog->end);
    net_timer_stop(dialog->habit);
    net_timer_stop(dialog->again);
    forget_clients(dialog);
    free(dialog->call_id);
    free(dialog->local_tag);
    free(dialog->remote_tag);
    free(dialog->local);
    free(dialog->remote);
    free(dialog->target);
    free(dialog->routes);
    free(dialog->first_route);
    free(dialog->answer);
    free(dialog);
}

void dialog_free_all(struct device *device)
{
    while (device->dialogs)
        dialog_free(device->dialogs);
}

static char *contact_uri(const struct sip_message *message)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    sip_values_begin(&values, message, SIP_HEADER_CONTACT);
    if (!sip_values_next(&values, &value) || !sip_address_parse(value, &address))
        return strdup("");
    return text_dup(address.uri);
}

/* The route set from Record-Route, reversed for a UAC (12.1.2). */
static bool take_routes(struct dialog *dialog, const struct sip_message *message, bool reversed)
{
    struct sip_values values;
    struct slice value, routes[LIMIT_DEVICE_TARGETS];
    struct sip_address address;
    struct buf text;
    size_t count = 0;
    sip_values_begin(&values, message, SIP_HEADER_RECORD_ROUTE);
    while (count < LIMIT_DEVICE_TARGETS && sip_values_next(&values, &value))
        routes[count++] = value;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&text, "Route: ");
        sip_unfold(routes[reversed ? count - 1 - i : i], &text);
        buf_add_text(&text, "\r\n");
    }
    dialog->routes = buf_take(&text);
    if (count && sip_address_parse(routes[reversed ? count - 1 : 0], &address))
        dialog->first_route = text_dup(address.uri);
    return dialog->routes != NULL;
}

/* Takes the dialog into the list, or frees what could not be completed. */
static struct dialog *dialog_keep(struct dialog *dialog)
{
    struct device *device = dialog->device;
    struct dialog *oldest = device->dialogs;
    bool whole = dialog->call_id && dialog->local_tag && dialog->remote_tag && dialog->local &&
                 dialog->remote && dialog->target && dialog->routes;
    if (!whole) {
        dialog_free(dialog);
        return NULL;
    }
    while (oldest && oldest->next)
        oldest = oldest->next;
    if (device->dialog_count >= LIMIT_DEVICE_DIALOGS)
        dialog_free(oldest);
    dialog->next = device->dialogs;
    device->dialogs = dialog;
    device->dialog_count++;
    return dialog;
}

struct dialog *dialog_accept(struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    struct dialog *dialog = calloc(1, sizeof(*dialog));
    struct sip_cseq cseq = {0};
    struct buf local;
    if (!dialog)
        return NULL;
    buf_init(&local, LIMIT_MESSAGE_BYTES);
    sip_unfold(sip_header_value(request, SIP_HEADER_TO), &local);
    /* With a fault of tags the peer knows us by another one. */
    struct slice from_tag = sip_tag_of(request, SIP_HEADER_FROM);
    const char *tag = has_fault(server->device, FAULT_CONSTANT_TO_TAG) ? "constant" : server->tag;
    dialog->device = server->device;
    dialog->local_tag =
        has_fault(server->device, FAULT_TO_TAG_IS_FROM_TAG) ? text_dup(from_tag) : strdup(tag);
    buf_addf(&local, ";tag=%s", dialog->local_tag ? dialog->local_tag : "");
    dialog->local = buf_take(&local);
    dialog->remote = text_dup(sip_header_value(request, SIP_HEADER_FROM));
    dialog->call_id = text_dup(sip_call_id(request));
    dialog->remote_tag = text_dup(from_tag);
    dialog->target = contact_uri(request);
    sip_cseq_of(request, &cseq);
    dialog->remote_cseq = cseq.number;
    dialog->has_remote_cseq = true;
    take_routes(dialog, request, false);
    return dialog_keep(dialog);
}

struct dialog *dialog_confirm(struct device *device, const struct sip_message *invite,
                              const struct sip_message *response)
{
    struct dialog *dialog = calloc(1, sizeof(*dialog));
    struct sip_cseq cseq = {0};
    if (!dialog)
        return NULL;
    sip_cseq_of(invite, &cseq);
    dialog->device = device;
    dialog->call_id = text_dup(sip_call_id(invite));
    dialog->local_tag = text_dup(sip_tag_of(invite, SIP_HEADER_FROM));
    dialog->remote_tag = text_dup(sip_tag_of(response, SIP_HEADER_TO));
    dialog->local = text_dup(sip_header_value(invite, SIP_HEADER_FROM));
    dialog->remote = text_dup(sip_header_value(response, SIP_HEADER_TO));
    dialog->target = contact_uri(response);
    dialog->local_cseq = cseq.number;
    dialog->owns_call_id = true;
    take_routes(dialog, response, true);
    return dialog_keep(dialog);
}

static struct dialog *find(struct device *device, struct slice call_id, struct slice local,
                           struct slice remote)
{
    for (struct dialog *dialog = device->dialogs; dialog; dialog = dialog->next)
        if (slice_eq_text(call_id, dialog->call_id) && slice_eq_text(local, dialog->local_tag) &&
            slice_eq_text(remote, dialog->remote_tag))
            return dialog;
    return NULL;
}

struct dialog *dialog_find(struct device *device, const struct sip_message *request)
{
    struct slice local = sip_tag_of(request, SIP_HEADER_TO);
    return local.p ? find(device, sip_call_id(request), local, sip_tag_of(request, SIP_HEADER_FROM)) : NULL;
}

struct dialog *dialog_of_response(struct device *device, const struct sip_message *response)
{
    return find(device, sip_call_id(response), sip_tag_of(response, SIP_HEADER_FROM),
                sip_tag_of(response, SIP_HEADER_TO));
}

bool dialog_in_order(struct dialog *dialog, const struct sip_message *request)
{
    struct sip_cseq cseq;
    if (!sip_cseq_of(request, &cseq) || (dialog->has_remote_cseq && cseq.number <= dialog->remote_cseq))
        return false;
    dialog->remote_cseq = cseq.number;
    dialog->has_remote_cseq = true;
    return true;
}

void dialog_refresh(struct dialog *dialog, const struct sip_message *request)
{
    char *target = sip_row_count(request, SIP_HEADER_CONTACT) ? contact_uri(request) : NULL;
    if (target && *target) {
        free(dialog->target);
        dialog->target = target;
    } else {
        free(target);
    }
}

/* ---- requests inside ---- */
/* False when the peer gave no Contact (12.1.1) that could stand in a Request-URI, even if a route says where
 * to send. */
static bool write_request(struct dialog *dialog, const char *method, uint64_t cseq, struct buf *text,
                          struct peer *ret_peer)
{
    struct device *device = dialog->device;
    struct sip_uri uri;
    char branch[DEVICE_TAG_BYTES];
    const char *next = dialog->first_route ? dialog->first_route : dialog->target;
    if (!sip_uri_parse(slice_from(dialog->target), &uri) || !target_peer(device, slice_from(next), ret_peer))
        return false;
    device_token(device, branch);
    buf_addf(text, "%s ", method);
    sip_uri_as_request_uri(slice_from(dialog->target), text);
    buf_add_text(text, " SIP/2.0\r\n");
    client_via(device, ret_peer, branch, text);
    client_max_forwards(device, text);
    buf_add_text(text, dialog->routes);
    buf_addf(text, "From: %s\r\nTo: %s\r\nCall-ID: %s\r\nCSeq: %llu %s\r\n", dialog->local, dialog->remote,
             dialog->call_id, (unsigned long long)cseq, method);
    return true;
}

/* Without a transaction. */
void dialog_ack(struct dialog *dialog, uint64_t cseq, struct slice offer)
{
    struct peer peer;
    struct buf text, answer;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_init(&answer, LIMIT_MESSAGE_BYTES);
    if (offer.n)
        text_sdp_answer(&answer, &dialog->device->addr, offer);
    bool is_written = write_request(dialog, "ACK", cseq, &text, &peer);
    text_body(&text, offer.n ? "application/sdp" : NULL, buf_slice(&answer));
    if (is_written && !text.failed)
        transport_send(dialog->device, &peer, text.p, text.n);
    buf_free(&answer);
    buf_free(&text);
}

/* What an INVITE inside has to say; all else is the same for every method. */
static void write_session(struct dialog *dialog, const struct peer *peer, struct buf *text)
{
    struct buf session;
    buf_init(&session, LIMIT_MESSAGE_BYTES);
    text_sdp(&session, &dialog->device->addr);
    buf_addf(text, "Allow: %s\r\nContact: <sip:", device_allow(dialog->device));
    transport_contact(dialog->device, peer, text);
    buf_add_text(text, ">\r\n");
    text_body(text, "application/sdp", buf_slice(&session));
    buf_free(&session);
}

struct client_transaction *dialog_request(struct dialog *dialog, const char *method,
                                          const struct client_handler *handler, void *owner)
{
    struct client_transaction *client = NULL;
    struct peer peer;
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    if (write_request(dialog, method, ++dialog->local_cseq, &text, &peer)) {
        if (strcmp(method, "INVITE") == 0)
            write_session(dialog, &peer, &text);
        else
            text_body(&text, NULL, (struct slice){0});
        client = client_start(dialog->device, &text, &peer, handler, owner);
    }
    buf_free(&text);
    return handler ? client : NULL;
}

void dialog_bye(struct dialog *dialog)
{
    dialog_request(dialog, "BYE", NULL, NULL);
    dialog_free(dialog);
}

/* ---- our 2xx, until its ACK ---- */
static void on_repeat(void *arg)
{
    struct dialog *dialog = arg;
    struct device *device = dialog->device;
    dialog->repeat = NULL;
    transport_send(device, &dialog->answer_to, dialog->answer, dialog->answer_length);
    dialog->interval_ms =
        dialog->interval_ms * 2 < device->options.t2_ms ? dialog->interval_ms * 2 : device->options.t2_ms;
    device_timer(device, dialog->interval_ms, on_repeat, dialog, &dialog->repeat);
}

/* 13.3.1.4: a call whose ACK never came is ended. */
static void on_end(void *arg)
{
    struct dialog *dialog = arg;
    dialog->end = NULL;
    dialog_bye(dialog);
}

void dialog_answered(struct dialog *dialog, struct server_transaction *server)
{
    struct device *device = dialog->device;
    struct sip_cseq cseq = {0};
    if (!server->bytes)
        return;
    sip_cseq_of(server->request, &cseq);
    free(dialog->answer);
    dialog->answer = slice_dup((struct slice){server->bytes, server->length});
    dialog->answer_length = dialog->answer ? server->length : 0;
    dialog->answer_to = server->back;
    dialog->answer_cseq = cseq.number;
    dialog->interval_ms = device->options.t1_ms;
    device_timer_stop(&dialog->repeat);
    device_timer_stop(&dialog->end);
    device_timer(device, dialog->interval_ms, on_repeat, dialog, &dialog->repeat);
    device_timer(device, 64 * device->options.t1_ms, on_end, dialog, &dialog->end);
}

void dialog_acked(struct dialog *dialog, uint64_t cseq)
{
    if (!dialog->answer || cseq != dialog->answer_cseq)
        return;
    device_timer_stop(&dialog->repeat);
    device_timer_stop(&dialog->end);
}
