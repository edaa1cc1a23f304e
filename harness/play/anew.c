/* A request that is sent once more as a new one: a higher CSeq number, a new branch, perhaps credentials
 * (22.2) or another transport (18.1.1); all else as it was. */
#include "play/case.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdio.h>

/* What becomes of the old request. */
struct rewrite {
    const struct sip_message *request;
    uint64_t number;
    struct slice credentials; /* header rows */
    const char *via;          /* value of the top Via; NULL: the old one with another branch */
};

static void add_via(struct test_case *test, const struct rewrite *rewrite, const struct sip_row *row,
                    struct buf *out)
{
    struct sip_via via;
    char token[17];
    rng_token(&test->rng, token, 16);
    if (rewrite->via) {
        buf_addf(out, "Via: %s;branch=z9hG4bK%s;rport\r\n", rewrite->via, token);
        return;
    }
    if (!sip_top_via(rewrite->request, &via) || !via.branch.p) {
        buf_add_slice(out, row->raw);
        return;
    }
    size_t before = (size_t)(via.branch.p - row->raw.p);
    buf_add(out, row->raw.p, before);
    buf_addf(out, "z9hG4bK%s", token);
    buf_add(out, via.branch.p + via.branch.n, row->raw.n - before - via.branch.n);
}

/* Is it credentials for a realm that gets new ones now? All of ours are. */
static bool is_credentials(const struct sip_row *row)
{
    return row->id == SIP_HEADER_AUTHORIZATION || row->id == SIP_HEADER_PROXY_AUTHORIZATION;
}

static void write_anew(struct test_case *test, const struct rewrite *rewrite, struct buf *out)
{
    const struct sip_message *request = rewrite->request;
    struct sip_cseq cseq;
    bool first_via = true;
    buf_addf(out, "%.*s\r\n", SLICE_ARG(request->start_line));
    for (size_t i = 0; i < request->row_count; i++) {
        const struct sip_row *row = &request->rows[i];
        if (row->id == SIP_HEADER_VIA && first_via) {
            add_via(test, rewrite, row, out);
            first_via = false;
        } else if (row->id == SIP_HEADER_CSEQ && sip_cseq_parse(row->value, &cseq)) {
            buf_addf(out, "CSeq: %llu %.*s\r\n", (unsigned long long)rewrite->number, SLICE_ARG(cseq.method));
            buf_add_slice(out, rewrite->credentials);
        } else if (!is_credentials(row)) {
            buf_add_slice(out, row->raw);
        }
    }
    buf_add_text(out, "\r\n");
    buf_add_slice(out, request->body);
}

/* Writes it for that transport, which the top Via then names. */
static void write_for(struct test_case *test, struct rewrite *rewrite, struct endpoint *endpoint,
                      const struct entry *old, enum net_transport transport, struct buf *out)
{
    const struct net_port *port = endpoint_port(endpoint, transport);
    char own[NET_ADDR_TEXT], via[NET_ADDR_TEXT + 20];
    snprintf(via, sizeof(via), "SIP/2.0/%s %s", net_transport_row(transport)->via,
             net_addr_text(port ? net_port_addr(port) : &endpoint->addr, own));
    rewrite->via = transport == old->transport ? NULL : via;
    buf_clear(out);
    write_anew(test, rewrite, out);
    rewrite->via = NULL;
}

/* Whatever had the name of the old request now is the new one. */
static void take_over(struct test_case *test, long old, long fresh)
{
    for (size_t i = 0; i < test->script.capture_count; i++)
        if (test->script.captures[i].entry == old)
            test->script.captures[i].entry = fresh;
    if (test->script.last_request == old)
        test->script.last_request = fresh;
    if (test->liveness_request == old)
        test->liveness_request = fresh;
    if (test->script.trigger_request == old)
        test->script.trigger_request = fresh;
}

long send_anew(struct test_case *test, const struct anew *anew)
{
    struct entry old = *transcript_at(&test->result.transcript, anew->old);
    struct endpoint *endpoint = &test->wire.endpoints[old.endpoint];
    struct rewrite rewrite = {
        .request = old.message,
        .number = highest_cseq(test, sip_call_id(old.message), sip_tag_of(old.message, SIP_HEADER_FROM),
                               sip_tag_of(old.message, SIP_HEADER_TO)) +
                  1,
        .credentials = anew->credentials,
    };
    struct entry entry = {.flags = old.flags & ~(unsigned)ENTRY_REFUSED,
                          .transport = anew->by_datagram ? NET_UDP : old.transport,
                          .answers = -1,
                          .line = old.line};
    struct buf bytes;
    long fresh = -1;
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    write_for(test, &rewrite, endpoint, &old, entry.transport, &bytes);
    if (large_is(&entry, bytes.n)) {
        if (!anew->by_datagram && large_may_move(test, &old.peer)) {
            entry.transport = NET_TCP;
            write_for(test, &rewrite, endpoint, &old, entry.transport, &bytes);
        } else {
            entry.flags |= ENTRY_LARGE;
        }
    }
    const struct net_addr *to =
        entry.transport == old.transport ? &old.peer : &test->around->targets[entry.transport];
    if (!bytes.failed && rewrite.number < (uint64_t)1 << 31) /* 8.1.1.5 */
        fresh = send_bytes(test, endpoint, to, 0, entry, bytes.p, bytes.n);
    buf_free(&bytes);
    if (fresh < 0)
        return -1;
    retransmit_begin(test, fresh, case_note(test, anew->old)->automatic);
    struct note *note = case_note(test, fresh);
    if (note) {
        note->renewed_for = anew->response;
        note->moved = entry.transport == NET_TCP && old.transport == NET_UDP;
    }
    take_over(test, anew->old, fresh);
    return fresh;
}

long latest_try(struct test_case *test, long request)
{
    const struct transcript *transcript = &test->result.transcript;
    for (long i = request + 1; (size_t)i < transcript->count && (size_t)i < test->automatic.note_count; i++) {
        const struct entry *asked = transcript_at(transcript, test->automatic.notes[i].renewed_for);
        if (asked && asked->answers == request)
            request = i;
    }
    return request;
}
