/* Writes the annotations and the step summary for GitHub Actions. */
#include "reports/github.h"

#include "base/limits.h"
#include "reports/headline.h"
#include "reports/markdown.h"
#include "reports/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

enum { WORD_BYTES = 16, TEXT_BYTES = 1000, IDS_SHOWN = 5, SUMMARY_LEAST_BYTES = 4096 };

enum kind { KIND_ERROR, KIND_WARNING, KIND_NOTICE, KIND_NONE };

/* Cases that are one annotation. */
struct note {
    const struct case_result *first;
    const char *ids[IDS_SHOWN];
    size_t cases;
};

/* ---- workflow commands are switched off and on ---- */

int github_begin(struct github *github, FILE *out)
{
    const char *actions = getenv("GITHUB_ACTIONS");
    unsigned char bytes[WORD_BYTES];
    *github = (struct github){0};
    if (!actions || strcmp(actions, "true") != 0)
        return 0;
    if (getentropy(bytes, sizeof(bytes)))
        return -1;
    for (size_t i = 0; i < sizeof(bytes); i++)
        snprintf(github->word + 2 * i, 3, "%02x", bytes[i]);
    github->on = true;
    fprintf(out, "::stop-commands::%s\n", github->word);
    fflush(out);
    return 0;
}

void github_end(const struct github *github, FILE *out)
{
    if (!github->on)
        return;
    fprintf(out, "::%s::\n", github->word);
    fflush(out);
}

/* ---- annotations ---- */

/* A percent sign, line ends, and in properties what separates them, are written as %XX. */
static void put_escaped(FILE *out, struct slice text, bool property)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ':' || c == ',')))
            fprintf(out, "%%%02X", (unsigned)c);
        else
            fputc(c, out);
    }
}

static void put_property(FILE *out, const char *name, const char *text)
{
    struct buf visible;
    buf_init(&visible, LIMIT_TEXT_BYTES);
    text_add_short(&visible, text, TEXT_BYTES);
    fprintf(out, "%s=", name);
    put_escaped(out, buf_slice(&visible), true);
    buf_free(&visible);
}

static enum kind kind_of(const struct report *report, const struct case_result *result)
{
    if (report_expected(report, result))
        return KIND_NONE;
    switch (result->verdict) {
    case VERDICT_FAIL:
    case VERDICT_ERROR:
        return KIND_ERROR;
    case VERDICT_WARN:
        return report->strict ? KIND_ERROR : KIND_WARNING;
    case VERDICT_INCONCLUSIVE:
        return KIND_NOTICE;
    case VERDICT_PASS:
    case VERDICT_SKIP:
        return KIND_NONE;
    }
    return KIND_NONE;
}

static const char *kind_name(enum kind kind)
{
    return kind == KIND_ERROR ? "error" : kind == KIND_WARNING ? "warning" : "notice";
}

static bool same_text(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Cases of one scenario that fail for the same requirement at the same line, or for the same reason. */
static bool is_same(const struct case_result *a, const struct case_result *b)
{
    const struct finding *x = headline_finding(a), *y = headline_finding(b);
    if (a->verdict != b->verdict || !same_text(a->file, b->file) || !same_text(a->reason, b->reason) ||
        !x != !y)
        return false;
    return !x || (x->line == y->line && same_text(x->requirement, y->requirement));
}

static void file_note(struct note *notes, size_t *count, const struct case_result *result)
{
    size_t at = 0;
    while (at < *count && !is_same(notes[at].first, result))
        at++;
    if (at == *count)
        notes[(*count)++] = (struct note){.first = result};
    if (notes[at].cases < IDS_SHOWN)
        notes[at].ids[notes[at].cases] = result->id;
    notes[at].cases++;
}

static void add_cases(const struct note *note, struct buf *text)
{
    buf_addf(text, "\n%zu case%s:", note->cases, note->cases == 1 ? "" : "s");
    for (size_t i = 0; i < note->cases && i < IDS_SHOWN; i++) {
        buf_add_char(text, ' ');
        text_add_short(text, note->ids[i], TEXT_BYTES / 4);
    }
    if (note->cases > IDS_SHOWN)
        buf_add_text(text, " ...");
}

static int put_note(const struct report *report, enum kind kind, const struct note *note, FILE *out)
{
    const struct finding *finding = headline_finding(note->first);
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    headline_add(report, note->first, &text);
    add_cases(note, &text);
    if (text.failed) {
        buf_free(&text);
        return -1;
    }
    fprintf(out, "::%s ", kind_name(kind));
    if (note->first->file[0]) {
        put_property(out, "file", note->first->file);
        fprintf(out, ",line=%d,", finding && finding->line ? finding->line : 1);
    }
    put_property(out, "title",
                 finding && finding->requirement ? finding->requirement : note->first->scenario);
    fputs("::", out);
    put_escaped(out, buf_slice(&text), false);
    fputc('\n', out);
    buf_free(&text);
    return 0;
}

/* room: how many of this kind may be shown. */
static int put_notes(const struct report *report, enum kind kind, const struct note *notes, size_t count,
                     size_t room, FILE *out)
{
    size_t shown = count > room ? room - 1 : count, cases = 0;
    for (size_t i = 0; i < shown; i++)
        if (put_note(report, kind, &notes[i], out))
            return -1;
    for (size_t i = shown; i < count; i++)
        cases += notes[i].cases;
    if (shown < count)
        fprintf(out, "::%s title=sipconform::%zu more findings, in %zu cases; the step summary has them\n",
                kind_name(kind), count - shown, cases);
    return 0;
}

int github_annotate(const struct report *report, FILE *out)
{
    struct note *notes = calloc(report->count + 1, sizeof(*notes));
    int failed = notes ? 0 : -1;
    if (report->unfinished_count)
        fprintf(out, "::warning title=sipconform::the run was interrupted, %zu not finished\n",
                report->unfinished_count);
    for (enum kind kind = KIND_ERROR; !failed && kind < KIND_NONE; kind++) {
        size_t count = 0, room = GITHUB_ANNOTATIONS - (kind == KIND_WARNING && report->unfinished_count);
        for (size_t i = 0; i < report->count; i++)
            if (kind_of(report, &report->cases[i]) == kind)
                file_note(notes, &count, &report->cases[i]);
        failed = put_notes(report, kind, notes, count, room, out);
    }
    fflush(out);
    free(notes);
    return failed;
}

/* ---- the summary ---- */

static int append(const char *path, const struct buf *text, struct buf *error)
{
    errno = 0;
    FILE *file = text->failed ? NULL : fopen(path, "a");
    bool failed = !file || fwrite(text->p, 1, text->n, file) != text->n;
    int reason = text->failed ? ENOMEM : errno;
    if (file && fclose(file) != 0 && !failed) {
        failed = true;
        reason = errno;
    }
    if (failed)
        buf_addf(error, "%s: cannot be written: %s", path, strerror(reason ? reason : EIO));
    return failed ? -1 : 0;
}

int github_summarize(const struct report *report, struct buf *error)
{
    const char *path = getenv("GITHUB_STEP_SUMMARY");
    struct stat status;
    if (!path || !path[0])
        return 0;
    size_t there = stat(path, &status) == 0 && status.st_size > 0 ? (size_t)status.st_size : 0;
    if (there + SUMMARY_LEAST_BYTES > MARKDOWN_MAX_BYTES)
        return 0;
    struct buf text;
    buf_init(&text, 2 * MARKDOWN_MAX_BYTES);
    markdown_add(report, MARKDOWN_MAX_BYTES - there, &text);
    int failed = append(path, &text, error);
    buf_free(&text);
    return failed;
}
