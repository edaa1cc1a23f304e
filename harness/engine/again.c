/* What load may have caused, and what a second play makes of it. */
#include "engine/again.h"

#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Load excuses what came late, in other number, not at all, or as another status; never what octets say. */
static bool load_excuses(const struct finding *finding)
{
    switch (finding->cause) {
    case CAUSE_CONTENT:
    case CAUSE_DIED:
    case CAUSE_NO_TEST:
        return false;
    case CAUSE_STATUS:
    case CAUSE_TIMING:
    case CAUSE_SILENCE:
    case CAUSE_REFUSED:
        return true;
    }
    return false;
}

static bool is_doubtful(const struct finding *finding)
{
    return (finding->verdict == VERDICT_FAIL || finding->verdict == VERDICT_WARN ||
            finding->verdict == VERDICT_INCONCLUSIVE) &&
           load_excuses(finding);
}

/* A callee of ours said so before, and the device passed it on. */
static bool is_passed_on(const struct transcript *transcript, const struct entry *response)
{
    const struct entry *asked = transcript_at(transcript, response->answers);
    for (const struct entry *entry = transcript->entries; entry < response; entry++) {
        const struct entry *request = transcript_at(transcript, entry->answers);
        if (entry->direction == DIRECTION_SENT && request &&
            entry->message->status == response->message->status &&
            slice_eq(request->message->method, asked->message->method))
            return true;
    }
    return false;
}

/* An answer that a device gives which is busy (13.3.1.3, 21.4.19, 21.4.24, 21.5.1, 21.5.4), to a request that
 * began something. */
static bool is_busy_answer(const struct transcript *transcript, const struct entry *entry)
{
    const struct entry *request = transcript_at(transcript, entry->answers);
    if (entry->direction != DIRECTION_RECEIVED || !entry_is_final(entry) || !request ||
        entry->flags & ENTRY_SHARED || sip_tag_of(request->message, SIP_HEADER_TO).p)
        return false;
    int status = entry->message->status;
    return status == 480 || status == 486 || status == 500 || status == 503;
}

static void look_for_load(const struct case_result *result, struct doubt *doubt)
{
    const struct transcript *transcript = &result->transcript;
    for (size_t i = 0; i < transcript->count; i++) {
        const struct entry *entry = &transcript->entries[i];
        uint64_t seconds = 0;
        if (!is_busy_answer(transcript, entry) || is_passed_on(transcript, entry))
            continue;
        doubt->load = doubt->busy = true;
        if (sip_retry_after_of(entry->message, &seconds) && (int64_t)seconds > doubt->retry_after_s)
            doubt->retry_after_s = seconds > 3600 ? 3600 : (int64_t)seconds;
    }
}

struct doubt again_doubt(const struct case_result *result, enum confirm confirm, bool beside, bool close)
{
    struct doubt doubt = {0};
    bool doubtful = false;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (!is_doubtful(finding))
            continue;
        doubtful = true;
        doubt.load = doubt.load || finding->cause == CAUSE_SILENCE || finding->cause == CAUSE_REFUSED;
    }
    if (!doubtful || confirm == CONFIRM_NEVER || result->verdict == VERDICT_ERROR)
        return (struct doubt){0};
    look_for_load(result, &doubt);
    doubt.any = confirm == CONFIRM_ALWAYS || beside || (close && doubt.busy);
    doubt.load = doubt.load && (beside || close);
    return doubt;
}

/* ---- experience ---- */

void experience_free(struct experience *experience)
{
    for (size_t i = 0; i < experience->count; i++)
        free(experience->rows[i].requirement);
    free(experience->rows);
    *experience = (struct experience){0};
}

static const char *name_of(const struct finding *finding)
{
    return finding->requirement ? finding->requirement : "";
}

static struct experience_row *row_of(const struct experience *experience, const struct scenario *scenario,
                                     const struct finding *finding)
{
    for (size_t i = 0; i < experience->count; i++)
        if (experience->rows[i].scenario == scenario &&
            strcmp(experience->rows[i].requirement, name_of(finding)) == 0)
            return &experience->rows[i];
    return NULL;
}

/* Without memory nothing is learned, and a case more is played again. */
static void learn(struct experience *experience, const struct scenario *scenario,
                  const struct finding *finding)
{
    struct experience_row *row = row_of(experience, scenario, finding);
    if (row) {
        row->same++;
        return;
    }
    struct experience_row *rows = realloc(experience->rows, (experience->count + 1) * sizeof(*rows));
    if (!rows)
        return;
    experience->rows = rows;
    rows[experience->count] = (struct experience_row){scenario, strdup(name_of(finding)), 1};
    experience->count += rows[experience->count].requirement ? 1 : 0;
}

bool experience_says_so(const struct experience *experience, const struct scenario *scenario,
                        const struct case_result *result)
{
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (!is_doubtful(finding))
            continue;
        const struct experience_row *row = row_of(experience, scenario, finding);
        if (!row || row->same < SAME_ENOUGH)
            return false;
    }
    return true;
}

/* ---- the second play ---- */

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static bool has_finding(const struct findings *findings, const struct finding *wanted)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].verdict == wanted->verdict &&
            same_text(findings->items[i].requirement, wanted->requirement))
            return true;
    return false;
}

static const struct finding *first_doubtful(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (is_doubtful(&findings->items[i]))
            return &findings->items[i];
    return NULL;
}

static bool is_same(const struct case_result *first, const struct case_result *second)
{
    for (size_t i = 0; i < first->findings.count; i++)
        if (is_doubtful(&first->findings.items[i]) &&
            !has_finding(&second->findings, &first->findings.items[i]))
            return false;
    return first->verdict == second->verdict;
}

/* What was found first is told with what came of it. */
static void quote_first(const struct case_result *first, struct case_result *second)
{
    const struct finding *finding = first_doubtful(&first->findings);
    char text[700];
    snprintf(text, sizeof(text), "%.64s%s%.500s", finding && finding->requirement ? finding->requirement : "",
             finding && finding->requirement ? ": " : "", finding && finding->actual ? finding->actual : "");
    free(second->first_reason);
    second->first_reason = strdup(text);
    second->first_verdict = first->verdict;
}

/* A finding that beside others was there and alone is not says nothing of the device. */
static void leave_open(struct case_result *second)
{
    struct buf reason;
    buf_init(&reason, 1000);
    buf_addf(&reason, "only beside other cases: %s %s; alone %s", verdict_name(second->first_verdict),
             second->first_reason ? second->first_reason : "", verdict_name(second->verdict));
    free(second->reason);
    second->reason = buf_take(&reason);
    second->verdict = VERDICT_INCONCLUSIVE;
}

bool again_settle(const struct again *item, struct case_result *second, struct experience *experience)
{
    const struct case_result *first = &item->first;
    bool same = is_same(first, second);
    quote_first(first, second);
    if (same) {
        second->confirmation = CONFIRMATION_SAME;
        for (size_t i = 0; i < first->findings.count; i++)
            if (is_doubtful(&first->findings.items[i]))
                learn(experience, item->plan->scenario, &first->findings.items[i]);
    } else if (item->load) {
        second->confirmation = CONFIRMATION_LOAD;
    } else {
        second->confirmation = CONFIRMATION_BESIDE;
        if (second->verdict == VERDICT_PASS)
            leave_open(second);
    }
    return same;
}
