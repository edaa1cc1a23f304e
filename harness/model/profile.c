/* Reads a profile, and answers what is known of a device. */
#include "model/profile.h"

#include "base/duration.h"
#include "model/profile_json.h"
#include "model/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void profile_free(struct profile *profile)
{
    for (size_t i = 0; i < profile->count; i++) {
        free(profile->facts[i].key);
        value_free(&profile->facts[i].value);
    }
    free(profile->facts);
    value_free(&profile->call.arguments);
    value_free(&profile->hang_up.arguments);
    *profile = (struct profile){0};
}

static struct profile_fact *find(const struct profile *profile, const char *key)
{
    for (size_t i = 0; i < profile->count; i++)
        if (strcmp(profile->facts[i].key, key) == 0)
            return &profile->facts[i];
    return NULL;
}

const struct value *profile_get(const struct profile *profile, const char *key)
{
    const struct profile_fact *fact = find(profile, key);
    return fact ? &fact->value : NULL;
}

const char *profile_text(const struct profile *profile, const char *key)
{
    const struct value *value = profile_get(profile, key);
    return value && value->kind == VALUE_TEXT ? value->text : NULL;
}

bool profile_is(const struct profile *profile, const char *key)
{
    const char *text = profile_text(profile, key);
    return text && strcmp(text, "true") == 0;
}

int64_t profile_ms(const struct profile *profile, const char *key, int64_t otherwise)
{
    const char *text = profile_text(profile, key);
    int64_t ms;
    return text && duration_parse(text, &SIP_TIMERS_DEFAULT, &ms) ? ms : otherwise;
}

int profile_set(struct profile *profile, const char *key, const struct value *value, bool learned)
{
    struct value copy = {0};
    if (value_copy(value, &copy))
        return -1;
    struct profile_fact *fact = find(profile, key);
    if (fact) {
        value_free(&fact->value);
    } else {
        struct profile_fact *facts = realloc(profile->facts, (profile->count + 1) * sizeof(*facts));
        char *name = strdup(key);
        if (facts)
            profile->facts = facts;
        if (!facts || !name) {
            free(name);
            value_free(&copy);
            return -1;
        }
        fact = &profile->facts[profile->count++];
        fact->key = name;
    }
    fact->value = copy;
    fact->learned = learned;
    return 0;
}

int profile_set_text(struct profile *profile, const char *key, const char *text, bool learned)
{
    struct value value = {.kind = VALUE_TEXT, .text = (char *)(uintptr_t)text};
    return profile_set(profile, key, &value, learned);
}

int profile_add_learned(struct profile *profile, const struct profile *from)
{
    for (size_t i = 0; i < from->count; i++)
        if (from->facts[i].learned && !profile_get(profile, from->facts[i].key) &&
            profile_set(profile, from->facts[i].key, &from->facts[i].value, true))
            return -1;
    return 0;
}

int profile_copy(const struct profile *profile, struct profile *ret_profile)
{
    struct profile copy = {.call.kind = profile->call.kind, .hang_up.kind = profile->hang_up.kind};
    int result = value_copy(&profile->call.arguments, &copy.call.arguments);
    if (!result)
        result = value_copy(&profile->hang_up.arguments, &copy.hang_up.arguments);
    for (size_t i = 0; !result && i < profile->count; i++)
        result =
            profile_set(&copy, profile->facts[i].key, &profile->facts[i].value, profile->facts[i].learned);
    if (result)
        profile_free(&copy);
    else
        *ret_profile = copy;
    return result;
}

/* ---- reading ---- */

static int read_list(const cJSON *node, struct value *ret_value)
{
    value_list(ret_value);
    for (const cJSON *item = node->child; item; item = item->next)
        if (value_add(ret_value, slice_from(item->valuestring)))
            return -1;
    return 0;
}

static int read_action(const cJSON *node, struct action *action)
{
    if (!node)
        return 0;
    if (cJSON_IsString(node)) {
        action->kind = ACTION_BY_HAND;
        return 0;
    }
    const cJSON *command = json_member(node, "command");
    if (command) {
        action->kind = ACTION_COMMAND;
        return read_list(command, &action->arguments);
    }
    const char *shell = json_text(node, "shell");
    action->kind = shell ? ACTION_SHELL : ACTION_REFER;
    return value_text(slice_from(shell ? shell : json_text(node, "refer")), &action->arguments);
}

static int read_fact(struct profile *profile, const cJSON *node, bool learned)
{
    struct value value = {0};
    char number[32];
    int result;
    if (cJSON_IsArray(node)) {
        result = read_list(node, &value);
    } else if (cJSON_IsNumber(node)) {
        snprintf(number, sizeof(number), "%.0f", node->valuedouble);
        result = value_text(slice_from(number), &value);
    } else {
        const char *text = cJSON_IsString(node) ? node->valuestring : cJSON_IsTrue(node) ? "true" : "false";
        result = value_text(slice_from(text), &value);
    }
    if (!result)
        result = profile_set(profile, node->string, &value, learned);
    value_free(&value);
    return result;
}

static bool is_fact(const cJSON *node)
{
    for (const cJSON *item = cJSON_IsArray(node) ? node->child : NULL; item; item = item->next)
        if (!cJSON_IsString(item))
            return false;
    return cJSON_IsArray(node) || cJSON_IsNumber(node) || cJSON_IsString(node) || cJSON_IsBool(node);
}

int profile_take_facts(struct profile *profile, const cJSON *object, bool learned)
{
    for (const cJSON *node = object->child; node; node = node->next)
        if (!is_fact(node) || read_fact(profile, node, learned))
            return -1;
    return 0;
}

static int read_profile(const cJSON *root, struct profile *profile)
{
    for (const cJSON *node = root->child; node; node = node->next) {
        int result = 0;
        if (strcmp(node->string, "trigger") == 0) {
            result = read_action(json_member(node, "call"), &profile->call);
            if (!result)
                result = read_action(json_member(node, "hang_up"), &profile->hang_up);
        } else if (strcmp(node->string, "$schema") != 0 && strcmp(node->string, "about") != 0) {
            result = read_fact(profile, node, false);
        }
        if (result)
            return result;
    }
    return 0;
}

int profile_load(const char *path, struct diagnostics *diagnostics, struct profile *ret_profile)
{
    struct document *document = NULL;
    if (document_load(path, diagnostics, &document))
        return -1;
    struct profile profile = {0};
    int result = schema_check_builtin("profile", document, diagnostics);
    if (!result && read_profile(document_root(document), &profile)) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, path, 0, 0, "", "out of memory");
        result = -1;
    }
    document_free(document);
    if (result)
        profile_free(&profile);
    else
        *ret_profile = profile;
    return result;
}
