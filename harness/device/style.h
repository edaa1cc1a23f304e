/* Other legal forms of the messages that the device sends. Private to style*.c and transport.c. */
#ifndef SIPCONFORM_DEVICE_STYLE_H
#define SIPCONFORM_DEVICE_STYLE_H

#include "device/parts.h"

/* A header row on its way out. */
struct style_row {
    enum sip_header_id id;
    char *name, *value; /* owned; the value without folds */
};

/* A message on its way out. */
struct style {
    const struct device *device;
    const struct sip_message *message; /* as the device wrote it */
    const struct peer *to;
    struct style_row rows[LIMIT_DEVICE_STYLE_ROWS];
    size_t count;
    bool failed; /* memory or room is out: the message goes as it is */
};

/* Appends the message in the device's style; all of it as it is when nothing is to be changed. */
void style_write(const struct device *device, const struct peer *to, const void *bytes, size_t n,
                 struct buf *text);

/* Adds a row at the end. id may be SIP_HEADER_OTHER. */
void style_add(struct style *style, enum sip_header_id id, struct slice name, struct slice value);
bool style_is_of(const struct style *style, const char *method); /* is it, or does it answer, that method? */

/* ---- style_rows.c: rows more, rows joined and split, their order ---- */
void style_rows(struct style *style);
/* ---- style_values.c: the same value in other letters ---- */
void style_values(struct style *style);

#endif
