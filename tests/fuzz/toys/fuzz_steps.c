/* Much to find, so that the corpus grows: every pair of letters counts. And a crash. */
#include "toy.h"

__attribute__((section("__libfuzzer_extra_counters"))) static uint8_t pairs[1024];

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    for (size_t i = 1; i < size; i++)
        pairs[(data[i - 1] % 32) * 32 + data[i] % 32] = 1;
    if (size > 2 && data[0] == '!' && data[1] == '?')
        abort();
    return 0;
}
