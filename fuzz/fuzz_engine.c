/* Real scenarios of every role against a device whose every answer comes from the input: each case ends with
 * one verdict that is no ERROR, nothing goes to a stranger, and the record of it all can be read back. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/rehearsal.h"

const enum mutate_form fuzz_form = MUTATE_SESSION;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rehearse((struct slice){(const char *)data, size});
    return 0;
}
