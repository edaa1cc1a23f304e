/* A scenario as a tree: steps, expectations, axes. The whole file is read and checked before anything is
 * played; every step keeps its line. RFC words as in docs/scenarios.md. */
#ifndef SIPCONFORM_SCENARIO_SCENARIO_H
#define SIPCONFORM_SCENARIO_SCENARIO_H

#include "check/condition.h"
#include "model/diagnostic.h"

enum role { ROLE_UAS, ROLE_REDIRECT, ROLE_REGISTRAR, ROLE_PROXY, ROLE_UAC, ROLE_COUNT };
const char *role_name(enum role role);
bool role_from_name(const char *name, enum role *ret_role);

/* What the harness does by itself, unless a scenario or a step says no. */
enum manner {
    MANNER_ACK,        /* acknowledges final responses to its INVITEs (17.1.1.3, 13.2.2.4) */
    MANNER_RETRANSMIT, /* repeats unanswered requests over UDP, and final responses to INVITE until the ACK */
    MANNER_HANG_UP,    /* ends calls with BYE and pending INVITEs with CANCEL at the end of the case */
    MANNER_AUTHENTICATE,  /* answers 401 and 407 with credentials */
    MANNER_SERVE,         /* answers requests that no step waits for */
    MANNER_ANSWER_COPIES, /* repeats its response to a repeated request */
    MANNER_COUNT
};
const char *manner_name(enum manner manner);

struct manners {
    unsigned given; /* set of 1 << manner that were said */
    unsigned on;    /* of those, which are wanted */
};

/* name: value pairs, evaluated in order */
struct binding {
    char *name;
    struct expr *value;
};
struct bindings {
    struct binding *items;
    size_t count;
};

/* A header field of a message to be sent: NULL values leave it out. */
struct header_spec {
    char *name;
    struct expr *values;                       /* rows; a list is one row a value unless a layout is given */
    bool laid_out;                             /* values are one list, written as the layout says */
    struct expr *layout, *spelling, *position; /* each NULL when not given */
};
struct headers {
    struct header_spec *items;
    size_t count;
};

/* One requirement's judgement of a message or of a set of messages. */
struct judgement {
    char *requirement;
    struct when *when;                                          /* NULL: always */
    struct condition *pass, *fail, *warn, *skip, *inconclusive; /* of a message; each NULL when not given */
    struct set_condition *set_pass, *set_fail, *set_warn, *set_skip, *set_inconclusive; /* of a set */
    char *because; /* may be NULL: said with a finding */
    int line;
};
/* Judgements that are made together; the next stage only if all of this one hold. */
struct stage {
    struct judgement *items;
    size_t count;
};
struct judge {
    struct stage *stages;
    size_t count;
};

enum step_kind {
    STEP_SEND,
    STEP_SEND_RAW,
    STEP_RESEND,
    STEP_EXPECT,
    STEP_WATCH,
    STEP_CHECK,
    STEP_TRIGGER,
    STEP_PAUSE,
    STEP_IF,
    STEP_EACH,
    STEP_USE,
    STEP_SET
};

struct steps {
    struct step *items;
    size_t count;
};

struct texts {
    char **items;
    size_t count;
};

struct step {
    enum step_kind kind;
    int line;
    const char *file; /* owned by the library */
    char *as;         /* name for the message; NULL when none */

    /* SEND, SEND_RAW, RESEND, EXPECT, WATCH, CHECK */
    char *what;      /* SEND: method, status or variable; RESEND, CHECK: name; TRIGGER: "call" ... */
    struct texts at; /* endpoints; empty: the default one */
    char *to;        /* message answered (SEND of a response) or request answered (EXPECT, WATCH) */
    char *for_;      /* SEND ACK, CANCEL: the message that it belongs to */
    char *in_dialog; /* SEND: response that made the dialog */
    char *retry_of;  /* SEND: request that is made again with a higher CSeq */
    char *template_name;
    char *uri; /* SEND: Request-URI; TRIGGER: URI to call */
    struct headers headers;
    struct expr *body; /* NULL: the template's */
    struct manners manners;
    struct expr *raw; /* SEND_RAW: lines */
    char *raw_hex;    /* SEND_RAW: or bytes */

    struct texts kinds;        /* EXPECT, WATCH: kinds of message */
    struct condition *where;   /* EXPECT, WATCH: only such messages */
    char *duration;            /* EXPECT within, WATCH for, PAUSE; NULL: default */
    bool optional;             /* EXPECT */
    char *copies_of, *since;   /* WATCH */
    struct condition *skip_if; /* EXPECT: then the case does not apply to this device */
    struct condition *premise;
    struct set_condition *set_premise;
    struct judge judge;

    struct when *condition;       /* IF */
    struct steps then, otherwise; /* IF; EACH and USE: the steps are in then */
    char *variable;               /* EACH */
    struct expr *list;            /* EACH */
    struct bindings bindings;     /* SET; USE: the parameters with their values */
};

struct standing_answer {
    struct texts at;
    char *method;
    struct expr *status;
    struct headers headers;
    struct expr *body;
    int line;
};

struct axis {
    char *name;
    char **labels; /* how a value is called in the case's id; NULL labels: the values are their own */
    struct expr **values;
    size_t count;
    char *list; /* "{device.supported}": the values are that list's; count is then 0 */
};
enum combine { COMBINE_ALL, COMBINE_PAIRS, COMBINE_TRIPLES };
struct matrix {
    struct axis *axes;
    size_t count;
    enum combine combine;
    struct when *only, *except;
    size_t only_count, except_count;
};

struct scenario {
    char *id; /* "uas/require-unknown": path below the scenarios folder, without ".json" */
    char *file;
    char *title;
    unsigned roles;         /* set of 1 << enum role */
    struct when *needs;     /* NULL: none */
    struct texts endpoints; /* further ones */
    struct bindings let;
    struct matrix matrix;
    struct steps control; /* fragment steps are in place */
    struct manners manners;
    struct standing_answer *answers;
    size_t answer_count;
    struct steps steps;
    struct steps aftermath;
    char *drain; /* duration; NULL: default */
    bool liveness;
};

void steps_free(struct steps *steps);
void scenario_free(struct scenario *scenario);
/* Calls back with every step, nested ones included, in order. */
void steps_walk(const struct steps *steps, void (*visit)(void *arg, const struct step *step), void *arg);
/* Calls back with every judgement of a scenario. */
void scenario_judgements(const struct scenario *scenario,
                         void (*visit)(void *arg, const struct judgement *judgement), void *arg);

#endif
