/* Reads the transcripts of the interview: what the device answered, advertised and did. */
#include "engine/learn.h"

#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXT_SHOWN = 80 };

/* What is known of the case at hand. */
struct hearing {
    struct profile *profile;
    const struct transcript *transcript;
    enum net_transport transport;
    bool failed;
};

/* ---- facts ---- */

bool is_said(const struct profile *profile, const char *key)
{
    for (size_t i = 0; i < profile->count; i++)
        if (strcmp(profile->facts[i].key, key) == 0)
            return !profile->facts[i].learned;
    return false;
}

static int learn_value(struct profile *profile, const char *key, const struct value *value)
{
    return is_said(profile, key) ? 0 : profile_set(profile, key, value, true);
}

int learn_text(struct profile *profile, const char *key, const char *text)
{
    struct value value = {.kind = VALUE_TEXT, .text = (char *)(uintptr_t)text};
    return learn_value(profile, key, &value);
}

int learn_number(struct profile *profile, const char *key, int64_t number)
{
    char text[32];
    snprintf(text, sizeof(text), "%lld", (long long)number);
    return learn_text(profile, key, text);
}

int learn_flag(struct profile *profile, const char *key, bool is)
{
    return learn_text(profile, key, is ? "true" : "false");
}

static void hear_number(struct hearing *hearing, const char *key, int64_t number)
{
    hearing->failed = learn_number(hearing->profile, key, number) || hearing->failed;
}

static void hear_flag(struct hearing *hearing, const char *key, bool is)
{
    hearing->failed = learn_flag(hearing->profile, key, is) || hearing->failed;
}

/* The device chose this text: what may stand in a profile and on a terminal is kept. */
static void hear_text(struct hearing *hearing, const char *key, struct slice text)
{
    char shown[TEXT_SHOWN + 1];
    size_t n = 0;
    for (size_t i = 0; i < text.n && n < TEXT_SHOWN; i++)
        if (text.p[i] >= ' ' && text.p[i] < 0x7f)
            shown[n++] = text.p[i];
    shown[n] = 0;
    if (n)
        hearing->failed = learn_text(hearing->profile, key, shown) || hearing->failed;
}

static void hear_item(struct hearing *hearing, const char *key, struct slice item)
{
    struct value list = {0};
    const struct value *known = profile_get(hearing->profile, key);
    if (known && value_has(known, item))
        return;
    value_list(&list);
    bool ok = !known || (value_free(&list), value_copy(known, &list) == 0);
    ok = ok && value_add(&list, item) == 0 && learn_value(hearing->profile, key, &list) == 0;
    hearing->failed = hearing->failed || !ok;
    value_free(&list);
}

/* Adds the list in a header field to what was learned before; it may be empty. */
static void hear_list(struct hearing *hearing, const char *key, const struct sip_message *message,
                      enum sip_header_id header)
{
    struct sip_values values;
    struct slice item;
    struct value none;
    if (!sip_row_count(message, header))
        return;
    value_list(&none);
    if (!profile_get(hearing->profile, key))
        hearing->failed = learn_value(hearing->profile, key, &none) || hearing->failed;
    sip_values_begin(&values, message, header);
    while (sip_values_next(&values, &item))
        if (sip_is_token(item))
            hear_item(hearing, key, item);
}

/* ---- exchanges ---- */

static bool is_first_sending(const struct entry *entry)
{
    return entry->direction == DIRECTION_SENT && entry_is_request(entry) && entry->retransmission_of < 0;
}

/* The first response to a request that is wanted; NULL. */
static const struct entry *response_to(const struct transcript *transcript, const struct entry *request,
                                       bool final)
{
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction == DIRECTION_RECEIVED && transcript_at(transcript, entry->answers) == request &&
            (!final || entry_is_final(entry)))
            return entry;
    }
    return NULL;
}

/* A request that was challenged and sent again with credentials has its answer there. */
static bool was_sent_again(const struct transcript *transcript, const struct entry *request)
{
    for (const struct entry *later = request + 1; later < transcript->entries + transcript->count; later++)
        if (is_first_sending(later) && slice_eq(later->message->method, request->message->method) &&
            slice_eq(sip_call_id(later->message), sip_call_id(request->message)))
            return true;
    return false;
}

/* The next request of that method that stands for itself, behind `after` (NULL: from the first); NULL. */
static const struct entry *next_request(const struct transcript *transcript, const char *method,
                                        const struct entry *after)
{
    const struct entry *end = transcript->entries + transcript->count;
    for (const struct entry *entry = after ? after + 1 : transcript->entries; entry < end; entry++)
        if (is_first_sending(entry) && entry_has_method(entry, method) && !was_sent_again(transcript, entry))
            return entry;
    return NULL;
}

static bool is_cancelled_before(const struct entry *invite, const struct entry *final)
{
    for (const struct entry *entry = invite; entry < final; entry++)
        if (is_first_sending(entry) && entry_has_method(entry, "CANCEL") &&
            slice_eq(sip_call_id(entry->message), sip_call_id(invite->message)))
            return true;
    return false;
}

/* What came of a call before we gave it up: the final response, else the last that is not 100; NULL. */
static const struct entry *outcome_of_call(const struct transcript *transcript, const struct entry *invite)
{
    const struct entry *final = response_to(transcript, invite, true), *rings = NULL;
    if (final && !is_cancelled_before(invite, final))
        return final;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction == DIRECTION_RECEIVED && transcript_at(transcript, entry->answers) == invite &&
            entry_is_provisional(entry) && entry->message->status > 100)
            rings = entry;
    }
    return rings;
}

/* ---- what any answer tells ---- */

static void hear_challenge(struct hearing *hearing, const struct entry *request,
                           const struct sip_message *message)
{
    const char *const names[] = {"WWW-Authenticate", "Proxy-Authenticate"};
    for (size_t i = 0; i < 2; i++) {
        const struct sip_row *row = sip_row_next_named(message, slice_from(names[i]), NULL);
        struct slice value = row ? row->value : (struct slice){0};
        size_t at = slice_find_text(value, "realm=\"");
        if (!row)
            continue;
        hear_text(hearing, "scheme", slice_sub(value, 0, slice_find(value, ' ')));
        if (at < value.n) {
            struct slice rest = slice_sub(value, at + 7, value.n);
            hear_text(hearing, "realm", slice_sub(rest, 0, slice_find(rest, '"')));
        }
    }
    hear_flag(hearing, "challenges", true);
    hear_item(hearing, "challenged_methods", request->message->method);
}

static void hear_software(struct hearing *hearing, const struct sip_message *message)
{
    const char *const names[] = {"Server", "User-Agent"};
    for (size_t i = 0; i < 2 && !profile_get(hearing->profile, "software"); i++) {
        const struct sip_row *row = sip_row_next_named(message, slice_from(names[i]), NULL);
        if (row)
            hear_text(hearing, "software", row->value);
    }
}

static void hear_retry_after(struct hearing *hearing, const struct sip_message *message)
{
    uint64_t seconds;
    if (sip_retry_after_of(message, &seconds) && seconds <= 1000000)
        hear_number(hearing, "retry_after", (int64_t)seconds);
}

static void hear_answer(struct hearing *hearing, const struct entry *request,
                        const struct sip_message *message)
{
    int status = message->status;
    hear_software(hearing, message);
    if (status == 401 || status == 407)
        hear_challenge(hearing, request, message);
    if (status == 503 || status == 480)
        hear_retry_after(hearing, message);
    if (status / 100 != 2 && status / 100 != 4)
        return;
    if (entry_has_method(request, "OPTIONS") || entry_has_method(request, "INVITE")) {
        hear_list(hearing, "methods", message, SIP_HEADER_ALLOW);
        if (status / 100 == 2)
            hear_list(hearing, "supported", message, SIP_HEADER_SUPPORTED);
    }
}

/* The shortest time between a request and its first response. What the device passes on, and calls, take
 * the time of others. */
static void hear_round_trip(struct hearing *hearing, const struct entry *request,
                            const struct entry *response)
{
    int64_t ms = (response->time_ns - request->time_ns + 999999) / 1000000;
    const char *known = profile_text(hearing->profile, "rtt_ms");
    if (!entry_has_method(request, "OPTIONS") && !entry_has_method(request, "REGISTER"))
        return;
    if (!known || strtoll(known, NULL, 10) > ms)
        hear_number(hearing, "rtt_ms", ms);
}

static void hear_all_answers(struct hearing *hearing)
{
    for (size_t i = 0; i < hearing->transcript->count; i++) {
        const struct entry *request = &hearing->transcript->entries[i];
        if (!is_first_sending(request))
            continue;
        const struct entry *first = response_to(hearing->transcript, request, false);
        const struct entry *final = response_to(hearing->transcript, request, true);
        if (first)
            hear_round_trip(hearing, request, first);
        if (final)
            hear_answer(hearing, request, final->message);
    }
}

/* ---- what each scenario asks ---- */

/* Status of the answer to the only request of that method; 0 when none came. */
static void hear_status(struct hearing *hearing, const char *method, const char *key)
{
    const struct entry *request = next_request(hearing->transcript, method, NULL);
    const struct entry *final = request ? response_to(hearing->transcript, request, true) : NULL;
    if (request)
        hear_number(hearing, key, final ? final->message->status : 0);
}

/* Did two requests in a row have to take two connections? */
static void hear_connections(struct hearing *hearing)
{
    const struct entry *one = next_request(hearing->transcript, "OPTIONS", NULL);
    const struct entry *two = one ? next_request(hearing->transcript, "OPTIONS", one) : NULL;
    if (two && response_to(hearing->transcript, one, true))
        hear_flag(hearing, "closes_connections", one->connection != two->connection);
}

static void hear_options(struct hearing *hearing)
{
    const struct entry *request = next_request(hearing->transcript, "OPTIONS", NULL);
    const struct entry *final = request ? response_to(hearing->transcript, request, true) : NULL;
    if (final && !profile_get(hearing->profile, "options_status"))
        hear_number(hearing, "options_status", final->message->status);
    if (net_is_stream(hearing->transport))
        hear_connections(hearing);
}

/* Did several answer a call? Each has a To tag of its own (13.2.2.4). */
static bool has_several_2xx(const struct transcript *transcript, const struct entry *invite)
{
    struct slice tag = {0};
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction != DIRECTION_RECEIVED || transcript_at(transcript, entry->answers) != invite ||
            entry->message->status / 100 != 2)
            continue;
        struct slice own = sip_tag_of(entry->message, SIP_HEADER_TO);
        if (tag.p && !slice_eq(own, tag))
            return true;
        tag = own;
    }
    return false;
}

/* Our BYE goes to the Contact: it tells whether anybody is there. */
static void hear_contact(struct hearing *hearing, const struct entry *ok)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, ok->message, SIP_HEADER_CONTACT);
    if (sip_values_next(&values, &value))
        hear_text(hearing, "contact", sip_address_uri(value));
    const struct entry *bye = next_request(hearing->transcript, "BYE", NULL);
    if (bye)
        hear_flag(hearing, "contact_answers", response_to(hearing->transcript, bye, false) != NULL);
}

static void hear_user(struct hearing *hearing, int status)
{
    if (status == 404 || status == 604 || status == 410)
        hear_flag(hearing, "user_exists", false);
    else if (status / 100 <= 2 || status == 486 || status == 600 || status == 603)
        hear_flag(hearing, "user_exists", true);
}

/* How many calls of ours were taken at the same time, and how many were tried. Whoever took all may take
 * more: the run feels its way. */
static void hear_calls(struct hearing *hearing)
{
    size_t taken = 0, tried = 0;
    bool first_taken = false;
    const struct entry *invite = NULL;
    while ((invite = next_request(hearing->transcript, "INVITE", invite)) != NULL) {
        const struct entry *outcome = outcome_of_call(hearing->transcript, invite);
        bool is_taken = outcome && outcome->message->status / 100 == 2;
        first_taken = first_taken || (!tried && is_taken);
        tried++;
        taken += is_taken ? 1 : 0;
    }
    if (!first_taken || profile_get(hearing->profile, "max_calls"))
        return; /* a call that was tried after a refusal was beside none */
    if (taken < tried)
        hear_number(hearing, "max_calls", (int64_t)taken);
    else
        hear_number(hearing, "takes_calls", (int64_t)taken);
}

/* Requests of the device in our call, less its end. */
static void hear_requests(struct hearing *hearing)
{
    for (size_t i = 0; i < hearing->transcript->count; i++) {
        const struct entry *entry = &hearing->transcript->entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry_is_request(entry) &&
            (entry_has_method(entry, "INVITE") || entry_has_method(entry, "UPDATE")))
            hear_item(hearing, "asks_in_call", entry->message->method);
    }
}

/* The call that was taken, or rang, or the first. */
static const struct entry *best_outcome(struct hearing *hearing)
{
    const struct entry *invite = NULL, *best = NULL;
    while ((invite = next_request(hearing->transcript, "INVITE", invite)) != NULL) {
        const struct entry *outcome = outcome_of_call(hearing->transcript, invite);
        if (outcome && (!best || (outcome->message->status < 300 && best->message->status >= 300)))
            best = outcome;
    }
    return best;
}

static void hear_invite(struct hearing *hearing)
{
    const struct entry *best = best_outcome(hearing);
    if (!next_request(hearing->transcript, "INVITE", NULL))
        return;
    hear_number(hearing, "invite_status", best ? best->message->status : 0);
    if (!best)
        return;
    hear_text(hearing, "invite_reason", best->message->reason);
    hear_user(hearing, best->message->status);
    if (best->message->status / 100 != 2)
        return;
    hear_contact(hearing, best);
    hear_flag(hearing, "several_answers",
              has_several_2xx(hearing->transcript, transcript_at(hearing->transcript, best->answers)));
    hear_calls(hearing);
    hear_requests(hearing);
    if (next_request(hearing->transcript, "OPTIONS", NULL))
        hear_status(hearing, "OPTIONS", "options_beside_status");
}

/* How did an INVITE of ours get to us? Its Request-URI names our address, or a user who is registered
 * there. */
static const char *routing_of(const struct entry *sent, const struct entry *arrived)
{
    char addr[NET_ADDR_TEXT];
    struct slice uri = sent->message->request_uri;
    net_addr_text(&arrived->local, addr);
    return slice_find_text(uri, addr) < uri.n ? "request-uri" : "registration";
}

static const struct entry *last_request(const struct transcript *transcript, const char *method)
{
    const struct entry *last = NULL, *next = NULL;
    while ((next = next_request(transcript, method, next)) != NULL)
        last = next;
    return last;
}

/* Did the proxy hand us an INVITE? Of several tries the last one counts. */
static void hear_relay(struct hearing *hearing)
{
    const struct entry *invite = last_request(hearing->transcript, "INVITE"), *arrived = NULL;
    const struct entry *asked = invite ? invite : next_request(hearing->transcript, "REGISTER", NULL);
    const struct entry *final = asked ? response_to(hearing->transcript, asked, true) : NULL;
    for (size_t i = 0; i < hearing->transcript->count; i++)
        if (hearing->transcript->entries[i].direction == DIRECTION_RECEIVED &&
            entry_has_method(&hearing->transcript->entries[i], "INVITE"))
            arrived = &hearing->transcript->entries[i];
    if (!asked)
        return;
    bool through = invite && arrived && final && final->message->status / 100 == 2;
    hear_flag(hearing, "relays", through); /* a 2xx that nobody of us gave is no call that came through */
    hear_number(hearing, "relayed_status", final ? final->message->status : 0);
    if (final)
        hear_text(hearing, "relayed_reason", final->message->reason);
    if (through && !profile_get(hearing->profile, "routes_by"))
        hearing->failed =
            learn_text(hearing->profile, "routes_by", routing_of(invite, arrived)) || hearing->failed;
}

/* Taken: a name that nobody knew before. */
static void hear_any_user(struct hearing *hearing)
{
    const struct entry *asked = next_request(hearing->transcript, "REGISTER", NULL);
    const struct entry *final = asked ? response_to(hearing->transcript, asked, true) : NULL;
    if (final)
        hear_flag(hearing, "any_user", final->message->status / 100 == 2);
}

int learn_from(struct profile *profile, const struct case_result *result)
{
    struct hearing hearing = {.profile = profile, .transcript = &result->transcript};
    if (!net_transport_find(result->transport, strlen(result->transport), &hearing.transport))
        return 0;
    hear_all_answers(&hearing);
    if (strcmp(result->scenario, "discovery/options") == 0)
        hear_options(&hearing);
    else if (strcmp(result->scenario, "discovery/hops") == 0)
        hear_status(&hearing, "OPTIONS", "hops_status");
    else if (strcmp(result->scenario, "discovery/register") == 0)
        hear_status(&hearing, "REGISTER", "register_status");
    else if (strcmp(result->scenario, "discovery/any-user") == 0)
        hear_any_user(&hearing);
    else if (strcmp(result->scenario, "discovery/redirect") == 0)
        hear_status(&hearing, "INVITE", "redirect_status");
    else if (strcmp(result->scenario, "discovery/relay") == 0)
        hear_relay(&hearing);
    else
        hear_invite(&hearing);
    return hearing.failed ? -1 : 0;
}
