/* What the user agent server says about calls: provisional responses and 2xx, with Contact and session. */
#include "device/parts.h"

static bool offers(const struct server_transaction *server, const char *tag)
{
    struct sip_tags tags;
    if (sip_tags_read(server->request, SIP_HEADER_SUPPORTED, &tags))
        return false;
    bool found = sip_tags_have(&tags, slice_from(tag));
    sip_tags_free(&tags);
    return found;
}

bool uas_rings_reliably(const struct server_transaction *server)
{
    return has_trait(server->device, TRAIT_REPEATS_RELIABLE) && offers(server, "100rel");
}

/* ---- Contact, Record-Route ---- */
static void write_contact(struct device *device, struct slice where, struct buf *headers)
{
    char user[9];
    bool has_params =
        slice_find(where, ';') < where.n; /* those of a bare URI would be the header field's (20.10) */
    if (has_trait(device, TRAIT_CHANGING_CONTACT)) {
        rng_token(&device->rng, user, sizeof(user) - 1);
        buf_addf(headers, "Contact: <sip:%s@%.*s>\r\n", user, SLICE_ARG(where));
    } else if (has_trait(device, TRAIT_CAPABLE_CONTACT)) {
        buf_addf(headers,
                 "Contact: \"Desk, 2nd; <floor>\" <sip:desk@%.*s>;q=0.7;audio;methods=\"INVITE,BYE\";"
                 "+sip.instance=\"<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>\"\r\n",
                 SLICE_ARG(where));
    } else if (has_trait(device, TRAIT_BARE_TRANSPORT)) {
        buf_addf(headers, "Contact: sip:%.*s%s\r\n", SLICE_ARG(where), has_params ? "" : ";transport=udp");
    } else {
        bool bare = has_trait(device, TRAIT_ADDR_SPEC_CONTACT) && !has_params;
        buf_addf(headers, "Contact: %ssip:%.*s%s\r\n", bare ? "" : "<", SLICE_ARG(where), bare ? "" : ">");
    }
}

static void add_contact(struct server_transaction *server, struct buf *headers)
{
    struct buf where;
    buf_init(&where, LIMIT_MESSAGE_BYTES);
    transport_contact(server->device, &server->from, &where);
    if (server->is_fork)
        buf_addf(headers, "Contact: <sip:branch-%.6s@%.*s>\r\n", server->tag, SLICE_ARG(buf_slice(&where)));
    else
        write_contact(server->device, buf_slice(&where), headers);
    headers->failed = headers->failed || where.failed;
    buf_free(&where);
}

static void add_record_routes(struct server_transaction *server, struct buf *headers)
{
    char other[NET_ADDR_TEXT];
    if (has_trait(server->device, TRAIT_RECORD_ROUTES))
        buf_addf(headers, "Record-Route: <sip:%s%s;lr>\r\n",
                 transport_other(server->device, &server->from, other),
                 net_transport_row(server->from.transport)->uri_param);
    text_copy(headers, server->request, SIP_HEADER_RECORD_ROUTE);
}

/* ---- the session ---- */
static void decline_all(struct buf *body, const struct net_addr *own, struct slice offer)
{
    struct buf answer;
    buf_init(&answer, LIMIT_MESSAGE_BYTES);
    text_sdp_answer(&answer, own, offer);
    struct slice rest = buf_slice(&answer);
    size_t at = slice_find_text(rest, "m=audio 49170 ");
    buf_add_slice(body, slice_sub(rest, 0, at));
    if (at < rest.n)
        buf_addf(body, "m=audio 0 %.*s", (int)(rest.n - at - 14), rest.p + at + 14);
    buf_free(&answer);
}

static void write_session(const struct server_transaction *server, struct buf *body)
{
    const struct device *device = server->device;
    const struct net_addr *own = &device->addr;
    struct slice offer = server->request->body;
    if (!offer.n)
        text_sdp(body, own);
    else if (has_trait(device, TRAIT_DECLINES_MEDIA))
        decline_all(body, own, offer);
    else
        text_sdp_answer(body, own, offer);
    if (offer.n && has_trait(device, TRAIT_INACTIVE_SESSION))
        buf_add_text(body, "a=inactive\r\n");
}

/* RFC 5621: the session as one part of several. */
static void wrap(struct buf *body)
{
    struct buf parts;
    buf_init(&parts, LIMIT_MESSAGE_BYTES);
    buf_add_text(&parts,
                 "--part\r\nContent-Type: text/plain\r\nContent-Disposition: render;handling=optional\r\n"
                 "\r\nHello.\r\n--part\r\nContent-Type: application/sdp\r\n\r\n");
    buf_add_slice(&parts, buf_slice(body));
    buf_add_text(&parts, "\r\n--part--\r\n");
    buf_clear(body);
    buf_add_slice(body, buf_slice(&parts));
    buf_free(&parts);
}

/* RFC 4028 9: with a client that knows timers it is the client who refreshes. */
static void add_timer(const struct server_transaction *server, struct buf *headers)
{
    bool knows = offers(server, "timer");
    buf_add_text(headers, knows ? "Require: timer\r\n" : "");
    buf_addf(headers, "Session-Expires: 1800;refresher=%s\r\n", knows ? "uac" : "uas");
}

void uas_reply_call(struct server_transaction *server, int status)
{
    struct device *device = server->device;
    struct buf headers, body;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    buf_init(&body, LIMIT_MESSAGE_BYTES);
    add_record_routes(server, &headers);
    add_contact(server, &headers);
    struct reply reply = {.status = status};
    if (status == 180 && uas_rings_reliably(server))
        buf_add_text(&headers, "Require: 100rel\r\nRSeq: 4711\r\n");
    if (status >= 200) {
        uas_add_abilities(device, &headers);
        if (has_trait(device, TRAIT_SESSION_TIMER))
            add_timer(server, &headers);
    }
    if (status == 183 || (status >= 200 && !has_fault(device, FAULT_NO_ANSWER))) {
        bool is_wrapped = has_trait(device, TRAIT_MULTIPART_SESSION);
        write_session(server, &body);
        if (is_wrapped)
            wrap(&body);
        reply.content_type = is_wrapped ? "multipart/mixed;boundary=part" : "application/sdp";
        reply.body = buf_slice(&body);
    }
    reply.headers = headers.failed ? NULL : headers.p;
    server_reply(server, &reply);
    buf_free(&headers);
    buf_free(&body);
}
