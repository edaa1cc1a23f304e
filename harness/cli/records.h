/* Records as the commands use them: read with all errors told, merged, compared. */
#ifndef SIPCONFORM_CLI_RECORDS_H
#define SIPCONFORM_CLI_RECORDS_H

#include "reports/record_reader.h"

/* Reads a record; warnings are told too. Returns 0, or -1 after its errors were told. */
int records_load(const char *path, struct record_contents *ret_contents);
/* Adds the cases of `from` to `to`, which then owns them; of one id the later counts. Returns 0 or -1
 * (memory). */
int records_merge(struct record_contents *to, struct record_contents *from);
/* The result with that id; NULL when there is none. */
const struct case_result *records_find(const struct record_contents *contents, const char *id);

#endif
