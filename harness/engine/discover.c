/* What the device is, before it is judged: does it answer, what does it advertise, does it challenge or
 * redirect. */
#include "engine/run.h"

#include "scenario/matrix.h"
#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct findings_of_discovery {
    struct run_options *options;
    struct discovery *discovery;
    struct buf text;
    bool failed;
};

/* The scenarios that ask, in order. */
static const char *const ids[] = {"discovery/options", "discovery/invite"};

static bool is_challenge(const struct entry *entry)
{
    return entry_is_final(entry) && (entry->message->status == 401 || entry->message->status == 407);
}

/* The first; that of the new try where a challenge was answered with credentials. */
static const struct entry *final_response(const struct transcript *transcript)
{
    const struct entry *last = NULL;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        const struct entry *request = transcript_at(transcript, entry->answers);
        bool counts = !last || (is_challenge(last) &&
                                slice_eq(sip_call_id(last->message), sip_call_id(entry->message)));
        if (entry->direction == DIRECTION_RECEIVED && entry_is_final(entry) && request && counts &&
            (entry_has_method(request, "OPTIONS") || entry_has_method(request, "INVITE")))
            last = entry;
    }
    return last;
}

static bool anything_received(const struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->count; i++)
        if (transcript->entries[i].direction == DIRECTION_RECEIVED)
            return true;
    return false;
}

static void learn(struct findings_of_discovery *found, const char *key, const struct value *value)
{
    const struct profile *profile = &found->options->profile;
    for (size_t i = 0; i < profile->count; i++)
        if (strcmp(profile->facts[i].key, key) == 0 && !profile->facts[i].learned)
            return;
    if (profile_set(&found->options->profile, key, value, true))
        found->failed = true;
}

static void learn_text(struct findings_of_discovery *found, const char *key, const char *text)
{
    struct value value = {.kind = VALUE_TEXT, .text = (char *)(uintptr_t)text};
    learn(found, key, &value);
}

/* Adds the list in a header field to what was learned before. */
static void learn_list(struct findings_of_discovery *found, const char *key,
                       const struct sip_message *message, enum sip_header_id header)
{
    struct value list;
    struct sip_values values;
    struct slice item;
    const struct value *known = profile_get(&found->options->profile, key);
    value_list(&list);
    for (size_t i = 0; known && i < value_count(known); i++)
        value_add(&list, slice_from(value_at(known, i)));
    sip_values_begin(&values, message, header);
    while (sip_values_next(&values, &item))
        if (sip_is_token(item) && !value_has(&list, item))
            value_add(&list, item);
    if (sip_row_count(message, header))
        learn(found, key, &list);
    value_free(&list);
}

static void read_final(struct findings_of_discovery *found, bool is_options,
                       const struct sip_message *message)
{
    int status = message->status;
    char text[16];
    snprintf(text, sizeof(text), "%d", status);
    buf_addf(&found->text, "%s is answered with %d %.*s\n", is_options ? "OPTIONS" : "INVITE", status,
             SLICE_ARG(slice_sub(message->reason, 0, 60)));
    if (is_options) {
        learn_text(found, "options_status", text);
    } else {
        found->discovery->invite_status = status;
        learn_text(found, "invite_status", text);
    }
    if (status / 100 == 2 || status / 100 == 4)
        learn_list(found, "methods", message, SIP_HEADER_ALLOW);
    if (status / 100 == 2)
        learn_list(found, "supported", message, SIP_HEADER_SUPPORTED);
}

/* How many of our INVITEs were taken at the same time, and how many were tried. */
static void count_calls(const struct transcript *transcript, size_t *ret_taken, size_t *ret_tried)
{
    *ret_taken = *ret_tried = 0;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        if (entry->direction == DIRECTION_SENT && entry_has_method(entry, "INVITE") &&
            entry->retransmission_of < 0)
            (*ret_tried)++;
        const struct entry *request = transcript_at(transcript, entry->answers);
        if (entry->direction != DIRECTION_RECEIVED || !entry_is_final(entry) ||
            entry->retransmission_of >= 0 || !request || !entry_has_method(request, "INVITE"))
            continue;
        if (entry->message->status / 100 == 2)
            (*ret_taken)++;
        else if (is_challenge(entry) && *ret_tried > 0)
            (*ret_tried)--; /* the same call is tried again with credentials */
    }
}

/* Whoever took all that were tried may take more: the run feels its way. */
static void learn_calls(struct findings_of_discovery *found, const struct transcript *transcript)
{
    size_t taken, tried;
    char text[32];
    count_calls(transcript, &taken, &tried);
    if (!taken)
        return;
    snprintf(text, sizeof(text), "%zu", taken);
    if (taken < tried) {
        learn_text(found, "max_calls", text);
        buf_addf(&found->text, "it takes %zu call%s at a time\n", taken, taken == 1 ? "" : "s");
    } else {
        learn_text(found, "takes_calls", text);
        buf_addf(&found->text, "it takes %zu calls at a time, or more\n", taken);
    }
}

static void learn_challenges(struct findings_of_discovery *found, const struct transcript *transcript)
{
    for (size_t i = 0; i < transcript->count; i++)
        if (transcript->entries[i].direction == DIRECTION_RECEIVED && is_challenge(&transcript->entries[i]))
            learn_text(found, "challenges", "true");
}

static void on_result(void *arg, const struct case_result *result)
{
    struct findings_of_discovery *found = arg;
    learn_challenges(found, &result->transcript);
    bool is_options = strcmp(result->scenario, ids[0]) == 0;
    if (anything_received(&result->transcript))
        found->discovery->answered = true;
    const struct entry *final = final_response(&result->transcript);
    if (final)
        read_final(found, is_options, final->message);
    else
        buf_addf(&found->text, "%s: %s\n", is_options ? "OPTIONS" : "INVITE",
                 anything_received(&result->transcript) ? "no final response yet"
                 : result->reason                       ? result->reason
                                                        : "no answer");
    if (!is_options)
        learn_calls(found, &result->transcript);
    for (size_t i = 0; i < result->findings.count; i++)
        if (result->findings.items[i].cause == CAUSE_REFUSED)
            found->discovery->refused = true;
}

/* The first of these roles that shows itself by a plain INVITE; ROLE_COUNT when none does. */
static int first_with_plain_invite(unsigned roles)
{
    int role = 0;
    while (role < ROLE_COUNT && !(roles & 1u << role && role_row((enum role)role)->plain_invite))
        role++;
    return role;
}

/* One plan for each discovery scenario, over the first transport. */
static int make_plans(const struct run_options *options, struct plan plans[2], struct matrix_row rows[2],
                      size_t *count)
{
    enum net_transport transport = net_transport_first(options->transports);
    const int roles[] = {role_first(options->roles), first_with_plain_invite(options->roles)};
    *count = 0;
    for (size_t i = 0; i < 2; i++) {
        const struct scenario *scenario = library_find(options->library, ids[i]);
        if (!scenario)
            return -1;
        if (roles[i] == ROLE_COUNT)
            continue;
        rows[*count] = (struct matrix_row){.label = (char *)(uintptr_t) ""};
        plans[*count] = (struct plan){
            .id = (char *)(uintptr_t)ids[i],
            .scenario = scenario,
            .row = &rows[*count],
            .role = (enum role)roles[i],
            .transport = transport,
        };
        (*count)++;
    }
    return 0;
}

int run_discover(struct run_options *options, struct discovery *ret_discovery)
{
    struct findings_of_discovery found = {.options = options, .discovery = ret_discovery};
    struct run_options own = *options;
    struct plan items[2];
    struct matrix_row rows[2];
    size_t count;
    struct run *run = NULL;
    *ret_discovery = (struct discovery){0};
    buf_init(&found.text, LIMIT_ERRORS_BYTES);
    own.sink = (struct run_sink){.on_result = on_result, .arg = &found};
    own.fail_fast = false;
    own.confirm = CONFIRM_NEVER;
    int result = make_plans(options, items, rows, &count);
    if (profile_copy(&options->profile, &own.profile)) /* what is learned changes the other one meanwhile */
        return -1;
    struct plans plans = {items, count};
    if (!result && !run_start(&own, &plans, &run)) {
        net_run(options->net);
        result = found.failed ? -1 : 0;
    }
    run_free(run);
    profile_free(&own.profile);
    ret_discovery->text = buf_take(&found.text);
    return result;
}

void discovery_free(struct discovery *discovery)
{
    free(discovery->text);
    *discovery = (struct discovery){0};
}
