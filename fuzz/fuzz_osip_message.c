/* A whole message through libosip2: parsed, printed, parsed and printed again. What it printed it must read, and the
 * second print must equal the first. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

static void same_again(struct slice printed)
{
    osip_message_t *message = fuzz_osip_parse(printed);
    if (!message)
        fuzz_fail("osip does not parse what it printed");
    size_t length;
    char *again = fuzz_osip_print(message, &length);
    if (!again || !slice_eq(printed, (struct slice){again, length}))
        fuzz_fail("osip prints something else the second time");
    osip_free(again);
    osip_message_free(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    osip_message_t *message = fuzz_osip_parse((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    size_t length;
    char *printed = fuzz_osip_print(message, &length);
    if (printed)
        same_again((struct slice){printed, length});
    osip_free(printed);
    osip_message_free(message);
    return 0;
}
