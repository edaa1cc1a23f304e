/* What a check says, and what follows from it for a case. */
#ifndef SIPCONFORM_MODEL_FINDING_H
#define SIPCONFORM_MODEL_FINDING_H

#include "model/verdict.h"

#include <stddef.h>

/* How the finding begins of a case in which the device itself ended. */
#define FINDING_DEVICE_DIED "the device died"

struct finding {
    char *requirement;       /* id; NULL for what is no requirement's (premises, environment) */
    enum verdict verdict;    /* never ERROR for the device's deeds */
    char *expected, *actual; /* one line each; may be NULL for PASS */
    long entry;              /* message it is about, -1 when there is none */
    size_t offset, length;   /* offending octets in that message; length 0: none in particular */
    int line;                /* of the scenario; 0 for invariants */
};

struct findings {
    struct finding *items;
    size_t count;
};

/* Takes over requirement, expected and actual as copies. Returns 0 or -1 when memory is out. */
int findings_add(struct findings *findings, const struct finding *finding);
void findings_free(struct findings *findings);

#endif
