/* How often each reason was given. */
#include "reports/tally.h"

#include <stdlib.h>
#include <string.h>

static int by_reason(const void *a, const void *b)
{
    return strcmp(((const struct tally *)a)->reason, ((const struct tally *)b)->reason);
}

static int by_count(const void *a, const void *b)
{
    size_t x = ((const struct tally *)a)->count, y = ((const struct tally *)b)->count;
    return x > y ? -1 : x < y ? 1 : by_reason(a, b);
}

size_t tally_join(struct tally *tallies, size_t count)
{
    qsort(tallies, count, sizeof(*tallies), by_reason);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept && by_reason(&tallies[kept - 1], &tallies[i]) == 0)
            tallies[kept - 1].count += tallies[i].count;
        else
            tallies[kept++] = tallies[i];
    qsort(tallies, kept, sizeof(*tallies), by_count);
    return kept;
}
