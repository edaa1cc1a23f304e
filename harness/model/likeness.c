/* What a device looks like, by what is known of it, and whether it can be judged in a role. */
#include "model/likeness.h"

#include "model/facts.h"

#include <string.h>

static int status_of(const struct profile *profile, const char *key)
{
    return (int)profile_number(profile, key, 0);
}

static bool allows(const struct profile *profile, const char *method)
{
    const struct value *methods = profile_get(profile, "methods");
    return methods && value_has(methods, slice_from(method));
}

static bool is_challenge(int status)
{
    return status == 401 || status == 407;
}

/* ---- what it looks like ---- */

static void add_line(struct buf *out, unsigned *seen, enum role role, const char *name, const char *why)
{
    if (out && !(*seen & 1u << role))
        buf_addf(out, "  %-22s %s: %s\n", "looks like", name, why);
    *seen |= 1u << role;
}

/* A challenge to REGISTER shows a registrar: nobody asks for a password for what he does not do. */
static unsigned find(const struct profile *profile, struct buf *out)
{
    unsigned seen = 0;
    int invite = status_of(profile, "invite_status"), query = status_of(profile, "register_status");
    if (invite / 100 == 1 || invite / 100 == 2)
        add_line(out, &seen, ROLE_UAS, "a user agent server", "a call is taken, or rings");
    if (invite / 100 == 3)
        add_line(out, &seen, ROLE_REDIRECT, "a redirect server",
                 "the call is redirected; or a phone that forwards");
    if (status_of(profile, "redirect_status") / 100 == 3)
        add_line(out, &seen, ROLE_REDIRECT, "a redirect server", "the call is redirected");
    if (query / 100 == 2)
        add_line(out, &seen, ROLE_REGISTRAR, "a registrar", "a REGISTER that asks is answered with 2xx");
    if (is_challenge(query))
        add_line(out, &seen, ROLE_REGISTRAR, "a registrar", "REGISTER is challenged");
    if (!query && allows(profile, "REGISTER"))
        add_line(out, &seen, ROLE_REGISTRAR, "a registrar", "Allow has REGISTER");
    if (profile_is(profile, "relays"))
        add_line(out, &seen, ROLE_PROXY, "a proxy", "a call came through to us");
    if (status_of(profile, "hops_status") == 483)
        add_line(out, &seen, ROLE_PROXY, "a proxy",
                 "an OPTIONS with Max-Forwards: 0 drew 483 (RFC 3261 16.3)");
    return seen;
}

void likeness_add_lines(const struct profile *profile, struct buf *out)
{
    find(profile, out);
}

unsigned likeness_roles(const struct profile *profile)
{
    return find(profile, NULL);
}

/* ---- can it be judged in a role? ---- */

static void add_status(const struct profile *profile, const char *what, const char *key,
                       const char *reason_key, struct buf *out)
{
    const char *reason = reason_key ? profile_text(profile, reason_key) : NULL;
    int status = status_of(profile, key);
    if (status)
        buf_addf(out, "%s is answered with %d%s%s", what, status, reason ? " " : "", reason ? reason : "");
    else
        buf_addf(out, "%s is not answered", what);
}

static void add_help(const struct profile *profile, enum role role, int status, bool with_credentials,
                     struct buf *out)
{
    bool other_role = likeness_roles(profile) && !(likeness_roles(profile) & 1u << role);
    if (is_challenge(status))
        buf_add_text(out, with_credentials ? "; --auth and its password are not taken"
                                           : "; give --auth USER --password-file FILE");
    else if (role == ROLE_PROXY)
        buf_add_text(out,
                     "; name a user that may register there (--user, --auth), its \"domain\", and how it "
                     "routes (\"routes_by\") in a profile");
    else if (status / 100 == 3)
        buf_add_text(out, "; if it is a redirect server, say --role redirect");
    else if (role == ROLE_REDIRECT)
        buf_add_text(out, "; name a user that it redirects with --redirect-user");
    else if (status == 404 || status == 403 || status == 604 || status == 410 || status == 480)
        buf_add_text(out, "; name a user that takes calls with --user, and its \"domain\" in a profile");
    else if (status == 405 || status == 501)
        buf_add_text(out, "; --role may be another");
    if (other_role) {
        buf_add_text(out, "; it looks like");
        for (int other = 0; other < ROLE_COUNT; other++)
            if (likeness_roles(profile) & 1u << other)
                buf_addf(out, " --role %s", role_name((enum role)other));
    }
}

/* 420 to a plain request is a breach, and judged. */
static bool fails(const struct profile *profile, const char *key, const char *classes)
{
    int status = status_of(profile, key);
    return profile_text(profile, key) && status != 420 && !(status && strchr(classes, '0' + status / 100));
}

/* Only what says that it is no registrar for us, or that nobody may ask. */
static bool is_no_registrar(int status)
{
    return is_challenge(status) || status == 403 || status == 404 || status == 405 || status == 501;
}

void likeness_add_unfit(const struct profile *profile, enum role role, bool with_credentials, struct buf *out)
{
    const char *key = "invite_status", *reason = "invite_reason", *what = "a plain INVITE";
    bool unfit = false;
    switch (role) {
    case ROLE_UAS:
        unfit = fails(profile, key, "12");
        break;
    case ROLE_REDIRECT:
        key = "redirect_status";
        reason = NULL;
        what = "a plain INVITE of the redirected user";
        unfit = fails(profile, key, "3");
        break;
    case ROLE_REGISTRAR:
        key = "register_status";
        reason = NULL;
        what = "a REGISTER that only asks";
        unfit = is_no_registrar(status_of(profile, key));
        break;
    case ROLE_PROXY:
        key = "relayed_status";
        reason = "relayed_reason";
        what = "a plain call through it does not reach us, it";
        unfit = profile_denies(profile, "relays");
        break;
    case ROLE_UAC: /* that it calls is seen when it is made to */
        break;
    }
    if (!unfit)
        return;
    buf_addf(out, "the role %s is not played: ", role_name(role));
    add_status(profile, what, key, reason, out);
    add_help(profile, role, status_of(profile, key), with_credentials, out);
}
