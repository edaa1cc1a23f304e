/* Reads the command line into struct options, by the table of options. */
#include "cli/options.h"

#include "base/duration.h"
#include "cli/option_table.h"
#include "model/diagnostic.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct parse {
    struct options options;
    struct buf *errors;
    bool failed;
    bool help;
};

const char *command_name(enum command command)
{
    return command_rows[command].name;
}

static void *member(struct options *options, const struct option_row *row)
{
    return (char *)options + row->offset;
}

static void list_free(struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->items[i]);
    free(list->items);
    *list = (struct option_list){0};
}

void options_free(struct options *options)
{
    for (size_t i = 0; i < option_row_count; i++)
        switch (option_rows[i].kind) {
        case OPTION_TEXT:
        case OPTION_CHOICE: {
            char **text = member(options, &option_rows[i]);
            free(*text);
            *text = NULL;
            break;
        }
        case OPTION_REPEATED:
        case OPTION_CHOICES:
            list_free(member(options, &option_rows[i]));
            break;
        case OPTION_FLAG:
        case OPTION_NUMBER:
        case OPTION_SEED:
        case OPTION_DURATION:
            break;
        }
    list_free(&options->arguments);
    *options = (struct options){0};
}

/* ---- errors ---- */

static void fail(struct parse *parse, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void fail(struct parse *parse, const char *format, ...)
{
    char message[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    buf_addf(parse->errors, "%s\n", message);
    parse->failed = true;
}

static void fail_unknown(struct parse *parse, const char *what, const char *dashes, const char *name,
                         const char *nearest)
{
    if (nearest)
        fail(parse, "unknown %s \"%s%.80s\"; did you mean \"%s%s\"?", what, dashes, name, dashes, nearest);
    else
        fail(parse, "unknown %s \"%s%.80s\"; \"sipconform help%s%s\" lists them", what, dashes, name,
             dashes[0] ? " " : "", dashes[0] ? command_name(parse->options.command) : "");
}

static void fail_option(struct parse *parse, const char *name)
{
    const char *names[128];
    size_t count = 0;
    for (size_t i = 0; i < option_row_count && count < 128; i++)
        if (option_rows[i].commands & (1u << parse->options.command))
            names[count++] = option_rows[i].name;
    for (size_t i = 0; i < option_row_count; i++)
        if (strcmp(option_rows[i].name, name) == 0) {
            int owner = 0;
            while (!(option_rows[i].commands & (1u << owner)))
                owner++;
            fail(parse, "\"--%s\" is no option of %s, but of %s", name, command_name(parse->options.command),
                 command_name((enum command)owner));
            return;
        }
    fail_unknown(parse, "option", "--", name, nearest_name(name, names, count));
}

/* ---- values ---- */

static void add_item(struct parse *parse, struct option_list *list, struct slice text)
{
    char **items = realloc(list->items, (list->count + 1) * sizeof(*items));
    char *copy = items ? slice_dup(text) : NULL;
    if (items)
        list->items = items;
    if (copy)
        list->items[list->count++] = copy;
    else
        fail(parse, "memory is out");
}

/* Is text one of "a|b|c"? */
static bool is_choice(const char *choices, struct slice text)
{
    struct slice rest = slice_from(choices);
    while (rest.n) {
        size_t n = slice_find(rest, '|');
        if (slice_eq(slice_sub(rest, 0, n), text))
            return true;
        rest = slice_sub(rest, n + 1, rest.n);
    }
    return false;
}

static void fail_choice(struct parse *parse, const struct option_row *row, struct slice value)
{
    fail(parse, "--%s: \"%.80s\" is none of %s", row->name, value.n ? value.p : "", row->choices);
}

static void store_choices(struct parse *parse, const struct option_row *row, const char *value)
{
    struct option_list *list = member(&parse->options, row);
    struct slice rest = slice_from(value);
    bool more = true;
    while (more) {
        size_t n = slice_find(rest, ',');
        struct slice item = slice_sub(rest, 0, n);
        more = n < rest.n;
        rest = slice_sub(rest, n + 1, rest.n);
        bool there = false;
        for (size_t i = 0; i < list->count; i++)
            there = there || slice_eq_text(item, list->items[i]);
        if (!is_choice(row->choices, item)) {
            fail_choice(parse, row, slice_from(value));
            return;
        }
        if (!there)
            add_item(parse, list, item);
    }
}

static void store_text(struct parse *parse, const struct option_row *row, const char *value)
{
    char **text = member(&parse->options, row);
    free(*text);
    *text = strdup(value);
    if (!*text)
        fail(parse, "memory is out");
}

static void store_number(struct parse *parse, const struct option_row *row, const char *value)
{
    uint64_t number;
    if (slice_to_u64(slice_from(value), &number) && number >= (uint64_t)row->least &&
        number <= (uint64_t)row->most)
        *(int *)member(&parse->options, row) = (int)number;
    else
        fail(parse, "--%s: \"%.80s\" is no number from %d to %d", row->name, value, row->least, row->most);
}

static void store_seed(struct parse *parse, const struct option_row *row, const char *value)
{
    if (!slice_to_u64(slice_from(value), member(&parse->options, row)))
        fail(parse, "--%s: \"%.80s\" is no number from 0 to 18446744073709551615", row->name, value);
    parse->options.seed_given = true;
}

static void store_duration(struct parse *parse, const struct option_row *row, const char *value)
{
    int64_t ms;
    if (duration_parse(value, &SIP_TIMERS_DEFAULT, &ms) && ms > 0)
        *(int64_t *)member(&parse->options, row) = ms;
    else
        fail(parse, "--%s: \"%.80s\" is no time like 500ms, 90s, 5min", row->name, value);
}

static void store(struct parse *parse, const struct option_row *row, const char *value)
{
    switch (row->kind) {
    case OPTION_FLAG:
        *(bool *)member(&parse->options, row) = true;
        break;
    case OPTION_CHOICE:
        if (!is_choice(row->choices, slice_from(value)))
            fail_choice(parse, row, slice_from(value));
        else
            store_text(parse, row, value);
        break;
    case OPTION_TEXT:
        store_text(parse, row, value);
        break;
    case OPTION_REPEATED:
        add_item(parse, member(&parse->options, row), slice_from(value));
        break;
    case OPTION_CHOICES:
        store_choices(parse, row, value);
        break;
    case OPTION_NUMBER:
        store_number(parse, row, value);
        break;
    case OPTION_SEED:
        store_seed(parse, row, value);
        break;
    case OPTION_DURATION:
        store_duration(parse, row, value);
        break;
    }
}

/* ---- words ---- */

static const struct option_row *find_row(const struct parse *parse, struct slice name, char letter)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if ((row->commands & (1u << parse->options.command)) &&
            (letter ? row->letter == letter : slice_eq_text(name, row->name)))
            return row;
    }
    return NULL;
}

/* Takes argv[at], a long option, and its value. Returns how many words that were. */
static int take_long(struct parse *parse, int argc, char *const argv[], int at)
{
    struct slice word = slice_from(argv[at] + 2);
    size_t equals = slice_find(word, '=');
    struct slice name = slice_sub(word, 0, equals);
    const char *value = equals < word.n ? word.p + equals + 1 : NULL;
    if (slice_eq_text(name, "help") && !value) {
        parse->help = true;
        return 1;
    }
    const struct option_row *row = find_row(parse, name, 0);
    if (!row) {
        char *text = slice_dup(name);
        fail_option(parse, text ? text : "");
        free(text);
        return 1;
    }
    if (row->kind == OPTION_FLAG) {
        if (value)
            fail(parse, "--%s takes no value", row->name);
        else
            store(parse, row, NULL);
        return 1;
    }
    bool next = !value && at + 1 < argc && strncmp(argv[at + 1], "--", 2) != 0;
    value = next ? argv[at + 1] : value;
    if (!value || !value[0])
        fail(parse, "--%s needs a value: --%s %s", row->name, row->name, row->argument);
    else
        store(parse, row, value);
    return next ? 2 : 1;
}

/* Takes a word like -v or -vq. All letters are flags. */
static void take_letters(struct parse *parse, const char *letters)
{
    for (; *letters; letters++) {
        const struct option_row *row = find_row(parse, (struct slice){0}, *letters);
        if (*letters == 'h')
            parse->help = true;
        else if (!row)
            fail(parse, "unknown option \"-%c\"", *letters);
        else
            store(parse, row, NULL);
    }
}

static void take_words(struct parse *parse, int argc, char *const argv[], int at)
{
    bool only_arguments = false;
    while (at < argc) {
        const char *word = argv[at];
        if (!only_arguments && strcmp(word, "--") == 0)
            only_arguments = true;
        else if (!only_arguments && word[0] == '-' && word[1] == '-') {
            at += take_long(parse, argc, argv, at);
            continue;
        } else if (!only_arguments && word[0] == '-' && word[1])
            take_letters(parse, word + 1);
        else
            add_item(parse, &parse->options.arguments, slice_from(word));
        at++;
    }
}

static bool find_command(const char *name, enum command *ret_command)
{
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(command_rows[i].name, name) == 0) {
            *ret_command = (enum command)i;
            return true;
        }
    return false;
}

static void fail_command(struct parse *parse, const char *name)
{
    const char *names[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[i] = command_rows[i].name;
    fail_unknown(parse, "command", "", name, nearest_name(name, names, COMMAND_COUNT));
}

/* ---- what must be said together ---- */

static void check(struct parse *parse)
{
    const struct options *options = &parse->options;
    const struct command_row *row = &command_rows[options->command];
    enum command command;
    if (options->arguments.count < row->least)
        fail(parse, "%s needs %s", row->name, row->arguments);
    if (options->arguments.count > row->most)
        fail(parse, "%s: \"%.80s\" is one word too many", row->name, options->arguments.items[row->most]);
    if (options->command == COMMAND_HELP && options->arguments.count == 1 &&
        !find_command(options->arguments.items[0], &command))
        fail_command(parse, options->arguments.items[0]);
    if (options->command == COMMAND_RUN && !options->target)
        fail(parse, "run needs --target HOST[:PORT]; \"sipconform demo\" needs no device");
    if (options->command == COMMAND_PROBE && !options->target)
        fail(parse, "probe needs --target HOST[:PORT]");
    if (!options->auth != !options->password_file)
        fail(parse, "--auth and --password-file go together");
    if (options->verbose && options->quiet)
        fail(parse, "--verbose and --quiet contradict each other");
    if (options->update_baseline && !options->baseline)
        fail(parse, "--update-baseline needs --baseline FILE");
    if (options->resume && options->record)
        fail(parse, "--resume goes on with its own record: --record does not go with it");
}

/* --help: whatever else was said, the command's help. */
static void become_help(struct parse *parse, bool named)
{
    const char *name = command_name(parse->options.command);
    bool wanted = named && parse->options.command != COMMAND_HELP;
    options_free(&parse->options);
    parse->options.command = COMMAND_HELP;
    if (wanted)
        add_item(parse, &parse->options.arguments, slice_from(name));
}

int options_parse(int argc, char *const argv[], struct options *ret_options, struct buf *errors)
{
    struct parse parse = {.errors = errors};
    const char *first = argc > 1 ? argv[1] : NULL;
    bool named = first && find_command(first, &parse.options.command);
    if (first && strcmp(first, "--version") == 0) {
        parse.options.command = COMMAND_VERSION;
        named = true;
    }
    if (first && !named && first[0] != '-')
        fail_command(&parse, first);
    else
        take_words(&parse, argc, argv, named ? 2 : 1);
    if (!parse.failed && parse.help)
        become_help(&parse, named);
    if (!parse.failed)
        check(&parse);
    if (parse.failed) {
        options_free(&parse.options);
        return -1;
    }
    *ret_options = parse.options;
    return 0;
}

void options_forget(struct options *options, const char *name)
{
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].kind == OPTION_TEXT && strcmp(option_rows[i].name, name) == 0) {
            char **text = member(options, &option_rows[i]);
            free(*text);
            *text = NULL;
        }
}

int options_only(struct options *options, const char *id)
{
    list_free(&options->only);
    options->only.items = calloc(1, sizeof(*options->only.items));
    if (!options->only.items)
        return -1;
    options->only.items[0] = strdup(id);
    options->only.count = options->only.items[0] ? 1 : 0;
    return options->only.count ? 0 : -1;
}
