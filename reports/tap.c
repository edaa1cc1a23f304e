/* Writes the TAP report. */
#include "reports/tap.h"

#include "base/limits.h"
#include "reports/atomic_file.h"
#include "reports/headline.h"
#include "reports/text.h"

#include <string.h>

enum { CARDS_BYTES = 64 * 1024, DESCRIPTION_BYTES = 1000 };

/* What a parser would take for a directive is escaped. */
static void add_description(struct buf *out, const char *text)
{
    struct buf visible;
    buf_init(&visible, LIMIT_TEXT_BYTES);
    text_add_short(&visible, text, DESCRIPTION_BYTES);
    for (size_t i = 0; i < visible.n; i++) {
        if (visible.p[i] == '#' || visible.p[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, visible.p[i]);
    }
    out->failed = out->failed || visible.failed;
    buf_free(&visible);
}

/* In YAML's double quotes; text is visible already. */
static void add_quoted(struct buf *out, const char *key, struct slice text)
{
    buf_addf(out, "%s: \"", key);
    for (size_t i = 0; i < text.n; i++) {
        if (text.p[i] == '"' || text.p[i] == '\\')
            buf_add_char(out, '\\');
        buf_add_char(out, text.p[i]);
    }
    buf_add_text(out, "\"\n");
}

static void add_message(struct buf *out, const struct report *report, const struct case_result *result)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    headline_add(report, result, &line);
    add_quoted(out, "  message", buf_slice(&line));
    out->failed = out->failed || line.failed;
    buf_free(&line);
}

static void add_place(struct buf *out, const struct case_result *result)
{
    const struct finding *finding = headline_finding(result);
    struct buf file;
    buf_init(&file, LIMIT_TEXT_BYTES);
    text_add_short(&file, result->file, DESCRIPTION_BYTES);
    buf_add_text(out, "  at:\n");
    add_quoted(out, "    file", buf_slice(&file));
    if (finding && finding->line)
        buf_addf(out, "    line: %d\n", finding->line);
    out->failed = out->failed || file.failed;
    buf_free(&file);
}

/* A literal block: each line is indented, also the empty ones, or prove's reader ends it there. All of it is
 * visible already. */
static void add_block(struct buf *out, struct slice text)
{
    buf_add_text(out, "  cards: |\n");
    while (text.n) {
        size_t n = slice_find(text, '\n');
        buf_add_text(out, "    ");
        buf_add_slice(out, slice_sub(text, 0, n));
        buf_add_char(out, '\n');
        text = slice_sub(text, n + 1, text.n);
    }
}

static void add_cards(struct buf *out, const struct report *report, const struct case_result *result)
{
    struct buf cards;
    buf_init(&cards, 2 * LIMIT_TEXT_BYTES);
    headline_add_cards(report, result, CARDS_BYTES, &cards);
    if (cards.n)
        add_block(out, slice_sub(buf_slice(&cards), 1, cards.n));
    out->failed = out->failed || cards.failed;
    buf_free(&cards);
}

static void add_diagnostic(struct buf *out, const struct report *report, const struct case_result *result)
{
    buf_add_text(out, "  ---\n");
    add_message(out, report, result);
    buf_addf(out, "  severity: %s\n", verdict_name(result->verdict));
    buf_addf(out, "  duration_ms: %lld\n  seed: \"%llu\"\n", (long long)result->duration_ms,
             (unsigned long long)result->seed);
    add_place(out, result);
    add_cards(out, report, result);
    buf_add_text(out, "  ...\n");
}

static void add_skip(struct buf *out, const struct report *report, const struct case_result *result)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    headline_add(report, result, &line);
    if (result->verdict == VERDICT_SKIP) /* the directive says that already */
        buf_consume(&line, strlen("SKIP: "));
    buf_add_text(out, " # SKIP ");
    add_description(out, line.p ? line.p : "");
    out->failed = out->failed || line.failed;
    buf_free(&line);
}

static void add_case(struct buf *out, const struct report *report, size_t number)
{
    const struct case_result *result = &report->cases[number];
    buf_addf(out, "%s %zu - ", headline_is_bad(report, result) ? "not ok" : "ok", number + 1);
    add_description(out, result->id);
    bool skipped = verdict_says_why_not(result->verdict) || report_expected(report, result);
    if (skipped)
        add_skip(out, report, result);
    buf_add_char(out, '\n');
    if (!skipped && (headline_is_bad(report, result) || result->verdict == VERDICT_WARN))
        add_diagnostic(out, report, result);
}

static void add_plan(struct buf *out, const struct report *report)
{
    size_t count = report->count + report->unfinished_count;
    buf_addf(out, "TAP version 13\n1..%zu%s\n", count, count ? "" : " # SKIP no case was run");
    buf_add_text(out, "# target ");
    text_add_short(out, report->run->target, DESCRIPTION_BYTES);
    buf_addf(out, ", seed %llu\n", (unsigned long long)report->run->seed);
}

int tap_write(const char *path, const struct report *report, struct buf *error)
{
    struct atomic_file *file;
    struct buf text;
    bool failed = false;
    if (atomic_file_open(path, error, &file))
        return -1;
    buf_init(&text, 4 * LIMIT_TEXT_BYTES);
    add_plan(&text, report);
    for (size_t i = 0; i < report->count; i++) {
        add_case(&text, report, i);
        atomic_file_add(file, &text, &failed);
    }
    for (size_t i = 0; i < report->unfinished_count; i++) {
        buf_addf(&text, "not ok %zu - ", report->count + i + 1);
        add_description(&text, report->unfinished[i].id);
        buf_add_text(
            &text,
            "\n  ---\n  message: \"the run ended before this case did\"\n  severity: ABORTED\n  ...\n");
    }
    atomic_file_add(file, &text, &failed);
    buf_free(&text);
    return atomic_file_finish(file, failed, error);
}
