/* Requests of the device's own outside of any dialog, whose answer it does not wait for. */
#include "device/parts.h"

void alone_send(struct device *device, const struct alone *alone)
{
    struct peer peer;
    struct buf text;
    char own[NET_ADDR_TEXT], token[DEVICE_TAG_BYTES];
    if (!target_peer(device, alone->uri, &peer))
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_addf(&text, "%s ", alone->method);
    sip_uri_as_request_uri(alone->uri, &text);
    buf_add_text(&text, " SIP/2.0\r\n");
    device_token(device, token);
    client_via(device, &peer, token, &text);
    client_max_forwards(device, &text);
    transport_own(device, &peer, own);
    device_token(device, token);
    buf_addf(&text, "From: <sip:caller@%s>;tag=%s\r\nTo: <", own, token);
    sip_uri_as_identity(alone->to, &text);
    device_token(device, token);
    buf_addf(&text, ">\r\nCall-ID: %s\r\nCSeq: 1 %s\r\nContact: <sip:caller@", token, alone->method);
    transport_contact(device, &peer, &text);
    buf_addf(&text, ">\r\n%s", alone->rows);
    text_body(&text, alone->type, slice_from(alone->body ? alone->body : ""));
    client_start(device, &text, &peer, NULL, NULL);
    buf_free(&text);
}

/* RFC 3265 3.2: a subscription may have been made by other means than SUBSCRIBE: the lamp of a phone. */
void alone_tell_messages(struct device *device, struct slice uri)
{
    if (has_trait(device, TRAIT_TELLS_MESSAGES))
        alone_send(device, &(struct alone){.method = "NOTIFY",
                                           .uri = uri,
                                           .to = uri,
                                           .rows = "Event: message-summary\r\nSubscription-State: active\r\n",
                                           .type = "application/simple-message-summary",
                                           .body = "Messages-Waiting: no\r\nVoice-Message: 0/0 (0/0)\r\n"});
}
