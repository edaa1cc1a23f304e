/* One allocation that is too big. */
#include "toy.h"

OWN_FRAME static void grab(void)
{
    void *volatile much = malloc((size_t)3 << 30);
    free(much);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2 && data[0] == 'M')
        grab();
    return 0;
}
