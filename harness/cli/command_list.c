/* sipconform list, check, explain: what there is, what is wrong with a file, what a name means. */
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/selection.h"

#include "device/device.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- requirements: by which scenarios and which faults ---- */

struct tested {
    const char *id;
    bool found;
};

static void look_for(void *arg, const struct judgement *judgement)
{
    struct tested *tested = arg;
    if (strcmp(judgement->requirement, tested->id) == 0)
        tested->found = true;
}

static bool judges(const struct scenario *scenario, const char *id)
{
    struct tested tested = {id, false};
    scenario_judgements(scenario, look_for, &tested);
    return tested.found;
}

static void add_name(struct buf *list, const char *name)
{
    buf_addf(list, "%s%s", list->n ? ", " : "", name);
}

static void scenarios_of(const struct library *library, const struct requirement *requirement,
                         struct buf *list)
{
    for (size_t i = 0; i < library->count; i++)
        if (judges(library->scenarios[i], requirement->id))
            add_name(list, library->scenarios[i]->id);
    if (requirement->passive)
        add_name(list, "every case (looked at in each message)");
}

static void faults_of(const struct requirement *requirement, struct buf *list)
{
    for (size_t i = 0; i < fault_count(); i++)
        if (strcmp(fault_at(i)->found_by, requirement->id) == 0)
            add_name(list, fault_at(i)->name);
}

static bool wanted(const struct options *options, const struct requirement *requirement)
{
    bool fits = !options->requirements.count;
    for (size_t i = 0; i < options->requirements.count; i++)
        fits = fits || strcmp(options->requirements.items[i], requirement->id) == 0;
    bool role = !options->roles.count || strcmp(requirement->role, "any") == 0;
    for (size_t i = 0; i < options->roles.count; i++)
        role = role || strcmp(options->roles.items[i], requirement->role) == 0;
    bool level = !options->levels.count;
    for (size_t i = 0; i < options->levels.count; i++)
        level = level || level_in_class(requirement->level, options->levels.items[i]);
    return fits && role && level;
}

static void print_requirement(const struct library *library, const struct requirement *requirement)
{
    struct buf scenarios, faults;
    buf_init(&scenarios, LIMIT_ERRORS_BYTES);
    buf_init(&faults, LIMIT_ERRORS_BYTES);
    scenarios_of(library, requirement, &scenarios);
    faults_of(requirement, &faults);
    printf("%s  RFC %d %s  %s  %s\n  %s\n", requirement->id, requirement->rfc, requirement->section,
           level_name(requirement->level), requirement->role, requirement->statement);
    if (requirement->unobservable)
        printf("  cannot be observed: %s\n", requirement->unobservable);
    printf("  scenarios: %s\n  faults: %s\n", scenarios.n ? scenarios.p : "none yet",
           faults.n ? faults.p : "none yet");
    buf_free(&scenarios);
    buf_free(&faults);
}

static void requirement_json(const struct library *library, const struct requirement *requirement,
                             cJSON *list)
{
    struct buf scenarios, faults;
    buf_init(&scenarios, LIMIT_ERRORS_BYTES);
    buf_init(&faults, LIMIT_ERRORS_BYTES);
    scenarios_of(library, requirement, &scenarios);
    faults_of(requirement, &faults);
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "id", requirement->id);
    cJSON_AddNumberToObject(object, "rfc", requirement->rfc);
    cJSON_AddStringToObject(object, "section", requirement->section);
    cJSON_AddStringToObject(object, "level", level_name(requirement->level));
    cJSON_AddStringToObject(object, "role", requirement->role);
    cJSON_AddStringToObject(object, "statement", requirement->statement);
    if (requirement->unobservable)
        cJSON_AddStringToObject(object, "unobservable", requirement->unobservable);
    cJSON_AddStringToObject(object, "scenarios", scenarios.p ? scenarios.p : "");
    cJSON_AddStringToObject(object, "faults", faults.p ? faults.p : "");
    cJSON_AddItemToArray(list, object);
    buf_free(&scenarios);
    buf_free(&faults);
}

static void print_json(cJSON *list)
{
    char *text = cJSON_Print(list);
    if (text)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(list);
}

static int list_requirements(const struct options *options, const struct library *library)
{
    cJSON *list = options->list_json ? cJSON_CreateArray() : NULL;
    size_t count = 0, tested = 0;
    for (size_t i = 0; i < library->catalogue.count; i++) {
        const struct requirement *requirement = &library->catalogue.items[i];
        struct buf scenarios;
        if (!wanted(options, requirement))
            continue;
        buf_init(&scenarios, LIMIT_ERRORS_BYTES);
        scenarios_of(library, requirement, &scenarios);
        count++;
        tested += scenarios.n ? 1 : 0;
        buf_free(&scenarios);
        if (list)
            requirement_json(library, requirement, list);
        else
            print_requirement(library, requirement);
    }
    if (list)
        print_json(list);
    else
        printf("%zu requirements, %zu with a scenario\n", count, tested);
    return count ? EXIT_AS_EXPECTED : EXIT_NOTHING;
}

/* ---- cases ---- */

static void print_plan(const struct plan *plan, cJSON *list)
{
    if (!list) {
        printf("%s%s%s\n", plan->id, plan->skip_reason ? "  SKIP: " : "",
               plan->skip_reason ? plan->skip_reason : "");
        return;
    }
    cJSON *object = cJSON_CreateObject();
    cJSON_AddStringToObject(object, "id", plan->id);
    cJSON_AddStringToObject(object, "scenario", plan->scenario->id);
    cJSON_AddStringToObject(object, "title", plan->scenario->title);
    cJSON_AddStringToObject(object, "role", role_name(plan->role));
    cJSON_AddStringToObject(object, "transport", net_transport_name(plan->transport));
    if (plan->skip_reason)
        cJSON_AddStringToObject(object, "skip", plan->skip_reason);
    cJSON_AddItemToArray(list, object);
}

static int list_cases(const struct options *options, const struct library *library)
{
    struct net *net = NULL; /* for its clock alone: nothing is sent */
    struct plans plans = {0};
    struct run_options run = {
        .library = library,
        .roles = setup_roles(options, ROLES_ALL),
        .transports = NET_TRANSPORTS_ALL,
    };
    struct selection selection;
    int status = selection_make(options, &selection);
    if (status)
        return status;
    run.filter = selection.filter;
    status = setup_profile(options, &run.profile) ? EXIT_USAGE : EXIT_ENVIRONMENT;
    if (status != EXIT_USAGE && net_sim_create(NULL, &net) == 0) {
        run.net = net;
        net_addr_parse("192.0.2.1:5060", 0, &run.target);
        if (run_plan(&run, &plans) == 0) {
            cJSON *list = options->list_json ? cJSON_CreateArray() : NULL;
            for (size_t i = 0; i < plans.count; i++)
                print_plan(&plans.items[i], list);
            if (list)
                print_json(list);
            status = plans.count ? EXIT_AS_EXPECTED : EXIT_NOTHING;
        }
    }
    plans_free(&plans);
    net_free(net);
    profile_free(&run.profile);
    selection_free(&selection);
    return status;
}

int command_list(const struct options *options)
{
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder) : NULL;
    int status = EXIT_USAGE;
    if (library)
        status =
            options->list_requirements ? list_requirements(options, library) : list_cases(options, library);
    library_free(library);
    free(folder);
    return status;
}

/* ---- check ---- */

/* A file is a profile when it stands in a folder of that name, or when none of a scenario's keys is in it. */
static bool is_profile(const char *path)
{
    struct diagnostics diagnostics;
    struct document *document = NULL;
    diagnostics_init(&diagnostics);
    bool profile = false;
    if (document_load(path, &diagnostics, &document) == 0) {
        const cJSON *root = document_root(document);
        profile = cJSON_IsObject(root) && !json_member(root, "steps") && !json_member(root, "fragment");
    }
    document_free(document);
    diagnostics_free(&diagnostics);
    return profile;
}

static int check_file(struct library *library, const char *path, struct diagnostics *diagnostics)
{
    if (!is_profile(path))
        return library_check_file(library, path, diagnostics);
    struct profile profile = {0};
    int result = profile_load(path, diagnostics, &profile);
    profile_free(&profile);
    return result;
}

int command_check(const struct options *options)
{
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder) : NULL;
    int status = library ? EXIT_AS_EXPECTED : EXIT_USAGE;
    for (size_t i = 0; library && i < options->arguments.count; i++) {
        struct diagnostics diagnostics;
        diagnostics_init(&diagnostics);
        int failed = check_file(library, options->arguments.items[i], &diagnostics);
        complain_of_files(&diagnostics);
        if (failed)
            status = EXIT_USAGE;
        else
            printf("%s: ok\n", options->arguments.items[i]);
    }
    library_free(library);
    free(folder);
    return status;
}

/* ---- explain ---- */

struct explaining {
    const struct catalogue *catalogue;
    const char *last;
};

static void explain_judgement(void *arg, const struct judgement *judgement)
{
    struct explaining *explaining = arg;
    const struct requirement *requirement = catalogue_find(explaining->catalogue, judgement->requirement);
    if (!requirement || (explaining->last && strcmp(explaining->last, requirement->id) == 0))
        return;
    explaining->last = requirement->id;
    printf("  line %d: %s  RFC %d %s  %s\n    %s\n", judgement->line, requirement->id, requirement->rfc,
           requirement->section, level_name(requirement->level), requirement->statement);
}

static void print_file(const char *path)
{
    char block[4096];
    size_t n;
    FILE *file = fopen(path, "r");
    while (file && (n = fread(block, 1, sizeof(block), file)) > 0)
        fwrite(block, 1, n, stdout);
    if (file)
        fclose(file);
}

static void explain_scenario(const struct library *library, const struct scenario *scenario)
{
    struct explaining explaining = {&library->catalogue, NULL};
    printf("%s\n%s\nfile: %s\njudges:\n", scenario->id, scenario->title, scenario->file);
    scenario_judgements(scenario, explain_judgement, &explaining);
    printf("\n");
    print_file(scenario->file);
}

static int explain_unknown(const struct library *library, const char *id)
{
    size_t count = library->count + library->catalogue.count;
    const char **names = calloc(count + 1, sizeof(*names));
    for (size_t i = 0; names && i < count; i++)
        names[i] =
            i < library->count ? library->scenarios[i]->id : library->catalogue.items[i - library->count].id;
    const char *near = names ? nearest_name(id, names, count) : NULL;
    fprintf(stderr, "sipconform: there is no requirement, scenario, fault or trait \"%s\"%s%s%s\n", id,
            near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
    free(names);
    return EXIT_USAGE;
}

int command_explain(const struct options *options)
{
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder) : NULL;
    const char *id = options->arguments.items[0];
    int status = EXIT_USAGE;
    if (library) {
        char *scenario_id = slice_dup(slice_sub(slice_from(id), 0, strcspn(id, "[@")));
        size_t slash = scenario_id ? strlen(scenario_id) : 0;
        if (slash > 4 &&
            (strcmp(scenario_id + slash - 4, "/udp") == 0 || strcmp(scenario_id + slash - 4, "/tcp") == 0))
            scenario_id[slash - 4] = 0;
        const struct requirement *requirement = catalogue_find(&library->catalogue, id);
        const struct scenario *scenario = scenario_id ? library_find(library, scenario_id) : NULL;
        const struct fault *fault = fault_find(id);
        const struct trait *trait = trait_find(id);
        status = EXIT_AS_EXPECTED;
        if (requirement)
            print_requirement(library, requirement);
        else if (scenario)
            explain_scenario(library, scenario);
        else if (fault)
            printf("%s: %s\n  %s %s\n", fault->name, fault->description, fault->found_by, fault->verdict);
        else if (trait)
            printf("%s: %s\n  legal by %s\n", trait->name, trait->description, trait->clause);
        else
            status = explain_unknown(library, id);
        free(scenario_id);
    }
    library_free(library);
    free(folder);
    return status;
}
