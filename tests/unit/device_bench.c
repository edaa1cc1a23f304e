/* A simulated network with the built-in device and peers that tests speak through. */
#include "device_bench.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdio.h>
#include <string.h>

#define MS INT64_C(1000000)

static void add_rows(struct buf *text, const struct sip_message *message, enum sip_header_id id)
{
    const struct sip_row *row = NULL;
    while ((row = sip_row_next(message, id, row)))
        buf_addf(text, "%s: %.*s\r\n", sip_header_by_id(id)->name, SLICE_ARG(row->value));
}

/* status: "302 Moved" with header lines after it. */
static void answer(struct bench_peer *peer, struct net_port *port, const struct net_packet *packet,
                   const struct sip_message *request, const char *status)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    size_t line = slice_find(slice_from(status), '\r');
    buf_addf(&text, "SIP/2.0 %.*s\r\n", (int)line, status);
    add_rows(&text, request, SIP_HEADER_VIA);
    add_rows(&text, request, SIP_HEADER_RECORD_ROUTE);
    add_rows(&text, request, SIP_HEADER_FROM);
    bool tagged = sip_tag_of(request, SIP_HEADER_TO).p || !strncmp(status, "100", 3);
    buf_addf(&text, "To: %.*s%s\r\n", SLICE_ARG(sip_header_value(request, SIP_HEADER_TO)),
             tagged ? "" : ";tag=peer");
    add_rows(&text, request, SIP_HEADER_CALL_ID);
    add_rows(&text, request, SIP_HEADER_CSEQ);
    if (status[line])
        buf_addf(&text, "%s\r\n", status + line + 2);
    buf_add_text(&text, "Content-Length: 0\r\n\r\n");
    (void)peer;
    if (packet->transport == NET_UDP)
        net_send(port, &packet->from, text.p, text.n);
    else
        net_send_on(port, packet->connection, text.p, text.n);
    buf_free(&text);
}

/* Several answers to one INVITE are separated by '|'. */
static void answer_invite(struct bench_peer *peer, struct net_port *port, const struct net_packet *packet,
                          const struct sip_message *request)
{
    const char *script = peer->answers[peer->answered];
    char one[2048];
    if (peer->answered < 3 && peer->answers[peer->answered + 1])
        peer->answered++;
    while (script && *script) {
        size_t n = strcspn(script, "|");
        snprintf(one, sizeof(one), "%.*s", (int)n, script);
        answer(peer, port, packet, request, one);
        script += n + (script[n] != 0);
    }
}

static void on_packet(void *arg, struct net_port *port, const struct net_packet *packet)
{
    struct bench_peer *peer = arg;
    struct sip_message *message;
    buf_addf(&peer->log, "@%lld %u\r\n", (long long)(packet->time_ns / MS), packet->from.port);
    buf_add(&peer->log, packet->bytes, packet->length);
    if (sip_message_parse(packet->bytes, packet->length, &message))
        return;
    if (message->kind == SIP_REQUEST && slice_eq_text(message->method, "INVITE"))
        answer_invite(peer, port, packet, message);
    else if (message->kind == SIP_REQUEST && !slice_eq_text(message->method, "ACK"))
        answer(peer, port, packet, message, "200 OK");
    sip_message_free(message);
}

static void open_peer(struct device_bench *bench, unsigned index)
{
    const struct net_handler handler = {on_packet, NULL};
    struct bench_peer *peer = &bench->peers[index];
    struct net_addr addr;
    char text[NET_ADDR_TEXT];
    snprintf(text, sizeof(text), "10.0.0.%u", index + 2);
    peer->bench = bench;
    buf_init(&peer->log, 16 * 1024 * 1024);
    CU_ASSERT_FATAL(net_addr_parse(text, 5060, &addr));
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench->net, NET_UDP, &addr, &handler, peer, &peer->port), 0);
    CU_ASSERT_EQUAL_FATAL(net_port_open(bench->net, NET_TCP, &addr, &handler, peer, &peer->stream), 0);
}

void bench_open(struct device_bench *bench, const struct device_options *options, const char *fault)
{
    struct device_options own = *options;
    memset(bench, 0, sizeof(*bench));
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &bench->net), 0);
    for (unsigned i = 0; i < BENCH_PEERS; i++)
        open_peer(bench, i);
    CU_ASSERT_FATAL(net_addr_parse("10.0.0.1", 5060, &own.listen));
    own.tcp = true;
    if (fault) {
        const struct fault *row = fault_find(fault);
        CU_ASSERT_PTR_NOT_NULL_FATAL(row);
        fault_set_add(&own.faults, row);
    }
    CU_ASSERT_EQUAL_FATAL(device_create(bench->net, &own, &bench->device), 0);
}

void bench_close(struct device_bench *bench)
{
    device_free(bench->device);
    net_free(bench->net);
    for (unsigned i = 0; i < BENCH_PEERS; i++)
        buf_free(&bench->peers[i].log);
}

static void stop(void *arg)
{
    net_stop(arg);
}

void bench_run_ms(struct device_bench *bench, int64_t ms)
{
    CU_ASSERT_EQUAL_FATAL(net_timer_start(bench->net, ms * MS, stop, bench->net, NULL), 0);
    CU_ASSERT_EQUAL(net_run(bench->net), 0);
}

void bench_send_bytes(struct device_bench *bench, bool tcp, const char *bytes, size_t n)
{
    net_send(tcp ? bench->peers[0].stream : bench->peers[0].port, device_addr(bench->device), bytes, n);
}

static void send_bytes(struct device_bench *bench, unsigned from, bool tcp, const char *bytes, size_t n)
{
    struct bench_peer *peer = &bench->peers[from];
    net_send(tcp ? peer->stream : peer->port, device_addr(bench->device), bytes, n);
    bench_run_ms(bench, 100);
}

void bench_send(struct device_bench *bench, struct bench_request r)
{
    struct buf text;
    const char *call = r.call ? r.call : r.branch;
    size_t length = r.body ? strlen(r.body) : 0;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_addf(&text, "%s %s SIP/2.0\r\n", r.method, r.uri);
    buf_addf(&text, "Via: SIP/2.0/%s 10.0.0.%u:5060;branch=z9hG4bK%s;new=1\r\n", r.tcp ? "TCP" : "UDP",
             r.from + 2, r.branch);
    buf_add_text(&text, "Via: SIP/2.0/UDP 192.0.2.9;branch=z9hG4bKbelow;old=2\r\n");
    buf_addf(&text,
             "Max-Forwards: 70\r\nFrom: <sip:peer@10.0.0.%u>;tag=from%s\r\nTo: <sip:user@10.0.0.1>%s\r\n",
             r.from + 2, call, r.to_params ? r.to_params : "");
    buf_addf(&text, "Call-ID: Call-%s\r\nCSeq: %u %s\r\n", call, r.cseq ? r.cseq : 1, r.method);
    buf_add_text(&text, r.headers ? r.headers : "");
    if (length)
        buf_add_text(&text, "Content-Type: application/sdp\r\n");
    buf_addf(&text, "Content-Length: %zu\r\n\r\n%s", length, r.body ? r.body : "");
    CU_ASSERT_FATAL(!text.failed);
    send_bytes(bench, r.from, r.tcp, text.p, text.n);
    buf_free(&text);
}

void bench_send_raw(struct device_bench *bench, const char *text)
{
    send_bytes(bench, 0, false, text, strlen(text));
}

unsigned bench_count(const struct device_bench *bench, unsigned peer, const char *text)
{
    struct slice rest = buf_slice(&bench->peers[peer].log);
    unsigned count = 0;
    for (size_t at; (at = slice_find_text(rest, text)) < rest.n; count++)
        rest = slice_sub(rest, at + 1, rest.n);
    return count;
}

const char *bench_tag(const struct device_bench *bench, char tag[64])
{
    struct slice rest = buf_slice(&bench->peers[0].log), last = {0};
    for (size_t at; (at = slice_find_text(rest, "\r\nTo: ")) < rest.n;) {
        rest = slice_sub(rest, at + 2, rest.n);
        last = slice_sub(rest, 0, slice_find(rest, '\r'));
    }
    size_t at = slice_find_text(last, ";tag=");
    struct slice found = at < last.n ? slice_sub(last, at + 5, 63) : (struct slice){0};
    if (found.n)
        memcpy(tag, found.p, found.n);
    tag[found.n] = 0;
    return tag;
}
