/* Finds what commands need before they begin: scenarios, addresses, roles, transports and the seed. */
#include "cli/setup.h"

#include "cli/complain.h"

#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* "<where the program is>/../share/sipconform/scenarios" */
static char *installed_folder(void)
{
    char program[LIMIT_PATH_BYTES];
    ssize_t n = readlink("/proc/self/exe", program, sizeof(program) - 1);
    if (n <= 0)
        return NULL;
    program[n] = 0;
    char *slash = strrchr(program, '/');
    if (slash)
        *slash = 0;
    struct buf path;
    buf_init(&path, LIMIT_PATH_BYTES);
    buf_addf(&path, "%s/../share/sipconform/scenarios", program);
    return buf_take(&path);
}

char *setup_scenarios(const struct options *options)
{
    if (options->scenarios)
        return strdup(options->scenarios);
    char *folder = installed_folder();
    if (folder && is_folder(folder))
        return folder;
    free(folder);
    if (is_folder(SIPCONFORM_SOURCE_SCENARIOS))
        return strdup(SIPCONFORM_SOURCE_SCENARIOS);
    fprintf(stderr,
            "sipconform: the scenarios are not where they were installed; name them with --scenarios DIR\n");
    return NULL;
}

struct library *setup_library(const char *folder)
{
    struct diagnostics diagnostics;
    struct library *library = NULL;
    diagnostics_init(&diagnostics);
    if (library_load(folder, &diagnostics, &library))
        complain_of_files(&diagnostics);
    else /* warnings are for "sipconform check" */
        diagnostics_free(&diagnostics);
    return library;
}

int setup_profile(const struct options *options, struct profile *ret_profile)
{
    struct diagnostics diagnostics;
    if (!options->profile)
        return 0;
    diagnostics_init(&diagnostics);
    int failed = profile_load(options->profile, &diagnostics, ret_profile);
    complain_of_files(&diagnostics);
    return failed;
}

static bool from_sockaddr(const struct sockaddr *addr, uint16_t port, struct net_addr *ret_addr)
{
    char host[NI_MAXHOST];
    socklen_t length = addr->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);
    if (getnameinfo(addr, length, host, sizeof(host), NULL, 0, NI_NUMERICHOST))
        return false;
    return net_addr_parse(host, port, ret_addr);
}

/* A name, and behind its last colon a port. */
static int look_up(const char *text, uint16_t default_port, struct net_addr *ret_addr)
{
    char host[256];
    const char *colon = strrchr(text, ':');
    size_t n = colon ? (size_t)(colon - text) : strlen(text);
    uint64_t port = default_port;
    if (!n || n >= sizeof(host) ||
        (colon && (!slice_to_u64(slice_from(colon + 1), &port) || port == 0 || port > 65535))) {
        fprintf(stderr, "sipconform: \"%s\" is no address; write HOST:PORT, for example 192.0.2.1:5060\n",
                text);
        return -1;
    }
    memcpy(host, text, n);
    host[n] = 0;
    struct addrinfo hints = {.ai_socktype = SOCK_DGRAM}, *list = NULL;
    int error = getaddrinfo(host, NULL, &hints, &list);
    bool found = !error && from_sockaddr(list->ai_addr, (uint16_t)port, ret_addr);
    if (!found)
        fprintf(stderr, "sipconform: the host \"%s\" is not known: %s\n", host,
                error ? gai_strerror(error) : "its address is of no use");
    if (list)
        freeaddrinfo(list);
    return found ? 0 : -1;
}

int setup_network(struct net **ret_net)
{
    int error = net_real_create(ret_net);
    if (error)
        fprintf(stderr, "sipconform: the network cannot be used: %s\n", net_error_text(error));
    return error ? -1 : 0;
}

int setup_address(const char *text, uint16_t default_port, struct net_addr *ret_addr)
{
    if (net_addr_parse(text, default_port, ret_addr))
        return 0;
    return look_up(text, default_port, ret_addr);
}

struct run_filter setup_filter(const struct options *options)
{
    return (struct run_filter){
        .only = (const char *const *)options->only.items,
        .only_count = options->only.count,
        .skip = (const char *const *)options->skip.items,
        .skip_count = options->skip.count,
        .requirements = (const char *const *)options->requirements.items,
        .requirement_count = options->requirements.count,
        .levels = (const char *const *)options->levels.items,
        .level_count = options->levels.count,
    };
}

unsigned setup_roles(const struct options *options, unsigned otherwise)
{
    unsigned roles = 0;
    enum role role;
    for (size_t i = 0; i < options->roles.count; i++)
        if (role_from_name(options->roles.items[i], &role))
            roles |= 1u << role;
    return roles ? roles : otherwise;
}

enum confirm setup_confirm(const struct options *options)
{
    if (!options->confirm || strcmp(options->confirm, "beside") == 0)
        return CONFIRM_BESIDE;
    return strcmp(options->confirm, "always") == 0 ? CONFIRM_ALWAYS : CONFIRM_NEVER;
}

unsigned setup_transports(const struct options *options, unsigned otherwise)
{
    unsigned transports = 0;
    enum net_transport transport;
    for (size_t i = 0; i < options->transports.count; i++)
        if (net_transport_find(options->transports.items[i], strlen(options->transports.items[i]),
                               &transport))
            transports |= 1u << transport;
    return transports ? transports : otherwise;
}

uint64_t setup_seed(void)
{
    uint32_t seed = 0;
    if (getrandom(&seed, sizeof(seed), 0) != sizeof(seed))
        seed = (uint32_t)time(NULL);
    return seed;
}
