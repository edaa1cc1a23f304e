/* How long a target takes over its inputs, as a ratio to a bare loop over the same inputs in the same run:
 * libosip2 makes a message, parses, frees it. Rounds of both take turns, and the fastest of each counts: what
 * else the machine does only adds time.
 *   speed_NAME PATH... */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/inputs.h"
#include "fuzz/support/osip.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 30, ROUND_NS_MIN = 20000000 };

static int64_t cpu_now_ns(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void parse_bare(struct slice bytes)
{
    osip_message_t *message;
    if (osip_message_init(&message))
        return;
    osip_message_parse(message, bytes.p, bytes.n);
    osip_message_free(message);
}

static void run_target(struct slice bytes)
{
    LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
}

/* Nanoseconds of CPU an input, over all inputs `times` times. */
static double measure(const struct fuzz_inputs *inputs, void (*run)(struct slice), unsigned times)
{
    int64_t begin = cpu_now_ns();
    for (unsigned i = 0; i < times; i++)
        for (size_t k = 0; k < inputs->count; k++)
            run(inputs->items[k]);
    return (double)(cpu_now_ns() - begin) / times / (double)inputs->count;
}

/* How often all inputs must be run for a round that the clock can tell. */
static unsigned times_for_round(const struct fuzz_inputs *inputs)
{
    double once_ns = measure(inputs, parse_bare, 1) * (double)inputs->count;
    return once_ns >= ROUND_NS_MIN ? 1 : (unsigned)(ROUND_NS_MIN / (once_ns + 1)) + 1;
}

int main(int argc, char **argv)
{
    struct fuzz_inputs inputs = {0};
    for (int i = 1; i < argc; i++)
        fuzz_inputs_add(&inputs, argv[i]);
    if (!inputs.count)
        return 1;
    fuzz_osip_prepare();
    unsigned times = times_for_round(&inputs);
    double bare = 0, target = 0;
    for (unsigned round = 0; round < ROUNDS; round++) {
        double a = measure(&inputs, parse_bare, times), b = measure(&inputs, run_target, times);
        bare = !round || a < bare ? a : bare;
        target = !round || b < target ? b : target;
    }
    printf("bare %.1f us, target %.1f us an input: ratio %.2f\n", bare / 1000, target / 1000, target / bare);
    fuzz_inputs_free(&inputs);
    return 0;
}
