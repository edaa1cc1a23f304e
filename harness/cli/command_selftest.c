/* sipconform selftest: which fault which check sees, and whether a legal trait draws anything. */
#include "cli/commands.h"
#include "selftest/selftest.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Something that moves, where somebody looks. */
static void show_progress(void *arg, size_t number)
{
    (void)arg;
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%zu", number);
}

/* Traits joined by "+", as the command line takes them. */
static void traits_name(const struct selftest_traits *traits, char name[LIMIT_DEVICE_NAMES])
{
    size_t n = 0;
    name[0] = 0;
    for (size_t i = 0; i < traits->count && n < LIMIT_DEVICE_NAMES; i++)
        n += (size_t)snprintf(name + n, LIMIT_DEVICE_NAMES - n, "%s%s", i ? "+" : "", traits->items[i]->name);
}

static const char *row_name(const struct selftest_row *row, char name[LIMIT_DEVICE_NAMES])
{
    traits_name(&row->traits, name);
    return row->fault ? row->fault->name : name[0] ? name : "(none)";
}

static void print_row(const struct selftest_result *result, const struct selftest_row *row)
{
    const struct fault *fault = row->fault;
    const char *state = selftest_row_ok(result, row) ? "ok"
                        : row->own_breaches          ? "our own"
                        : fault                      ? "unseen"
                                                     : "too strict";
    char name[LIMIT_DEVICE_NAMES];
    /* What is too strict is named where a fault names who finds it. */
    const char *requirement = fault ? fault->found_by : row->strict && row->others ? row->others : "";
    printf("%-10s %-9s %-32s %-16s %4zu PASS %3zu WARN %3zu FAIL %3zu INCONCLUSIVE%s%s\n", state,
           role_name(row->setup->role), row_name(row, name), requirement, row->verdicts[VERDICT_PASS],
           row->verdicts[VERDICT_WARN], row->verdicts[VERDICT_FAIL], row->verdicts[VERDICT_INCONCLUSIVE],
           row->first_case ? "  " : "", row->first_case ? row->first_case : "");
    if (row->own_messages)
        fputs(row->own_messages, stdout);
}

static cJSON *row_json(const struct selftest_result *result, const struct selftest_row *row)
{
    cJSON *object = cJSON_CreateObject();
    char traits[LIMIT_DEVICE_NAMES];
    traits_name(&row->traits, traits);
    cJSON_AddStringToObject(object, "setup", row->setup->profile);
    cJSON_AddStringToObject(object, "fault", row->fault ? row->fault->name : "");
    cJSON_AddStringToObject(object, "trait", traits);
    cJSON_AddStringToObject(object, "requirement", row->fault ? row->fault->found_by : "");
    cJSON_AddBoolToObject(object, "ok", selftest_row_ok(result, row));
    cJSON_AddStringToObject(object, "case", row->first_case ? row->first_case : "");
    cJSON_AddStringToObject(object, "others", row->others ? row->others : "");
    cJSON *verdicts = cJSON_AddObjectToObject(object, "verdicts");
    for (int i = 0; verdicts && i < VERDICT_COUNT; i++)
        cJSON_AddNumberToObject(verdicts, verdict_name((enum verdict)i), (double)row->verdicts[i]);
    return object;
}

static int write_json(const char *path, const struct selftest_result *result)
{
    cJSON *list = cJSON_CreateArray();
    for (size_t i = 0; i < result->count; i++)
        cJSON_AddItemToArray(list, row_json(result, &result->rows[i]));
    char *text = cJSON_Print(list);
    FILE *file = text ? fopen(path, "w") : NULL;
    bool ok = file && fputs(text, file) >= 0;
    if (file && fclose(file) != 0)
        ok = false;
    if (!ok)
        fprintf(stderr, "sipconform: %s cannot be written: %s\n", path, strerror(errno));
    cJSON_free(text);
    cJSON_Delete(list);
    return ok ? 0 : -1;
}

static int find_faults(const struct options *options, const struct fault **faults)
{
    for (size_t i = 0; i < options->faults.count && i < LIMIT_FAULTS; i++) {
        faults[i] = fault_find(options->faults.items[i]);
        if (!faults[i]) {
            fprintf(stderr,
                    "sipconform: there is no fault \"%s\"; \"sipconform device --list-faults\" shows them\n",
                    options->faults.items[i]);
            return -1;
        }
    }
    return 0;
}

/* "A+B". Returns 0, or -1 after the error was printed. */
static int find_traits(const char *names, struct selftest_traits *traits)
{
    while (*names) {
        size_t n = strcspn(names, "+");
        char *name = slice_dup((struct slice){names, n});
        const struct trait *trait = name ? trait_find(name) : NULL;
        if (!trait || traits->count == SELFTEST_TRAITS)
            fprintf(stderr,
                    trait ? "sipconform: %s is one trait too many at once\n"
                          : "sipconform: there is no trait \"%s\"; \"sipconform device --list-traits\" shows "
                            "them\n",
                    name ? name : "");
        free(name);
        if (!trait || traits->count == SELFTEST_TRAITS)
            return -1;
        traits->items[traits->count++] = trait;
        names += n + (names[n] == '+');
    }
    return 0;
}

static int find_all_traits(const struct options *options, struct selftest_traits *traits)
{
    for (size_t i = 0; i < options->traits.count && i < LIMIT_FAULTS; i++)
        if (find_traits(options->traits.items[i], &traits[i]))
            return -1;
    return 0;
}

static int play(const struct options *options, const char *folder, const struct library *library)
{
    const struct fault *faults[LIMIT_FAULTS];
    struct selftest_traits traits[LIMIT_FAULTS] = {0};
    if (find_faults(options, faults) || find_all_traits(options, traits))
        return EXIT_USAGE;
    struct selftest_options selftest = {
        .library = library,
        .scenarios_folder = folder,
        .faults = faults,
        .fault_count = options->faults.count < LIMIT_FAULTS ? options->faults.count : LIMIT_FAULTS,
        .traits = traits,
        .trait_count = options->traits.count < LIMIT_FAULTS ? options->traits.count : LIMIT_FAULTS,
        .roles = setup_roles(options, ROLES_ALL),
        .filter = setup_filter(options),
        .seed = options->seed,
        .loss = (unsigned)options->loss,
    };
    struct selftest_result result;
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    int status = EXIT_ENVIRONMENT;
    if (selftest_run(&selftest, &result, show_progress, NULL, &error)) {
        fprintf(stderr, "sipconform: %s", error.p ? error.p : "out of memory\n");
    } else {
        for (size_t i = 0; i < result.count; i++)
            print_row(&result, &result.rows[i]);
        status = result.problems ? EXIT_DEVIATES : EXIT_AS_EXPECTED;
        if (options->json && write_json(options->json, &result))
            status = EXIT_ENVIRONMENT;
        /* the last line is one that CI servers count */
        printf("seed %llu\n%zu passed, %zu failed\n", (unsigned long long)options->seed,
               result.count - result.problems, result.problems);
        selftest_free(&result);
    }
    buf_free(&error);
    return status;
}

int command_selftest(struct options *options)
{
    if (!options->seed_given)
        options->seed = 1;
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder) : NULL;
    int status = library ? play(options, folder, library) : EXIT_USAGE;
    library_free(library);
    free(folder);
    return status;
}
