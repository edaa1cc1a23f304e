/* The table of faults, made from fault_list.h, and how a fault is found by its name. */
#include "device/fault_list.h"

#include <string.h>

static const struct fault faults[] = {
#define FAULT_ROW(id, name, roles, found_by, verdict, description)                                           \
    {name, roles, found_by, verdict, description},
    FAULTS(FAULT_ROW)
#undef FAULT_ROW
};

size_t fault_count(void)
{
    return FAULT_ID_COUNT;
}

const struct fault *fault_at(size_t index)
{
    return index < FAULT_ID_COUNT ? &faults[index] : NULL;
}

const struct fault *fault_find(const char *name)
{
    for (size_t i = 0; i < FAULT_ID_COUNT; i++)
        if (!strcmp(faults[i].name, name))
            return &faults[i];
    return NULL;
}

void fault_set_add(struct fault_set *set, const struct fault *fault)
{
    size_t index = (size_t)(fault - faults);
    set->words[index / 64] |= UINT64_C(1) << index % 64;
}
