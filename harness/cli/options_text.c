/* What the option table says to people: help, and the command line of a run. */
#include "cli/option_table.h"

#include <stdio.h>
#include <string.h>

enum { NAME_COLUMNS = 32 };

/* ---- help ---- */

static void add_commands(struct buf *out)
{
    buf_add_text(out,
                 "usage: sipconform [COMMAND] [OPTION]...\n\n"
                 "Tests how a SIP device treats extensions it does not know (420) and redirection (3xx).\n\n"
                 "commands\n");
    for (int i = 0; i < COMMAND_COUNT; i++) {
        char left[NAME_COLUMNS];
        snprintf(left, sizeof(left), "%s %s", command_rows[i].name, command_rows[i].arguments);
        buf_addf(out, "  %-20s %s\n", left, command_rows[i].help);
    }
    buf_add_text(out, "\n\"sipconform help COMMAND\" lists a command's options.\n");
}

static void add_option(const struct option_row *row, struct buf *out)
{
    char left[96], letter[8] = "";
    if (row->letter)
        snprintf(letter, sizeof(letter), "-%c, ", row->letter);
    snprintf(left, sizeof(left), "%s--%s %s", letter, row->name, row->argument ? row->argument : "");
    buf_addf(out, "  %-*s %s\n", NAME_COLUMNS, left, row->help);
}

void options_help(const char *command, struct buf *out)
{
    int number = 0;
    while (command && number < COMMAND_COUNT && strcmp(command_rows[number].name, command) != 0)
        number++;
    if (!command || number == COMMAND_COUNT) {
        add_commands(out);
        return;
    }
    const struct command_row *row = &command_rows[number];
    buf_addf(out, "usage: sipconform %s [OPTION]...%s%s\n\n%s\n\noptions\n", row->name,
             row->arguments[0] ? " " : "", row->arguments, row->help);
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].commands & (1u << number))
            add_option(&option_rows[i], out);
    buf_addf(out, "  %-*s %s\n", NAME_COLUMNS, "-h, --help", "this text");
}

/* ---- the command line ---- */

static void add_quoted(const char *text, struct buf *out)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:,=@%+-";
    if (text[0] && text[strspn(text, plain)] == 0) {
        buf_add_text(out, text);
        return;
    }
    buf_add_char(out, '\'');
    for (const char *c = text; *c; c++)
        if (*c == '\'')
            buf_add_text(out, "'\\''");
        else
            buf_add_char(out, *c);
    buf_add_char(out, '\'');
}

static void add_value(const struct option_row *row, const char *value, struct buf *out)
{
    buf_addf(out, " --%s", row->name);
    if (!value)
        return;
    buf_add_char(out, strncmp(value, "--", 2) == 0 ? '=' : ' '); /* else it would be read as an option */
    add_quoted(value, out);
}

static void add_list(const struct option_row *row, const struct option_list *list, struct buf *out)
{
    if (row->kind == OPTION_REPEATED) {
        for (size_t i = 0; i < list->count; i++)
            add_value(row, list->items[i], out);
        return;
    }
    for (size_t i = 0; i < list->count; i++)
        if (i)
            buf_addf(out, ",%s", list->items[i]);
        else
            add_value(row, list->items[i], out);
}

static void add_said(const struct options *options, const struct option_row *row, struct buf *out)
{
    const void *at = option_member(options, row);
    char number[32];
    switch (row->kind) {
    case OPTION_FLAG:
        if (*(const bool *)at)
            add_value(row, NULL, out);
        break;
    case OPTION_TEXT:
    case OPTION_CHOICE:
        if (*(char *const *)at)
            add_value(row, *(char *const *)at, out);
        break;
    case OPTION_REPEATED:
    case OPTION_CHOICES:
        add_list(row, at, out);
        break;
    case OPTION_NUMBER:
        snprintf(number, sizeof(number), "%d", *(const int *)at);
        if (*(const int *)at)
            add_value(row, number, out);
        break;
    case OPTION_SEED:
        snprintf(number, sizeof(number), "%llu", (unsigned long long)*(const uint64_t *)at);
        add_value(row, number, out);
        break;
    case OPTION_DURATION:
        snprintf(number, sizeof(number), "%lldms", (long long)*(const int64_t *)at);
        if (*(const int64_t *)at)
            add_value(row, number, out);
        break;
    }
}

void options_command(const struct options *options, struct buf *out)
{
    buf_addf(out, "sipconform %s", command_name(options->command));
    for (size_t i = 0; i < option_row_count; i++)
        if (option_rows[i].commands & (1u << options->command))
            add_said(options, &option_rows[i], out);
    for (size_t i = 0; i < options->arguments.count; i++) {
        buf_add_char(out, ' ');
        add_quoted(options->arguments.items[i], out);
    }
}

const char *options_text(const struct options *options, const char *name)
{
    for (size_t i = 0; i < option_row_count; i++) {
        const struct option_row *row = &option_rows[i];
        if ((row->commands & (1u << options->command)) && row->kind == OPTION_TEXT &&
            strcmp(row->name, name) == 0)
            return *(char *const *)option_member(options, row);
    }
    return NULL;
}
