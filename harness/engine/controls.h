/* Control runs that were played, for cases that would play the same. Private to harness/engine. */
#ifndef SIPCONFORM_ENGINE_CONTROLS_H
#define SIPCONFORM_ENGINE_CONTROLS_H

#include "play/play.h"

struct kept_control;

struct controls {
    struct kept_control *kept; /* newest first */
    unsigned deaths;           /* how often all were thrown away */
};

/* A control run with that key that is not older than a minute; NULL when there is none. */
const struct control_run *controls_find(const struct controls *controls, const char *key, int64_t now_ns);
/* Keeps a copy, and drops an older one with that key. Without memory nothing is kept. */
void controls_keep(struct controls *controls, const char *key, const struct control_run *run, int64_t now_ns);
/* The device may be another now. */
void controls_forget(struct controls *controls);

#endif
