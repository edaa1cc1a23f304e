/* What several commands need before they can begin: the scenarios, addresses, a seed. Problems are told on
 * stderr. */
#ifndef SIPCONFORM_CLI_SETUP_H
#define SIPCONFORM_CLI_SETUP_H

#include "cli/options.h"
#include "engine/run.h"

enum exit_status {
    EXIT_AS_EXPECTED = 0,
    EXIT_DEVIATES = 1,    /* the device breaks a requirement */
    EXIT_USAGE = 2,       /* the command line, or a bad file */
    EXIT_ENVIRONMENT = 3, /* the harness or its environment failed */
    EXIT_UNREACHABLE = 4, /* the target does not answer */
    EXIT_NOTHING = 5,     /* nothing was selected, or nothing could be judged */
    EXIT_SIGNAL = 128     /* plus the signal's number */
};

/* The folder with the scenarios: --scenarios, else where the installed program has them, else the source
 * tree. Owned by the caller (free); NULL after a message. */
char *setup_scenarios(const struct options *options);
/* Loads them. NULL after all errors were told. */
struct library *setup_library(const char *folder);
/* Reads the profile that --profile names, if any. Returns 0, or -1 after all errors were told. */
int setup_profile(const struct options *options, struct profile *ret_profile);
/* Reads "HOST", "HOST:PORT", "[V6]:PORT"; names are looked up. Returns 0, or -1 after a message. */
int setup_address(const char *text, uint16_t default_port, struct net_addr *ret_addr);
/* Opens the real network. Returns 0, or -1 after a message. */
int setup_network(struct net **ret_net);
/* The selection options as a filter; it points into options. */
struct run_filter setup_filter(const struct options *options);
/* --role as a set of 1 << enum role; otherwise when none was given. */
unsigned setup_roles(const struct options *options, unsigned otherwise);
/* What --confirm says. */
enum confirm setup_confirm(const struct options *options);
unsigned setup_transports(const struct options *options, unsigned otherwise);
/* A seed for a run that was given none. */
uint64_t setup_seed(void);

#endif
