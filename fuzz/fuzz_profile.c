/* A user's profile: what is wrong with it is said, with its place; what is taken says the same when it is
 * printed and loaded again. */
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"

#include "base/limits.h"
#include "model/document.h"
#include "model/profile.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_TEXT;

static int load(struct slice bytes, struct profile *ret_profile)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    const char *path = fuzz_file(bytes);
    int result = profile_load(path, &diagnostics, ret_profile);
    fuzz_check_diagnostics(path, bytes, result, &diagnostics);
    diagnostics_free(&diagnostics);
    return result;
}

static bool same_value(const struct value *a, const struct value *b)
{
    bool same = a->kind == b->kind && value_count(a) == value_count(b);
    for (size_t i = 0; same && i < value_count(a); i++)
        same = strcmp(value_at(a, i), value_at(b, i)) == 0;
    return same;
}

static void check_same(const struct profile *a, const struct profile *b)
{
    FUZZ_CHECK(a->count == b->count && a->call.kind == b->call.kind && a->hang_up.kind == b->hang_up.kind);
    FUZZ_CHECK(same_value(&a->call.arguments, &b->call.arguments));
    FUZZ_CHECK(same_value(&a->hang_up.arguments, &b->hang_up.arguments));
    for (size_t i = 0; i < a->count; i++) {
        const struct value *other = profile_get(b, a->facts[i].key);
        FUZZ_CHECK(other && same_value(&a->facts[i].value, other));
    }
}

/* The same document as cJSON prints it. */
static char *print_again(struct slice bytes)
{
    struct diagnostics diagnostics;
    struct document *document;
    diagnostics_init(&diagnostics);
    FUZZ_CHECK(document_parse("profile", bytes.p, bytes.n, &diagnostics, &document) == 0);
    char *text = cJSON_Print(document_root(document));
    document_free(document);
    return text;
}

static void check_again(struct slice bytes, const struct profile *profile)
{
    struct profile again, copy;
    char *text = print_again(bytes);
    if (load(slice_from(text), &again))
        fuzz_fail("a profile is refused when it is printed and loaded again");
    check_same(profile, &again);
    FUZZ_CHECK(profile_copy(profile, &copy) == 0);
    check_same(profile, &copy);
    profile_free(&again);
    profile_free(&copy);
    cJSON_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct profile profile;
    struct slice bytes = {(const char *)data, size};
    if (load(bytes, &profile))
        return 0;
    for (size_t i = 0; i < profile.count; i++) {
        const char *key = profile.facts[i].key;
        FUZZ_CHECK(profile_get(&profile, key) == &profile.facts[i].value);
        FUZZ_CHECK(profile_ms(&profile, key, 1) >= 0);
    }
    check_again(bytes, &profile);
    profile_free(&profile);
    return 0;
}
