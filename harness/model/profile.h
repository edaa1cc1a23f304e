/* What is known of a device: the keys of a profile file, what the command line adds, what discovery
 * learns. */
#ifndef SIPCONFORM_MODEL_PROFILE_H
#define SIPCONFORM_MODEL_PROFILE_H

#include "model/diagnostic.h"
#include "model/value.h"

enum action_kind { ACTION_NONE, ACTION_COMMAND, ACTION_SHELL, ACTION_REFER, ACTION_BY_HAND };

struct action {
    enum action_kind kind;
    struct value arguments; /* COMMAND: the argv; SHELL: the line; REFER: the Request-URI */
};

struct profile_fact {
    char *key;
    struct value value;
    bool learned; /* by discovery, not said by anybody */
};

struct profile {
    struct profile_fact *facts;
    size_t count;
    struct action call, hang_up; /* the triggers */
};

/* Reads a profile file. Returns 0, or -1 after errors were added. */
int profile_load(const char *path, struct diagnostics *diagnostics, struct profile *ret_profile);
void profile_free(struct profile *profile);
int profile_copy(const struct profile *profile, struct profile *ret_profile);

/* NULL when nothing is known. */
const struct value *profile_get(const struct profile *profile, const char *key);
const char *profile_text(const struct profile *profile, const char *key); /* NULL unless it is a text */
bool profile_is(const struct profile *profile, const char *key);          /* the text "true" */
int64_t profile_ms(const struct profile *profile, const char *key, int64_t otherwise); /* of a duration */
/* Each returns 0 or -1 when memory is out; a fact that is there is replaced. */
int profile_set(struct profile *profile, const char *key, const struct value *value, bool learned);
/* Adds what was learned there and is not known here. */
int profile_add_learned(struct profile *profile, const struct profile *from);
int profile_set_text(struct profile *profile, const char *key, const char *text, bool learned);

#endif
