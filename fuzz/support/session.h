/* Sessions: messages with MUTATE_SEPARATOR between them, and messages that leave room for what a request
 * said. */
#ifndef SIPCONFORM_FUZZ_SESSION_H
#define SIPCONFORM_FUZZ_SESSION_H

#include "base/buf.h"
#include "sip/message.h"

/* Takes the next message off *rest; false at the end. */
bool session_next(struct slice *rest, struct slice *ret_message);
size_t session_count(struct slice session);

/* Appends the message; a header row "NAME: {}" becomes all rows of that name in the request. What follows the
 * {} is appended to the last of them; but a tag not to an address that has one. */
void session_fill(struct slice message, const struct sip_message *request, struct buf *out);
/* Has it such a row? */
bool session_has_room(struct slice message);

/* A message of ours that breaks no rule of the grammar and has what each message must have: what a device
 * does with it is judged by all rules. */
bool session_is_sound(struct slice message);

#endif
