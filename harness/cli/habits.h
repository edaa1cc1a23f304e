/* What the built-in device is told to do otherwise: --fault and --trait. */
#ifndef SIPCONFORM_CLI_HABITS_H
#define SIPCONFORM_CLI_HABITS_H

#include "cli/options.h"
#include "device/device.h"

/* Adds what the options name. Returns 0, or EXIT_USAGE after a message with the name that comes near. */
int habits_read(const struct options *options, struct fault_set *faults, struct trait_set *traits);

#endif
