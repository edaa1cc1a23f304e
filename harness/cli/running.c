/* Makes ready what is needed to play against a device, from the command line. */
#include "cli/running.h"

#include "cli/conclude.h"
#include "cli/prober.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFAULT_JOBS = 32, EXEC_WAIT_MS = 10000 };

static int usage(const char *text)
{
    fprintf(stderr, "sipconform: %s\n", text);
    return EXIT_USAGE;
}

/* ---- what the command line says of the device ---- */

static int load_profile(struct running *running)
{
    const struct options *options = running->options;
    struct profile *profile = &running->run.profile;
    if (setup_profile(options, profile))
        return EXIT_USAGE;
    if ((options->user && profile_set_text(profile, "user", options->user, false)) ||
        (options->redirect_user && profile_set_text(profile, "redirect_user", options->redirect_user, false)))
        return EXIT_ENVIRONMENT;
    return 0;
}

/* --role, else the profile's roles, else a user agent. */
static unsigned choose_roles(const struct running *running)
{
    const struct value *said = profile_get(&running->run.profile, "roles");
    unsigned roles = 0;
    enum role role;
    for (size_t i = 0; said && i < value_count(said); i++)
        if (role_from_name(value_at(said, i), &role))
            roles |= 1u << role;
    return setup_roles(running->options, roles ? roles : ROLE_SET(UAS));
}

static unsigned choose_transports(const struct running *running)
{
    const struct value *said = profile_get(&running->run.profile, "transports");
    unsigned transports = 0;
    enum net_transport transport;
    for (size_t i = 0; said && i < value_count(said); i++)
        if (net_transport_find(value_at(said, i), strlen(value_at(said, i)), &transport))
            transports |= 1u << transport;
    return setup_transports(running->options, transports ? transports : 1u << NET_UDP);
}

static int read_password(struct running *running)
{
    const struct options *options = running->options;
    char line[1024];
    if (!options->auth)
        return 0;
    FILE *file = fopen(options->password_file, "r");
    if (!file || !fgets(line, sizeof(line), file)) {
        fprintf(stderr, "sipconform: the password file %s cannot be read: %s\n", options->password_file,
                errno ? strerror(errno) : "it is empty");
        if (file)
            fclose(file);
        return EXIT_USAGE;
    }
    fclose(file);
    line[strcspn(line, "\r\n")] = 0;
    running->password = strdup(line);
    running->run.auth_user = options->auth;
    running->run.auth_password = running->password;
    return running->password ? 0 : EXIT_ENVIRONMENT;
}

/* ---- network ---- */

static int allow_one(struct net *net, const char *text)
{
    char host[128];
    struct net_addr addr;
    const char *slash = strchr(text, '/');
    size_t n = slash ? (size_t)(slash - text) : strlen(text);
    uint64_t bits = 0;
    if (n < sizeof(host)) {
        memcpy(host, text, n);
        host[n] = 0;
        bool whole = !slash && net_addr_parse(host, 0, &addr);
        bool part = slash && net_addr_parse(host, 0, &addr) && slice_to_u64(slice_from(slash + 1), &bits) &&
                    bits <= 128;
        if (whole)
            bits = addr.family == 4 ? 32 : 128;
        if ((whole || part) && net_allow(net, &addr, (unsigned)bits, 0) == 0)
            return 0;
    }
    fprintf(stderr, "sipconform: --allow-host %s is no address and no CIDR such as 192.0.2.0/24\n", text);
    return EXIT_USAGE;
}

static int open_network(struct running *running)
{
    const struct options *options = running->options;
    struct run_options *run = &running->run;
    if (setup_address(options->target, 5060, &run->target))
        return EXIT_USAGE;
    run->target_name = options->target;
    int error = net_real_create(&running->net);
    run->net = running->net;
    if (!error)
        error = net_allow(running->net, &run->target, run->target.family == 4 ? 32 : 128, 0);
    for (size_t i = 0; !error && i < options->allow_hosts.count; i++)
        if (allow_one(running->net, options->allow_hosts.items[i]))
            return EXIT_USAGE;
    if (options->local) {
        if (!net_addr_parse(options->local, 0, &run->local))
            return usage("--local takes an address of this machine, such as 192.0.2.7");
    } else if (!error) {
        error = net_local_towards(running->net, &run->target, &run->local);
    }
    if (error) {
        fprintf(stderr, "sipconform: the network cannot be used: %s\n", net_error_text(error));
        return EXIT_ENVIRONMENT;
    }
    return 0;
}

static int select_cases(struct running *running)
{
    const struct record_contents *before = &running->selection.before;
    char addr[NET_ADDR_TEXT];
    int status = selection_make(running->options, &running->selection);
    if (status || !running->selection.resumes)
        return status;
    net_addr_text(&running->run.target, addr);
    if (strcmp(before->run.target, addr) != 0) {
        fprintf(stderr, "sipconform: %s is the record of a run against %s, not %s\n",
                running->options->resume, before->run.target, addr);
        return EXIT_USAGE;
    }
    running->run.seed = before->run.seed;
    return 0;
}

int running_prepare(struct running *running)
{
    const struct options *options = running->options;
    if (!options->target)
        return usage(
            "which device? give --target HOST[:PORT]; \"sipconform demo\" needs none, \"sipconform help\" "
            "tells more");
    running->folder = setup_scenarios(options);
    running->library = running->folder ? setup_library(running->folder) : NULL;
    if (!running->library)
        return EXIT_USAGE;
    int status = conclude_ready(options);
    if (!status)
        status = load_profile(running);
    if (!status)
        status = read_password(running);
    if (!status)
        status = open_network(running);
    struct run_options *run = &running->run;
    run->library = running->library;
    run->roles = choose_roles(running);
    run->transports = choose_transports(running);
    run->jobs = options->jobs ? (unsigned)options->jobs : DEFAULT_JOBS;
    run->seed = options->seed;
    run->timeout_ms = options->timeout_ms;
    run->fail_fast = options->fail_fast;
    run->confirm = setup_confirm(options);
    if (!status)
        status = select_cases(running);
    run->filter = running->selection.filter;
    return status;
}

/* ---- the device ---- */

static void stop_waiting(void *arg, bool alive)
{
    (void)alive; /* discovery will tell */
    net_stop(arg);
}

enum net_transport running_first_transport(const struct running *running)
{
    return net_transport_first(running->run.transports);
}

struct prober_options running_question(const struct running *running, int64_t within_ms)
{
    const struct run_options *run = &running->run;
    return (struct prober_options){
        .net = run->net,
        .transport = running_first_transport(running),
        .target = run->target,
        .local = run->local,
        .user = profile_text(&run->profile, role_is_in(ROLE_UAS, run->roles) ? "user" : ""),
        .within_ms = within_ms,
    };
}

static int wait_for_target(struct running *running)
{
    struct prober *prober = NULL;
    const struct run_options *run = &running->run;
    struct prober_options question = running_question(running, running->options->wait_ms);
    int error = prober_start(&question, stop_waiting, run->net, &prober);
    if (!error)
        error = net_run(run->net);
    prober_stop(prober);
    return error ? EXIT_ENVIRONMENT : 0;
}

/* Its output is kept beside the record, or where it says. */
static int start_device(struct running *running)
{
    const struct options *options = running->options;
    const char *record = options->resume ? options->resume : options->record;
    struct buf path;
    buf_init(&path, LIMIT_PATH_BYTES);
    buf_addf(&path, "%s.device.log", record ? record : "sipconform");
    running->device_output = buf_take(&path);
    if (!running->device_output)
        return EXIT_ENVIRONMENT;
    struct supervisor_options supervisor = {
        .command = options->exec,
        .output = running->device_output,
        .question = running_question(running, options->wait_ms ? options->wait_ms : EXEC_WAIT_MS),
    };
    return supervisor_start(&supervisor, &running->supervisor);
}

int running_make_ready(struct running *running)
{
    if (running->options->exec)
        return start_device(running);
    return running->options->wait_ms ? wait_for_target(running) : 0;
}

/* ---- nobody is there ---- */

bool running_needs_answer(const struct running *running)
{
    for (int role = 0; role < ROLE_COUNT; role++)
        if (role_is_in((enum role)role, running->run.roles) && !role_row((enum role)role)->device_calls)
            return true;
    return false;
}

void running_tell_unreachable(const struct running *running, const struct discovery *discovery)
{
    char addr[NET_ADDR_TEXT];
    fprintf(stderr, "sipconform: %s does not answer%s. Tried from %s:\n%s",
            net_addr_text(&running->run.target, addr), discovery->refused ? " (it refuses packets)" : "",
            net_addr_host(&running->run.local, (char[NET_ADDR_TEXT]){0}),
            discovery->text ? discovery->text : "");
}

void running_free(struct running *running)
{
    supervisor_end(running->supervisor);
    net_free(running->net);
    selection_free(&running->selection);
    free(running->device_output);
    profile_free(&running->run.profile);
    library_free(running->library);
    free(running->folder);
    for (int role = 0; role < ROLE_COUNT; role++)
        free(running->unfit[role]);
    free(running->password);
}
