/* One case: its script is played, everything that it sends and receives is filed, and what came is judged.
 * Whoever plays it (a run) gives it its surroundings, and is asked and told through a table of functions: a
 * case knows nothing of other cases, and prints nothing. */
#ifndef SIPCONFORM_PLAY_PLAY_H
#define SIPCONFORM_PLAY_PLAY_H

#include "check/invariant.h"
#include "model/profile.h"
#include "model/result.h"
#include "net/net.h"
#include "scenario/library.h"

/* One case, or one scenario that does not apply. */
struct plan {
    char *id; /* of the case */
    const struct scenario *scenario;
    struct matrix_row *row; /* owned; NULL when the scenario does not apply */
    enum role role;
    enum net_transport transport;
    char *skip_reason; /* NULL for a case to be played */
    bool unfit;        /* with a reason: it applies, and cannot be judged */
};

/* A control run that a case has played. */
struct control_name {
    const char *name; /* of a message, as the scenario says it; the library owns it */
    long entry;
};
struct control_run {
    const char *played_by; /* id of the case */
    const struct transcript *transcript;
    const struct control_name *names;
    size_t name_count;
};

/* What a case asks of whoever plays it, and tells it. `arg` is what case_new() was given. */
struct case_host {
    /* May the case talk to the device? It has to have a place while a request of its own is unanswered or a
     * call is up. True: it has one now. False: it waits for case_place_granted(). */
    bool (*take_place)(void *arg);
    /* Gives the place back, or the place in the queue for one. */
    void (*return_place)(void *arg);
    /* How long an answer is waited for in such a place; what comes later comes to a case that lets time
     * pass. */
    int64_t (*patience_ms)(void *arg);
    /* The first response to a request came after so long. */
    void (*answered)(void *arg, int64_t ns);
    /* Something came, whatever it is. */
    void (*heard)(void *arg);
    /* What is waited for has not come in that time of patience. */
    void (*late)(void *arg);
    /* One wait of that length is over. */
    void (*waited)(void *arg, int64_t ns);
    /* A control run with that key, of a case that was played before; NULL: the case plays its own. It is
     * copied at once. Both are NULL where each case plays its own. */
    const struct control_run *(*control_of)(void *arg, const char *key);
    /* Its own went without any fault; who wants it copies it at once. */
    void (*control_held)(void *arg, const char *key, const struct control_run *run);
    /* The case is over and judged; it may be freed later, not now. */
    void (*ended)(void *arg);
    /* A person has to make the device act. */
    void (*prompt)(void *arg, const char *text);
    /* A message came after the end. */
    void (*stray)(void *arg, const struct net_packet *packet);
};

/* What a case is given. All of it outlives the case. */
struct surroundings {
    struct net *net;
    const struct library *library;
    const struct profile *profile;
    struct tag_memory *tags;                      /* of all cases that are played together */
    struct net_addr targets[NET_TRANSPORT_COUNT]; /* where the device listens */
    const char *target_name;                      /* the host as a person named it, or NULL */
    struct net_addr local;                        /* address of our endpoints; the port is not used */
    uint64_t seed;
    int64_t timeout_ms;                    /* how long an expected message is waited for; 0: 64*T1 */
    int64_t hang_up_ms;                    /* how long the end of a call is waited for; 0: 64*T1 */
    const char *auth_user, *auth_password; /* NULL when there are none */
    const struct case_host *host;
};

struct test_case;
/* NULL when memory is out. */
struct test_case *case_new(const struct surroundings *around, const struct plan *plan, void *host_arg);
void case_free(struct test_case *test); /* NULL is let pass */
void case_begin(struct test_case *test);
/* The place that it waited for is its own now. */
void case_place_granted(struct test_case *test);
/* Ends it with what was found so far. */
void case_end(struct test_case *test);
/* Plays no further step: hangs up and takes back what it left on the device, waits for that at most so long,
 * and ends. */
void case_wind_down(struct test_case *test, int64_t ms);
/* Ends everything that could call it back; it tells nothing. */
void case_quiet(struct test_case *test);
/* Its own; who frees its content early (case_result_free) may do so after the end. */
struct case_result *case_result(struct test_case *test);
/* Adds a finding that the script did not make. Returns 0 or -1 after the case was given up. */
int case_finding(struct test_case *test, const struct finding *finding);
/* False when it waits for nothing; else since when and until when. */
bool case_wait(const struct test_case *test, int64_t *ret_since_ns, int64_t *ret_until_ns);

/* What stands in a scenario's `needs` and axes is looked up here before there is a case: facts of the device
 * and the target; what only a case that is played has stands for itself. The case is not to be begun. */
struct test_case *case_new_for_planning(const struct surroundings *around, const struct plan *plan);
const struct scope *case_facts(const struct test_case *test);

#endif
