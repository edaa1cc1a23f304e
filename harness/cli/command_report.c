/* sipconform report, compare, replay: what can be done with records. */
#include "cli/commands.h"
#include "cli/records.h"
#include "cli/conclude.h"
#include "reports/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- report ---- */

/* Records, merged where they are of one run or one device: a column for each device. */
struct columns {
    struct record_contents *items;
    size_t count;
};

static void columns_free(struct columns *columns)
{
    for (size_t i = 0; i < columns->count; i++)
        record_contents_free(&columns->items[i]);
    free(columns->items);
}

static bool is_same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

static bool is_of_one_device(const struct run_info *a, const struct run_info *b)
{
    return is_same(a->target, b->target) && is_same(a->device, b->device);
}

static bool share_a_case(const struct record_contents *a, const struct record_contents *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (records_find(a, b->cases[i].id))
            return true;
    return false;
}

/* The column that a record belongs to: that of its device; or, as machines that share a run have a device
 * each, one with other cases than its own. NULL: it needs a new one. */
static struct record_contents *column_for(struct columns *columns, const struct record_contents *one,
                                          const char *path)
{
    for (size_t i = 0; i < columns->count; i++)
        if (is_of_one_device(&columns->items[i].run, &one->run))
            return &columns->items[i];
    for (size_t i = 0; i < columns->count; i++)
        if (!share_a_case(&columns->items[i], one)) {
            fprintf(
                stderr,
                "sipconform: %s is of another target (%s, not %s) and of other cases; they are told as one\n",
                path, one->run.target, columns->items[i].run.target);
            return &columns->items[i];
        }
    return NULL;
}

/* Returns 0 or an exit status. */
static int add_record(struct columns *columns, const char *path)
{
    struct record_contents one = {0};
    if (records_load(path, &one))
        return EXIT_USAGE;
    struct record_contents *column = column_for(columns, &one, path);
    if (!column) {
        columns->items[columns->count++] = one;
        return 0;
    }
    int failed = records_merge(column, &one);
    record_contents_free(&one);
    return failed ? EXIT_ENVIRONMENT : 0;
}

/* One file of a format that has no columns would hide all devices but one. */
static int check_columns(const struct options *options, const struct columns *columns)
{
    const char *option = options->baseline ? "baseline" : NULL;
    for (size_t i = 0; columns->count > 1 && format_at(i); i++)
        if (!format_at(i)->columns && options_text(options, format_at(i)->name))
            option = format_at(i)->name;
    if (columns->count < 2 || !option)
        return 0;
    fprintf(stderr,
            "sipconform: the records are of several devices, the first two %s and %s; only --html tells them "
            "side "
            "by side: give the records of one device for --%s\n",
            columns->items[0].run.target, columns->items[1].run.target, option);
    return EXIT_USAGE;
}

static struct console *begin_console(const struct options *options, const struct record_contents *contents)
{
    struct console *console = NULL;
    struct console_options settings = {
        .stream = stdout,
        .color = console_use_color(options->color ? options->color : "auto", stdout),
        .verbose = options->verbose,
        .quiet = options->quiet,
    };
    if (console_begin(&settings, &contents->run, contents->count, &console))
        return NULL;
    for (size_t i = 0; options->verbose && i < contents->count; i++)
        console_case(console, &contents->cases[i]);
    return console;
}

/* All but the first, whose console comes last, after its files. Returns 0, or -1: memory is out. */
static int show_others(const struct options *options, const struct columns *columns,
                       const struct report *reports)
{
    for (size_t i = 1; i < columns->count; i++) {
        struct console *console = begin_console(options, &columns->items[i]);
        if (!console)
            return -1;
        console_end(console, &reports[i]);
    }
    return 0;
}

static int tell_all(const struct options *options, const struct columns *columns)
{
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder) : NULL;
    struct report *reports = calloc(columns->count, sizeof(*reports));
    struct github github;
    if (github_begin(&github, stdout))
        fprintf(stderr, "sipconform: no random numbers: there will be no annotations\n");
    for (size_t i = 0; library && reports && i < columns->count; i++)
        reports[i] = (struct report){
            .run = &columns->items[i].run,
            .catalogue = &library->catalogue,
            .cases = columns->items[i].cases,
            .count = columns->items[i].count,
            .strict = conclude_is_strict(options),
        };
    struct console *console = NULL;
    if (library && reports && !show_others(options, columns, reports))
        console = begin_console(options, &columns->items[0]);
    int status = console
                     ? conclude_report(options, reports, columns->count, console, &github, EXIT_AS_EXPECTED)
                     : EXIT_USAGE;
    free(reports);
    library_free(library);
    free(folder);
    return status;
}

int command_report(const struct options *options)
{
    struct columns columns = {0};
    int status = conclude_ready(options);
    columns.items = calloc(options->arguments.count, sizeof(*columns.items));
    if (!status && !columns.items)
        status = EXIT_ENVIRONMENT;
    for (size_t i = 0; !status && i < options->arguments.count; i++)
        status = add_record(&columns, options->arguments.items[i]);
    if (!status)
        status = check_columns(options, &columns);
    if (!status)
        status = tell_all(options, &columns);
    columns_free(&columns);
    return status;
}

/* ---- compare ---- */

/* What a device did in a case, without what differs from run to run: methods and statuses that it sent. */
static char *behaviour_of_entry(const struct transcript *transcript, const struct entry *entry)
{
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    const struct entry *request = transcript_at(transcript, entry->answers);
    struct slice method = request ? request->message->method : entry->message->method;
    if (entry_is_response(entry))
        buf_addf(&text, "%d to %.*s", entry->message->status, SLICE_ARG(slice_sub(method, 0, 40)));
    else
        buf_addf(&text, "%.*s", SLICE_ARG(slice_sub(method, 0, 40)));
    return buf_take(&text);
}

static char *behaviour(const struct case_result *result)
{
    const struct transcript *transcript = &result->transcript;
    char **parts = calloc(transcript->count + 1, sizeof(*parts));
    size_t count = 0;
    struct buf text;
    buf_init(&text, LIMIT_ERRORS_BYTES);
    for (size_t i = 0; parts && i < transcript->count; i++)
        if (transcript->entries[i].direction == DIRECTION_RECEIVED &&
            transcript->entries[i].retransmission_of < 0 &&
            (parts[count] = behaviour_of_entry(transcript, &transcript->entries[i])) != NULL)
            count++;
    if (parts)
        qsort(parts, count, sizeof(*parts), text_order);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&text, "%s%s", i ? ", " : "", parts[i]);
        free(parts[i]);
    }
    free(parts);
    return buf_take(&text);
}

struct comparison {
    size_t fixed, broken, other, fresh, gone, changed, same;
};

static void compare_behaviour(const struct case_result *old, const struct case_result *now,
                              struct comparison *counts)
{
    char *before = behaviour(old), *after = behaviour(now);
    if (before && after && strcmp(before, after) != 0) {
        counts->changed++;
        printf("changed  %s  %s\n         was: %s\n         is:  %s\n", now->id, verdict_name(now->verdict),
               before, after);
    } else {
        counts->same++;
    }
    free(before);
    free(after);
}

static void compare_case(const struct case_result *old, const struct case_result *now,
                         struct comparison *counts)
{
    if (old->verdict == now->verdict) {
        compare_behaviour(old, now, counts);
        return;
    }
    const char *word = "other";
    size_t *count = &counts->other;
    if (verdict_is_deviation(now->verdict) && now->verdict > old->verdict) {
        word = "broken";
        count = &counts->broken;
    } else if (verdict_is_deviation(old->verdict) && now->verdict == VERDICT_PASS) {
        word = "fixed";
        count = &counts->fixed;
    }
    (*count)++;
    printf("%-8s %s  %s, was %s\n", word, now->id, verdict_name(now->verdict), verdict_name(old->verdict));
}

static int compare(const struct record_contents *old, const struct record_contents *now)
{
    struct comparison counts = {0};
    for (size_t i = 0; i < now->count; i++) {
        const struct case_result *before = records_find(old, now->cases[i].id);
        if (before) {
            compare_case(before, &now->cases[i], &counts);
            continue;
        }
        counts.fresh++;
        printf("new      %s  %s\n", now->cases[i].id, verdict_name(now->cases[i].verdict));
    }
    for (size_t i = 0; i < old->count; i++)
        if (!records_find(now, old->cases[i].id)) {
            counts.gone++;
            printf("gone     %s  was %s\n", old->cases[i].id, verdict_name(old->cases[i].verdict));
        }
    printf("%zu fixed, %zu broken, %zu otherwise different, %zu changed, %zu new, %zu gone, %zu the same\n",
           counts.fixed, counts.broken, counts.other, counts.changed, counts.fresh, counts.gone, counts.same);
    return counts.broken ? EXIT_DEVIATES : EXIT_AS_EXPECTED;
}

int command_compare(const struct options *options)
{
    struct record_contents old = {0}, now = {0};
    int status = EXIT_USAGE;
    if (!records_load(options->arguments.items[0], &old) && !records_load(options->arguments.items[1], &now))
        status = compare(&old, &now);
    record_contents_free(&old);
    record_contents_free(&now);
    return status;
}

/* ---- replay ---- */

/* Splits a command line as options_command() writes it: words, and single quotes with '\'' inside. */
static size_t split(char *text, char **words, size_t most)
{
    size_t count = 0;
    char *from = text, *to = text;
    while (*from && count < most) {
        from += strspn(from, " ");
        if (!*from)
            break;
        words[count++] = to;
        bool quoted = false;
        for (; *from && (quoted || *from != ' '); from++) {
            if (*from == '\'')
                quoted = !quoted;
            else if (!quoted && *from == '\\' && from[1])
                *to++ = *++from;
            else
                *to++ = *from;
        }
        bool end = !*from;
        *to++ = 0;
        from += end ? 0 : 1;
    }
    return count;
}

/* The options of the recorded run with one case only, and no reports of its own. */
static int replay_options(char *command, const char *id, uint64_t seed, struct options *ret_options)
{
    enum { WORDS_MAX = 256 };
    char *words[WORDS_MAX + 4], number[32];
    size_t count = split(command, words, WORDS_MAX);
    char seed_option[] = "--seed";
    snprintf(number, sizeof(number), "%llu", (unsigned long long)seed);
    char *more[] = {seed_option, number};
    for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++)
        words[count++] = more[i];
    words[count] = NULL;
    struct buf errors;
    buf_init(&errors, LIMIT_ERRORS_BYTES);
    int failed = options_parse((int)count, words, ret_options, &errors);
    if (errors.n)
        fputs(errors.p, stderr);
    buf_free(&errors);
    if (failed)
        return -1;
    if (options_only(ret_options, id))
        return -1;
    ret_options->quiet = false;
    ret_options->verbose = true;
    for (size_t i = 0; format_at(i); i++)
        options_forget(ret_options, format_at(i)->name);
    char **files[] = {&ret_options->record, &ret_options->resume, &ret_options->last_failed,
                      &ret_options->shard};
    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        free(*files[i]);
        *files[i] = NULL;
    }
    return 0;
}

static int replay(const struct record_contents *contents, const char *id)
{
    struct options options = {0};
    char *command = strdup(contents->run.command);
    int status = EXIT_USAGE;
    if (!records_find(contents, id))
        fprintf(stderr, "sipconform: the record has no case %s\n", id);
    else if (command && replay_options(command, id, contents->run.seed, &options) == 0)
        status = options.command == COMMAND_DEMO ? command_demo(&options)
                                                 : command_run_knowing(&options, &contents->run.facts);
    options_free(&options);
    free(command);
    return status;
}

int command_replay(const struct options *options)
{
    struct record_contents contents = {0};
    int status = EXIT_USAGE;
    if (!records_load(options->arguments.items[0], &contents))
        status = replay(&contents, options->arguments.items[1]);
    record_contents_free(&contents);
    return status;
}
