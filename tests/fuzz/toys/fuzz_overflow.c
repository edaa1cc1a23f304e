/* Two heap overflows in two functions; the first is reached by two ways. */
#include "toy.h"

OWN_FRAME static void read_value(const uint8_t *data, size_t size)
{
    char *copy = malloc(size);
    if (!copy)
        return;
    memcpy(copy, data, size);
    volatile char *value = copy;
    sink = value[size];
    free(copy);
}

OWN_FRAME static void write_name(size_t size)
{
    char *name = malloc(size);
    if (!name)
        return;
    volatile char *end = name + size;
    *end = 0;
    free(name);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 4)
        return 0;
    if (data[0] == 'V' || data[0] == 'v')
        read_value(data, size);
    if (data[0] == 'N')
        write_name(size);
    return 0;
}
