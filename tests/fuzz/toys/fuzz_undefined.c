/* A signed overflow. */
#include "toy.h"

OWN_FRAME static void scale(int number)
{
    sink = number * 1000000;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2 && data[0] == 'U')
        scale(3000 + data[1]);
    return 0;
}
