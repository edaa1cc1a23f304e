/* A JSON file that a user wrote, read strictly: RFC 8259 to the letter, valid UTF-8, no duplicate keys, no
 * NUL, numbers in range, bounded depth. cJSON builds the tree; where each node stands in the file is known
 * beside it. */
#ifndef SIPCONFORM_MODEL_DOCUMENT_H
#define SIPCONFORM_MODEL_DOCUMENT_H

#include "model/diagnostic.h"

#include <cjson/cJSON.h>

struct document; /* owns the tree */

struct position {
    int line, column; /* of the value, from 1; columns count bytes */
};

/* Reads a file, or `n` bytes that are called `name` in messages. Returns 0 and a document that the caller
 * frees, or -1 after at least one error was added to diagnostics (unreadable file, bad JSON, memory). */
int document_load(const char *path, struct diagnostics *diagnostics, struct document **ret_document);
int document_parse(const char *name, const char *bytes, size_t n, struct diagnostics *diagnostics,
                   struct document **ret_document);
void document_free(struct document *document);

const cJSON *document_root(const struct document *document);
const char *document_name(const struct document *document);
struct position document_position(const struct document *document, const cJSON *node);
/* Appends the JSON pointer (RFC 6901) of a node of this document. */
void document_pointer(const struct document *document, const cJSON *node, struct buf *pointer);
/* Adds an error that stands at node. */
void document_error(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                    const char *format, ...) __attribute__((format(printf, 4, 5)));
void document_warning(const struct document *document, const cJSON *node, struct diagnostics *diagnostics,
                      const char *format, ...) __attribute__((format(printf, 4, 5)));

/* The member of an object by exact name, or NULL. (cJSON's own look-up ignores case.) */
const cJSON *json_member(const cJSON *object, const char *key);
/* Its text, or NULL when absent or no string. */
const char *json_text(const cJSON *object, const char *key);

#endif
