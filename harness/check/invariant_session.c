/* The rule about offers and answers: who is offered a session answers it where the exchange demands it
 * (13.2.1, 13.2.2.4, 13.3.1.4, 14.2, RFC 3264 section 6, RFC 3311 5.2). */
#include "check/invariant_rule.h"

#include <string.h>

/* Only what is a plain session description, or nothing at all, is spoken of: there are other bodies, and
 * those of many parts. */
enum session { SESSION_NONE, SESSION_DESCRIPTION, SESSION_OTHER };

static enum session session_of(const struct sip_message *message)
{
    static const struct slice type = SLICE_LIT("application/sdp");
    struct slice value = sip_header_value(message, SIP_HEADER_CONTENT_TYPE);
    if (!slice_trim(body_of(message)).n)
        return SESSION_NONE;
    bool ends = value.n == type.n || (value.n > type.n && strchr("; \t\r\n", value.p[type.n]));
    return ends && slice_ieq(slice_sub(value, 0, type.n), type) &&
                   !sip_row_count(message, SIP_HEADER_CONTENT_ENCODING)
               ? SESSION_DESCRIPTION
               : SESSION_OTHER;
}

static size_t count_streams(struct slice description)
{
    size_t count = 0;
    for (size_t i = 0; i + 2 <= description.n; i++)
        count += description.p[i] == 'm' && description.p[i + 1] == '=' &&
                 (!i || description.p[i - 1] == '\n' || description.p[i - 1] == '\r');
    return count;
}

static void check_answer(struct inspection *in, const struct sip_message *offer, const char *expected)
{
    enum session session = session_of(in->message);
    if (session == SESSION_NONE) {
        breach(in, in->message->start_line, expected, "no body");
        return;
    }
    size_t offered = count_streams(body_of(offer)), answered = count_streams(body_of(in->message));
    if (session == SESSION_DESCRIPTION && offered != answered)
        breach(in, in->message->body, "an answer with as many m= lines as the offer (RFC 3264 6)",
               "%zu for %zu", answered, offered);
}

/* Has a reliable provisional response to that request carried a body? Then offer or answer are over, or lie
 * in PRACK (RFC 3262 section 5). */
static bool settled_early(const struct inspection *in, long request)
{
    for (long i = request + 1; request >= 0 && (size_t)i < in->transcript->count; i++) {
        const struct entry *entry = &in->transcript->entries[i];
        if (entry->answers == request && entry_is_provisional(entry) &&
            sip_row_count(entry->message, SIP_HEADER_RSEQ) && session_of(entry->message) != SESSION_NONE)
            return true;
    }
    return false;
}

static bool inspect_success(struct inspection *in)
{
    const struct entry *request = in->fact->request;
    bool is_invite = request && entry_has_method(request, "INVITE");
    if (!request || (!is_invite && !entry_has_method(request, "UPDATE")) ||
        settled_early(in, in->entry->answers))
        return false;
    enum session offer = session_of(request->message);
    if (offer == SESSION_DESCRIPTION)
        check_answer(in, request->message, "an answer in the 2xx to a request with an offer");
    else if (offer == SESSION_NONE && is_invite && session_of(in->message) == SESSION_NONE)
        breach(in, in->message->start_line, "an offer in the 2xx to an INVITE without one", "no body");
    return offer != SESSION_OTHER;
}

/* The 2xx that we sent to the INVITE of an ACK at hand; -1. */
static long success_of(const struct inspection *in)
{
    for (long i = in->number; i-- > 0;) {
        const struct entry *entry = &in->transcript->entries[i];
        const struct entry_facts *fact = &in->facts[i];
        if (entry->direction == DIRECTION_SENT && entry_is_final(entry) && entry->message->status < 300 &&
            entry->answers >= 0 && slice_eq_text(fact->cseq.method, "INVITE") &&
            fact->cseq.number == in->fact->cseq.number && slice_eq(fact->call_id, in->fact->call_id) &&
            slice_eq(fact->to_tag, in->fact->to_tag))
            return i;
    }
    return -1;
}

static bool inspect_ack(struct inspection *in)
{
    long success = success_of(in);
    const struct entry *answered = transcript_at(in->transcript, success);
    const struct entry *invite = answered ? transcript_at(in->transcript, answered->answers) : NULL;
    if (!invite || session_of(invite->message) != SESSION_NONE ||
        session_of(answered->message) != SESSION_DESCRIPTION || settled_early(in, answered->answers))
        return false;
    check_answer(in, answered->message, "an answer in the ACK for a 2xx with an offer");
    return true;
}

bool rule_offer_answer(struct inspection *in)
{
    if (is_method(in->message, "ACK"))
        return inspect_ack(in);
    return entry_is_final(in->entry) && in->message->status < 300 && inspect_success(in);
}
