/* Asks the target with OPTIONS again and again until it gives a sign of life. */
#include "cli/prober.h"

#include "base/slice.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_MS = 200 };

struct prober {
    struct net *net;
    struct net_addr target;
    const char *user;
    struct net_port *port;
    struct net_timer *timer;
    int64_t until_ns;
    unsigned asked, answered; /* numbers of questions, from 1 */
    void (*done)(void *arg, bool alive);
    void *arg;
};

void prober_stop(struct prober *prober)
{
    if (!prober)
        return;
    net_timer_stop(prober->timer);
    net_port_close(prober->port);
    free(prober);
}

/* The owner may stop the prober in its callback: nothing of it is touched afterwards. */
static void finish(struct prober *prober, bool alive)
{
    net_timer_stop(prober->timer);
    prober->timer = NULL;
    void (*done)(void *arg, bool alive) = prober->done;
    prober->done = NULL;
    if (done)
        done(prober->arg, alive);
}

static void ask(void *arg)
{
    struct prober *prober = arg;
    char text[2048], host[NET_ADDR_TEXT], to[400], from[NET_ADDR_TEXT];
    const struct net_addr *local = net_port_addr(prober->port);
    prober->timer = NULL;
    if (net_now_ns(prober->net) > prober->until_ns) {
        finish(prober, false);
        return;
    }
    net_addr_text(&prober->target, host);
    snprintf(to, sizeof(to), "%.300s%s%s", prober->user ? prober->user : "", prober->user ? "@" : "", host);
    net_addr_text(local, from);
    unsigned number = ++prober->asked;
    int n = snprintf(text, sizeof(text),
                     "OPTIONS sip:%s SIP/2.0\r\n"
                     "Via: SIP/2.0/%s %s;branch=z9hG4bKprobe%u;rport\r\n"
                     "Max-Forwards: 70\r\n"
                     "From: <sip:conf@%s>;tag=probe%u\r\n"
                     "To: <sip:%s>\r\n"
                     "Call-ID: probe%u@%s\r\n"
                     "CSeq: 1 OPTIONS\r\n"
                     "Content-Length: 0\r\n\r\n",
                     to, net_transport_row(net_port_transport(prober->port))->via, from, number, from, number,
                     to, number, from);
    net_send(prober->port, &prober->target, text, (size_t)n);
    if (net_timer_start(prober->net, (int64_t)ASK_MS * 1000000, ask, prober, &prober->timer))
        finish(prober, false);
}

/* The number stands in the branch, which an answer repeats (8.2.6.2). Anything else answers the last. */
static unsigned number_in(const struct prober *prober, const struct net_packet *packet)
{
    static const char before[] = "z9hG4bKprobe";
    const char *end = (const char *)packet->bytes + packet->length;
    const char *at = memmem(packet->bytes, packet->length, before, sizeof(before) - 1);
    unsigned number = 0;
    at = at ? at + sizeof(before) - 1 : end;
    for (; at < end && ascii_is_digit(*at) && number < 100000; at++)
        number = number * 10 + (unsigned)(*at - '0');
    return number && number <= prober->asked ? number : prober->asked;
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct prober *prober = arg;
    (void)port;
    prober->answered = number_in(prober, packet);
    finish(prober, true);
}

static void on_event(void *arg, struct net_port *port, const struct net_event *event)
{
    struct prober *prober = arg;
    (void)port;
    if (event->kind != NET_CONNECTED)
        return;
    prober->answered = prober->asked;
    finish(prober, true);
}

int prober_start(const struct prober_options *options, void (*done)(void *arg, bool alive), void *arg,
                 struct prober **ret_prober)
{
    static const struct net_handler handler = {on_packet, on_event};
    struct prober *prober = calloc(1, sizeof(*prober));
    struct net_addr any = options->local;
    if (!prober)
        return NET_ENOMEM;
    any.port = 0;
    prober->net = options->net;
    prober->target = options->target;
    prober->user = options->user;
    prober->until_ns = net_now_ns(options->net) + options->within_ms * 1000000;
    prober->done = done;
    prober->arg = arg;
    int error = net_port_open(options->net, options->transport, &any, &handler, prober, &prober->port);
    if (!error)
        error = net_timer_start(options->net, 0, ask, prober, &prober->timer);
    if (error)
        prober_stop(prober);
    else
        *ret_prober = prober;
    return error;
}

unsigned prober_answered(const struct prober *prober)
{
    return prober->answered;
}
