/* The interview: what a run needs to know of a device, asked before it with a few requests. Which questions
 * there are, when each is asked, and how much the device is asked at most. */
#include "engine/run.h"

#include "engine/learn.h"
#include "model/facts.h"
#include "scenario/matrix.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INVITES_MOST = 3,
    PARTS_AT_ONCE = 4,  /* questions that are no calls go side by side */
    HANG_UP_TIMERS = 4, /* T1: so long the end of a call is waited for, and no longer */
    PLANS_MOST = 8,     /* of one stage */
    STAGE_ANY_USER = 2, /* its user is one that nobody knows */
    STAGE_CALLS = 3     /* from here on there are calls */
};

/* One scenario that asks. */
struct question {
    const char *id;
    const char *answer; /* key of the fact that is known when it was asked; NULL: the name of the transport */
    unsigned roles;     /* it is asked when one of these is tested */
    int stage;
};

/* The first stage tells whether anybody is there. A stage begins when the one before is over. */
static const struct question questions[] = {
    {"discovery/options", NULL, ROLES_ALL, 0},
    {"discovery/hops", "hops_status", ROLES_ALL & ~ROLE_SET(UAC), 1},
    {"discovery/register", "register_status", ROLES_ALL & ~ROLE_SET(UAC), 1},
    {"discovery/any-user", "any_user", ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR) | ROLE_SET(PROXY),
     STAGE_ANY_USER},
    {"discovery/relay", "relayed_status", ROLE_SET(PROXY), 3},
    {"discovery/redirect", "redirect_status", ROLE_SET(REDIRECT), 4},
    {"discovery/invite", "invite_status", ROLE_SET(UAS), 5},
};
enum { QUESTIONS = sizeof(questions) / sizeof(questions[0]), STAGES = 6 };

struct interview {
    struct run_options *options;
    struct discovery *discovery;
    struct buf text;
    unsigned refused, heard; /* transports, as sets */
    size_t invites;
    bool failed;
};

/* ---- what comes ---- */

static void count_messages(struct interview *interview, const struct case_result *result,
                           enum net_transport transport)
{
    for (size_t i = 0; i < result->transcript.count; i++) {
        const struct entry *entry = &result->transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED) {
            interview->heard |= 1u << transport;
            continue;
        }
        if (!entry_is_request(entry) || entry->retransmission_of >= 0 || entry_has_method(entry, "ACK"))
            continue;
        interview->discovery->requests++;
        interview->invites += entry_has_method(entry, "INVITE") ? 1 : 0;
    }
}

/* Nobody is there: for people, what was tried. */
static void tell_silence(struct interview *interview, const struct case_result *result)
{
    for (size_t i = 0; i < result->transcript.count; i++)
        if (result->transcript.entries[i].direction == DIRECTION_RECEIVED)
            return;
    if (result->transcript.count)
        buf_addf(&interview->text, "%.*s over %s: %s\n",
                 SLICE_ARG(result->transcript.entries[0].message->method), result->transport,
                 result->reason ? result->reason : "no answer");
}

static void on_result(void *arg, const struct case_result *result)
{
    struct interview *interview = arg;
    const struct run_sink *sink = &interview->options->sink;
    enum net_transport transport;
    if (sink->on_question)
        sink->on_question(sink->arg, result);
    if (!net_transport_find(result->transport, strlen(result->transport), &transport))
        return;
    count_messages(interview, result, transport);
    tell_silence(interview, result);
    for (size_t i = 0; i < result->transcript.count; i++)
        if (result->transcript.entries[i].flags & ENTRY_REFUSED)
            interview->refused |= 1u << transport;
    if (learn_from(&interview->options->profile, result))
        interview->failed = true;
}

/* Whether anybody is there by a transport can only be told when somebody is by another, or when we are
 * refused. */
static void learn_transports(struct interview *interview)
{
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++) {
        unsigned own = 1u << i;
        const char *name = net_transport_name((enum net_transport)i);
        bool heard = interview->heard & own, others = interview->heard & ~own;
        if (!(interview->options->transports & own) || profile_get(&interview->options->profile, name) ||
            !(heard || others || interview->refused & own))
            continue;
        if (learn_flag(&interview->options->profile, name, heard))
            interview->failed = true;
    }
}

/* ---- asking ---- */

/* The first transport that somebody is known to be at, else the first. */
static enum net_transport best_transport(const struct run_options *options)
{
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        if (options->transports & 1u << i &&
            !profile_denies(&options->profile, net_transport_name((enum net_transport)i)))
            return (enum net_transport)i;
    return net_transport_first(options->transports);
}

static bool is_wanted(const struct interview *interview, const struct question *question, int transport)
{
    const struct profile *profile = &interview->options->profile;
    const char *key = question->answer ? question->answer : net_transport_name((enum net_transport)transport);
    if (profile_get(profile, key) || !(question->roles & interview->options->roles) ||
        !(interview->options->transports & 1u << transport))
        return false;
    if ((question->stage == 1 || question->stage == STAGE_ANY_USER) && !interview->heard)
        return false; /* who answers no OPTIONS is asked by a call only */
    return question->stage < STAGE_CALLS || interview->invites < INVITES_MOST;
}

/* The role that a question is put in: its own, or the first that is tested. */
static enum role role_for(const struct interview *interview, const struct scenario *scenario)
{
    return role_first(scenario->roles & interview->options->roles);
}

struct asking {
    struct plan items[PLANS_MOST];
    struct matrix_row rows[PLANS_MOST];
    size_t count;
};

static void add_plan(struct asking *asking, const struct scenario *scenario, enum role role,
                     enum net_transport transport)
{
    if (asking->count == PLANS_MOST)
        return;
    asking->rows[asking->count] = (struct matrix_row){.label = (char *)(uintptr_t) ""};
    asking->items[asking->count] = (struct plan){
        .id = scenario->id,
        .scenario = scenario,
        .row = &asking->rows[asking->count],
        .role = role,
        .transport = transport,
    };
    asking->count++;
}

/* Every transport is asked whether it is there; all else by one. */
static int make_stage(const struct interview *interview, int number, struct asking *asking)
{
    asking->count = 0;
    for (size_t i = 0; i < QUESTIONS; i++) {
        const struct question *question = &questions[i];
        const struct scenario *scenario = library_find(interview->options->library, question->id);
        if (question->stage != number)
            continue;
        if (!scenario)
            return -1;
        for (int t = 0; t < NET_TRANSPORT_COUNT; t++)
            if (is_wanted(interview, question, t) &&
                (!question->answer || t == (int)best_transport(interview->options)))
                add_plan(asking, scenario, role_for(interview, scenario), (enum net_transport)t);
    }
    return 0;
}

/* What is learned changes the run's profile meanwhile: the cases have one of their own, which says besides
 * how many INVITEs are left. Returns 1 when somebody stopped the network. */
static int play_stage(struct interview *interview, int number)
{
    struct asking asking;
    struct run *run = NULL;
    char left[16];
    if (make_stage(interview, number, &asking))
        return -1;
    if (!asking.count)
        return 0;
    struct run_options own = *interview->options;
    own.profile = (struct profile){0};
    own.sink = (struct run_sink){.on_result = on_result, .arg = interview};
    own.fail_fast = false;
    own.confirm = CONFIRM_NEVER;
    own.roles = number < STAGE_CALLS ? ROLE_SET(REGISTRAR) : own.roles; /* no calls: their pace */
    own.jobs = own.jobs < PARTS_AT_ONCE ? own.jobs : PARTS_AT_ONCE;
    own.hang_up_ms = HANG_UP_TIMERS * profile_ms(&interview->options->profile, "t1", 500);
    snprintf(left, sizeof(left), "%zu", INVITES_MOST - interview->invites);
    struct plans plans = {asking.items, asking.count};
    int result = profile_copy(&interview->options->profile, &own.profile);
    if (!result)
        result = profile_set_text(&own.profile, "invites_left", left, true);
    if (!result && number == STAGE_ANY_USER)
        result = learn_flag(&own.profile, "any_user", true);
    if (!result)
        result = run_start(&own, &plans, &run);
    if (!result)
        result = net_run(own.net) || run_has_failed(run) ? -1 : !run_is_over(run);
    run_free(run);
    profile_free(&own.profile);
    return result;
}

int run_discover(struct run_options *options, struct discovery *ret_discovery)
{
    struct interview interview = {.options = options, .discovery = ret_discovery};
    int result = 0;
    *ret_discovery = (struct discovery){0};
    buf_init(&interview.text, LIMIT_ERRORS_BYTES);
    for (int stage = 0; !result && stage < STAGES; stage++) {
        result = play_stage(&interview, stage);
        if (!result && stage == 0)
            learn_transports(&interview);
    }
    if (interview.failed)
        result = -1;
    ret_discovery->answered = interview.heard || !ret_discovery->requests; /* or all was known */
    ret_discovery->refused = interview.refused != 0;
    ret_discovery->text = buf_take(&interview.text);
    return result < 0 ? -1 : 0;
}

void discovery_free(struct discovery *discovery)
{
    free(discovery->text);
    *discovery = (struct discovery){0};
}
