/* Prepares libosip2 for the targets, parses with it and prints with it. */
#include "fuzz/support/osip.h"

#include "fuzz/support/fuzz.h"
#include "sip/guard.h"

static void ignore_trace(const char *file, int line, osip_trace_level_t level, const char *format,
                         va_list args)
{
    (void)file;
    (void)line;
    (void)level;
    (void)format;
    (void)args;
}

void fuzz_osip_prepare(void)
{
    static bool ready;
    if (ready)
        return;
    osip_trace_initialize_func(END_TRACE_LEVEL, ignore_trace);
    FUZZ_CHECK(parser_init() == OSIP_SUCCESS);
    ready = true;
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
