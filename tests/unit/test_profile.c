/* Profiles of devices, and the catalogue of requirements. */
#include "suite.h"

#include "model/document.h"
#include "model/facts.h"
#include "model/profile.h"
#include "model/requirement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "profile";

/* Writes the text (quotes as ') to a file of its own; the caller removes it. */
static void write_file(const char *text, char path[400])
{
    const char *base = getenv("TMPDIR");
    snprintf(path, 400, "%s/sipconform-XXXXXX", base ? base : "/tmp");
    int fd = mkstemp(path);
    FILE *file = fd < 0 ? NULL : fdopen(fd, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    for (; *text; text++)
        fputc(*text == '\'' ? '"' : *text, file);
    fclose(file);
}

static bool load(const char *text, struct profile *profile, const char *wanted)
{
    char path[400];
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    write_file(text, path);
    int result = profile_load(path, &diagnostics, profile);
    unlink(path);
    bool ok = wanted ? result == -1 && diagnostics.count == 1 && strstr(diagnostics.items[0].message, wanted)
                     : result == 0 && diagnostics.count == 0;
    if (!ok && diagnostics.count)
        printf("\n    %s", diagnostics.items[0].message);
    diagnostics_free(&diagnostics);
    return ok;
}

static void facts(void)
{
    struct profile profile;
    CU_ASSERT_FATAL(
        load("{'$schema':'x','about':'y','title':'t','supported':['timer','100rel'],'challenges':true,"
             "'max_calls':3,'t1':'100ms','forks':false}",
             &profile, NULL));
    CU_ASSERT_EQUAL(profile.count, 6); /* neither $schema nor about is a fact */
    CU_ASSERT_STRING_EQUAL(profile_text(&profile, "title"), "t");
    CU_ASSERT_EQUAL(profile_get(&profile, "supported")->count, 2);
    CU_ASSERT_PTR_NULL(profile_text(&profile, "supported"));
    CU_ASSERT(profile_is(&profile, "challenges") && !profile_is(&profile, "forks") &&
              !profile_is(&profile, "nothing"));
    CU_ASSERT_STRING_EQUAL(profile_text(&profile, "max_calls"), "3");
    CU_ASSERT_EQUAL(profile_ms(&profile, "t1", 500), 100);
    CU_ASSERT_EQUAL(profile_ms(&profile, "t2", 4000), 4000);
    CU_ASSERT_EQUAL(profile_ms(&profile, "title", 7), 7);
    CU_ASSERT_PTR_NULL(profile_get(&profile, "Title"));
    CU_ASSERT_EQUAL(profile_set_text(&profile, "title", "new", true), 0);
    CU_ASSERT_EQUAL(profile.count, 6);
    CU_ASSERT_STRING_EQUAL(profile_text(&profile, "title"), "new");
    struct profile copy;
    CU_ASSERT_EQUAL_FATAL(profile_copy(&profile, &copy), 0);
    profile_free(&profile);
    CU_ASSERT_STRING_EQUAL(profile_text(&copy, "title"), "new");
    CU_ASSERT(copy.facts[0].learned && !copy.facts[1].learned);
    CU_ASSERT_EQUAL(profile_get(&copy, "supported")->count, 2);
    profile_free(&copy);
}

static void triggers(void)
{
    struct profile profile;
    CU_ASSERT_FATAL(load("{'trigger':{'call':{'command':['dial','{uri}']},'hang_up':{'shell':'x $URI'}}}",
                         &profile, NULL));
    CU_ASSERT_EQUAL(profile.call.kind, ACTION_COMMAND);
    CU_ASSERT_EQUAL(profile.call.arguments.count, 2);
    CU_ASSERT_EQUAL(profile.hang_up.kind, ACTION_SHELL);
    CU_ASSERT_STRING_EQUAL(profile.hang_up.arguments.text, "x $URI");
    profile_free(&profile);
    CU_ASSERT_FATAL(load("{'trigger':{'call':{'refer':'sip:a'},'hang_up':'by hand'}}", &profile, NULL));
    CU_ASSERT_EQUAL(profile.call.kind, ACTION_REFER);
    CU_ASSERT_EQUAL(profile.hang_up.kind, ACTION_BY_HAND);
    profile_free(&profile);
    CU_ASSERT_FATAL(load("{}", &profile, NULL));
    CU_ASSERT_EQUAL(profile.call.kind, ACTION_NONE);
    profile_free(&profile);
}

static void bad(void)
{
    struct profile profile;
    CU_ASSERT(load("{'titel':'x'}", &profile, "did you mean \"title\""));
    CU_ASSERT(load("{'max_calls':0}", &profile, "from 1 to 100000"));
    CU_ASSERT(load("{'max_calls':'3'}", &profile, "found \"3\""));
    CU_ASSERT(load("{'roles':['usa']}", &profile, "did you mean \"uas\""));
    CU_ASSERT(load("{'supported':['a b']}", &profile, "an option-tag"));
    CU_ASSERT(load("{'t1':'64*T1'}", &profile, "a duration"));
    CU_ASSERT(load("{'trigger':{'call':{'comand':['x']}}}", &profile, "did you mean \"command\""));
    CU_ASSERT(load("[]", &profile, "found an array"));
    CU_ASSERT(load("{'title':'x'", &profile, "',' or '}'"));
}

/* What becomes part of a message may not end its line, and a wait may not be of nothing. */
static void control_characters(void)
{
    static const char *const keys[] = {"title", "domain", "user", "ringing_user", "redirect_user"};
    static const char *const texts[] = {"a\\r\\nVia: x", "\\n", "a\\tb", "\\u0001", "\\u007f"};
    struct profile profile;
    char text[100];
    for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
        for (size_t k = 0; k < sizeof(texts) / sizeof(texts[0]); k++) {
            snprintf(text, sizeof(text), "{'%s':'%s'}", keys[i], texts[k]);
            CU_ASSERT(load(text, &profile, "without control characters"));
        }
    CU_ASSERT(load("{'locations':['<sip:a>','<sip:b>\\r\\n']}", &profile, "without control characters"));
    CU_ASSERT(load("{'methods':['INVITE\\n']}", &profile, "without control characters"));
    CU_ASSERT(load("{'trigger':{'call':{'refer':'sip:a\\n'}}}", &profile, "without control characters"));
    CU_ASSERT_FATAL(load("{'title':'\\u00e9 \xe2\x82\xac','user':'','about':'a\\nb',"
                         "'trigger':{'call':{'shell':'a\\nb'}}}",
                         &profile, NULL));
    CU_ASSERT_STRING_EQUAL(profile_text(&profile, "title"), "\xc3\xa9 \xe2\x82\xac");
    profile_free(&profile);
}

static void place_of_error(void)
{
    char path[400];
    struct profile profile;
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    write_file("{\n  'locations': ['<sip:a>',\n    '\\n']\n}\n", path);
    CU_ASSERT_EQUAL(profile_load(path, &diagnostics, &profile), -1);
    unlink(path);
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
    CU_ASSERT_EQUAL(diagnostics.items[0].line, 3);
    CU_ASSERT_EQUAL(diagnostics.items[0].column, 5);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].pointer, "/locations/1");
    diagnostics_free(&diagnostics);
}

static void durations(void)
{
    static const char *const keys[] = {"t1", "t2", "t4"};
    static const char *const good[] = {"1ms", "0001ms", "1.5ms", "0.001s", "0.1s", "0.05s", "10s", "1.0s"};
    static const char *const none[] = {"0ms", "0.0s", "000s", "0.9ms", "0.0001s", "0.00s", ".5s", "1", "-1s"};
    struct profile profile;
    char text[40];
    for (size_t t = 0; t < sizeof(keys) / sizeof(keys[0]); t++) {
        for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
            snprintf(text, sizeof(text), "{'%s':'%s'}", keys[t], good[i]);
            CU_ASSERT_FATAL(load(text, &profile, NULL));
            CU_ASSERT(profile_ms(&profile, keys[t], 0) > 0);
            profile_free(&profile);
        }
        for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
            snprintf(text, sizeof(text), "{'%s':'%s'}", keys[t], none[i]);
            CU_ASSERT(load(text, &profile, "one millisecond at least"));
        }
    }
}

static bool catalogue_from(const char *text, const char *wanted)
{
    char path[400];
    struct diagnostics diagnostics;
    struct catalogue catalogue = {0};
    diagnostics_init(&diagnostics);
    write_file(text, path);
    int result = catalogue_load(path, &diagnostics, &catalogue);
    unlink(path);
    bool ok = result == -1 && diagnostics.count && strstr(diagnostics.items[0].message, wanted);
    if (!ok && diagnostics.count)
        printf("\n    %s", diagnostics.items[0].message);
    diagnostics_free(&diagnostics);
    catalogue_free(&catalogue);
    return ok;
}

#define ONE(id, level)                                                                                       \
    "{'id':'" id "','rfc':3261,'section':'8','level':'" level "','role':'uas','statement':'ten letters'}"

static void requirements(void)
{
    struct diagnostics diagnostics;
    struct catalogue catalogue;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(
        catalogue_load(SIPCONFORM_SOURCE_DIR "/scenarios/requirements.json", &diagnostics, &catalogue), 0);
    CU_ASSERT_EQUAL(catalogue.count, 404);
    for (size_t i = 0; i < catalogue.count; i++)
        CU_ASSERT_PTR_EQUAL(catalogue_find(&catalogue, catalogue.items[i].id), &catalogue.items[i]);
    const struct requirement *first = catalogue_find(&catalogue, "SC-420-UAS-001");
    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    CU_ASSERT_EQUAL(first->rfc, 3261);
    CU_ASSERT_STRING_EQUAL(first->role, "uas");
    CU_ASSERT_PTR_NULL(catalogue_find(&catalogue, "SC-420-UAS-00"));
    CU_ASSERT_PTR_NULL(catalogue_find(&catalogue, ""));
    CU_ASSERT_STRING_EQUAL(catalogue_nearest(&catalogue, "SC-420-UAS-O01"), "SC-420-UAS-001");
    catalogue_free(&catalogue);
    CU_ASSERT_PTR_NULL(catalogue_find(&catalogue, "SC-420-UAS-001"));
    diagnostics_free(&diagnostics);
    CU_ASSERT(catalogue_from("[" ONE("SC-A-B-001", "MUST") "," ONE("SC-A-B-001", "MAY") "]",
                             "SC-A-B-001 stands twice"));
    CU_ASSERT(catalogue_from("[" ONE("SC-A-B-1", "MUST") "]", "a requirement id"));
    CU_ASSERT(catalogue_from("[" ONE("SC-A-B-001", "MUSTNT") "]", "did you mean \"MUST\""));
    CU_ASSERT(catalogue_from("[]", "at least 1"));
}

static void levels(void)
{
    static const char *const names[] = {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "MAY", "statement"};
    static const char *const classes[] = {"must", "must", "should", "should", "may", "must"};
    for (int i = 0; i < 6; i++) {
        CU_ASSERT_STRING_EQUAL(level_name((enum level)i), names[i]);
        for (int k = 0; k < 6; k++)
            CU_ASSERT_EQUAL(level_in_class((enum level)i, classes[k]), strcmp(classes[i], classes[k]) == 0);
    }
}

static bool kind_fits(enum fact_kind kind, const cJSON *property)
{
    const char *type = json_text(property, "type"), *ref = json_text(property, "$ref");
    switch (kind) {
    case FACT_FLAG:
        return type && strcmp(type, "boolean") == 0;
    case FACT_NUMBER:
        return (type && strcmp(type, "integer") == 0) || (ref && strcmp(ref, "#/$defs/status") == 0);
    case FACT_LIST:
        return (type && strcmp(type, "array") == 0) || (ref && strcmp(ref, "#/$defs/tags") == 0);
    case FACT_TEXT:
        return json_member(property, "enum") || (ref && strcmp(ref, "#/$defs/text") == 0) ||
               (ref && strcmp(ref, "#/$defs/duration") == 0);
    }
    return false;
}

/* The table of facts and the schema have the same keys, of the same kinds. */
static void facts_and_schema(void)
{
    struct diagnostics diagnostics;
    struct document *document = NULL;
    size_t properties = 0, rows = 0;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(
        document_load(SIPCONFORM_SOURCE_DIR "/scenarios/schema/profile.schema.json", &diagnostics, &document),
        0);
    const cJSON *node = json_member(document_root(document), "properties");
    for (node = node->child; node; node = node->next) {
        if (strcmp(node->string, "$schema") == 0 || strcmp(node->string, "about") == 0 ||
            strcmp(node->string, "trigger") == 0)
            continue;
        const struct fact_row *row = fact_row(node->string);
        properties++;
        if (!row || !kind_fits(row->kind, node))
            printf("\n    %s\n", node->string);
        CU_ASSERT(row && kind_fits(row->kind, node));
    }
    while (fact_row_at(rows)) {
        const struct fact_row *row = fact_row_at(rows++);
        CU_ASSERT(!row->label || row->kind != FACT_FLAG || strchr(row->unit, '|'));
        CU_ASSERT(!row->detail || fact_row(row->detail));
    }
    CU_ASSERT_EQUAL(properties, rows);
    document_free(document);
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {
    {"facts and schema", facts_and_schema},
    {"facts", facts},
    {"triggers", triggers},
    {"bad profiles", bad},
    {"control characters", control_characters},
    {"place of an error", place_of_error},
    {"durations", durations},
    {"requirements", requirements},
    {"levels", levels},
    {NULL, NULL},
};
