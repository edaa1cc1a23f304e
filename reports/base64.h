/* Base64 with padding (RFC 4648 section 4). */
#ifndef SIPCONFORM_REPORTS_BASE64_H
#define SIPCONFORM_REPORTS_BASE64_H

#include "base/buf.h"

void base64_add(struct buf *out, struct slice bytes);
/* Appends the bytes. False on any character, length or padding that base64_add does not write. */
bool base64_decode(struct slice text, struct buf *out);

#endif
