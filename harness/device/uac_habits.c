/* Legal habits of a client, each a trait: what its calls look like, what it does before and after them. */
#include "device/call.h"

#include <stdio.h>

/* ---- what an INVITE has besides ---- */
void habit_rows(struct device *device, const struct peer *peer, struct buf *text)
{
    char own[NET_ADDR_TEXT];
    if (has_trait(device, TRAIT_PRESETS_ROUTE))
        buf_addf(text, "Route: <sip:%s;lr%s>\r\n", net_addr_text(&peer->addr, own),
                 net_is_stream(peer->transport) ? ";transport=tcp" : "");
    if (!has_trait(device, TRAIT_MANY_ROWS))
        return;
    buf_addf(text,
             "P-Preferred-Identity: <sip:%s>\r\nPrivacy: none\r\nSession-Expires: 1800;refresher=uac\r\n"
             "Min-SE: 90\r\nAllow-Events: refer, presence, dialog\r\nAccept: application/sdp, "
             "application/*;q=0.5\r\nAccept-Contact: *;audio\r\nPriority: non-urgent\r\nExpires: 180\r\n"
             "Timestamp: 54.21\r\nHistory-Info: <sip:first@192.0.2.9>;index=1\r\n",
             transport_own(device, peer, own));
}

void habit_offer(const struct device *device, struct buf *body)
{
    if (has_trait(device, TRAIT_OFFERS_LATE))
        return;
    text_sdp(body, &device->addr);
    for (int i = 0; i < 30 && has_trait(device, TRAIT_LONG_OFFER); i++)
        buf_addf(body, "a=x-feature-%02d:as long as those of a phone with video\r\n", i);
}

/* ---- before a call ---- */
static void register_at(struct device *device, struct slice uri)
{
    struct sip_uri parts;
    struct buf registrar, aor;
    if (!sip_uri_parse(uri, &parts))
        return;
    buf_init(&registrar, LIMIT_MESSAGE_BYTES);
    buf_init(&aor, LIMIT_MESSAGE_BYTES);
    struct slice host = slice_sub(uri, (size_t)(parts.host.p - uri.p), uri.n);
    buf_addf(&registrar, "sip:%.*s", SLICE_ARG(host));
    buf_addf(&aor, "sip:caller@%.*s", SLICE_ARG(parts.host));
    alone_send(device, &(struct alone){.method = "REGISTER",
                                       .uri = buf_slice(&registrar),
                                       .to = buf_slice(&aor),
                                       .rows = "Expires: 60\r\n"});
    buf_free(&registrar);
    buf_free(&aor);
}

void habit_before_call(struct device *device, struct slice uri)
{
    if (has_trait(device, TRAIT_ASKS_OPTIONS_FIRST))
        alone_send(device,
                   &(struct alone){
                       .method = "OPTIONS", .uri = uri, .to = uri, .rows = "Accept: application/sdp\r\n"});
    if (has_trait(device, TRAIT_REGISTERS_FIRST))
        register_at(device, uri);
}

/* ---- while it rings, and after the answer ---- */
static void on_impatient(void *arg)
{
    struct call *call = arg;
    call->waiting = NULL;
    call_hang_up(call);
}

void habit_ringing(struct call *call)
{
    if (has_trait(call->device, TRAIT_RINGS_SHORTLY) && !call->waiting)
        device_timer(call->device, call->device->options.t1_ms, on_impatient, call, &call->waiting);
}

void habit_answered(struct dialog *dialog)
{
    if (has_trait(dialog->device, TRAIT_REINVITES))
        habit_reinvite(dialog);
}

/* How long a call lasts. */
int64_t habit_call_ms(const struct device *device)
{
    return has_trait(device, TRAIT_HANGS_UP_AT_ONCE) ? 0 : 8 * device->options.t1_ms;
}
