/* A run that judged too little does not pass. */
#include "suite.h"

#include "cli/gate.h"

#include <string.h>

const char unit_suite_name[] = "gate";

enum { CASES = 4 };
static struct case_result cases[CASES];

/* One letter a case: P, F, W, I, S. All of one role. */
static bool passes(const char *verdicts, const struct options *options)
{
    static char role[] = "uas", reason[] = "403 Forbidden", id[] = "uas/x/udp";
    for (size_t i = 0; i < CASES; i++) {
        const char letter = verdicts[i];
        cases[i] = (struct case_result){.id = id,
                                        .role = role,
                                        .reason = letter == 'I' ? reason : NULL,
                                        .verdict = letter == 'P'   ? VERDICT_PASS
                                                   : letter == 'F' ? VERDICT_FAIL
                                                   : letter == 'W' ? VERDICT_WARN
                                                   : letter == 'I' ? VERDICT_INCONCLUSIVE
                                                                   : VERDICT_SKIP};
    }
    const struct report report = {.cases = cases, .count = CASES};
    return gate_passes(options, &report, 1);
}

static void half_has_to_be_judged(void)
{
    const struct options options = {.command = COMMAND_RUN};
    CU_ASSERT(passes("PPPP", &options));
    CU_ASSERT(passes("PWII", &options));
    CU_ASSERT(!passes("PIII", &options));
    CU_ASSERT(passes("PSSI", &options)); /* what does not apply does not count */
    CU_ASSERT(!passes("ISSS", &options));
    CU_ASSERT(passes("SSSS", &options));
}

static void the_share_is_set(void)
{
    struct options options = {.command = COMMAND_RUN, .min_judged = 100};
    CU_ASSERT(!passes("PPPI", &options));
    CU_ASSERT(passes("PPPF", &options));
    options.min_judged = 1;
    CU_ASSERT(passes("PIII", &options));
}

static void a_part_is_let_pass(void)
{
    static char *only[] = {(char *)(uintptr_t) "uas/x*"}, shard[] = "1/2";
    struct options options = {.command = COMMAND_RUN, .only = {only, 1}};
    CU_ASSERT(passes("IIII", &options));
    options = (struct options){.command = COMMAND_RUN, .shard = shard};
    CU_ASSERT(passes("IIII", &options));
    options = (struct options){.command = COMMAND_REPORT};
    CU_ASSERT(passes("IIII", &options));
    options.min_judged = 50;
    CU_ASSERT(!passes("IIII", &options));
}

const struct unit_test unit_tests[] = {
    {"half has to be judged", half_has_to_be_judged},
    {"the share is set", the_share_is_set},
    {"a part is let pass", a_part_is_let_pass},
    {NULL, NULL},
};
