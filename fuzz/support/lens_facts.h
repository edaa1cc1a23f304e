/* What libosip2 reads in a message, fact by fact. */
#ifndef SIPCONFORM_FUZZ_LENS_FACTS_H
#define SIPCONFORM_FUZZ_LENS_FACTS_H

#include "sip/lens.h"

/* osip's reading of single facts; false / -1 / NULL when it has none. Texts are valid while the lens
 * lives. */
int lens_status(const struct sip_lens *lens);
const char *lens_method(const struct sip_lens *lens);
bool lens_content_length(const struct sip_lens *lens, const char **ret_text);
/* Single texts, of the first Via where it is about Via. What osip unescapes (user, password) comes unescaped,
 * hosts come without brackets. */
enum lens_text {
    LENS_URI_SCHEME, /* of the Request-URI */
    LENS_URI_USER,
    LENS_URI_PASSWORD,
    LENS_URI_HOST,
    LENS_URI_PORT,
    LENS_VERSION,
    LENS_REASON,
    LENS_CALL_ID_NUMBER, /* before the '@' */
    LENS_CALL_ID_HOST,
    LENS_CSEQ_NUMBER,
    LENS_CSEQ_METHOD,
    LENS_FROM_TAG,
    LENS_TO_TAG,
    LENS_VIA_TRANSPORT,
    LENS_VIA_HOST,
    LENS_VIA_PORT,
    LENS_VIA_BRANCH
};
const char *lens_text(const struct sip_lens *lens, enum lens_text which);
int lens_via_count(const struct sip_lens *lens);
int lens_contact_count(const struct sip_lens *lens);
/* Number of rows of a header field that osip kept (for the names it files apart as well as the generic
 * ones). */
int lens_header_count(const struct sip_lens *lens, const char *name);
/* True when osip parses text as a URI / as the body SDP; false also for a body that it must not see. */
bool lens_uri_ok(struct slice uri);
bool lens_sdp_ok(struct slice body);

#endif
