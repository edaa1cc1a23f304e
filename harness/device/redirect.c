/* The redirect server: RFC 3261 8.3. It ignores what it does not understand, and redirects. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

/* The Contact values for one request. */
struct locations {
    char *values[LIMIT_DEVICE_BINDINGS + LIMIT_DEVICE_TARGETS];
    size_t count;
    bool known; /* the user exists */
};

static void locations_free(struct locations *locations)
{
    for (size_t i = 0; i < locations->count; i++)
        free(locations->values[i]);
}

/* 8.3: never the Request-URI itself. */
static void add(struct locations *locations, struct slice request_uri, struct buf *value)
{
    char *text = buf_take(value);
    if (!text || locations->count == sizeof(locations->values) / sizeof(*locations->values) ||
        sip_uri_equal(sip_address_uri(slice_from(text)), request_uri)) {
        free(text);
        return;
    }
    locations->values[locations->count++] = text;
}

static void find(struct device *device, struct slice request_uri, struct locations *locations)
{
    struct buf value;
    buf_init(&value, LIMIT_MESSAGE_BYTES);
    if (slice_eq_text(target_user(request_uri), "redirect")) {
        locations->known = true;
        for (size_t i = 0; device->options.locations[i]; i++) {
            buf_add_text(&value, device->options.locations[i]);
            add(locations, request_uri, &value);
        }
    }
    struct user *user = location_find(device, request_uri);
    for (size_t i = 0; user && i < user->count; i++) {
        location_contact(device, &user->bindings[i], &value);
        add(locations, request_uri, &value);
    }
    locations->known = locations->known || user;
    buf_free(&value);
}

/* The grammar of 25.1 has a name, up to three digits behind the point, and none as well. */
static void write_odd_q(const char *value, struct buf *headers)
{
    struct sip_address address;
    struct sip_param param;
    unsigned q;
    if (!sip_address_parse(slice_from(value), &address)) {
        buf_add_text(headers, value);
        return;
    }
    buf_addf(headers, "\"Try, \\\"here\\\"; <now>\" <%.*s>", SLICE_ARG(address.uri));
    bool has_q = sip_param_find(address.params, "q", &param) && sip_qvalue_parse(param.value, &q);
    if (has_q)
        buf_addf(headers, q == 1000 ? ";q=1." : ";q=0.%03u", q);
    buf_add_text(headers, ";x-why=\"a, b; c\"");
}

/* One Contact value as it goes out. */
static void write_value(const struct device *device, const char *value, struct buf *headers)
{
    struct slice uri = sip_address_uri(slice_from(value));
    if (has_fault(device, FAULT_BARE_CONTACT)) {
        buf_add_slice(headers, uri);
        buf_add_text(headers, slice_find(uri, ';') == uri.n ? ";transport=udp" : "");
    } else if (has_trait(device, TRAIT_ODD_Q)) {
        write_odd_q(value, headers);
    } else if (has_trait(device, TRAIT_PLAIN_REDIRECT) || has_fault(device, FAULT_BAD_EXPIRES)) {
        buf_addf(headers, "<%.*s>", SLICE_ARG(uri));
        buf_add_text(headers, has_fault(device, FAULT_BAD_EXPIRES) ? ";expires=\"soon\"" : "");
    } else {
        buf_add_text(headers, value);
    }
}

static void write_contacts(const struct device *device, const struct server_transaction *server,
                           const struct locations *locations, struct buf *headers)
{
    size_t count = has_fault(device, FAULT_FIRST_LOCATION_ONLY) ? 1 : locations->count;
    for (size_t i = 0; i < count && !has_fault(device, FAULT_NO_CONTACT); i++) {
        buf_add_text(headers, "Contact: ");
        write_value(device, locations->values[i], headers);
        buf_add_text(headers, "\r\n");
    }
    if (has_trait(device, TRAIT_OTHER_SCHEMES))
        buf_add_text(headers, "Contact: <tel:+49-30-123456>;q=0.1, <mailto:them@there.example>\r\n"
                              "Contact: \"Web\" <https://there.example/them?a=b>;q=0\r\n");
    if (has_fault(device, FAULT_REDIRECTS_TO_ITSELF))
        buf_addf(headers, "Contact: <%.*s>\r\n", SLICE_ARG(server->request->request_uri));
    if (has_fault(device, FAULT_EXPIRES_HEADER))
        buf_add_text(headers, "Expires: 60\r\n");
}

/* A request of its own to the first location, as if it were a proxy. */
static void proxy_too(struct device *device, const struct server_transaction *server, const char *location)
{
    struct peer peer;
    struct buf text;
    struct slice uri = sip_address_uri(slice_from(location));
    char branch[DEVICE_TAG_BYTES];
    const struct sip_row *row;
    const struct sip_message *request = server->request;
    if (!target_peer(device, uri, &peer))
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    device_token(device, branch);
    buf_addf(&text, "%.*s %.*s SIP/2.0\r\n", SLICE_ARG(request->method), SLICE_ARG(uri));
    client_via(device, &peer, branch, &text);
    for (size_t i = 0; i < request->row_count; i++) {
        row = &request->rows[i];
        if (row->id != SIP_HEADER_CONTENT_LENGTH)
            text_row(&text, row);
    }
    text_body(&text, NULL, request->body);
    client_start(device, &text, &peer, NULL, NULL);
    buf_free(&text);
}

static void redirect_to(struct device *device, struct server_transaction *server,
                        const struct locations *locations)
{
    struct buf headers, to;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    buf_init(&to, LIMIT_MESSAGE_BYTES);
    write_contacts(device, server, locations, &headers);
    int status = has_fault(device, FAULT_USE_PROXY)             ? 305
                 : has_trait(device, TRAIT_MOVED_PERMANENTLY)   ? 301
                 : has_trait(device, TRAIT_MULTIPLE_CHOICES)    ? 300
                 : has_trait(device, TRAIT_ALTERNATIVE_SERVICE) ? 380
                                                                : 302;
    struct reply reply = {.status = headers.failed ? 500 : status,
                          .headers = headers.failed ? "" : headers.p};
    if (has_trait(device, TRAIT_TELLS_IN_BODY) || status == 380) {
        reply.content_type = "text/plain";
        reply.body = SLICE_LIT("They have moved. Try what Contact says.\r\n");
    }
    if (has_fault(device, FAULT_TO_HOLDS_TARGET)) {
        buf_addf(&to, "<%.*s>", SLICE_ARG(sip_address_uri(slice_from(locations->values[0]))));
        reply.to = to.p;
    }
    if (has_fault(device, FAULT_TAG_CHANGES) && server->is_invite) {
        server_status(server, 180, NULL);
        device_token(device, server->tag);
    }
    server_reply(server, &reply);
    if (has_fault(device, FAULT_ALSO_PROXIES))
        proxy_too(device, server, locations->values[0]);
    buf_free(&headers);
    buf_free(&to);
}

static bool is_known_method(struct slice method)
{
    static const char *const known[] = {"INVITE", "CANCEL", "BYE", "OPTIONS", "MESSAGE"};
    for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
        if (slice_eq_text(method, known[i]))
            return true;
    return false;
}

/* True when a fault has answered. */
static bool refuses(struct device *device, struct server_transaction *server)
{
    if (has_fault(device, FAULT_REDIRECT_405) && !is_known_method(server->request->method)) {
        server_status(server, 405, "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE\r\n");
        return true;
    }
    return has_fault(device, FAULT_REDIRECT_420) && require_refused(server);
}

/* Only the Request-URI itself is left: 8.3 has 404, and bars no other refusal. */
static int status_without_another(const struct device *device)
{
    return has_trait(device, TRAIT_LONE_SELF_480)   ? 480
           : has_trait(device, TRAIT_LONE_SELF_482) ? 482
           : has_trait(device, TRAIT_LONE_SELF_604) ? 604
                                                    : 404;
}

static void request(struct device *device, struct server_transaction *server)
{
    const struct sip_message *message = server->request;
    struct slice uri = message->request_uri;
    bool is_own = target_is_own(device, uri);
    if (is_own && slice_eq_text(message->method, "REGISTER")) {
        registrar_register(device, server);
        return;
    }
    if (device->options.challenge && !auth_ok(server, 401))
        return;
    if (is_own && !target_user(uri).n && slice_eq_text(message->method, "OPTIONS")) {
        uas_options(server);
        return;
    }
    if (refuses(device, server))
        return;
    struct locations locations = {0};
    if (is_own)
        find(device, uri, &locations);
    struct user *user = is_own ? location_find(device, uri) : NULL;
    if (locations.count)
        redirect_to(device, server, &locations);
    else if (locations.known && user)
        server_status(server, user->count ? status_without_another(device) : 480, NULL);
    else
        server_status(server, 404, NULL);
    locations_free(&locations);
}

const struct device_role role_redirect = {
    .id = ROLE_REDIRECT,
    .allow = "INVITE, ACK, CANCEL, OPTIONS, REGISTER",
    .request = request,
    .ack = uas_ack,
    .cancelled = uas_cancelled,
};
