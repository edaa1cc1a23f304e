/* The one table of the variables that are always there. */
#include "scenario/builtin.h"

#include <string.h>

static const struct {
    const char *name;
    enum builtin_parts parts;
} builtins[BUILTIN_COUNT] = {
    [BUILTIN_DEVICE] = {"device", PARTS_NEEDED},
    [BUILTIN_UNKNOWN] = {"unknown", PARTS_NEEDED},
    [BUILTIN_SUPPORTED] = {"supported", PARTS_ALLOWED},
    [BUILTIN_UNDERSTOOD] = {"understood", PARTS_NONE},
    [BUILTIN_REGISTERED_TAGS] = {"registered_tags", PARTS_NONE},
    [BUILTIN_TARGET] = {"target", PARTS_ALLOWED},
    [BUILTIN_CALLEE] = {"callee", PARTS_NONE},
    [BUILTIN_RINGING] = {"ringing", PARTS_NONE},
    [BUILTIN_REDIRECT] = {"redirect", PARTS_NONE},
    [BUILTIN_AOR] = {"aor", PARTS_NONE},
    [BUILTIN_DOMAIN] = {"domain", PARTS_NONE},
    [BUILTIN_OPTIONS_URI] = {"options_uri", PARTS_NONE},
    [BUILTIN_TRANSPORT] = {"transport", PARTS_NONE},
    [BUILTIN_TRANSPORT_PARAM] = {"transport_param", PARTS_NONE},
    [BUILTIN_OWN] = {"own", PARTS_NEEDED},
};

const char *builtin_name(enum builtin builtin)
{
    return builtins[builtin].name;
}

enum builtin_parts builtin_parts(enum builtin builtin)
{
    return builtins[builtin].parts;
}

bool builtin_find(const char *name, size_t n, enum builtin *ret_builtin)
{
    for (int i = 0; i < BUILTIN_COUNT; i++)
        if (strlen(builtins[i].name) == n && strncmp(builtins[i].name, name, n) == 0) {
            *ret_builtin = (enum builtin)i;
            return true;
        }
    return false;
}
