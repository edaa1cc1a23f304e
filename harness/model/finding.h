/* What a check says, and what follows from it for a case. */
#ifndef SIPCONFORM_MODEL_FINDING_H
#define SIPCONFORM_MODEL_FINDING_H

#include "model/verdict.h"

#include <stddef.h>

/* Who found it. */
enum finding_source {
    SOURCE_SCENARIO,  /* a step's premise or judgement */
    SOURCE_INVARIANT, /* a rule that holds for every message */
    SOURCE_RUN        /* whoever plays the case: liveness, environment, a device that ended */
};
/* What it rests on. */
enum finding_cause {
    CAUSE_CONTENT, /* what a message says */
    CAUSE_STATUS,  /* which status or method it has */
    CAUSE_TIMING,  /* how many messages came, and when */
    CAUSE_SILENCE, /* nothing came in time */
    CAUSE_REFUSED, /* the device refused a packet or a connection */
    CAUSE_DIED,    /* the device's process ended */
    CAUSE_NO_TEST  /* the case could not be played, or does not apply */
};
enum { FINDING_SOURCE_COUNT = SOURCE_RUN + 1, FINDING_CAUSE_COUNT = CAUSE_NO_TEST + 1 };
/* "scenario" ...; "content" ...: as records say it */
const char *finding_source_name(enum finding_source source);
bool finding_source_from_name(const char *name, enum finding_source *ret_source);
const char *finding_cause_name(enum finding_cause cause);
bool finding_cause_from_name(const char *name, enum finding_cause *ret_cause);

struct finding {
    char *requirement;       /* id; NULL for what is no requirement's (premises, environment) */
    enum verdict verdict;    /* never ERROR for the device's deeds */
    char *expected, *actual; /* one line each; may be NULL for PASS */
    long entry;              /* message it is about, -1 when there is none */
    size_t offset, length;   /* offending octets in that message; length 0: none in particular */
    int line;                /* of the scenario; 0 when it is not the scenario's */
    enum finding_source source;
    enum finding_cause cause;
};

struct findings {
    struct finding *items;
    size_t count;
};

/* Takes over requirement, expected and actual as copies. Returns 0 or -1 when memory is out. */
int findings_add(struct findings *findings, const struct finding *finding);
void findings_free(struct findings *findings);

#endif
