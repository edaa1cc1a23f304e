/* Requirements in the summary on a terminal or in a log. */
#include "reports/console_requirements.h"

#include "base/limits.h"
#include "reports/combination.h"
#include "reports/coverage.h"
#include "reports/tally.h"
#include "reports/text.h"

#include <stdlib.h>

enum { BROKEN_SHOWN = 40, REASONS_SHOWN = 5, TEXT_BYTES = 100, REASON_BYTES = 240, ID_BYTES = 160 };

/* ---- broken ones ---- */

static bool is_broken(const struct coverage *row)
{
    return row->judged && verdict_is_deviation(row->verdict);
}

/* What those of a matrix that failed have in common. */
static void put_combination(FILE *out, const struct report *report, const struct coverage *row)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    if (combination_add(report, row->requirement->id, row->example, &text) && text.p) {
        fputs("        ", out);
        text_print(out, text.p, ID_BYTES);
        fputc('\n', out);
    }
    buf_free(&text);
}

static void put_broken(FILE *out, bool color, const struct report *report, const struct coverage *row)
{
    const struct requirement *requirement = row->requirement;
    fprintf(out,
            "  %s%-4s%s  %-15s  RFC %d %s, %s, %zu of %zu cases: ", color ? verdict_color(row->verdict) : "",
            verdict_name(row->verdict), color ? "\033[0m" : "", requirement->id, requirement->rfc,
            requirement->section, level_name(requirement->level), row->deviating, row->cases);
    text_print(out, row->example->id, ID_BYTES);
    fputs("\n        ", out);
    text_print(out, requirement->statement, TEXT_BYTES);
    fputc('\n', out);
    put_combination(out, report, row);
}

static void put_all_broken(FILE *out, bool color, const struct report *report, const struct coverage *rows)
{
    size_t count = report->catalogue->count, shown = 0, more = 0;
    for (int verdict = VERDICT_ERROR; verdict >= VERDICT_WARN; verdict--)
        for (size_t i = 0; i < count; i++) {
            if (!is_broken(&rows[i]) || rows[i].verdict != (enum verdict)verdict)
                continue;
            if (shown < BROKEN_SHOWN)
                put_broken(out, color, report, &rows[i]);
            else
                more++;
            shown++;
        }
    if (more)
        fprintf(out, "  and %zu more\n", more);
}

/* ---- those that were not judged ---- */

static void put_reasons(FILE *out, const struct coverage *rows, size_t count)
{
    struct tally *tallies = calloc(count + 1, sizeof(*tallies));
    size_t kinds = 0, left = 0;
    for (size_t i = 0; tallies && i < count; i++)
        if (!rows[i].judged && rows[i].example)
            tallies[kinds++] = (struct tally){coverage_reason(&rows[i]), 1};
    if (kinds)
        kinds = tally_join(tallies, kinds);
    for (size_t i = 0; i < kinds; i++) {
        if (i >= REASONS_SHOWN) {
            left += tallies[i].count;
            continue;
        }
        fprintf(out, "  %zu not judged: ", tallies[i].count);
        text_print(out, tallies[i].reason, REASON_BYTES);
        fputc('\n', out);
    }
    if (left)
        fprintf(out, "  %zu not judged for other reasons\n", left);
    free(tallies);
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
    put_all_broken(out, color, report, rows);
    put_reasons(out, rows, report->catalogue->count);
    free(rows);
}
