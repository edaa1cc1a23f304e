/* The reference device calls, and the input is what it hears: answers to whatever it asks. It has to stay in
 * bounds, and its requests have to be right. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/play.h"

const enum mutate_form fuzz_form = MUTATE_SESSION;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct play_setup setup = {.role = ROLE_UAC};
    struct findings findings = {0};
    play_answers(&setup, (struct slice){(const char *)data, size}, &findings);
    play_end(&findings);
    return 0;
}
