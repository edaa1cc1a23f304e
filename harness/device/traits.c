/* The table of traits, made from trait_list.h, and how a trait is found by its name. */
#include "device/trait_list.h"

#include <string.h>

static const struct trait traits[] = {
#define TRAIT_ROW(id, name, roles, warns, group, clause, description)                                        \
    {name, roles, warns, group, clause, description},
    TRAITS(TRAIT_ROW)
#undef TRAIT_ROW
};

size_t trait_count(void)
{
    return TRAIT_ID_COUNT;
}

const struct trait *trait_at(size_t index)
{
    return index < TRAIT_ID_COUNT ? &traits[index] : NULL;
}

const struct trait *trait_find(const char *name)
{
    for (size_t i = 0; i < TRAIT_ID_COUNT; i++)
        if (!strcmp(traits[i].name, name))
            return &traits[i];
    return NULL;
}

void trait_set_add(struct trait_set *set, const struct trait *trait)
{
    size_t index = (size_t)(trait - traits);
    set->words[index / 64] |= UINT64_C(1) << index % 64;
}

bool trait_set_has_group(const struct trait_set *set, const char *group)
{
    for (size_t i = 0; i < trait_count(); i++)
        if (set->words[i / 64] >> i % 64 & 1 && strcmp(traits[i].group, group) == 0)
            return true;
    return false;
}
