/* Writes answers: what 8.2.6.2 has copied from the request, and our own rows. */
#include "device/parts.h"

#include "sip/reason.h"

#include <stdlib.h>
#include <string.h>

bool reply_knows_rport(const struct device *device)
{
    return !has_trait(device, TRAIT_IGNORES_RPORT) && !has_trait(device, TRAIT_ANSWERS_FROM_ELSEWHERE);
}

static bool known_via_param(struct slice name)
{
    static const char *const known[] = {"branch", "received", "rport", "maddr", "ttl"};
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (slice_ieq_text(name, known[i]))
            return true;
    return false;
}

static void via_params(const struct device *device, struct slice params, const struct peer *from, bool is_top,
                       struct buf *text)
{
    struct sip_param param;
    while (sip_param_next(&params, &param)) {
        if (has_fault(device, FAULT_DROPS_VIA_PARAMS) && !known_via_param(param.name))
            continue;
        if (is_top && slice_ieq_text(param.name, "received"))
            continue;
        buf_add_char(text, ';');
        buf_add_slice(text, param.name);
        if (is_top && slice_ieq_text(param.name, "rport") && reply_knows_rport(device))
            buf_addf(text, "=%u", from->addr.port);
        else if (param.value.p) {
            buf_add_char(text, '=');
            buf_add_slice(text, param.value);
        }
    }
    /* What is left is no parameter, and goes back as it came. */
    buf_add_slice(text, params);
}

/* 18.2.1: received, when the sent-by does not say where it came from; RFC 3581: always with rport. */
static void via_received(const struct device *device, const struct sip_via *via, const struct peer *from,
                         struct buf *text)
{
    char host[NET_ADDR_TEXT];
    struct slice ip = slice_from(net_addr_host(&from->addr, host));
    bool asked = via->has_rport && reply_knows_rport(device);
    if (!asked && !has_trait(device, TRAIT_ALWAYS_RECEIVED) && slice_ieq(via->host, ip))
        return;
    if (from->addr.family == 6)
        ip = slice_sub(ip, 1, ip.n - 2);
    buf_addf(text, ";received=%.*s", SLICE_ARG(ip));
}

static void via_row(const struct device *device, struct slice value, const struct peer *from, bool is_top,
                    struct buf *text)
{
    char *copy = text_dup(value);
    if (!copy) {
        text->failed = true;
        return;
    }
    struct slice whole = slice_from(copy);
    struct sip_via via;
    buf_add_text(text, "Via: ");
    if (!sip_via_parse(whole, &via) || (!is_top && !has_fault(device, FAULT_DROPS_VIA_PARAMS))) {
        buf_add_slice(text, whole);
    } else {
        size_t head = via.params.n ? (size_t)(via.params.p - whole.p) : whole.n;
        buf_add_slice(text, slice_trim(slice_sub(whole, 0, head)));
        via_params(device, via.params, from, is_top, text);
        if (is_top)
            via_received(device, &via, from, text);
    }
    buf_add_text(text, "\r\n");
    free(copy);
}

void reply_vias(const struct device *device, const struct sip_message *request, const struct peer *from,
                struct buf *text)
{
    struct sip_values values;
    struct slice value, vias[70];
    size_t count = 0;
    sip_values_begin(&values, request, SIP_HEADER_VIA);
    if (!has_fault(device, FAULT_REVERSES_VIAS)) {
        for (bool is_top = true; sip_values_next(&values, &value); is_top = false)
            if (is_top || !has_fault(device, FAULT_DROPS_VIAS))
                via_row(device, value, from, is_top, text);
        return;
    }
    while (count < sizeof(vias) / sizeof(*vias) && sip_values_next(&values, &vias[count]))
        count++;
    for (size_t i = count; i-- > 0;)
        via_row(device, vias[i], from, i == 0, text);
}

static const char *own_tag(const struct device *device, const struct sip_message *request, const char *tag,
                           const struct reply *reply, char room[LIMIT_URI_PARTS])
{
    bool refused = reply->status == 420, failed = reply->status >= 400 && !refused;
    bool untagged = reply->no_tag && !has_trait(device, TRAIT_TAGGED_TRYING);
    if (untagged || (refused && has_fault(device, FAULT_NO_TO_TAG)) ||
        (failed && has_fault(device, FAULT_NO_TO_TAG_ON_ERRORS)))
        return NULL;
    if (has_fault(device, FAULT_CONSTANT_TO_TAG))
        return "constant";
    struct slice from = sip_tag_of(request, SIP_HEADER_FROM);
    if (has_fault(device, FAULT_TO_TAG_IS_FROM_TAG) && from.n && from.n < LIMIT_URI_PARTS) {
        memcpy(room, from.p, from.n);
        room[from.n] = 0;
        return room;
    }
    return tag;
}

static void reply_to(const struct device *device, const struct sip_message *request, const char *tag,
                     const struct reply *reply, struct buf *text)
{
    char room[LIMIT_URI_PARTS];
    const char *own = own_tag(device, request, tag, reply, room);
    if (!reply->to && !sip_header_value(request, SIP_HEADER_TO).p)
        return;
    buf_add_text(text, "To: ");
    if (reply->to)
        buf_add_text(text, reply->to);
    else
        sip_unfold(sip_header_value(request, SIP_HEADER_TO), text);
    if (own && !sip_tag_of(request, SIP_HEADER_TO).p)
        buf_addf(text, ";tag=%s", own);
    buf_add_text(text, "\r\n");
}

static void reply_call_id(const struct device *device, const struct sip_message *request, struct buf *text)
{
    size_t start = text->n;
    text_copy(text, request, SIP_HEADER_CALL_ID);
    if (!has_fault(device, FAULT_CHANGES_CALL_ID) || text->failed)
        return;
    for (size_t i = start + sizeof("Call-ID:") - 1; i < text->n; i++)
        text->p[i] = (char)ascii_lower(text->p[i]);
}

static void reply_rows(const struct device *device, const struct sip_message *request,
                       const struct peer *from, const char *tag, const struct reply *reply, struct buf *text)
{
    reply_vias(device, request, from, text);
    if (!has_fault(device, FAULT_NO_FROM))
        text_copy(text, request, SIP_HEADER_FROM);
    if (has_fault(device, FAULT_TWO_FROM_ROWS))
        text_copy(text, request, SIP_HEADER_FROM);
    reply_to(device, request, tag, reply, text);
    reply_call_id(device, request, text);
    text_copy(text, request, SIP_HEADER_CSEQ);
    if (reply->status == 100)
        text_copy(text, request, SIP_HEADER_TIMESTAMP);
    if (has_fault(device, FAULT_BARE_LF))
        buf_add_text(text, "Server: sipconform\n");
    if (has_fault(device, FAULT_REQUEST_HEADER_IN_RESPONSE))
        buf_add_text(text, "Max-Forwards: 70\r\n");
    if (has_fault(device, FAULT_EMPTY_UNSUPPORTED_IN_OTHERS) && reply->status == 200)
        buf_add_text(text, "Unsupported: \r\n");
    if (has_fault(device, FAULT_REPEATS_REQUIRE) && reply->status == 420)
        text_copy(text, request, SIP_HEADER_REQUIRE);
}

void reply_write(struct device *device, const struct sip_message *request, const struct peer *from,
                 const char *tag, const struct reply *reply, struct buf *text)
{
    const char *version = has_fault(device, FAULT_BAD_STATUS_LINE) ? "sip/2.0 " : "SIP/2.0";
    buf_addf(text, "%s %d %s\r\n", version, reply->status, sip_reason_phrase(reply->status));
    reply_rows(device, request, from, tag, reply, text);
    if (reply->headers)
        buf_add_text(text, reply->headers);
    if (reply->next_nonce)
        buf_addf(text, "Authentication-Info: nextnonce=\"%s\"\r\nAuthentication-Info: qop=auth\r\n",
                 reply->next_nonce);
    size_t length = reply->body.n;
    if (has_fault(device, FAULT_WRONG_CONTENT_LENGTH) && !net_is_stream(from->transport))
        length++;
    if (reply->content_type && !has_fault(device, FAULT_NO_CONTENT_TYPE))
        buf_addf(text, "Content-Type: %s\r\n", reply->content_type);
    buf_addf(text, "Content-Length: %zu\r\n\r\n", length);
    buf_add_slice(text, reply->body);
}
