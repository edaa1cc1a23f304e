/* The gate: a run that judged too little of what applies is no success. */
#ifndef SIPCONFORM_CLI_GATE_H
#define SIPCONFORM_CLI_GATE_H

#include "cli/options.h"
#include "reports/report.h"

/* Was of every role enough judged (--min-judged)? An expected deviation counts as judged. What falls short is
 * told on stderr, with the reason that most cases have. A run that takes a part of the cases (--only,
 * --shard, ..) passes, and reports are held against the gate when they are asked to be. */
bool gate_passes(const struct options *options, const struct report *reports, size_t count);

#endif
