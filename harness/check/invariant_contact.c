/* Rules about addresses: Contact, and the form of From, To and their like. */
#include "check/invariant_rule.h"

#include "base/limits.h"

/* ---- brackets (RFC 8217) ---- */

/* Parameters that belong to a URI: after a URI without brackets they have become the header field's. */
static bool is_uri_param(struct slice name)
{
    static const char *const names[] = {"transport", "user", "method", "ttl", "maddr", "lr"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_ieq_text(name, names[i]))
            return true;
    return false;
}

static bool needs_brackets(struct slice value)
{
    struct sip_address address;
    struct sip_param param;
    if (!sip_address_parse(value, &address) || address.star || address.bracketed)
        return false;
    if (slice_find(address.uri, ',') < address.uri.n || slice_find(address.uri, '?') < address.uri.n)
        return true;
    while (sip_param_next(&address.params, &param))
        if (is_uri_param(param.name))
            return true;
    return false;
}

static const enum sip_header_id address_headers[] = {
    SIP_HEADER_CONTACT,  SIP_HEADER_TO,  SIP_HEADER_FROM,  SIP_HEADER_REPLY_TO,
    SIP_HEADER_REFER_TO, SIP_HEADER_VIA, SIP_HEADER_ROUTE, SIP_HEADER_RECORD_ROUTE,
};
enum { NAME_ADDR_HEADERS = 5, ADDRESS_HEADERS = 8 };

static struct slice first_without_brackets(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        if (needs_brackets(value))
            return value;
    return NOWHERE;
}

/* Behind a semicolon stands a parameter of the header field (20.10): what it says is legal, though not what
 * was meant. */
static enum verdict verdict_on(struct slice bare)
{
    struct sip_address address;
    bool is_plain = sip_address_parse(bare, &address) && slice_find(address.uri, ',') == address.uri.n &&
                    slice_find(address.uri, '?') == address.uri.n;
    return is_plain ? VERDICT_WARN : VERDICT_FAIL;
}

bool rule_brackets(struct inspection *in)
{
    const struct entry *request = in->fact->request;
    for (size_t i = 0; i < NAME_ADDR_HEADERS; i++) {
        struct slice bare = first_without_brackets(in->message, address_headers[i]);
        bool ours = bare.p && request && first_without_brackets(request->message, address_headers[i]).p;
        if (bare.p && !ours)
            breach_as(in, verdict_on(bare), bare,
                      "a URI with comma, semicolon or question mark in <> (RFC 8217 3)", "%.*s", SHOW(bare));
    }
    return true;
}

/* ---- q and expires (25.1) ---- */

static bool is_number(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!ascii_is_digit(text.p[i]))
            return false;
    return text.n > 0;
}

static struct slice bad_contact_param(struct slice params)
{
    struct sip_param param;
    unsigned thousandths;
    while (sip_param_next(&params, &param)) {
        bool bad = (slice_ieq_text(param.name, "q") && !sip_qvalue_parse(param.value, &thousandths)) ||
                   (slice_ieq_text(param.name, "expires") && !is_number(param.value));
        if (bad)
            return param.value.p ? param.value : param.name;
    }
    return NOWHERE;
}

static struct slice first_bad_param(const struct sip_message *message)
{
    struct sip_values values;
    struct slice value, bad;
    struct sip_address address;
    sip_values_begin(&values, message, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value)) {
        bad = sip_address_parse(value, &address) ? bad_contact_param(address.params) : NOWHERE;
        if (bad.p)
            return bad;
    }
    return NOWHERE;
}

bool rule_contact_params(struct inspection *in)
{
    const struct entry *request = in->fact->request;
    struct slice bad = first_bad_param(in->message);
    if (!sip_row_count(in->message, SIP_HEADER_CONTACT))
        return false;
    if (bad.p && !(request && first_bad_param(request->message).p))
        breach(in, bad, "q from 0 to 1 with at most three decimals, expires a number of seconds", "%.*s",
               SHOW(bad));
    return true;
}

/* ---- each parameter once (7.3.1, 19.1.1) ---- */

/* The first parameter whose name was there before; the first LIMIT_URI_PARTS are looked at. */
static struct slice repeated_param(struct slice params)
{
    struct slice names[LIMIT_URI_PARTS];
    struct sip_param param;
    for (size_t n = 0; n < LIMIT_URI_PARTS && sip_param_next(&params, &param); n++) {
        for (size_t i = 0; i < n; i++)
            if (slice_ieq(names[i], param.name))
                return param.name;
        names[n] = param.name;
    }
    return NOWHERE;
}

static struct slice repeated_in_value(enum sip_header_id id, struct slice value)
{
    struct sip_address address;
    struct sip_uri uri;
    struct sip_via via;
    if (id == SIP_HEADER_VIA)
        return sip_via_parse(value, &via) ? repeated_param(via.params) : NOWHERE;
    if (!sip_address_parse(value, &address))
        return NOWHERE;
    struct slice repeated = repeated_param(address.params);
    if (!repeated.p && address.bracketed && sip_uri_parse(address.uri, &uri) && uri.is_sip)
        repeated = repeated_param(uri.params);
    return repeated;
}

/* Where in the message's header field a parameter stands twice, or NOWHERE. */
static struct slice repeated_in_header(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value, repeated;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value)) {
        repeated = repeated_in_value(id, value);
        if (repeated.p)
            return repeated;
    }
    return NOWHERE;
}

bool rule_unique_params(struct inspection *in)
{
    const struct entry *request = in->fact->request;
    for (size_t i = 0; i < ADDRESS_HEADERS; i++) {
        struct slice repeated = repeated_in_header(in->message, address_headers[i]);
        bool ours = repeated.p && request && repeated_in_header(request->message, address_headers[i]).p;
        if (repeated.p && !ours)
            breach(in, repeated, "each parameter once in a value and in a URI", "%.*s is there again in %s",
                   SHOW(repeated), sip_header_by_id(address_headers[i])->name);
    }
    return true;
}

/* ---- what a Contact URI may hold (19.1.1, table 1) ---- */

enum contact_use { CONTACT_OTHER, CONTACT_LOCATION, CONTACT_DIALOG };

static enum contact_use use_of_contact(const struct inspection *in)
{
    int status = in->message->status;
    if (in->message->kind == SIP_REQUEST)
        return is_method(in->message, "REGISTER") ? CONTACT_LOCATION
               : is_method(in->message, "INVITE") ? CONTACT_DIALOG
                                                  : CONTACT_OTHER;
    if (status >= 300 && status <= 399)
        return CONTACT_LOCATION;
    return status >= 200 && status <= 299 && slice_eq_text(in->fact->cseq.method, "INVITE") ? CONTACT_DIALOG
                                                                                            : CONTACT_OTHER;
}

static void check_part(struct inspection *in, struct slice params, const char *name, enum verdict verdict)
{
    struct sip_param param;
    if (sip_param_find(params, name, &param))
        breach_as(in, verdict, param.name, "no such parameter in a Contact URI here (19.1.1, table 1)", "%s",
                  name);
}

bool rule_contact_parts(struct inspection *in)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    struct sip_uri uri;
    enum contact_use use = use_of_contact(in);
    bool looked = false;
    sip_values_begin(&values, in->message, SIP_HEADER_CONTACT);
    while (use != CONTACT_OTHER && sip_values_next(&values, &value)) {
        looked = true;
        if (!sip_address_parse(value, &address) || !address.bracketed || !sip_uri_parse(address.uri, &uri) ||
            !uri.is_sip)
            continue;
        check_part(in, uri.params, "method", VERDICT_FAIL);
        if (use == CONTACT_DIALOG && uri.headers.p)
            breach(in, address.uri, "no headers in a Contact URI here (19.1.1, table 1)", "%.*s",
                   SHOW(address.uri));
        if (use == CONTACT_DIALOG)
            check_part(in, uri.params, "ttl", VERDICT_FAIL);
        else if (in->message->status != 305)
            check_part(in, uri.params, "lr", VERDICT_WARN);
    }
    return looked;
}

/* ---- what the URIs of From, To, Route and Record-Route may hold (19.1.1, table 1) ---- */

static const char *const route_bars[] = {"method", "ttl", NULL};

/* The first part of the URI that may not stand there: its name, and where it is; NULL. A port in From or To
 * is let pass: where a domain is known by address and port alone, an address of record cannot do without
 * it. */
static const char *barred_part(const struct sip_uri *uri, bool is_route, struct slice *ret_place)
{
    struct sip_param param;
    const char *const *bars = is_route ? route_bars : sip_uri_identity_bars;
    *ret_place = uri->rest;
    for (; *bars; bars++)
        if (sip_param_find(uri->params, *bars, &param)) {
            *ret_place = param.name;
            return *bars;
        }
    return uri->headers.p ? "headers" : NULL;
}

/* From and To repeat what the peer has said in the same call, wrong as it is (8.2.6.2, 12.2.1.1). */
static bool is_repeated(const struct inspection *in, struct slice uri)
{
    static const enum sip_header_id ids[] = {SIP_HEADER_FROM, SIP_HEADER_TO};
    for (long i = 0; i < in->number; i++) {
        const struct entry *sent = &in->transcript->entries[i];
        if (sent->direction != DIRECTION_SENT || !slice_eq(in->facts[i].call_id, in->fact->call_id))
            continue;
        for (size_t k = 0; k < 2; k++)
            if (slice_ieq(sip_address_uri(sip_header_value(sent->message, ids[k])), uri))
                return true;
    }
    return false;
}

/* The To of a first request is what somebody dialled, as the Request-URI is (8.1.1.1, 8.1.1.2). */
static bool is_called(const struct inspection *in, enum sip_header_id id, struct slice uri)
{
    return id == SIP_HEADER_TO && in->message->kind == SIP_REQUEST && slice_eq(in->message->request_uri, uri);
}

static bool inspect_address(struct inspection *in, enum sip_header_id id)
{
    bool is_route = id == SIP_HEADER_ROUTE || id == SIP_HEADER_RECORD_ROUTE, looked = false;
    struct sip_values values;
    struct slice value, place;
    struct sip_address address;
    struct sip_uri uri;
    sip_values_begin(&values, in->message, id);
    while (sip_values_next(&values, &value)) {
        if (!sip_address_parse(value, &address) || !sip_uri_parse(address.uri, &uri) || !uri.is_sip)
            continue;
        looked = true;
        const char *part = barred_part(&uri, is_route, &place);
        if (part && (is_route || (!is_called(in, id, address.uri) && !is_repeated(in, address.uri))))
            breach(in, place, "no URI component that table 1 of 19.1.1 bars from the header field",
                   "%s in %s: %.*s", part, sip_header_by_id(id)->name, SHOW(address.uri));
    }
    return looked;
}

/* Whoever reads them SHOULD ignore the components: a warning. */
bool rule_address_parts(struct inspection *in)
{
    bool from = inspect_address(in, SIP_HEADER_FROM), to = inspect_address(in, SIP_HEADER_TO);
    bool route = in->message->kind == SIP_REQUEST && inspect_address(in, SIP_HEADER_ROUTE);
    bool recorded = in->message->kind == SIP_REQUEST && inspect_address(in, SIP_HEADER_RECORD_ROUTE);
    return from || to || route || recorded;
}

/* ---- Contact of a 3xx ---- */

static bool is_redirection(const struct inspection *in)
{
    return in->message->status >= 300 && in->message->status <= 399;
}

bool rule_star_in_3xx(struct inspection *in)
{
    struct sip_values values;
    struct slice value;
    if (!is_redirection(in))
        return false;
    sip_values_begin(&values, in->message, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value))
        if (slice_eq_text(value, "*"))
            breach(in, value, "no \"*\" in Contact of a 3xx", "*");
    return true;
}

bool rule_transport_tls(struct inspection *in)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    struct sip_uri uri;
    struct sip_param transport;
    if (!is_redirection(in))
        return false;
    sip_values_begin(&values, in->message, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value))
        if (sip_address_parse(value, &address) && sip_uri_parse(address.uri, &uri) && uri.is_sip &&
            sip_param_find(address.bracketed ? uri.params : address.params, "transport", &transport) &&
            slice_ieq_text(transport.value, "tls"))
            breach(in, value, "no transport=tls (RFC 5630 5.4)", "%.*s", SHOW(value));
    return true;
}

/* ---- Contact of an INVITE (8.1.1.8) ---- */

/* Must the Contact be a SIPS URI? When the Request-URI or the topmost Route is one. */
static bool wants_sips(const struct sip_message *message)
{
    struct sip_uri uri;
    struct sip_address route;
    if (sip_uri_parse(message->request_uri, &uri) && uri.is_sips)
        return true;
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, SIP_HEADER_ROUTE);
    return sip_values_next(&values, &value) && sip_address_parse(value, &route) &&
           sip_uri_parse(route.uri, &uri) && uri.is_sips;
}

bool rule_invite_contact(struct inspection *in)
{
    struct sip_values values;
    struct slice value = NOWHERE, contact = NOWHERE;
    struct sip_address address;
    struct sip_uri uri;
    size_t count = 0;
    const char *expected = "exactly one Contact with a SIP or SIPS URI (8.1.1.8)";
    if (!is_method(in->message, "INVITE"))
        return false;
    sip_values_begin(&values, in->message, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value))
        if (count++ == 0)
            contact = value;
    if (count != 1)
        breach(in, count ? contact : in->message->start_line, expected, "%zu Contact values", count);
    else if (!sip_address_parse(contact, &address) || address.star || !sip_uri_parse(address.uri, &uri) ||
             !uri.is_sip)
        breach(in, contact, expected, "%.*s", SHOW(contact));
    else if (wants_sips(in->message) && !uri.is_sips)
        breach(in, contact, "a SIPS Contact, since the Request-URI or the topmost Route is SIPS", "%.*s",
               SHOW(contact));
    return true;
}
