/* What a device is when it is tested: a SIP role (RFC 3261 section 6), one row each. Profile, scenarios,
 * engine, checks and the built-in device all mean this enum; whatever depends on the role asks its row for
 * the property that it means. A new role is a row in role.c, its behaviour in harness/device, and its
 * scenarios. */
#ifndef SIPCONFORM_SIP_ROLE_H
#define SIPCONFORM_SIP_ROLE_H

#include <stdbool.h>
#include <stddef.h>

enum role { ROLE_UAS, ROLE_REDIRECT, ROLE_REGISTRAR, ROLE_PROXY, ROLE_UAC };
enum { ROLE_COUNT = ROLE_UAC + 1, ROLES_ALL = (1 << ROLE_COUNT) - 1, ROLE_ENDPOINTS_MAX = 2 };
/* Their names, as options show them; a test compares them with the rows. */
#define ROLE_NAMES "uas|redirect|registrar|proxy|uac"

/* Sets of roles are unsigned numbers, 1 << enum role. ROLE_SET(UAS) | ROLE_SET(UAC) */
#define ROLE_SET(name) (1u << ROLE_##name)
static inline bool role_is_in(enum role role, unsigned set)
{
    return set >> role & 1u;
}

struct role_row {
    const char *name; /* "uas": in options, profiles, scenarios, records and ids */
    /* Addresses of the harness in a case, in order: the first sends requests, the last takes the device's. */
    const char *endpoints[ROLE_ENDPOINTS_MAX + 1];
    const char *request_uri; /* Request-URI of a step that names none, with variables */
    const char *options_uri; /* variable: where an OPTIONS that asks about the device itself goes */
    bool liveness;           /* after a case such an OPTIONS asks whether it still lives */
    bool plain_invite;       /* a plain INVITE at its user shows what it is: discovery sends one */
    bool device_calls;       /* its calls begin with the device, which a trigger makes call */
    bool sends_requests; /* requests of the device, its own or passed on, are expected by every transport */
    bool relays;         /* what it sends may be ours, passed on */
    bool is_user_agent;  /* an end of a call: it may send 305 (21.3.4) */
    bool keeps_bindings; /* cases that share an address of record change what the others see */
};

/* The row of a role below ROLE_COUNT. */
const struct role_row *role_row(enum role role);
const char *role_name(enum role role);
/* How many addresses of the harness a case of that role has at least. */
size_t role_endpoint_count(enum role role);
/* False when no role has that name. */
bool role_from_name(const char *name, enum role *ret_role);
/* The lowest role of a set that is not empty. */
enum role role_first(unsigned set);

#endif
