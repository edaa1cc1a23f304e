/* Reads and writes a baseline: the deviations of a device that are expected. */
#include "cli/baseline.h"

#include "base/limits.h"
#include "reports/atomic_file.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void baseline_free(struct baseline *baseline)
{
    for (size_t i = 0; i < baseline->count; i++) {
        free(baseline->lines[i].id);
        free(baseline->lines[i].until);
        free(baseline->lines[i].reason);
    }
    free(baseline->lines);
    *baseline = (struct baseline){0};
}

/* ---- reading ---- */

struct reading {
    const char *path;
    struct diagnostics *diagnostics;
    struct baseline *baseline;
};

static int complain(const struct reading *reading, int line, int column, const char *text)
{
    diagnostics_add(reading->diagnostics, SEVERITY_ERROR, reading->path, line, column, "", "%s", text);
    return -1;
}

static struct slice take_word(struct slice *rest)
{
    *rest = slice_trim(*rest);
    struct slice word = slice_sub(*rest, 0, slice_find(*rest, ' '));
    *rest = slice_trim(slice_sub(*rest, word.n, rest->n));
    return word;
}

static bool is_date(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (i == 4 || i == 7 ? text.p[i] != '-' : !ascii_is_digit(text.p[i]))
            return false;
    return text.n == 10;
}

/* What stands behind the marks, "#" or "# ##": a reason that began with one would be read as marks once it is
 * written. */
static struct slice take_reason(struct slice marks)
{
    while (marks.n && (marks.p[0] == '#' || ascii_is_blank(marks.p[0])))
        marks = slice_sub(marks, 1, marks.n);
    return slice_trim(marks);
}

/* The last " #": ids hold none. */
static size_t find_reason(struct slice text)
{
    for (size_t i = text.n; i-- > 1;)
        if (text.p[i] == '#' && text.p[i - 1] == ' ')
            return i;
    return text.n;
}

static int keep(const struct reading *reading, const struct baseline_line *line)
{
    struct baseline *baseline = reading->baseline;
    struct baseline_line *lines = realloc(baseline->lines, (baseline->count + 1) * sizeof(*lines));
    if (lines)
        baseline->lines = lines;
    if (!lines || !line->id || !line->reason) {
        free(line->id);
        free(line->until);
        free(line->reason);
        return complain(reading, line->line, 0, "out of memory");
    }
    lines[baseline->count++] = *line;
    return 0;
}

static int read_line(const struct reading *reading, int number, struct slice text)
{
    struct baseline_line line = {.line = number};
    size_t hash = find_reason(text);
    struct slice rest = slice_sub(text, 0, hash), reason = take_reason(slice_sub(text, hash, text.n));
    struct slice word = take_word(&rest);
    char name[16] = "";
    if (slice_find(text, 0) < text.n)
        return complain(reading, number, 1, "a line holds a NUL byte");
    if (word.n < sizeof(name))
        memcpy(name, word.p, word.n);
    if (!verdict_from_name(name, &line.verdict) || !verdict_is_deviation(line.verdict))
        return complain(reading, number, 1, "a line begins with FAIL, WARN or ERROR");
    if (slice_starts_with(rest, "until=")) {
        word = take_word(&rest);
        struct slice date = slice_sub(word, 6, word.n);
        if (!is_date(date))
            return complain(reading, number, 6, "until= takes a date such as until=2027-01-31");
        line.until = slice_dup(date);
    }
    if (!rest.n || !reason.n) {
        free(line.until);
        return complain(reading, number, 1,
                        rest.n ? "a reason is missing: end the line with \"  # why\""
                               : "the id of a case is missing");
    }
    line.id = slice_dup(rest);
    line.reason = slice_dup(reason);
    return keep(reading, &line);
}

int baseline_load(const char *path, struct diagnostics *diagnostics, struct baseline *ret_baseline)
{
    struct baseline baseline = {0};
    struct reading reading = {path, diagnostics, &baseline};
    FILE *file = fopen(path, "r");
    if (!file) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "cannot be opened: %s", strerror(errno));
        return -1;
    }
    char *text = NULL;
    size_t capacity = 0;
    ssize_t n;
    int result = 0;
    for (int number = 1; (n = getline(&text, &capacity, file)) > 0; number++) {
        struct slice line = slice_trim((struct slice){text, (size_t)n});
        if (line.n && line.p[0] != '#' && read_line(&reading, number, line))
            result = -1;
    }
    free(text);
    fclose(file);
    if (result)
        baseline_free(&baseline);
    else
        *ret_baseline = baseline;
    return result;
}

/* ---- using ---- */

static bool names(const struct baseline_line *line, const char *id)
{
    return strcmp(line->id, id) == 0 || fnmatch(line->id, id, 0) == 0;
}

const char *baseline_expects(struct baseline *baseline, const struct case_result *result, const char *today)
{
    const char *reason = NULL;
    for (size_t i = 0; i < baseline->count; i++) {
        struct baseline_line *line = &baseline->lines[i];
        if (!names(line, result->id))
            continue;
        if (result->verdict == line->verdict)
            line->met++;
        else if (result->verdict == VERDICT_PASS)
            line->better++;
        bool valid = !line->until || strcmp(today, line->until) <= 0;
        if (!reason && valid && result->verdict == line->verdict)
            reason = line->reason;
    }
    return reason;
}

static const struct baseline_line *line_for(const struct baseline *baseline, const struct case_result *result)
{
    for (size_t i = 0; i < baseline->count; i++)
        if (baseline->lines[i].verdict == result->verdict && names(&baseline->lines[i], result->id))
            return &baseline->lines[i];
    return NULL;
}

int baseline_update(const char *path, const struct baseline *old, const struct case_result *results,
                    size_t count, const char *today, struct buf *error)
{
    struct buf text;
    buf_init(&text, LIMIT_FILE_BYTES);
    buf_add_text(&text, "# Deviations that are expected. VERDICT [until=YYYY-MM-DD] CASE  # reason\n");
    for (size_t i = 0; i < count; i++) {
        enum verdict verdict = results[i].verdict;
        if (!verdict_is_deviation(verdict))
            continue;
        const struct baseline_line *line = line_for(old, &results[i]);
        bool dated = line && line->until;
        buf_addf(&text, "%s %s%s%s%s  # ", verdict_name(verdict), dated ? "until=" : "",
                 dated ? line->until : "", dated ? " " : "", results[i].id);
        if (line)
            buf_addf(&text, "%s\n", line->reason);
        else
            buf_addf(&text, "so on %s\n", today);
    }
    struct atomic_file *file = NULL;
    int result = atomic_file_open(path, error, &file);
    if (!result && text.failed) {
        buf_addf(error, "%s: too many deviations for a file", path);
        atomic_file_abandon(file);
        result = -1;
    } else if (!result) {
        fwrite(text.p, 1, text.n, atomic_file_stream(file));
        result = atomic_file_commit(file, error);
    }
    buf_free(&text);
    return result;
}
