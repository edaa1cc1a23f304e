/* The reason phrases that we write. Readers must not lean on a phrase: a device may use any other. */
#ifndef SIPCONFORM_SIP_REASON_H
#define SIPCONFORM_SIP_REASON_H

/* The phrase of RFC 3261 section 21, or of the RFC that registered the code. A code that is in no table gets
 * a phrase that says its class; one that is in no class, "Unknown". Never NULL, a constant. */
const char *sip_reason_phrase(int status);

#endif
