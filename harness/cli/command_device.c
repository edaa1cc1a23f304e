/* sipconform device: the built-in device, on the network until it is told to stop. */
#include "cli/commands.h"
#include "device/device.h"
#include "model/diagnostic.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int list_faults(void)
{
    for (size_t i = 0; i < fault_count(); i++) {
        const struct fault *fault = fault_at(i);
        char roles[64] = "";
        for (int role = 0; role < ROLE_COUNT; role++)
            if (fault->roles & (1u << role)) {
                strcat(roles, roles[0] ? "," : "");
                strcat(roles, role_name((enum role)role));
            }
        printf("%-34s %-10s %-16s %-5s %s\n", fault->name, roles,
               fault->kind == FAULT_WRONG ? fault->found_by : "(legal)", fault->verdict, fault->description);
    }
    return EXIT_AS_EXPECTED;
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
        const char **names = calloc(fault_count() + 1, sizeof(*names));
        for (size_t k = 0; names && k < fault_count(); k++)
            names[k] = fault_at(k)->name;
        const char *near = names ? nearest_name(name, names, fault_count()) : NULL;
        fprintf(stderr, "sipconform: there is no fault \"%s\"%s%s; --list-faults shows them all\n", name,
                near ? "; did you mean " : "", near ? near : "");
        free(names);
        return EXIT_USAGE;
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
    if (options->device_role)
        role_from_name(options->device_role, &own.role);
    if (setup_address(options->listen ? options->listen : "127.0.0.1:5060", 5060, &own.listen) ||
        add_faults(options, &own.faults))
        return EXIT_USAGE;
    struct net *net = NULL;
    if (net_real_create(&net))
        return EXIT_ENVIRONMENT;
    /* It answers whoever asks on loopback; a device on another address serves the peers of its own
     * network. */
    net_allow(net, &own.listen, net_addr_is_loopback(&own.listen) ? (own.listen.family == 4 ? 8 : 128) : 0,
              0);
    int status = serve(net, &own);
    net_free(net);
    return status;
}
