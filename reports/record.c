#include "reports/record.h"

#include "base/limits.h"
#include "reports/base64.h"
#include "reports/record_flags.h"
#include "reports/text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERDICTS = VERDICT_ERROR + 1 };

struct record {
    char *path;
    FILE *file; /* NULL: counts only */
    bool failed;
    size_t totals[VERDICTS];
};

/* ---- JSON ---- */

static void add_string(struct buf *out, struct slice s)
{
    buf_add_char(out, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '\r')
            buf_add_text(out, "\\r");
        else if (c == '\n')
            buf_add_text(out, "\\n");
        else if (c < 0x20)
            buf_addf(out, "\\u%04x", c);
        else {
            if (c == '"' || c == '\\')
                buf_add_char(out, '\\');
            buf_add_char(out, (char)c);
        }
    }
    buf_add_char(out, '"');
}

static void add_base64(struct buf *out, struct slice s)
{
    buf_add_text(out, "\"base64\":\"");
    base64_add(out, s);
    buf_add_char(out, '"');
}

static bool is_utf8(struct slice s)
{
    for (size_t i = 0, n; i < s.n; i += n)
        if (!(n = text_utf8_length(slice_sub(s, i, 4))))
            return false;
    return true;
}

static void add_key(struct buf *out, const char *key)
{
    bool first = out->n && out->p[out->n - 1] == '{';
    buf_addf(out, "%s\"%s\":", first ? "" : ",", key);
}

static void add_text(struct buf *out, const char *key, const char *text)
{
    struct slice s = slice_from(text);
    add_key(out, key);
    if (!text) {
        buf_add_text(out, "null");
    } else if (is_utf8(s)) {
        add_string(out, s);
    } else {
        buf_add_char(out, '{');
        add_base64(out, s);
        buf_add_char(out, '}');
    }
}

static void add_number(struct buf *out, const char *key, int64_t number)
{
    buf_addf(out, ",\"%s\":%lld", key, (long long)number);
}

static void add_seed(struct buf *out, uint64_t seed)
{
    buf_addf(out, ",\"seed\":\"%llu\"", (unsigned long long)seed);
}

static void add_time(struct buf *out, const char *key, int64_t ms)
{
    add_key(out, key);
    buf_add_char(out, '"');
    text_add_time(out, ms);
    buf_add_char(out, '"');
}

/* ---- lines ---- */

static void add_run(struct buf *out, const struct run_info *run)
{
    buf_addf(out, "{\"record\":\"sipconform\",\"format\":%d", RECORD_FORMAT);
    add_text(out, "version", run->version);
    add_text(out, "target", run->target);
    add_text(out, "device", run->device);
    add_text(out, "command", run->command);
    add_seed(out, run->seed);
    add_time(out, "started", run->started_ms);
    buf_add_text(out, "}\n");
}

static void add_finding(struct buf *out, const struct finding *finding)
{
    buf_add_char(out, '{');
    add_text(out, "requirement", finding->requirement);
    add_text(out, "verdict", verdict_name(finding->verdict));
    add_text(out, "expected", finding->expected);
    add_text(out, "actual", finding->actual);
    add_number(out, "entry", finding->entry);
    add_number(out, "offset", (int64_t)finding->offset);
    add_number(out, "length", (int64_t)finding->length);
    add_number(out, "line", finding->line);
    buf_add_char(out, '}');
}

static void add_flags(struct buf *out, unsigned flags)
{
    buf_add_text(out, ",\"flags\":[");
    const char *comma = "";
    for (size_t i = 0; i < RECORD_FLAGS; i++)
        if (flags & record_flags[i].flag) {
            buf_addf(out, "%s\"%s\"", comma, record_flags[i].name);
            comma = ",";
        }
    buf_add_char(out, ']');
}

static void add_message(struct buf *out, const struct entry *entry, int64_t start_ns)
{
    char text[NET_ADDR_TEXT];
    struct slice bytes = {entry->message->bytes, entry->message->length};
    int64_t us = (entry->time_ns - start_ns) / 1000;
    buf_add_char(out, '{');
    add_text(out, "direction", entry->direction == DIRECTION_SENT ? "sent" : "received");
    buf_addf(out, ",\"time_ms\":%s%lld.%03d", us < 0 ? "-" : "", llabs((long long)us / 1000),
             abs((int)(us % 1000)));
    add_text(out, "transport", net_transport_name(entry->transport));
    add_number(out, "connection", entry->connection);
    add_number(out, "endpoint", (int64_t)entry->endpoint);
    add_text(out, "local", entry->local.family ? net_addr_text(&entry->local, text) : NULL);
    add_text(out, "peer", entry->peer.family ? net_addr_text(&entry->peer, text) : NULL);
    add_flags(out, entry->flags);
    add_number(out, "copy_of", entry->copy_of);
    add_number(out, "answers", entry->answers);
    add_number(out, "line", entry->line);
    buf_add_char(out, ',');
    if (text_is_plain(bytes)) {
        buf_add_text(out, "\"text\":");
        add_string(out, bytes);
    } else {
        add_base64(out, bytes);
    }
    buf_add_char(out, '}');
}

static void add_endpoint(struct buf *out, const struct result_endpoint *endpoint)
{
    char text[NET_ADDR_TEXT];
    buf_add_char(out, '{');
    add_text(out, "name", endpoint->name);
    add_text(out, "address", endpoint->addr.family ? net_addr_text(&endpoint->addr, text) : NULL);
    buf_add_char(out, '}');
}

static void add_lists(struct buf *out, const struct case_result *result)
{
    buf_add_text(out, ",\"findings\":[");
    for (size_t i = 0; i < result->findings.count; i++) {
        buf_add_text(out, i ? "," : "");
        add_finding(out, &result->findings.items[i]);
    }
    buf_add_text(out, "],\"endpoints\":[");
    for (size_t i = 0; i < result->endpoint_count; i++) {
        buf_add_text(out, i ? "," : "");
        add_endpoint(out, &result->endpoints[i]);
    }
    buf_add_text(out, "],\"messages\":[");
    for (size_t i = 0; i < result->transcript.count; i++) {
        buf_add_text(out, i ? "," : "");
        add_message(out, &result->transcript.entries[i], result->start_ns);
    }
    buf_add_char(out, ']');
}

void record_add_case(struct buf *out, const struct case_result *result)
{
    buf_add_char(out, '{');
    add_text(out, "id", result->id);
    add_text(out, "scenario", result->scenario);
    add_text(out, "file", result->file);
    add_text(out, "title", result->title);
    add_text(out, "role", result->role);
    add_text(out, "transport", result->transport);
    add_text(out, "section", result->section);
    add_seed(out, result->seed);
    add_text(out, "verdict", verdict_name(result->verdict));
    add_text(out, "reason", result->reason);
    add_time(out, "started", result->started_ms);
    add_number(out, "duration_ms", result->duration_ms);
    buf_addf(out, ",\"full\":%s", result->transcript.full ? "true" : "false");
    add_lists(out, result);
    buf_add_text(out, "}\n");
}

static void add_end(struct buf *out, const struct record *record, int64_t now_ms, int status,
                    bool interrupted)
{
    buf_add_char(out, '{');
    add_time(out, "end", now_ms);
    buf_add_text(out, ",\"totals\":{");
    for (int verdict = 0; verdict < VERDICTS; verdict++)
        buf_addf(out, "%s\"%s\":%zu", verdict ? "," : "", verdict_name((enum verdict)verdict),
                 record->totals[verdict]);
    buf_addf(out, "},\"status\":%d,\"interrupted\":%s}\n", status, interrupted ? "true" : "false");
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

int record_case(struct record *record, const struct case_result *result, struct buf *error)
{
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
