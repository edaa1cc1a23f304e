/* The location service: addresses of record and their bindings. RFC 3261 10.3. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

int64_t location_now_ms(const struct device *device)
{
    return net_now_ns(device->net) / 1000000;
}

/* 10.3 step 5: the URI without its parameters, in one spelling; our domain has several names, so the user is
 * enough. */
static char *key_of(struct slice uri)
{
    struct buf key;
    buf_init(&key, LIMIT_MESSAGE_BYTES);
    sip_unescape(target_user(uri), &key);
    return buf_take(&key);
}

static void binding_free(struct binding *binding)
{
    free(binding->uri);
    free(binding->q);
    free(binding->call_id);
}

void location_unbind(struct user *user, size_t index)
{
    binding_free(&user->bindings[index]);
    user->count--;
    memmove(&user->bindings[index], &user->bindings[index + 1],
            (user->count - index) * sizeof(user->bindings[0]));
}

static void user_free(struct user *user)
{
    while (user->count)
        location_unbind(user, user->count - 1);
    free(user->key);
    free(user);
}

void location_free_all(struct device *device)
{
    while (device->users) {
        struct user *user = device->users;
        device->users = user->next;
        user_free(user);
    }
}

static void expire(const struct device *device, struct user *user)
{
    int64_t now = location_now_ms(device);
    for (size_t i = user->count; i-- > 0;)
        if (user->bindings[i].until_ms <= now)
            location_unbind(user, i);
}

struct user *location_find(struct device *device, struct slice uri)
{
    char *key = key_of(uri);
    struct user *user = key ? device->users : NULL;
    while (user && strcmp(user->key, key))
        user = user->next;
    free(key);
    if (user)
        expire(device, user);
    return user;
}

static void drop_oldest(struct device *device)
{
    struct user **at = &device->users;
    while (*at && (*at)->next)
        at = &(*at)->next;
    if (*at) {
        user_free(*at);
        *at = NULL;
        device->user_count--;
    }
}

struct user *location_add(struct device *device, struct slice uri)
{
    struct user *user = location_find(device, uri);
    if (user)
        return user;
    if (device->user_count >= LIMIT_DEVICE_USERS)
        drop_oldest(device);
    user = calloc(1, sizeof(*user));
    char *key = user ? key_of(uri) : NULL;
    if (!key) {
        free(user);
        return NULL;
    }
    user->key = key;
    user->next = device->users;
    device->users = user;
    device->user_count++;
    return user;
}

bool location_bind(struct user *user, struct slice uri, struct slice q, struct slice call_id, uint64_t cseq,
                   int64_t until_ms)
{
    struct binding binding = {text_dup(uri), q.n ? text_dup(q) : NULL, text_dup(call_id), cseq, until_ms};
    if (!binding.uri || !binding.call_id || (q.n && !binding.q)) {
        binding_free(&binding);
        return false;
    }
    for (size_t i = user->count; i-- > 0;)
        if (sip_uri_equal(slice_from(user->bindings[i].uri), uri))
            location_unbind(user, i);
    if (user->count == LIMIT_DEVICE_BINDINGS)
        location_unbind(user, 0);
    user->bindings[user->count++] = binding;
    return true;
}

void location_contact(const struct device *device, const struct binding *binding, struct buf *text)
{
    int64_t left_ms = binding->until_ms - location_now_ms(device);
    buf_addf(text, "<%s>", binding->uri);
    if (binding->q && !has_trait(device, TRAIT_NEVER_LISTS_Q))
        buf_addf(text, ";q=%s", binding->q);
    buf_addf(text, ";expires=%lld", (long long)(left_ms > 0 ? left_ms / 1000 : 0));
}
