/* A loop without an end, which is in one of two functions when it is looked at. */
#include "toy.h"

OWN_FRAME static void step(int count)
{
    for (volatile int i = 0; i < count; i++)
        sink = i;
}

OWN_FRAME static void spin(void)
{
    for (sink = 0; sink >= 0;) {
        step(1000);
        for (volatile int i = 0; i < 1000; i++)
            sink = i;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > 2 && data[0] == 'H')
        spin();
    return 0;
}
