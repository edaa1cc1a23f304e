/* The proof of the checks: the whole catalogue against the built-in device in simulated time, once right and
 * once with each fault. Each fault must earn the verdict that its table names, each equivalent must earn no
 * FAIL. */
#ifndef SIPCONFORM_SELFTEST_SELFTEST_H
#define SIPCONFORM_SELFTEST_SELFTEST_H

#include "selftest/self_run.h"

struct selftest_options {
    const struct library *library;
    const char *scenarios_folder;
    const struct fault *const *faults; /* only these; none: all, and the device without a fault */
    size_t fault_count;
    unsigned roles; /* set of 1 << enum role */
    struct run_filter filter;
    uint64_t seed;
    unsigned loss; /* thousandths of datagrams */
};

/* What one fault (or none) drew in one setup. */
struct selftest_row {
    const struct self_setup *setup;
    const struct fault *fault;      /* NULL: the device as it should be */
    size_t verdicts[VERDICT_COUNT]; /* cases by enum verdict */
    bool found;                     /* a finding of the right verdict for fault->found_by */
    char *others;                   /* requirements that drew FAIL besides, with commas; owned */
    char *first_case;               /* the case that found it, or the first that failed; owned */
    size_t own_breaches;            /* by messages of our own */
    char *own_messages;             /* what the first of them are, a line each; owned */
};

struct selftest_result {
    struct selftest_row *rows;
    size_t count;
    size_t problems; /* rows that are not as they should be */
};

/* Is the row as it should be? A fault that several setups can have need be seen in one of them only. */
bool selftest_row_ok(const struct selftest_result *result, const struct selftest_row *row);
/* Returns 0, or -1 after error was filled. progress is called before each row with its number; may be
 * NULL. */
int selftest_run(const struct selftest_options *options, struct selftest_result *ret_result,
                 void (*progress)(void *arg, size_t number), void *arg, struct buf *error);
void selftest_free(struct selftest_result *result);

#endif
