/* Who talks to the device: places are few, as the pace says, and are given in the order in which cases began.
 * Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_PLACES_H
#define SIPCONFORM_ENGINE_PLACES_H

#include "engine/run_private.h"

/* For struct case_host; arg is the seat. */
bool places_take(void *arg);
void places_return(void *arg);
int64_t places_patience_ms(void *arg);
void places_answered(void *arg, int64_t ns);
/* Gives free places to those that wait for one. */
void places_serve(struct run *run);
/* Is there a place for one that begins now, before all that wait? */
bool places_free(struct run *run);

#endif
