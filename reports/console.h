/* What a run shows on a terminal or in a CI log: a line a finished case (a bar on a terminal), failure cards,
 * a summary. The first and the last line name the seed. Verdicts are words; colour only adds to them. */
#ifndef SIPCONFORM_REPORTS_CONSOLE_H
#define SIPCONFORM_REPORTS_CONSOLE_H

#include "reports/report.h"

#include <stdio.h>

struct console_options {
    FILE *stream; /* borrowed */
    bool live;    /* a terminal: a status line that is redrawn; cases that pass or are skipped have no line */
    bool color;
    bool verbose; /* every case has its line and its ladder, every FAIL and WARN its card */
    bool quiet;   /* no lines while running, one line instead of a card */
};

struct console;

/* --color's setting ("auto", "always", "never") > NO_COLOR > CLICOLOR_FORCE > is it a terminal. */
bool console_use_color(const char *setting, FILE *stream);

/* Writes the first line. total: cases that will be run, skipped ones included. Returns 0, or -1 when memory
 * is out. What run points to is needed until console_end. */
int console_begin(const struct console_options *options, const struct run_info *run, size_t total,
                  struct console **ret_console);
void console_case(struct console *console, const struct case_result *result);
/* To be called now and then, at least each second; now_ms from any monotonic clock. Redraws the status line;
 * elsewhere writes a heartbeat after 30 s without a line. waiting: what is waited for ("timer H 12.3/32 s"),
 * may be NULL. */
void console_tick(struct console *console, int64_t now_ms, size_t running, const char *waiting);
/* Writes cards, summary and the last line, and frees the console. */
void console_end(struct console *console, const struct report *report);

#endif
