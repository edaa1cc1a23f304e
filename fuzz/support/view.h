/* What targets of our own readers share: messages made of inputs, and where slices may stand. */
#ifndef SIPCONFORM_FUZZ_VIEW_H
#define SIPCONFORM_FUZZ_VIEW_H

#include "fuzz/support/fuzz.h"
#include "sip/message.h"

/* Each returns a message to be freed with sip_message_free(), NULL for what is beyond the ceiling. The second
 * puts a start line before the rows. */
struct sip_message *fuzz_message(struct slice bytes);
struct sip_message *fuzz_message_of_rows(struct slice rows);
/* Fails unless part, when there is one, stands inside whole; `what` is named. */
void fuzz_inside(struct slice part, struct slice whole, const char *what);
/* Runs every reader of sip/value.h and sip/digest.h over a header field's value: their slices stand inside of
 * it, and what they say of it agrees. */
void fuzz_read_value(struct slice value);
/* Are quotes and angle brackets that a value opens closed in it? Then what follows the value can be told from
 * it. */
bool fuzz_is_closed(struct slice value);

#endif
