/* Reads a JSON file strictly, and knows where each of its nodes stands in the file. */
#include "model/document.h"

#include "base/limits.h"
#include "model/json_scan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct place {
    const cJSON *node;
    const cJSON *parent; /* NULL for the root */
    struct position position;
};

struct document {
    char *name;
    cJSON *root;
    struct place *places; /* sorted by node address */
    size_t place_count;
};

static size_t file_places(struct document *document, const cJSON *node, const cJSON *parent, size_t next,
                          const struct json_positions *positions)
{
    if (next >= positions->count)
        return next;
    document->places[next] = (struct place){node, parent, positions->values[next]};
    next++;
    for (const cJSON *child = node->child; child; child = child->next)
        next = file_places(document, child, node, next, positions);
    return next;
}

static int by_node(const void *a, const void *b)
{
    uintptr_t x = (uintptr_t)((const struct place *)a)->node, y = (uintptr_t)((const struct place *)b)->node;
    return x < y ? -1 : x > y;
}

static int build(struct document *document, const char *bytes, size_t n,
                 const struct json_positions *positions)
{
    document->root = cJSON_ParseWithLength(bytes, n);
    document->places = calloc(positions->count, sizeof(*document->places));
    if (!document->root || !document->places)
        return -1;
    document->place_count = file_places(document, document->root, NULL, 0, positions);
    if (document->place_count != positions->count)
        return -1;
    qsort(document->places, document->place_count, sizeof(*document->places), by_node);
    return 0;
}

int document_parse(const char *name, const char *bytes, size_t n, struct diagnostics *diagnostics,
                   struct document **ret_document)
{
    struct json_positions positions;
    if (json_scan(name, (struct slice){bytes, n}, diagnostics, &positions)) {
        free(positions.values);
        return -1;
    }
    struct document *document = calloc(1, sizeof(*document));
    if (document)
        document->name = strdup(name);
    if (!document || !document->name || build(document, bytes, n, &positions)) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, name, 0, 0, "", "out of memory while reading");
        document_free(document);
        free(positions.values);
        return -1;
    }
    free(positions.values);
    *ret_document = document;
    return 0;
}

static int read_all(FILE *file, struct buf *bytes)
{
    char block[16384];
    size_t n;
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        if (buf_add(bytes, block, n))
            return -1;
    return ferror(file) ? -1 : 0;
}

int document_load(const char *path, struct diagnostics *diagnostics, struct document **ret_document)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "cannot be opened: %s", strerror(errno));
        return -1;
    }
    struct buf bytes;
    buf_init(&bytes, LIMIT_FILE_BYTES);
    errno = 0;
    int result = read_all(file, &bytes);
    if (result)
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "cannot be read: %s",
                        errno ? strerror(errno) : "it is too large");
    else
        result = document_parse(path, bytes.p ? bytes.p : "", bytes.n, diagnostics, ret_document);
    fclose(file);
    buf_free(&bytes);
    return result;
}

void document_free(struct document *document)
{
    if (!document)
        return;
    cJSON_Delete(document->root);
    free(document->places);
    free(document->name);
    free(document);
}

const cJSON *document_root(const struct document *document)
{
    return document->root;
}

const char *document_name(const struct document *document)
{
    return document->name;
}

static const struct place *place_of(const struct document *document, const cJSON *node)
{
    struct place key = {.node = node};
    return bsearch(&key, document->places, document->place_count, sizeof(key), by_node);
}

struct position document_position(const struct document *document, const cJSON *node)
{
    const struct place *place = place_of(document, node);
    return place ? place->position : (struct position){0, 0};
}

static size_t index_in(const cJSON *parent, const cJSON *node)
{
    size_t index = 0;
    for (const cJSON *child = parent->child; child && child != node; child = child->next)
        index++;
    return index;
}

void document_pointer(const struct document *document, const cJSON *node, struct buf *pointer)
{
    const struct place *place = place_of(document, node);
    if (!place || !place->parent)
        return;
    document_pointer(document, place->parent, pointer);
    buf_add_char(pointer, '/');
    if (cJSON_IsArray(place->parent)) {
        buf_addf(pointer, "%zu", index_in(place->parent, node));
        return;
    }
    for (const char *c = node->string; *c; c++) {
        if (*c == '~')
            buf_add_text(pointer, "~0");
        else if (*c == '/')
            buf_add_text(pointer, "~1");
        else
            buf_add_char(pointer, *c);
    }
}

static void report(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                   enum severity severity, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));

static void report(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                   enum severity severity, const char *format, va_list args)
{
    char message[LIMIT_WHY_BYTES];
    vsnprintf(message, sizeof(message), format, args);
    struct position position = document_position(document, node);
    struct buf pointer;
    buf_init(&pointer, LIMIT_WHY_BYTES);
    if (!diagnostics_is_full(diagnostics)) /* a list is counted through for it */
        document_pointer(document, node, &pointer);
    diagnostics_add(diagnostics, severity, document->name, position.line, position.column,
                    pointer.p && !pointer.failed ? pointer.p : "", "%s", message);
    buf_free(&pointer);
}

void document_error(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                    const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(document, node, diagnostics, SEVERITY_ERROR, format, args);
    va_end(args);
}

void document_warning(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                      const char *format, ...)
{
    va_list args;
    va_start(args, format);
    report(document, node, diagnostics, SEVERITY_WARNING, format, args);
    va_end(args);
}

const cJSON *json_member(const cJSON *object, const char *key)
{
    if (!object)
        return NULL;
    for (const cJSON *child = object->child; child; child = child->next)
        if (child->string && strcmp(child->string, key) == 0)
            return child;
    return NULL;
}

const char *json_text(const cJSON *object, const char *key)
{
    const cJSON *member = json_member(object, key);
    return cJSON_IsString(member) ? member->valuestring : NULL;
}
