/* The pace of a run: the device sets it. */
#include "engine/pace.h"

#include "model/facts.h"

#include <stdlib.h>

enum {
    BEGIN_WITHOUT_CALLS = 4, /* for roles that take no calls themselves: nothing is known of them at first */
    REST_FIRST_MS = 250,     /* after a refusal that followed a call */
    REST_MOST_MS = 4000,     /* a phone is busy for a moment, not for longer */
    RETRY_AFTER_MOST_S = 8   /* a longer Retry-After is not waited for */
};
static const int64_t MS = 1000000;

static size_t fact(const struct profile *profile, const char *key)
{
    const char *text = profile_text(profile, key);
    return text ? (size_t)strtoul(text, NULL, 10) : 0;
}

/* Does a role among these take calls at the device, or make them there? */
static bool has_lines(unsigned roles)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_is_in((enum role)role, roles) && role_row((enum role)role)->is_user_agent)
            return true;
    return false;
}

void pace_begin(struct pace *pace, const struct profile *profile, unsigned roles, size_t jobs)
{
    size_t most = fact(profile, "max_calls"), seen = fact(profile, "takes_calls");
    bool lines = has_lines(roles);
    *pace = (struct pace){.ceiling = jobs,
                          .t1_ns = profile_ms(profile, "t1", 500) * MS,
                          .way_ns = profile_number(profile, "rtt_ms", 0) * MS};
    if (most && most < pace->ceiling)
        pace->ceiling = most;
    else if (!most && !seen && lines)
        pace->ceiling = 1; /* nobody said that a second call fits */
    pace->limit = most ? most : seen ? seen : lines ? 1 : BEGIN_WITHOUT_CALLS;
    if (pace->limit > pace->ceiling)
        pace->limit = pace->ceiling;
}

bool pace_admits(const struct pace *pace, size_t used, int64_t now_ns)
{
    return used < pace->limit && now_ns >= pace->free_ns;
}

/* Twice as many once as many as now were answered at leisure; half as many when answers take long. */
void pace_answered(struct pace *pace, int64_t ns)
{
    ns = ns > pace->way_ns ? ns - pace->way_ns : 0; /* distance is no load */
    pace->answer_ns += (ns - pace->answer_ns) / 8;
    if (pace->answer_ns > pace->t1_ns / 2 && pace->limit > 1) {
        pace->limit /= 2;
        pace->answer_ns = 0;
        pace->good = 0;
    } else if (ns < pace->t1_ns / 4 && ++pace->good > 2 * pace->limit && pace->limit < pace->ceiling) {
        pace->limit = 2 * pace->limit < pace->ceiling ? 2 * pace->limit : pace->ceiling;
        pace->good = 0;
    }
}

void pace_released(struct pace *pace, int64_t now_ns)
{
    if (pace->free_ns < now_ns + pace->rest_ns)
        pace->free_ns = now_ns + pace->rest_ns;
}

static void rest_longer(struct pace *pace, int64_t now_ns)
{
    int64_t longer = pace->rest_ns ? 2 * pace->rest_ns : REST_FIRST_MS * MS;
    pace->rest_ns = longer < REST_MOST_MS * MS ? longer : REST_MOST_MS * MS;
    pace->rested_ns = now_ns;
}

void pace_too_much(struct pace *pace, const struct pace_refusal *refusal, int64_t now_ns)
{
    int64_t wait_s = refusal->retry_after_s;
    if (refusal->beside && pace->limit > 1)
        pace->limit /= 2;
    else if (refusal->busy && !wait_s && (!pace->rest_ns || refusal->began_ns >= pace->rested_ns))
        rest_longer(pace, now_ns);
    pace->good = 0;
    if (wait_s > RETRY_AFTER_MOST_S)
        wait_s = RETRY_AFTER_MOST_S;
    if (pace->free_ns < now_ns + wait_s * 1000 * MS)
        pace->free_ns = now_ns + wait_s * 1000 * MS;
}

void pace_was_not_it(struct pace *pace)
{
    enum { OFTEN_ENOUGH = 3 };
    pace->rest_ns = 0;
    pace->rest_is_useless = ++pace->same >= OFTEN_ENOUGH;
}

int64_t pace_patience_ms(const struct pace *pace)
{
    int64_t t1_ms = pace->t1_ns / MS, slow_ms = 8 * pace->answer_ns / MS;
    return (slow_ms > t1_ms ? slow_ms : t1_ms) + pace->way_ns / MS;
}
