/* The registrar: RFC 3261 10.3, its steps in order. */
#include "device/registrar.h"

#include <stdlib.h>
#include <string.h>

enum { DEFAULT_EXPIRES_S = 3600 };

/* One Contact of a REGISTER, checked. */
struct change {
    struct slice uri, q;
    uint64_t seconds; /* 0: to be removed */
};
struct changes {
    struct change list[LIMIT_DEVICE_BINDINGS];
    size_t count;
    bool star;
};

/* A malformed number counts as 3600 (20.10, 20.19). */
static uint64_t seconds_of(struct slice text)
{
    uint64_t seconds;
    if (!slice_to_u64(text, &seconds))
        return DEFAULT_EXPIRES_S;
    return seconds > UINT32_MAX ? UINT32_MAX : seconds;
}

static int read_contact(const struct sip_message *request, struct slice value, struct changes *changes)
{
    struct sip_address address;
    struct sip_param param;
    struct slice header = sip_header_value(request, SIP_HEADER_EXPIRES);
    struct change change = {.seconds = header.p ? seconds_of(header) : DEFAULT_EXPIRES_S};
    unsigned q;
    if (!sip_address_parse(value, &address) || changes->count == LIMIT_DEVICE_BINDINGS)
        return 400;
    if (address.star) {
        changes->star = true;
        return 0;
    }
    /* 20: a URI with "?" and others must stand in brackets. */
    if (!address.bracketed && slice_find(address.uri, '?') < address.uri.n)
        return 400;
    change.uri = address.uri;
    if (sip_param_find(address.params, "expires", &param))
        change.seconds = seconds_of(param.value);
    if (sip_param_find(address.params, "q", &param)) {
        if (!sip_qvalue_parse(param.value, &q))
            return 400;
        change.q = param.value;
    }
    changes->list[changes->count++] = change;
    return 0;
}

/* Step 6 and the checks of step 7 that need no binding. 0, or the status. */
static int read_changes(const struct sip_message *request, struct changes *changes)
{
    struct sip_values values;
    struct slice value;
    uint64_t expires = 1;
    size_t contacts = 0;
    sip_values_begin(&values, request, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value)) {
        int status = read_contact(request, value, changes);
        if (status)
            return status;
        contacts++;
    }
    if (!changes->star)
        return 0;
    struct slice header = sip_header_value(request, SIP_HEADER_EXPIRES);
    return contacts == 1 && slice_to_u64(header, &expires) && !expires ? 0 : 400;
}

/* Step 7: all or nothing, so an out of order change refuses the whole request. */
static bool in_order(const struct user *user, const struct sip_message *request,
                     const struct changes *changes)
{
    struct sip_cseq cseq;
    if (!sip_cseq_of(request, &cseq))
        return false;
    for (size_t i = 0; i < user->count; i++) {
        const struct binding *binding = &user->bindings[i];
        bool touched = changes->star;
        for (size_t j = 0; j < changes->count; j++)
            touched = touched || sip_uri_equal(changes->list[j].uri, slice_from(binding->uri));
        if (touched && slice_eq_text(sip_call_id(request), binding->call_id) && cseq.number <= binding->cseq)
            return false;
    }
    return true;
}

static void unbind(struct user *user, struct slice uri)
{
    for (size_t i = user->count; i-- > 0;)
        if (sip_uri_equal(slice_from(user->bindings[i].uri), uri))
            location_unbind(user, i);
}

static bool is_bound(const struct user *user, struct slice uri)
{
    for (size_t i = 0; i < user->count; i++)
        if (sip_uri_equal(slice_from(user->bindings[i].uri), uri))
            return true;
    return false;
}

/* only_present: bindings are refreshed and removed but none is added. */
static void apply(struct device *device, struct user *user, const struct sip_message *request,
                  const struct changes *changes, bool only_present)
{
    struct sip_cseq cseq = {0};
    sip_cseq_of(request, &cseq);
    while (changes->star && user->count)
        location_unbind(user, user->count - 1);
    for (size_t i = 0; i < changes->count; i++) {
        const struct change *change = &changes->list[i];
        if (!change->seconds)
            unbind(user, change->uri);
        else if (!only_present || is_bound(user, change->uri))
            location_bind(user, change->uri, change->q, sip_call_id(request), cseq.number,
                          location_now_ms(device) +
                              (int64_t)registrar_lifetime(device, change->seconds) * 1000);
    }
}

static void reply_bindings(struct server_transaction *server, const struct user *user)
{
    struct buf headers;
    buf_init(&headers, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < user->count; i++) {
        bool reversed = has_trait(server->device, TRAIT_NEWEST_FIRST);
        const struct binding *binding = &user->bindings[reversed ? user->count - 1 - i : i];
        buf_add_text(&headers, "Contact: ");
        location_contact(server->device, binding, &headers);
        registrar_add_more(server->device, binding, &headers);
        buf_add_text(&headers, "\r\n");
    }
    registrar_add_rows(server, &headers);
    server_status(server, headers.failed ? 500 : 200, headers.failed ? NULL : headers.p);
    buf_free(&headers);
}

/* What a registrar with a fault does although it refuses. */
static void apply_refused(struct device *device, struct server_transaction *server, struct slice aor)
{
    struct changes changes = {0};
    bool unbinds = has_fault(device, FAULT_REFUSED_REGISTER_UNBINDS);
    if ((!unbinds && !has_fault(device, FAULT_REFUSED_REGISTER_BINDS)) ||
        read_changes(server->request, &changes))
        return;
    struct user *user = location_add(device, aor);
    if (user)
        apply(device, user, server->request, &changes, unbinds);
}

void registrar_register(struct device *device, struct server_transaction *server)
{
    const struct sip_message *request = server->request;
    struct sip_address to;
    struct changes changes = {0};
    bool challenges = device->options.challenge;
    if (!target_is_own(device, request->request_uri) ||
        !sip_address_parse(sip_header_value(request, SIP_HEADER_TO), &to)) {
        server_status(server, 404, NULL);
        return;
    }
    if (has_trait(device, TRAIT_CHALLENGE_FIRST) && !sip_row_count(request, SIP_HEADER_AUTHORIZATION)) {
        auth_ok(server, 401);
        return;
    }
    if (!has_fault(device, FAULT_REGISTRAR_IGNORES_REQUIRE) && require_refused(server)) {
        apply_refused(device, server, to.uri);
        return;
    }
    if (challenges && !auth_ok(server, 401))
        return;
    int status =
        !target_is_own(device, to.uri) || !target_user(to.uri).n ? 404 : read_changes(request, &changes);
    for (size_t i = 0; !status && i < changes.count; i++)
        if (registrar_is_too_brief(server, changes.list[i].seconds))
            return;
    struct user *user = status ? NULL : location_add(device, to.uri);
    if (!status && (!user || !in_order(user, request, &changes)))
        status = 500;
    if (status) {
        server_status(server, status, NULL);
        return;
    }
    apply(device, user, request, &changes, false);
    reply_bindings(server, user);
    for (size_t i = 0; i < changes.count; i++)
        if (changes.list[i].seconds) {
            registrar_ping(server, changes.list[i].uri);
            alone_tell_messages(device, changes.list[i].uri);
        }
}

static void request(struct device *device, struct server_transaction *server)
{
    if (slice_eq_text(server->request->method, "REGISTER"))
        registrar_register(device, server);
    else if (!uas_refused(server, NULL))
        uas_options(server);
}

const struct device_role role_registrar = {
    .id = ROLE_REGISTRAR,
    .allow = "REGISTER, OPTIONS",
    .request = request,
    .ack = uas_ack,
    .cancelled = uas_cancelled,
};
