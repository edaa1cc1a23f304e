/* Reads a folder of scenarios with its fragments, templates and catalogue. */
#include "scenario/library.h"

#include "base/limits.h"
#include "scenario/reader.h"
#include "scenario/renamed.h"
#include "scenario/shared_control.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct loading {
    struct library *library;
    struct diagnostics *diagnostics;
    const char *folder;
    bool failed;
};

static void fail(struct loading *loading, const char *file, const char *text)
{
    diagnostics_add(loading->diagnostics, SEVERITY_ERROR, file, 0, 0, "", "%s", text);
    loading->failed = true;
}

static char *path_of(const char *folder, const char *name)
{
    struct buf path;
    buf_init(&path, LIMIT_PATH_BYTES);
    buf_addf(&path, "%s/%s", folder, name);
    return buf_take(&path);
}

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n > k && strcmp(text + n - k, end) == 0;
}

/* Calls back with the path of every file in a folder and below it, sorted by name. */
static void each_file(struct loading *loading, const char *folder, bool deep,
                      void (*visit)(struct loading *loading, const char *path))
{
    struct dirent **names;
    int count = scandir(folder, &names, NULL, alphasort);
    if (count < 0) {
        fail(loading, folder, strerror(errno));
        return;
    }
    for (int i = 0; i < count; i++) {
        const char *name = names[i]->d_name;
        char *path = name[0] == '.' ? NULL : path_of(folder, name);
        struct stat info;
        if (!path && name[0] != '.')
            fail(loading, folder, "out of memory");
        if (path && stat(path, &info) == 0) {
            if (S_ISREG(info.st_mode))
                visit(loading, path);
            else if (S_ISDIR(info.st_mode) && deep)
                each_file(loading, path, deep, visit);
        }
        free(path);
        free(names[i]);
    }
    free(names);
}

/* ---- templates ---- */

static char *read_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    char block[4096];
    size_t n;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        buf_add(&text, block, n);
    fclose(file);
    return buf_take(&text);
}

static char *base_name(const char *path, const char *extension)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    return slice_dup((struct slice){name, strlen(name) - strlen(extension)});
}

static void load_template(struct loading *loading, const char *path)
{
    if (!ends_with(path, ".sip"))
        return;
    struct library *library = loading->library;
    struct template *templates =
        realloc(library->templates, (library->template_count + 1) * sizeof(*templates));
    if (!templates) {
        fail(loading, path, "out of memory");
        return;
    }
    library->templates = templates;
    struct template *template = &templates[library->template_count++];
    *template = (struct template){.name = base_name(path, ".sip"), .text = read_file(path)};
    if (!template->name || !template->text)
        fail(loading, path, "cannot be read");
}

const char *library_template(const struct library *library, const char *name)
{
    for (size_t i = 0; i < library->template_count; i++)
        if (strcmp(library->templates[i].name, name) == 0)
            return library->templates[i].text;
    return NULL;
}

/* A file that the schema takes; NULL after its errors were added. */
static struct document *load_document(struct loading *loading, const char *path)
{
    struct document *document = NULL;
    if (!document_load(path, loading->diagnostics, &document) &&
        !schema_check(loading->library->schema, document, loading->diagnostics))
        return document;
    loading->failed = true;
    document_free(document);
    return NULL;
}

/* ---- fragments ---- */

static void add_fragment(struct loading *loading, struct document *document)
{
    struct library *library = loading->library;
    const char *name = json_text(document_root(document), "fragment");
    for (size_t i = 0; i < library->fragment_count; i++)
        if (strcmp(library->fragments[i].name, name) == 0) {
            document_error(document, json_member(document_root(document), "fragment"), loading->diagnostics,
                           "a fragment of this name is also in %s", library->fragments[i].file);
            loading->failed = true;
        }
    struct fragment *fragments =
        realloc(library->fragments, (library->fragment_count + 1) * sizeof(*fragments));
    if (!fragments) {
        fail(loading, document_name(document), "out of memory");
        document_free(document);
        return;
    }
    library->fragments = fragments;
    struct fragment *fragment = &fragments[library->fragment_count++];
    *fragment = (struct fragment){
        .name = strdup(name), .file = strdup(document_name(document)), .document = document};
    if (!fragment->name || !fragment->file)
        fail(loading, document_name(document), "out of memory");
}

static void load_fragment(struct loading *loading, const char *path)
{
    if (!ends_with(path, ".json"))
        return;
    struct document *document = load_document(loading, path);
    if (!document)
        return;
    if (!json_member(document_root(document), "fragment")) {
        document_error(document, document_root(document), loading->diagnostics,
                       "a scenario stands in the folder of the fragments");
        loading->failed = true;
        document_free(document);
        return;
    }
    add_fragment(loading, document);
}

/* ---- scenarios ---- */

static bool is_below(const struct loading *loading, const char *path, const char *part)
{
    const char *rest = path + strlen(loading->folder) + 1;
    return strncmp(rest, part, strlen(part)) == 0;
}

/* "FOLDER/uas/x.json" is "uas/x". */
static char *id_of(const char *folder, const char *path)
{
    const char *rest = path;
    if (folder && strncmp(path, folder, strlen(folder)) == 0)
        rest = path + strlen(folder) + 1;
    return slice_dup((struct slice){rest, strlen(rest) - strlen(".json")});
}

static struct scenario *read_one(struct library *library, const struct document *document, const char *id,
                                 struct diagnostics *diagnostics)
{
    struct reader reader = {
        .document = document,
        .file = document_name(document),
        .library = library,
        .diagnostics = diagnostics,
    };
    struct scenario *scenario = read_scenario(&reader, document_root(document), id);
    if (scenario && !reader.failed) {
        lint_scenario(&reader, scenario);
        scenario->shares_control = control_may_be_shared(scenario);
    }
    if (reader.failed)
        diagnostics_add(diagnostics, SEVERITY_ERROR, reader.file, 0, 0, "", "out of memory");
    if (!reader.failed && !reader.bad)
        return scenario;
    scenario_free(scenario);
    return NULL;
}

static void add_scenario(struct loading *loading, struct scenario *scenario)
{
    struct library *library = loading->library;
    struct scenario **scenarios =
        realloc(library->scenarios, (library->count + 1) * sizeof(struct scenario *));
    if (!scenarios) {
        fail(loading, scenario->file, "out of memory");
        scenario_free(scenario);
        return;
    }
    library->scenarios = scenarios;
    scenarios[library->count++] = scenario;
}

static void load_scenario(struct loading *loading, const char *path)
{
    if (!ends_with(path, ".json") || is_below(loading, path, "schema/") ||
        is_below(loading, path, "profiles/") || is_below(loading, path, "fragments/") ||
        is_below(loading, path, "requirements.json"))
        return;
    struct document *document = load_document(loading, path);
    if (!document)
        return;
    char *id = id_of(loading->folder, path);
    if (json_member(document_root(document), "fragment")) {
        document_error(document, document_root(document), loading->diagnostics,
                       "a fragment stands outside of the folder fragments/");
        loading->failed = true;
    } else if (id) {
        struct scenario *scenario = read_one(loading->library, document, id, loading->diagnostics);
        if (scenario)
            add_scenario(loading, scenario);
        else
            loading->failed = true;
    } else {
        fail(loading, path, "out of memory");
    }
    free(id);
    document_free(document);
}

static void lint_fragments(struct loading *loading)
{
    for (size_t i = 0; i < loading->library->fragment_count; i++) {
        const struct fragment *fragment = &loading->library->fragments[i];
        if (!fragment->used)
            document_warning(fragment->document, document_root(fragment->document), loading->diagnostics,
                             "no scenario uses this fragment");
    }
}

static void load_catalogue(struct loading *loading)
{
    char *path = path_of(loading->folder, "requirements.json");
    if (!path || catalogue_load(path, loading->diagnostics, &loading->library->catalogue))
        loading->failed = true;
    free(path);
}

static void load_folder(struct loading *loading, const char *name,
                        void (*visit)(struct loading *loading, const char *path))
{
    char *path = path_of(loading->folder, name);
    if (path)
        each_file(loading, path, false, visit);
    else
        loading->failed = true;
    free(path);
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(struct scenario *const *)a)->id, (*(struct scenario *const *)b)->id);
}

static struct schema *scenario_schema(struct diagnostics *diagnostics)
{
    size_t n = 0;
    struct schema *schema = NULL;
    const char *text = schema_builtin("scenario", &n);
    if (!text || schema_parse("scenario.schema.json", text, n, diagnostics, &schema))
        return NULL;
    schema_set_renamed(schema, renamed_keys);
    return schema;
}

int library_load(const char *folder, struct diagnostics *diagnostics, struct library **ret_library)
{
    size_t errors_before = diagnostics->errors;
    char *plain = slice_dup(slice_from(folder));
    for (size_t n = plain ? strlen(plain) : 0; n > 1 && plain[n - 1] == '/'; n--)
        plain[n - 1] = 0;
    struct loading loading = {
        .library = calloc(1, sizeof(struct library)),
        .diagnostics = diagnostics,
        .folder = plain,
    };
    if (loading.library)
        loading.library->schema = scenario_schema(diagnostics);
    if (!plain || !loading.library || !loading.library->schema) {
        loading.failed = true;
    } else {
        load_catalogue(&loading);
        load_folder(&loading, "templates", load_template);
        load_folder(&loading, "fragments", load_fragment);
        if (!loading.failed) {
            each_file(&loading, plain, true, load_scenario);
            lint_fragments(&loading);
        }
    }
    free(plain);
    if (loading.failed && diagnostics->errors == errors_before)
        diagnostics_add(diagnostics, SEVERITY_ERROR, folder, 0, 0, "", "out of memory");
    if (loading.failed) {
        library_free(loading.library);
        return -1;
    }
    if (loading.library->count)
        qsort(loading.library->scenarios, loading.library->count, sizeof(struct scenario *), by_id);
    *ret_library = loading.library;
    return 0;
}

void library_free(struct library *library)
{
    if (!library)
        return;
    for (size_t i = 0; i < library->count; i++)
        scenario_free(library->scenarios[i]);
    free(library->scenarios);
    for (size_t i = 0; i < library->fragment_count; i++) {
        free(library->fragments[i].name);
        free(library->fragments[i].file);
        document_free(library->fragments[i].document);
    }
    free(library->fragments);
    for (size_t i = 0; i < library->template_count; i++) {
        free(library->templates[i].name);
        free(library->templates[i].text);
    }
    free(library->templates);
    catalogue_free(&library->catalogue);
    schema_free(library->schema);
    free(library);
}

/* A fragment alone is read as if it were used, with its own parameters. */
static int check_fragment(struct library *library, const struct document *document,
                          struct diagnostics *diagnostics)
{
    struct reader reader = {
        .document = document,
        .file = document_name(document),
        .library = library,
        .diagnostics = diagnostics,
    };
    struct steps steps = {0};
    read_steps(&reader, json_member(document_root(document), "steps"), &steps);
    steps_free(&steps);
    if (reader.failed)
        diagnostics_add(diagnostics, SEVERITY_ERROR, reader.file, 0, 0, "", "out of memory");
    return reader.failed || reader.bad ? -1 : 0;
}

int library_check_file(struct library *library, const char *path, struct diagnostics *diagnostics)
{
    struct document *document = NULL;
    int result = -1;
    char *id = ends_with(path, ".json") ? id_of(NULL, path) : strdup(path);
    if (id && !document_load(path, diagnostics, &document) &&
        !schema_check(library->schema, document, diagnostics)) {
        if (json_member(document_root(document), "fragment")) {
            result = check_fragment(library, document, diagnostics);
        } else {
            struct scenario *scenario = read_one(library, document, id, diagnostics);
            result = scenario ? 0 : -1;
            scenario_free(scenario);
        }
    }
    free(id);
    document_free(document);
    return result;
}

const struct scenario *library_find(const struct library *library, const char *id)
{
    for (size_t i = 0; i < library->count; i++)
        if (strcmp(library->scenarios[i]->id, id) == 0)
            return library->scenarios[i];
    return NULL;
}
