/* The proxy, responses: RFC 3261 16.7. */
#include "device/forward.h"

#include <stdlib.h>
#include <string.h>

/* ---- writing the response that goes upstream ---- */
static bool is_tried(const struct forward *forward, struct slice uri)
{
    for (size_t i = 0; i < forward->count; i++)
        if (sip_uri_equal(slice_from(forward->branches[i].uri), uri))
            return true;
    return false;
}

/* Contacts of a 3xx; those that we have tried ourselves do not go back (16.7 step 4). */
static size_t write_contacts(const struct forward *forward, const struct sip_message *response,
                             struct buf *text)
{
    struct sip_values values;
    struct slice value;
    size_t count = 0;
    bool keeps = !forward->recursed || has_fault(forward->device, FAULT_RETURNS_TRIED_CONTACTS);
    sip_values_begin(&values, response, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value)) {
        if (!keeps && is_tried(forward, sip_address_uri(value)))
            continue;
        buf_add_text(text, "Contact: ");
        sip_unfold(value, text);
        buf_add_text(text, "\r\n");
        count++;
    }
    return count;
}

void forward_vias(const struct sip_message *response, struct buf *text)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, response, SIP_HEADER_VIA);
    for (bool is_top = true; sip_values_next(&values, &value); is_top = false) {
        if (is_top)
            continue;
        buf_add_text(text, "Via: ");
        sip_unfold(value, text);
        buf_add_text(text, "\r\n");
    }
}

/* All 3xx that came, their contacts in one (16.7 step 7 allows that). */
static void write_joined(const struct forward *forward, struct buf *text)
{
    for (size_t i = 0; i < forward->count; i++) {
        const struct branch *branch = &forward->branches[i];
        if (branch->response && branch->status / 100 == 3)
            write_contacts(forward, branch->response, text);
    }
}

static void write_redirect_contacts(const struct forward *forward, const struct sip_message *response,
                                    const struct sip_row *row, struct buf *text)
{
    struct device *device = forward->device;
    char own[NET_ADDR_TEXT];
    bool untouched = !forward->recursed && !has_fault(device, FAULT_REWRITES_CONTACT) &&
                     !has_trait(device, TRAIT_JOINS_CONTACTS);
    if (untouched) {
        text_row(text, row);
        return;
    }
    if (row != sip_row_next(response, SIP_HEADER_CONTACT, NULL))
        return; /* all of them were written with the first */
    if (has_fault(device, FAULT_REWRITES_CONTACT))
        buf_addf(text, "Contact: <sip:%s>\r\n", transport_own(device, &forward->server->from, own));
    else if (has_trait(device, TRAIT_JOINS_CONTACTS))
        write_joined(forward, text);
    else
        write_contacts(forward, response, text);
}

static void write_new_tag(const struct forward *forward, struct buf *text)
{
    buf_add_text(text, "To: ");
    sip_unfold(sip_header_value(forward->server->request, SIP_HEADER_TO), text);
    if (!sip_tag_of(forward->server->request, SIP_HEADER_TO).p)
        buf_addf(text, ";tag=%s", forward->server->tag);
    buf_add_text(text, "\r\n");
}

static void write_row(const struct forward *forward, const struct sip_message *response,
                      const struct sip_row *row, struct buf *text)
{
    const struct device *device = forward->device;
    bool is_redirect = response->status / 100 == 3;
    if (row->id == SIP_HEADER_VIA || row->id == SIP_HEADER_CONTENT_LENGTH)
        return;
    if (row->id == SIP_HEADER_UNSUPPORTED && response->status == 420 &&
        has_fault(device, FAULT_RELAYS_420_WITHOUT_UNSUPPORTED))
        return;
    if (row->id == SIP_HEADER_CONTACT && is_redirect)
        write_redirect_contacts(forward, response, row, text);
    else if (row->id == SIP_HEADER_TO && is_redirect && has_trait(device, TRAIT_JOINS_CONTACTS))
        write_new_tag(forward, text);
    else
        text_row(text, row);
}

static void relay(struct forward *forward, const struct sip_message *response)
{
    struct buf text;
    /* 16.7 step 3: with our Via alone it was meant for us, and goes nowhere. */
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, response, SIP_HEADER_VIA);
    if (!sip_values_next(&values, &value) || !sip_values_next(&values, &value))
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_add_slice(&text, response->start_line);
    buf_add_text(&text, "\r\n");
    forward_vias(response, &text);
    for (size_t i = 0; i < response->row_count; i++)
        write_row(forward, response, &response->rows[i], &text);
    text_body(&text, NULL, response->body);
    server_send(forward->server, response->status, &text);
    buf_free(&text);
}

/* ---- which one: 16.7 step 6 ---- */
/* A smaller number is better. */
static int rank(const struct forward *forward, const struct branch *branch)
{
    static const int telling[] = {401, 407, 415, 420, 484};
    int group = branch->status / 100;
    struct buf rest;
    if (group == 6)
        return 0;
    if (group == 3 && forward->recursed && branch->response) {
        buf_init(&rest, LIMIT_MESSAGE_BYTES);
        size_t left = write_contacts(forward, branch->response, &rest);
        buf_free(&rest);
        if (!left) /* nothing new in it (step 4) */
            return 1000;
    }
    if (group == 4)
        for (size_t i = 0; i < sizeof(telling) / sizeof(*telling); i++)
            if (telling[i] == branch->status)
                return 40;
    return group * 10 + 1 + (branch->status == 503 || branch->status == 408);
}

static const struct branch *best_branch(const struct forward *forward)
{
    const struct branch *best = NULL;
    for (size_t i = 0; i < forward->count; i++) {
        const struct branch *branch = &forward->branches[i];
        bool last_too = has_trait(forward->device, TRAIT_LAST_ANSWER);
        if (branch->status >= 300 && (!best || rank(forward, branch) < rank(forward, best) + last_too))
            best = branch;
    }
    return best;
}

static bool is_open(const struct forward *forward)
{
    for (size_t i = 0; i < forward->count; i++)
        if (!forward->branches[i].status)
            return true;
    return false;
}

void forward_finish(struct forward *forward)
{
    while (forward_next(forward))
        continue;
    if (forward->answered || is_open(forward))
        return;
    const struct branch *best = best_branch(forward);
    forward->answered = true;
    if (!best)
        return;
    if (rank(forward, best) == 1000) {
        server_status(forward->server, 480, NULL);
    } else if (best->status == 503) {
        server_status(forward->server, 500, NULL); /* step 6: a 503 would speak for the proxy itself */
    } else if (best->response) {
        relay(forward, best->response);
    } else if (forward->server->is_invite || best->status != 408) {
        server_status(forward->server, best->status, NULL); /* no 408 to other requests: RFC 4320 4.2 */
    }
}

void forward_cancel_all(struct forward *forward)
{
    for (size_t i = 0; i < forward->count; i++)
        if (!forward->branches[i].status && forward->branches[i].client)
            client_cancel(forward->branches[i].client);
}

/* ---- what comes back from the branches ---- */
/* 16.5, 16.7 step 4: tries the contacts of a 3xx. RFC 5630 5.3: the scheme stays. */
static void recurse(struct forward *forward, const struct sip_message *response)
{
    const struct device *device = forward->device;
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    struct sip_uri from, to;
    bool may = device->options.recurse && (forward->responsible || has_fault(device, FAULT_RECURSES_FOREIGN));
    if (!may || forward->cancelled || forward->over || response->status > 302 ||
        !sip_uri_parse(forward->server->request->request_uri, &from))
        return;
    forward->recursed = true;
    sip_values_begin(&values, response, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value))
        if (sip_address_parse(value, &address) && !address.star && sip_uri_parse(address.uri, &to) &&
            to.is_sips == from.is_sips)
            forward_to(forward, address.uri);
}

static void take_2xx(struct forward *forward, const struct sip_message *response)
{
    bool is_first = !forward->answered;
    forward->answered = forward->over = true;
    if (is_first || forward->server->is_invite)
        relay(forward, response);
    forward_cancel_all(forward);
}

static size_t count_contacts(const struct sip_message *response)
{
    struct sip_values values;
    struct slice value;
    size_t count = 0;
    sip_values_begin(&values, response, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value))
        count++;
    return count;
}

static void take_final(struct branch *branch, const struct sip_message *response)
{
    struct forward *forward = branch->forward;
    bool is_redirect = response->status / 100 == 3;
    if (branch->status)
        return;
    branch->status = response->status;
    if (sip_message_parse(response->bytes, response->length, &branch->response))
        branch->response = NULL;
    if (response->status >= 600) {
        forward->over = true;
        forward_cancel_all(forward);
    }
    if (is_redirect)
        recurse(forward, response);
    if (is_redirect && has_fault(forward->device, FAULT_EARLY_302) && !forward->answered) {
        forward->answered = true;
        relay(forward, response);
    }
    forward_finish(forward);
    if (has_fault(forward->device, FAULT_DIES_OF_MANY_CONTACTS) && is_redirect &&
        count_contacts(response) > 2)
        forward->device->dead = true;
}

static void on_response(void *owner, struct client_transaction *client, const struct sip_message *response)
{
    struct branch *branch = owner;
    struct forward *forward = branch->forward;
    (void)client;
    if (response->status >= 300) {
        take_final(branch, response);
    } else if (response->status >= 200) {
        branch->status = response->status;
        take_2xx(forward, response);
    } else if (response->status > 100 && forward->server->state == SERVER_PROCEEDING) {
        relay(forward, response);
    }
}

static void on_failed(void *owner, struct client_transaction *client, int status)
{
    struct branch *branch = owner;
    (void)client;
    branch->client = NULL;
    if (!branch->status)
        branch->status = status;
    forward_finish(branch->forward);
}

const struct client_handler forward_handler = {on_response, on_failed};
