/* A whole message through libosip2: parsed, printed, parsed and printed again. What it printed it must read,
 * and the second print must equal the first, for every message that is certainly legal. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/legal.h"
#include "fuzz/support/osip.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

/* What osip prints of what it printed; NULL when it refuses that. */
static char *print_again(struct slice printed, size_t *ret_length)
{
    osip_message_t *message = fuzz_osip_parse(printed);
    char *again = message ? fuzz_osip_print(message, ret_length) : NULL;
    osip_message_free(message);
    return again;
}

static void check_again(struct slice bytes, struct slice printed)
{
    size_t length;
    char *again = print_again(printed, &length);
    if ((!again || !slice_eq(printed, (struct slice){again, length})) && fuzz_is_legal_message(bytes))
        fuzz_fail(again ? "osip prints another message the second time"
                        : "osip does not parse the message that it printed");
    osip_free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    osip_message_t *message = fuzz_osip_parse(bytes);
    if (!message)
        return 0;
    size_t length;
    char *printed = fuzz_osip_print(message, &length);
    if (printed)
        check_again(bytes, (struct slice){printed, length});
    osip_free(printed);
    osip_message_free(message);
    return 0;
}
