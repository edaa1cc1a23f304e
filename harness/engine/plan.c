/* Which cases a run consists of. */
#include "base/rng.h"
#include "engine/run_private.h"
#include "model/facts.h"
#include "scenario/matrix.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct planning {
    const struct run_options *options;
    struct surroundings around;
    struct plans *plans;
};

void plans_free(struct plans *plans)
{
    for (size_t i = 0; i < plans->count; i++) {
        struct plan *plan = &plans->items[i];
        free(plan->id);
        free(plan->skip_reason);
        if (plan->row)
            matrix_row_free(plan->row);
        free(plan->row);
    }
    free(plans->items);
    *plans = (struct plans){0};
}

/* ---- filters ---- */

/* Ids hold brackets, which globs give a meaning of their own: an id as it stands always fits. */
static bool fits(const char *glob, const char *id)
{
    return strcmp(glob, id) == 0 || fnmatch(glob, id, 0) == 0;
}

static bool any_fits(const char *const *globs, size_t count, const char *id, const char *scenario)
{
    for (size_t i = 0; i < count; i++)
        if (fits(globs[i], id) || fits(globs[i], scenario))
            return true;
    return false;
}

struct judgement_filter {
    const struct run_filter *filter;
    const struct catalogue *catalogue;
    bool requirement, level;
};

static void look_at_judgement(void *arg, const struct judgement *judgement)
{
    struct judgement_filter *look = arg;
    const struct requirement *requirement = catalogue_find(look->catalogue, judgement->requirement);
    for (size_t i = 0; i < look->filter->requirement_count; i++)
        if (strcmp(look->filter->requirements[i], judgement->requirement) == 0)
            look->requirement = true;
    for (size_t i = 0; requirement && i < look->filter->level_count; i++)
        if (level_in_class(requirement->level, look->filter->levels[i]))
            look->level = true;
}

static bool names_passive(const struct run_filter *filter, const struct catalogue *catalogue)
{
    for (size_t i = 0; i < filter->requirement_count; i++) {
        const struct requirement *requirement = catalogue_find(catalogue, filter->requirements[i]);
        if (requirement && requirement->passive)
            return true;
    }
    return false;
}

static bool scenario_wanted(const struct run_options *options, const struct scenario *scenario)
{
    const struct run_filter *filter = &options->filter;
    const struct catalogue *catalogue = &options->library->catalogue;
    if (strncmp(scenario->id, "discovery/", 10) == 0)
        return false;
    struct judgement_filter look = {filter, catalogue, false, false};
    scenario_judgements(scenario, look_at_judgement, &look);
    return (!filter->requirement_count || look.requirement || names_passive(filter, catalogue)) &&
           (!filter->level_count || look.level);
}

static bool is_done(const struct run_filter *filter, const char *id)
{
    return filter->done_count && bsearch(&id, filter->done, filter->done_count, sizeof(id), text_order);
}

/* Parts that depend on the id alone: a case stays in its shard whatever else is added to the suite. */
static bool in_shard(const struct run_filter *filter, const char *id)
{
    struct rng rng;
    if (!filter->shard_count)
        return true;
    rng_init_named(&rng, 0, id);
    return rng_below(&rng, filter->shard_count) == filter->shard - 1;
}

static bool id_wanted(const struct run_filter *filter, const char *id, const char *scenario)
{
    return !is_done(filter, id) && in_shard(filter, id) &&
           (!filter->only_count || any_fits(filter->only, filter->only_count, id, scenario)) &&
           !any_fits(filter->skip, filter->skip_count, id, scenario);
}

/* ---- plans ---- */

static char *case_id(const struct planning *planning, const struct plan *base, const char *label)
{
    struct buf id;
    buf_init(&id, LIMIT_ID_BYTES);
    buf_add_text(&id, base->scenario->id);
    if (base->scenario->roles & (base->scenario->roles - 1))
        buf_addf(&id, "@%s", role_name(base->role));
    if (planning->options->variant)
        buf_addf(&id, "@%s", planning->options->variant);
    if (label[0])
        buf_addf(&id, "[%s]", label);
    buf_addf(&id, "/%s", net_transport_name(base->transport));
    return buf_take(&id);
}

static int add_plan(struct planning *planning, const struct plan *plan)
{
    struct plan *items = realloc(planning->plans->items, (planning->plans->count + 1) * sizeof(*items));
    if (!items)
        return -1;
    planning->plans->items = items;
    items[planning->plans->count++] = *plan;
    return 0;
}

static int add_skip(struct planning *planning, const struct plan *base, const char *reason)
{
    struct plan plan = *base;
    plan.id = case_id(planning, base, "");
    plan.skip_reason = strdup(reason);
    if (plan.id && plan.skip_reason && id_wanted(&planning->options->filter, plan.id, base->scenario->id) &&
        !add_plan(planning, &plan))
        return 0;
    bool failed = !plan.id || !plan.skip_reason;
    free(plan.id);
    free(plan.skip_reason);
    return failed ? -1 : 0;
}

static int add_row(struct planning *planning, const struct plan *base, struct matrix_row *row)
{
    struct plan plan = *base;
    plan.id = case_id(planning, base, row->label);
    if (plan.id && !id_wanted(&planning->options->filter, plan.id, base->scenario->id)) {
        free(plan.id);
        return 0;
    }
    plan.row = calloc(1, sizeof(*plan.row));
    plan.skip_reason = row->missing;
    if (!plan.id || !plan.row || add_plan(planning, &plan)) {
        free(plan.id);
        free(plan.row);
        return -1;
    }
    row->missing = NULL; /* the plan has it */
    *planning->plans->items[planning->plans->count - 1].row = *row;
    *row = (struct matrix_row){0};
    return 0;
}

/* What the interview found: the role cannot be judged, or nobody is there by the transport. False: it has
 * to be looked at further. */
static bool is_out(struct planning *planning, struct plan *base, int *ret_result)
{
    char reason[80];
    const char *transport = net_transport_name(base->transport);
    const char *unfit = planning->options->unfit[base->role];
    bool absent = profile_denies(&planning->options->profile, transport) && !base->scenario->asks_transport;
    snprintf(reason, sizeof(reason), "nobody answers over %s", transport);
    base->unfit = unfit && !absent;
    if (absent || unfit)
        *ret_result = add_skip(planning, base, absent ? reason : unfit);
    return absent || unfit;
}

/* All rows of one scenario for one role and transport. */
static int plan_one(struct planning *planning, const struct scenario *scenario, enum role role,
                    enum net_transport transport)
{
    struct plan base = {
        .scenario = scenario, .role = role, .transport = transport, .id = (char *)(uintptr_t) "plan"};
    int result = -1;
    if (is_out(planning, &base, &result))
        return result;
    struct test_case *probe = case_new_for_planning(&planning->around, &base);
    struct matrix_rows rows = {0};
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    if (probe && scenario->needs && !when_holds(scenario->needs, case_facts(probe), &why))
        result = 1;
    else if (probe)
        result = matrix_expand(scenario, case_facts(probe), &rows, &why);
    if (result == 1)
        result = add_skip(planning, &base, why.n ? why.p : "it does not apply");
    for (size_t i = 0; !result && i < rows.count; i++)
        result = add_row(planning, &base, &rows.items[i]);
    if (!result && rows.cut)
        result = add_skip(planning, &base, "the matrix has too many rows: not all are here");
    matrix_rows_free(&rows);
    case_free(probe);
    buf_free(&why);
    return result;
}

int run_plan(const struct run_options *options, struct plans *ret_plans)
{
    *ret_plans = (struct plans){0};
    struct planning planning = {
        .options = options, .around = run_surroundings(options, NULL, NULL), .plans = ret_plans};
    int result = 0;
    for (size_t i = 0; !result && i < options->library->count; i++) {
        const struct scenario *scenario = options->library->scenarios[i];
        if (!scenario_wanted(options, scenario))
            continue;
        for (int role = 0; !result && role < ROLE_COUNT; role++)
            for (int transport = 0; !result && transport < NET_TRANSPORT_COUNT; transport++)
                if ((scenario->roles & options->roles & (1u << role)) &&
                    (options->transports & (1u << transport)))
                    result = plan_one(&planning, scenario, (enum role)role, (enum net_transport)transport);
    }
    if (result)
        plans_free(ret_plans);
    return result;
}
