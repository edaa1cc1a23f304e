/* One case being played. Private to the engine. */
#ifndef SIPCONFORM_ENGINE_CASE_H
#define SIPCONFORM_ENGINE_CASE_H

#include "base/limits.h"
#include "base/rng.h"
#include "check/condition.h"
#include "check/invariant.h"
#include "engine/run.h"
#include "scenario/matrix.h"
#include "sip/stream.h"

struct test_case;

/* ---- endpoints ---- */
struct connection {
    uint32_t number;
    struct net_addr peer;
    struct sip_stream stream;
    struct connection *next;
};

struct endpoint {
    struct test_case *owner;
    size_t index;
    const char *name;          /* "client"; owned by the scenario or static */
    struct net_port *ports[2]; /* by enum net_transport; NULL where it is not open */
    struct net_addr addr;
    struct connection *connections;
};

int endpoints_open(struct test_case *test);
void endpoints_close(struct test_case *test);
struct endpoint *endpoint_named(struct test_case *test, const char *name); /* NULL when there is none */

/* ---- repeating what was sent over UDP ---- */
struct transmission {
    struct test_case *owner;
    long entry; /* message that is repeated */
    struct net_timer *timer;
    int64_t interval_ms, until_ns;
    struct transmission *next;
};

/* ---- the interpreter's stack ---- */
struct frame {
    const struct steps *steps;
    size_t next;
    struct value *values; /* bindings of a fragment, or the one value of "each" */
    const struct bindings *names;
    const char *each_name; /* EACH: name of the variable */
    struct value each_list;
    size_t each_at;
    struct scope scope; /* looks up the values above */
};

enum phase {
    PHASE_CONTROL,
    PHASE_BETWEEN,
    PHASE_MAIN,
    PHASE_AFTERMATH,
    PHASE_HANG_UP,
    PHASE_DRAIN,
    PHASE_LIVENESS,
    PHASE_DONE
};

enum wait_kind { WAIT_NONE, WAIT_MESSAGE, WAIT_TIME, WAIT_SLOT };

struct capture {
    const char *name;
    long entry;
};

struct variable {
    const char *name;
    struct value value;
};

/* What is known of one transcript entry besides its bytes. */
struct note {
    unsigned manners;   /* set of 1 << manner that are on for it */
    bool authenticated; /* a request that carries credentials already */
    bool settled;       /* a call that this INVITE began needs no more care */
};

struct test_case {
    struct run *run;
    const struct plan *plan;
    struct matrix_row row; /* the plan's, evaluated for this case */
    struct case_result result;
    uint64_t seed; /* from the run's seed and the case's id: no two cases share a tag */
    struct rng rng;
    struct sip_timers timers;
    char *user; /* user part of the case's own address of record */

    struct endpoint endpoints[LIMIT_CASE_ENDPOINTS];
    size_t endpoint_count;
    struct transmission *transmissions;
    struct note *notes; /* one an entry, as far as note_count */
    size_t note_count;

    struct scope builtin_scope, variable_scope;
    struct matrix_scope row_scope;
    struct capture *captures;
    size_t capture_count;
    struct variable *variables; /* let and set */
    size_t variable_count;

    enum phase phase;
    struct frame frames[LIMIT_CASE_FRAMES];
    size_t frame_count;
    size_t phase_begin; /* first transcript entry of this phase */
    bool stopped;       /* the rest of the phase's steps is not played */
    long last_request;  /* latest request that a step sent (no ACK) */

    enum wait_kind wait;
    const struct step *waiting; /* step that waits */
    int64_t wait_since_ns, wait_until_ns;
    struct net_timer *wait_timer, *patience_timer;
    bool holds_slot; /* one of the device's calls */
    bool in_queue;   /* waits for such a slot */
    bool busy;       /* counts as a busy case of the run */

    size_t invites_received;
    long liveness_request;
    long trigger_request;        /* REFER of a trigger; -1 */
    struct net_process *process; /* of a trigger */
    bool refused;                /* the target refused a datagram or connection since the wait began */
    bool environment_failed;
    bool overflow_told;     /* that the transcript is full */
    struct test_case *next; /* in the run's list */
};

/* case.c */
struct test_case *case_new(struct run *run, const struct plan *plan); /* NULL when memory is out */
void case_free(struct test_case *test);
void case_begin(struct test_case *test);
/* Goes on as far as it can; called whenever something has happened. */
void case_advance(struct test_case *test);
/* The time before its first message was spent waiting for a turn: it is not the case's. */
void case_restart_clock(struct test_case *test);
/* Ends it with what was found so far. */
void case_end(struct test_case *test);
/* Ends everything that could call it back; it tells nothing. */
void case_quiet(struct test_case *test);
void case_give_up(struct test_case *test, enum verdict verdict, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* A message came in and stands in the transcript. */
void case_received(struct test_case *test, long entry);
void case_refused(struct test_case *test);
void case_wait_time(struct test_case *test, const struct step *step, int64_t ms);
void case_wait_message(struct test_case *test, const struct step *step, int64_t ms);
void case_wake(struct test_case *test);

/* steps.c: plays one step. True when the interpreter may go on, false when the step waits or has ended the
 * phase. */
bool step_play(struct test_case *test, const struct step *step);
/* The waiting step is looked at again; timed_out: its time is over. True when it is finished. */
bool step_resume(struct test_case *test, const struct step *step, bool timed_out);
/* May a step that is still to come take this message? */
bool steps_await(struct test_case *test, const struct entry *entry);

/* judge.c */
void judge_message(struct test_case *test, const struct step *step, long entry);
void judge_set(struct test_case *test, const struct step *step, const struct message_set *set);
void judge_missing(struct test_case *test, const struct step *step, const char *what);
struct check_context case_check_context(struct test_case *test);
int case_finding(struct test_case *test, const struct finding *finding);
/* Judges the whole transcript by the invariants. */
void judge_invariants(struct test_case *test);

/* scope.c */
void scope_begin(struct test_case *test);
const struct scope *case_scope(struct test_case *test); /* innermost */
int case_set(struct test_case *test, const char *name, const struct value *value);
void case_capture(struct test_case *test, const char *name, long entry);
long case_named(void *arg, const char *name); /* entry; -1 */
int frame_lookup(void *arg, const char *name, struct value *ret_value, struct buf *why);

/* send.c */
struct message_spec {
    const char *method;            /* request */
    int status;                    /* response; 0 for a request */
    const char *template_name;     /* NULL: by method or status */
    const char *uri;               /* NULL: the default for method and role */
    const struct headers *headers; /* may be NULL */
    const struct expr *body;       /* may be NULL */
    struct endpoint *endpoint;
    long in_dialog, for_entry, retry_of, answers; /* entries; -1 when not given */
    const char *authorization;                    /* row "Authorization: ..." to add; NULL */
    unsigned flags;                               /* of the entry */
    int line;
    unsigned manners; /* set of 1 << manner that are on for this message */
};
struct message_spec message_spec_init(struct test_case *test);
/* Composes and sends. Returns the entry, or -1 after the case was given up. */
long send_message(struct test_case *test, const struct message_spec *spec);
long send_bytes(struct test_case *test, struct endpoint *endpoint, const struct net_addr *to,
                uint32_t connection, struct entry entry, const void *bytes, size_t length);
/* The same octets again to the same place. */
long send_again(struct test_case *test, long entry, unsigned flags);
unsigned case_manners(const struct test_case *test, const struct step *step);

/* dialog.c: what a new message has to say, by what went before */
struct message_facts {
    char *method, *request_uri, *via, *from, *to, *from_tag, *branch, *call_id, *contact;
    struct value routes;
    uint64_t cseq;
    struct net_addr destination; /* family 0: the target */
    uint32_t connection;         /* response on a stream: the connection it goes on */
};
void message_facts_free(struct message_facts *facts);
int message_facts_make(struct test_case *test, const struct message_spec *spec,
                       struct message_facts *ret_facts, struct buf *why);

/* compose.c: text of a message */
int compose_message(struct test_case *test, const struct message_spec *spec,
                    const struct message_facts *facts, struct buf *bytes, struct buf *why);

/* manners.c */
struct note *case_note(struct test_case *test, long entry); /* NULL when memory is out */
void manners_on_received(struct test_case *test, long entry);
void manners_transmit(struct test_case *test, long entry, unsigned manners);
void manners_stop(struct test_case *test);

/* calls.c */
/* Ends what is still open. True when everything is at rest. */
bool calls_close(struct test_case *test);
bool calls_open(const struct test_case *test);
/* The first final response to a request, sent or received; -1. `class` 0 is any. */
long final_of(const struct test_case *test, long request, int class);
bool has_response(const struct test_case *test, long request);

/* authenticate.c: repeats a challenged request with credentials. True when it did. */
bool authenticate(struct test_case *test, long response);

/* trigger.c */
bool trigger_play(struct test_case *test, const struct step *step);

/* run.c */
bool run_take_slot(struct test_case *test);
void run_return_slot(struct test_case *test);
void run_busy(struct test_case *test, bool busy);
void run_finished(struct test_case *test);
void run_waited(struct run *run, int64_t ns); /* one wait of a case is over */
const struct run_options *run_options_of(const struct run *run);
struct tag_memory *run_tags(const struct run *run);
const struct profile *run_profile(const struct run *run);

#endif
