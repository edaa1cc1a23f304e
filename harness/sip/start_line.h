/* The start line of a message. Private to harness/sip. */
#ifndef SIPCONFORM_SIP_START_LINE_H
#define SIPCONFORM_SIP_START_LINE_H

#include "sip/message.h"

/* Reads message->start_line into kind, method, request_uri, version, status and reason, leniently, and sets
 * SIP_FLAW_START_LINE when it is not exactly a Request-Line or Status-Line. RFC 3261 7.1, 7.2, 25.1. */
void sip_start_line_read(struct sip_message *message);

#endif
