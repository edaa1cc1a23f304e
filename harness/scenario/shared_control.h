/* May the control run of a scenario's case be one that another case has played? */
#ifndef SIPCONFORM_SCENARIO_SHARED_CONTROL_H
#define SIPCONFORM_SCENARIO_SHARED_CONTROL_H

#include "scenario/scenario.h"

/* True when nothing in the scenario leans on the control run but what its answers say of the device. When in
 * doubt false: the case then plays its own. */
bool control_may_be_shared(const struct scenario *scenario);

#endif
