/* Reads a pcapng file as our reports write it, for oracles. */
#ifndef SIPCONFORM_FUZZ_CAPTURE_H
#define SIPCONFORM_FUZZ_CAPTURE_H

#include "base/buf.h"

/* Appends the payloads of all packets, in their order. Fails the target when a length or a header is
 * wrong. */
void capture_payloads(struct slice file, struct buf *payloads);

#endif
