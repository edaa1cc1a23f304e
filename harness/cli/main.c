/* The program: reads the command line and calls the function of the command. */
#include "cli/commands.h"

#include <stdio.h>

static int command_help(const struct options *options)
{
    struct buf text;
    buf_init(&text, LIMIT_ERRORS_BYTES);
    options_help(options->arguments.count ? options->arguments.items[0] : NULL, &text);
    fputs(text.p ? text.p : "", stdout);
    buf_free(&text);
    return EXIT_AS_EXPECTED;
}

static int dispatch(struct options *options)
{
    switch (options->command) {
    case COMMAND_RUN:
        return command_run(options);
    case COMMAND_PROBE:
        return command_probe(options);
    case COMMAND_DEMO:
        return command_demo(options);
    case COMMAND_LIST:
        return command_list(options);
    case COMMAND_CHECK:
        return command_check(options);
    case COMMAND_EXPLAIN:
        return command_explain(options);
    case COMMAND_DEVICE:
        return command_device(options);
    case COMMAND_SELFTEST:
        return command_selftest(options);
    case COMMAND_REPORT:
        return command_report(options);
    case COMMAND_COMPARE:
        return command_compare(options);
    case COMMAND_REPLAY:
        return command_replay(options);
    case COMMAND_VERSION:
        printf("sipconform %s\n", SIPCONFORM_VERSION);
        return EXIT_AS_EXPECTED;
    case COMMAND_HELP:
    case COMMAND_COUNT:
        break;
    }
    return command_help(options);
}

int main(int argc, char **argv)
{
    struct options options = {0};
    struct buf errors;
    buf_init(&errors, LIMIT_ERRORS_BYTES);
    int status = EXIT_USAGE;
    if (options_parse(argc, argv, &options, &errors))
        fprintf(stderr, "%s", errors.p ? errors.p : "sipconform: out of memory\n");
    else
        status = dispatch(&options);
    options_free(&options);
    buf_free(&errors);
    return status;
}
