/* A run of the engine against a session. */
#ifndef SIPCONFORM_FUZZ_REHEARSAL_H
#define SIPCONFORM_FUZZ_REHEARSAL_H

#include "base/slice.h"

/* Plays a handful of scenarios that together have every kind of step; fails the target when the engine breaks
 * a promise. */
void rehearse(struct slice session);

#endif
