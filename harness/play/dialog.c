/* What a message has to say by what went before it: identifiers of a new request, of one inside a dialog
 * (12.2.1.1), of an ACK or CANCEL (17.1.1.3, 9.1), of an amended retry (8.1.3.5), of a response (8.2.6.2). */
#include "play/case.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void message_facts_free(struct message_facts *facts)
{
    free(facts->method);
    free(facts->request_uri);
    free(facts->via);
    free(facts->from);
    free(facts->to);
    free(facts->from_tag);
    free(facts->branch);
    free(facts->call_id);
    free(facts->contact);
    free(facts->unreachable);
    value_free(&facts->routes);
    *facts = (struct message_facts){0};
}

static char *format(const char *pattern, ...) __attribute__((format(printf, 1, 2)));

static char *format(const char *pattern, ...)
{
    va_list args;
    char text[LIMIT_URI_BYTES];
    va_start(args, pattern);
    vsnprintf(text, sizeof(text), pattern, args);
    va_end(args);
    return strdup(text);
}

static const struct sip_message *message_of(const struct test_case *test, long entry)
{
    const struct entry *at = transcript_at(&test->result.transcript, entry);
    return at ? at->message : NULL;
}

/* ---- what every request of ours has ---- */

static int add_own(struct test_case *test, const struct message_spec *spec, struct message_facts *facts)
{
    const struct net_transport_row *row = net_transport_row(facts->transport);
    const struct net_port *port = endpoint_port(spec->endpoint, facts->transport);
    char branch[17], hostport[NET_ADDR_TEXT];
    rng_token(&test->rng, branch, 16);
    net_addr_text(port ? net_port_addr(port) : &spec->endpoint->addr, hostport);
    facts->method = strdup(spec->method ? spec->method : "");
    if (!facts->branch)
        facts->branch = format("z9hG4bK%s", branch);
    if (!facts->via && facts->branch)
        facts->via = format("SIP/2.0/%s %s;branch=%s;rport", row->via, hostport, facts->branch);
    facts->contact = format("%s:conf@%s%s", row->scheme, hostport, row->uri_param);
    return facts->method && facts->branch && facts->via && facts->contact ? 0 : -1;
}

/* The Request-URI that a step leaves open, by role and method. */
static const char *default_uri(const struct test_case *test, const char *method)
{
    if (strcmp(method, "REGISTER") == 0)
        return "sip:{domain}";
    return role_row(test->plan->role)->request_uri;
}

/* The URI in brackets as it may stand in From and To. */
static char *identity(struct slice uri)
{
    struct buf text;
    buf_init(&text, LIMIT_URI_BYTES);
    buf_add_char(&text, '<');
    sip_uri_as_identity(uri, &text);
    buf_add_char(&text, '>');
    return buf_take(&text);
}

static int fresh_request(struct test_case *test, const struct message_spec *spec, struct message_facts *facts,
                         struct buf *why)
{
    char from_tag[13], call_id[21];
    struct buf uri;
    buf_init(&uri, LIMIT_URI_BYTES);
    rng_token(&test->rng, from_tag, 12);
    rng_token(&test->rng, call_id, 20);
    for (size_t i = 0; i < 20; i += 2) /* 8.1.1.4: compared octet by octet, so letter case has to survive */
        call_id[i] = (char)ascii_upper(call_id[i]);
    const char *pattern = spec->uri ? spec->uri : default_uri(test, spec->method);
    if (scope_expand(pattern, case_scope(test), &uri, why)) {
        buf_free(&uri);
        return -1;
    }
    facts->request_uri = buf_take(&uri);
    char host[NET_ADDR_TEXT];
    net_addr_host(&spec->endpoint->addr, host);
    facts->from_tag = strdup(from_tag);
    facts->from = format("\"sipconform\" <sip:conf@%s>;tag=%s", host, from_tag);
    facts->call_id = format("%s@%s", call_id, host);
    facts->cseq = 1;
    value_list(&facts->routes);
    bool is_register = strcmp(spec->method, "REGISTER") == 0;
    const char *own_user = test->user ? test->user : "conf";
    const char *domain = profile_text(test->around->profile, "domain");
    char target[NET_ADDR_TEXT];
    net_addr_text(case_target(test), target);
    if (is_register) { /* 10.2: To is the address of record, From is the same for the owner */
        free(facts->from);
        facts->to = format("<sip:%s@%s>", own_user, domain ? domain : target);
        facts->from = facts->to ? format("%s;tag=%s", facts->to, from_tag) : NULL;
    } else {
        facts->to = facts->request_uri ? identity(slice_from(facts->request_uri)) : NULL;
    }
    return facts->request_uri && facts->from_tag && facts->from && facts->call_id && facts->to ? 0 : -1;
}

/* ---- after other messages ---- */

static char *unfolded(const struct sip_message *message, enum sip_header_id id)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    sip_unfold(sip_header_value(message, id), &text);
    return buf_take(&text);
}

uint64_t highest_cseq(const struct test_case *test, struct slice call_id, struct slice from_tag,
                      struct slice to_tag)
{
    uint64_t highest = 0;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        struct sip_cseq cseq;
        struct slice to = sip_tag_of(entry->message, SIP_HEADER_TO);
        if (entry->direction == DIRECTION_SENT && entry_is_request(entry) &&
            (!to.p || slice_eq(to, to_tag)) && slice_eq(sip_call_id(entry->message), call_id) &&
            slice_eq(sip_tag_of(entry->message, SIP_HEADER_FROM), from_tag) &&
            sip_cseq_of(entry->message, &cseq) && cseq.number > highest)
            highest = cseq.number;
    }
    return highest;
}

static int add_routes(const struct sip_message *message, enum sip_header_id id, bool reversed,
                      struct value *routes)
{
    struct value found;
    struct sip_values values;
    struct slice value;
    int result = 0;
    value_list(&found);
    value_list(routes);
    sip_values_begin(&values, message, id);
    while (!result && sip_values_next(&values, &value))
        result = value_add(&found, value);
    for (size_t i = 0; !result && i < found.count; i++)
        result = value_add(routes, slice_from(found.items[reversed ? found.count - 1 - i : i]));
    value_free(&found);
    return result;
}

/* The URI in the first Contact. False when there is none that can be used. */
static bool contact_uri(const struct sip_message *message, struct slice *ret_uri)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    sip_values_begin(&values, message, SIP_HEADER_CONTACT);
    if (!sip_values_next(&values, &value) || !sip_address_parse(value, &address) || address.star)
        return false;
    *ret_uri = address.uri;
    return true;
}

/* A request of ours in a dialog that our INVITE and the device's response made, or their INVITE and our
 * response. */
static int dialog_request(struct test_case *test, const struct message_spec *spec,
                          struct message_facts *facts)
{
    const struct entry *response = transcript_at(&test->result.transcript, spec->in_dialog);
    const struct entry *request = transcript_at(&test->result.transcript, response->answers);
    if (!request)
        return -1;
    bool we_called = response->direction == DIRECTION_RECEIVED;
    const struct sip_message *peer = we_called ? response->message : request->message;
    struct slice call_id = sip_call_id(request->message);
    const struct sip_message *ours = we_called ? request->message : response->message;
    enum sip_header_id local = we_called ? SIP_HEADER_FROM : SIP_HEADER_TO;
    enum sip_header_id remote = we_called ? SIP_HEADER_TO : SIP_HEADER_FROM;
    facts->from = unfolded(ours, local); /* what we said, whatever the device made of it (12.1.2) */
    facts->to = unfolded(peer, remote);
    facts->call_id = slice_dup(call_id);
    facts->cseq = highest_cseq(test, call_id, sip_tag_of(ours, local), sip_tag_of(peer, remote)) + 1;
    struct slice target = we_called ? request->message->request_uri : SLICE_LIT("sip:unknown");
    bool has_target = contact_uri(peer, &target);
    facts->request_uri = slice_dup(target);
    facts->transport = request->transport;
    facts->from_tag = slice_dup(sip_tag_of(ours, local));
    if (add_routes(peer, SIP_HEADER_RECORD_ROUTE, we_called, &facts->routes) || !facts->request_uri)
        return -1;
    if (spec->method && strcmp(spec->method, "ACK") == 0) { /* 13.2.2.4: the CSeq number of the INVITE */
        struct sip_cseq cseq;
        if (sip_cseq_of(request->message, &cseq))
            facts->cseq = cseq.number;
    }
    if ((has_target || facts->routes.count) && route_dialog(test, facts))
        return -1;
    return facts->from && facts->to && facts->call_id && facts->from_tag ? 0 : -1;
}

/* ACK for a non-2xx (17.1.1.3) and CANCEL (9.1): everything of the INVITE, the To of the response. */
static int hop_request(struct test_case *test, const struct message_spec *spec, struct message_facts *facts)
{
    const struct entry *named = transcript_at(&test->result.transcript, spec->for_entry);
    const struct entry *invite =
        entry_is_response(named) ? transcript_at(&test->result.transcript, named->answers) : named;
    if (!invite)
        return -1;
    const struct sip_message *message = invite->message;
    struct sip_values vias;
    struct slice via;
    struct sip_cseq cseq;
    sip_values_begin(&vias, message, SIP_HEADER_VIA);
    bool has_via = sip_values_next(&vias, &via);
    if (has_via)
        facts->via = slice_dup(via);
    struct sip_via parsed;
    facts->branch = slice_dup(sip_top_via(message, &parsed) ? parsed.branch : SLICE_LIT(""));
    facts->request_uri = slice_dup(message->request_uri);
    facts->from = unfolded(message, SIP_HEADER_FROM);
    facts->to = unfolded(entry_is_response(named) ? named->message : message, SIP_HEADER_TO);
    facts->call_id = slice_dup(sip_call_id(message));
    facts->from_tag = slice_dup(sip_tag_of(message, SIP_HEADER_FROM));
    facts->cseq = sip_cseq_of(message, &cseq) ? cseq.number : 1;
    facts->destination = invite->peer; /* 17.1.1.2: as the INVITE went */
    facts->transport = invite->transport;
    if (add_routes(message, SIP_HEADER_ROUTE, false, &facts->routes))
        return -1;
    return (facts->via || !has_via) && facts->branch && facts->request_uri && facts->from && facts->to &&
                   facts->call_id && facts->from_tag
               ? 0
               : -1;
}

static int retry_request(struct test_case *test, const struct message_spec *spec, struct message_facts *facts,
                         struct buf *why)
{
    const struct sip_message *message = message_of(test, spec->retry_of);
    struct slice call_id = sip_call_id(message);
    facts->request_uri = slice_dup(message->request_uri);
    if (spec->uri) {
        struct buf uri;
        buf_init(&uri, LIMIT_URI_BYTES);
        if (scope_expand(spec->uri, case_scope(test), &uri, why)) {
            buf_free(&uri);
            return -1;
        }
        free(facts->request_uri);
        facts->request_uri = buf_take(&uri);
    }
    facts->from = unfolded(message, SIP_HEADER_FROM);
    facts->to = unfolded(message, SIP_HEADER_TO);
    facts->call_id = slice_dup(call_id);
    facts->from_tag = slice_dup(sip_tag_of(message, SIP_HEADER_FROM));
    facts->cseq = highest_cseq(test, call_id, sip_tag_of(message, SIP_HEADER_FROM),
                               sip_tag_of(message, SIP_HEADER_TO)) +
                  1;
    facts->destination = transcript_at(&test->result.transcript, spec->retry_of)->peer;
    facts->transport = transcript_at(&test->result.transcript, spec->retry_of)->transport;
    if (add_routes(message, SIP_HEADER_ROUTE, false, &facts->routes))
        return -1;
    return facts->request_uri && facts->from && facts->to && facts->call_id && facts->from_tag ? 0 : -1;
}

/* ---- responses ---- */

/* One To tag for all our responses to a request: made from the request itself, so that nothing has to be
 * kept. */
static char *to_with_tag(struct test_case *test, const struct sip_message *request, long entry)
{
    char *to = unfolded(request, SIP_HEADER_TO);
    if (!to || sip_tag_of(request, SIP_HEADER_TO).p)
        return to;
    struct rng rng;
    char tag[11], name[64];
    snprintf(name, sizeof(name), "to-tag-%ld", entry);
    rng_init_named(&rng, test->seed, name);
    rng_token(&rng, tag, 10);
    char *tagged = format("%s;tag=%s", to, tag);
    free(to);
    return tagged;
}

struct net_addr response_destination(const struct entry *request)
{
    struct net_addr to = request->peer;
    struct sip_via via;
    if (sip_top_via(request->message, &via) && (net_is_stream(request->transport) || !via.has_rport))
        to.port = via.port ? via.port : net_default_port(via.transport.p, via.transport.n);
    return to;
}

static int response_facts(struct test_case *test, const struct message_spec *spec,
                          struct message_facts *facts)
{
    const struct entry *request = transcript_at(&test->result.transcript, spec->answers);
    const struct sip_message *message = request->message;
    facts->from = unfolded(message, SIP_HEADER_FROM);
    facts->to =
        spec->status == 100 ? unfolded(message, SIP_HEADER_TO) : to_with_tag(test, message, spec->answers);
    facts->call_id = slice_dup(sip_call_id(message));
    facts->request_uri = slice_dup(message->request_uri);
    facts->from_tag = slice_dup(sip_tag_of(message, SIP_HEADER_FROM));
    value_list(&facts->routes);
    facts->destination = response_destination(request);
    facts->connection = request->connection;
    facts->transport = request->transport;
    return facts->from && facts->to && facts->call_id && facts->request_uri && facts->from_tag ? 0 : -1;
}

static bool is_hop_method(const char *method)
{
    return strcmp(method, "ACK") == 0 || strcmp(method, "CANCEL") == 0;
}

int message_facts_make(struct test_case *test, const struct message_spec *spec,
                       struct message_facts *ret_facts, struct buf *why)
{
    *ret_facts = (struct message_facts){.transport = test->plan->transport};
    int result;
    if (spec->status)
        result = response_facts(test, spec, ret_facts);
    else if (spec->in_dialog >= 0)
        result = dialog_request(test, spec, ret_facts);
    else if (spec->for_entry >= 0 && is_hop_method(spec->method))
        result = hop_request(test, spec, ret_facts);
    else if (spec->retry_of >= 0)
        result = retry_request(test, spec, ret_facts, why);
    else
        result = fresh_request(test, spec, ret_facts, why);
    if (!result && spec->by_stream) {
        ret_facts->transport = NET_TCP;
        ret_facts->destination = test->around->targets[NET_TCP];
    }
    if (!result)
        result = add_own(test, spec, ret_facts);
    if (result) {
        message_facts_free(ret_facts);
        if (!why->n)
            buf_add_text(why, "the message cannot be made: what it refers to is missing, or memory is out");
    }
    return result;
}
