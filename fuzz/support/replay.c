/* Runs a target over files and folders of inputs, with any compiler: how corpora and regressions are tests.
 *   replay_NAME PATH...
 * Prints how many inputs were run. Status 1 when there was none, 2 for a path that cannot be read. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/inputs.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    struct fuzz_inputs inputs = {0};
    for (int i = 1; i < argc; i++)
        fuzz_inputs_add(&inputs, argv[i]);
    for (size_t i = 0; i < inputs.count; i++)
        LLVMFuzzerTestOneInput((const uint8_t *)inputs.items[i].p, inputs.items[i].n);
    size_t count = inputs.count;
    printf("%zu inputs\n", count);
    fuzz_inputs_free(&inputs);
    return count ? 0 : 1;
}
