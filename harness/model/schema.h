/* Checks a document against one of our published JSON Schemas, and says what is wrong in words. The schema
 * files in scenarios/schema/ are the one list of what may stand in a file: the loaders read what passed, and
 * other tools can use the same schemas. The subset of draft 2020-12 that is understood is the subset our
 * schemas use: a keyword outside of it is an error of the schema. */
#ifndef SIPCONFORM_MODEL_SCHEMA_H
#define SIPCONFORM_MODEL_SCHEMA_H

#include "model/document.h"

struct schema;

/* Reads a schema from text. Returns 0, or -1 after errors were added. The schema is freed with
 * schema_free. */
int schema_parse(const char *name, const char *text, size_t n, struct diagnostics *diagnostics,
                 struct schema **ret_schema);
void schema_free(struct schema *schema);
/* A key that had another name before. object: the name, in the schema, of the rule that lists the keys of
 * such an object or, for a kind of object that is known by that key, of the rule that lists the kinds. */
struct renamed_key {
    const char *object, *before, *now;
};
/* The document's errors give the new name where an old one stands. The list ends with a row of NULL and has
 * to live as long as the schema. */
void schema_set_renamed(struct schema *schema, const struct renamed_key *keys);
/* Adds every deviation of the document to diagnostics. Returns 0 when there is none, else -1. */
int schema_check(const struct schema *schema, const struct document *document,
                 struct diagnostics *diagnostics);

/* The schemas that are built into the program: "scenario", "fragment", "profile", "requirements". NULL when
 * unknown. */
const char *schema_builtin(const char *name, size_t *ret_bytes);
/* Loads the built-in schema and checks the document. -1 after errors were added. */
int schema_check_builtin(const char *name, const struct document *document, struct diagnostics *diagnostics);

#endif
