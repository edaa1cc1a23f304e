/* Rules about requests that the device makes or passes on. */
#include "check/invariant_rule.h"

/* ---- the six header fields (8.1.1) ---- */

bool rule_six_headers(struct inspection *in)
{
    static const enum sip_header_id wanted[] = {SIP_HEADER_TO,      SIP_HEADER_FROM,         SIP_HEADER_CSEQ,
                                                SIP_HEADER_CALL_ID, SIP_HEADER_MAX_FORWARDS, SIP_HEADER_VIA};
    const struct entry *source = in->fact->source;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
        /* A proxy adds Via and Max-Forwards (16.6); what else is missing may have been missing before. */
        bool ours = source && wanted[i] != SIP_HEADER_VIA && wanted[i] != SIP_HEADER_MAX_FORWARDS &&
                    !sip_row_count(source->message, wanted[i]);
        if (!ours && !sip_row_count(in->message, wanted[i]))
            breach(in, in->message->start_line,
                   "To, From, CSeq, Call-ID, Max-Forwards and Via in each request", "%s is absent",
                   sip_header_by_id(wanted[i])->name);
    }
    return true;
}

/* ---- the branch (8.1.1.7, 9.1, 17.1.1.3) ---- */

static bool same_transaction_key(const struct inspection *in, long a, long b)
{
    const struct entry_facts *x = &in->facts[a], *y = &in->facts[b];
    return slice_eq(x->call_id, y->call_id) && x->cseq.number == y->cseq.number;
}

/* Is there an INVITE of the same call and CSeq at this endpoint; has one of them the branch of the message at
 * hand? */
static bool find_invite(const struct inspection *in, bool *ret_same_branch)
{
    bool found = false;
    *ret_same_branch = false;
    for (long i = 0; i < in->number; i++) {
        const struct entry *invite = &in->transcript->entries[i];
        if (invite->direction != DIRECTION_RECEIVED || !entry_has_method(invite, "INVITE") ||
            invite->endpoint != in->entry->endpoint || !same_transaction_key(in, i, in->number))
            continue;
        found = true;
        *ret_same_branch = *ret_same_branch || slice_eq(in->facts[i].branch, in->fact->branch);
    }
    return found;
}

/* CANCEL belongs to any request, ACK to INVITE; only INVITE is cancelled in practice (9.1). */
static void check_reuse(struct inspection *in)
{
    bool same, is_ack = is_method(in->message, "ACK");
    if (!find_invite(in, &same))
        return;
    enum ack_kind kind = is_ack ? ack_kind_of(in->transcript, in->facts, in->number) : ACK_FAILURE;
    if (kind == ACK_FAILURE && !same)
        breach(in, in->fact->branch,
               is_ack ? "ACK of a failure with the branch of its INVITE"
                      : "CANCEL with the branch of its INVITE",
               "%.*s", SHOW(in->fact->branch));
    if (kind == ACK_SUCCESS && same && !in->fact->relayed)
        breach(in, in->fact->branch, "ACK of a 2xx with a branch of its own", "%.*s, that of the INVITE",
               SHOW(in->fact->branch));
}

static void check_new(struct inspection *in)
{
    for (long i = 0; i < in->number; i++) {
        const struct entry *earlier = &in->transcript->entries[i];
        if (!in->facts[i].judged || !entry_is_request(earlier) || entry_has_method(earlier, "ACK") ||
            entry_has_method(earlier, "CANCEL") || !slice_eq(in->facts[i].branch, in->fact->branch))
            continue;
        if (same_transaction_key(in, i, in->number) &&
            slice_eq(earlier->message->method, in->message->method) &&
            slice_eq(earlier->message->request_uri, in->message->request_uri))
            continue;
        breach(in, in->fact->branch, "a branch of its own in each new request", "%.*s was a branch before",
               SHOW(in->fact->branch));
        return;
    }
}

bool rule_branch(struct inspection *in)
{
    static const char cookie[] = "z9hG4bK";
    struct slice branch = in->fact->branch, head = slice_sub(branch, 0, sizeof(cookie) - 1);
    struct sip_via via;
    if (!sip_top_via(in->message, &via))
        return false;
    if (!slice_ieq_text(head, cookie)) {
        breach(in, branch.p ? branch : row_place(sip_row_next(in->message, SIP_HEADER_VIA, NULL)),
               "a branch that begins with z9hG4bK", "%.*s", SHOW(branch));
        return true;
    }
    if (!slice_eq_text(head, cookie))
        breach_as(in, VERDICT_WARN, branch, "a branch that begins with z9hG4bK in these letters", "%.*s",
                  SHOW(branch));
    if (is_method(in->message, "ACK") || is_method(in->message, "CANCEL"))
        check_reuse(in);
    else if (in->entry->retransmission_of < 0)
        check_new(in);
    return true;
}

/* ---- Max-Forwards (8.1.1.6, 20.22) ---- */

/* May it have begun with 70? Each proxy that it has passed has added a Via and taken a hop (16.6). */
static bool began_with_70(const struct sip_message *request, uint64_t hops)
{
    struct sip_values values;
    struct slice value;
    uint64_t passed = 0;
    sip_values_begin(&values, request, SIP_HEADER_VIA);
    sip_values_next(&values, &value);
    while (sip_values_next(&values, &value))
        passed++;
    return hops <= 70 && hops + passed >= 70;
}

bool rule_max_forwards(struct inspection *in)
{
    struct slice value = sip_header_value(in->message, SIP_HEADER_MAX_FORWARDS);
    uint64_t hops;
    if (!value.p)
        breach(in, in->message->start_line, "Max-Forwards", "it is absent");
    else if (!slice_to_u64(value, &hops) || hops > 255)
        breach(in, value, "Max-Forwards from 0 to 255", "%.*s", SHOW(value));
    else if (!began_with_70(in->message, hops) && !role_row(in->subject->role)->relays)
        breach_as(in, VERDICT_WARN, value, "Max-Forwards: 70, as RFC 3261 8.1.1.6 advises", "%.*s",
                  SHOW(value));
    return true;
}

/* ---- CSeq (8.1.1.5, 12.2.1.1) ---- */

static bool counts_in_dialog(const struct entry *entry)
{
    return entry_is_request(entry) && entry->retransmission_of < 0 && !entry_has_method(entry, "ACK") &&
           !entry_has_method(entry, "CANCEL");
}

/* Is that request of the dialog of the message at hand: inside it, or answered with its To tag? One that was
 * redirected or refused may have had the same Call-ID and a higher number (8.1.1.5). */
static bool is_of_dialog(const struct inspection *in, long number)
{
    if (in->facts[number].to_tag.p)
        return slice_eq(in->facts[number].to_tag, in->fact->to_tag);
    for (long i = number + 1; i < in->number; i++)
        if (in->transcript->entries[i].answers == number &&
            in->transcript->entries[i].message->status < 300 && /* others begin none */
            slice_eq(in->facts[i].to_tag, in->fact->to_tag))
            return true;
    return false;
}

/* The device's earlier request with the highest CSeq in the dialog of the message at hand, or what began it;
 * -1. */
static long highest_before(const struct inspection *in)
{
    long highest = -1;
    for (long i = 0; i < in->number; i++) {
        const struct entry_facts *fact = &in->facts[i];
        if (!fact->judged || fact->relayed || !counts_in_dialog(&in->transcript->entries[i]) ||
            !fact->cseq.method.p || !slice_eq(fact->call_id, in->fact->call_id) ||
            !slice_eq(fact->from_tag, in->fact->from_tag) || !is_of_dialog(in, i))
            continue;
        if (highest < 0 || fact->cseq.number > in->facts[highest].cseq.number)
            highest = i;
    }
    return highest;
}

/* On UDP a request may be overtaken by the next one, and loss may hide one: neither proves the device wrong.
 */
static void check_rise(struct inspection *in)
{
    long before = counts_in_dialog(in->entry) && in->fact->to_tag.p ? highest_before(in) : -1;
    const char *expected = "a CSeq that rises by one with each new request in a dialog (12.2.1.1)";
    if (before < 0)
        return;
    uint64_t last = in->facts[before].cseq.number, number = in->fact->cseq.number;
    bool overtaken = number < last && in->facts[before].to_tag.p && !net_is_reliable(in->entry->transport);
    /* The same request again to another server (RFC 3263 4.3) is a new transaction but not a new request. */
    if (number == last && in->transcript->entries[before].endpoint != in->entry->endpoint)
        return;
    if (number != last + 1)
        breach_as(in, overtaken || number > last ? VERDICT_WARN : VERDICT_FAIL, in->fact->cseq.digits,
                  expected, "%llu after %llu", (unsigned long long)number, (unsigned long long)last);
}

bool rule_cseq(struct inspection *in)
{
    const struct sip_cseq *cseq = &in->fact->cseq;
    if (!cseq->method.p)
        return false;
    if (cseq->number >= (uint64_t)1 << 31)
        breach(in, cseq->digits, "a CSeq number below 2**31", "%.*s", SHOW(cseq->digits));
    else if (!slice_eq(cseq->method, in->message->method))
        breach(in, cseq->method, "the method of the request in CSeq", "%.*s in a %.*s", SHOW(cseq->method),
               SHOW(in->message->method));
    else
        check_rise(in);
    return true;
}

/* ---- tags of requests (8.1.1.2, 8.1.1.3) ---- */

enum dialog_state { DIALOG_NONE, DIALOG_REFUSED, DIALOG_OPEN };

/* A response is of the call of its request, whatever it says itself. */
static struct slice call_of(const struct inspection *in, long number)
{
    const struct entry *entry = &in->transcript->entries[number];
    return in->facts[entry->answers >= 0 ? entry->answers : number].call_id;
}

/* Can the To tag of the request at hand name a dialog? It is a tag of ours: From of a request, or To of a
 * response that makes dialogs. One that stands in failures alone names none (12.1). */
static enum dialog_state dialog_of(const struct inspection *in, bool *ret_call_known)
{
    enum dialog_state state = DIALOG_NONE;
    *ret_call_known = false;
    for (long i = 0; i < in->number; i++) {
        const struct entry *sent = &in->transcript->entries[i];
        const struct entry_facts *fact = &in->facts[i];
        if (sent->direction != DIRECTION_SENT || !slice_eq(call_of(in, i), in->fact->call_id))
            continue;
        *ret_call_known = true;
        bool is_request = entry_is_request(sent);
        if (!slice_eq(is_request ? fact->from_tag : fact->to_tag, in->fact->to_tag))
            continue;
        if (is_request || sent->message->status < 300)
            return DIALOG_OPEN;
        state = DIALOG_REFUSED;
    }
    return state;
}

bool rule_dialog_tags(struct inspection *in)
{
    const struct sip_message *message = in->message;
    struct sip_address from;
    struct slice value = sip_header_value(message, SIP_HEADER_FROM);
    bool call_known;
    if (sip_address_parse(value, &from) && !in->fact->from_tag.p)
        breach(in, value, "From with a tag (8.1.1.3)", "%.*s", SHOW(value));
    if (!in->fact->to_tag.p || is_method(message, "ACK") || is_method(message, "CANCEL"))
        return true;
    enum dialog_state state = dialog_of(in, &call_known);
    /* Of a call that this case knows nothing of, a late request of an earlier one cannot be told from a new
     * one. */
    bool initial = call_known || is_method(message, "INVITE") || is_method(message, "REGISTER");
    if (state == DIALOG_REFUSED)
        breach(in, in->fact->to_tag, "no To tag outside a dialog (8.1.1.2)", "%.*s, the To tag of a refusal",
               SHOW(in->fact->to_tag));
    else if (state == DIALOG_NONE && initial)
        breach(in, in->fact->to_tag, "no To tag outside a dialog (8.1.1.2)", "%.*s names no dialog",
               SHOW(in->fact->to_tag));
    return true;
}

/* ---- the Request-URI (7.1, 19.1.1 table 1) ---- */

bool rule_request_uri(struct inspection *in)
{
    struct slice uri = in->message->request_uri;
    struct sip_uri parts;
    struct sip_param param;
    const char *expected = "a Request-URI without brackets, blanks, headers and method";
    /* Octet by octet what we asked the proxy for: not its making. */
    if (in->fact->source && slice_eq(in->fact->source->message->request_uri, uri))
        return false;
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
            breach(in, uri, expected, "%.*s", SHOW(uri));
            return true;
        }
    }
    if (sip_uri_parse(uri, &parts) && parts.is_sip &&
        (parts.headers.p || sip_param_find(parts.params, "method", &param)))
        breach(in, uri, expected, "%.*s", SHOW(uri));
    return true;
}

/* ---- CANCEL and the ACK of a failure require nothing (8.2.2.3, 9.1) ---- */

bool rule_no_require(struct inspection *in)
{
    static const enum sip_header_id barred[] = {SIP_HEADER_REQUIRE, SIP_HEADER_PROXY_REQUIRE};
    bool applies =
        is_method(in->message, "CANCEL") ||
        (is_method(in->message, "ACK") && ack_kind_of(in->transcript, in->facts, in->number) == ACK_FAILURE);
    for (size_t i = 0; applies && i < 2; i++) {
        const struct sip_row *row = sip_row_next(in->message, barred[i], NULL);
        if (row)
            breach(in, row_place(row),
                   "no Require and no Proxy-Require in CANCEL and in the ACK of a failure", "%.*s",
                   SHOW(row_place(row)));
    }
    return applies;
}
