/* libosip2 as the targets use it. */
#ifndef SIPCONFORM_FUZZ_OSIP_H
#define SIPCONFORM_FUZZ_OSIP_H

#include <osipparser2/osip_parser.h>

#include <stdlib.h> /* osip_free() is a macro that calls free() */

#include "base/slice.h"

/* Prepares the library once; it prints nothing after that. */
void fuzz_osip_prepare(void);
/* Parses; NULL when osip refuses. Freed with osip_message_free(). */
osip_message_t *fuzz_osip_parse(struct slice bytes);
/* Prints the message from its parts, never from osip's copy of what was parsed. Returns NULL when osip
 * cannot; freed with osip_free(). */
char *fuzz_osip_print(osip_message_t *message, size_t *ret_length);

#endif
