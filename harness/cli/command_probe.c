/* sipconform probe: the interview alone, and a profile of what it learned. */
#include "cli/commands.h"
#include "cli/complain.h"
#include "cli/introduce.h"
#include "cli/running.h"

#include "reports/atomic_file.h"
#include "reports/json_text.h"

#include <stdio.h>
#include <string.h>

/* A set as a list of names, where the profile does not say it. */
static int say_set(struct profile *profile, const char *key, unsigned set, int count,
                   const char *(*name)(int))
{
    struct value list;
    int failed = 0;
    if (profile_get(profile, key))
        return 0;
    value_list(&list);
    for (int i = 0; i < count && !failed; i++)
        failed = set >> i & 1u ? value_add(&list, slice_from(name(i))) : 0;
    failed = failed || profile_set(profile, key, &list, false);
    value_free(&list);
    return failed ? -1 : 0;
}

static const char *role_of(int i)
{
    return role_name((enum role)i);
}

static const char *transport_of(int i)
{
    return net_transport_name((enum net_transport)i);
}

static int write_profile(const char *path, const struct profile *profile)
{
    struct atomic_file *file;
    struct buf text, error;
    bool failed = false;
    buf_init(&text, LIMIT_TEXT_BYTES);
    buf_init(&error, LIMIT_ERRORS_BYTES);
    buf_add_text(&text, "{");
    json_add_facts(&text, profile, false, "\n  ");
    buf_add_text(&text, "\n}\n");
    if (atomic_file_open(path, &error, &file) == 0) {
        atomic_file_add(file, &text, &failed);
        failed = atomic_file_finish(file, failed, &error) != 0;
    } else {
        failed = true;
    }
    complain(&error);
    buf_free(&text);
    return failed ? EXIT_ENVIRONMENT : EXIT_AS_EXPECTED;
}

static int keep(struct running *running)
{
    struct profile *profile = &running->run.profile;
    const char *path = running->options->write;
    if (!path)
        return EXIT_AS_EXPECTED;
    if (say_set(profile, "roles", running->run.roles, ROLE_COUNT, role_of) ||
        say_set(profile, "transports", running->run.transports, NET_TRANSPORT_COUNT, transport_of))
        return EXIT_ENVIRONMENT;
    if (profile->call.kind != ACTION_NONE || profile->hang_up.kind != ACTION_NONE)
        fprintf(stderr, "sipconform: how the device is made to call is left out of %s: copy \"trigger\"\n",
                path);
    int status = write_profile(path, profile);
    if (!status)
        printf("%s: a profile for run --profile\n", path);
    return status;
}

static int probe(struct running *running)
{
    struct discovery discovery = {0};
    int status = EXIT_ENVIRONMENT;
    if (run_discover(&running->run, &discovery) == 0) {
        if (!discovery.answered && running_needs_answer(running)) {
            running_tell_unreachable(running, &discovery);
            status = EXIT_UNREACHABLE;
        } else {
            introduce(running->options, &running->run, discovery.requests);
            status = keep(running);
        }
    }
    discovery_free(&discovery);
    return status;
}

int command_probe(struct options *options)
{
    struct running running = {.options = options};
    if (!options->seed_given)
        options->seed = setup_seed();
    int status = running_prepare(&running);
    if (!status)
        status = running_make_ready(&running);
    if (!status)
        status = probe(&running);
    running_free(&running);
    return status;
}
