/* Makes a built-in device from its options, gives it its ports, and frees it. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

static const struct device_role *const roles[ROLE_COUNT] = {
    [ROLE_UAS] = &role_uas,     [ROLE_REDIRECT] = &role_redirect, [ROLE_REGISTRAR] = &role_registrar,
    [ROLE_PROXY] = &role_proxy, [ROLE_UAC] = &role_uac,
};

void device_timer(struct device *device, int64_t delay_ms, void (*fire)(void *arg), void *arg,
                  struct net_timer **ret_timer)
{
    if (net_timer_start(device->net, delay_ms * 1000000, fire, arg, ret_timer))
        *ret_timer = NULL;
}

void device_timer_stop(struct net_timer **timer)
{
    net_timer_stop(*timer);
    *timer = NULL;
}

const char *device_allow(const struct device *device)
{
    return has_trait(device, TRAIT_FEW_METHODS) ? "INVITE, ACK, CANCEL, BYE, OPTIONS"
           : has_trait(device, TRAIT_REPEATS_RELIABLE)
               ? "INVITE, ACK, CANCEL, BYE, OPTIONS, MESSAGE, INFO, PRACK"
               : device->role->allow;
}

void device_token(struct device *device, char text[DEVICE_TAG_BYTES])
{
    static const char odd[] = "-.!%*_+`'~";
    size_t n = has_trait(device, TRAIT_VERY_LONG_TOKENS) ? 200
               : has_trait(device, TRAIT_LONG_TOKENS)    ? 64
               : has_trait(device, TRAIT_DIGIT_TOKENS)   ? 20
                                                         : 12;
    rng_token(&device->rng, text, n);
    for (size_t i = 0; i < n && has_trait(device, TRAIT_DIGIT_TOKENS); i++)
        text[i] = (char)('0' + (unsigned char)text[i] % 10);
    if (has_trait(device, TRAIT_ODD_TOKENS))
        memcpy(text + n, odd, sizeof(odd));
}

static const char *text_or(const char *text, const char *otherwise)
{
    return text ? text : otherwise;
}

/* Copies the texts, which the caller may then free; false when memory is out. */
static bool copy_texts(struct device_options *to, const struct device_options *from)
{
    static const char *const supported[] = {"timer", "replaces", "norefersub", NULL};
    static const char *const proxy_supported[] = {"privacy", NULL};
    static const char *const requires[] = {"timer", "replaces", NULL};
    static const char *const locations[] = {"<sip:t1@192.0.2.1>;q=1.0",
                                            "<sip:t2@192.0.2.2;transport=tcp>;q=0.5", NULL};
    to->supported = (const char *const *)text_list_dup(from->supported ? from->supported : supported);
    to->proxy_supported =
        (const char *const *)text_list_dup(from->proxy_supported ? from->proxy_supported : proxy_supported);
    to->requires = (const char *const *)text_list_dup(from->requires ? from->requires : requires);
    to->locations = (const char *const *)text_list_dup(from->locations ? from->locations : locations);
    to->forward_to = strdup(text_or(from->forward_to, "sip:forwarded@192.0.2.3"));
    to->domain = strdup(text_or(from->domain, ""));
    to->user = strdup(text_or(from->user, "alice"));
    to->password = strdup(text_or(from->password, "secret"));
    to->realm = strdup(text_or(from->realm, "sipconform"));
    return to->supported && to->proxy_supported && to->requires && to->locations && to->forward_to &&
           to->domain && to->user && to->password && to->realm;
}

static void free_texts(struct device_options *options)
{
    text_list_free((char **)options->supported);
    text_list_free((char **)options->proxy_supported);
    text_list_free((char **)options->requires);
    text_list_free((char **)options->locations);
    free((char *)options->forward_to);
    free((char *)options->domain);
    free((char *)options->user);
    free((char *)options->password);
    free((char *)options->realm);
}

int device_create(struct net *net, const struct device_options *options, struct device **ret_device)
{
    struct device *device = calloc(1, sizeof(*device));
    if (!device)
        return NET_ENOMEM;
    device->net = net;
    device->options = *options;
    device->options.t1_ms = options->t1_ms > 0 ? options->t1_ms : 500;
    device->options.t2_ms = options->t2_ms > 0 ? options->t2_ms : 4000;
    device->options.t4_ms = options->t4_ms > 0 ? options->t4_ms : 5000;
    device->role = roles[options->role];
    rng_init_named(&device->rng, options->seed, "device");
    device_token(device, device->nonce);
    int error = copy_texts(&device->options, options) ? transport_open(device) : NET_ENOMEM;
    if (error) {
        device_free(device);
        return error;
    }
    *ret_device = device;
    return 0;
}

void device_free(struct device *device)
{
    if (!device)
        return;
    uac_free_all(device);
    dialog_free_all(device);
    client_free_all(device);
    server_free_all(device);
    location_free_all(device);
    transport_close(device);
    free_texts(&device->options);
    free(device);
}

const struct net_addr *device_addr_for(const struct device *device, enum net_transport transport)
{
    return device->ports[transport] ? net_port_addr(device->ports[transport]) : &device->addr;
}

const struct net_addr *device_addr(const struct device *device)
{
    return &device->addr;
}

size_t device_dialogs(const struct device *device)
{
    return device->dialog_count;
}

size_t device_bindings(const struct device *device)
{
    size_t count = 0;
    int64_t now_ms = location_now_ms(device);
    for (const struct user *user = device->users; user; user = user->next)
        for (size_t i = 0; i < user->count; i++)
            count += user->bindings[i].until_ms > now_ms;
    return count;
}
