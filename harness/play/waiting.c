/* Waits of a case: for a message, for time to pass, for a place among those that talk to the device. */
#include "play/case.h"

void waiting_stop_timers(struct test_case *test)
{
    net_timer_stop(test->waiting.timer);
    net_timer_stop(test->waiting.patience);
    test->waiting.timer = test->waiting.patience = NULL;
}

/* The wait is over; a place in the queue for a call is given back. */
static void leave(struct test_case *test)
{
    waiting_stop_timers(test);
    if (test->waiting.kind == WAIT_MESSAGE || test->waiting.kind == WAIT_TIME)
        test->around->host->waited(test->host_arg, case_now_ns(test) - test->waiting.since_ns);
    if (test->waiting.kind == WAIT_PLACE)
        test->around->host->return_place(test->host_arg);
}

static void on_time(void *arg)
{
    struct test_case *test = arg;
    test->waiting.timer = NULL;
    leave(test);
    test->upward->time_over(test);
}

/* What a device does not answer soon is pure waiting: others may begin meanwhile. */
static void on_patience(void *arg)
{
    struct test_case *test = arg;
    test->waiting.patience = NULL;
    test->waiting.impatient = true;
    test->around->host->late(test->host_arg);
    test->upward->rest(test);
}

static void wait_for(struct test_case *test, enum wait_kind kind, const struct step *step, int64_t ms)
{
    struct net *net = test->around->net;
    test->waiting.kind = kind;
    test->waiting.step = step;
    test->waiting.impatient = false;
    test->waiting.since_ns = case_now_ns(test);
    test->waiting.until_ns = test->waiting.since_ns + ms * 1000000;
    if (net_timer_start(net, ms * 1000000, on_time, test, &test->waiting.timer) ||
        (kind == WAIT_MESSAGE &&
         net_timer_start(net, test->around->host->patience_ms(test->host_arg) * 1000000, on_patience, test,
                         &test->waiting.patience)))
        case_give_up(test, VERDICT_ERROR, "out of memory");
}

void case_wait_time(struct test_case *test, const struct step *step, int64_t ms)
{
    wait_for(test, WAIT_TIME, step, ms);
}

void case_wait_message(struct test_case *test, const struct step *step, int64_t ms)
{
    wait_for(test, WAIT_MESSAGE, step, ms);
}

void case_wait_no_longer(struct test_case *test, int64_t ms)
{
    int64_t until_ns = case_now_ns(test) + ms * 1000000;
    if (test->waiting.kind != WAIT_MESSAGE || until_ns >= test->waiting.until_ns)
        return;
    net_timer_stop(test->waiting.timer);
    test->waiting.until_ns = until_ns;
    if (net_timer_start(test->around->net, ms * 1000000, on_time, test, &test->waiting.timer)) {
        test->waiting.timer = NULL;
        case_give_up(test, VERDICT_ERROR, "out of memory");
    }
}

void case_wake(struct test_case *test)
{
    leave(test);
    test->waiting.kind = WAIT_NONE;
    test->waiting.step = NULL;
}

bool case_wait(const struct test_case *test, int64_t *ret_since_ns, int64_t *ret_until_ns)
{
    *ret_since_ns = test->waiting.since_ns;
    *ret_until_ns = test->waiting.until_ns;
    return test->waiting.kind == WAIT_MESSAGE || test->waiting.kind == WAIT_TIME;
}
