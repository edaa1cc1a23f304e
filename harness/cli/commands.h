/* One function a command. Each returns the exit status, after everything was told on stdout and stderr. */
#ifndef SIPCONFORM_CLI_COMMANDS_H
#define SIPCONFORM_CLI_COMMANDS_H

#include "cli/setup.h"

int command_run(struct options *options);
/* The same; facts that were learned before and are not asked for again. */
int command_run_knowing(struct options *options, const struct profile *facts);
int command_probe(struct options *options);
int command_demo(struct options *options);
int command_list(const struct options *options);
int command_check(const struct options *options);
int command_explain(const struct options *options);
int command_device(const struct options *options);
int command_selftest(struct options *options);
int command_report(const struct options *options);
int command_compare(const struct options *options);
int command_replay(const struct options *options);

#endif
