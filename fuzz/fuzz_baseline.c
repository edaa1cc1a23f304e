/* A user's list of expected deviations: what is wrong with it is said, with its place; what is taken and
 * written anew for the same results says the same, and is written the same the next time. */
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"

#include "base/limits.h"
#include "cli/baseline.h"

#include <stdlib.h>
#include <string.h>

const enum mutate_form fuzz_form = MUTATE_TEXT;

static int load(struct slice bytes, struct baseline *ret_baseline)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    const char *path = fuzz_file(bytes);
    int result = baseline_load(path, &diagnostics, ret_baseline);
    fuzz_check_diagnostics(path, bytes, result, &diagnostics);
    diagnostics_free(&diagnostics);
    return result;
}

/* Writes the baseline anew, for results that are just what its lines name. */
static void write(const struct baseline *baseline, struct buf *text)
{
    struct case_result *results = calloc(baseline->count + 1, sizeof(*results));
    struct buf error;
    FUZZ_CHECK(results);
    for (size_t i = 0; i < baseline->count; i++)
        results[i] = (struct case_result){.id = baseline->lines[i].id, .verdict = baseline->lines[i].verdict};
    buf_init(&error, LIMIT_TEXT_BYTES);
    FUZZ_CHECK(
        !baseline_update(fuzz_path("baseline"), baseline, results, baseline->count, "2026-11-22", &error));
    fuzz_read(fuzz_path("baseline"), text);
    buf_free(&error);
    free(results);
}

static void check_lines(const struct baseline *a, const struct baseline *b)
{
    FUZZ_CHECK(a->count == b->count);
    for (size_t i = 0; i < a->count; i++) {
        FUZZ_CHECK(a->lines[i].verdict == b->lines[i].verdict);
        FUZZ_CHECK(strcmp(a->lines[i].id, b->lines[i].id) == 0);
    }
}

/* Each line's own case is expected on a day that no date is before. */
static void check_expects(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++) {
        struct case_result result = {.id = baseline->lines[i].id, .verdict = baseline->lines[i].verdict};
        size_t met = baseline->lines[i].met;
        FUZZ_CHECK(baseline_expects(baseline, &result, "0000-00-00"));
        FUZZ_CHECK(baseline->lines[i].met == met + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baseline baseline, again;
    struct buf first, second;
    if (load((struct slice){(const char *)data, size}, &baseline))
        return 0;
    buf_init(&first, LIMIT_FILE_BYTES);
    buf_init(&second, LIMIT_FILE_BYTES);
    write(&baseline, &first);
    if (load(buf_slice(&first), &again))
        fuzz_fail("a baseline is refused when it is written anew");
    check_lines(&baseline, &again);
    write(&again, &second);
    FUZZ_CHECK(slice_eq(buf_slice(&first), buf_slice(&second)));
    check_expects(&baseline);
    baseline_free(&baseline);
    baseline_free(&again);
    buf_free(&first);
    buf_free(&second);
    return 0;
}
