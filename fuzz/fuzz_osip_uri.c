/* URIs, one a line, through libosip2: parsed, printed, parsed and printed again, copied; what is escaped and
 * unescaped again is the same. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/legal.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_URI;

static osip_uri_t *parse(const char *text)
{
    osip_uri_t *uri;
    FUZZ_CHECK(osip_uri_init(&uri) == 0);
    if (osip_uri_parse(uri, text) == 0)
        return uri;
    osip_uri_free(uri);
    return NULL;
}

static char *print(const osip_uri_t *uri)
{
    char *text = NULL;
    return osip_uri_to_str(uri, &text) == 0 ? text : NULL;
}

static void check_copy(const osip_uri_t *uri, const char *printed)
{
    osip_uri_t *copy;
    FUZZ_CHECK(osip_uri_clone(uri, &copy) == 0);
    char *text = print(copy);
    FUZZ_CHECK(text && strcmp(text, printed) == 0);
    osip_free(text);
    osip_uri_free(copy);
}

static void check_canonical(const osip_uri_t *uri)
{
    char *text = NULL;
    if (osip_uri_to_str_canonical(uri, &text) == 0)
        osip_free(text);
}

static void check_again(const char *value, const char *printed)
{
    osip_uri_t *uri = parse(printed);
    char *again = uri ? print(uri) : NULL;
    if ((!again || strcmp(again, printed) != 0) && fuzz_is_legal_uri(slice_from(value)))
        fuzz_fail(again ? "osip prints another URI the second time"
                        : "osip does not parse the URI that it printed");
    osip_free(again);
    osip_uri_free(uri);
}

static void look_up_params(osip_uri_t *uri)
{
    static const char *const names[] = {"transport", "lr", "maddr", "ttl", "user", "method", ""};
    osip_uri_param_t *param;
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        osip_uri_param_get_byname(&uri->url_params, (char *)names[i], &param);
        osip_uri_param_get_byname(&uri->url_headers, (char *)names[i], &param);
    }
}

static void check_uri(const char *value)
{
    osip_uri_t *uri = parse(value);
    char *printed = uri ? print(uri) : NULL;
    if (printed) {
        check_copy(uri, printed);
        check_canonical(uri);
        look_up_params(uri);
        check_again(value, printed);
    }
    osip_free(printed);
    osip_uri_free(uri);
}

static void unescaped_is(char *escaped, const char *value)
{
    FUZZ_CHECK(escaped);
    __osip_uri_unescape(escaped);
    FUZZ_CHECK(strcmp(escaped, value) == 0);
    osip_free(escaped);
}

static void check_escapes(char *value)
{
    unescaped_is(__osip_uri_escape_userinfo(value), value);
    unescaped_is(__osip_uri_escape_password(value), value);
    unescaped_is(__osip_uri_escape_uri_param(value), value);
    unescaped_is(__osip_uri_escape_header_param(value), value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {(const char *)data, size};
    fuzz_osip_prepare();
    while (rest.n) {
        size_t end = slice_find(rest, '\n');
        char *value = fuzz_text(slice_sub(rest, 0, end));
        check_uri(value);
        check_escapes(value);
        free(value);
        rest = slice_sub(rest, end + 1, rest.n);
    }
    return 0;
}
