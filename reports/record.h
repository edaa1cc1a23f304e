/* The record: the journal of a run, one JSON object a line. The first line tells the run, then comes a line
 * for what the interview learned and one for each case as it ends, the last line tells how the run ended. A
 * killed run loses at most the cases in flight.
 *
 *   {"record":"sipconform","format":1,"version":..,"target":..,"device":..,"command":..,"seed":"7",
 *    "started":".."} (on one line)
 *   {"facts":{"rtt_ms": 1,...}}
 *   {"id":..,"scenario":..,...,"findings":[..],"endpoints":[..],"messages":[..]}
 *   {"end":"2026-11-22T10:12:00.000Z","totals":{"PASS":1,...},"status":0,"interrupted":false}
 *
 * Seeds are strings, because JSON numbers hold 53 bits. A text that is not valid UTF-8 is {"base64":".."} in
 * its place; a message has "text" or "base64". Times of messages are milliseconds with three decimals since
 * the case's start. */
#ifndef SIPCONFORM_REPORTS_RECORD_H
#define SIPCONFORM_REPORTS_RECORD_H

#include "model/result.h"

enum { RECORD_FORMAT = 1 };

struct record;

/* Creates or empties the file and writes the first line. path NULL: a record that counts and writes nothing.
 * Returns 0, or -1 with the path and the reason appended to error. */
int record_open(const char *path, const struct run_info *run, struct buf *error, struct record **ret_record);
/* Goes on with the record of a run that was broken off: what its kill left half written, and its last line,
 * are cut off, and cases are appended. totals: the verdicts that are in it, by enum verdict. Returns 0, or -1
 * as above. */
int record_resume(const char *path, const size_t *totals, struct buf *error, struct record **ret_record);
/* Has a run got so far as to write a whole first line there? */
bool record_has_begun(const char *path);
/* Appends what the interview learned. Errors as above. */
int record_facts(struct record *record, const struct profile *profile, struct buf *error);
/* Appends a case and hands it to the system before returning. After a failure (full disk) nothing more is
 * written: the first failure returns -1 with path and reason appended to error, later calls return 0
 * silently. */
int record_case(struct record *record, const struct case_result *result, struct buf *error);
/* Writes the last line and frees the record. status: exit status of the run; now_ms: since 1970, UTC. Errors
 * as above. */
int record_end(struct record *record, int64_t now_ms, int status, bool interrupted, struct buf *error);

/* Appends the line of a case as it stands in a record, with its line end. */
void record_add_case(struct buf *out, const struct case_result *result);

#endif
