/* Whose message is it? What a device sends is its own, or ours that went through it, or an echo of what we
 * sent deliberately wrong. Everything that keeps the rules from blaming a device for our own octets stands
 * here. */
#include "check/invariant_rule.h"

#include <stdlib.h>
#include <string.h>

bool is_method(const struct sip_message *message, const char *method)
{
    return message->kind == SIP_REQUEST && slice_eq_text(message->method, method);
}

struct slice body_of(const struct sip_message *message)
{
    uint64_t length;
    if (sip_content_length(message, &length) && length < message->body.n)
        return slice_sub(message->body, 0, (size_t)length);
    return message->body;
}

struct slice row_place(const struct sip_row *row)
{
    if (!row)
        return NOWHERE;
    struct slice place = row->raw;
    while (place.n && (place.p[place.n - 1] == '\n' || place.p[place.n - 1] == '\r'))
        place.n--;
    return place;
}

bool answers_by_branch(const struct inspection *in, size_t number, long request)
{
    const struct entry_facts *fact = &in->facts[number];
    return fact->request && in->transcript->entries[number].answers == request && !fact->odd &&
           fact->branch.n && slice_ieq(fact->branch, in->facts[request].branch);
}

/* ---- keep-alives ---- */

/* Datagrams that are no SIP and no fault: blanks and NULs of old NAT keep-alives, STUN (RFC 5626 4.4.2, RFC
 * 8489 5). */
static bool is_keepalive(const struct entry *entry)
{
    const struct sip_message *message = entry->message;
    static const char cookie[] = {0x21, 0x12, (char)0xa4, 0x42};
    if (message->kind != SIP_BROKEN)
        return false;
    if (message->length >= 20 && !(message->bytes[0] & 0xc0) && memcmp(message->bytes + 4, cookie, 4) == 0)
        return true;
    for (size_t i = 0; i < message->length; i++)
        if (message->bytes[i] && !strchr(" \t\r\n", message->bytes[i]))
            return false;
    return true;
}

/* ---- ours, and deliberately wrong ---- */

static bool is_deliberately_wrong(const struct entry *sent)
{
    return sent->flags & ENTRY_RAW || sent->message->flaws & ~(unsigned)SIP_FLAW_LEADING_CRLF;
}

/* Was anything that we sent before `number` wrong, REGISTER or any? */
static bool sent_wrong_before(const struct transcript *transcript, long number, bool registers_only)
{
    for (long i = 0; i < number; i++) {
        const struct entry *sent = &transcript->entries[i];
        if (sent->direction == DIRECTION_SENT && is_deliberately_wrong(sent) &&
            (!registers_only || entry_has_method(sent, "REGISTER")))
            return true;
    }
    return false;
}

/* A request of the device may be shaped by all that we sent, a redirection for instance; a response by its
 * request, and by what we registered. When it is not sure which request that is, it may be any. */
static bool follows_wrong(const struct inspection *in, long number)
{
    return sent_wrong_before(in->transcript, number, in->facts[number].request != NULL);
}

/* A request stands for its retransmissions, which may be wrong where it is not. */
static bool answers_wrong(const struct transcript *transcript, long number)
{
    long request = transcript->entries[number].answers;
    for (long i = request; request >= 0 && i < number; i++)
        if ((i == request || transcript->entries[i].retransmission_of == request) &&
            is_deliberately_wrong(&transcript->entries[i]))
            return true;
    return false;
}

static bool is_odd(const struct inspection *in, long number)
{
    const struct entry *entry = &in->transcript->entries[number];
    const struct entry_facts *fact = &in->facts[number];
    if (entry->direction == DIRECTION_SENT)
        return is_deliberately_wrong(entry);
    return answers_wrong(in->transcript, number) || (fact->source && is_deliberately_wrong(fact->source)) ||
           follows_wrong(in, number);
}

/* ---- ours, relayed ---- */

static bool same_call(const struct entry_facts *a, const struct entry_facts *b)
{
    return a->call_id.n && slice_eq(a->call_id, b->call_id) && a->cseq.method.p && b->cseq.method.p &&
           a->cseq.number == b->cseq.number && slice_eq(a->cseq.method, b->cseq.method);
}

/* Is it of the call and CSeq of the ACK, by what it says or by the INVITE that it answers? */
static bool is_acknowledged(const struct entry_facts *fact, const struct entry_facts *ack)
{
    return slice_eq(fact->call_id, ack->call_id) && fact->cseq.number == ack->cseq.number;
}

/* The ACK of a failure goes where its INVITE went, that of a 2xx to its Contact, wherever that is. */
static bool may_be_acknowledged_at(const struct entry *entry, const struct entry_facts *fact, size_t endpoint,
                                   const struct entry_facts *ack)
{
    return entry->endpoint == endpoint ||
           (entry->message->status < 300 && slice_eq(fact->to_tag, ack->to_tag));
}

enum ack_kind ack_kind_of(const struct transcript *transcript, const struct entry_facts *facts, long number)
{
    const struct entry_facts *ack = &facts[number];
    bool success = false, failure = false;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction != DIRECTION_SENT || !entry_is_final(entry) ||
            !may_be_acknowledged_at(entry, &facts[i], transcript->entries[number].endpoint, ack) ||
            !slice_eq_text(facts[i].cseq.method, "INVITE") ||
            !(is_acknowledged(&facts[i], ack) ||
              (entry->answers >= 0 && is_acknowledged(&facts[entry->answers], ack))))
            continue;
        if (entry->message->status < 300)
            success = true;
        else
            failure = true;
    }
    if (success == failure)
        return ACK_UNKNOWN;
    return success ? ACK_SUCCESS : ACK_FAILURE;
}

/* CANCEL and the ACK of a failure are made by each hop (9.1, 17.1.1.3). */
static bool is_hop_by_hop(const struct inspection *in, long number)
{
    const struct sip_message *message = in->transcript->entries[number].message;
    return is_method(message, "CANCEL") ||
           (is_method(message, "ACK") && ack_kind_of(in->transcript, in->facts, number) == ACK_FAILURE);
}

static bool passed_on(const struct sip_message *sent, const struct entry_facts *a,
                      const struct sip_message *received, const struct entry_facts *b)
{
    if (sent->kind != received->kind || !same_call(a, b))
        return false;
    return sent->kind == SIP_REQUEST || sent->status == received->status ||
           (a->to_tag.n && slice_eq(a->to_tag, b->to_tag));
}

/* What we sent and a proxy passed on as the message `number`, or NULL. */
static const struct entry *source_of(const struct inspection *in, long number)
{
    const struct entry *received = &in->transcript->entries[number];
    if (!role_row(in->subject->role)->relays || is_hop_by_hop(in, number))
        return NULL;
    for (long i = number; i-- > 0;) {
        const struct entry *sent = &in->transcript->entries[i];
        if (sent->direction == DIRECTION_SENT &&
            passed_on(sent->message, &in->facts[i], received->message, &in->facts[number]))
            return sent;
    }
    return NULL;
}

/* ---- all facts ---- */

static void read_identity(const struct entry *entry, struct entry_facts *fact)
{
    struct sip_via via;
    if (sip_top_via(entry->message, &via))
        fact->branch = via.branch;
    fact->call_id = sip_call_id(entry->message);
    fact->from_tag = sip_tag_of(entry->message, SIP_HEADER_FROM);
    fact->to_tag = sip_tag_of(entry->message, SIP_HEADER_TO);
    struct sip_cseq cseq;
    if (sip_cseq_of(entry->message, &cseq))
        fact->cseq = cseq;
}

/* The transcript guesses when identifiers are mangled. With none of three left the response is not surely
 * this request's: it may be a late one of another call. Call-ID or From tag alone may be those of something
 * wrong that we sent as well. */
static const struct entry *sure_request(const struct inspection *in, long number)
{
    const struct entry *entry = &in->transcript->entries[number];
    const struct entry *request = transcript_at(in->transcript, entry->answers);
    if (!request)
        return NULL;
    const struct entry_facts *a = &in->facts[number], *b = &in->facts[entry->answers];
    bool same_call_id = a->call_id.n && slice_ieq(a->call_id, b->call_id);
    bool same_tag = a->from_tag.n && slice_ieq(a->from_tag, b->from_tag);
    bool sure = (a->branch.n && slice_ieq(a->branch, b->branch)) || same_call(a, b) ||
                ((same_call_id || same_tag) && !sent_wrong_before(in->transcript, number, false));
    return sure ? request : NULL;
}

static bool retransmits_exactly(const struct inspection *in, const struct entry *entry)
{
    const struct entry *first = transcript_at(in->transcript, entry->retransmission_of);
    return first && slice_eq((struct slice){entry->message->bytes, entry->message->length},
                             (struct slice){first->message->bytes, first->message->length});
}

int facts_make(struct inspection *in)
{
    size_t count = in->transcript->count;
    in->facts = calloc(count ? count : 1, sizeof(*in->facts));
    if (!in->facts)
        return -1;
    for (size_t i = 0; i < count; i++)
        read_identity(&in->transcript->entries[i], &in->facts[i]);
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = &in->transcript->entries[i];
        struct entry_facts *fact = &in->facts[i];
        if (entry->direction == DIRECTION_RECEIVED) {
            fact->judged = !(entry->flags & (ENTRY_KEEPALIVE | ENTRY_RAW | ENTRY_FLAWED)) &&
                           !is_keepalive(entry) && !retransmits_exactly(in, entry);
            fact->unframed = entry->flags & ENTRY_UNFRAMED;
            fact->request = entry_is_response(entry) ? sure_request(in, (long)i) : NULL;
            fact->source = source_of(in, (long)i);
            fact->relayed = fact->source != NULL;
        }
        fact->odd = is_odd(in, (long)i);
    }
    return 0;
}
