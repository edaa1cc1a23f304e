/* A scenario as a tree: steps, expectations, axes. The whole file is read and checked before anything is
 * played; every step keeps its line. RFC words as in docs/scenarios.md. */
#ifndef SIPCONFORM_SCENARIO_SCENARIO_H
#define SIPCONFORM_SCENARIO_SCENARIO_H

#include "check/condition.h"
#include "model/diagnostic.h"
#include "sip/role.h"

/* What the harness does by itself, unless a scenario or a step says no. */
enum automatic_behaviour {
    AUTOMATIC_ACK,           /* acknowledges final responses to its INVITEs (17.1.1.3, 13.2.2.4) */
    AUTOMATIC_RETRANSMIT,    /* unanswered requests over UDP, and final responses to INVITE until the ACK */
    AUTOMATIC_HANG_UP,       /* ends calls with BYE and pending INVITEs with CANCEL at the end of the case */
    AUTOMATIC_AUTHENTICATE,  /* answers 401 and 407 with credentials */
    AUTOMATIC_TRY_AGAIN,     /* makes an offer in a call once more after a 491 (14.1) */
    AUTOMATIC_ANSWER_OTHERS, /* answers requests that no step waits for */
    AUTOMATIC_ANSWER_RETRANSMISSIONS, /* retransmits its response when the request is retransmitted */
    AUTOMATIC_COUNT
};
const char *automatic_name(enum automatic_behaviour behaviour);

/* What is said of each in one place. */
struct automatic {
    unsigned given; /* set of 1 << behaviour that were said */
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

struct texts {
    char **items;
    size_t count;
};

struct steps {
    struct step *items;
    size_t count;
};

enum step_kind {
    STEP_SEND,
    STEP_SEND_RAW,
    STEP_RETRANSMIT,
    STEP_EXPECT,
    STEP_WATCH,
    STEP_REVIEW,
    STEP_CHECK,
    STEP_TRIGGER,
    STEP_PAUSE,
    STEP_IF,
    STEP_EACH,
    STEP_USE,
    STEP_SET
};

/* Which received messages a step is about. All that is given has to fit. */
struct message_filter {
    struct texts kinds; /* "final", "INVITE" ...; one of them */
    struct texts at;    /* endpoints; empty: what the kind of step takes for granted */
    char *to; /* responses: name of the request that they answer; NULL: what the step takes for granted */
    char *of; /* requests: name of the message that an ACK or CANCEL belongs to; NULL: any */
    struct condition *where; /* NULL: any */
};

/* What is asked of one message, and of a set of messages. */
struct message_test {
    struct condition *premise; /* NULL: none */
    struct judge judge;
};
struct set_test {
    struct set_condition *premise; /* NULL: none */
    struct judge judge;
};

struct send_step {
    char *what;      /* method, status, or a variable that holds one */
    struct texts at; /* endpoint; empty: the first */
    char *to; /* response: name of the request that it answers; NULL: the latest without final response */
    char *of; /* ACK, CANCEL: name of the message that it belongs to; NULL: none */
    char *in_dialog;     /* name of the response that made the dialog; NULL: outside of one */
    char *retry_of;      /* name of the request that is made again with a higher CSeq; NULL: none */
    char *template_name; /* NULL: that of the method or status */
    char *uri;           /* Request-URI; NULL: by role */
    struct headers headers;
    struct expr *body; /* NULL: the template's */
    struct automatic automatic;
    char *large;  /* why it goes over UDP though it may be of more than 1,300 octets; NULL: it is not */
    char *flawed; /* why the message is wrong on purpose; NULL: it is to be beyond reproach */
};

struct send_raw_step {
    struct texts at;    /* endpoint; empty: the first */
    struct expr *lines; /* NULL when hex is given */
    char *hex;          /* NULL when lines are given */
};

struct retransmit_step {
    char *message; /* name */
};

struct expect_step {
    struct message_filter filter;
    char *within; /* duration; NULL: default */
    bool optional;
    struct condition *skip_if; /* then the case does not apply to this device; NULL: never */
    struct message_test test;
};

/* A set of received messages, and what is asked of it. */
struct survey {
    struct message_filter filter; /* no kind: any */
    /* name: the retransmissions of that message, and nothing but where narrows them; NULL: no
     * retransmissions */
    char *retransmissions_of;
    char *since; /* name: what came after that message; NULL: since the phase began */
    struct set_test test;
};

struct watch_step {
    struct survey survey;
    char *duration;
};

/* The same in no time: what came before. */
struct review_step {
    struct survey survey;
};

struct check_step {
    char *message; /* name */
    struct message_test test;
};

struct trigger_step {
    char *what; /* "call", "hang_up" */
    char *uri;  /* NULL: that of an endpoint of ours */
};

struct pause_step {
    char *duration;
};

struct if_step {
    struct when *condition;
    struct steps then, otherwise;
};

struct each_step {
    char *variable;
    struct expr *list;
    struct steps steps;
};

struct use_step {
    char *fragment;
    struct bindings parameters;
    struct steps steps; /* those of the fragment */
};

struct set_step {
    struct bindings variables;
};

struct step {
    enum step_kind kind; /* says which member of the union there is */
    int line;
    const char *file; /* owned by the library */
    char *as;         /* name for the message that is sent, taken, or the last of a set; NULL when none */
    union {
        struct send_step send;
        struct send_raw_step send_raw;
        struct retransmit_step retransmit;
        struct expect_step expect;
        struct watch_step watch;
        struct review_step review;
        struct check_step check;
        struct trigger_step trigger;
        struct pause_step pause;
        struct if_step if_;
        struct each_step each;
        struct use_step use;
        struct set_step set;
    };
};

struct standing_answer {
    struct texts at;
    char *method;
    struct expr *status;
    struct headers headers;
    struct expr *body;
    char *flawed; /* as in struct send_step */
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
/* Three axes of which all values that go together occur together, whatever the rest combines. */
struct triple {
    size_t axes[3];
};
struct matrix {
    struct axis *axes;
    size_t count;
    enum combine combine;
    struct triple *triples;
    size_t triple_count;
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
    bool shares_control;  /* another case's will do: nothing leans on it but what it says of the device */
    struct automatic automatic;
    struct standing_answer *answers;
    size_t answer_count;
    struct steps steps;
    struct steps aftermath;
    char *drain; /* duration; NULL: default */
    bool liveness;
    bool asks_transport; /* it judges whether anybody is there by the transport: played also when nobody is */
};

void steps_free(struct steps *steps);
void scenario_free(struct scenario *scenario);
/* What an EXPECT, WATCH, REVIEW or CHECK judges; NULL for other kinds. */
const struct judge *step_judge(const struct step *step);
/* The steps within a step: two lists at most, of which either may be NULL (IF: then and else). */
struct inner_steps {
    const struct steps *lists[2];
};
struct inner_steps step_inner(const struct step *step);
/* Calls back with every step, nested ones included, in order. */
void steps_walk(const struct steps *steps, void (*visit)(void *arg, const struct step *step), void *arg);
/* Calls back with every judgement of a scenario. */
void scenario_judgements(const struct scenario *scenario,
                         void (*visit)(void *arg, const struct judgement *judgement), void *arg);

#endif
