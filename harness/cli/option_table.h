/* The one list of commands and options. Private to harness/cli/options*.c. */
#ifndef SIPCONFORM_CLI_OPTION_TABLE_H
#define SIPCONFORM_CLI_OPTION_TABLE_H

#include "cli/options.h"

struct command_row {
    const char *name;
    const char *arguments; /* as help shows them; "" when there are none */
    size_t least, most;    /* number of arguments */
    const char *help;
};
extern const struct command_row command_rows[COMMAND_COUNT];

/* How the member that `offset` points to is stored. */
enum option_kind {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* char * */
    OPTION_CHOICE,   /* char *, one of choices */
    OPTION_REPEATED, /* struct option_list, an item each time */
    OPTION_CHOICES,  /* struct option_list, several of choices with commas */
    OPTION_NUMBER,   /* int, least to most */
    OPTION_SEED,     /* uint64_t; seed_given as well */
    OPTION_DURATION  /* int64_t, milliseconds */
};

struct option_row {
    const char *name;     /* without the dashes */
    char letter;          /* "-v"; 0 when there is none */
    const char *argument; /* "FILE"; NULL for a flag */
    unsigned commands;    /* set of 1 << enum command */
    enum option_kind kind;
    size_t offset;
    const char *choices; /* "udp|tcp"; NULL when everything goes */
    int least, most;
    const char *help;
};
extern const struct option_row option_rows[];
extern const size_t option_row_count;

static inline const void *option_member(const struct options *options, const struct option_row *row)
{
    return (const char *)options + row->offset;
}

#endif
