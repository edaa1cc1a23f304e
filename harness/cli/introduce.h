/* What the interview learned, for people. */
#ifndef SIPCONFORM_CLI_INTRODUCE_H
#define SIPCONFORM_CLI_INTRODUCE_H

#include "cli/setup.h"

/* Prints what is known of the device as one table, and what follows for the user. requests: that were sent
 * to learn it. Nothing with --quiet. */
void introduce(const struct options *options, const struct run_options *run, size_t requests);

#endif
