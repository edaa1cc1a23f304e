/* What registrar.c leaves to the habits of some registrars. Private to registrar*.c. */
#ifndef SIPCONFORM_DEVICE_REGISTRAR_H
#define SIPCONFORM_DEVICE_REGISTRAR_H

#include "device/parts.h"

/* How long a binding is kept for which somebody asked that long. */
uint64_t registrar_lifetime(const struct device *device, uint64_t asked_s);
/* True when it was answered 423. */
bool registrar_is_too_brief(struct server_transaction *server, uint64_t asked_s);
/* More parameters of a binding that is listed. */
void registrar_add_more(const struct device *device, const struct binding *binding, struct buf *headers);
/* More rows of the answer that lists the bindings. */
void registrar_add_rows(struct server_transaction *server, struct buf *headers);
/* Asks a contact that was bound whether it is there. */
void registrar_ping(struct server_transaction *server, struct slice uri);

#endif
