/* Answers each message that a case of the engine sends with the next message of a session. */
#include "fuzz/support/counterpart.h"

#include "base/limits.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/session.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

/* Who sends, by address: one endpoint of a case, or one connection of it. */
struct caller {
    struct caller *next;
    struct net_addr addr;
    struct slice rest;     /* answers that it did not get yet */
    struct net_addr place; /* where it can be called */
};

struct counterpart {
    struct net_port *udp, *tcp;
    struct slice session;
    struct caller *callers;
};

static struct caller *caller_at(struct counterpart *counterpart, const struct net_addr *addr)
{
    struct caller *caller = counterpart->callers;
    while (caller && !net_addr_equal(&caller->addr, addr))
        caller = caller->next;
    if (caller)
        return caller;
    caller = calloc(1, sizeof(*caller));
    FUZZ_CHECK(caller);
    *caller = (struct caller){counterpart->callers, *addr, counterpart->session, *addr};
    counterpart->callers = caller;
    return caller;
}

/* The address in a value of Contact or Refer-To, all of whose hosts are addresses here. */
static void read_place(const struct sip_message *message, enum sip_header_id id, struct net_addr *ret_place)
{
    struct sip_values values;
    struct slice value;
    struct sip_uri uri;
    char host[NET_ADDR_TEXT];
    sip_values_begin(&values, message, id);
    if (!sip_values_next(&values, &value) || !sip_uri_parse(sip_address_uri(value), &uri) || !uri.is_sip ||
        uri.host.n >= sizeof(host))
        return;
    memcpy(host, uri.host.p, uri.host.n);
    host[uri.host.n] = 0;
    net_addr_parse(host, uri.port ? uri.port : 5060, ret_place);
}

static void answer(struct net_port *port, const struct net_packet *packet, const struct caller *caller,
                   struct slice bytes)
{
    if (!slice_starts_with(bytes, "SIP/2.0"))
        net_send(port, &caller->place, bytes.p, bytes.n);
    else if (packet->transport == NET_TCP)
        net_send_on(port, packet->connection, bytes.p, bytes.n);
    else
        net_send(port, &packet->from, bytes.p, bytes.n);
}

static void answer_next(struct net_port *port, const struct net_packet *packet, struct caller *caller,
                        const struct sip_message *request)
{
    struct slice message;
    struct buf filled;
    bool goes_on = true;
    buf_init(&filled, LIMIT_MESSAGE_BYTES);
    while (goes_on && session_next(&caller->rest, &message)) {
        goes_on = slice_starts_with(message, "SIP/2.0 1");
        buf_clear(&filled);
        session_fill(message, request, &filled);
        if (!filled.failed)
            answer(port, packet, caller, buf_slice(&filled));
    }
    buf_free(&filled);
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct caller *caller = caller_at(arg, &packet->from);
    struct sip_message *message;
    if (sip_message_parse(packet->bytes, packet->length, &message))
        return;
    read_place(message, SIP_HEADER_CONTACT, &caller->place);
    read_place(message, SIP_HEADER_REFER_TO, &caller->place);
    if (message->kind == SIP_REQUEST && !slice_eq_text(message->method, "ACK"))
        answer_next(port, packet, caller, message);
    sip_message_free(message);
}

struct counterpart *counterpart_open(struct net *net, const struct net_addr *addr, struct slice session)
{
    static const struct net_handler handler = {.on_packet = on_packet};
    struct counterpart *counterpart = calloc(1, sizeof(*counterpart));
    FUZZ_CHECK(counterpart);
    counterpart->session = session;
    FUZZ_CHECK(!net_port_open(net, NET_UDP, addr, &handler, counterpart, &counterpart->udp));
    FUZZ_CHECK(!net_port_open(net, NET_TCP, addr, &handler, counterpart, &counterpart->tcp));
    return counterpart;
}

void counterpart_free(struct counterpart *counterpart)
{
    while (counterpart->callers) {
        struct caller *caller = counterpart->callers;
        counterpart->callers = caller->next;
        free(caller);
    }
    free(counterpart);
}
