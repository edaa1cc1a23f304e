/* sipconform device: the built-in device, on the network until it is told to stop. */
#include "cli/commands.h"
#include "cli/habits.h"
#include "device/device.h"
#include "model/diagnostic.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROLES_BYTES = 64 };
static const char *roles_text(unsigned roles, char text[ROLES_BYTES])
{
    text[0] = 0;
    for (int role = 0; role < ROLE_COUNT; role++)
        if (roles & (1u << role)) {
            strcat(text, text[0] ? "," : "");
            strcat(text, role_name((enum role)role));
        }
    return text;
}

static int list_faults(void)
{
    char roles[ROLES_BYTES];
    for (size_t i = 0; i < fault_count(); i++) {
        const struct fault *fault = fault_at(i);
        printf("%-34s %-10s %-16s %-5s %s\n", fault->name, roles_text(fault->roles, roles), fault->found_by,
               fault->verdict, fault->description);
    }
    return EXIT_AS_EXPECTED;
}

/* Columns that a script can take apart: tabs, and nothing is empty. */
static int list_traits(void)
{
    char roles[ROLES_BYTES];
    for (size_t i = 0; i < trait_count(); i++) {
        const struct trait *trait = trait_at(i);
        printf("%-28s\t%s\t%s\t%s\t%s\t%s\n", trait->name, roles_text(trait->roles, roles),
               trait->warns[0] ? trait->warns : "-", trait->group[0] ? trait->group : "-", trait->clause,
               trait->description);
    }
    return EXIT_AS_EXPECTED;
}

static void on_signal(void *arg, int number)
{
    (void)number;
    net_stop(arg);
}

static int serve(struct net *net, const struct device_options *own)
{
    struct device *device = NULL;
    char text[NET_ADDR_TEXT];
    int error = device_create(net, own, &device);
    if (error) {
        fprintf(stderr, "sipconform: %s cannot be listened at: %s\n", net_addr_text(&own->listen, text),
                net_error_text(error));
        return EXIT_ENVIRONMENT;
    }
    net_on_signal(net, SIGINT, on_signal, net);
    net_on_signal(net, SIGTERM, on_signal, net);
    printf("the built-in %s listens at %s\n", role_name(own->role), net_addr_text(device_addr(device), text));
    fflush(stdout);
    error = net_run(net);
    device_free(device);
    return error ? EXIT_ENVIRONMENT : EXIT_AS_EXPECTED;
}

int command_device(const struct options *options)
{
    struct device_options own = {
        .tcp = true,
        .seed = options->seed_given ? options->seed : setup_seed(),
        .recurse = options->recurse,
        .t1_ms = options->t1_ms,
        .t2_ms = 8 * options->t1_ms,
        .t4_ms = 10 * options->t1_ms,
        .requires = options->require.count ? (const char *const *)options->require.items : NULL,
    };
    if (options->list_faults)
        return list_faults();
    if (options->list_traits)
        return list_traits();
    if (options->device_role)
        role_from_name(options->device_role, &own.role);
    if (setup_address(options->listen ? options->listen : "127.0.0.1:5060", 5060, &own.listen) ||
        habits_read(options, &own.faults, &own.traits))
        return EXIT_USAGE;
    struct net *net = NULL;
    if (setup_network(&net))
        return EXIT_ENVIRONMENT;
    /* It answers whoever asks on loopback; a device on another address serves the peers of its own
     * network. */
    net_allow(net, &own.listen, net_addr_is_loopback(&own.listen) ? (own.listen.family == 4 ? 8 : 128) : 0,
              0);
    int status = serve(net, &own);
    net_free(net);
    return status;
}
