/* The places from which cases talk to the device. */
#include "engine/places.h"

static const int64_t CLOSE_NS = 2000000000; /* so long after a call a device may still be busy with its end */

static int64_t now_ns(const struct run *run)
{
    return net_now_ns(run->options->net);
}

static size_t limit_of(const struct run *run)
{
    return run->alone ? 1 : run->pace.limit;
}

static bool admits(const struct run *run)
{
    return run->places_used < limit_of(run) && pace_admits(&run->pace, run->places_used, now_ns(run));
}

/* Whoever talks while others do may be answered otherwise than alone. */
static void mark_beside(struct run *run, struct seat *one)
{
    if (!run->places_used)
        return;
    one->beside = true;
    for (struct seat *seat = run->active; seat; seat = seat->next)
        seat->beside = seat->beside || seat->holds_place;
}

static void give(struct run *run, struct seat *seat)
{
    mark_beside(run, seat);
    seat->close = seat->close || (run->released_ns && now_ns(run) - run->released_ns < CLOSE_NS);
    seat->holds_place = true;
    seat->in_queue = false;
    if (!seat->began_ns)
        seat->began_ns = now_ns(run);
    if (!run->places_used)
        run->busy_since_ns = now_ns(run);
    run->places_used++;
}

bool places_take(void *arg)
{
    struct seat *seat = arg;
    if (seat->holds_place)
        return true;
    if (admits(seat->run)) {
        give(seat->run, seat);
        return true;
    }
    seat->in_queue = true;
    run_pump_soon(seat->run);
    return false;
}

void places_return(void *arg)
{
    struct seat *seat = arg;
    struct run *run = seat->run;
    seat->in_queue = false;
    if (!seat->holds_place)
        return;
    seat->holds_place = false;
    run->places_used--;
    run->released_ns = now_ns(run);
    if (!run->places_used)
        run->busy_ns += run->released_ns - run->busy_since_ns;
    pace_released(&run->pace, run->released_ns);
    run_pump_soon(run);
}

int64_t places_patience_ms(void *arg)
{
    const struct seat *seat = arg;
    return pace_patience_ms(&seat->run->pace);
}

void places_answered(void *arg, int64_t ns)
{
    struct seat *seat = arg;
    pace_answered(&seat->run->pace, ns);
}

static struct seat *first_in_queue(struct run *run)
{
    for (struct seat *seat = run->active; seat; seat = seat->next)
        if (seat->in_queue)
            return seat;
    return NULL;
}

static void on_free(void *arg)
{
    struct run *run = arg;
    run->pace_timer = NULL;
    run_pump_soon(run);
}

/* The device is given a rest: somebody has to come back when it is over. */
static void wait_for_rest(struct run *run)
{
    int64_t wait_ns = run->pace.free_ns - now_ns(run);
    if (wait_ns > 0 && !run->pace_timer &&
        net_timer_start(run->options->net, wait_ns, on_free, run, &run->pace_timer))
        run->pace_timer = NULL;
}

void places_serve(struct run *run)
{
    struct seat *seat;
    while (admits(run) && (seat = first_in_queue(run)) != NULL) {
        give(run, seat);
        case_place_granted(seat->test);
    }
    wait_for_rest(run);
}

bool places_free(struct run *run)
{
    return admits(run) && !first_in_queue(run);
}
