/* Digest challenges: RFC 3261 section 22. One nonce for the life of the device, which is a test object. */
#include "device/parts.h"

#include "sip/digest.h"

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

static bool is_verified(const struct device *device, const struct sip_message *request, enum sip_header_id id)
{
    const struct sip_row *row = NULL;
    while ((row = sip_row_next(request, id, row)))
        if (is_our_user(device, row->value) &&
            sip_digest_verify(row->value, slice_from(device->options.realm), slice_from(device->nonce),
                              slice_from(device->options.password), request->method))
            return true;
    return false;
}

bool auth_ok(struct server_transaction *server, int status)
{
    struct device *device = server->device;
    bool as_proxy = status == 407;
    if (is_verified(device, server->request,
                    as_proxy ? SIP_HEADER_PROXY_AUTHORIZATION : SIP_HEADER_AUTHORIZATION))
        return true;
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    buf_addf(&headers, "%s: Digest realm=\"%s\", nonce=\"%s\", algorithm=MD5, qop=\"auth\"\r\n",
             as_proxy ? "Proxy-Authenticate" : "WWW-Authenticate", device->options.realm, device->nonce);
    server_status(server, status, headers.failed ? NULL : headers.p);
    buf_free(&headers);
    return false;
}
