/* Digest challenges: RFC 3261 section 22. One nonce for the life of the device, which is a test object; with
 * a trait two. */
#include "device/parts.h"

#include "sip/digest.h"

#include <string.h>

/* The digest covers whatever name stands there; it must be ours. */
static bool is_our_user(const struct device *device, struct slice value)
{
    struct buf wanted;
    buf_init(&wanted, LIMIT_MESSAGE_BYTES);
    buf_addf(&wanted, "username=\"%s\"", device->options.user);
    bool ours = !wanted.failed && slice_find_text(value, wanted.p) < value.n;
    buf_free(&wanted);
    return ours;
}

static bool answers_nonce(const struct device *device, const struct sip_message *request,
                          enum sip_header_id id, const char *nonce)
{
    const struct sip_row *row = NULL;
    while ((row = sip_row_next(request, id, row)))
        if (is_our_user(device, row->value) &&
            sip_digest_verify(row->value, slice_from(device->options.realm), slice_from(nonce),
                              slice_from(device->options.password), request->method))
            return true;
    return false;
}

/* RFC 7616 3.5: the next nonce, which nobody has to take. */
static void announce_nonce(struct server_transaction *server)
{
    struct device *device = server->device;
    if (has_trait(device, TRAIT_AUTHENTICATION_INFO))
        server->authentication_info = device->nonce;
}

/* Were these credentials right, and now are not, for the nonce has been replaced? */
static bool is_stale(struct device *device, const struct sip_message *request, enum sip_header_id id)
{
    if (!has_trait(device, TRAIT_STALE_NONCE))
        return false;
    if (!*device->old_nonce && answers_nonce(device, request, id, device->nonce)) {
        memcpy(device->old_nonce, device->nonce, sizeof(device->nonce));
        device_token(device, device->nonce);
    }
    return *device->old_nonce && answers_nonce(device, request, id, device->old_nonce);
}

static void add_challenge(const struct device *device, bool as_proxy, const char *algorithm, bool stale,
                          struct buf *headers)
{
    buf_addf(headers, "%s: Digest realm=\"%s\", nonce=\"%s\"%s%s%s\r\n",
             as_proxy ? "Proxy-Authenticate" : "WWW-Authenticate", device->options.realm, device->nonce,
             algorithm, has_trait(device, TRAIT_NO_QOP) ? "" : ", qop=\"auth\"", stale ? ", stale=true" : "");
}

bool auth_ok(struct server_transaction *server, int status)
{
    struct device *device = server->device;
    bool as_proxy = status == 407;
    enum sip_header_id id = as_proxy ? SIP_HEADER_PROXY_AUTHORIZATION : SIP_HEADER_AUTHORIZATION;
    bool stale = is_stale(device, server->request, id);
    if (answers_nonce(device, server->request, id, device->nonce)) {
        announce_nonce(server);
        return true;
    }
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    if (has_trait(device, TRAIT_TWO_ALGORITHMS))
        add_challenge(device, as_proxy, ", algorithm=SHA-256", stale, &headers);
    add_challenge(device, as_proxy, has_trait(device, TRAIT_NO_QOP) ? "" : ", algorithm=MD5", stale,
                  &headers);
    server_status(server, status, headers.failed ? NULL : headers.p);
    buf_free(&headers);
    return false;
}
