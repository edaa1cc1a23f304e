/* What libosip2 makes of a message: a lens over the bytes, never the truth. The library repairs silently (see
 * tests/unit/test_lens.c), so checks read the row table; the lens says whether osip takes a message at all.
 * What it reads in it is compared with our own view by fuzz/. */
#ifndef SIPCONFORM_SIP_LENS_H
#define SIPCONFORM_SIP_LENS_H

#include "sip/message.h"

struct sip_lens; /* owns an osip_message_t */

/* What sip_lens_error() says of bytes that osip did not see, because it is known to fail on them
 * (sip/guard.h). */
enum { SIP_LENS_NOT_ASKED = 1 };

/* Prepares the library, once, and silences its printing to stdout; false when that fails. What parses with
 * libosip2 by itself calls this first. */
bool sip_lens_ready(void);
/* Parses the message's bytes with libosip2. Returns 0 and a lens to be freed, or -1 when memory is out; that
 * osip refused the message is not an error here but sip_lens_error(). */
int sip_lens_open(const struct sip_message *message, struct sip_lens **ret_lens);
void sip_lens_free(struct sip_lens *lens);
/* 0 when osip took the message, SIP_LENS_NOT_ASKED, or its code (OSIP_SYNTAXERROR ...), with its name. */
int sip_lens_error(const struct sip_lens *lens);
const char *sip_lens_error_name(int code);
/* osip's own message; NULL when it refused or did not see the bytes. Lives as long as the lens. */
struct osip_message;
const struct osip_message *sip_lens_message(const struct sip_lens *lens);

#endif
