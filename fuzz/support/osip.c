/* Prepares libosip2 for the targets, parses with it and prints with it. */
#include "fuzz/support/osip.h"

#include "fuzz/support/fuzz.h"
#include "sip/guard.h"
#include "sip/lens.h"

void fuzz_osip_prepare(void)
{
    FUZZ_CHECK(sip_lens_ready());
}

osip_message_t *fuzz_osip_parse(struct slice bytes)
{
    osip_message_t *message;
    fuzz_osip_prepare();
    if (sip_guard_message(bytes) || osip_message_init(&message))
        return NULL;
    if (osip_message_parse(message, bytes.p, bytes.n)) {
        osip_message_free(message);
        return NULL;
    }
    return message;
}

char *fuzz_osip_print(osip_message_t *message, size_t *ret_length)
{
    char *text = NULL;
    osip_message_force_update(message);
    if (osip_message_to_str(message, &text, ret_length))
        return NULL;
    return text;
}
