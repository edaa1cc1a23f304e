/* What came of one case, and what a run is: all that the record holds and all that reports are made from. */
#ifndef SIPCONFORM_MODEL_RESULT_H
#define SIPCONFORM_MODEL_RESULT_H

#include "model/finding.h"
#include "model/profile.h"
#include "model/transcript.h"

/* An address of the harness as the case's ladder shows it. */
struct result_endpoint {
    char *name; /* "client", "server" ... */
    struct net_addr addr;
};

/* Whether a finding that load may have caused was seen again alone. */
enum confirmation {
    CONFIRMATION_NONE,    /* there was nothing to confirm */
    CONFIRMATION_PENDING, /* it is played again, alone: this result may not stand */
    CONFIRMATION_SAME,    /* alone it was the same */
    CONFIRMATION_OTHERS,  /* three other cases of the scenario were the same alone: not played again */
    CONFIRMATION_LOAD,    /* the device had shown that it was too much: this is what came alone */
    CONFIRMATION_BESIDE   /* only beside other cases */
};
enum { CONFIRMATION_COUNT = CONFIRMATION_BESIDE + 1 };
const char *confirmation_name(enum confirmation confirmation); /* as records say it */
bool confirmation_from_name(const char *name, enum confirmation *ret_confirmation);
/* The same for people; NULL for NONE. */
const char *confirmation_text(enum confirmation confirmation);

struct case_result {
    char *id;       /* "uas/require-unknown[layout=folded]/udp": stable over runs */
    char *scenario; /* "uas/require-unknown" */
    char *file;     /* of the scenario */
    char *title;
    char *role;      /* "uas" ... */
    char *transport; /* "udp", "tcp" */
    char *section; /* "3261 8.2.2.3" of the first requirement that the scenario judges; "" when it has none */
    uint64_t seed; /* of the run: with the id it makes the same values again */
    enum verdict verdict;
    enum confirmation confirmation;
    enum verdict first_verdict; /* SAME, LOAD, BESIDE: of the play that was confirmed */
    char *first_reason;         /* and what it found; NULL when there is none */
    char *control_from; /* id of the case that played its control run; NULL: it did itself, or has none */
    char *reason;       /* why SKIP, INCONCLUSIVE or ERROR; NULL otherwise */
    int64_t started_ms; /* since 1970, UTC */
    int64_t duration_ms;
    int64_t start_ns; /* zero point of the transcript's times */
    struct findings findings;
    struct transcript transcript;
    struct result_endpoint *endpoints;
    size_t endpoint_count;
};
void case_result_free(struct case_result *result);

struct run_info {
    char *target;  /* "192.0.2.1:5060", or what the run was against */
    char *device;  /* the profile's title; NULL when there is none */
    char *version; /* of sipconform */
    char *command; /* that makes this run again, without secrets */
    uint64_t seed;
    int64_t started_ms;   /* since 1970, UTC */
    struct profile facts; /* what the interview learned */
};
void run_info_free(struct run_info *run);

#endif
