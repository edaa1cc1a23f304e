/* Parses a message with libosip2, and says what it answered. */
#include "sip/lens.h"

#include "sip/guard.h"

#include <osipparser2/osip_parser.h>

#include <pthread.h>
#include <stdlib.h>

struct sip_lens {
    struct osip_message *message; /* NULL when osip refused it */
    int error;
};

/* ---- the library, prepared once ---- */

static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static int library_error;

/* Without a callback osip prints to stdout, which belongs to whoever runs us. */
static void ignore_trace(const char *file, int line, osip_trace_level_t level, const char *format,
                         va_list args)
{
    (void)file;
    (void)line;
    (void)level;
    (void)format;
    (void)args;
}

static void prepare_library(void)
{
    osip_trace_initialize_func(END_TRACE_LEVEL, ignore_trace);
    library_error = parser_init();
}

bool sip_lens_ready(void)
{
    return pthread_once(&library_once, prepare_library) == 0 && library_error == OSIP_SUCCESS;
}

/* ---- a message ---- */

int sip_lens_open(const struct sip_message *message, struct sip_lens **ret_lens)
{
    struct sip_lens *lens = calloc(1, sizeof(*lens));
    if (!lens || !sip_lens_ready() || osip_message_init(&lens->message)) {
        free(lens);
        return -1;
    }
    bool hidden = sip_guard_message((struct slice){message->bytes, message->length}) != NULL;
    lens->error =
        hidden ? SIP_LENS_NOT_ASKED : osip_message_parse(lens->message, message->bytes, message->length);
    if (lens->error) {
        osip_message_free(lens->message);
        lens->message = NULL;
    }
    if (lens->error == OSIP_NOMEM) {
        free(lens);
        return -1;
    }
    *ret_lens = lens;
    return 0;
}

void sip_lens_free(struct sip_lens *lens)
{
    if (!lens)
        return;
    osip_message_free(lens->message);
    free(lens);
}

int sip_lens_error(const struct sip_lens *lens)
{
    return lens->error;
}

const struct osip_message *sip_lens_message(const struct sip_lens *lens)
{
    return lens->message;
}

const char *sip_lens_error_name(int code)
{
#define NAME(code)                                                                                           \
    {                                                                                                        \
        code, #code                                                                                          \
    }
    static const struct {
        int code;
        const char *name;
    } names[] = {NAME(OSIP_SUCCESS),
                 NAME(OSIP_UNDEFINED_ERROR),
                 NAME(OSIP_BADPARAMETER),
                 NAME(OSIP_WRONG_STATE),
                 NAME(OSIP_NOMEM),
                 NAME(OSIP_SYNTAXERROR),
                 NAME(OSIP_NOTFOUND),
                 NAME(OSIP_WRONG_FORMAT),
                 NAME(OSIP_API_NOT_INITIALIZED),
                 {SIP_LENS_NOT_ASKED, "not asked, it is known to fail on such bytes"}};
#undef NAME
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (names[i].code == code)
            return names[i].name;
    return "unknown osip error";
}
