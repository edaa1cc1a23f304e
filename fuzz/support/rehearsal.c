/* Runs the engine with a few scenarios against a session, and checks what it promises. */
#include "fuzz/support/rehearsal.h"

#include "base/limits.h"
#include "engine/run.h"
#include "fuzz/support/counterpart.h"
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/session.h"
#include "reports/record.h"
#include "reports/record_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t MS = 1000 * 1000;
#define TARGET "192.0.2.1:5060"
#define LOCAL "192.0.2.2"

enum {
    PACKETS_MAX = 20000,
    OVER_MS = 60 * 60 * 1000 /* no scenario here waits for so long */
};

/* Every role, every kind of step, short ones; a session is played to one group. */
enum { GROUPS = 4, GROUP_SIZE = 3 };
static const char *const scenarios[GROUPS * GROUP_SIZE] = {
    "uas/ack-with-require",       "uas/reinvite-420",        "transactions/invite-copy",
    "redirect/lifetime",          "redirect/plain-redirect", "registrar/refused-adds-nothing",
    "uac/cancel-without-require", "uac/follows-302",         "uas/stray-commas",
    "proxy/relays-302",           "proxy/unknown-proxy-tag", "uas/odd-identifiers",
};

/* What is made once: the library and which cases are played. */
static struct {
    struct library *library;
    struct profile profile;
    struct plans all;
    struct plan chosen[GROUPS][GROUP_SIZE];
} fixed;

struct rehearsal {
    struct net *net;
    struct net_addr target, local;
    unsigned packets;
    struct plans plans;            /* a group */
    unsigned verdicts[GROUP_SIZE]; /* how often each was told of */
    struct record *record;
    const char *path; /* of the record, in memory */
};

/* Made by CMakeLists.txt. */
extern const struct embedded_file fuzz_library_files[], fuzz_rehearsal_files[];

/* ---- once ---- */

static struct run_options options_of(struct net *net)
{
    return (struct run_options){
        .net = net,
        .library = fixed.library,
        .profile = fixed.profile,
        .roles = ROLES_ALL,
        .transports = 1u << NET_UDP | 1u << NET_TCP,
        .filter = {.only = scenarios, .only_count = GROUPS * GROUP_SIZE},
        .jobs = 1000,
        .seed = 1,
    };
}

static void load_profile(struct diagnostics *diagnostics)
{
    static const char *const facts[][2] = {{"any_user", "true"},
                                           {"routes_by", "registration"},
                                           {"locations_by", "registration"},
                                           {"ringing_user", "ring"},
                                           {"follows", "true"}};
    FUZZ_CHECK(!profile_load(fuzz_path("profiles/reference-uac.json"), diagnostics, &fixed.profile));
    for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
        FUZZ_CHECK(!profile_set_text(&fixed.profile, facts[i][0], facts[i][1], false));
}

static void plan(void)
{
    struct net *net;
    FUZZ_CHECK(!net_sim_create(NULL, &net));
    struct run_options options = options_of(net);
    net_addr_parse(TARGET, 0, &options.target);
    FUZZ_CHECK(!run_plan(&options, &fixed.all));
    net_free(net);
}

/* The first case of a scenario; one of each group goes by TCP. */
static const struct plan *case_of(const char *id, enum net_transport transport)
{
    for (size_t i = 0; i < fixed.all.count; i++) {
        const struct plan *candidate = &fixed.all.items[i];
        if (!candidate->skip_reason && candidate->transport == transport &&
            strcmp(candidate->scenario->id, id) == 0)
            return candidate;
    }
    fuzz_fail("%s has no case", id);
}

static void choose(void)
{
    for (size_t i = 0; i < GROUPS * GROUP_SIZE; i++)
        fixed.chosen[i / GROUP_SIZE][i % GROUP_SIZE] =
            *case_of(scenarios[i], i % GROUP_SIZE == 1 ? NET_TCP : NET_UDP);
}

static void prepare(void)
{
    struct diagnostics diagnostics;
    if (fixed.library)
        return;
    diagnostics_init(&diagnostics);
    fuzz_unpack(fuzz_library_files);
    fuzz_unpack(fuzz_rehearsal_files);
    FUZZ_CHECK(!library_load(fuzz_folder(), &diagnostics, &fixed.library));
    load_profile(&diagnostics);
    diagnostics_free(&diagnostics);
    plan();
    choose();
}

/* ---- the record, in memory ---- */

static void begin_record(struct rehearsal *rehearsal)
{
    struct buf error;
    struct run_info info = {.target = (char *)(uintptr_t)TARGET,
                            .version = (char *)(uintptr_t) "0",
                            .command = (char *)(uintptr_t) "sipconform run",
                            .seed = 1};
    buf_init(&error, 1000);
    rehearsal->path = fuzz_file((struct slice){0});
    FUZZ_CHECK(!record_open(rehearsal->path, &info, &error, &rehearsal->record));
    buf_free(&error);
}

/* The lines of the cases as they were written. */
static void check_lines(const char *path, struct slice lines)
{
    FILE *file = fopen(path, "rb");
    char *line = NULL;
    size_t capacity = 0;
    ssize_t n;
    FUZZ_CHECK(file && getline(&line, &capacity, file) > 0);
    for (; lines.n && (n = getline(&line, &capacity, file)) > 0; lines = slice_sub(lines, (size_t)n, lines.n))
        if (!slice_eq(slice_sub(lines, 0, (size_t)n), (struct slice){line, (size_t)n}))
            break;
    free(line);
    fclose(file);
    if (lines.n)
        fuzz_fail("another record is read than was written");
}

static void read_back(const struct rehearsal *rehearsal)
{
    struct diagnostics diagnostics;
    struct record_contents contents;
    struct buf lines;
    diagnostics_init(&diagnostics);
    buf_init(&lines, LIMIT_RECORD_LINE_BYTES);
    if (record_read(rehearsal->path, &diagnostics, &contents)) {
        diagnostics_print(&diagnostics, &lines);
        fprintf(stderr, "%.*s", SLICE_ARG(buf_slice(&lines)));
        fuzz_fail("the record cannot be read");
    }
    FUZZ_CHECK(contents.count == rehearsal->plans.count);
    for (size_t i = 0; i < contents.count; i++)
        record_add_case(&lines, &contents.cases[i]);
    check_lines(rehearsal->path, buf_slice(&lines));
    record_contents_free(&contents);
    diagnostics_free(&diagnostics);
    buf_free(&lines);
}

static void end_record(struct rehearsal *rehearsal)
{
    struct buf error;
    buf_init(&error, 1000);
    FUZZ_CHECK(!record_end(rehearsal->record, 0, 0, false, &error));
    read_back(rehearsal);
    buf_free(&error);
}

/* ---- what the engine must not do ---- */

static void on_result(void *arg, const struct case_result *result)
{
    struct rehearsal *rehearsal = arg;
    struct buf error;
    size_t i = 0;
    while (i < GROUP_SIZE && strcmp(rehearsal->plans.items[i].id, result->id) != 0)
        i++;
    FUZZ_CHECK(i < GROUP_SIZE);
    rehearsal->verdicts[i]++;
    if (result->verdict == VERDICT_ERROR) {
        fprintf(stderr, "%s\n", result->reason);
        fuzz_fail("%s ends as ERROR", result->scenario);
    }
    buf_init(&error, 1000);
    FUZZ_CHECK(!record_case(rehearsal->record, result, &error));
    buf_free(&error);
}

static void on_departure(void *arg, enum net_transport transport, const struct net_addr *to)
{
    struct rehearsal *rehearsal = arg;
    (void)transport;
    if (!net_addr_same_ip(to, &rehearsal->target) && !net_addr_same_ip(to, &rehearsal->local))
        fuzz_fail("a packet goes to a stranger");
    if (++rehearsal->packets > PACKETS_MAX)
        fuzz_fail("the engine floods the network");
}

static void stop(void *arg)
{
    net_stop(arg);
}

static void play(struct rehearsal *rehearsal)
{
    struct run *run = NULL;
    struct run_options options = options_of(rehearsal->net);
    options.target = rehearsal->target;
    options.local = rehearsal->local;
    options.sink = (struct run_sink){.on_result = on_result, .arg = rehearsal};
    FUZZ_CHECK(!run_start(&options, &rehearsal->plans, &run));
    FUZZ_CHECK(!net_timer_start(rehearsal->net, OVER_MS * MS, stop, rehearsal->net, NULL));
    FUZZ_CHECK(!net_run(rehearsal->net));
    FUZZ_CHECK(!run_has_failed(run));
    FUZZ_CHECK(run_is_over(run));
    for (size_t i = 0; i < GROUP_SIZE; i++)
        FUZZ_CHECK(rehearsal->verdicts[i] == 1);
    run_free(run);
}

void rehearse(struct slice session)
{
    struct rehearsal rehearsal = {0};
    struct net_sim_options network = {
        .seed = 1, .delay_ns = MS, .on_departure = on_departure, .arg = &rehearsal};
    prepare();
    /* By the number of messages: most mutations leave that, so that an input stays with its group. */
    rehearsal.plans = (struct plans){fixed.chosen[session_count(session) % GROUPS], GROUP_SIZE};
    net_addr_parse(TARGET, 0, &rehearsal.target);
    net_addr_parse(LOCAL, 0, &rehearsal.local);
    FUZZ_CHECK(!net_sim_create(&network, &rehearsal.net));
    /* As without --allow-host: where a Contact points elsewhere nothing is sent, and the case is no ERROR. */
    FUZZ_CHECK(!net_allow(rehearsal.net, &rehearsal.target, 32, 0));
    struct counterpart *counterpart = counterpart_open(rehearsal.net, &rehearsal.target, session);
    begin_record(&rehearsal);
    play(&rehearsal);
    end_record(&rehearsal);
    net_free(rehearsal.net);
    counterpart_free(counterpart);
}
