/* Which cases a run takes, from the options that name records and shards as well as globs. */
#ifndef SIPCONFORM_CLI_SELECTION_H
#define SIPCONFORM_CLI_SELECTION_H

#include "cli/records.h"
#include "cli/setup.h"

struct selection {
    struct run_filter filter;      /* points into options and into what follows */
    struct record_contents before; /* --resume: what is done already */
    bool resumes;
    size_t totals[VERDICT_COUNT]; /* verdicts in there */
    const char **done;
    struct record_contents failed; /* --last-failed */
    const char **failed_ids;
};

/* Returns 0, or an exit status after a message: a record that cannot be read, a shard that is none. */
int selection_make(const struct options *options, struct selection *ret_selection);
void selection_free(struct selection *selection);

#endif
