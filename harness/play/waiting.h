/* What a case waits for, and until when. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_WAITING_H
#define SIPCONFORM_PLAY_WAITING_H

#include "net/net.h"

struct test_case;
struct step;

enum wait_kind { WAIT_NONE, WAIT_MESSAGE, WAIT_TIME, WAIT_PLACE };

struct waiting {
    enum wait_kind kind;
    const struct step *step; /* that waits; NULL when the phase itself does */
    int64_t since_ns, until_ns;
    struct net_timer *timer, *patience;
    bool impatient; /* the answer is late: others may talk meanwhile */
};

/* Waits for that time to pass, or for that long for a message. */
void case_wait_time(struct test_case *test, const struct step *step, int64_t ms);
void case_wait_message(struct test_case *test, const struct step *step, int64_t ms);
/* Shortens the wait for a message. */
void case_wait_no_longer(struct test_case *test, int64_t ms);
/* Ends the wait. */
void case_wake(struct test_case *test);
void waiting_stop_timers(struct test_case *test);

#endif
