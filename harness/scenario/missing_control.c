/* A device may refuse every call: its user is busy, or unknown. Whoever judges by a status that a plain
 * request gets as well has to know first that it does: by a control run, or by something before the judgement
 * that ends the case otherwise. A refusal that only the stimulus can have earned says it by itself, and where
 * nothing but a plain request was sent there is nothing to compare with. */
#include "scenario/missing_control.h"

#include <string.h>

/* Why the device refuses says the status: the request itself is what it does not like. */
static bool is_earned(const char *word)
{
    static const char *const statuses[] = {"400", "405", "406", "413", "414", "415", "416",
                                           "420", "421", "423", "481", "482", "483", "487",
                                           "489", "491", "493", "494", "501", "505", "513"};
    for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
        if (strcmp(word, statuses[i]) == 0)
            return true;
    return strchr(word, '{') != NULL; /* whatever an axis says */
}

struct words {
    bool plain; /* one that a plain request may get */
    bool any;   /* every refusal is as good */
};

static void look_at_words(const struct expr *expr, struct words *words)
{
    if (expr->text) {
        words->plain = words->plain || !is_earned(expr->text);
        words->any = words->any || strcmp(expr->text, "4xx") == 0;
    }
    for (size_t i = 0; i < expr->count; i++)
        look_at_words(expr->items[i], words);
}

static bool wants_plain_status(const struct condition *condition)
{
    struct words words = {0};
    size_t wanting = 0;
    if (!condition)
        return false;
    for (size_t i = 0; i < condition->child_count; i++)
        wanting += wants_plain_status(condition->children[i]) ? 1 : 0;
    switch (condition->kind) {
    case CONDITION_ALL:
        return wanting > 0;
    case CONDITION_ANY:
        return wanting == condition->child_count;
    case CONDITION_STATUS:
        if (condition->words)
            look_at_words(condition->words, &words);
        return condition->name || (words.plain && !words.any);
    case CONDITION_NOT:
    case CONDITION_METHOD:
    case CONDITION_RETRANSMISSION_OF:
    case CONDITION_DELAY:
    case CONDITION_TEST:
        break;
    }
    return false;
}

/* ---- in the order of the steps ---- */

struct search {
    bool stimulated; /* more than plain requests was sent */
    bool guarded;    /* a device that refuses everything has ended the case by now */
    bool found;
    int line;
    const char *file;
};

static bool is_stimulus(const struct step *step)
{
    if (step->kind == STEP_SEND_RAW)
        return true;
    bool is_response = step->kind == STEP_SEND && ascii_is_digit(step->send.what[0]);
    return step->kind == STEP_SEND && !is_response &&
           (step->send.headers.count || step->send.body || step->send.template_name);
}

static bool takes_final(const struct message_filter *filter)
{
    for (size_t i = 0; i < filter->kinds.count; i++)
        if (strcmp(filter->kinds.items[i], "final") == 0 || strcmp(filter->kinds.items[i], "response") == 0 ||
            strcmp(filter->kinds.items[i], "any") == 0)
            return true;
    return false;
}

/* Does a refusal end the case here without a FAIL? */
static bool is_guard(const struct step *step)
{
    const struct expect_step *expect = &step->expect;
    switch (step->kind) {
    case STEP_EXPECT:
        if (expect->test.premise || expect->skip_if)
            return true;
        return !expect->optional && !expect->test.judge.count &&
               (expect->filter.where || !takes_final(&expect->filter));
    case STEP_CHECK:
        return step->check.test.premise != NULL;
    case STEP_WATCH:
        return step->watch.survey.test.premise != NULL;
    case STEP_REVIEW:
        return step->review.survey.test.premise != NULL;
    case STEP_SEND:
    case STEP_SEND_RAW:
    case STEP_RETRANSMIT:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_IF:
    case STEP_EACH:
    case STEP_USE:
    case STEP_SET:
        break;
    }
    return false;
}

static void look_at_step(void *arg, const struct step *step)
{
    struct search *search = arg;
    search->stimulated = search->stimulated || is_stimulus(step);
    search->guarded = search->guarded || is_guard(step);
    const struct judge *judge = step_judge(step);
    for (size_t i = 0; judge && i < judge->count; i++)
        for (size_t k = 0; k < judge->stages[i].count; k++) {
            const struct judgement *judgement = &judge->stages[i].items[k];
            if (!search->stimulated || search->guarded || search->found || judgement->skip ||
                !wants_plain_status(judgement->pass))
                continue;
            search->found = true;
            search->line = judgement->line;
            search->file = step->file;
        }
}

bool control_is_missing(const struct scenario *scenario, int *ret_line, const char **ret_file)
{
    struct search search = {0};
    bool calls_by_itself = scenario->roles == ROLE_SET(UAC);
    if (scenario->control.count || calls_by_itself)
        return false;
    steps_walk(&scenario->steps, look_at_step, &search);
    *ret_line = search.line;
    *ret_file = search.file;
    return search.found;
}
