/* The reference device in each role, told a session: it is judged by the rules that hold for every message of
 * a device. A FAIL is a bug of the device or, worse, of the rule. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/play.h"

const enum mutate_form fuzz_form = MUTATE_SESSION;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct play_setup setups[] = {
        {.role = ROLE_UAS},   {.role = ROLE_REDIRECT},
        {.role = ROLE_PROXY}, {.role = ROLE_PROXY, .recurse = true},
        {.role = ROLE_UAC},   {.role = ROLE_REGISTRAR},
    };
    for (size_t i = 0; i < sizeof(setups) / sizeof(setups[0]); i++) {
        struct findings findings = {0};
        play_requests(&setups[i], (struct slice){(const char *)data, size}, &findings);
        play_end(&findings);
    }
    return 0;
}
