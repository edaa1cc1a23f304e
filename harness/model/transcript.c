/* Files the messages of a case, and finds what each one answers or retransmits. */
#include "model/transcript.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdlib.h>

void transcript_free(struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->count; i++)
        sip_message_free(transcript->entries[i].message);
    free(transcript->entries);
    *transcript = (struct transcript){0};
}

struct entry *transcript_at(const struct transcript *transcript, long number)
{
    return number >= 0 && (size_t)number < transcript->count ? &transcript->entries[number] : NULL;
}

bool entry_is_request(const struct entry *entry)
{
    return entry->message->kind == SIP_REQUEST;
}

bool entry_is_response(const struct entry *entry)
{
    return entry->message->kind == SIP_RESPONSE;
}

bool entry_has_method(const struct entry *entry, const char *method)
{
    return entry_is_request(entry) && slice_eq_text(entry->message->method, method);
}

bool entry_is_final(const struct entry *entry)
{
    return entry_is_response(entry) && entry->message->status >= 200;
}

bool entry_is_provisional(const struct entry *entry)
{
    return entry_is_response(entry) && entry->message->status < 200;
}

/* ---- which message is which ---- */

struct identity {
    struct slice branch, host, call_id, from_tag;
    uint16_t port;                    /* with host: sent-by of the topmost Via */
    struct slice method, cseq_method; /* of a request they may differ, and its response has the second */
    uint64_t cseq;
};

static struct identity identify(const struct sip_message *message)
{
    struct identity identity = {.call_id = sip_call_id(message),
                                .from_tag = sip_tag_of(message, SIP_HEADER_FROM)};
    struct sip_via via;
    struct sip_cseq cseq;
    if (sip_top_via(message, &via)) {
        identity.branch = via.branch;
        identity.host = via.host;
        identity.port = via.port ? via.port : net_default_port(via.transport.p, via.transport.n);
    }
    if (sip_cseq_of(message, &cseq)) {
        identity.cseq = cseq.number;
        identity.method = identity.cseq_method = cseq.method;
    }
    if (message->kind == SIP_REQUEST)
        identity.method = message->method;
    return identity;
}

static bool same_sent_by(const struct identity *a, const struct identity *b)
{
    return slice_ieq(a->host, b->host) && a->port == b->port;
}

static bool names_method(const struct identity *response, const struct identity *request)
{
    return slice_eq(response->method, request->method) || slice_eq(response->method, request->cseq_method);
}

/* How surely a response is that of a request with its branch; 0: not at all. Several requests may have the
 * same branch, by accident or on purpose: the other identifiers tell then. A response without CSeq may be
 * that of any method. */
static unsigned likeness(const struct identity *response, const struct identity *request)
{
    if (!response->branch.n || !slice_ieq(response->branch, request->branch) ||
        (response->method.n && !names_method(response, request)))
        return 0;
    return 1u + same_sent_by(response, request) + (response->cseq == request->cseq) +
           slice_eq(response->call_id, request->call_id) + slice_eq(response->from_tag, request->from_tag);
}

static bool same_cseq(const struct identity *response, const struct identity *request)
{
    return response->call_id.n && slice_eq(response->call_id, request->call_id) &&
           response->cseq == request->cseq && names_method(response, request);
}

/* Has this request a final response yet? */
static bool is_answered(const struct transcript *transcript, long request)
{
    for (size_t i = 0; i < transcript->count; i++)
        if (transcript->entries[i].answers == request && entry_is_final(&transcript->entries[i]))
            return true;
    return false;
}

static bool may_answer(const struct entry *response, const struct entry *request)
{
    return entry_is_request(request) && request->direction != response->direction &&
           request->endpoint == response->endpoint && !(request->flags & ENTRY_SHARED);
}

static long first_of(const struct transcript *transcript, size_t number)
{
    const struct entry *entry = &transcript->entries[number];
    return entry->retransmission_of >= 0 ? entry->retransmission_of : (long)number;
}

/* The request whose branch a response has, the last of the likeliest; -1. */
static long request_by_branch(const struct transcript *transcript, const struct entry *response)
{
    struct identity wanted = identify(response->message);
    unsigned most = 0;
    long found = -1;
    for (size_t i = transcript->count; wanted.branch.n && i-- > 0;) {
        const struct entry *request = &transcript->entries[i];
        if (!may_answer(response, request))
            continue;
        struct identity identity = identify(request->message);
        unsigned like = likeness(&wanted, &identity);
        if (like > most) {
            most = like;
            found = first_of(transcript, i);
        }
    }
    return found;
}

/* The request that a response answers, by falling trust: branch, Call-ID with CSeq, an open request of the
 * endpoint, any. Copies stand for their first. The device may have mangled everything, but the endpoint is
 * the case's own. */
static long request_of(const struct transcript *transcript, const struct entry *response)
{
    struct identity wanted = identify(response->message);
    long by_branch = request_by_branch(transcript, response), by_cseq = -1, open = -1, any = -1;
    for (size_t i = transcript->count; by_branch < 0 && i-- > 0;) {
        const struct entry *request = &transcript->entries[i];
        if (!may_answer(response, request))
            continue;
        struct identity identity = identify(request->message);
        if (by_cseq < 0 && same_cseq(&wanted, &identity))
            by_cseq = first_of(transcript, i);
        if (entry_has_method(request, "ACK") || request->retransmission_of >= 0)
            continue;
        if (open < 0 && !is_answered(transcript, (long)i))
            open = (long)i;
        if (any < 0)
            any = (long)i;
    }
    if (by_branch >= 0)
        return by_branch;
    return by_cseq >= 0 ? by_cseq : open >= 0 ? open : any;
}

bool transcript_has_own(const struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->count; i++)
        if (!(transcript->entries[i].flags & ENTRY_SHARED))
            return true;
    return false;
}

static bool retransmits_request(const struct entry *a, const struct entry *b)
{
    struct identity x = identify(a->message), y = identify(b->message);
    return slice_eq(x.method, y.method) && slice_eq(x.branch, y.branch) && same_sent_by(&x, &y) &&
           slice_eq(x.call_id, y.call_id) && x.cseq == y.cseq;
}

/* The same status to the same request; a 2xx from another branch of a fork (its own To tag) is no
 * retransmission (13.2.2.4). */
static bool retransmits_response(const struct entry *a, const struct entry *b)
{
    if (a->answers < 0 || a->answers != b->answers || a->message->status != b->message->status)
        return false;
    if (a->message->status / 100 != 2)
        return true;
    return slice_eq(sip_tag_of(a->message, SIP_HEADER_TO), sip_tag_of(b->message, SIP_HEADER_TO));
}

static long original_of(const struct transcript *transcript, const struct entry *entry)
{
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *earlier = &transcript->entries[i];
        if (earlier->direction != entry->direction || earlier->endpoint != entry->endpoint ||
            earlier->message->kind != entry->message->kind || earlier->retransmission_of >= 0 ||
            earlier->flags & ENTRY_SHARED)
            continue;
        if (entry_is_request(entry) ? retransmits_request(earlier, entry)
                                    : entry_is_response(entry) && retransmits_response(earlier, entry))
            return (long)i;
    }
    return -1;
}

static int reserve(struct transcript *transcript, enum direction direction, size_t length)
{
    bool sent = direction == DIRECTION_SENT;
    size_t most = LIMIT_CASE_MESSAGES - (sent ? 0 : LIMIT_KEPT_MESSAGES);
    size_t most_bytes = LIMIT_CASE_BYTES - (sent ? 0 : LIMIT_KEPT_BYTES);
    if (transcript->count >= most || transcript->bytes + length > most_bytes) {
        transcript->full = true;
        return -1;
    }
    if (transcript->count < transcript->capacity)
        return 0;
    size_t capacity = transcript->capacity ? transcript->capacity * 2 : 16;
    struct entry *entries = realloc(transcript->entries, capacity * sizeof(*entries));
    if (!entries)
        return -1;
    transcript->entries = entries;
    transcript->capacity = capacity;
    return 0;
}

long transcript_add(struct transcript *transcript, const struct entry *entry, const void *bytes,
                    size_t length)
{
    struct entry filed = *entry;
    if (reserve(transcript, entry->direction, length) || sip_message_parse(bytes, length, &filed.message))
        return -1;
    bool silent = (filed.flags & (ENTRY_KEEPALIVE | ENTRY_UNFRAMED)) != 0;
    filed.retransmission_of = -1;
    if (!entry_is_response(&filed))
        filed.answers = -1;
    else if (filed.answers < 0 && !silent)
        filed.answers = request_of(transcript, &filed);
    if (!silent)
        filed.retransmission_of = original_of(transcript, &filed);
    transcript->entries[transcript->count] = filed;
    transcript->bytes += length;
    return (long)transcript->count++;
}

int transcript_share(struct transcript *transcript, const struct transcript *from, size_t count)
{
    long base = (long)transcript->count;
    for (size_t i = 0; i < count && i < from->count; i++) {
        struct entry copy = from->entries[i];
        if (reserve(transcript, copy.direction, copy.message->length) ||
            sip_message_parse(copy.message->bytes, copy.message->length, &copy.message))
            return -1;
        copy.flags |= ENTRY_SHARED;
        copy.taken = true;
        copy.answers += copy.answers >= 0 ? base : 0;
        copy.retransmission_of += copy.retransmission_of >= 0 ? base : 0;
        transcript->entries[transcript->count++] = copy;
        transcript->bytes += copy.message->length;
    }
    return 0;
}
