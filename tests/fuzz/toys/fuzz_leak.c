/* A leak. */
#include "toy.h"

OWN_FRAME static void keep(size_t size)
{
    void *volatile kept = malloc(size + 1);
    kept = NULL;
    sink = kept != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2 && data[0] == 'L')
        keep(size);
    return 0;
}
