/* The end of a run, or of several: every report that was asked for, the console, what the baseline expects,
 * the exit status. It works on results alone, wherever they come from. */
#ifndef SIPCONFORM_CLI_CONCLUDE_H
#define SIPCONFORM_CLI_CONCLUDE_H

#include "cli/setup.h"
#include "reports/console.h"
#include "reports/github.h"
#include "reports/report.h"

/* Does a WARN count as FAIL (--strict, --fail-on)? */
bool conclude_is_strict(const struct options *options);
/* Can a run be concluded as it was asked for? A baseline that cannot be read is known before hours are spent.
 * Returns 0, or EXIT_USAGE after its errors were told. */
int conclude_ready(const struct options *options);
/* Writes and shows everything; ends and frees the console (may be NULL). reports: one a device or version, at
 * least one; the console, annotations and a baseline are of the first. github: where annotations go, once the
 * console has said all. status: what is known already, or EXIT_AS_EXPECTED: it then follows from the
 * verdicts. Returns the exit status. */
int conclude_report(const struct options *options, struct report *reports, size_t count,
                    struct console *console, const struct github *github, int status);

#endif
