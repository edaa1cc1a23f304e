/* The proof of the checks: the whole catalogue against the built-in device in simulated time, once as it is,
 * once with each fault and once with each trait. Each fault must earn the verdict that its table names; a
 * trait must earn no FAIL, and no WARN but those that its table names. */
#ifndef SIPCONFORM_SELFTEST_SELFTEST_H
#define SIPCONFORM_SELFTEST_SELFTEST_H

#include "selftest/self_run.h"

enum { SELFTEST_TRAITS = 4 };
/* Traits that a device has at once. */
struct selftest_traits {
    const struct trait *items[SELFTEST_TRAITS];
    size_t count;
};

struct selftest_options {
    const struct library *library;
    const char *scenarios_folder;
    const struct fault *const *faults; /* with these, one after another */
    size_t fault_count;
    const struct selftest_traits
        *traits; /* and with these; neither: all, each alone, and the device as it is */
    size_t trait_count;
    unsigned roles; /* set of 1 << enum role */
    struct run_filter filter;
    uint64_t seed;
    unsigned loss; /* thousandths of datagrams */
};

/* What one device drew in one setup. */
struct selftest_row {
    const struct self_setup *setup;
    const struct fault *fault; /* NULL: none */
    struct selftest_traits traits;
    size_t verdicts[VERDICT_COUNT]; /* cases by enum verdict */
    bool found;                     /* a finding of the right verdict for fault->found_by */
    size_t strict;                  /* findings that a device with such traits must not draw */
    char *others;                   /* requirements of those, or that drew FAIL beside the fault; owned */
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
