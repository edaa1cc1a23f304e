/* What arrives, sorted: rubbish, responses, requests that cannot be served, ACK, CANCEL, retransmissions, new
 * requests. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

static bool is_method(const struct sip_message *request, const char *method)
{
    return slice_eq_text(request->method, method);
}

static bool is_single(const struct sip_message *message, enum sip_header_id id)
{
    return sip_row_count(message, id) == 1 && sip_header_value(message, id).n;
}

/* The five that everything has (8.1.1), Via apart. */
static bool has_basics(const struct sip_message *message)
{
    struct sip_cseq cseq;
    struct sip_address address;
    return is_single(message, SIP_HEADER_FROM) && is_single(message, SIP_HEADER_TO) &&
           is_single(message, SIP_HEADER_CALL_ID) && is_single(message, SIP_HEADER_CSEQ) &&
           sip_cseq_of(message, &cseq) &&
           sip_address_parse(sip_header_value(message, SIP_HEADER_FROM), &address) && !address.star &&
           sip_address_parse(sip_header_value(message, SIP_HEADER_TO), &address) && !address.star;
}

/* 18.3: a datagram that holds less than it says. */
static bool is_cut_off(const struct sip_message *message)
{
    uint64_t length;
    if (!sip_row_count(message, SIP_HEADER_CONTENT_LENGTH))
        return false;
    return !sip_content_length(message, &length) || length > message->body.n;
}

/* One space apart, a token, a URI that can be read, and our version in any case. */
static bool is_sound_request_line(const struct sip_message *request)
{
    struct sip_uri uri;
    return request->method.n + request->request_uri.n + request->version.n + 2 == request->start_line.n &&
           sip_is_token(request->method) && sip_uri_parse(request->request_uri, &uri);
}

static bool is_known_param(struct slice name)
{
    static const char *const known[] = {"transport", "user", "method",  "ttl",    "maddr",    "lr",
                                        "tag",       "q",    "expires", "branch", "received", "rport"};
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (slice_ieq_text(name, known[i]))
            return true;
    return false;
}

static bool has_unknown(struct slice params)
{
    struct sip_param param;
    while (sip_param_next(&params, &param))
        if (!is_known_param(param.name))
            return true;
    return false;
}

static bool has_unknown_params(const struct sip_message *request)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_FROM, SIP_HEADER_TO, SIP_HEADER_CONTACT};
    struct sip_uri uri;
    struct sip_via via;
    if (sip_uri_parse(request->request_uri, &uri) && has_unknown(uri.params))
        return true;
    if (sip_top_via(request, &via) && has_unknown(via.params))
        return true;
    for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++) {
        struct sip_address address;
        struct slice value = sip_header_value(request, ids[i]);
        if (value.p && sip_address_parse(value, &address) &&
            (has_unknown(address.params) || (sip_uri_parse(address.uri, &uri) && has_unknown(uri.params))))
            return true;
    }
    return false;
}

/* 0, or the status that says why a request cannot be served by anybody. */
static int unusable(const struct device *device, const struct sip_message *request, bool framed)
{
    const unsigned flaws = SIP_FLAW_NO_EMPTY_LINE | SIP_FLAW_NO_COLON | SIP_FLAW_NUL |
                           SIP_FLAW_LEADING_BLANK | SIP_FLAW_TOO_MANY_ROWS;
    struct sip_cseq cseq;
    if (!slice_ieq_text(request->version, "SIP/2.0"))
        return 505;
    if (!framed || (request->flaws & flaws) || !is_sound_request_line(request) || !has_basics(request) ||
        is_cut_off(request) || sip_row_count(request, SIP_HEADER_MAX_FORWARDS) > 1)
        return 400;
    if (!sip_cseq_of(request, &cseq) || cseq.number > INT32_MAX || !slice_eq(cseq.method, request->method))
        return 400;
    if (has_fault(device, FAULT_REFUSES_UNKNOWN_PARAMS) && has_unknown_params(request))
        return 400;
    return 0;
}

/* Answers without a transaction (8.2.7); for requests that no transaction can be made for. */
static void answer(struct device *device, const struct sip_message *request, const struct peer *from,
                   int status, const char *headers)
{
    struct sip_via via;
    struct buf text;
    char tag[DEVICE_TAG_BYTES];
    if (!sip_top_via(request, &via))
        return;
    device_token(device, tag);
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    reply_write(device, request, from, tag, &(struct reply){.status = status, .headers = headers}, &text);
    struct peer back = transport_back(device, &via, from);
    if (!text.failed)
        transport_send(device, &back, text.p, text.n);
    buf_free(&text);
}

/* What a device does that takes an ACK for something to be answered. */
static void answer_ack(struct device *device, const struct sip_message *ack, const struct peer *from)
{
    bool as_proxy = has_fault(device, FAULT_PROXY_ANSWERS_ACK);
    struct buf headers;
    char *const known[] = {NULL};
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    int status =
        require_judge(device, ack, as_proxy ? SIP_HEADER_PROXY_REQUIRE : SIP_HEADER_REQUIRE, known, &headers);
    if (status == 420)
        answer(device, ack, from, status, headers.failed ? NULL : headers.p);
    buf_free(&headers);
}

static void take_ack(struct device *device, const struct sip_message *ack, const struct peer *from)
{
    if (has_fault(device, FAULT_PROXY_ANSWERS_ACK) || has_fault(device, FAULT_ANSWERS_ACK))
        answer_ack(device, ack, from);
    struct server_transaction *server = server_find(device, ack);
    if (!server)
        device->role->ack(device, ack, from);
    else if (!has_fault(device, FAULT_ACK_WITH_REQUIRE_IGNORED) || !sip_row_count(ack, SIP_HEADER_REQUIRE))
        server_ack(server);
}

static void take_cancel(struct device *device, struct sip_message *cancel, const struct peer *from)
{
    struct server_transaction *invite = server_find(device, cancel);
    if (!invite && device->role->stray_cancel) {
        device->role->stray_cancel(device, cancel, from);
        sip_message_free(cancel);
        return;
    }
    if (!invite && has_trait(device, TRAIT_STATELESS_REFUSALS)) {
        sip_message_free(cancel); /* 8.2.7: it may be for what was refused without state */
        return;
    }
    struct server_transaction *server = server_create(device, cancel, from);
    if (!server)
        return;
    if (has_fault(device, FAULT_REFUSES_CANCEL) && require_refused(server))
        return;
    if (has_fault(device, FAULT_REDIRECTS_CANCEL)) {
        device->role->request(device, server);
        return;
    }
    if (!invite) {
        server_status(server, has_trait(device, TRAIT_CANCEL_ANYWHERE) ? 200 : 481, NULL);
        return;
    }
    /* 9.2: the same To tag as in the answers to what is cancelled. */
    memcpy(server->tag, invite->tag, sizeof(server->tag));
    server_status(server, 200, NULL);
    if (invite->is_invite && invite->state == SERVER_PROCEEDING)
        device->role->cancelled(device, invite);
}

/* CANCEL shares the branch of its INVITE, so its own retransmissions are looked for apart. */
static struct server_transaction *retransmission_of(struct device *device, const struct sip_message *request)
{
    if (is_method(request, "CANCEL"))
        return server_find_cancel(device, request);
    if (has_fault(device, FAULT_COPY_IS_NEW_CALL) && is_method(request, "INVITE"))
        return NULL;
    return server_find(device, request);
}

/* Takes the request over. */
static void take_request(struct device *device, struct sip_message *request, const struct peer *from,
                         bool framed)
{
    struct sip_via via;
    int status = unusable(device, request, framed);
    bool is_ack = is_method(request, "ACK");
    if (!sip_top_via(request, &via) || (is_ack && status)) {
        sip_message_free(request);
        return;
    }
    if (status) {
        answer(device, request, from, status, NULL);
        sip_message_free(request);
        return;
    }
    if (is_ack) {
        take_ack(device, request, from);
        sip_message_free(request);
        return;
    }
    if (device->role->passes && device->role->passes(device, request, from)) {
        sip_message_free(request);
        return;
    }
    struct server_transaction *server = retransmission_of(device, request);
    if (server) {
        server_retransmitted(server);
        sip_message_free(request);
    } else if (is_method(request, "CANCEL")) {
        take_cancel(device, request, from);
    } else {
        server = server_create(device, request, from);
        if (server)
            admission_take(server);
    }
}

/* 18.3: what follows the body in a datagram is not part of the message. */
static void cut_to_length(struct sip_message *message)
{
    uint64_t length;
    if (sip_content_length(message, &length) && length < message->body.n)
        message->body.n = (size_t)length;
}

/* A device that does not know compact names sees rows of no meaning. */
static void forget_compact_names(struct sip_message *message)
{
    for (size_t i = 0; i < message->row_count; i++)
        if (message->rows[i].compact)
            message->rows[i].id = SIP_HEADER_OTHER;
}

static void take_response(struct device *device, const struct sip_message *response)
{
    if (!stateless_response(device, response))
        client_response(device, response);
}

void incoming_message(struct device *device, const struct peer *from, struct slice bytes, bool framed)
{
    struct sip_message *message;
    if (device->dead || sip_message_parse(bytes.p, bytes.n, &message))
        return;
    if (has_fault(device, FAULT_NO_COMPACT_NAMES))
        forget_compact_names(message);
    cut_to_length(message);
    switch (message->kind) {
    case SIP_BROKEN:
        sip_message_free(message);
        break;
    case SIP_RESPONSE:
        if (framed && has_basics(message) && !is_cut_off(message) && message->status >= 100 &&
            message->status <= 699)
            take_response(device, message);
        sip_message_free(message);
        break;
    case SIP_REQUEST:
        take_request(device, message, from, framed);
        break;
    }
}
