/* Durations as people write them. */
#ifndef SIPCONFORM_BASE_DURATION_H
#define SIPCONFORM_BASE_DURATION_H

#include <stdbool.h>
#include <stdint.h>

/* The base values of RFC 3261 table 4, as the device has them. */
struct sip_timers {
    int64_t t1_ms, t2_ms, t4_ms;
};
#define SIP_TIMERS_DEFAULT ((struct sip_timers){500, 4000, 5000})

/* Reads "500ms", "2s", "1.5s", "3min", "T1", "64*T1", "1.5*T2". False when malformed or beyond a day. */
bool duration_parse(const char *text, const struct sip_timers *timers, int64_t *ret_ms);

#endif
