/* Rules about responses and the transactions they belong to. */
#include "check/invariant_rule.h"

/* ---- ACK is never answered (17) ---- */

bool rule_ack_unanswered(struct inspection *in)
{
    struct slice call_id = in->fact->call_id;
    long ack = in->number;
    if (!is_method(in->message, "ACK"))
        return false;
    for (size_t i = (size_t)ack + 1; i < in->transcript->count; i++) {
        const struct entry_facts *fact = &in->facts[i];
        const struct entry *entry = &in->transcript->entries[i];
        /* ACK may have stood in the CSeq of another request. */
        bool to_ack = fact->request && is_method(fact->request->message, "ACK");
        if (!fact->judged || !entry_is_response(entry) || !slice_eq_text(fact->cseq.method, "ACK") ||
            !slice_eq(fact->call_id, call_id) || !to_ack)
            continue;
        inspection_select(in, (long)i);
        breach(in, in->message->start_line, "no response to an ACK", "%.*s", SHOW(in->message->start_line));
        break;
    }
    return true;
}

/* ---- header fields that a status asks for ---- */

struct companion {
    int status;
    enum sip_header_id any_of[3]; /* SIP_HEADER_OTHER: none */
    const char *expected;
};

static const struct companion companions[] = {
    {401, {SIP_HEADER_WWW_AUTHENTICATE}, "WWW-Authenticate in a 401 (22.2)"},
    {405, {SIP_HEADER_ALLOW}, "Allow in a 405 (8.2.1)"},
    {407, {SIP_HEADER_PROXY_AUTHENTICATE}, "Proxy-Authenticate in a 407 (22.3)"},
    {415,
     {SIP_HEADER_ACCEPT, SIP_HEADER_ACCEPT_ENCODING, SIP_HEADER_ACCEPT_LANGUAGE},
     "Accept, Accept-Encoding or Accept-Language in a 415 (8.2.3)"},
    {421, {SIP_HEADER_REQUIRE}, "Require in a 421 (21.4.16)"},
    {423, {SIP_HEADER_MIN_EXPIRES}, "Min-Expires in a 423 (10.3)"},
};

static bool has_companion(const struct sip_message *message, const struct companion *companion)
{
    for (size_t i = 0; i < 3; i++)
        if (companion->any_of[i] != SIP_HEADER_OTHER && sip_row_count(message, companion->any_of[i]))
            return true;
    return false;
}

bool rule_companions(struct inspection *in)
{
    for (size_t i = 0; i < sizeof(companions) / sizeof(companions[0]); i++) {
        if (in->message->status != companions[i].status)
            continue;
        if (!has_companion(in->message, &companions[i]))
            breach(in, in->message->start_line, companions[i].expected, "it is absent");
        return true;
    }
    return false;
}

/* ---- Allow (20.5, 13.1, 11) ---- */

static bool allows(const struct sip_message *message, const char *method)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, SIP_HEADER_ALLOW);
    while (sip_values_next(&values, &value))
        if (slice_eq_text(value, method))
            return true;
    return false;
}

bool rule_allow(struct inspection *in)
{
    /* Without calls of its own, a redirect server or a proxy need not know BYE. */
    static const char *const methods[] = {"ACK", "CANCEL", "BYE", "OPTIONS"};
    size_t count = in->subject->is_user_agent ? 4 : 2;
    if (!sip_row_count(in->message, SIP_HEADER_ALLOW))
        return false;
    for (size_t i = 0; i < count; i++)
        if (allows(in->message, "INVITE") && !allows(in->message, methods[i])) {
            breach(in, row_place(sip_row_next(in->message, SIP_HEADER_ALLOW, NULL)),
                   count == 4 ? "Allow with INVITE has ACK, CANCEL, BYE and OPTIONS too"
                              : "Allow with INVITE has ACK and CANCEL too",
                   "%s is absent", methods[i]);
            break;
        }
    return true;
}

/* ---- one final response (13.2.2.3, 17.2.1) ---- */

/* Within this time two datagrams may have changed places on their way. */
static const int64_t OVERTAKING_NS = 100 * 1000 * 1000;

/* RFC 3262 section 3: a reliable provisional response that no PRACK came for SHOULD NOT be repeated after the
 * final one; a new one MUST NOT be sent. */
static bool is_old_reliable(const struct inspection *in, const struct entry *entry)
{
    const struct entry *first = transcript_at(in->transcript, entry->retransmission_of);
    struct slice rseq = sip_header_value(entry->message, SIP_HEADER_RSEQ);
    return first && rseq.n && slice_eq(rseq, sip_header_value(first->message, SIP_HEADER_RSEQ));
}

static void check_after_final(struct inspection *in, size_t final, size_t later)
{
    const struct entry *a = &in->transcript->entries[final], *b = &in->transcript->entries[later];
    bool both_success = a->message->status < 300 && b->message->status < 300 && b->message->status >= 200;
    if (b->message->status == a->message->status || both_success)
        return;
    bool may_have_overtaken =
        !net_is_reliable(b->transport) && b->time_ns - a->time_ns < OVERTAKING_NS && b->message->status < 200;
    inspection_select(in, (long)later);
    breach_as(in, may_have_overtaken || is_old_reliable(in, b) ? VERDICT_WARN : VERDICT_FAIL,
              in->message->start_line,
              "after the first final response to an INVITE only retransmissions of it", "%.*s after %.*s",
              SHOW(b->message->start_line), SHOW(a->message->start_line));
}

bool rule_one_final(struct inspection *in)
{
    long request = in->number, final = -1;
    if (!is_method(in->message, "INVITE"))
        return false;
    for (size_t i = (size_t)request + 1; i < in->transcript->count; i++) {
        const struct entry *entry = &in->transcript->entries[i];
        /* Our own retransmission to an ended transaction may rightly begin a new one. */
        if (final >= 0 && entry->direction == DIRECTION_SENT && entry->retransmission_of == request)
            break;
        if (!answers_by_branch(in, i, request))
            continue;
        if (final >= 0)
            check_after_final(in, (size_t) final, i);
        else if (entry_is_final(entry))
            final = (long)i;
    }
    return final >= 0;
}

/* ---- what a role must not answer ---- */

bool rule_no_6xx(struct inspection *in)
{
    if (!in->fact->request || !entry_has_method(in->fact->request, "REGISTER"))
        return false;
    if (in->message->status >= 600)
        breach(in, in->message->start_line, "no 6xx from a registrar (10.3)", "%.*s",
               SHOW(in->message->start_line));
    return true;
}

bool rule_no_305(struct inspection *in)
{
    if (in->subject->is_user_agent)
        return false;
    if (in->message->status == 305)
        breach(in, in->message->start_line, "305 from user agents only (21.3.4)", "%.*s",
               SHOW(in->message->start_line));
    return true;
}
