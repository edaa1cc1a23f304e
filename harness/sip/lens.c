/* Asks libosip2 what it makes of a message. No other file includes its headers. */
#include "sip/lens.h"

#include "sip/guard.h"

#include <osipparser2/osip_parser.h>
#include <osipparser2/sdp_message.h>

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct sip_lens {
    osip_message_t *message; /* NULL when osip refused it */
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

static bool library_ready(void)
{
    return pthread_once(&library_once, prepare_library) == 0 && library_error == OSIP_SUCCESS;
}

/* ---- a message ---- */

int sip_lens_open(const struct sip_message *message, struct sip_lens **ret_lens)
{
    struct sip_lens *lens = calloc(1, sizeof(*lens));
    if (!lens || !library_ready() || osip_message_init(&lens->message)) {
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

int sip_lens_status(const struct sip_lens *lens)
{
    return lens->message && MSG_IS_RESPONSE(lens->message) ? lens->message->status_code : -1;
}

const char *sip_lens_method(const struct sip_lens *lens)
{
    return lens->message && MSG_IS_REQUEST(lens->message) ? lens->message->sip_method : NULL;
}

bool sip_lens_content_length(const struct sip_lens *lens, const char **ret_text)
{
    if (!lens->message || !lens->message->content_length || !lens->message->content_length->value)
        return false;
    *ret_text = lens->message->content_length->value;
    return true;
}

/* ---- single texts ---- */

static const char *uri_text(const osip_uri_t *uri, enum sip_lens_text which)
{
    if (!uri)
        return NULL;
    if (which == SIP_LENS_URI_SCHEME)
        return uri->scheme;
    if (which == SIP_LENS_URI_USER)
        return uri->username;
    if (which == SIP_LENS_URI_PASSWORD)
        return uri->password;
    return which == SIP_LENS_URI_HOST ? uri->host : uri->port;
}

static const char *param_text(const osip_list_t *params, const char *name)
{
    osip_generic_param_t *param = NULL;
    char *text = strdup(name); /* osip's own look-up takes no const */
    if (text)
        osip_generic_param_get_byname((osip_list_t *)(uintptr_t)params, text, &param);
    free(text);
    return param ? param->gvalue : NULL;
}

static const char *via_text(const osip_via_t *via, enum sip_lens_text which)
{
    if (!via)
        return NULL;
    if (which == SIP_LENS_VIA_TRANSPORT)
        return via->protocol;
    if (which == SIP_LENS_VIA_HOST)
        return via->host;
    return which == SIP_LENS_VIA_PORT ? via->port : param_text(&via->via_params, "branch");
}

static const char *identity_text(const osip_message_t *message, enum sip_lens_text which)
{
    if (which == SIP_LENS_FROM_TAG || which == SIP_LENS_TO_TAG) {
        const osip_from_t *address = which == SIP_LENS_FROM_TAG ? message->from : message->to;
        return address ? param_text(&address->gen_params, "tag") : NULL;
    }
    if (which == SIP_LENS_CSEQ_NUMBER || which == SIP_LENS_CSEQ_METHOD) {
        const osip_cseq_t *cseq = message->cseq;
        return !cseq ? NULL : which == SIP_LENS_CSEQ_NUMBER ? cseq->number : cseq->method;
    }
    const osip_call_id_t *id = message->call_id;
    return !id ? NULL : which == SIP_LENS_CALL_ID_NUMBER ? id->number : id->host;
}

const char *sip_lens_text(const struct sip_lens *lens, enum sip_lens_text which)
{
    const osip_message_t *message = lens->message;
    if (!message)
        return NULL;
    if (which <= SIP_LENS_URI_PORT)
        return uri_text(message->req_uri, which);
    if (which == SIP_LENS_VERSION)
        return message->sip_version;
    if (which == SIP_LENS_REASON)
        return message->reason_phrase;
    if (which >= SIP_LENS_VIA_TRANSPORT)
        return via_text(osip_list_get(&message->vias, 0), which);
    return identity_text(message, which);
}

int sip_lens_via_count(const struct sip_lens *lens)
{
    return lens->message ? osip_list_size(&lens->message->vias) : -1;
}

int sip_lens_contact_count(const struct sip_lens *lens)
{
    return lens->message ? osip_list_size(&lens->message->contacts) : -1;
}

/* The header fields that osip files apart from the generic list. */
struct apart {
    enum sip_header_id id;
    size_t offset; /* of the list, or of the pointer, in osip_message_t */
    bool is_list;
};

#define LIST(id, member)                                                                                     \
    {                                                                                                        \
        SIP_HEADER_##id, offsetof(osip_message_t, member), true                                              \
    }
#define ONE(id, member)                                                                                      \
    {                                                                                                        \
        SIP_HEADER_##id, offsetof(osip_message_t, member), false                                             \
    }
static const struct apart filed_apart[] = {LIST(ACCEPT, accepts),
                                           LIST(ACCEPT_ENCODING, accept_encodings),
                                           LIST(ACCEPT_LANGUAGE, accept_languages),
                                           LIST(ALERT_INFO, alert_infos),
                                           LIST(ALLOW, allows),
                                           LIST(AUTHENTICATION_INFO, authentication_infos),
                                           LIST(AUTHORIZATION, authorizations),
                                           LIST(CALL_INFO, call_infos),
                                           LIST(CONTACT, contacts),
                                           LIST(CONTENT_ENCODING, content_encodings),
                                           LIST(ERROR_INFO, error_infos),
                                           LIST(PROXY_AUTHENTICATE, proxy_authenticates),
                                           LIST(PROXY_AUTHORIZATION, proxy_authorizations),
                                           LIST(RECORD_ROUTE, record_routes),
                                           LIST(ROUTE, routes),
                                           LIST(VIA, vias),
                                           LIST(WWW_AUTHENTICATE, www_authenticates),
                                           ONE(CALL_ID, call_id),
                                           ONE(CONTENT_LENGTH, content_length),
                                           ONE(CONTENT_TYPE, content_type),
                                           ONE(CSEQ, cseq),
                                           ONE(FROM, from),
                                           ONE(MIME_VERSION, mime_version),
                                           ONE(TO, to)};
#undef LIST
#undef ONE

static int count_apart(const osip_message_t *message, const struct apart *apart)
{
    const char *member = (const char *)message + apart->offset;
    void *one;
    if (apart->is_list)
        return osip_list_size((const osip_list_t *)(const void *)member);
    memcpy(&one, member, sizeof(one));
    return one != NULL;
}

static int count_generic(const osip_message_t *message, enum sip_header_id id, struct slice name)
{
    osip_list_iterator_t at;
    int count = 0;
    for (osip_header_t *header = osip_list_get_first(&message->headers, &at); header;
         header = osip_list_get_next(&at)) {
        struct slice other = slice_from(header->hname);
        count += id != SIP_HEADER_OTHER ? sip_header_find(other) == id : slice_ieq(other, name);
    }
    return count;
}

int sip_lens_header_count(const struct sip_lens *lens, const char *name)
{
    enum sip_header_id id = sip_header_find(slice_from(name));
    if (!lens->message)
        return -1;
    for (size_t i = 0; i < sizeof(filed_apart) / sizeof(filed_apart[0]); i++)
        if (filed_apart[i].id == id)
            return count_apart(lens->message, &filed_apart[i]);
    return count_generic(lens->message, id, slice_from(name));
}

/* ---- single values ---- */

/* osip reads C strings: NULL for what does not fit into one. */
static char *to_c_string(struct slice text)
{
    return slice_find(text, 0) < text.n ? NULL : slice_dup(text);
}

bool sip_lens_uri_ok(struct slice uri)
{
    osip_uri_t *parsed = NULL;
    char *text = library_ready() ? to_c_string(uri) : NULL;
    bool ok = text && osip_uri_init(&parsed) == 0 && osip_uri_parse(parsed, text) == 0;
    osip_uri_free(parsed);
    free(text);
    return ok;
}

bool sip_lens_sdp_ok(struct slice body)
{
    sdp_message_t *parsed = NULL;
    char *text = library_ready() && !sip_guard_sdp(body) ? to_c_string(body) : NULL;
    bool ok = text && sdp_message_init(&parsed) == 0 && sdp_message_parse(parsed, text) == 0;
    sdp_message_free(parsed);
    free(text);
    return ok;
}
