/* Does the device live? Silence stops the pace of a run until that is known; a death is blamed on the case
 * that was alone with the device, or all that were beside it are played again. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_DEATH_H
#define SIPCONFORM_ENGINE_DEATH_H

#include "engine/run_private.h"

/* For struct case_host; arg is the seat. */
void death_heard(void *arg);
void death_late(void *arg);
/* The seat's case is over. True when it met with a silence that may be the device's end: it is kept until
 * that is known, and told then. */
bool death_suspected(struct seat *seat);

#endif
