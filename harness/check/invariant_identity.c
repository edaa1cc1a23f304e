/* Tags (8.2.6.2, 19.3): there, one and the same in all responses to a request, and never used twice. */
#include "check/invariant_rule.h"

/* The URI by which a response to our INVITE says who it is from, in a dialog that it makes; empty when it
 * does not. */
static struct slice says_who(const struct inspection *in, size_t index)
{
    const struct entry *entry = &in->transcript->entries[index];
    struct sip_address address;
    struct slice value;
    struct sip_values values;
    if (!answers_by_branch(in, index, in->number) || entry->message->status == 100 ||
        entry->message->status >= 300 || !in->facts[index].to_tag.p)
        return (struct slice){0};
    sip_values_begin(&values, entry->message, SIP_HEADER_CONTACT);
    return sip_values_next(&values, &value) && sip_address_parse(value, &address) ? address.uri
                                                                                  : (struct slice){0};
}

/* Do several user agents answer? A proxy that has forked the INVITE relays what each of them says: another
 * tag, and another Contact (12.1.2, 13.2.2.4, 16.7). */
static bool is_forked(const struct inspection *in)
{
    struct slice first = {0}, tag = {0};
    for (size_t i = 0; is_method(in->message, "INVITE") && i < in->transcript->count; i++) {
        struct slice who = says_who(in, i);
        if (who.n && !first.n) {
            first = who;
            tag = in->facts[i].to_tag;
        } else if (who.n && !slice_eq(who, first) && !slice_eq(tag, in->facts[i].to_tag)) {
            return true;
        }
    }
    return false;
}

bool rule_one_to_tag(struct inspection *in)
{
    long request = in->number;
    struct slice first = NOWHERE;
    bool looked = false, ended = false;
    if (in->fact->to_tag.p || is_forked(in))
        return false;
    for (size_t i = 0; i < in->transcript->count; i++) {
        const struct entry_facts *fact = &in->facts[i];
        const struct entry *entry = &in->transcript->entries[i];
        /* Our own retransmission to an ended transaction may rightly begin a new one. */
        if (ended && entry->direction == DIRECTION_SENT && entry->retransmission_of == request)
            break;
        ended = ended || (answers_by_branch(in, i, request) && entry_is_final(entry));
        if (!answers_by_branch(in, i, request) || entry->message->status == 100 || !fact->to_tag.p)
            continue;
        looked = true;
        if (!first.p)
            first = fact->to_tag;
        if (slice_eq(first, fact->to_tag))
            continue;
        inspection_select(in, (long)i);
        breach(in, fact->to_tag, "one and the same To tag in all responses to a request (8.2.6.2)",
               "%.*s after %.*s", SHOW(fact->to_tag), SHOW(first));
        break;
    }
    return looked;
}

bool rule_to_tag(struct inspection *in)
{
    struct sip_address ours, theirs;
    struct slice their = sip_header_value(in->message, SIP_HEADER_TO);
    if (!in->fact->request || in->message->status == 100 || in->facts[in->entry->answers].to_tag.p ||
        !sip_address_parse(sip_header_value(in->fact->request->message, SIP_HEADER_TO), &ours) ||
        !sip_address_parse(their, &theirs))
        return false;
    if (!in->fact->to_tag.p)
        breach(in, their, "a To tag in each response but 100", "%.*s", SHOW(their));
    return true;
}

/* The tag that the device made for this message, or NOWHERE. The response to a CANCEL has that of what is
 * cancelled (9.2), which is found by its branch: their Call-IDs may differ. */
static struct slice own_tag(const struct inspection *in)
{
    if (in->message->kind == SIP_REQUEST)
        return in->fact->to_tag.p || is_method(in->message, "CANCEL") || is_method(in->message, "ACK")
                   ? NOWHERE
                   : in->fact->from_tag;
    bool made = in->fact->request && !is_method(in->fact->request->message, "CANCEL") &&
                !in->facts[in->entry->answers].to_tag.p &&
                slice_eq(in->fact->call_id, in->facts[in->entry->answers].call_id);
    return made ? in->fact->to_tag : NOWHERE;
}

bool rule_tags_unique(struct inspection *in)
{
    struct slice tag = own_tag(in);
    bool is_request = in->message->kind == SIP_REQUEST;
    enum tag_news news;
    if (!tag.n)
        return false;
    if (!is_request && slice_eq(tag, in->facts[in->entry->answers].from_tag)) {
        breach(in, tag, "a To tag other than the From tag of the request", "%.*s is both", SHOW(tag));
        return true;
    }
    if (tag_memory_note(in->memory, tag, in->fact->call_id, &news)) {
        in->out_of_memory = true;
        return false;
    }
    /* A request that is tried again may take a new Call-ID and keep its From (8.1.3.4). */
    if (news == TAG_OTHER_CASE || (news == TAG_SAME_CASE && !is_request))
        breach(in, tag, "a tag of its own in each call (19.3)", "%.*s was a tag of another call", SHOW(tag));
    return true;
}
