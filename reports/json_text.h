/* JSON as the record and the JSON report write it: the same members for the same things. Nothing is escaped
 * away: a text that is not valid UTF-8 becomes {"base64":".."}, a message has "text" or "base64". What is out
 * of memory or too long fails the buffer. */
#ifndef SIPCONFORM_REPORTS_JSON_TEXT_H
#define SIPCONFORM_REPORTS_JSON_TEXT_H

#include "base/buf.h"
#include "model/result.h"

/* Each appends a member of the object at hand, with a comma unless it is the object's first. The first
 * appends only the key: the value follows. text NULL: null. */
void json_add_key(struct buf *out, const char *key);
void json_add_text(struct buf *out, const char *key, const char *text);
void json_add_number(struct buf *out, const char *key, int64_t number);
/* As a text: JSON numbers hold 53 bits. */
void json_add_seed(struct buf *out, uint64_t seed);
/* "2026-11-22T10:11:32.123Z" of milliseconds since 1970. */
void json_add_time(struct buf *out, const char *key, int64_t ms);

/* The members that tell a run: version, target, device, command, seed, started. */
void json_add_run(struct buf *out, const struct run_info *run);
/* A member for each fact, as profiles have them, each behind `before`. learned_only: not what somebody
 * said. */
void json_add_facts(struct buf *out, const struct profile *profile, bool learned_only, const char *before);
/* The member "totals": the number of cases of each verdict. */
void json_add_totals(struct buf *out, const size_t totals[VERDICT_COUNT]);
/* The members that tell a case, as they stand in a record. with_messages: with everything that was sent and
 * received. */
void json_add_case(struct buf *out, const struct case_result *result, bool with_messages);

#endif
