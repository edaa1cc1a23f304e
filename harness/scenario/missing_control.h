/* Does a scenario compare what a request of its own earns with what a plain one would get, and never sees
 * that one? */
#ifndef SIPCONFORM_SCENARIO_MISSING_CONTROL_H
#define SIPCONFORM_SCENARIO_MISSING_CONTROL_H

#include "scenario/scenario.h"

/* True when a judgement would blame a device for a refusal that has nothing to do with what is tested; then
 * where the first of them stands. */
bool control_is_missing(const struct scenario *scenario, int *ret_line, const char **ret_file);

#endif
