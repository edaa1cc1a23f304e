/* What a registrar with such traits adds: more about a binding, rows of other RFCs, and OPTIONS to whoever is
 * bound. */
#include "device/registrar.h"

enum { MIN_EXPIRES_S = 900, SHORT_EXPIRES_S = 120, WHOLE_HOUR_S = 3600 };

uint64_t registrar_lifetime(const struct device *device, uint64_t asked_s)
{
    bool is_shortened = has_trait(device, TRAIT_SHORTENS_EXPIRES) && asked_s > SHORT_EXPIRES_S;
    return is_shortened ? SHORT_EXPIRES_S : asked_s;
}

/* 10.3 step 7: above zero, below an hour, and below what is configured. */
bool registrar_is_too_brief(struct server_transaction *server, uint64_t asked_s)
{
    _Static_assert(MIN_EXPIRES_S < WHOLE_HOUR_S, "an hour is never too brief");
    if (!has_trait(server->device, TRAIT_MIN_EXPIRES) || !asked_s || asked_s >= MIN_EXPIRES_S)
        return false;
    server_status(server, 423, "Min-Expires: 900\r\n");
    return true;
}

void registrar_add_more(const struct device *device, const struct binding *binding, struct buf *headers)
{
    if (!has_trait(device, TRAIT_BINDING_PARAMS))
        return;
    struct slice user = target_user(slice_from(binding->uri));
    buf_addf(headers,
             ";reg-id=1;+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\""
             ";pub-gruu=\"sip:%.*s@gruu.example;gr=urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6\""
             ";temp-gruu=\"sip:tgruu.7hs==jd7vnzga5w7fajsc7-ajd6fabz0f8g5@gruu.example;gr\""
             ";received=\"sip:192.0.2.77:4711;transport=udp\"",
             SLICE_ARG(user));
}

void registrar_add_rows(struct server_transaction *server, struct buf *headers)
{
    char own[NET_ADDR_TEXT];
    if (!has_trait(server->device, TRAIT_SERVICE_ROUTE))
        return;
    transport_own(server->device, &server->from, own);
    buf_addf(headers,
             "Service-Route: <sip:orig@%s;lr>\r\n"
             "P-Associated-URI: <sip:+4930123456@%s;user=phone>, <tel:+4930123456>\r\n",
             own, own);
}

void registrar_ping(struct server_transaction *server, struct slice uri)
{
    struct device *device = server->device;
    struct peer peer;
    struct buf text;
    char branch[DEVICE_TAG_BYTES], tag[DEVICE_TAG_BYTES], call_id[DEVICE_TAG_BYTES], own[NET_ADDR_TEXT];
    if (!has_trait(device, TRAIT_PINGS_CONTACTS) || !target_peer(device, uri, &peer))
        return;
    device_token(device, branch);
    device_token(device, tag);
    device_token(device, call_id);
    transport_own(device, &peer, own);
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_add_text(&text, "OPTIONS ");
    sip_uri_as_request_uri(uri, &text);
    buf_add_text(&text, " SIP/2.0\r\n");
    client_via(device, &peer, branch, &text);
    client_max_forwards(device, &text);
    buf_addf(&text, "From: <sip:ping@registrar.example>;tag=%s\r\nTo: <", tag);
    sip_uri_as_request_uri(uri, &text);
    buf_addf(&text, ">\r\nCall-ID: %s\r\nCSeq: 1 OPTIONS\r\nContact: <sip:ping@%s%s>\r\n", call_id, own,
             net_transport_row(peer.transport)->uri_param);
    text_body(&text, NULL, (struct slice){0});
    client_start(device, &text, &peer, NULL, NULL);
    buf_free(&text);
}
