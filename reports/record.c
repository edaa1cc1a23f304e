/* Writes the record of a run, a line as each case ends. */
#include "reports/record.h"

#include "base/limits.h"
#include "reports/json_text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct record {
    char *path;
    FILE *file; /* NULL: counts only */
    bool failed;
    size_t totals[VERDICT_COUNT];
};

/* ---- lines ---- */

static void add_run(struct buf *out, const struct run_info *run)
{
    buf_addf(out, "{\"record\":\"sipconform\",\"format\":%d", RECORD_FORMAT);
    json_add_run(out, run);
    buf_add_text(out, "}\n");
}

static void add_end(struct buf *out, const struct record *record, int64_t now_ms, int status,
                    bool interrupted)
{
    buf_add_char(out, '{');
    json_add_time(out, "end", now_ms);
    json_add_totals(out, record->totals);
    buf_addf(out, ",\"status\":%d,\"interrupted\":%s}\n", status, interrupted ? "true" : "false");
}

/* ---- the file ---- */

static void record_free(struct record *record)
{
    if (!record)
        return;
    if (record->file)
        fclose(record->file);
    free(record->path);
    free(record);
}

static int fail(struct record *record, const char *reason, struct buf *error)
{
    record->failed = true;
    buf_addf(error, "%s: cannot be written: %s", record->path, reason);
    return -1;
}

/* One write a line: whoever reads while we run, or after a kill, sees whole lines. Frees line. */
static int put(struct record *record, struct buf *line, struct buf *error)
{
    int result = 0;
    if (record->file && !record->failed) {
        errno = 0;
        if (line->failed)
            result = fail(record, "a line is too long, or memory is out", error);
        else if (fwrite(line->p, 1, line->n, record->file) != line->n || fflush(record->file) != 0)
            result = fail(record, strerror(errno), error);
    }
    buf_free(line);
    return result;
}

int record_open(const char *path, const struct run_info *run, struct buf *error, struct record **ret_record)
{
    struct record *record = calloc(1, sizeof(*record));
    const char *name = path ? path : "";
    if (record)
        record->path = strdup(name);
    if (!record || !record->path) {
        buf_addf(error, "%s: cannot be written: out of memory", name);
        record_free(record);
        return -1;
    }
    if (path) {
        record->file = fopen(path, "w");
        if (!record->file) {
            buf_addf(error, "%s: cannot be written: %s", path, strerror(errno));
            record_free(record);
            return -1;
        }
        /* no buffer of stdio's: a line becomes one write, whatever its length */
        setvbuf(record->file, NULL, _IONBF, 0);
        struct buf line;
        buf_init(&line, LIMIT_RECORD_LINE_BYTES);
        add_run(&line, run);
        if (put(record, &line, error)) {
            record_free(record);
            return -1;
        }
    }
    *ret_record = record;
    return 0;
}

/* Where the last whole line ends that is not the run's own end. */
static long end_of_cases(FILE *file)
{
    static const char last[] = "{\"end\":";
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    long end = 0;
    while ((n = getline(&line, &capacity, file)) > 0 && line[n - 1] == '\n')
        if (strncmp(line, last, sizeof(last) - 1) != 0)
            end = ftell(file);
    free(line);
    return end;
}

int record_resume(const char *path, const size_t *totals, struct buf *error, struct record **ret_record)
{
    struct record *record = calloc(1, sizeof(*record));
    if (record)
        record->path = strdup(path);
    if (record && record->path)
        record->file = fopen(path, "r+");
    bool ok = record && record->file;
    if (ok) {
        long end = end_of_cases(record->file);
        memcpy(record->totals, totals, sizeof(record->totals));
        ok = ftruncate(fileno(record->file), end) == 0 && fseek(record->file, end, SEEK_SET) == 0;
        setvbuf(record->file, NULL, _IONBF, 0);
    }
    if (!ok) {
        buf_addf(error, "%s: cannot be gone on with: %s", path, strerror(errno));
        record_free(record);
        return -1;
    }
    *ret_record = record;
    return 0;
}

bool record_has_begun(const char *path)
{
    FILE *file = fopen(path, "r");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n = file ? getline(&line, &capacity, file) : 0;
    bool begun = n > 0 && line[n - 1] == '\n';
    free(line);
    if (file)
        fclose(file);
    return begun;
}

int record_facts(struct record *record, const struct profile *profile, struct buf *error)
{
    struct buf line;
    buf_init(&line, LIMIT_RECORD_LINE_BYTES);
    buf_add_text(&line, "{\"facts\":{");
    json_add_facts(&line, profile, true, "");
    buf_add_text(&line, "}}\n");
    return put(record, &line, error);
}

void record_add_case(struct buf *out, const struct case_result *result)
{
    buf_add_char(out, '{');
    json_add_case(out, result, true);
    buf_add_text(out, "}\n");
}

int record_case(struct record *record, const struct case_result *result, struct buf *error)
{
    if (result->confirmation != CONFIRMATION_PENDING)
        record->totals[result->verdict]++;
    if (!record->file || record->failed)
        return 0;
    struct buf line;
    buf_init(&line, LIMIT_RECORD_LINE_BYTES);
    record_add_case(&line, result);
    return put(record, &line, error);
}

int record_end(struct record *record, int64_t now_ms, int status, bool interrupted, struct buf *error)
{
    struct buf line;
    buf_init(&line, LIMIT_RECORD_LINE_BYTES);
    add_end(&line, record, now_ms, status, interrupted);
    int result = put(record, &line, error);
    if (record->file && fclose(record->file) != 0 && !record->failed)
        result = fail(record, strerror(errno), error);
    record->file = NULL;
    record_free(record);
    return result;
}
