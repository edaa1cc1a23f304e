/* The command line: one table of options that parses, helps and writes the command of a run. Nothing is
 * printed here and nothing exits. */
#ifndef SIPCONFORM_CLI_OPTIONS_H
#define SIPCONFORM_CLI_OPTIONS_H

#include "base/buf.h"

enum command {
    COMMAND_RUN,
    COMMAND_PROBE,
    COMMAND_DEMO,
    COMMAND_LIST,
    COMMAND_CHECK,
    COMMAND_EXPLAIN,
    COMMAND_DEVICE,
    COMMAND_SELFTEST,
    COMMAND_REPORT,
    COMMAND_COMPARE,
    COMMAND_REPLAY,
    COMMAND_VERSION,
    COMMAND_HELP,
    COMMAND_COUNT
};
const char *command_name(enum command command);

struct option_list {
    char **items; /* owned, each owned */
    size_t count;
};

/* What was said; NULL, 0, empty or false when it was not. Addresses and files are not looked at here. */
struct options {
    enum command command;
    struct option_list arguments; /* check: files; explain: an id; help: a command or nothing */

    char *target, *local;
    struct option_list allow_hosts;
    struct option_list transports; /* "udp", "tcp" */
    char *write;                   /* probe: the profile that it makes */
    bool no_probe;                 /* run: nothing is asked before */
    char *user, *redirect_user, *auth, *password_file;

    char *scenarios, *profile;
    struct option_list roles;      /* "uas" ... */
    struct option_list only, skip; /* globs over case ids */
    struct option_list requirements;
    struct option_list levels; /* "must", "should", "may" */

    int jobs; /* 0: not said */
    uint64_t seed;
    bool seed_given;
    int64_t timeout_ms; /* for an awaited message; 0: 64*T1 */
    char *confirm;      /* "never", "beside", "always"; NULL: beside */
    bool fail_fast, strict;
    char *fail_on;  /* "fail", "warn", "inconclusive"; NULL: fail, or warn with strict */
    int min_judged; /* percent of the applicable cases; 0: not said */

    char *shard;                /* "I/N" */
    char *resume, *last_failed; /* records */
    char *baseline;
    bool update_baseline;
    char *exec;      /* run: the command that is the device */
    int64_t wait_ms; /* run: for the target's first answer */

    char *record, *junit, *json, *tap, *markdown, *pcapng; /* files; json: of selftest too */
    char *html;                                            /* folder */
    char *junit_dialect;                                   /* "rich", "strict"; NULL: rich */
    char *color;                                           /* "auto", "always", "never"; NULL: auto */
    bool verbose, quiet;

    bool list_json, list_requirements; /* list */
    char *listen;                      /* device */
    char *device_role;
    struct option_list require;
    int64_t t1_ms;
    bool recurse, list_faults, list_traits;
    struct option_list faults, traits; /* device, selftest */
    int loss;                          /* selftest: thousandths */
};

/* Reads the command line. Returns 0 and options that are freed with options_free, or -1 after a line for
 * everything that is wrong was added to errors. --help becomes the command help. */
int options_parse(int argc, char *const argv[], struct options *ret_options, struct buf *errors);
void options_free(struct options *options);

/* The text of an option by its name, NULL when it was not said; for options that take a text. */
const char *options_text(const struct options *options, const char *name);
/* As if that option, one that takes a text, had not been said. */
void options_forget(struct options *options, const char *name);
/* Makes id the one case that --only names. Returns 0 or -1 (memory). */
int options_only(struct options *options, const char *id);
/* Appends the help of a command, by its name; NULL: what commands there are. */
void options_help(const char *command, struct buf *out);
/* Appends the command line that says the same, quoted for a shell; with --seed for run, demo and selftest,
 * given or not. No option holds a secret (the password is in a file). */
void options_command(const struct options *options, struct buf *out);

#endif
