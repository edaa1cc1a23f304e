/* Keys of scenarios that had another name in an earlier version. */
#ifndef SIPCONFORM_SCENARIO_RENAMED_H
#define SIPCONFORM_SCENARIO_RENAMED_H

#include "model/schema.h"

/* For schema_set_renamed. */
extern const struct renamed_key renamed_keys[];

#endif
