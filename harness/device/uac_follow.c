/* What the UAC makes of 3xx (8.1.3.4, 19.1.5, 21.3) and 420 (8.1.3.5). */
#include "device/call.h"

#include <stdlib.h>
#include <string.h>

static bool is_in(struct slice name, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (slice_ieq_text(name, list[i]))
            return true;
    return false;
}

/* ---- Request-URI and headers of a target ---- */
static bool is_harmless(struct slice name)
{
    static const char *const list[] = {"Subject",      "Priority",    "Call-Info",
                                       "Organization", "In-Reply-To", "Reply-To",
                                       "User-to-User", "Alert-Info",  NULL};
    return is_in(name, list);
}

/* What 19.1.5 warns of and what may stand beside our own rows; From and Call-ID take their place, see
 * call_imposed(). */
static bool is_dangerous(struct slice name)
{
    static const char *const list[] = {"Record-Route",    "Accept",     "Accept-Encoding",
                                       "Accept-Language", "User-Agent", NULL};
    return is_in(name, list);
}

bool call_imposed(const struct device *device, const char *uri, const char *name, struct buf *value)
{
    struct sip_uri parts;
    struct sip_param header;
    if (!has_fault(device, FAULT_HONOURS_DANGEROUS_HEADERS) || !sip_uri_parse(slice_from(uri), &parts))
        return false;
    struct slice rest = parts.headers;
    while (sip_uri_header_next(&rest, &header))
        if (slice_ieq_text(header.name, name) && slice_find_text(header.value, "%0") == header.value.n)
            return !sip_unescape(header.value, value);
    return false;
}

/* A header whose value holds no line end: those would make rows of their own. */
static void take_header(struct slice name, struct slice value, struct buf *headers)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    sip_unescape(value, &text);
    struct slice plain = buf_slice(&text);
    bool is_clean = !text.failed && sip_is_token(name);
    for (size_t i = 0; i < plain.n; i++)
        is_clean = is_clean && (unsigned char)plain.p[i] >= ' ';
    if (is_clean) {
        buf_add_slice(headers, name);
        buf_add_text(headers, ": ");
        buf_add_slice(headers, plain);
        buf_add_text(headers, "\r\n");
    }
    buf_free(&text);
}

void call_request_uri(const struct device *device, const char *uri, struct buf *request_uri,
                      struct buf *headers)
{
    struct sip_uri parts;
    struct sip_param header;
    struct slice whole = slice_from(uri);
    if (!sip_uri_parse(whole, &parts)) {
        buf_add_slice(request_uri, whole);
        return;
    }
    struct slice rest = parts.headers;
    while (sip_uri_header_next(&rest, &header))
        if ((is_harmless(header.name) && !has_trait(device, TRAIT_IGNORES_URI_HEADERS)) ||
            (has_fault(device, FAULT_HONOURS_DANGEROUS_HEADERS) && is_dangerous(header.name)))
            take_header(header.name, header.value, headers);
    if (has_fault(device, FAULT_KEEPS_URI_HEADERS))
        buf_add_slice(request_uri, whole);
    else if (has_fault(device, FAULT_LOSES_URI_PARAMS) && parts.params.n)
        buf_add_slice(request_uri, slice_sub(whole, 0, (size_t)(parts.params.p - whole.p)));
    else
        sip_uri_as_request_uri(whole, request_uri);
}

/* ---- the target set ---- */
/* Does a target forbid that URI? 8.1.3.4: each URI once, the original included. */
static bool forbids(const struct call *call, const struct target *target, struct slice uri)
{
    const struct device *device = call->device;
    bool is_same = target->generation == call->generation;
    if (!sip_uri_equal(slice_from(target->uri), uri))
        return false;
    if (target->generation == 0)
        return !has_fault(device, FAULT_CALLS_ITSELF_AGAIN) && !has_fault(device, FAULT_LOOPS);
    return is_same ? !has_fault(device, FAULT_CALLS_DUPLICATE) : !has_fault(device, FAULT_LOOPS);
}

void call_add_target(struct call *call, struct slice uri, unsigned q)
{
    for (size_t i = 0; i < call->target_count; i++)
        if (forbids(call, &call->targets[i], uri))
            return;
    char *copy = call->target_count < LIMIT_DEVICE_TARGETS ? text_dup(uri) : NULL;
    if (copy)
        call->targets[call->target_count++] = (struct target){copy, q, call->generation, false};
}

/* ---- memory of redirections: 21.3.2, 21.3.3 ---- */
static void cached_free(struct cached *cached)
{
    free(cached->uri);
    free(cached->contact);
    free(cached);
}

static void forget(struct device *device, struct slice uri)
{
    int64_t now = location_now_ms(device);
    struct cached **at = &device->cached;
    while (*at) {
        struct cached *cached = *at;
        if (cached->until_ms <= now || sip_uri_equal(slice_from(cached->uri), uri)) {
            *at = cached->next;
            device->cached_count--;
            cached_free(cached);
        } else {
            at = &cached->next;
        }
    }
}

const char *call_cached(struct device *device, struct slice uri)
{
    int64_t now = location_now_ms(device);
    for (struct cached *cached = device->cached; cached; cached = cached->next)
        if (cached->until_ms > now && sip_uri_equal(slice_from(cached->uri), uri))
            return cached->contact;
    return NULL;
}

/* How long a contact may be kept, in seconds; 0: not at all. The parameter goes before the header (8.3). */
static uint64_t lifetime_of(const struct device *device, const struct sip_message *response,
                            struct slice params)
{
    struct sip_param param;
    struct slice text = sip_header_value(response, SIP_HEADER_EXPIRES);
    uint64_t seconds = 0;
    if (sip_param_find(params, "expires", &param))
        text = param.value;
    if (has_trait(device, TRAIT_KEEPS_NO_REDIRECT))
        return 0;
    if (!text.p)
        return response->status == 301 || has_fault(device, FAULT_CACHES_REDIRECT) ? UINT32_MAX : 0;
    if (!slice_to_u64(text, &seconds))
        return 3600;
    return seconds > UINT32_MAX ? UINT32_MAX : seconds;
}

static void remember(struct call *call, struct slice contact, uint64_t seconds)
{
    struct device *device = call->device;
    forget(device, slice_from(call->uri));
    struct cached *cached = device->cached_count < LIMIT_DEVICE_CACHED ? calloc(1, sizeof(*cached)) : NULL;
    if (!cached)
        return;
    cached->uri = strdup(call->uri);
    cached->contact = text_dup(contact);
    cached->until_ms = location_now_ms(device) + (int64_t)seconds * 1000;
    if (!cached->uri || !cached->contact) {
        cached_free(cached);
        return;
    }
    cached->next = device->cached;
    device->cached = cached;
    device->cached_count++;
}

/* ---- 3xx ---- */
bool call_follow(struct call *call, const struct sip_message *response)
{
    const struct device *device = call->device;
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    struct sip_param param;
    struct peer peer;
    unsigned best_q = 0;
    size_t before = call->target_count;
    bool is_original = call->targets[call->current].generation == 0;
    if (response->status > 302 || has_fault(device, FAULT_DOES_NOT_FOLLOW))
        return false;
    call->generation++;
    sip_values_begin(&values, response, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value)) {
        unsigned q = 1000;
        if (!sip_address_parse(value, &address) || address.star || !target_peer(device, address.uri, &peer))
            continue;
        if (sip_param_find(address.params, "q", &param) && !sip_qvalue_parse(param.value, &q))
            q = 0;
        call_add_target(call, address.uri, has_trait(device, TRAIT_LOWEST_Q_FIRST) ? 1000 - q : q);
        uint64_t seconds = lifetime_of(device, response, address.params);
        if (is_original && seconds && q > best_q && !sip_uri_equal(address.uri, slice_from(call->uri))) {
            best_q = q;
            remember(call, address.uri, seconds);
        }
        if (has_trait(device, TRAIT_FIRST_CONTACT_ONLY) && call->target_count > before)
            break;
    }
    return call->target_count > before;
}

/* ---- 420 ---- */
/* Takes the tags out of the list that Unsupported names, most at most; true when there was one. */
static bool drop_tags(char **tags, const struct sip_tags *unsupported, size_t most)
{
    size_t kept = 0, dropped = 0;
    for (size_t i = 0; tags[i]; i++) {
        if (dropped < most && sip_tags_have(unsupported, slice_from(tags[i]))) {
            free(tags[i]);
            dropped++;
        } else {
            tags[kept++] = tags[i];
        }
    }
    tags[kept] = NULL;
    return dropped > 0;
}

/* The last tag goes when the server named none that is there. */
static bool drop_one(char **tags, const struct sip_tags *unsupported)
{
    size_t count = 0;
    if (drop_tags(tags, unsupported, 1))
        return true;
    while (tags[count])
        count++;
    if (!count)
        return false;
    free(tags[count - 1]);
    tags[count - 1] = NULL;
    return true;
}

static bool drop_refused(struct call *call, const struct sip_tags *unsupported)
{
    const struct device *device = call->device;
    if (has_trait(device, TRAIT_ONE_TAG_FEWER))
        return drop_one(call->requires, unsupported);
    bool required = drop_tags(call->requires, unsupported, SIZE_MAX);
    bool keeps = has_trait(device, TRAIT_KEEPS_SUPPORTED);
    bool offered = !keeps && drop_tags(call->supported, unsupported, SIZE_MAX);
    for (size_t i = 0; has_fault(device, FAULT_DROPS_ALL_TAGS) && call->requires[i]; i++) {
        free(call->requires[i]);
        call->requires[i] = NULL;
    }
    return required || offered;
}

/* One new try is enough, unless each is another request. */
static bool may_try_again(const struct call *call)
{
    const struct device *device = call->device;
    return !has_trait(device, TRAIT_GIVES_UP_AFTER_420) &&
           (!call->retries || has_trait(device, TRAIT_ONE_TAG_FEWER));
}

bool call_amend(struct call *call, const struct sip_message *response)
{
    const struct device *device = call->device;
    struct sip_tags unsupported;
    if (has_fault(device, FAULT_REPEATS_UNCHANGED))
        return call->retries++ < 30;
    if (!may_try_again(call) || sip_tags_read(response, SIP_HEADER_UNSUPPORTED, &unsupported))
        return false;
    call->retries++;
    bool amended = has_fault(device, FAULT_KEEPS_REFUSED_TAG) || drop_refused(call, &unsupported);
    sip_tags_free(&unsupported);
    return amended;
}
