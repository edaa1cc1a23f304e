/* From conditions to findings. */
#include "play/case.h"

#include <stdlib.h>
#include <string.h>

struct check_context case_check_context(struct test_case *test)
{
    return (struct check_context){
        .transcript = &test->result.transcript,
        .scope = case_scope(test),
        .timers = &test->timers,
        .rtt_ms = test->rtt_ms,
        .named = case_named,
        .arg = test,
    };
}

/* What a broken requirement of that level is worth. */
static enum verdict breach(const struct test_case *test, const char *id)
{
    const struct requirement *requirement = catalogue_find(&test->around->library->catalogue, id);
    switch (requirement ? requirement->level : LEVEL_MUST) {
    case LEVEL_MUST:
    case LEVEL_MUST_NOT:
    case LEVEL_STATEMENT:
        return VERDICT_FAIL;
    case LEVEL_SHOULD:
    case LEVEL_SHOULD_NOT:
        return VERDICT_WARN;
    case LEVEL_MAY:
        return VERDICT_PASS;
    }
    return VERDICT_FAIL;
}

/* One of a judgement's conditions, of a message or of a set. */
struct question {
    struct test_case *test;
    long entry;                    /* of a message; else */
    const struct message_set *set; /* of a set */
};

static void ask(const struct question *question, const struct condition *one,
                const struct set_condition *of_set, struct outcome *outcome)
{
    struct check_context context = case_check_context(question->test);
    if (of_set && question->set)
        set_condition_eval(of_set, &context, question->set, outcome);
    else if (one)
        condition_eval(one, &context, question->entry, outcome);
}

static bool holds(const struct question *question, const struct condition *one,
                  const struct set_condition *of_set)
{
    struct outcome outcome;
    if (!one && !of_set)
        return false;
    outcome_init(&outcome);
    ask(question, one, of_set, &outcome);
    bool result = outcome.holds;
    outcome_free(&outcome);
    return result;
}

static enum verdict decide(const struct question *question, const struct judgement *judgement,
                           const struct outcome *outcome)
{
    if (outcome->holds)
        return VERDICT_PASS;
    if (outcome->unknown)
        return VERDICT_INCONCLUSIVE;
    if (holds(question, judgement->fail, judgement->set_fail))
        return VERDICT_FAIL;
    if (holds(question, judgement->skip, judgement->set_skip))
        return VERDICT_SKIP;
    if (holds(question, judgement->inconclusive, judgement->set_inconclusive))
        return VERDICT_INCONCLUSIVE;
    if (holds(question, judgement->warn, judgement->set_warn))
        return VERDICT_WARN;
    return breach(question->test, judgement->requirement);
}

/* Makes one judgement. True when what it asks for holds. */
static bool judge_one(const struct question *question, const struct judgement *judgement)
{
    struct test_case *test = question->test;
    if (judgement->when && !when_holds(judgement->when, case_scope(test), NULL))
        return true;
    struct outcome outcome;
    outcome_init(&outcome);
    ask(question, judgement->pass, judgement->set_pass, &outcome);
    enum verdict verdict = decide(question, judgement, &outcome);
    if (judgement->because && verdict != VERDICT_PASS)
        buf_addf(&outcome.expected, " - %s", judgement->because);
    struct finding finding = {
        .requirement = judgement->requirement,
        .verdict = verdict,
        .expected = outcome.expected.n ? outcome.expected.p : NULL,
        .actual = outcome.actual.n ? outcome.actual.p : NULL,
        .entry = outcome.entry >= 0 ? outcome.entry
                 : question->set    ? question->set->original
                                    : question->entry,
        .offset = outcome.offset,
        .length = outcome.length,
        .line = judgement->line,
        .cause = outcome.cause,
    };
    case_finding(test, &finding);
    bool pass = verdict == VERDICT_PASS;
    if (verdict == VERDICT_FAIL || verdict == VERDICT_INCONCLUSIVE || verdict == VERDICT_SKIP)
        test->stopped = true;
    outcome_free(&outcome);
    return pass;
}

/* The stages in order, until one does not hold. */
static void judge_all(const struct question *question, const struct judge *judge)
{
    bool go_on = true;
    for (size_t i = 0; go_on && i < judge->count; i++)
        for (size_t k = 0; k < judge->stages[i].count; k++)
            if (!judge_one(question, &judge->stages[i].items[k]))
                go_on = false;
}

/* A condition of the step under which the case does not apply. */
static bool is_skipped(const struct question *question, const struct condition *skip_if)
{
    if (!holds(question, skip_if, NULL))
        return false;
    const struct sip_message *message =
        transcript_at(&question->test->result.transcript, question->entry)->message;
    case_give_up(question->test, VERDICT_SKIP, "it does not apply to a device that answers %.*s",
                 SLICE_ARG(slice_sub(message->start_line, 0, 80)));
    return true;
}

static bool premise_holds(const struct question *question, const struct condition *one,
                          const struct set_condition *of_set, int line)
{
    if (!one && !of_set)
        return true;
    struct test_case *test = question->test;
    struct outcome outcome;
    outcome_init(&outcome);
    ask(question, one, of_set, &outcome);
    bool result = outcome.holds;
    if (!result) {
        struct finding finding = {
            .verdict = VERDICT_INCONCLUSIVE,
            .expected = outcome.expected.n ? outcome.expected.p : NULL,
            .actual = outcome.actual.n ? outcome.actual.p : NULL,
            .entry = outcome.entry >= 0 ? outcome.entry : question->entry,
            .offset = outcome.offset,
            .length = outcome.length,
            .line = line,
            .cause = outcome.cause,
        };
        case_finding(test, &finding);
        test->stopped = true;
    }
    outcome_free(&outcome);
    return result;
}

/* An EXPECT or a CHECK. */
void judge_message(struct test_case *test, const struct step *step, long entry)
{
    struct question question = {test, entry, NULL};
    bool is_expect = step->kind == STEP_EXPECT;
    const struct message_test *asked = is_expect ? &step->expect.test : &step->check.test;
    if (is_expect && is_skipped(&question, step->expect.skip_if))
        return;
    if (premise_holds(&question, asked->premise, NULL, step->line))
        judge_all(&question, &asked->judge);
}

/* A WATCH or a REVIEW. */
void judge_set(struct test_case *test, const struct step *step, const struct message_set *set)
{
    struct question question = {test, -1, set};
    const struct set_test *asked =
        step->kind == STEP_WATCH ? &step->watch.survey.test : &step->review.survey.test;
    if (premise_holds(&question, NULL, asked->premise, step->line))
        judge_all(&question, &asked->judge);
}

/* Nothing came for an EXPECT: a judgement of the first stage is broken; without one the case proves
 * nothing. */
void judge_missing(struct test_case *test, const struct step *step, const char *what,
                   enum finding_cause cause)
{
    const struct message_test *asked = &step->expect.test;
    bool judged = false;
    const struct stage *stage = asked->judge.count && !asked->premise ? &asked->judge.stages[0] : NULL;
    for (size_t k = 0; stage && k < stage->count; k++) {
        const struct judgement *judgement = &stage->items[k];
        if (judgement->when && !when_holds(judgement->when, case_scope(test), NULL))
            continue;
        struct finding finding = {
            .requirement = judgement->requirement,
            .verdict = breach(test, judgement->requirement),
            .expected = (char *)(uintptr_t) "a message to judge",
            .actual = (char *)(uintptr_t)what,
            .entry = -1,
            .line = judgement->line,
            .cause = cause,
        };
        case_finding(test, &finding);
        judged = true;
    }
    if (!judged) {
        struct finding finding = {
            .verdict = VERDICT_INCONCLUSIVE,
            .actual = (char *)(uintptr_t)what,
            .entry = -1,
            .line = step->line,
            .cause = cause,
        };
        case_finding(test, &finding);
    }
    test->stopped = true;
}

static struct invariant_subject subject_of(const struct test_case *test)
{
    const struct profile *profile = test->around->profile;
    return (struct invariant_subject){
        .role = test->plan->role,
        .is_user_agent = role_row(test->plan->role)->is_user_agent || profile_is(profile, "endpoint"),
    };
}

int judge_so_far(const struct test_case *test, struct findings *findings)
{
    struct invariant_subject subject = subject_of(test);
    return invariants_check(&subject, &test->result.transcript, NULL, findings);
}

void judge_invariants(struct test_case *test)
{
    struct invariant_subject subject = subject_of(test);
    if (invariants_check(&subject, &test->result.transcript, test->around->tags, &test->result.findings))
        case_give_up(test, VERDICT_ERROR, "out of memory");
}
