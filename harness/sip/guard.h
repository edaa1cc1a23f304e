/* Bytes that libosip2 must not see, because it is known to fail on them: docs/libosip2-findings.md. A device
 * may send anything, and no message of one case may cost another its verdict. Fuzzers ask the same guard:
 * what they still find is not in it. */
#ifndef SIPCONFORM_SIP_GUARD_H
#define SIPCONFORM_SIP_GUARD_H

#include "base/slice.h"

/* NULL when osip may parse this message; else the name of the finding. */
const char *sip_guard_message(struct slice bytes);
/* The same for a body alone, be it of a message or of a part. */
const char *sip_guard_body(struct slice body);
/* The same for a session description. */
const char *sip_guard_sdp(struct slice sdp);

#endif
