/* A record of a run, as it may lie on a disk: what is wrong with it is said, with its line; what is read and
 * written again reads the same, which is that it is written the same the next time. */
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"

#include "base/limits.h"
#include "reports/record.h"
#include "reports/record_reader.h"

const enum mutate_form fuzz_form = MUTATE_TEXT;

static int read(struct slice bytes, struct record_contents *ret_contents)
{
    struct diagnostics diagnostics;
    const char *path = fuzz_file(bytes);
    diagnostics_init(&diagnostics);
    int result = record_read(path, &diagnostics, ret_contents);
    fuzz_check_diagnostics(path, bytes, result, &diagnostics);
    diagnostics_free(&diagnostics);
    return result;
}

static void write(const struct record_contents *contents, struct buf *bytes)
{
    const char *path = fuzz_path("record");
    struct record *record;
    struct buf error;
    buf_init(&error, LIMIT_TEXT_BYTES);
    FUZZ_CHECK(record_open(path, &contents->run, &error, &record) == 0);
    for (size_t i = 0; i < contents->count; i++)
        FUZZ_CHECK(record_case(record, &contents->cases[i], &error) == 0);
    FUZZ_CHECK(record_end(record, 0, contents->status, contents->interrupted, &error) == 0);
    fuzz_read(path, bytes);
    buf_free(&error);
}

/* Whatever refers to a message refers to one that is there. */
static void check_references(const struct case_result *result)
{
    long count = (long)result->transcript.count;
    for (long i = 0; i < count; i++) {
        const struct entry *entry = &result->transcript.entries[i];
        FUZZ_CHECK(entry->message && entry->retransmission_of < count && entry->answers < count);
        FUZZ_CHECK(entry->retransmission_of >= -1 && entry->answers >= -1);
    }
    for (size_t i = 0; i < result->findings.count; i++)
        FUZZ_CHECK(result->findings.items[i].entry >= -1 && result->findings.items[i].entry < count);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct record_contents contents, again;
    struct buf first, second;
    if (read((struct slice){(const char *)data, size}, &contents))
        return 0;
    for (size_t i = 0; i < contents.count; i++)
        check_references(&contents.cases[i]);
    buf_init(&first, LIMIT_RECORD_LINE_BYTES);
    buf_init(&second, LIMIT_RECORD_LINE_BYTES);
    write(&contents, &first);
    if (read(buf_slice(&first), &again))
        fuzz_fail("a record is refused when it is written again");
    FUZZ_CHECK(again.ended && again.status == contents.status && again.count == contents.count);
    write(&again, &second);
    if (!slice_eq(buf_slice(&first), buf_slice(&second)))
        fuzz_fail("a record says something else when it is written again");
    record_contents_free(&contents);
    record_contents_free(&again);
    buf_free(&first);
    buf_free(&second);
    return 0;
}
