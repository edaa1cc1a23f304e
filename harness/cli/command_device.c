/* sipconform device: the built-in device, on the network until it is told to stop. */
#include "cli/commands.h"
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

static const char *fault_name_at(size_t index)
{
    return fault_at(index)->name;
}

static const char *trait_name_at(size_t index)
{
    return trait_at(index)->name;
}

/* Says that there is no such fault or trait, and which name comes near. */
static int unknown(const char *what, const char *name, size_t count, const char *(*name_at)(size_t index))
{
    const char **names = calloc(count + 1, sizeof(*names));
    for (size_t i = 0; names && i < count; i++)
        names[i] = name_at(i);
    const char *near = names ? nearest_name(name, names, count) : NULL;
    fprintf(stderr, "sipconform: there is no %s \"%s\"%s%s; --list-%ss shows them all\n", what, name,
            near ? "; did you mean " : "", near ? near : "", what);
    free(names);
    return EXIT_USAGE;
}

static int add_faults(const struct options *options, struct fault_set *set)
{
    for (size_t i = 0; i < options->faults.count; i++) {
        const char *name = options->faults.items[i];
        const struct fault *fault = fault_find(name);
        if (fault) {
            fault_set_add(set, fault);
            continue;
        }
        return unknown("fault", name, fault_count(), fault_name_at);
    }
    return 0;
}

static int add_traits(const struct options *options, struct trait_set *set)
{
    for (size_t i = 0; i < options->traits.count; i++) {
        const char *name = options->traits.items[i];
        const struct trait *trait = trait_find(name);
        if (!trait)
            return unknown("trait", name, trait_count(), trait_name_at);
        trait_set_add(set, trait);
    }
    return 0;
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
        add_faults(options, &own.faults) || add_traits(options, &own.traits))
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
