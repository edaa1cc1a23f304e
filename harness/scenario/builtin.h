/* The variables that are always there, by name: what a scenario may use without defining it. Their values are
 * made by whoever plays the scenario. */
#ifndef SIPCONFORM_SCENARIO_BUILTIN_H
#define SIPCONFORM_SCENARIO_BUILTIN_H

#include <stdbool.h>
#include <stddef.h>

enum builtin {
    BUILTIN_DEVICE,
    BUILTIN_UNKNOWN,
    BUILTIN_SUPPORTED,
    BUILTIN_UNDERSTOOD,
    BUILTIN_REGISTERED_TAGS,
    BUILTIN_TARGET,
    BUILTIN_CALLEE,
    BUILTIN_RINGING,
    BUILTIN_REDIRECT,
    BUILTIN_AOR,
    BUILTIN_DOMAIN,
    BUILTIN_OPTIONS_URI,
    BUILTIN_TRANSPORT,
    BUILTIN_TRANSPORT_PARAM,
    BUILTIN_OWN, /* of the message that is being made, and only there */
    BUILTIN_COUNT
};

/* May a dot and a part follow the name, as in "target.host"? */
enum builtin_parts { PARTS_NONE, PARTS_ALLOWED, PARTS_NEEDED };

const char *builtin_name(enum builtin builtin);
enum builtin_parts builtin_parts(enum builtin builtin);
/* The variable that the first n bytes of name are, which are what stands before the first dot. False when
 * there is none; *ret_builtin is then as before. */
bool builtin_find(const char *name, size_t n, enum builtin *ret_builtin);

#endif
