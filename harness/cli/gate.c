/* Holds a run against the share of applicable cases that it has to have judged. */
#include "cli/gate.h"

#include "base/limits.h"
#include "reports/text.h"
#include "sip/role.h"

#include <stdio.h>
#include <string.h>

enum { DEFAULT_PERCENT = 50 };

static bool takes_a_part(const struct options *options)
{
    return options->only.count || options->skip.count || options->requirements.count ||
           options->levels.count || options->shard || options->last_failed;
}

struct share {
    size_t applicable, judged;
    const char *reason; /* of most cases that were not judged; NULL when there is none */
    size_t with_reason;
};

static size_t count_reason(const struct report *report, const char *role, const char *reason)
{
    size_t count = 0;
    for (size_t i = 0; i < report->count; i++) {
        const struct case_result *result = &report->cases[i];
        count += result->verdict == VERDICT_INCONCLUSIVE && strcmp(result->role, role) == 0 &&
                 result->reason && strcmp(result->reason, reason) == 0;
    }
    return count;
}

/* The reasons of the first cases stand for all: what keeps a role from being judged shows at once. */
static void find_reason(const struct report *report, const char *role, struct share *share)
{
    enum { LOOKED_AT = 50 };
    size_t looked = 0;
    for (size_t i = 0; i < report->count && looked < LOOKED_AT; i++) {
        const struct case_result *result = &report->cases[i];
        if (result->verdict != VERDICT_INCONCLUSIVE || strcmp(result->role, role) != 0 || !result->reason)
            continue;
        looked++;
        size_t count = count_reason(report, role, result->reason);
        if (count > share->with_reason) {
            share->with_reason = count;
            share->reason = result->reason;
        }
    }
}

static struct share share_of(const struct report *report, const char *role)
{
    struct share share = {0};
    for (size_t i = 0; i < report->count; i++) {
        const struct case_result *result = &report->cases[i];
        if (result->verdict == VERDICT_SKIP || strcmp(result->role, role) != 0)
            continue;
        share.applicable++;
        share.judged += result->verdict != VERDICT_INCONCLUSIVE || report_expected(report, result);
    }
    return share;
}

static void tell(const char *role, const struct share *share, unsigned percent)
{
    enum { REASON_BYTES = 200 };
    fprintf(stderr, "sipconform: of the role %s %zu of %zu cases were judged, which is less than %u %%", role,
            share->judged, share->applicable, percent);
    if (share->reason) {
        fprintf(stderr, ".\n  %zu of them because: ", share->with_reason);
        text_print(stderr, share->reason, REASON_BYTES);
    }
    fputs("\n  A user (--user), a profile (--profile) or the right --role may be missing; --min-judged sets "
          "the share.\n",
          stderr);
}

static bool role_passes(const struct report *report, const char *role, unsigned percent)
{
    struct share share = share_of(report, role);
    if (share.judged * 100 >= share.applicable * percent)
        return true;
    find_reason(report, role, &share);
    tell(role, &share, percent);
    return false;
}

bool gate_passes(const struct options *options, const struct report *reports, size_t count)
{
    bool passes = true;
    if (!options->min_judged && (takes_a_part(options) || options->command == COMMAND_REPORT))
        return true;
    unsigned percent = options->min_judged ? (unsigned)options->min_judged : DEFAULT_PERCENT;
    for (const struct report *report = reports; report < reports + count; report++)
        for (int role = 0; role < ROLE_COUNT; role++)
            passes = role_passes(report, role_name((enum role)role), percent) && passes;
    return passes;
}
