/* A profile, or a part of it, from JSON that is there already. */
#ifndef SIPCONFORM_MODEL_PROFILE_JSON_H
#define SIPCONFORM_MODEL_PROFILE_JSON_H

#include "model/document.h"
#include "model/profile.h"

/* Takes the members of an object as facts. learned: nobody said them. Returns 0, or -1 when memory is out
 * or a member is of a kind that no fact has. */
int profile_take_facts(struct profile *profile, const cJSON *object, bool learned);

#endif
