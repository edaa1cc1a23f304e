/* One run as people see it: record, console, signals, reports and exit status. */
#include "cli/session.h"

#include "cli/complain.h"
#include "cli/records.h"
#include "cli/conclude.h"

#include "reports/console.h"
#include "reports/github.h"
#include "reports/record.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TICK_MS = 500 };

struct session {
    const struct options *options;
    const struct library *library;
    struct net *net;
    struct run_info info;
    char *record_path;
    bool record_is_temporary;
    struct record *record;
    struct console *console;
    struct github github;
    struct run *runs[LIMIT_RUNS];
    size_t run_count;
    struct net_timer *tick;
    struct vigil *vigil; /* NULL: nobody asks a silent device */
    size_t strays;
    int signal;
    bool report_failed;
};

/* ---- progress and signals ---- */

static void on_tick(void *arg);

static void arm_tick(struct session *session)
{
    if (net_timer_start(session->net, (int64_t)TICK_MS * 1000000, on_tick, session, &session->tick))
        session->tick = NULL;
}

static void on_tick(void *arg)
{
    struct session *session = arg;
    char waiting[300];
    session->tick = NULL;
    bool waits = false, over = true;
    size_t active = 0;
    for (size_t i = 0; i < session->run_count; i++) {
        waits = waits || run_waiting_text(session->runs[i], waiting, sizeof(waiting));
        active += run_active_count(session->runs[i]);
        over = over && run_is_over(session->runs[i]);
    }
    if (over)
        return;
    if (session->console)
        console_tick(session->console, net_now_ns(session->net) / 1000000, active, waits ? waiting : NULL);
    arm_tick(session);
}

static void on_signal(void *arg, int number)
{
    struct session *session = arg;
    bool again = session->signal != 0;
    session->signal = number;
    for (size_t i = 0; i < session->run_count; i++) {
        if (again)
            run_stop(session->runs[i]);
        else
            run_wind_down(session->runs[i]);
    }
    if (again || !session->run_count)
        net_stop(session->net);
}

void session_watch(struct session *session, struct run *run)
{
    if (session->run_count < LIMIT_RUNS)
        session->runs[session->run_count++] = run;
    if (!session->tick)
        arm_tick(session);
}

int session_signal(const struct session *session)
{
    return session->signal;
}

/* ---- beginning ---- */

static char *temporary_record(void)
{
    const char *folder = getenv("TMPDIR");
    struct buf path;
    buf_init(&path, LIMIT_PATH_BYTES);
    buf_addf(&path, "%s/sipconform-XXXXXX", folder && folder[0] ? folder : "/tmp");
    char *name = buf_take(&path);
    int file = name ? mkstemp(name) : -1;
    if (file < 0) {
        fprintf(stderr, "sipconform: no temporary file for the record (%s); name one with --record\n",
                strerror(errno));
        free(name);
        return NULL;
    }
    close(file);
    return name;
}

static int open_record(struct session *session, const size_t *before)
{
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    const char *path = session->options->resume ? session->options->resume : session->options->record;
    session->record_is_temporary = !path;
    session->record_path = path ? strdup(path) : temporary_record();
    if (!session->record_path)
        return -1;
    int result = before ? record_resume(session->record_path, before, &error, &session->record)
                        : record_open(session->record_path, &session->info, &error, &session->record);
    complain(&error);
    return result;
}

static int fill_info(struct session *session, const char *target, const char *device)
{
    struct buf command;
    buf_init(&command, LIMIT_COMMAND_BYTES);
    options_command(session->options, &command);
    session->info = (struct run_info){
        .target = strdup(target),
        .device = device ? strdup(device) : NULL,
        .version = strdup(SIPCONFORM_VERSION),
        .command = buf_take(&command),
        .seed = session->options->seed,
        .started_ms = net_wall_ms(session->net),
    };
    return session->info.target && session->info.version && session->info.command ? 0 : -1;
}

static void session_free(struct session *session)
{
    net_timer_stop(session->tick);
    if (session->record_is_temporary && session->record_path)
        unlink(session->record_path);
    free(session->record_path);
    run_info_free(&session->info);
    free(session);
}

int session_begin(const struct options *options, const struct library *library, struct net *net,
                  const char *target, const char *device, const size_t *before, struct session **ret_session)
{
    struct session *session = calloc(1, sizeof(*session));
    if (!session)
        return -1;
    session->options = options;
    session->library = library;
    session->net = net;
    if (fill_info(session, target, device) || open_record(session, before)) {
        session_free(session);
        return -1;
    }
    if (github_begin(&session->github, stdout))
        fprintf(stderr, "sipconform: no random numbers: there will be no annotations\n");
    net_on_signal(net, SIGINT, on_signal, session);
    net_on_signal(net, SIGTERM, on_signal, session);
    *ret_session = session;
    return 0;
}

int session_expect(struct session *session, size_t total)
{
    struct console_options console = {
        .stream = stdout,
        .live = isatty(STDOUT_FILENO) && !session->options->quiet,
        .color = console_use_color(session->options->color ? session->options->color : "auto", stdout),
        .verbose = session->options->verbose,
        .quiet = session->options->quiet,
    };
    return console_begin(&console, &session->info, total, &session->console);
}

void session_facts(struct session *session, const struct profile *profile)
{
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    if (record_facts(session->record, profile, &error))
        session->report_failed = true;
    complain(&error);
}

/* ---- what the engine tells ---- */

static void on_result(void *arg, const struct case_result *result)
{
    struct session *session = arg;
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    if (record_case(session->record, result, &error))
        session->report_failed = true;
    complain(&error);
    if (session->console)
        console_case(session->console, result);
}

static void on_prompt(void *arg, const char *case_id, const char *text)
{
    (void)arg;
    fprintf(stderr, "sipconform: %s (for %s)\n", text, case_id);
}

static void on_stray(void *arg, const char *case_id, const struct net_packet *packet)
{
    struct session *session = arg;
    char from[NET_ADDR_TEXT];
    if (session->strays++ == 0 || session->options->verbose)
        fprintf(stderr, "sipconform: %zu bytes from %s came after the case %s had ended\n", packet->length,
                net_addr_text(&packet->from, from), case_id);
}

void session_trust(struct session *session, struct vigil *vigil)
{
    session->vigil = vigil;
}

static void on_silence(void *arg, struct run *run, enum net_transport transport)
{
    struct session *session = arg;
    vigil_ask(session->vigil, run, transport);
}

struct run_sink session_sink(struct session *session)
{
    return (struct run_sink){
        .on_result = on_result,
        .on_prompt = on_prompt,
        .on_silence = session->vigil ? on_silence : NULL,
        .on_stray = on_stray,
        .arg = session,
    };
}

/* ---- the end ---- */

static size_t list_unfinished(const struct session *session, struct unfinished_case **ret_list)
{
    size_t total = 0, filed = 0;
    for (size_t k = 0; k < session->run_count; k++)
        total += run_active_count(session->runs[k]);
    *ret_list = calloc(total + 1, sizeof(**ret_list));
    for (size_t k = 0; *ret_list && k < session->run_count; k++) {
        const char *const *ids = NULL;
        size_t count = run_unfinished(session->runs[k], &ids);
        for (size_t i = 0; i < count; i++) {
            struct unfinished_case *item = &(*ret_list)[filed++];
            item->id = ids[i];
            run_describe(session->runs[k], i, &item->role, &item->section);
        }
    }
    return filed;
}

/* Everything that is shown or written is made from what the record says. */
static int make_reports(struct session *session, int status)
{
    struct record_contents contents;
    struct unfinished_case *unfinished = NULL;
    if (records_load(session->record_path, &contents))
        return EXIT_ENVIRONMENT;
    struct report report = {
        .run = &contents.run,
        .catalogue = &session->library->catalogue,
        .cases = contents.cases,
        .count = contents.count,
        .strict = conclude_is_strict(session->options),
    };
    report.unfinished_count = list_unfinished(session, &unfinished);
    report.unfinished = unfinished;
    status = conclude_report(session->options, &report, 1, session->console, &session->github, status);
    if (session->strays)
        fprintf(stderr, "sipconform: %zu packets came after their case had ended\n", session->strays);
    free(unfinished);
    record_contents_free(&contents);
    return status;
}

int session_end(struct session *session, int status)
{
    struct buf error;
    buf_init(&error, LIMIT_ERRORS_BYTES);
    if (session->signal)
        status = EXIT_SIGNAL + session->signal;
    net_end_on_signal(session->net, SIGINT);
    net_end_on_signal(session->net, SIGTERM);
    int judged = make_reports(session, status);
    if (session->report_failed && (judged == EXIT_AS_EXPECTED || judged == EXIT_NOTHING))
        judged = EXIT_ENVIRONMENT; /* the record lacks a case */
    if (record_end(session->record, net_wall_ms(session->net), judged, session->signal != 0, &error) &&
        judged == EXIT_AS_EXPECTED)
        judged = EXIT_ENVIRONMENT;
    complain(&error);
    session_free(session);
    return judged;
}
