/* Names of faults and traits, as options give them. */
#include "cli/habits.h"

#include "cli/setup.h"

#include <stdio.h>
#include <stdlib.h>

static const char *fault_name_at(size_t index)
{
    return fault_at(index)->name;
}

static const char *trait_name_at(size_t index)
{
    return trait_at(index)->name;
}

/* Says that there is no such fault or trait, and which name comes near. */
static int unknown(const char *what, const char *name, size_t count, const char *(*name_at)(size_t index))
{
    const char **names = calloc(count + 1, sizeof(*names));
    for (size_t i = 0; names && i < count; i++)
        names[i] = name_at(i);
    const char *near = names ? nearest_name(name, names, count) : NULL;
    fprintf(stderr,
            "sipconform: there is no %s \"%s\"%s%s; \"sipconform device --list-%ss\" shows them all\n", what,
            name, near ? "; did you mean " : "", near ? near : "", what);
    free(names);
    return EXIT_USAGE;
}

static int add_faults(const struct options *options, struct fault_set *set)
{
    for (size_t i = 0; i < options->faults.count; i++) {
        const char *name = options->faults.items[i];
        const struct fault *fault = fault_find(name);
        if (fault) {
            fault_set_add(set, fault);
            continue;
        }
        return unknown("fault", name, fault_count(), fault_name_at);
    }
    return 0;
}

static int add_traits(const struct options *options, struct trait_set *set)
{
    for (size_t i = 0; i < options->traits.count; i++) {
        const char *name = options->traits.items[i];
        const struct trait *trait = trait_find(name);
        if (!trait)
            return unknown("trait", name, trait_count(), trait_name_at);
        trait_set_add(set, trait);
    }
    return 0;
}

int habits_read(const struct options *options, struct fault_set *faults, struct trait_set *traits)
{
    int status = add_faults(options, faults);
    return status ? status : add_traits(options, traits);
}
