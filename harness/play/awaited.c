/* Which messages a step is about: by kind, endpoint, what they answer or belong to, and what they say. */
#include "play/awaited.h"

#include "play/case.h"

#include <string.h>

static bool is_kind(const struct entry *entry, const char *kind)
{
    if (strcmp(kind, "any") == 0)
        return true;
    if (strcmp(kind, "final") == 0)
        return entry_is_final(entry);
    if (strcmp(kind, "provisional") == 0)
        return entry_is_provisional(entry);
    if (strcmp(kind, "response") == 0)
        return entry_is_response(entry);
    if (strcmp(kind, "request") == 0)
        return entry_is_request(entry);
    return entry_has_method(entry, kind);
}

bool awaited_kind(const struct entry *entry, const struct texts *kinds)
{
    for (size_t i = 0; i < kinds->count; i++)
        if (is_kind(entry, kinds->items[i]))
            return true;
    return kinds->count == 0;
}

bool awaited_is_response(const char *kind)
{
    return strcmp(kind, "final") == 0 || strcmp(kind, "provisional") == 0 || strcmp(kind, "response") == 0;
}

/* A step that does not say at which endpoint takes what comes to any: it is the case's, wherever the device
 * sends it. */
static bool is_at(const struct test_case *test, const struct entry *entry, const struct texts *at)
{
    for (size_t i = 0; i < at->count; i++)
        if (strcmp(test->wire.endpoints[entry->endpoint].name, at->items[i]) == 0)
            return true;
    return !at->count;
}

/* Does a request come where the named message came or went? One that the device has changed beyond
 * recognition still does. */
static bool is_beside(struct test_case *test, const struct entry *entry, const char *name)
{
    const struct entry *belongs = transcript_at(&test->result.transcript, name ? case_named(test, name) : -1);
    if (!belongs)
        return true;
    if (entry_is_response(belongs))
        belongs = transcript_at(&test->result.transcript, belongs->answers);
    return belongs && entry->endpoint == belongs->endpoint;
}

bool awaited_where(struct test_case *test, const struct condition *where, long number)
{
    if (!where)
        return true;
    struct check_context context = case_check_context(test);
    struct outcome outcome;
    outcome_init(&outcome);
    condition_eval(where, &context, number, &outcome);
    bool result = outcome.holds;
    outcome_free(&outcome);
    return result;
}

bool awaited_taken(const struct entry *entry)
{
    return entry->taken || entry->flags & ENTRY_KEEPALIVE;
}

/* May a step that expects such messages take this one, as far as its kind and its endpoint go? */
bool awaited_at(const struct test_case *test, const struct message_filter *filter, const struct entry *entry)
{
    return awaited_kind(entry, &filter->kinds) && is_at(test, entry, &filter->at);
}

/* The request whose responses a step is about: the one named, or the latest that a step sent. */
long awaited_request(struct test_case *test, const struct message_filter *filter)
{
    return filter->to ? case_named(test, filter->to) : test->script.last_request;
}

static bool may_expect(struct test_case *test, const struct message_filter *filter, long number)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    if (entry->direction != DIRECTION_RECEIVED || !awaited_at(test, filter, entry))
        return false;
    bool fits = entry_is_response(entry) ? entry->answers == awaited_request(test, filter)
                                         : is_beside(test, entry, filter->of);
    return fits && awaited_where(test, filter->where, number);
}

/* Without a word about it, any message, at whichever endpoint. "to" alone leaves only responses, "of" alone
 * only requests. */
bool awaited_counts(struct test_case *test, const struct message_filter *filter, long number)
{
    const struct entry *entry = transcript_at(&test->result.transcript, number);
    if (entry->direction != DIRECTION_RECEIVED || !awaited_kind(entry, &filter->kinds) ||
        !is_at(test, entry, &filter->at))
        return false;
    bool fits = entry_is_response(entry)
                    ? (filter->to ? entry->answers == case_named(test, filter->to) : !filter->of)
                    : (filter->of || !filter->to) && is_beside(test, entry, filter->of);
    return fits && awaited_where(test, filter->where, number);
}

/* The first message of this phase that the step may take; -1. */
long awaited_find(struct test_case *test, const struct message_filter *filter)
{
    for (size_t i = test->phase_begin; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (!awaited_taken(entry) && entry->retransmission_of < 0 && may_expect(test, filter, (long)i))
            return (long)i;
    }
    return -1;
}
