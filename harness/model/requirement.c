/* Reads the catalogue of requirements, and finds requirements in it. */
#include "model/requirement.h"

#include "model/schema.h"

#include <stdlib.h>
#include <string.h>

static const char *const level_names[] = {
    [LEVEL_MUST] = "MUST",     [LEVEL_MUST_NOT] = "MUST NOT",
    [LEVEL_SHOULD] = "SHOULD", [LEVEL_SHOULD_NOT] = "SHOULD NOT",
    [LEVEL_MAY] = "MAY",       [LEVEL_STATEMENT] = "statement",
};

const char *level_name(enum level level)
{
    return level_names[level];
}

bool level_in_class(enum level level, const char *class_name)
{
    switch (level) {
    case LEVEL_MUST:
    case LEVEL_MUST_NOT:
    case LEVEL_STATEMENT:
        return strcmp(class_name, "must") == 0;
    case LEVEL_SHOULD:
    case LEVEL_SHOULD_NOT:
        return strcmp(class_name, "should") == 0;
    case LEVEL_MAY:
        return strcmp(class_name, "may") == 0;
    }
    return false;
}

static enum level read_level(const char *name)
{
    for (size_t i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++)
        if (strcmp(level_names[i], name) == 0)
            return (enum level)i;
    return LEVEL_STATEMENT; /* the schema lets nothing else through */
}

static char *copy(const cJSON *object, const char *key)
{
    const char *text = json_text(object, key);
    return text ? strdup(text) : NULL;
}

static int read_one(const cJSON *node, struct requirement *item)
{
    item->id = copy(node, "id");
    item->rfc = (int)json_member(node, "rfc")->valuedouble;
    item->section = copy(node, "section");
    item->level = read_level(json_text(node, "level"));
    item->role = copy(node, "role");
    item->statement = copy(node, "statement");
    item->passive = cJSON_IsTrue(json_member(node, "passive"));
    item->unobservable = copy(node, "unobservable");
    return item->id && item->section && item->role && item->statement ? 0 : -1;
}

static int by_id(const void *a, const void *b)
{
    return strcmp((*(struct requirement *const *)a)->id, (*(struct requirement *const *)b)->id);
}

static int read_all(const struct document *document, struct catalogue *catalogue)
{
    const cJSON *root = document_root(document);
    size_t count = (size_t)cJSON_GetArraySize(root);
    catalogue->items = calloc(count + 1, sizeof(*catalogue->items));
    catalogue->by_id = calloc(count + 1, sizeof(struct requirement *));
    if (!catalogue->items || !catalogue->by_id)
        return -1;
    for (const cJSON *node = root->child; node; node = node->next) {
        struct requirement *item = &catalogue->items[catalogue->count];
        catalogue->by_id[catalogue->count++] = item;
        if (read_one(node, item))
            return -1;
    }
    qsort(catalogue->by_id, catalogue->count, sizeof(struct requirement *), by_id);
    return 0;
}

static int no_duplicates(const struct catalogue *catalogue, const char *path, struct diagnostics *diagnostics)
{
    int result = 0;
    for (size_t i = 1; i < catalogue->count; i++)
        if (strcmp(catalogue->by_id[i - 1]->id, catalogue->by_id[i]->id) == 0) {
            diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "the requirement %s stands twice",
                            catalogue->by_id[i]->id);
            result = -1;
        }
    return result;
}

int catalogue_load(const char *path, struct diagnostics *diagnostics, struct catalogue *ret_catalogue)
{
    struct document *document = NULL;
    if (document_load(path, diagnostics, &document))
        return -1;
    struct catalogue catalogue = {0};
    int result = schema_check_builtin("requirements", document, diagnostics);
    if (!result && read_all(document, &catalogue)) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "out of memory");
        result = -1;
    }
    document_free(document);
    if (!result)
        result = no_duplicates(&catalogue, path, diagnostics);
    if (result)
        catalogue_free(&catalogue);
    else
        *ret_catalogue = catalogue;
    return result;
}

void catalogue_free(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        struct requirement *item = &catalogue->items[i];
        free(item->id);
        free(item->section);
        free(item->role);
        free(item->statement);
        free(item->unobservable);
    }
    free(catalogue->items);
    free(catalogue->by_id);
    *catalogue = (struct catalogue){0};
}

const struct requirement *catalogue_find(const struct catalogue *catalogue, const char *id)
{
    struct requirement key = {.id = (char *)(uintptr_t)id};
    struct requirement *key_at = &key;
    struct requirement **found =
        catalogue->count ? bsearch(&key_at, catalogue->by_id, catalogue->count, sizeof(key_at), by_id) : NULL;
    return found ? *found : NULL;
}

const char *catalogue_nearest(const struct catalogue *catalogue, const char *id)
{
    const char **ids = calloc(catalogue->count + 1, sizeof(*ids));
    if (!ids)
        return NULL;
    for (size_t i = 0; i < catalogue->count; i++)
        ids[i] = catalogue->items[i].id;
    const char *nearest = nearest_name(id, ids, catalogue->count);
    free(ids);
    return nearest;
}
