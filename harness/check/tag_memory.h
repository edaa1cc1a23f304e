/* Which tags a device has used in which calls, over a run. RFC 3261 19.3. */
#ifndef SIPCONFORM_CHECK_TAG_MEMORY_H
#define SIPCONFORM_CHECK_TAG_MEMORY_H

#include "base/slice.h"
#include "check/invariant.h"

/* What is new about a tag. */
enum tag_news {
    TAG_NEW,       /* not seen before, or in this call only */
    TAG_SAME_CASE, /* seen in another call of the same case */
    TAG_OTHER_CASE /* seen in another call of an earlier case */
};

/* Begins the next case. */
void tag_memory_next_case(struct tag_memory *memory);
/* Remembers the tag with its call (Call-ID) and sets *ret_news. When the memory is full, new tags are not
 * remembered. Returns 0 or -1 (memory). */
int tag_memory_note(struct tag_memory *memory, struct slice tag, struct slice call_id,
                    enum tag_news *ret_news);

#endif
