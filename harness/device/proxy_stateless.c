/* What a proxy does that keeps no transactions: RFC 3261 16.11. All that it has to know of a request stands
 * in its Via. */
#include "device/forward.h"

#include <stdio.h>
#include <string.h>

/* The same for the request, its retransmissions, its CANCEL and the ACK of a failure, which share the
 * branch. */
static uint32_t branch_number(const struct sip_message *request)
{
    struct sip_via via;
    uint32_t number = 2166136261u;
    if (!sip_top_via(request, &via))
        return number;
    const struct slice parts[] = {via.branch, via.host};
    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        for (size_t k = 0; k < parts[i].n; k++)
            number = (number ^ (unsigned char)parts[i].p[k]) * 16777619u;
    return number;
}

void stateless_vias(struct device *device, const struct sip_message *request, const struct peer *from,
                    const struct peer *to, struct buf *text)
{
    char own[NET_ADDR_TEXT];
    buf_addf(text, "Via: SIP/2.0/%s %s;branch=z9hG4bK%08x;rport;x-from=%d-%u-%u\r\n",
             net_transport_row(to->transport)->via, transport_own(device, to, own),
             (unsigned)branch_number(request), (int)from->transport, (unsigned)from->connection,
             (unsigned)from->addr.port);
    reply_vias(device, request, from, text);
}

/* Whom the request came from, as our Via and the one below it tell. */
static bool find_sender(const struct device *device, const struct sip_message *response,
                        struct peer *ret_peer)
{
    struct sip_values values;
    struct slice value;
    struct sip_via own, below;
    struct sip_param from, received;
    char text[NET_ADDR_TEXT];
    int transport;
    unsigned connection, port;
    sip_values_begin(&values, response, SIP_HEADER_VIA);
    if (!sip_values_next(&values, &value) || !sip_via_parse(value, &own) ||
        !sip_param_find(own.params, "x-from", &from) || from.value.n >= sizeof(text) ||
        !sip_values_next(&values, &value) || !sip_via_parse(value, &below))
        return false;
    memcpy(text, from.value.p, from.value.n);
    text[from.value.n] = 0;
    if (sscanf(text, "%d-%u-%u", &transport, &connection, &port) != 3 || transport < 0 ||
        transport >= NET_TRANSPORT_COUNT)
        return false;
    *ret_peer = (struct peer){.transport = (enum net_transport)transport,
                              .connection = connection,
                              .port = device->ports[transport]};
    bool has_received = sip_param_find(below.params, "received", &received) && received.value.n;
    struct slice host = has_received ? received.value : below.host;
    if (host.n >= sizeof(text))
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = 0;
    bool by_source = !net_is_stream(ret_peer->transport) && below.has_rport && reply_knows_rport(device);
    uint16_t sent_by = below.port ? below.port : net_default_port(below.transport.p, below.transport.n);
    return net_addr_parse(text, by_source ? (uint16_t)port : sent_by, &ret_peer->addr);
}

bool stateless_response(struct device *device, const struct sip_message *response)
{
    struct peer peer;
    struct buf text;
    if (!has_trait(device, TRAIT_STATELESS_PROXY) || !find_sender(device, response, &peer))
        return false;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_addf(&text, "%.*s\r\n", SLICE_ARG(response->start_line));
    forward_vias(response, &text);
    for (size_t i = 0; i < response->row_count; i++)
        if (response->rows[i].id != SIP_HEADER_VIA && response->rows[i].id != SIP_HEADER_CONTENT_LENGTH)
            text_row(&text, &response->rows[i]);
    text_body(&text, NULL, response->body);
    if (!text.failed)
        transport_send(device, &peer, text.p, text.n);
    buf_free(&text);
    return true;
}
