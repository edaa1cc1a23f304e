/* The table of roles. */
#include "sip/role.h"

#include <string.h>

static const struct role_row rows[ROLE_COUNT] = {
    [ROLE_UAS] = {.name = "uas",
                  .endpoints = {"client"},
                  .request_uri = "{callee}",
                  .options_uri = "callee",
                  .liveness = true,
                  .plain_invite = true,
                  .is_user_agent = true},
    [ROLE_REDIRECT] = {.name = "redirect",
                       .endpoints = {"client"},
                       .request_uri = "{redirect}",
                       .options_uri = "target.uri",
                       .liveness = true,
                       .plain_invite = true,
                       .keeps_bindings = true},
    [ROLE_REGISTRAR] = {.name = "registrar",
                        .endpoints = {"client"},
                        .request_uri = "sip:{domain}",
                        .options_uri = "target.uri",
                        .liveness = true,
                        .keeps_bindings = true},
    [ROLE_PROXY] = {.name = "proxy",
                    .endpoints = {"client", "server"},
                    .request_uri = "{callee}",
                    .options_uri = "target.uri",
                    .liveness = true,
                    .sends_requests = true,
                    .relays = true,
                    .keeps_bindings = true},
    [ROLE_UAC] = {.name = "uac",
                  .endpoints = {"server"},
                  .request_uri = "{callee}",
                  .options_uri = "target.uri",
                  .liveness = true,
                  .device_calls = true,
                  .sends_requests = true,
                  .is_user_agent = true},
};

const struct role_row *role_row(enum role role)
{
    return &rows[role];
}

const char *role_name(enum role role)
{
    return rows[role].name;
}

size_t role_endpoint_count(enum role role)
{
    size_t count = 0;
    while (rows[role].endpoints[count])
        count++;
    return count;
}

bool role_from_name(const char *name, enum role *ret_role)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0) {
            *ret_role = (enum role)i;
            return true;
        }
    return false;
}

enum role role_first(unsigned set)
{
    int role = 0;
    while (role < ROLE_COUNT - 1 && !role_is_in((enum role)role, set))
        role++;
    return (enum role)role;
}
