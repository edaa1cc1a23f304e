/* What can be known of a device, one row for each key of a profile: of which kind its value is, and how
 * people are told. The schema of profiles has the same keys; a test compares them. */
#ifndef SIPCONFORM_MODEL_FACTS_H
#define SIPCONFORM_MODEL_FACTS_H

#include "model/profile.h"

enum fact_kind { FACT_TEXT, FACT_NUMBER, FACT_FLAG, FACT_LIST };

struct fact_row {
    const char *key;
    enum fact_kind kind;
    const char *label;  /* for people; NULL: nothing that the device told */
    const char *detail; /* key of a text that is shown behind it; NULL */
    const char *unit;   /* behind a number; of a flag: what true means, a bar, what false means */
};

/* The i-th, in the order of the table; NULL beyond the end. */
const struct fact_row *fact_row_at(size_t i);
const struct fact_row *fact_row(const char *key); /* NULL when no row has it */

/* A number or a flag as the profile has it; otherwise when it is not known. */
int64_t profile_number(const struct profile *profile, const char *key, int64_t otherwise);
/* Is it known to be false? */
bool profile_denies(const struct profile *profile, const char *key);

/* Appends a table of what is known and has a label, a line each, then what the device looks like. Nothing
 * when nothing is known. */
void facts_add_table(const struct profile *profile, struct buf *out);

#endif
