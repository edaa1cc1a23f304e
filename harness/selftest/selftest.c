/* Plays the catalogue against the built-in device with each fault and each trait, and notes which check sees
 * which fault, and what a trait draws. */
#include "selftest/selftest.h"

#include "check/invariant.h"

#include <stdlib.h>
#include <string.h>

enum {
    BREACHES_SHOWN = 5, /* of a row */
    AT_ONCE = 120,      /* cases: with two connections each, fewer than one listener takes */
};

struct collecting {
    struct selftest_row *row;
    struct buf others, own;
    bool loss;
};

static void note_other(struct collecting *collecting, const char *requirement)
{
    if (collecting->others.p && strstr(collecting->others.p, requirement))
        return;
    buf_addf(&collecting->others, "%s%s", collecting->others.n ? "," : "", requirement);
}

static bool is_found(const struct fault *fault, const struct finding *finding)
{
    return fault && strcmp(finding->requirement, fault->found_by) == 0 &&
           strcmp(verdict_name(finding->verdict), fault->verdict) == 0;
}

/* May one of these traits draw that WARN? */
static bool may_warn(const struct selftest_traits *traits, const struct finding *finding)
{
    for (size_t i = 0; i < traits->count; i++)
        if (strstr(traits->items[i]->warns, finding->requirement))
            return true;
    return false;
}

/* A fault may be seen by other checks too, so only FAIL counts there; a WARN too much is as wrong about a
 * trait as a FAIL. With lost packets a WARN says nothing of the trait. */
static bool is_strict(const struct collecting *collecting, const struct finding *finding)
{
    const struct selftest_row *row = collecting->row;
    if (finding->verdict == VERDICT_FAIL)
        return true;
    return row->traits.count && !collecting->loss && !may_warn(&row->traits, finding);
}

static void note_finding(struct collecting *collecting, const struct case_result *result,
                         const struct finding *finding)
{
    struct selftest_row *row = collecting->row;
    if (!finding->requirement || (finding->verdict != VERDICT_FAIL && finding->verdict != VERDICT_WARN))
        return;
    if (is_found(row->fault, finding)) {
        if (!row->found) {
            free(row->first_case);
            row->first_case = strdup(result->id);
        }
        row->found = true;
    } else if (is_strict(collecting, finding)) {
        row->strict++;
        note_other(collecting, finding->requirement);
        if (!row->first_case)
            row->first_case = strdup(result->id);
    }
}

/* A breach of ours is one whatever it is called with a device: we have no excuse for a warning either. */
static void note_own_messages(struct collecting *collecting, const struct case_result *result)
{
    struct selftest_row *row = collecting->row;
    struct findings findings = {0};
    own_messages_check(&result->transcript, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        const struct finding *finding = &findings.items[i];
        if (finding->verdict == VERDICT_PASS || row->own_breaches++ >= BREACHES_SHOWN)
            continue;
        buf_addf(&collecting->own, "our own message: %s: expected %s; got %s; message %ld of %s\n",
                 finding->requirement, finding->expected, finding->actual, finding->entry + 1, result->id);
    }
    findings_free(&findings);
}

static void on_result(void *arg, const struct case_result *result)
{
    struct collecting *collecting = arg;
    if (result->confirmation == CONFIRMATION_PENDING)
        return;
    collecting->row->verdicts[result->verdict]++;
    for (size_t i = 0; i < result->findings.count; i++)
        note_finding(collecting, result, &result->findings.items[i]);
    note_own_messages(collecting, result);
}

/* What we ask before a run has to be as right as what we send in it. */
static void on_question(void *arg, const struct case_result *result)
{
    note_own_messages(arg, result);
}

static int play_row(const struct selftest_options *options, struct selftest_row *row, struct buf *error)
{
    struct net *net = NULL;
    struct net_sim_options network = {.seed = options->seed, .loss = options->loss, .delay_ns = 1000000};
    struct net_addr device, local;
    struct collecting collecting = {.row = row, .loss = options->loss != 0};
    buf_init(&collecting.others, LIMIT_ERRORS_BYTES);
    buf_init(&collecting.own, LIMIT_ERRORS_BYTES);
    if (net_sim_create(&network, &net)) {
        buf_add_text(error, "out of memory\n");
        return -1;
    }
    net_addr_parse("192.0.2.1:5060", 0, &device);
    net_addr_parse("192.0.2.2", 0, &local);
    struct self_run_options own = {
        .library = options->library,
        .scenarios_folder = options->scenarios_folder,
        .setup = row->setup,
        .filter = options->filter,
        .transports = NET_TRANSPORTS_ALL,
        .jobs = AT_ONCE,
        .seed = options->seed,
        .confirm = CONFIRM_NEVER,
        .sink = {.on_result = on_result, .on_question = on_question, .arg = &collecting},
    };
    if (row->fault)
        fault_set_add(&own.faults, row->fault);
    for (size_t i = 0; i < row->traits.count; i++)
        trait_set_add(&own.traits, row->traits.items[i]);
    if (self_run_may_be_busy(&own))
        own.confirm = CONFIRM_BESIDE;
    int result = self_run_whole(net, &device, &local, &own, error);
    net_free(net);
    row->others = buf_take(&collecting.others);
    row->own_messages = buf_take(&collecting.own);
    return result;
}

/* All devices in one setup. */
struct selftest_plays {
    const struct selftest_options *options;
    const struct self_setup *setup;
    struct selftest_result *result;
    void (*progress)(void *arg, size_t number);
    void *arg;
    struct buf *error;
};

static int add_row(struct selftest_plays *plays, const struct fault *fault, struct selftest_traits traits)
{
    struct selftest_result *result = plays->result;
    if (plays->progress)
        plays->progress(plays->arg, result->count);
    struct selftest_row *rows = realloc(result->rows, (result->count + 1) * sizeof(*rows));
    if (!rows) {
        buf_add_text(plays->error, "out of memory\n");
        return -1;
    }
    result->rows = rows;
    rows[result->count] = (struct selftest_row){.setup = plays->setup, .fault = fault, .traits = traits};
    return play_row(plays->options, &rows[result->count++], plays->error);
}

/* A fault that only shows when the proxy recurses (or when it does not) is seen in one of its setups. */
static bool seen_in_sister(const struct selftest_result *result, const struct selftest_row *row)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->rows[i].fault == row->fault && result->rows[i].found)
            return true;
    return false;
}

bool selftest_row_ok(const struct selftest_result *result, const struct selftest_row *row)
{
    if (row->verdicts[VERDICT_ERROR] || row->own_breaches)
        return false;
    return row->fault ? seen_in_sister(result, row) : row->strict == 0;
}

static void count_problems(struct selftest_result *result)
{
    result->problems = 0;
    for (size_t i = 0; i < result->count; i++)
        if (!selftest_row_ok(result, &result->rows[i]))
            result->problems++;
}

static int play_faults(struct selftest_plays *plays, bool all)
{
    const struct selftest_options *options = plays->options;
    int failed = 0;
    for (size_t i = 0; !failed && i < (all ? fault_count() : options->fault_count); i++) {
        const struct fault *fault = all ? fault_at(i) : options->faults[i];
        if (fault->roles & (1u << plays->setup->role))
            failed = add_row(plays, fault, (struct selftest_traits){0});
    }
    return failed;
}

static bool all_have_role(const struct selftest_traits *traits, enum role role)
{
    for (size_t i = 0; i < traits->count; i++)
        if (!(traits->items[i]->roles & (1u << role)))
            return false;
    return true;
}

static int play_traits(struct selftest_plays *plays, bool all)
{
    const struct selftest_options *options = plays->options;
    int failed = 0;
    for (size_t i = 0; !failed && i < (all ? trait_count() : options->trait_count); i++) {
        struct selftest_traits traits = all ? (struct selftest_traits){{trait_at(i)}, 1} : options->traits[i];
        if (all_have_role(&traits, plays->setup->role))
            failed = add_row(plays, NULL, traits);
    }
    return failed;
}

static int play_setup(struct selftest_plays *plays)
{
    bool all = !plays->options->fault_count && !plays->options->trait_count;
    int failed = all ? add_row(plays, NULL, (struct selftest_traits){0}) : 0;
    if (!failed)
        failed = play_faults(plays, all);
    return failed ? failed : play_traits(plays, all);
}

int selftest_run(const struct selftest_options *options, struct selftest_result *ret_result,
                 void (*progress)(void *arg, size_t number), void *arg, struct buf *error)
{
    *ret_result = (struct selftest_result){0};
    int failed = 0;
    for (size_t i = 0; !failed && self_setup_at(i); i++)
        if (options->roles & (1u << self_setup_at(i)->role))
            failed = play_setup(
                &(struct selftest_plays){options, self_setup_at(i), ret_result, progress, arg, error});
    count_problems(ret_result);
    if (failed)
        selftest_free(ret_result);
    return failed;
}

void selftest_free(struct selftest_result *result)
{
    for (size_t i = 0; i < result->count; i++) {
        free(result->rows[i].others);
        free(result->rows[i].own_messages);
        free(result->rows[i].first_case);
    }
    free(result->rows);
    *result = (struct selftest_result){0};
}
