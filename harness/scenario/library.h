/* All scenario files of a folder, with the fragments and message templates they use, read and checked. */
#ifndef SIPCONFORM_SCENARIO_LIBRARY_H
#define SIPCONFORM_SCENARIO_LIBRARY_H

#include "model/document.h"
#include "model/requirement.h"
#include "model/schema.h"
#include "scenario/scenario.h"

struct template
{
    char *name; /* "INVITE", "response" */
    char *text; /* with {variables}; lines end in LF */
};

struct fragment {
    char *name;
    char *file;
    struct document *document; /* kept: a fragment is read anew wherever it is used */
    bool used;
};

struct library {
    struct scenario **scenarios; /* sorted by id */
    size_t count;
    struct fragment *fragments;
    size_t fragment_count;
    struct template *templates;
    size_t template_count;
    struct catalogue catalogue;
    struct schema *schema; /* of scenarios and fragments */
};

/* Reads the folder: requirements.json, fragments/, templates/, and every other *.json below it but schema/
 * and profiles/. Returns 0, or -1 when an error was added to diagnostics; all errors of all files are there.
 * Warnings (lint) do not make it fail. */
int library_load(const char *folder, struct diagnostics *diagnostics, struct library **ret_library);
void library_free(struct library *library);
/* Checks one file in the light of a library: a scenario, or a fragment. It is not added. */
int library_check_file(struct library *library, const char *path, struct diagnostics *diagnostics);

const struct scenario *library_find(const struct library *library, const char *id);
const char *library_template(const struct library *library, const char *name); /* NULL when there is none */

#endif
