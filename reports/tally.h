/* Reasons, each with how often it was given. Private to reports. */
#ifndef SIPCONFORM_REPORTS_TALLY_H
#define SIPCONFORM_REPORTS_TALLY_H

#include <stddef.h>

struct tally {
    const char *reason; /* borrowed */
    size_t count;
};
/* Joins equal reasons and adds their counts: the most frequent first, equally frequent ones in the order of
 * their letters. Returns how many are left. */
size_t tally_join(struct tally *tallies, size_t count);

#endif
