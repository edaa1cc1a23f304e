/* sipconform report, compare, replay: what can be done with records. */
#include "cli/commands.h"
#include "cli/records.h"
#include "cli/tell.h"
#include "reports/format.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- report ---- */

static struct console *begin_console(const struct options *options, const struct record_contents *contents)
{
    struct console *console = NULL;
    struct console_options settings = {
        .stream = stdout,
        .color = console_use_color(options->color ? options->color : "auto", stdout),
        .verbose = options->verbose,
        .quiet = options->quiet,
    };
    return console_begin(&settings, &contents->run, contents->count, &console) ? NULL : console;
}

static int tell_all(const struct options *options, struct record_contents *contents)
{
    char *folder = setup_scenarios(options);
    struct library *library = folder ? setup_library(folder, false) : NULL;
    struct github github;
    if (github_begin(&github, stdout))
        fprintf(stderr, "sipconform: no random numbers: there will be no annotations\n");
    struct console *console = library ? begin_console(options, contents) : NULL;
    int status = EXIT_USAGE;
    if (console) {
        struct report report = {
            .run = &contents->run,
            .catalogue = &library->catalogue,
            .cases = contents->cases,
            .count = contents->count,
            .strict = options->strict,
        };
        for (size_t i = 0; options->verbose && i < contents->count; i++)
            console_case(console, &contents->cases[i]);
        status = tell_report(options, &report, console, &github, EXIT_AS_EXPECTED);
    }
    library_free(library);
    free(folder);
    return status;
}

int command_report(const struct options *options)
{
    struct record_contents all = {0};
    int status = tell_ready(options);
    for (size_t i = 0; !status && i < options->arguments.count; i++) {
        struct record_contents one = {0};
        if (records_load(options->arguments.items[i], i ? &one : &all))
            status = EXIT_USAGE;
        else if (i && strcmp(one.run.target, all.run.target) != 0)
            fprintf(stderr, "sipconform: %s is of another target (%s, not %s); they are told as one\n",
                    options->arguments.items[i], one.run.target, all.run.target);
        if (!status && i && records_merge(&all, &one))
            status = EXIT_ENVIRONMENT;
        record_contents_free(&one);
    }
    if (!status)
        status = tell_all(options, &all);
    record_contents_free(&all);
    return status;
}

/* ---- compare ---- */

/* What a device did in a case, without what differs from run to run: methods and statuses that it sent. */
static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static char *behaviour_of_entry(const struct transcript *transcript, const struct entry *entry)
{
    struct buf text;
    buf_init(&text, 400);
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
    buf_init(&text, 65536);
    for (size_t i = 0; parts && i < transcript->count; i++)
        if (transcript->entries[i].direction == DIRECTION_RECEIVED && transcript->entries[i].copy_of < 0 &&
            (parts[count] = behaviour_of_entry(transcript, &transcript->entries[i])) != NULL)
            count++;
    if (parts)
        qsort(parts, count, sizeof(*parts), by_text);
    for (size_t i = 0; i < count; i++) {
        buf_addf(&text, "%s%s", i ? ", " : "", parts[i]);
        free(parts[i]);
    }
    free(parts);
    return buf_take(&text);
}

static bool is_bad(enum verdict verdict)
{
    return verdict == VERDICT_FAIL || verdict == VERDICT_ERROR || verdict == VERDICT_WARN;
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
    if (is_bad(now->verdict) && now->verdict > old->verdict) {
        word = "broken";
        count = &counts->broken;
    } else if (is_bad(old->verdict) && now->verdict == VERDICT_PASS) {
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
    buf_init(&errors, 65536);
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
        status = options.command == COMMAND_DEMO ? command_demo(&options) : command_run(&options);
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
