/* The catalogue: one normative statement of an RFC each. */
#ifndef SIPCONFORM_MODEL_REQUIREMENT_H
#define SIPCONFORM_MODEL_REQUIREMENT_H

#include "model/diagnostic.h"

enum level { LEVEL_MUST, LEVEL_MUST_NOT, LEVEL_SHOULD, LEVEL_SHOULD_NOT, LEVEL_MAY, LEVEL_STATEMENT };
const char *level_name(enum level level); /* "MUST NOT", "statement" ... */
/* "must", "should", "may" as on the command line: MUST NOT counts as must, a statement too. */
bool level_in_class(enum level level, const char *class_name);

struct requirement {
    char *id;
    int rfc;
    char *section;
    enum level level;
    char *role;         /* "uas" ... "any" */
    char *statement;    /* in our words */
    bool passive;       /* judged on every message */
    char *unobservable; /* why nobody outside can see it; NULL when one can */
};

struct catalogue {
    struct requirement *items; /* in the file's order */
    size_t count;
    struct requirement **by_id; /* sorted */
};

/* Reads scenarios/requirements.json. Returns 0, or -1 after errors were added. */
int catalogue_load(const char *path, struct diagnostics *diagnostics, struct catalogue *ret_catalogue);
void catalogue_free(struct catalogue *catalogue);
const struct requirement *catalogue_find(const struct catalogue *catalogue, const char *id);
/* The id nearest in spelling, for "did you mean". */
const char *catalogue_nearest(const struct catalogue *catalogue, const char *id);

#endif
