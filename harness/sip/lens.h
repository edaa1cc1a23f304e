/* What libosip2 makes of a message: a lens over the bytes, never the truth. The library repairs silently (see
 * tests/unit/test_lens.c), so checks read the row table; the lens serves where osip's own parsers help and
 * where the two views are compared. libosip2 headers are included by lens.c alone. */
#ifndef SIPCONFORM_SIP_LENS_H
#define SIPCONFORM_SIP_LENS_H

#include "sip/message.h"

struct sip_lens; /* owns an osip_message_t */

/* What sip_lens_error() says of bytes that osip did not see, because it is known to fail on them
 * (sip/guard.h). */
enum { SIP_LENS_NOT_ASKED = 1 };

/* Parses the message's bytes with libosip2. Returns 0 and a lens to be freed, or -1 when memory is out; that
 * osip refused the message is not an error here but sip_lens_error(). Silences osip's printing to stdout. */
int sip_lens_open(const struct sip_message *message, struct sip_lens **ret_lens);
void sip_lens_free(struct sip_lens *lens);
/* 0 when osip took the message, SIP_LENS_NOT_ASKED, or its code (OSIP_SYNTAXERROR ...), with its name. */
int sip_lens_error(const struct sip_lens *lens);
const char *sip_lens_error_name(int code);
/* osip's reading of single facts; false / -1 / NULL when it has none. Texts are valid while the lens
 * lives. */
int sip_lens_status(const struct sip_lens *lens);
const char *sip_lens_method(const struct sip_lens *lens);
bool sip_lens_content_length(const struct sip_lens *lens, const char **ret_text);
/* Single texts, of the first Via where it is about Via. What osip unescapes (user, password) comes unescaped,
 * hosts come without brackets. */
enum sip_lens_text {
    SIP_LENS_URI_SCHEME, /* of the Request-URI */
    SIP_LENS_URI_USER,
    SIP_LENS_URI_PASSWORD,
    SIP_LENS_URI_HOST,
    SIP_LENS_URI_PORT,
    SIP_LENS_VERSION,
    SIP_LENS_REASON,
    SIP_LENS_CALL_ID_NUMBER, /* before the '@' */
    SIP_LENS_CALL_ID_HOST,
    SIP_LENS_CSEQ_NUMBER,
    SIP_LENS_CSEQ_METHOD,
    SIP_LENS_FROM_TAG,
    SIP_LENS_TO_TAG,
    SIP_LENS_VIA_TRANSPORT,
    SIP_LENS_VIA_HOST,
    SIP_LENS_VIA_PORT,
    SIP_LENS_VIA_BRANCH
};
const char *sip_lens_text(const struct sip_lens *lens, enum sip_lens_text which);
int sip_lens_via_count(const struct sip_lens *lens);
int sip_lens_contact_count(const struct sip_lens *lens);
/* Number of rows of a header field that osip kept (for the names it files apart as well as the generic
 * ones). */
int sip_lens_header_count(const struct sip_lens *lens, const char *name);
/* True when osip parses text as a URI / as the body SDP; false also for a body that it must not see. */
bool sip_lens_uri_ok(struct slice uri);
bool sip_lens_sdp_ok(struct slice body);

#endif
