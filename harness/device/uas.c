/* The user agent server: RFC 3261 8.2, 11, 13.3. Users: ring, busy, forward, nobody; anybody else answers. */
#include "device/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RINGS_LONG_MS = 8000 };

static bool is_method(const struct server_transaction *server, const char *method)
{
    return slice_eq_text(server->request->method, method);
}

static bool is_user(const struct server_transaction *server, const char *user)
{
    return slice_eq_text(target_user(server->request->request_uri), user);
}

static bool is_forwarded(const struct server_transaction *server)
{
    return role_row(server->device->role->id)->is_user_agent && is_user(server, "forward");
}

static void add_allow(struct device *device, struct buf *headers)
{
    struct slice allow = slice_from(device_allow(device));
    size_t ack = slice_find_text(allow, "ACK, ");
    if (has_fault(device, FAULT_MALFORMED_ALLOW))
        buf_add_text(headers, "Allow: INVITE,;x\r\n");
    else if (has_fault(device, FAULT_ALLOW_WITHOUT_ACK) && ack < allow.n)
        buf_addf(headers, "Allow: %.*s%s\r\n", (int)ack, allow.p, allow.p + ack + 5);
    else
        buf_addf(headers, "Allow: %s\r\n", device_allow(device));
}

void uas_add_abilities(struct device *device, struct buf *headers)
{
    add_allow(device, headers);
    buf_add_text(headers, "Accept: application/sdp\r\nAccept-Encoding: identity\r\nAccept-Language: en\r\n");
    require_supported(device, headers);
}

static void refuse(struct server_transaction *server, int status, bool with_allow)
{
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    if (with_allow && !(status == 405 && has_fault(server->device, FAULT_BARE_405)))
        add_allow(server->device, &headers);
    server_status(server, status, headers.failed ? NULL : headers.p);
    buf_free(&headers);
}

/* ---- 8.2.1 to 8.2.3, in that order ---- */
static bool is_in_list(struct slice method, const char *list)
{
    struct slice rest = slice_from(list);
    while (rest.n) {
        size_t end = slice_find(rest, ',');
        if (slice_eq(slice_trim(slice_sub(rest, 0, end)), method))
            return true;
        rest = slice_sub(rest, end + 1, rest.n);
    }
    return false;
}

static int judge_method(const struct server_transaction *server)
{
    struct slice method = server->request->method;
    if (is_in_list(method, device_allow(server->device)))
        return 0;
    return is_in_list(method,
                      "INVITE,ACK,CANCEL,BYE,OPTIONS,REGISTER,INFO,PRACK,UPDATE,MESSAGE,SUBSCRIBE,NOTIFY,"
                      "REFER,PUBLISH")
               ? 405
               : 501;
}

static int judge_uri(const struct server_transaction *server)
{
    struct sip_uri uri;
    if (!sip_uri_parse(server->request->request_uri, &uri))
        return 400;
    if (!uri.is_sip && !slice_ieq_text(uri.scheme, "tel"))
        return 416;
    return is_user(server, "nobody") && !sip_tag_of(server->request, SIP_HEADER_TO).p ? 404 : 0;
}

static int judge_content(const struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    struct slice type = sip_header_value(request, SIP_HEADER_CONTENT_TYPE);
    struct slice encoding = sip_header_value(request, SIP_HEADER_CONTENT_ENCODING);
    struct slice disposition = sip_header_value(request, SIP_HEADER_CONTENT_DISPOSITION);
    if (!request->body.n || slice_find_text(disposition, "handling=optional") < disposition.n)
        return 0;
    if (encoding.n && !slice_ieq_text(encoding, "identity"))
        return 415;
    struct slice media = slice_trim(slice_sub(type, 0, slice_find(type, ';')));
    bool is_text = slice_ieq_text(slice_sub(media, 0, 5), "text/");
    if (!server->is_invite)
        return !type.n || is_text || slice_ieq_text(media, "application/sdp") ? 0 : 415;
    return slice_ieq_text(media, "application/sdp") ? 0 : 415;
}

/* Its own re-INVITE has just left when the peer's first comes in. */
static bool crosses(struct dialog *dialog)
{
    if (!has_trait(dialog->device, TRAIT_CROSSES_REINVITES) || dialog->has_crossed)
        return false;
    dialog->has_crossed = true;
    habit_reinvite(dialog);
    return dialog->reinvite != NULL;
}

/* 12.2.2 and 8.2.2.2. 0 when there is a dialog, or none is asked for. */
static int judge_dialog(struct server_transaction *server, struct dialog *dialog)
{
    if (dialog && !dialog_in_order(dialog, server->request))
        return 500;
    if (dialog)
        return server->is_invite && crosses(dialog) ? 491 : 0;
    if (sip_tag_of(server->request, SIP_HEADER_TO).p || is_method(server, "BYE"))
        return 481;
    return server_is_merged(server) ? 482 : 0;
}

/* 14.2: an INVITE in the same dialog, with a lower number, has no final answer yet. */
static bool is_second_invite(const struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    struct sip_cseq cseq, first;
    for (const struct server_transaction *s = server->device->servers; server->is_invite && s; s = s->next)
        if (s != server && s->is_invite && s->state == SERVER_PROCEEDING &&
            slice_eq(sip_call_id(s->request), sip_call_id(request)) &&
            slice_eq(sip_tag_of(s->request, SIP_HEADER_FROM), sip_tag_of(request, SIP_HEADER_FROM)) &&
            slice_eq_text(sip_tag_of(request, SIP_HEADER_TO), s->tag) && sip_cseq_of(s->request, &first) &&
            sip_cseq_of(request, &cseq) && first.number < cseq.number)
            return true;
    return false;
}

static void refuse_second_invite(struct server_transaction *server)
{
    char row[32];
    snprintf(row, sizeof(row), "Retry-After: %u\r\n", (unsigned)rng_below(&server->device->rng, 11));
    server_status(server, 500, row);
}

bool uas_refused(struct server_transaction *server, struct dialog **ret_dialog)
{
    struct device *device = server->device;
    if (device->options.challenge && !role_row(device->role->id)->relays && !auth_ok(server, 401))
        return true;
    if (has_fault(device, FAULT_REQUIRE_BEFORE_METHOD) && require_refused(server))
        return true;
    int status = judge_method(server);
    if (!status && has_trait(device, TRAIT_REQUIRE_BEFORE_USER) && require_refused(server))
        return true;
    if (!status)
        status = judge_uri(server);
    if (status) {
        refuse(server, status, status == 405 || status == 501);
        return true;
    }
    if (is_second_invite(server)) {
        refuse_second_invite(server);
        return true;
    }
    struct dialog *dialog = dialog_find(device, server->request);
    if (has_trait(device, TRAIT_STALE_TAG_420) && !dialog && require_refused(server))
        return true;
    status = judge_dialog(server, dialog);
    if (status == 481 && is_method(server, "BYE") && has_trait(device, TRAIT_BYE_ANYWHERE))
        status = 200;
    if (status) {
        refuse(server, status, false);
        return true;
    }
    bool is_forwarding = has_trait(device, TRAIT_FORWARDING_PHONE) && is_forwarded(server);
    if (!is_forwarding && require_refused(server))
        return true;
    if (judge_content(server)) {
        server_status(server, 415, "Accept: application/sdp\r\nAccept-Encoding: identity\r\n");
        return true;
    }
    if (ret_dialog)
        *ret_dialog = dialog;
    return false;
}

/* ---- what the methods do ---- */
void uas_options(struct server_transaction *server)
{
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    uas_add_abilities(server->device, &headers);
    server_status(server, headers.failed ? 500 : 200, headers.failed ? NULL : headers.p);
    buf_free(&headers);
}

/* 13.3.1.2, 13.3.1.3: a call or OPTIONS that a user does not take. */
static bool is_turned_away(struct server_transaction *server)
{
    struct buf headers;
    if (is_user(server, "busy")) {
        server_status(server, 486, NULL);
        return true;
    }
    if (!is_forwarded(server))
        return false;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    buf_addf(&headers, "Contact: <%s>\r\n", server->device->options.forward_to);
    server_status(server, 302, headers.p);
    buf_free(&headers);
    return true;
}

/* 8.1.1.8: exactly one SIP URI. */
static bool has_one_contact(const struct sip_message *invite)
{
    struct sip_values values;
    struct slice value, more;
    struct sip_address address;
    struct sip_uri uri;
    sip_values_begin(&values, invite, SIP_HEADER_CONTACT);
    if (!sip_values_next(&values, &value) || sip_values_next(&values, &more))
        return false;
    return sip_address_parse(value, &address) && !address.star && sip_uri_parse(address.uri, &uri) &&
           uri.is_sip;
}

static void on_ring_end(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    server_status(server, 480, NULL);
}

/* What another branch says, where a proxy has forked the call to this device (12.1.2, 13.2.2.4): the same
 * with another To tag and Contact. */
static void say_as_fork(struct server_transaction *server, void (*say)(struct server_transaction *server))
{
    char tag[DEVICE_TAG_BYTES];
    memcpy(tag, server->tag, sizeof(tag));
    device_token(server->device, server->tag);
    server->is_fork = true;
    say(server);
    server->is_fork = false;
    memcpy(server->tag, tag, sizeof(tag));
}

static void ring(struct server_transaction *server)
{
    uas_reply_call(server, 180);
}

static void take_call(struct server_transaction *server)
{
    struct dialog *dialog = dialog_accept(server);
    if (!dialog) {
        server_status(server, 500, NULL);
        return;
    }
    uas_reply_call(server, 200);
    dialog_answered(dialog, server);
}

static void answer(struct server_transaction *server)
{
    take_call(server);
    if (has_trait(server->device, TRAIT_FORKED_ANSWERS))
        say_as_fork(server, take_call);
}

static void on_answered(void *arg)
{
    struct server_transaction *server = arg;
    server->ring = NULL;
    answer(server);
}

static void invite(struct device *device, struct server_transaction *server)
{
    if (!has_one_contact(server->request)) {
        server_status(server, 400, NULL);
        return;
    }
    if (is_turned_away(server))
        return;
    for (int i = 0; i < 2 && has_trait(device, TRAIT_FORKED_RINGING); i++)
        say_as_fork(server, ring);
    ring(server);
    if (uas_rings_reliably(server))
        server_repeat_reliable(server);
    if (has_trait(device, TRAIT_EARLY_MEDIA) && server->request->body.n)
        uas_reply_call(server, 183);
    if (is_user(server, "ring"))
        device_timer(device, 64 * device->options.t1_ms, on_ring_end, server, &server->ring);
    else if (has_trait(device, TRAIT_RINGS_LONG))
        device_timer(device, RINGS_LONG_MS, on_answered, server, &server->ring);
    else
        answer(server);
}

static void in_dialog(struct dialog *dialog, struct server_transaction *server)
{
    if (is_method(server, "BYE")) {
        server_status(server, 200, NULL);
        dialog_free(dialog);
    } else if (server->is_invite && dialog->reinvite) {
        server_status(server, 491, NULL); /* 14.2 */
    } else if (server->is_invite) {
        dialog_refresh(dialog, server->request);
        uas_reply_call(server, 200);
        dialog_answered(dialog, server);
    } else if (is_method(server, "OPTIONS")) {
        uas_options(server);
    } else if (is_method(server, "PRACK")) {
        server_pracked(server->device, server->request);
        server_status(server, 200, NULL);
    } else {
        server_status(server, 200, NULL);
    }
}

void uas_request(struct device *device, struct server_transaction *server)
{
    struct dialog *dialog = NULL;
    if (uas_refused(server, &dialog))
        return;
    if (is_method(server, "REFER"))
        uac_refer(server);
    else if (dialog)
        in_dialog(dialog, server);
    else if (server->is_invite)
        invite(device, server);
    else if (is_method(server, "INFO"))
        server_status(server, 481, NULL); /* RFC 6086 4.2.2: only inside a dialog */
    else if (is_method(server, "OPTIONS") && !is_turned_away(server))
        uas_options(server);
    else
        server_status(server, 200, NULL);
}

void uas_ack(struct device *device, const struct sip_message *ack, const struct peer *from)
{
    (void)from;
    struct dialog *dialog = dialog_find(device, ack);
    struct sip_cseq cseq;
    if (dialog && sip_cseq_of(ack, &cseq)) {
        dialog_acked(dialog, cseq.number);
        uas_call_up(dialog);
    }
}

void uas_cancelled(struct device *device, struct server_transaction *server)
{
    (void)device;
    server_status(server, 487, NULL);
}

const struct device_role role_uas = {
    .id = ROLE_UAS,
    .allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, INFO",
    .request = uas_request,
    .ack = uas_ack,
    .cancelled = uas_cancelled,
};
