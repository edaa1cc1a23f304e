/* Which cases there are, of all scenarios that are shipped: a function of the files, neither of the seed nor
 * of the option-tags that a device happens to support. Baselines, shards, resume and history hang on their
 * ids. */
#include "suite.h"

#include "base/buf.h"
#include "engine/run.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "rows";

static bool has_list_axis(const struct scenario *scenario)
{
    for (size_t i = 0; i < scenario->matrix.count; i++)
        if (scenario->matrix.axes[i].list)
            return true;
    return false;
}

/* The ids of all cases, a line each, but for scenarios that are about each of the tags. */
static char *ids(const struct library *library, uint64_t seed, const char *supported)
{
    struct run_options options = {
        .library = library, .roles = ROLES_ALL, .transports = NET_TRANSPORTS_ALL, .jobs = 1, .seed = seed};
    struct plans plans = {0};
    struct buf text;
    CU_ASSERT_EQUAL_FATAL(net_sim_create(NULL, &options.net), 0);
    buf_init(&text, 10000000);
    if (supported)
        CU_ASSERT_EQUAL_FATAL(profile_set_text(&options.profile, "supported", supported, false), 0);
    CU_ASSERT_EQUAL_FATAL(run_plan(&options, &plans), 0);
    for (size_t i = 0; i < plans.count; i++)
        if (!has_list_axis(plans.items[i].scenario))
            buf_addf(&text, "%s\n", plans.items[i].id);
    plans_free(&plans);
    profile_free(&options.profile);
    net_free(options.net);
    char *all = buf_take(&text);
    CU_ASSERT_PTR_NOT_NULL_FATAL(all);
    return all;
}

static struct library *load(void)
{
    struct diagnostics diagnostics;
    struct library *library = NULL;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(library_load(SIPCONFORM_SOURCE_DIR "/scenarios", &diagnostics, &library), 0);
    diagnostics_free(&diagnostics);
    return library;
}

static void same_ids(void)
{
    struct library *library = load();
    char *first = ids(library, 1, "timer");
    CU_ASSERT(strlen(first) > 1000);
    for (uint64_t seed = 2; seed <= 50; seed++) {
        char *other = ids(library, seed, seed % 2 ? "timer" : "path, replaces, 100rel");
        CU_ASSERT_STRING_EQUAL(other, first);
        free(other);
    }
    free(first);
    library_free(library);
}

static void each_line_is_in(const char *lines, const char *all)
{
    for (const char *line = lines, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        char id[1000];
        CU_ASSERT_FATAL((size_t)(end - line) + 2 < sizeof(id));
        memcpy(id, line, (size_t)(end - line) + 1);
        id[end - line + 1] = '\0';
        CU_ASSERT_PTR_NOT_NULL(strstr(all, id));
    }
}

/* A device that supports nothing has the same rows, some of them not to be played, and others that make up
 * for it. */
static void nothing_is_supported(void)
{
    struct library *library = load();
    char *some = ids(library, 1, "timer"), *none = ids(library, 1, NULL);
    each_line_is_in(some, none);
    free(some);
    free(none);
    library_free(library);
}

const struct unit_test unit_tests[] = {
    {"the same for every seed and every list of tags", same_ids},
    {"a device that supports nothing", nothing_is_supported},
    {NULL, NULL},
};
