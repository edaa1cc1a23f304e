/* The verdict of a case that is over. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_VERDICT_H
#define SIPCONFORM_PLAY_VERDICT_H

#include "model/result.h"

/* Sets the result's verdict, and the reason of one that is no judgement of the device, by its findings.
 * failed: the harness or its environment did. */
void verdict_reach(struct case_result *result, bool failed);

#endif
