/* Requirements in the summary on a terminal or in a log. */
#include "reports/console_requirements.h"

#include "base/limits.h"
#include "reports/coverage.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

enum { BROKEN_SHOWN = 40, REASONS_SHOWN = 5, TEXT_BYTES = 100, REASON_BYTES = 240, ID_BYTES = 160 };

static void put_visible(FILE *out, const char *text, size_t max_bytes)
{
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    text_add_short(&line, text, max_bytes);
    fputs(line.p ? line.p : "", out);
    buf_free(&line);
}

/* ---- broken ones ---- */

static bool is_broken(const struct coverage *row)
{
    return row->judged && row->verdict >= VERDICT_WARN;
}

static void put_broken(FILE *out, bool color, const struct coverage *row)
{
    const struct requirement *requirement = row->requirement;
    fprintf(out,
            "  %s%-4s%s  %-15s  RFC %d %s, %s, %zu of %zu cases: ", color ? verdict_color(row->verdict) : "",
            verdict_name(row->verdict), color ? "\033[0m" : "", requirement->id, requirement->rfc,
            requirement->section, level_name(requirement->level), row->deviating, row->cases);
    put_visible(out, row->example->id, ID_BYTES);
    fputs("\n        ", out);
    put_visible(out, requirement->statement, TEXT_BYTES);
    fputc('\n', out);
}

static void put_all_broken(FILE *out, bool color, const struct coverage *rows, size_t count)
{
    size_t shown = 0, more = 0;
    for (int verdict = VERDICT_ERROR; verdict >= VERDICT_WARN; verdict--)
        for (size_t i = 0; i < count; i++) {
            if (!is_broken(&rows[i]) || rows[i].verdict != (enum verdict)verdict)
                continue;
            if (shown < BROKEN_SHOWN)
                put_broken(out, color, &rows[i]);
            else
                more++;
            shown++;
        }
    if (more)
        fprintf(out, "  and %zu more\n", more);
}

/* ---- those that were not judged ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The reason that most of them have, and takes it out. Equal ones stand together. */
static size_t take_most(const char **reasons, size_t *count, const char **ret_reason)
{
    size_t best = 0, best_at = 0;
    for (size_t i = 0, end; i < *count; i = end) {
        for (end = i; end < *count && strcmp(reasons[i], reasons[end]) == 0; end++)
            ;
        if (end - i > best) {
            best = end - i;
            best_at = i;
        }
    }
    *ret_reason = best ? reasons[best_at] : NULL;
    memmove(&reasons[best_at], &reasons[best_at + best], (*count - best_at - best) * sizeof(*reasons));
    *count -= best;
    return best;
}

static void put_reasons(FILE *out, const struct coverage *rows, size_t count)
{
    const char **reasons = calloc(count + 1, sizeof(*reasons)), *reason;
    size_t left = 0;
    for (size_t i = 0; reasons && i < count; i++)
        if (!rows[i].judged && rows[i].example)
            reasons[left++] = coverage_reason(&rows[i]);
    if (left)
        qsort(reasons, left, sizeof(*reasons), by_text);
    for (int i = 0; i < REASONS_SHOWN && left; i++) {
        size_t n = take_most(reasons, &left, &reason);
        fprintf(out, "  %zu not judged: ", n);
        put_visible(out, reason, REASON_BYTES);
        fputc('\n', out);
    }
    if (left)
        fprintf(out, "  %zu not judged for other reasons\n", left);
    free(reasons);
}

/* ---- all ---- */

static void put_counts(FILE *out, const struct coverage *rows, size_t count)
{
    size_t kept = 0, warned = 0, broken = 0, open = 0;
    for (size_t i = 0; i < count; i++) {
        kept += rows[i].judged && rows[i].verdict < VERDICT_WARN;
        warned += rows[i].judged && rows[i].verdict == VERDICT_WARN;
        broken += rows[i].judged && rows[i].verdict > VERDICT_WARN;
        open += !rows[i].judged && rows[i].example;
    }
    fprintf(out, "\nrequirements: %zu kept, %zu broken, %zu with a warning, %zu not judged\n", kept, broken,
            warned, open);
}

void console_put_requirements(FILE *out, bool color, const struct report *report)
{
    struct coverage *rows;
    if (!report->catalogue)
        return;
    if (coverage_make(report, &rows)) {
        fputs("\nrequirements: memory is out\n", out);
        return;
    }
    put_counts(out, rows, report->catalogue->count);
    put_all_broken(out, color, rows, report->catalogue->count);
    put_reasons(out, rows, report->catalogue->count);
    free(rows);
}
