/* Reads single facts out of an osip message. */
#include "fuzz/support/lens_facts.h"

#include "fuzz/support/osip.h"
#include "sip/guard.h"

#include <osipparser2/sdp_message.h>

#include <stdint.h>
#include <string.h>

int lens_status(const struct sip_lens *lens)
{
    return sip_lens_message(lens) && MSG_IS_RESPONSE(sip_lens_message(lens))
               ? sip_lens_message(lens)->status_code
               : -1;
}

const char *lens_method(const struct sip_lens *lens)
{
    return sip_lens_message(lens) && MSG_IS_REQUEST(sip_lens_message(lens))
               ? sip_lens_message(lens)->sip_method
               : NULL;
}

bool lens_content_length(const struct sip_lens *lens, const char **ret_text)
{
    if (!sip_lens_message(lens) || !sip_lens_message(lens)->content_length ||
        !sip_lens_message(lens)->content_length->value)
        return false;
    *ret_text = sip_lens_message(lens)->content_length->value;
    return true;
}

/* ---- single texts ---- */

static const char *uri_text(const osip_uri_t *uri, enum lens_text which)
{
    if (!uri)
        return NULL;
    if (which == LENS_URI_SCHEME)
        return uri->scheme;
    if (which == LENS_URI_USER)
        return uri->username;
    if (which == LENS_URI_PASSWORD)
        return uri->password;
    return which == LENS_URI_HOST ? uri->host : uri->port;
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

static const char *via_text(const osip_via_t *via, enum lens_text which)
{
    if (!via)
        return NULL;
    if (which == LENS_VIA_TRANSPORT)
        return via->protocol;
    if (which == LENS_VIA_HOST)
        return via->host;
    return which == LENS_VIA_PORT ? via->port : param_text(&via->via_params, "branch");
}

static const char *identity_text(const osip_message_t *message, enum lens_text which)
{
    if (which == LENS_FROM_TAG || which == LENS_TO_TAG) {
        const osip_from_t *address = which == LENS_FROM_TAG ? message->from : message->to;
        return address ? param_text(&address->gen_params, "tag") : NULL;
    }
    if (which == LENS_CSEQ_NUMBER || which == LENS_CSEQ_METHOD) {
        const osip_cseq_t *cseq = message->cseq;
        return !cseq ? NULL : which == LENS_CSEQ_NUMBER ? cseq->number : cseq->method;
    }
    const osip_call_id_t *id = message->call_id;
    return !id ? NULL : which == LENS_CALL_ID_NUMBER ? id->number : id->host;
}

const char *lens_text(const struct sip_lens *lens, enum lens_text which)
{
    const osip_message_t *message = sip_lens_message(lens);
    if (!message)
        return NULL;
    if (which <= LENS_URI_PORT)
        return uri_text(message->req_uri, which);
    if (which == LENS_VERSION)
        return message->sip_version;
    if (which == LENS_REASON)
        return message->reason_phrase;
    if (which >= LENS_VIA_TRANSPORT)
        return via_text(osip_list_get(&message->vias, 0), which);
    return identity_text(message, which);
}

int lens_via_count(const struct sip_lens *lens)
{
    return sip_lens_message(lens) ? osip_list_size(&sip_lens_message(lens)->vias) : -1;
}

int lens_contact_count(const struct sip_lens *lens)
{
    return sip_lens_message(lens) ? osip_list_size(&sip_lens_message(lens)->contacts) : -1;
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

int lens_header_count(const struct sip_lens *lens, const char *name)
{
    enum sip_header_id id = sip_header_find(slice_from(name));
    if (!sip_lens_message(lens))
        return -1;
    for (size_t i = 0; i < sizeof(filed_apart) / sizeof(filed_apart[0]); i++)
        if (filed_apart[i].id == id)
            return count_apart(sip_lens_message(lens), &filed_apart[i]);
    return count_generic(sip_lens_message(lens), id, slice_from(name));
}

/* ---- single values ---- */

/* osip reads C strings: NULL for what does not fit into one. */
static char *to_c_string(struct slice text)
{
    return slice_find(text, 0) < text.n ? NULL : slice_dup(text);
}

bool lens_uri_ok(struct slice uri)
{
    osip_uri_t *parsed = NULL;
    fuzz_osip_prepare();
    char *text = to_c_string(uri);
    bool ok = text && osip_uri_init(&parsed) == 0 && osip_uri_parse(parsed, text) == 0;
    osip_uri_free(parsed);
    free(text);
    return ok;
}

bool lens_sdp_ok(struct slice body)
{
    sdp_message_t *parsed = NULL;
    fuzz_osip_prepare();
    char *text = !sip_guard_sdp(body) ? to_c_string(body) : NULL;
    bool ok = text && sdp_message_init(&parsed) == 0 && sdp_message_parse(parsed, text) == 0;
    sdp_message_free(parsed);
    free(text);
    return ok;
}
