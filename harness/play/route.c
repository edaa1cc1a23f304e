/* Where a request inside a dialog goes, and by which transport (12.2.1.1, 13.2.2.4, 8.1.2 with RFC 3263): to
 * the first URI of the route set, else to the remote target. Only to the device's own host, to ourselves and
 * where the network allows it; names are not looked up. */
#include "play/case.h"

#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

static bool is_host(struct slice host, const char *name)
{
    struct slice wanted = slice_from(name ? name : "");
    struct net_addr addr;
    if (!net_addr_parse(wanted.p, 0, &addr)) /* a name may stand with its port */
        wanted = slice_sub(wanted, 0, slice_find(wanted, ':'));
    return wanted.n && slice_ieq(host, wanted);
}

/* The address of a host that is a number, or that has the name by which the target is known. */
static bool resolve(const struct test_case *test, struct slice host, uint16_t port,
                    enum net_transport transport, struct net_addr *ret_addr)
{
    const struct surroundings *around = test->around;
    const struct net_addr *target = &around->targets[transport];
    char text[NET_ADDR_TEXT];
    if (is_host(host, around->target_name) || is_host(host, profile_text(around->profile, "domain"))) {
        *ret_addr = *target;
        ret_addr->port = port ? port : target->port;
        return true;
    }
    if (host.n >= sizeof(text))
        return false;
    memcpy(text, host.p, host.n);
    text[host.n] = 0;
    if (!net_addr_parse(text, 0, ret_addr))
        return false;
    ret_addr->port = port ? port : net_transport_row(transport)->default_port;
    return true;
}

/* The transport that the URI names; the one that the dialog began with when it names none. False when it is
 * none of ours. */
static bool transport_of(const struct sip_uri *uri, enum net_transport *transport)
{
    struct sip_param param;
    if (uri->is_sips && !net_transport_row(*transport)->secure)
        return false;
    return !sip_param_find(uri->params, "transport", &param) || !param.value.p ||
           net_transport_find(param.value.p, param.value.n, transport);
}

static bool may_send(const struct test_case *test, enum net_transport transport, const struct net_addr *to)
{
    return net_addr_same_ip(to, case_target(test)) || net_is_allowed(test->around->net, transport, to);
}

/* Why nothing can be sent to a URI of the device. */
static char *say_unreachable(struct slice uri, const char *why, const struct net_addr *addr)
{
    struct buf text;
    char host[NET_ADDR_TEXT];
    buf_init(&text, LIMIT_WHY_BYTES);
    buf_addf(&text, "nothing was sent to <%.*s>, where the device wants requests of the call: %s",
             SLICE_ARG(slice_sub(uri, 0, 200)), why);
    if (addr)
        buf_addf(&text, " (--allow-host %s allows it)", net_addr_host(addr, host));
    return buf_take(&text);
}

int route_dialog(const struct test_case *test, struct message_facts *facts)
{
    struct sip_address address;
    struct sip_uri uri;
    struct sip_param maddr;
    struct net_addr addr;
    struct slice first = slice_from(facts->routes.count ? facts->routes.items[0] : facts->request_uri);
    if (facts->routes.count && sip_address_parse(first, &address))
        first = address.uri;
    if (!sip_uri_parse(first, &uri) || !uri.is_sip)
        return 0; /* that it is none is judged elsewhere */
    bool has_maddr = sip_param_find(uri.params, "maddr", &maddr) && maddr.value.p;
    if (!transport_of(&uri, &facts->transport))
        facts->unreachable =
            say_unreachable(first, "it asks for a transport that sipconform does not have", NULL);
    else if (!resolve(test, has_maddr ? maddr.value : uri.host, uri.port, facts->transport, &addr))
        facts->unreachable =
            say_unreachable(first, "names are not looked up, and it is not the target's", NULL);
    else if (!may_send(test, facts->transport, &addr))
        facts->unreachable = say_unreachable(first, "it is not on the target's host", &addr);
    else
        facts->destination = addr;
    return facts->destination.family || facts->unreachable ? 0 : -1;
}
