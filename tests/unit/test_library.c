/* Bad scenarios: each file of tests/scenarios/bad beside what is to be said of it, all its errors at once. */
#include "suite.h"

#include "scenario/reader.h"
#include "scenario/renamed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "library";

static const char small[] = SIPCONFORM_SOURCE_DIR "/tests/scenarios/small";
static const char bad[] = SIPCONFORM_SOURCE_DIR "/tests/scenarios/bad";

static struct library *load(const char *folder)
{
    struct diagnostics diagnostics;
    struct library *library = NULL;
    struct buf text;
    buf_init(&text, 100000);
    diagnostics_init(&diagnostics);
    int result = library_load(folder, &diagnostics, &library);
    diagnostics_print(&diagnostics, &text);
    if (text.n)
        printf("\n%s", text.p);
    CU_ASSERT_EQUAL(diagnostics.count, 0); /* neither errors nor warnings */
    buf_free(&text);
    diagnostics_free(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(result, 0);
    return library;
}

static void add_file(const char *path, struct buf *text)
{
    char block[4096];
    FILE *file = fopen(path, "rb");
    size_t n;
    while (file && (n = fread(block, 1, sizeof(block), file)) > 0)
        buf_add(text, block, n);
    if (file)
        fclose(file);
}

/* What is said of a file, its folder left out. */
static void said_of(struct library *library, const char *path, struct buf *said)
{
    struct diagnostics diagnostics;
    struct buf text;
    buf_init(&text, 100000);
    diagnostics_init(&diagnostics);
    int result = library_check_file(library, path, &diagnostics);
    CU_ASSERT_EQUAL(result != 0, diagnostics.errors != 0);
    diagnostics_print(&diagnostics, &text);
    size_t folder = strlen(bad) + 1;
    for (char *line = text.p; line && *line; line = strchr(line, '\n') + 1) {
        const char *from = strncmp(line, bad, folder - 1) == 0 ? line + folder : line;
        buf_add(said, from, (size_t)(strchr(line, '\n') + 1 - from));
    }
    buf_free(&text);
    diagnostics_free(&diagnostics);
}

static void check(struct library *library, const char *name)
{
    char path[600];
    struct buf said, expected;
    buf_init(&said, 100000);
    buf_init(&expected, 100000);
    snprintf(path, sizeof(path), "%s/%s", bad, name);
    said_of(library, path, &said);
    strcpy(path + strlen(path) - strlen(".json"), ".expected");
    if (getenv("SIPCONFORM_WRITE_EXPECTED")) {
        FILE *file = fopen(path, "w");
        CU_ASSERT_PTR_NOT_NULL_FATAL(file);
        if (said.n)
            fwrite(said.p, 1, said.n, file);
        fclose(file);
    }
    add_file(path, &expected);
    bool same = said.n && slice_eq(buf_slice(&said), buf_slice(&expected));
    if (!same)
        printf("\n--- %s: expected\n%.*s--- said\n%.*s", name, SLICE_ARG(buf_slice(&expected)),
               SLICE_ARG(buf_slice(&said)));
    CU_ASSERT(same);
    buf_free(&said);
    buf_free(&expected);
}

static void bad_scenarios(void)
{
    struct dirent **names;
    struct library *library = load(small);
    int count = scandir(bad, &names, NULL, alphasort);
    int checked = 0;
    for (int i = 0; i < count; i++) {
        if (strstr(names[i]->d_name, ".json")) {
            check(library, names[i]->d_name);
            checked++;
        }
        free(names[i]);
    }
    CU_ASSERT(checked >= 25);
    if (count >= 0)
        free(names);
    library_free(library);
}

/* The library that is shipped has neither errors nor warnings, and every requirement that a scenario judges
 * exists. */
static void note(void *arg, const struct judgement *judgement)
{
    CU_ASSERT_PTR_NOT_NULL(catalogue_find(arg, judgement->requirement));
}

static void shipped(void)
{
    struct library *library = load(SIPCONFORM_SOURCE_DIR "/scenarios");
    CU_ASSERT_EQUAL(library->catalogue.count, 404);
    CU_ASSERT(library->count >= 40);
    for (size_t i = 0; i < library->count; i++) {
        scenario_judgements(library->scenarios[i], note, &library->catalogue);
        CU_ASSERT_PTR_EQUAL(library_find(library, library->scenarios[i]->id), library->scenarios[i]);
        CU_ASSERT(!i || strcmp(library->scenarios[i - 1]->id, library->scenarios[i]->id) < 0);
    }
    CU_ASSERT_PTR_NOT_NULL(library_template(library, "INVITE"));
    CU_ASSERT_PTR_NULL(library_template(library, "invite"));
    CU_ASSERT_PTR_NULL(library_find(library, "uas/nothing"));
    library_free(library);
}

static void a_scenario(void)
{
    char with_slashes[sizeof(small) + 2];
    snprintf(with_slashes, sizeof(with_slashes), "%s//", small);
    struct library *library = load(with_slashes);
    const struct scenario *scenario = library_find(library, "uas/refused");
    CU_ASSERT_PTR_NOT_NULL_FATAL(scenario);
    CU_ASSERT_EQUAL(scenario->roles, 1u << ROLE_UAS);
    CU_ASSERT_EQUAL(scenario->steps.count, 6);
    CU_ASSERT_EQUAL(scenario->steps.items[0].kind, STEP_USE);
    CU_ASSERT_EQUAL(scenario->steps.items[0].use.steps.count, 2);
    CU_ASSERT_EQUAL(scenario->steps.items[0].line, 10);
    CU_ASSERT_EQUAL(scenario->steps.items[0].use.steps.items[1].line, 6); /* of the fragment's own file */
    CU_ASSERT(strstr(scenario->steps.items[0].use.steps.items[1].file, "fragments/refused.json") != NULL);
    CU_ASSERT_STRING_EQUAL(scenario->title, "Every kind of thing that a scenario may hold, in little");
    library_free(library);
}

/* ---- the schema and the reader know the same keys of a condition ---- */

static bool is_key(const char *name, const char *(*key_at)(size_t i))
{
    for (size_t i = 0; key_at(i); i++)
        if (strcmp(key_at(i), name) == 0)
            return true;
    return false;
}

/* The keys of the reader stand in both lists of the schema, with the same rule; what a judgement may say
 * besides is no key of a condition. */
static void compare_keys(const cJSON *condition, const cJSON *judgement, const char *(*key_at)(size_t i))
{
    static const char *const of_judgements[] = {"when",    "fail_if",         "warn_if",
                                                "skip_if", "inconclusive_if", "because"};
    size_t count = 0, others = sizeof(of_judgements) / sizeof(of_judgements[0]);
    for (; key_at(count); count++) {
        const cJSON *rule = json_member(condition, key_at(count));
        CU_ASSERT_PTR_NOT_NULL(rule);
        CU_ASSERT(cJSON_Compare(rule, json_member(judgement, key_at(count)), 1));
    }
    for (size_t i = 0; i < others; i++) {
        CU_ASSERT_PTR_NOT_NULL(json_member(judgement, of_judgements[i]));
        CU_ASSERT(!is_key(of_judgements[i], key_at));
    }
    CU_ASSERT_EQUAL((size_t)cJSON_GetArraySize(condition), count);
    CU_ASSERT_EQUAL((size_t)cJSON_GetArraySize(judgement), count + others);
}

static const cJSON *properties_of(const cJSON *definitions, const char *name)
{
    return json_member(json_member(definitions, name), "properties");
}

static struct document *scenario_schema(void)
{
    struct diagnostics diagnostics;
    struct document *document = NULL;
    size_t n = 0;
    const char *schema = schema_builtin("scenario", &n);
    diagnostics_init(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    CU_ASSERT_EQUAL_FATAL(document_parse("schema", schema, n, &diagnostics, &document), 0);
    diagnostics_free(&diagnostics);
    return document;
}

static void condition_keys(void)
{
    struct document *document = scenario_schema();
    const cJSON *definitions = json_member(document_root(document), "$defs");
    compare_keys(properties_of(definitions, "condition"), properties_of(definitions, "judgement"),
                 condition_key);
    compare_keys(properties_of(definitions, "set_condition"), properties_of(definitions, "set_judgement"),
                 set_condition_key);
    document_free(document);
}

/* The reader and the schema know the same kinds of step, and each may say what it is about. */
static void kinds_of_step(void)
{
    struct document *document = scenario_schema();
    const cJSON *definitions = json_member(document_root(document), "$defs");
    const cJSON *branches = json_member(json_member(definitions, "step"), "oneOf");
    int count = 0;
    for (; step_key((size_t)count); count++) {
        const cJSON *properties = properties_of(definitions, step_key((size_t)count));
        CU_ASSERT_PTR_NOT_NULL(json_member(properties, step_key((size_t)count)));
        CU_ASSERT_PTR_NOT_NULL(json_member(properties, "about"));
    }
    CU_ASSERT_EQUAL(cJSON_GetArraySize(branches), count);
    document_free(document);
}

/* ---- old spellings ---- */

static bool is_first_key(const cJSON *definitions, const cJSON *rule, const char *name)
{
    const cJSON *branches = json_member(rule, "oneOf");
    for (const cJSON *branch = branches ? branches->child : NULL; branch; branch = branch->next) {
        const char *reference = strrchr(json_text(branch, "$ref"), '/') + 1;
        const cJSON *required = json_member(json_member(definitions, reference), "required");
        if (required && strcmp(required->child->valuestring, name) == 0)
            return true;
    }
    return false;
}

static bool takes(const cJSON *definitions, const char *object, const char *key)
{
    const cJSON *rule = json_member(definitions, object);
    return json_member(json_member(rule, "properties"), key) || is_first_key(definitions, rule, key);
}

/* Each new name is in the schema where the table says, and no old one is. */
static void old_spellings(void)
{
    struct document *document = scenario_schema();
    const cJSON *definitions = json_member(document_root(document), "$defs");
    for (const struct renamed_key *row = renamed_keys; row->before; row++) {
        CU_ASSERT(takes(definitions, row->object, row->now));
        CU_ASSERT(!takes(definitions, row->object, row->before));
    }
    document_free(document);
}

static void no_folder(void)
{
    struct diagnostics diagnostics;
    struct library *library = NULL;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL(library_load("no/such/folder", &diagnostics, &library), -1);
    CU_ASSERT(diagnostics.errors >= 1);
    CU_ASSERT_PTR_NULL(library);
    CU_ASSERT_EQUAL(library_load("", &diagnostics, &library), -1);
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {
    {"bad scenarios", bad_scenarios}, {"the shipped scenarios", shipped},
    {"a scenario", a_scenario},       {"condition keys", condition_keys},
    {"kinds of step", kinds_of_step}, {"old spellings", old_spellings},
    {"no folder", no_folder},         {NULL, NULL},
};
