/* Shows a run on a terminal or in a log: cases as they end, cards and a summary. */
#include "reports/console.h"

#include "base/limits.h"
#include "reports/card.h"
#include "reports/console_requirements.h"
#include "reports/headline.h"
#include "reports/tally.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEARTBEAT_MS = 30000,
    BAR_WIDTH = 24,
    STATUS_COLUMNS = 79,
    FULL_CARDS = 20, /* in full unless verbose; a device that does nothing right fails everywhere */
    REASON_BYTES = 200
};

struct console {
    struct console_options options;
    const struct run_info *run;
    size_t total, done;
    size_t counts[VERDICT_COUNT];
    bool has_status; /* a status line stands at the cursor */
    bool wrote;      /* a line, since the last tick */
    bool ticked;
    int64_t last_ms; /* of the last line, as ticks know it */
    size_t full_cards;
};

/* ---- colour ---- */

bool console_use_color(const char *setting, FILE *stream)
{
    if (strcmp(setting, "always") == 0)
        return true;
    if (strcmp(setting, "never") == 0)
        return false;
    const char *no_color = getenv("NO_COLOR"), *force = getenv("CLICOLOR_FORCE");
    if (no_color && no_color[0])
        return false;
    if (force && force[0] && strcmp(force, "0") != 0)
        return true;
    return isatty(fileno(stream)) == 1;
}

static void put_verdict(struct console *console, enum verdict verdict)
{
    bool color = console->options.color;
    fprintf(console->options.stream, "%s%s%s", color ? verdict_color(verdict) : "", verdict_name(verdict),
            color ? "\033[0m" : "");
}

/* ---- lines ---- */

static void clear_status(struct console *console)
{
    if (console->has_status)
        fputs("\r\033[K", console->options.stream);
    console->has_status = false;
}

int console_begin(const struct console_options *options, const struct run_info *run, size_t total,
                  struct console **ret_console)
{
    struct console *console = calloc(1, sizeof(*console));
    if (!console)
        return -1;
    *console = (struct console){.options = *options, .run = run, .total = total};
    fprintf(options->stream, "sipconform %s, seed %llu: %zu case%s, target ", run->version,
            (unsigned long long)run->seed, total, total == 1 ? "" : "s");
    text_print(console->options.stream, run->target, REASON_BYTES);
    if (run->device) {
        fputs(", ", options->stream);
        text_print(console->options.stream, run->device, REASON_BYTES);
    }
    fputc('\n', options->stream);
    fflush(options->stream);
    *ret_console = console;
    return 0;
}

static bool has_line(const struct console *console, enum verdict verdict)
{
    if (console->options.quiet)
        return false;
    return !console->options.live || console->options.verbose || verdict_needs_a_look(verdict);
}

static void put_ladder(struct console *console, const struct case_result *result)
{
    struct card_lines lines = {0};
    if (card_ladder(result, headline_finding(result), &lines))
        fputs("    memory is out\n", console->options.stream);
    for (size_t i = 0; i < lines.count; i++)
        fprintf(console->options.stream, "    %s\n", lines.items[i].text);
    card_lines_free(&lines);
}

/* What a whole role has in common stands in the totals. */
static bool was_not_played(const struct console *console, const struct case_result *result)
{
    return !console->options.verbose && result->verdict == VERDICT_INCONCLUSIVE && !result->transcript.count;
}

void console_case(struct console *console, const struct case_result *result)
{
    if (result->confirmation == CONFIRMATION_PENDING)
        return; /* what comes of it is told when it was played alone */
    console->done++;
    console->counts[result->verdict]++;
    if (!has_line(console, result->verdict) || was_not_played(console, result))
        return;
    clear_status(console);
    FILE *out = console->options.stream;
    put_verdict(console, result->verdict);
    fputc(' ', out);
    text_print(console->options.stream, result->id, 4 * REASON_BYTES);
    fputs("  ", out);
    if (result->reason) {
        text_print(console->options.stream, result->reason, REASON_BYTES);
    } else {
        struct buf duration;
        buf_init(&duration, 64);
        text_add_duration(&duration, result->duration_ms);
        fputs(duration.p ? duration.p : "", out);
        buf_free(&duration);
    }
    fputc('\n', out);
    if (console->options.verbose)
        put_ladder(console, result);
    fflush(out);
    console->wrote = true;
}

/* ---- while waiting ---- */

static void make_status(const struct console *console, size_t running, const char *waiting, struct buf *line)
{
    size_t filled = console->total ? console->done * BAR_WIDTH / console->total : 0;
    buf_add_char(line, '[');
    for (size_t i = 0; i < BAR_WIDTH; i++)
        buf_add_char(line, i < filled ? '#' : '.');
    buf_addf(line, "] %zu/%zu", console->done, console->total);
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        enum verdict verdict = verdict_reading_order[i];
        if (verdict_needs_a_look(verdict) && console->counts[verdict])
            buf_addf(line, "  %s %zu", verdict_name(verdict), console->counts[verdict]);
    }
    buf_addf(line, "  running %zu", running);
    if (waiting) {
        buf_add_text(line, "  ");
        text_add_ascii(line, slice_sub(slice_from(waiting), 0, STATUS_COLUMNS));
    }
}

void console_tick(struct console *console, int64_t now_ms, size_t running, const char *waiting)
{
    if (console->wrote || !console->ticked)
        console->last_ms = now_ms;
    console->ticked = true;
    console->wrote = false;
    bool is_due = console->options.live || now_ms - console->last_ms >= HEARTBEAT_MS;
    if (console->options.quiet || !is_due)
        return;
    console->last_ms = now_ms;
    struct buf line;
    buf_init(&line, LIMIT_TEXT_BYTES);
    make_status(console, running, waiting, &line);
    clear_status(console);
    if (console->options.live)
        fprintf(console->options.stream, "%.*s", STATUS_COLUMNS, line.p ? line.p : "");
    else
        fprintf(console->options.stream, "%s\n", line.p ? line.p : "");
    console->has_status = console->options.live;
    fflush(console->options.stream);
    buf_free(&line);
}

/* ---- cards ---- */

static bool is_full(struct console *console, enum verdict verdict)
{
    if (console->options.quiet)
        return false;
    if (console->options.verbose)
        return true;
    return verdict == VERDICT_FAIL && console->full_cards < FULL_CARDS;
}

/* The case's verdict begins the card's text; it is written apart, for its colour. */
static void put_card(struct console *console, const struct case_result *result, size_t index,
                     const struct catalogue *catalogue)
{
    struct card card;
    struct buf text;
    enum verdict verdict = result->findings.items[index].verdict;
    if (card_make(console->run, result, index, catalogue, &card)) {
        fprintf(console->options.stream, "%s %s: memory is out\n", verdict_name(verdict), result->id);
        return;
    }
    buf_init(&text, LIMIT_TEXT_BYTES);
    bool full = is_full(console, verdict);
    if (full) {
        fputc('\n', console->options.stream);
        console->full_cards++;
        card_text(&card, &text);
        buf_consume(&text, strlen(verdict_name(verdict)));
    } else {
        buf_addf(&text, " %s: ", card.id);
        card_headline(&card, &text);
        buf_add_char(&text, '\n');
    }
    put_verdict(console, verdict);
    fputs(text.p && !text.failed ? text.p : "\n", console->options.stream);
    buf_free(&text);
    card_free(&card);
}

static void put_cards(struct console *console, const struct report *report, enum verdict verdict)
{
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->cases[i].findings.count; k++)
            if (report->cases[i].findings.items[k].verdict == verdict)
                put_card(console, &report->cases[i], k, report->catalogue);
}

/* ---- summary ---- */

static void put_row(struct console *console, const struct report *report, const char *role)
{
    FILE *out = console->options.stream;
    size_t totals[VERDICT_COUNT], total = 0;
    headline_totals(report, role, totals);
    fputs("  ", out);
    fprintf(out, "%-10.10s", role ? role : "all");
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        size_t count = totals[verdict_reading_order[i]];
        int width = (int)strlen(verdict_name(verdict_reading_order[i]));
        fprintf(out, "  %*zu", width < 5 ? 5 : width, count);
        total += count;
    }
    fprintf(out, "  %5zu\n", total);
}

static void put_table(struct console *console, const struct report *report)
{
    FILE *out = console->options.stream;
    fprintf(out, "\n  %-10s", "role");
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        int pad = 5 - (int)strlen(verdict_name(verdict_reading_order[i]));
        fprintf(out, "  %*s", pad > 0 ? pad : 0, "");
        put_verdict(console, verdict_reading_order[i]);
    }
    fputs("  total\n", out);
    for (size_t i = 0; i < report->count; i++) {
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(report->cases[k].role, report->cases[i].role) == 0;
        if (!seen)
            put_row(console, report, report->cases[i].role);
    }
    put_row(console, report, NULL);
}

static void put_reasons(struct console *console, const struct report *report, enum verdict verdict)
{
    struct tally *tallies = calloc(report->count + 1, sizeof(*tallies));
    size_t count = 0;
    for (size_t i = 0; tallies && i < report->count; i++)
        if (report->cases[i].verdict == verdict && report->cases[i].reason)
            tallies[count++] = (struct tally){report->cases[i].reason, 1};
    if (count) {
        fputc('\n', console->options.stream);
        put_verdict(console, verdict);
        fputs(" because\n", console->options.stream);
        count = tally_join(tallies, count);
    }
    for (size_t i = 0; i < count; i++) {
        fputs("  ", console->options.stream);
        text_print(console->options.stream, tallies[i].reason, REASON_BYTES);
        fprintf(console->options.stream, ": %zu\n", tallies[i].count);
    }
    free(tallies);
}

static void put_last_line(struct console *console, const struct report *report)
{
    FILE *out = console->options.stream;
    fprintf(out, "\nseed %llu:", (unsigned long long)console->run->seed);
    size_t totals[VERDICT_COUNT], kinds = 0;
    headline_totals(report, NULL, totals);
    for (size_t i = 0; i < VERDICT_COUNT; i++) {
        size_t count = totals[verdict_reading_order[i]];
        if (!count)
            continue;
        fprintf(out, "%s%zu ", kinds++ ? ", " : " ", count);
        put_verdict(console, verdict_reading_order[i]);
    }
    if (!kinds)
        fputs(" no case was run", out);
    if (report->unfinished_count)
        fprintf(out, "; interrupted, %zu not finished", report->unfinished_count);
    fputc('\n', out);
    fflush(out);
}

void console_end(struct console *console, const struct report *report)
{
    clear_status(console);
    put_cards(console, report, VERDICT_WARN);
    put_cards(console, report, VERDICT_FAIL);
    if (report->count) {
        console_put_requirements(console->options.stream, console->options.color, report);
        put_table(console, report);
        put_reasons(console, report, VERDICT_SKIP);
        put_reasons(console, report, VERDICT_INCONCLUSIVE);
        put_reasons(console, report, VERDICT_ERROR);
    }
    put_last_line(console, report);
    free(console);
}
