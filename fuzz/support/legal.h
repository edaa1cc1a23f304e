/* Is a value certainly what RFC 3261 section 25.1 allows? An oracle that compares two readings of a text
 * speaks only for such texts: what a parser makes of others is its own affair. False also for what is allowed
 * but rare, and for the few texts that libosip2 is known to change (docs/libosip2-findings.md): each of those
 * has a line in legal.c. */
#ifndef SIPCONFORM_FUZZ_LEGAL_H
#define SIPCONFORM_FUZZ_LEGAL_H

#include "base/slice.h"

bool fuzz_is_legal_value(const char *header, struct slice value);
bool fuzz_is_legal_uri(struct slice uri);
/* A whole message: start line, each row of a header field that osip has a parser for, no flaw. */
bool fuzz_is_legal_message(struct slice bytes);

#endif
