/* The variables of a case: what a step set, the matrix row, and what is always there. */
#include "play/case.h"

#include "model/option_tags.h"
#include "scenario/builtin.h"
#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- captures: messages by name ---- */

void case_capture(struct test_case *test, const char *name, long entry)
{
    for (size_t i = 0; i < test->script.capture_count; i++)
        if (strcmp(test->script.captures[i].name, name) == 0) {
            test->script.captures[i].entry = entry;
            return;
        }
    struct capture *captures =
        realloc(test->script.captures, (test->script.capture_count + 1) * sizeof(*captures));
    if (!captures) {
        case_give_up(test, VERDICT_ERROR, "out of memory");
        return;
    }
    test->script.captures = captures;
    captures[test->script.capture_count++] = (struct capture){name, entry};
}

long case_named(void *arg, const char *name)
{
    const struct test_case *test = arg;
    for (size_t i = 0; i < test->script.capture_count; i++)
        if (strcmp(test->script.captures[i].name, name) == 0)
            return test->script.captures[i].entry;
    return -1;
}

/* ---- parts of a message ---- */

static int text_of(struct slice text, struct value *ret_value)
{
    struct buf out;
    buf_init(&out, LIMIT_HEADER_VALUE_BYTES);
    sip_unfold(text, &out);
    int result = value_text(out.p ? buf_slice(&out) : SLICE_LIT(""), ret_value);
    buf_free(&out);
    return result;
}

static int list_of(const struct sip_message *message, struct slice header, bool uris, struct value *ret_value)
{
    struct sip_values values;
    struct slice value;
    struct sip_address address;
    enum sip_header_id id = sip_header_find(header);
    value_list(ret_value);
    if (id == SIP_HEADER_OTHER)
        sip_values_begin_named(&values, message, header);
    else
        sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value)) {
        if (uris && sip_address_parse(value, &address))
            value = address.uri;
        if (value_add(ret_value, value))
            return -1;
    }
    return 0;
}

static int tags_of(const struct sip_message *message, enum sip_header_id id, struct value *ret_value)
{
    struct sip_tags tags;
    if (sip_tags_read(message, id, &tags))
        return -1;
    value_list(ret_value);
    int result = 0;
    for (size_t i = 0; !result && i < tags.count; i++)
        result = value_add(ret_value, tags.tags[i]);
    sip_tags_free(&tags);
    return result;
}

/* "NAME.Header" or "NAME.Header.part" */
static int header_part(const struct sip_message *message, const char *path, struct value *ret_value,
                       struct buf *why)
{
    size_t n = strcspn(path, ".");
    struct slice header = {path, n};
    const char *part = path[n] ? path + n + 1 : "";
    if (strcmp(part, "tags") == 0)
        return tags_of(message, sip_header_find(header), ret_value);
    if (strcmp(part, "uris") == 0 || strcmp(part, "values") == 0)
        return list_of(message, header, part[0] == 'u', ret_value);
    const struct sip_row *row = sip_row_next_named(message, header, NULL);
    struct sip_address address;
    struct sip_param param;
    if (!row) {
        buf_addf(why, "the message has no %.*s", (int)n, path);
        return -1;
    }
    if (!part[0])
        return text_of(row->value, ret_value);
    if (strcmp(part, "number") == 0) {
        size_t digits = 0;
        while (digits < row->value.n && ascii_is_digit(row->value.p[digits]))
            digits++;
        return value_text(slice_sub(row->value, 0, digits), ret_value);
    }
    bool is_address = sip_address_parse(row->value, &address);
    if (is_address && strcmp(part, "uri") == 0)
        return value_text(address.uri, ret_value);
    if (is_address && strncmp(part, "param.", 6) == 0 && sip_param_find(address.params, part + 6, &param))
        return value_text(param.value, ret_value);
    if (is_address && strcmp(part, "tag") == 0 && sip_param_find(address.params, "tag", &param))
        return value_text(param.value, ret_value);
    buf_addf(why, "%.*s has no %s", (int)n, path, part);
    return -1;
}

static int message_part(const struct entry *entry, const char *part, struct value *ret_value, struct buf *why)
{
    const struct sip_message *message = entry->message;
    char number[24];
    struct sip_via via;
    if (strcmp(part, "status") == 0) {
        snprintf(number, sizeof(number), "%d", message->status);
        return value_text(slice_from(number), ret_value);
    }
    if (strcmp(part, "method") == 0)
        return value_text(message->method, ret_value);
    if (strcmp(part, "request_uri") == 0)
        return value_text(message->request_uri, ret_value);
    if (strcmp(part, "body") == 0)
        return value_text(message->body, ret_value);
    if (strcmp(part, "branch") == 0)
        return value_text(sip_top_via(message, &via) ? via.branch : SLICE_LIT(""), ret_value);
    return header_part(message, part, ret_value, why);
}

/* ---- what is always there ---- */

static int addr_part(const struct net_addr *addr, const char *name, const char *part,
                     enum net_transport transport, struct value *ret_value, struct buf *why)
{
    char text[NET_ADDR_TEXT], uri[NET_ADDR_TEXT + 64];
    if (!part[0])
        return value_text(slice_from(net_addr_text(addr, text)), ret_value);
    if (strcmp(part, "host") == 0)
        return value_text(slice_from(net_addr_host(addr, text)), ret_value);
    if (strcmp(part, "port") == 0) {
        snprintf(text, sizeof(text), "%u", addr->port);
        return value_text(slice_from(text), ret_value);
    }
    if (strcmp(part, "uri") == 0) {
        const struct net_transport_row *row = net_transport_row(transport);
        snprintf(uri, sizeof(uri), "%s:%s%s", row->scheme, net_addr_text(addr, text), row->uri_param);
        return value_text(slice_from(uri), ret_value);
    }
    buf_addf(why, "%s has no part \"%s\"", name, part);
    return -1;
}

static const char *domain_of(const struct test_case *test, char text[NET_ADDR_TEXT])
{
    const char *domain = profile_text(test->around->profile, "domain");
    return domain ? domain : net_addr_text(case_target(test), text);
}

/* sip:USER@DOMAIN with a user that the profile names. */
static int user_uri(const struct test_case *test, const char *key, const char *otherwise,
                    struct value *ret_value, struct buf *why)
{
    const char *user = profile_text(test->around->profile, key);
    char domain[NET_ADDR_TEXT], uri[512];
    if (!user)
        user = otherwise;
    if (!user) {
        buf_addf(why, "not known: give \"%s\" in the profile", key);
        return -1;
    }
    const struct net_transport_row *row = net_transport_row(test->plan->transport);
    snprintf(uri, sizeof(uri), "%s:%.200s@%.200s%s", row->scheme, user, domain_of(test, domain),
             row->uri_param);
    return value_text(slice_from(uri), ret_value);
}

static int device_fact(const struct test_case *test, const char *key, struct value *ret_value,
                       struct buf *why)
{
    const struct value *value = profile_get(test->around->profile, key);
    if (value)
        return value_copy(value, ret_value);
    buf_addf(why, "not known: give \"%s\" in the profile", key);
    return -1;
}

/* Tags that the device supports and that do not change the flow of a call by being required. */
static int supported_tags(const struct test_case *test, const char *part, struct value *ret_value,
                          struct buf *why)
{
    static const char *const flow[] = {"100rel", "precondition", "ice", "sec-agree"};
    const struct value *known = profile_get(test->around->profile, "supported");
    struct value list;
    value_list(&list);
    int result = 0;
    for (size_t i = 0; known && !result && i < value_count(known); i++) {
        bool changes = false;
        for (size_t k = 0; k < sizeof(flow) / sizeof(flow[0]); k++)
            changes = changes || slice_ieq_text(slice_from(value_at(known, i)), flow[k]);
        if (!changes)
            result = value_add(&list, slice_from(value_at(known, i)));
    }
    uint64_t number = 0;
    bool one = slice_to_u64(slice_from(part), &number) && number > 0;
    if (result || (!one && part[0]) || (one && number > list.count)) {
        buf_addf(
            why,
            "the device has no %s option-tag that could be required here: give \"supported\" in the profile",
            one && number > 1 ? "further" : "supported");
        value_free(&list);
        return -1;
    }
    if (!one) {
        *ret_value = list;
        return 0;
    }
    result = value_text(slice_from(list.items[number - 1]), ret_value);
    value_free(&list);
    return result;
}

/* Every option-tag that the device is said, or says, to support; none when nothing is known. */
static int understood_tags(const struct test_case *test, struct value *ret_value)
{
    const struct value *known = profile_get(test->around->profile, "supported");
    if (known)
        return value_copy(known, ret_value);
    value_list(ret_value);
    return 0;
}

static int unknown_tag(const struct test_case *test, const char *part, struct value *ret_value)
{
    struct rng rng;
    char name[64], tag[11] = "xc";
    snprintf(name, sizeof(name), "unknown-tag-%s", part);
    rng_init_named(&rng, test->seed, name);
    rng_token(&rng, tag + 2, 8);
    return value_text(slice_from(tag), ret_value);
}

static int registered_tags(struct value *ret_value)
{
    value_list(ret_value);
    for (size_t i = 0; option_tag_at(i); i++)
        if (value_add(ret_value, slice_from(option_tag_at(i)->name)))
            return -1;
    return 0;
}

static int own_aor(const struct test_case *test, struct value *ret_value)
{
    char domain[NET_ADDR_TEXT], uri[512];
    snprintf(uri, sizeof(uri), "sip:%.200s@%.200s", test->user, domain_of(test, domain));
    return value_text(slice_from(uri), ret_value);
}

static int lookup_named(const struct test_case *test, const char *name, size_t n, const char *part,
                        struct value *ret_value, struct buf *why)
{
    const struct entry *entry = NULL;
    for (size_t i = 0; i < test->script.capture_count; i++)
        if (strlen(test->script.captures[i].name) == n &&
            strncmp(test->script.captures[i].name, name, n) == 0)
            entry = transcript_at(&test->result.transcript, test->script.captures[i].entry);
    if (entry)
        return message_part(entry, part[0] ? part : "status", ret_value, why);
    for (size_t i = 0; i < test->wire.count; i++)
        if (strlen(test->wire.endpoints[i].name) == n && strncmp(test->wire.endpoints[i].name, name, n) == 0)
            return addr_part(&test->wire.endpoints[i].addr, test->wire.endpoints[i].name, part,
                             test->plan->transport, ret_value, why);
    return 1;
}

static int target_part(const struct test_case *test, const char *part, struct value *ret_value,
                       struct buf *why)
{
    return addr_part(case_target(test), "target", part, test->plan->transport, ret_value, why);
}

static int lookup_builtin(void *arg, const char *name, struct value *ret_value, struct buf *why);

/* part is "" when there is none. */
static int builtin_value(struct test_case *test, enum builtin builtin, const char *part,
                         struct value *ret_value, struct buf *why)
{
    char domain[NET_ADDR_TEXT];
    switch (builtin) {
    case BUILTIN_DEVICE:
        return device_fact(test, part, ret_value, why);
    case BUILTIN_UNKNOWN:
        return unknown_tag(test, part, ret_value);
    case BUILTIN_SUPPORTED:
        return supported_tags(test, part, ret_value, why);
    case BUILTIN_UNDERSTOOD:
        return understood_tags(test, ret_value);
    case BUILTIN_REGISTERED_TAGS:
        return registered_tags(ret_value);
    case BUILTIN_TARGET:
        return target_part(test, part, ret_value, why);
    case BUILTIN_CALLEE:
        return user_uri(test, "user", "sipconform", ret_value, why);
    case BUILTIN_RINGING:
        return user_uri(test, "ringing_user", NULL, ret_value, why);
    case BUILTIN_REDIRECT:
        return user_uri(test, "redirect_user", NULL, ret_value, why);
    case BUILTIN_AOR:
        return own_aor(test, ret_value);
    case BUILTIN_DOMAIN:
        return value_text(slice_from(domain_of(test, domain)), ret_value);
    case BUILTIN_OPTIONS_URI:
        return lookup_builtin(test, role_row(test->plan->role)->options_uri, ret_value, why);
    case BUILTIN_TRANSPORT:
        return value_text(slice_from(net_transport_name(test->plan->transport)), ret_value);
    case BUILTIN_TRANSPORT_PARAM:
        return value_text(slice_from(net_transport_row(test->plan->transport)->uri_param), ret_value);
    case BUILTIN_OWN:   /* an inner scope knows it while a message is made */
    case BUILTIN_COUNT: /* none */
        break;
    }
    return 1;
}

static int lookup_builtin(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    struct test_case *test = arg;
    size_t n = strcspn(name, ".");
    const char *part = name[n] ? name + n + 1 : "";
    enum builtin builtin;
    return builtin_find(name, n, &builtin) ? builtin_value(test, builtin, part, ret_value, why)
                                           : lookup_named(test, name, n, part, ret_value, why);
}

/* ---- let and set ---- */

static int lookup_variable(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)why;
    const struct test_case *test = arg;
    for (size_t i = 0; i < test->script.variable_count; i++)
        if (strcmp(test->script.variables[i].name, name) == 0)
            return value_copy(&test->script.variables[i].value, ret_value);
    return 1;
}

int case_set(struct test_case *test, const char *name, const struct value *value)
{
    struct value copy = {0};
    if (value_copy(value, &copy))
        return -1;
    for (size_t i = 0; i < test->script.variable_count; i++)
        if (strcmp(test->script.variables[i].name, name) == 0) {
            value_free(&test->script.variables[i].value);
            test->script.variables[i].value = copy;
            return 0;
        }
    struct variable *variables =
        realloc(test->script.variables, (test->script.variable_count + 1) * sizeof(*variables));
    if (!variables) {
        value_free(&copy);
        return -1;
    }
    test->script.variables = variables;
    variables[test->script.variable_count++] = (struct variable){name, copy};
    return 0;
}

void scope_begin(struct test_case *test)
{
    test->script.builtin_scope = (struct scope){lookup_builtin, test, NULL};
    matrix_scope_init(&test->script.row_scope, &test->plan->scenario->matrix, &test->row,
                      &test->script.builtin_scope);
    test->script.variable_scope = (struct scope){lookup_variable, test, &test->script.row_scope.scope};
}

/* What only a case has (its endpoints, its messages) stands for itself while rows are made. */
static int lookup_later(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    (void)why;
    char text[160];
    snprintf(text, sizeof(text), "{%s}", name);
    return strstr(name, ".name") ? 1 : value_text(slice_from(text), ret_value);
}

static const struct scope scope_later = {lookup_later, NULL, NULL};

struct test_case *case_new_for_planning(const struct surroundings *around, const struct plan *plan)
{
    struct test_case *test = case_new(around, plan, NULL);
    if (!test)
        return NULL;
    test->script.builtin_scope.outer = &scope_later;
    test->user = strdup("user");
    if (!test->user) {
        case_free(test);
        return NULL;
    }
    return test;
}

const struct scope *case_facts(const struct test_case *test)
{
    return &test->script.builtin_scope;
}

const struct scope *case_scope(struct test_case *test)
{
    return test->script.frame_count ? &test->script.frames[test->script.frame_count - 1].scope
                                    : &test->script.variable_scope;
}
