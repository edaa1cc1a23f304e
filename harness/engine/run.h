/* A run: which cases apply to a device, and playing them side by side. The engine knows no report format and
 * prints nothing: what ends is handed to a sink. */
#ifndef SIPCONFORM_ENGINE_RUN_H
#define SIPCONFORM_ENGINE_RUN_H

#include "play/play.h"

enum confirm {
    CONFIRM_NEVER,
    CONFIRM_BESIDE, /* when others talked at the same time, or another case played the control run */
    CONFIRM_ALWAYS
};

struct run_filter {
    const char *const *only; /* globs over case ids and scenario ids; none: all */
    size_t only_count;
    const char *const *skip;
    size_t skip_count;
    const char *const *requirements; /* ids; none: all */
    size_t requirement_count;
    const char *const *levels; /* "must", "should", "may"; none: all */
    size_t level_count;
    const char *const *done; /* ids, sorted by strcmp: cases that are not played again */
    size_t done_count;
    unsigned shard, shard_count; /* the shard-th (from 1) of so many parts, by case id; count 0: all */
};

struct run;

/* Told as things happen. Any may be NULL. */
struct run_sink {
    void (*on_start)(void *arg, const char *case_id);
    void (*on_result)(void *arg, const struct case_result *result);
    /* A question of the interview is over. */
    void (*on_question)(void *arg, const struct case_result *result);
    /* The device has to be made to act by a person. */
    void (*on_prompt)(void *arg, const char *case_id, const char *text);
    /* The device may be gone: it refuses or leaves unanswered what it answered before. No case begins until
     * run_device_answers(), run_device_died() or run_device_gone(). Whoever gives this asks the device,
     * alone; none of those is called from inside this. NULL: nobody asks, and each case's silence is that
     * case's. */
    void (*on_silence)(void *arg, struct run *run, enum net_transport transport);
    /* A message came to an endpoint of a case that had ended. */
    void (*on_stray)(void *arg, const char *case_id, const struct net_packet *packet);
    void *arg;
};

struct run_options {
    struct net *net;
    const struct library *library;
    struct profile profile; /* owned by the caller; discovery adds to it */
    const char *variant;    /* told apart in the ids of its cases; NULL: there is only one */
    unsigned roles;         /* set of 1 << enum role */
    unsigned transports;    /* set of 1 << enum net_transport */
    struct net_addr target;
    struct net_addr targets[NET_TRANSPORT_COUNT]; /* for a transport of its own; family 0: target */
    const char *target_name;                      /* as a person named it: HOST or HOST:PORT; or NULL */
    struct net_addr local;                        /* address of our endpoints; the port is not used */
    struct run_filter filter;
    /* Cases that talk to the device at a time, at most; 1: one by one, to the end of each. */
    unsigned jobs;
    /* Why the device cannot be judged in a role, owned by the caller; NULL: it can. Its cases are
     * INCONCLUSIVE. */
    const char *unfit[ROLE_COUNT];
    uint64_t seed;
    int64_t timeout_ms; /* how long an expected message is waited for; 0: 64*T1 */
    int64_t hang_up_ms; /* how long the end of a call is waited for; 0: 64*T1 */
    bool fail_fast;
    enum confirm confirm;                  /* what load may have caused is played again alone */
    const char *auth_user, *auth_password; /* NULL when there are none */
    struct run_sink sink;
};

/* What a run would do. */
struct plans {
    struct plan *items;
    size_t count;
};

/* How the interview went; what it learned stands in the profile. */
struct discovery {
    bool answered;   /* anything at all came back, or nothing had to be asked */
    bool refused;    /* ICMP or a refused connection */
    size_t requests; /* that were sent, ACK and retransmissions not counted */
    char *text;      /* for people: what was asked in vain; owned */
};

/* Asks the target what the profile does not say and adds what it learns to options->profile (learned facts
 * never replace what somebody said). Plays the scenarios "discovery/..." of the library, three INVITEs at
 * most. Runs the network until it is done. Returns 0 or -1 (environment). */
int run_discover(struct run_options *options, struct discovery *ret_discovery);
void discovery_free(struct discovery *discovery);

/* Selects by role, transport, filter and needs. Scenarios of other roles are not in it; those of a role that
 * do not apply are, with the reason. Returns 0 or -1 (memory). */
int run_plan(const struct run_options *options, struct plans *ret_plans);
void plans_free(struct plans *plans);

/* Starts playing the plans. Nothing happens until net_run(); that returns when all are done or run_stop() was
 * called. */
int run_start(const struct run_options *options, const struct plans *plans, struct run **ret_run);
/* Lets no further case start; those in flight are given up at once (their results are not told). */
void run_stop(struct run *run);
/* The same, but those in flight hang up first and take back what they left on the device, in two seconds at
 * most; net_run() goes on until then. A second call is run_stop(). */
void run_wind_down(struct run *run);
/* Cases that were begun and not finished: ids for the reports. */
size_t run_unfinished(const struct run *run, const char *const **ret_ids);
/* Role and section of the i-th of those. */
void run_describe(const struct run *run, size_t i, const char **ret_role, const char **ret_section);
/* How many cases were played once more. */
size_t run_replays(const struct run *run);
/* How many cases took over the control run of another. */
size_t run_shared_controls(const struct run *run);
/* Cases in flight, and what the longest wait of them is ("64*T1 12.3/32 s"), for progress lines. */
size_t run_active_count(const struct run *run);
bool run_waiting_text(const struct run *run, char *text, size_t size);
/* All is done, or it was stopped. Several runs may share a network: each ends net_run() when it is over, and
 * who plays them calls that again until all are. */
bool run_is_over(const struct run *run);
/* It stopped because memory ran out: cases are missing. */
bool run_has_failed(const struct run *run);
/* How long the device was talked to: a request unanswered, or a call up; and how long the run is under way.
 * What is more than the first is waiting that costs the device nothing. */
int64_t run_busy_ns(const struct run *run);
int64_t run_length_ns(const struct run *run);
/* The longest single wait that a case has been through, for a message or for a time to pass. No run with that
 * case in it can be shorter. */
int64_t run_longest_wait_ns(const struct run *run);
/* The device is there: what met with silence stands, and is confirmed like all else. */
void run_device_answers(struct run *run);
/* The device's process has ended, or it was away, and comes back. When one case alone was talking to it, that
 * case has killed it: FAIL. When several were, they are taken back and played again later, one at a time.
 * Nothing is played until run_go_on(). how: "signal 11". */
void run_device_died(struct run *run, const char *how);
/* It does not answer and will not come back: the run ends. The one case that had sent something since the
 * last sign of life FAILs; where there are several nobody knows which it was. */
void run_device_gone(struct run *run, const char *how);
/* When something came from the device last, on the clock of the network. */
int64_t run_heard_ns(const struct run *run);
/* Cases that have no result yet: neither begun, nor in flight, nor to be played again. */
size_t run_left(const struct run *run);
void run_go_on(struct run *run);
void run_free(struct run *run);

#endif
