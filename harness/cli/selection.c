/* Decides which cases a run takes, from records, shards and globs. */
#include "cli/selection.h"

#include "reports/record.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void selection_free(struct selection *selection)
{
    record_contents_free(&selection->before);
    record_contents_free(&selection->failed);
    free(selection->done);
    free(selection->failed_ids);
    *selection = (struct selection){0};
}

/* "I/N", 1 <= I <= N. */
static int read_shard(const char *text, struct run_filter *filter)
{
    uint64_t part = 0, parts = 0;
    size_t slash = strcspn(text, "/");
    bool ok = text[slash] && slice_to_u64((struct slice){text, slash}, &part) &&
              slice_to_u64(slice_from(text + slash + 1), &parts) && part >= 1 && part <= parts &&
              parts <= 10000;
    if (!ok) {
        fprintf(stderr, "sipconform: --shard %s: write I/N with I from 1 to N, for example 2/4\n", text);
        return EXIT_USAGE;
    }
    filter->shard = (unsigned)part;
    filter->shard_count = (unsigned)parts;
    return 0;
}

static int read_resumed(const struct options *options, struct selection *selection)
{
    if (!record_has_begun(options->resume))
        return 0; /* it was killed before its first line: the run begins anew */
    if (records_load(options->resume, &selection->before))
        return EXIT_USAGE;
    size_t count = selection->before.count;
    selection->done = calloc(count + 1, sizeof(*selection->done));
    if (!selection->done)
        return EXIT_ENVIRONMENT;
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        const struct case_result *result = &selection->before.cases[i];
        if (result->confirmation == CONFIRMATION_PENDING)
            continue; /* it is played again, and its later result counts */
        selection->done[done++] = result->id;
        selection->totals[result->verdict]++;
    }
    qsort(selection->done, done, sizeof(*selection->done), text_order);
    selection->filter.done = selection->done;
    selection->filter.done_count = done;
    selection->resumes = true;
    return 0;
}

static int read_failed(const struct options *options, struct selection *selection)
{
    if (records_load(options->last_failed, &selection->failed))
        return EXIT_USAGE;
    size_t count = 0;
    selection->failed_ids = calloc(selection->failed.count + 1, sizeof(*selection->failed_ids));
    if (!selection->failed_ids)
        return EXIT_ENVIRONMENT;
    for (size_t i = 0; i < selection->failed.count; i++) {
        enum verdict verdict = selection->failed.cases[i].verdict;
        if (verdict_needs_a_look(verdict))
            selection->failed_ids[count++] = selection->failed.cases[i].id;
    }
    if (!count) {
        fprintf(stderr, "sipconform: nothing has failed in %s\n", options->last_failed);
        return EXIT_NOTHING;
    }
    selection->filter.only = selection->failed_ids;
    selection->filter.only_count = count;
    return 0;
}

int selection_make(const struct options *options, struct selection *ret_selection)
{
    *ret_selection = (struct selection){.filter = setup_filter(options)};
    int status = options->shard ? read_shard(options->shard, &ret_selection->filter) : 0;
    if (!status && options->last_failed)
        status = read_failed(options, ret_selection);
    if (!status && options->resume)
        status = read_resumed(options, ret_selection);
    if (status)
        selection_free(ret_selection);
    return status;
}
