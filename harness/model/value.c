/* Values of variables: nothing, a text or a list of texts. */
#include "model/value.h"

#include "base/limits.h"

#include <stdlib.h>

void value_free(struct value *value)
{
    free(value->text);
    for (size_t i = 0; i < value->count; i++)
        free(value->items[i]);
    free(value->items);
    *value = (struct value){0};
}

int value_text(struct slice text, struct value *ret_value)
{
    char *copy = slice_dup(text);
    if (!copy)
        return -1;
    *ret_value = (struct value){.kind = VALUE_TEXT, .text = copy};
    return 0;
}

void value_list(struct value *ret_value)
{
    *ret_value = (struct value){.kind = VALUE_LIST};
}

int value_add(struct value *list, struct slice item)
{
    if (list->count >= LIMIT_LIST_VALUES)
        return -1;
    char **items = realloc(list->items, (list->count + 1) * sizeof(*items));
    if (!items)
        return -1;
    list->items = items;
    items[list->count] = slice_dup(item);
    if (!items[list->count])
        return -1;
    list->count++;
    return 0;
}

int value_copy(const struct value *value, struct value *ret_value)
{
    if (value->kind == VALUE_TEXT)
        return value_text(slice_from(value->text), ret_value);
    struct value copy = {.kind = value->kind};
    for (size_t i = 0; i < value->count; i++)
        if (value_add(&copy, slice_from(value->items[i]))) {
            value_free(&copy);
            return -1;
        }
    *ret_value = copy;
    return 0;
}

size_t value_count(const struct value *value)
{
    return value->kind == VALUE_TEXT ? 1 : value->count;
}

const char *value_at(const struct value *value, size_t i)
{
    return value->kind == VALUE_TEXT ? value->text : value->items[i];
}

bool value_has(const struct value *value, struct slice text)
{
    for (size_t i = 0; i < value_count(value); i++)
        if (slice_ieq(slice_from(value_at(value, i)), text))
            return true;
    return false;
}

int value_join(const struct value *value, struct buf *text)
{
    for (size_t i = 0; i < value_count(value); i++)
        if (buf_addf(text, "%s%s", i ? ", " : "", value_at(value, i)))
            return -1;
    return 0;
}
