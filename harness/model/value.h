/* The values that variables of a scenario have: nothing, a text, or a list of texts. */
#ifndef SIPCONFORM_MODEL_VALUE_H
#define SIPCONFORM_MODEL_VALUE_H

#include "base/buf.h"

enum value_kind { VALUE_NONE, VALUE_TEXT, VALUE_LIST };

struct value {
    enum value_kind kind;
    char *text;   /* VALUE_TEXT; owned */
    char **items; /* VALUE_LIST; owned, each owned */
    size_t count;
};

void value_free(struct value *value);
/* Each returns 0, or -1 when memory is out. The old content of ret is not freed. */
int value_text(struct slice text, struct value *ret_value);
int value_copy(const struct value *value, struct value *ret_value);
/* Makes an empty list; items are added one by one. */
void value_list(struct value *ret_value);
int value_add(struct value *list, struct slice item);
/* Number of texts: 0 for none, 1 for a text, the items of a list. */
size_t value_count(const struct value *value);
/* The i-th of them. */
const char *value_at(const struct value *value, size_t i);
/* Has that text among them, without regard to ASCII case. */
bool value_has(const struct value *value, struct slice text);
/* Appends the value as one text, items joined with ", ". */
int value_join(const struct value *value, struct buf *text);

#endif
