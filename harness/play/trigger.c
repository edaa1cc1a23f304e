/* Makes the device act as a client: by a command, a shell line, a REFER, or a person. */
#include "play/case.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A command that a trigger started, while it runs. */
struct command {
    struct test_case *owner;
    struct net_process *process;
    struct command *next;
};

static void forget(struct command *command)
{
    struct command **at = &command->owner->script.commands;
    while (*at != command)
        at = &(*at)->next;
    *at = command->next;
    free(command);
}

static void on_command_end(void *arg, int status)
{
    struct command *command = arg;
    struct test_case *test = command->owner;
    forget(command);
    if (status) {
        case_give_up(test, VERDICT_ERROR, "the trigger command ended with status %d", status >> 8);
        test->upward->advance(test);
    }
}

void triggers_end(struct test_case *test)
{
    while (test->script.commands) {
        net_process_end(test->script.commands->process);
        forget(test->script.commands);
    }
}

/* Replaces {uri} in an argument. */
static char *with_uri(const char *argument, const char *uri)
{
    struct buf text;
    buf_init(&text, LIMIT_COMMAND_BYTES);
    const char *at;
    while ((at = strstr(argument, "{uri}")) != NULL) {
        buf_add(&text, argument, (size_t)(at - argument));
        buf_add_text(&text, uri);
        argument = at + 5;
    }
    buf_add_text(&text, argument);
    return buf_take(&text);
}

static void spawn(struct test_case *test, char **argv)
{
    struct command *command = calloc(1, sizeof(*command));
    if (!command) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    *command = (struct command){.owner = test, .next = test->script.commands};
    test->script.commands = command;
    int error = net_spawn(test->around->net, argv, -1, on_command_end, command, &command->process);
    if (!error)
        return;
    forget(command);
    case_give_up(test, VERDICT_ERROR, "the trigger command \"%s\" cannot be started: %s", argv[0],
                 net_error_text(error));
}

static void run_command(struct test_case *test, const struct action *action, const char *uri)
{
    size_t count = value_count(&action->arguments);
    char **argv = calloc(count + 1, sizeof(*argv));
    bool ok = argv != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        argv[i] = with_uri(value_at(&action->arguments, i), uri);
        ok = argv[i] != NULL;
    }
    if (ok)
        spawn(test, argv);
    else
        case_give_up(test, VERDICT_ERROR, "out of memory");
    for (size_t i = 0; argv && i < count; i++)
        free(argv[i]);
    free(argv);
}

/* The URI reaches the shell as a positional parameter, never as text of the line. */
static void run_shell(struct test_case *test, const struct action *action, const char *uri)
{
    struct buf line;
    buf_init(&line, LIMIT_COMMAND_BYTES);
    buf_addf(&line, "URI=$1; export URI; %s", action->arguments.text);
    char shell[] = "/bin/sh", option[] = "-c", name[] = "trigger";
    char *argv[] = {shell, option, line.p, name, (char *)(uintptr_t)uri, NULL};
    if (line.failed)
        case_give_up(test, VERDICT_ERROR, "the trigger's shell line is too long");
    else
        spawn(test, argv);
    buf_free(&line);
}

static void send_refer(struct test_case *test, const struct action *action, const char *uri, bool hang_up)
{
    char refer_to[1024];
    snprintf(refer_to, sizeof(refer_to), "<%s%s>", uri, hang_up ? ";method=BYE" : "");
    struct expr *value = expr_new_text(refer_to);
    struct header_spec spec_row = {.name = (char *)(uintptr_t) "Refer-To", .values = value};
    struct headers headers = {&spec_row, 1};
    struct message_spec spec = message_spec_init(test);
    spec.method = "REFER";
    spec.uri = action->arguments.text;
    spec.headers = &headers;
    spec.flags |= ENTRY_AUTOMATIC;
    if (value)
        test->script.trigger_request = send_message(test, &spec);
    expr_free(value);
}

static void act(struct test_case *test, const struct action *action, const char *uri, bool hang_up)
{
    char text[1200];
    switch (action->kind) {
    case ACTION_NONE:
        case_give_up(test, VERDICT_SKIP, "the device cannot be made to %s: give \"trigger\" in the profile",
                     hang_up ? "hang up" : "call");
        break;
    case ACTION_COMMAND:
        run_command(test, action, uri);
        break;
    case ACTION_SHELL:
        run_shell(test, action, uri);
        break;
    case ACTION_REFER:
        send_refer(test, action, uri, hang_up);
        break;
    case ACTION_BY_HAND:
        snprintf(text, sizeof(text), hang_up ? "please end the call to %s" : "please call %s", uri);
        test->around->host->prompt(test->host_arg, text);
        break;
    }
}

bool trigger_play(struct test_case *test, const struct step *step)
{
    bool hang_up = strcmp(step->trigger.what, "hang_up") == 0;
    if (!hang_up && !case_take_place(test))
        return false;
    struct buf uri, why;
    buf_init(&uri, LIMIT_URI_BYTES);
    buf_init(&why, LIMIT_WHY_BYTES);
    const char *pattern = step->trigger.uri ? step->trigger.uri : "sip:callee@{server}{transport_param}";
    const struct profile *profile = test->around->profile;
    if (scope_expand(pattern, case_scope(test), &uri, &why))
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    else
        act(test, hang_up ? &profile->hang_up : &profile->call, uri.p, hang_up);
    buf_free(&uri);
    buf_free(&why);
    return true;
}
