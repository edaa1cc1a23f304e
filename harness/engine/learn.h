/* What one scenario of the interview tells of a device. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_LEARN_H
#define SIPCONFORM_ENGINE_LEARN_H

#include "model/profile.h"
#include "model/result.h"

/* Adds what the case told to the profile, never in place of what somebody said. Returns 0 or -1 (memory). */
int learn_from(struct profile *profile, const struct case_result *result);

/* Adds one fact in the same way. */
int learn_text(struct profile *profile, const char *key, const char *text);
int learn_number(struct profile *profile, const char *key, int64_t number);
int learn_flag(struct profile *profile, const char *key, bool is);
bool is_said(const struct profile *profile, const char *key); /* by somebody, not learned */

#endif
