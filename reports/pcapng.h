/* The messages of a run as a capture that Wireshark, tshark and sngrep open: one file, link type RAW (an IP
 * packet is what a frame holds), in the order of time. IP, UDP and TCP headers are made up around the
 * recorded bytes: sequence numbers go on for as long as the file has packets of the same two addresses, and
 * there is no handshake, because no packet is there that is no message. What is longer than a packet can be
 * is split (TCP), or cut and said so (UDP).
 *
 * The comment of a packet names case, verdict and step, and what was found in it: "FAIL SC-420-UAS-001:
 * expected status 420, got status 200 - RFC 3261 8.2.2.3". What was found in no message stands at the case's
 * last one. The comment of the section tells target, seed, totals and command. */
#ifndef SIPCONFORM_REPORTS_PCAPNG_H
#define SIPCONFORM_REPORTS_PCAPNG_H

#include "reports/report.h"

/* Writes the file as a whole or not at all. Returns 0, or -1 with the path and the reason appended to
 * error. */
int pcapng_write(const char *path, const struct report *report, struct buf *error);

#endif
