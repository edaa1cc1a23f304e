/* The command line: options, errors, help, and the command that reproduces a run. */
#include "suite.h"

#include "cli/option_table.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "options";

static struct options options;
static struct buf errors;

/* Parses "sipconform" and a line whose words are separated by one blank. */
static int parse(const char *line)
{
    char program[] = "sipconform", *copy = strdup(line), *argv[40] = {program};
    int argc = 1;
    for (char *word = strtok(copy, " "); word && argc < 39; word = strtok(NULL, " "))
        argv[argc++] = word;
    buf_free(&errors);
    buf_init(&errors, 10000);
    options_free(&options);
    int result = options_parse(argc, argv, &options, &errors);
    free(copy);
    return result;
}

static void end(void)
{
    buf_free(&errors);
    options_free(&options);
}

/* Is that the one error of that line? */
static bool wrong(const char *line, const char *error)
{
    bool good = parse(line) == -1 && errors.n && strncmp(errors.p, error, strlen(error)) == 0 &&
                errors.p[strlen(error)] == '\n' && errors.n == strlen(error) + 1;
    if (!good)
        printf("\n    %s: got %s", line, errors.n ? errors.p : "no error\n");
    end();
    return good;
}

static void run_is_the_default(void)
{
    CU_ASSERT_EQUAL_FATAL(
        parse("--target h:5060 --transport tcp,udp,tcp --role uas --only a* --only=b --jobs 4 --seed "
              "18446744073709551615 --timeout 90s --level must,may -vv --color=never --strict"),
        0);
    CU_ASSERT_EQUAL(options.command, COMMAND_RUN);
    CU_ASSERT_STRING_EQUAL(options.target, "h:5060");
    CU_ASSERT_EQUAL_FATAL(options.transports.count, 2);
    CU_ASSERT_STRING_EQUAL(options.transports.items[0], "tcp");
    CU_ASSERT_STRING_EQUAL(options.transports.items[1], "udp");
    CU_ASSERT_EQUAL_FATAL(options.only.count, 2);
    CU_ASSERT_STRING_EQUAL(options.only.items[1], "b");
    CU_ASSERT_EQUAL(options.levels.count, 2);
    CU_ASSERT(options.jobs == 4 && options.seed == UINT64_MAX && options.seed_given &&
              options.timeout_ms == 90000);
    CU_ASSERT(options.verbose && !options.quiet && options.strict && !options.fail_fast);
    CU_ASSERT_STRING_EQUAL(options.color, "never");
    CU_ASSERT_PTR_NULL(options.junit);
    CU_ASSERT_EQUAL_FATAL(parse("run --target a --target b"), 0);
    CU_ASSERT_STRING_EQUAL(options.target, "b");
    CU_ASSERT(!options.seed_given);
    end();
}

static void commands_have_their_own_options(void)
{
    CU_ASSERT_EQUAL(parse("list --json --requirements"), 0);
    CU_ASSERT(options.command == COMMAND_LIST && options.list_json && options.list_requirements &&
              !options.json);
    CU_ASSERT_EQUAL(parse("selftest --json out.json --fault a --fault b --loss 50 --seed 0"), 0);
    CU_ASSERT(options.command == COMMAND_SELFTEST && options.faults.count == 2 && options.loss == 50);
    CU_ASSERT(options.seed_given && options.seed == 0 && !options.list_json);
    CU_ASSERT_STRING_EQUAL(options.json, "out.json");
    CU_ASSERT_EQUAL(
        parse("device --listen 127.0.0.1:0 --role proxy --recurse --t1 100ms --require x --require y"), 0);
    CU_ASSERT(options.recurse && options.t1_ms == 100 && options.require.count == 2 && !options.roles.count);
    CU_ASSERT_STRING_EQUAL(options.device_role, "proxy");
    CU_ASSERT_EQUAL(parse("check a.json --scenarios dir -- --b.json"), 0);
    CU_ASSERT_EQUAL_FATAL(options.arguments.count, 2);
    CU_ASSERT_STRING_EQUAL(options.arguments.items[1], "--b.json");
    CU_ASSERT_EQUAL(parse("explain SC-420-UAS-001"), 0);
    CU_ASSERT_EQUAL(parse("demo -q"), 0);
    CU_ASSERT_EQUAL(parse("version"), 0);
    CU_ASSERT_EQUAL(parse("--version"), 0);
    CU_ASSERT_EQUAL(options.command, COMMAND_VERSION);
    end();
}

static void errors_say_what_was_meant(void)
{
    CU_ASSERT(wrong("--traget x --target y", "unknown option \"--traget\"; did you mean \"--target\"?"));
    CU_ASSERT(wrong("demo --zzzzzzzz", "unknown option \"--zzzzzzzz\"; \"sipconform help demo\" lists them"));
    CU_ASSERT(wrong("lst", "unknown command \"lst\"; did you mean \"list\"?"));
    CU_ASSERT(wrong("help verison", "unknown command \"verison\"; did you mean \"version\"?"));
    CU_ASSERT(wrong("demo --target x", "\"--target\" is no option of demo, but of run"));
    CU_ASSERT(wrong("", "run needs --target HOST[:PORT]; \"sipconform demo\" needs no device"));
    CU_ASSERT(wrong("demo --role", "--role needs a value: --role ROLE[,..]"));
    CU_ASSERT(wrong("demo --only --strict", "--only needs a value: --only GLOB"));
    CU_ASSERT(wrong("demo --only=", "--only needs a value: --only GLOB"));
    CU_ASSERT(wrong("demo --strict=yes", "--strict takes no value"));
    CU_ASSERT(wrong("demo --role uas,", "--role: \"uas,\" is none of uas|redirect|registrar|proxy|uac"));
    CU_ASSERT(wrong("demo --color red", "--color: \"red\" is none of auto|always|never"));
    CU_ASSERT(wrong("demo --jobs 0", "--jobs: \"0\" is no number from 1 to 1000"));
    CU_ASSERT(wrong("demo --jobs 1e3", "--jobs: \"1e3\" is no number from 1 to 1000"));
    CU_ASSERT(wrong("selftest --loss 1001", "--loss: \"1001\" is no number from 0 to 1000"));
    CU_ASSERT(wrong("demo --seed -1", "--seed: \"-1\" is no number from 0 to 18446744073709551615"));
    CU_ASSERT(wrong("demo --timeout soon", "--timeout: \"soon\" is no time like 500ms, 90s, 5min"));
    CU_ASSERT(wrong("demo -x", "unknown option \"-x\""));
    CU_ASSERT(wrong("demo -vq", "--verbose and --quiet contradict each other"));
    CU_ASSERT(wrong("demo more", "demo: \"more\" is one word too many"));
    CU_ASSERT(wrong("check", "check needs FILE..."));
    CU_ASSERT(wrong("explain a b", "explain: \"b\" is one word too many"));
    CU_ASSERT(wrong("--target h --auth u", "--auth and --password-file go together"));
}

static void all_errors_are_told_at_once(void)
{
    CU_ASSERT_EQUAL(parse("demo --jobs x --colour never --level none"), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, "--jobs: "));
    CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, "did you mean \"--color\"?"));
    CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, "--level: "));
    end();
}

static void help_is_to_be_had_everywhere(void)
{
    CU_ASSERT_EQUAL(parse("--help"), 0);
    CU_ASSERT(options.command == COMMAND_HELP && options.arguments.count == 0);
    CU_ASSERT_EQUAL(parse("check --help"), 0);
    CU_ASSERT(options.command == COMMAND_HELP && options.arguments.count == 1);
    CU_ASSERT_STRING_EQUAL(options.arguments.items[0], "check");
    CU_ASSERT_EQUAL(parse("help"), 0);
    CU_ASSERT_EQUAL(parse("help demo -h"), 0);
    struct buf text;
    buf_init(&text, 100000);
    options_help(NULL, &text);
    for (int i = 0; i < COMMAND_COUNT; i++)
        CU_ASSERT_PTR_NOT_NULL(strstr(text.p, command_name((enum command)i)));
    buf_clear(&text);
    options_help("run", &text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.p, "\n  --target HOST[:PORT]             the device\n"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text.p, "\n  -v, --verbose "));
    CU_ASSERT_PTR_NULL(strstr(text.p, "--listen"));
    buf_free(&text);
    end();
}

/* A value that the row takes. */
static const char *value_for(const struct option_row *row)
{
    static char choice[32];
    switch (row->kind) {
    case OPTION_CHOICE:
    case OPTION_CHOICES:
        snprintf(choice, sizeof(choice), "%.*s", (int)strcspn(row->choices, "|"), row->choices);
        return choice;
    case OPTION_DURATION:
        return "700ms";
    case OPTION_FLAG:
    case OPTION_TEXT:
    case OPTION_REPEATED:
    case OPTION_NUMBER:
    case OPTION_SEED:
        break;
    }
    return "7";
}

/* Every option of every command is taken, is helped with, and comes back in the command line. */
static void try_row(const struct option_row *row, enum command command)
{
    static const char *const needed[COMMAND_COUNT] = {
        [COMMAND_CHECK] = " file", [COMMAND_EXPLAIN] = " id", [COMMAND_REPORT] = " a"};
    bool flag = row->kind == OPTION_FLAG;
    char line[256], said[128];
    snprintf(said, sizeof(said), " --%s%s%s", row->name, flag ? "" : " ", flag ? "" : value_for(row));
    snprintf(line, sizeof(line), "%s%s%s%s%s", command_name(command), said,
             needed[command] ? needed[command] : "",
             (command == COMMAND_RUN || command == COMMAND_PROBE) && strcmp(row->name, "target") != 0
                 ? " --target h"
                 : "",
             strcmp(row->name, "update-baseline") == 0 ? " --baseline f"
             : strcmp(row->name, "auth") == 0          ? " --password-file f"
             : strcmp(row->name, "password-file") == 0 ? " --auth u"
                                                       : "");
    CU_ASSERT_EQUAL_FATAL(parse(line), 0);
    struct buf text;
    buf_init(&text, 100000);
    options_command(&options, &text);
    CU_ASSERT_PTR_NOT_NULL(strstr(text.p, said));
    buf_clear(&text);
    options_help(command_name(command), &text);
    snprintf(said, sizeof(said), "--%s %s", row->name, row->argument ? row->argument : "");
    CU_ASSERT_PTR_NOT_NULL(strstr(text.p, said));
    buf_free(&text);
}

static void every_row_of_the_table_works(void)
{
    for (size_t i = 0; i < option_row_count; i++)
        for (int command = 0; command < COMMAND_COUNT; command++)
            if (option_rows[i].commands & (1u << command))
                try_row(&option_rows[i], (enum command)command);
    end();
}

static void the_command_can_be_pasted(void)
{
    struct buf text;
    buf_init(&text, 1000);
    CU_ASSERT_EQUAL_FATAL(
        parse("run --target=h --only uas/*[a=b] --user it's --skip=--x --transport udp,tcp"), 0);
    options.seed = 42; /* the run's own choice */
    options_command(&options, &text);
    CU_ASSERT_STRING_EQUAL(
        text.p, "sipconform run --target h --transport udp,tcp --user 'it'\\''s' --only 'uas/*[a=b]' "
                "--skip=--x --seed 42");
    buf_free(&text);
    end();
}

const struct unit_test unit_tests[] = {
    {"run is the default", run_is_the_default},
    {"commands have their own options", commands_have_their_own_options},
    {"errors say what was meant", errors_say_what_was_meant},
    {"all errors are told at once", all_errors_are_told_at_once},
    {"help is to be had everywhere", help_is_to_be_had_everywhere},
    {"every row of the table works", every_row_of_the_table_works},
    {"the command can be pasted", the_command_can_be_pasted},
    {NULL, NULL},
};
