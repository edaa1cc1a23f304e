/* What a device looks like, by what is known of it, and whether it can be judged in a role. */
#ifndef SIPCONFORM_MODEL_LIKENESS_H
#define SIPCONFORM_MODEL_LIKENESS_H

#include "model/profile.h"
#include "sip/role.h"

/* Appends "  looks like            a proxy: an OPTIONS without a hop left drew 483" and the like, a line
 * for each role that shows; nothing when none does. */
void likeness_add_lines(const struct profile *profile, struct buf *out);
/* The roles that show, as a set of 1 << enum role. */
unsigned likeness_roles(const struct profile *profile);

/* Why the device is not to be judged in this role: its plain exchange does not succeed. Appends what came
 * and what would help, on one line; nothing when it can be judged or when nothing is known.
 * with_credentials: it was given a user and a password. */
void likeness_add_unfit(const struct profile *profile, enum role role, bool with_credentials,
                        struct buf *out);

#endif
