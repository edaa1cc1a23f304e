/* No bug. */
#include "toy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sink = size > 2 && data[0] == 'C' && data[1] == 'D';
    return 0;
}
