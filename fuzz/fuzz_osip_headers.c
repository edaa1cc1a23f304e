/* Header rows through libosip2's own parser of each header field: parsed, printed, parsed and printed again,
 * copied and printed. What it printed it must read; all prints must be equal. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/legal.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_ROWS;

/* osip's own header file forgets the prefix of this one */
#define osip_accept_init osip_content_type_init

#define HEADERS(X)                                                                                           \
    X("Accept", accept)                                                                                      \
    X("Accept-Encoding", accept_encoding)                                                                    \
    X("Accept-Language", accept_language)                                                                    \
    X("Alert-Info", alert_info)                                                                              \
    X("Allow", allow)                                                                                        \
    X("Authentication-Info", authentication_info)                                                            \
    X("Authorization", authorization)                                                                        \
    X("Call-ID", call_id)                                                                                    \
    X("Call-Info", call_info)                                                                                \
    X("Contact", contact)                                                                                    \
    X("Content-Disposition", content_disposition)                                                            \
    X("Content-Encoding", content_encoding)                                                                  \
    X("Content-Length", content_length)                                                                      \
    X("Content-Type", content_type)                                                                          \
    X("CSeq", cseq)                                                                                          \
    X("Error-Info", error_info)                                                                              \
    X("From", from)                                                                                          \
    X("MIME-Version", mime_version)                                                                          \
    X("Proxy-Authenticate", proxy_authenticate)                                                              \
    X("Proxy-Authentication-Info", proxy_authentication_info)                                                \
    X("Proxy-Authorization", proxy_authorization)                                                            \
    X("Record-Route", record_route)                                                                          \
    X("Route", route)                                                                                        \
    X("To", to)                                                                                              \
    X("Via", via)                                                                                            \
    X("WWW-Authenticate", www_authenticate)

/* Each header field has functions and a type of its own, all of one shape. NULL: osip refuses the value. */
#define DEFINE(name, type)                                                                                   \
    static osip_##type##_t *parse_##type(const char *value)                                                  \
    {                                                                                                        \
        osip_##type##_t *header;                                                                             \
        FUZZ_CHECK(osip_##type##_init(&header) == 0);                                                        \
        if (osip_##type##_parse(header, value) == 0)                                                         \
            return header;                                                                                   \
        osip_##type##_free(header);                                                                          \
        return NULL;                                                                                         \
    }                                                                                                        \
    static char *print_copy_##type(const osip_##type##_t *header)                                            \
    {                                                                                                        \
        osip_##type##_t *copy;                                                                               \
        char *text = NULL;                                                                                   \
        FUZZ_CHECK(osip_##type##_clone(header, &copy) == 0);                                                 \
        FUZZ_CHECK(osip_##type##_to_str(copy, &text) == 0);                                                  \
        osip_##type##_free(copy);                                                                            \
        return text;                                                                                         \
    }                                                                                                        \
    static char *print_##type(const char *value, char **ret_copy)                                            \
    {                                                                                                        \
        osip_##type##_t *header = parse_##type(value);                                                       \
        char *text = NULL;                                                                                   \
        if (header && osip_##type##_to_str(header, &text) == 0)                                              \
            *ret_copy = print_copy_##type(header);                                                           \
        else                                                                                                 \
            text = NULL;                                                                                     \
        if (header)                                                                                          \
            osip_##type##_free(header);                                                                      \
        return text;                                                                                         \
    }
HEADERS(DEFINE)

/* The value as osip prints it, and as it prints a copy; NULL when it refuses. Both are freed with
 * osip_free(). */
typedef char *(*printer)(const char *value, char **ret_copy);
static const struct {
    const char *name;
    printer print;
} headers[] = {
#define ROW(name, type) {name, print_##type},
    HEADERS(ROW)
#undef ROW
};

static void check_second_print(const char *name, const char *value, const char *first, const char *second)
{
    if ((second && strcmp(first, second) == 0) || !fuzz_is_legal_value(name, slice_from(value)))
        return;
    fuzz_fail(second ? "osip prints another %s the second time"
                     : "osip does not parse the %s that it printed",
              name);
}

static void check_value(const char *name, printer print, const char *value)
{
    char *first_copy = NULL, *second_copy = NULL;
    char *first = print(value, &first_copy);
    if (!first)
        return;
    if (strcmp(first, first_copy) != 0)
        fuzz_fail("a copy of %s prints something else", name);
    char *second = print(first, &second_copy);
    check_second_print(name, value, first, second);
    osip_free(first);
    osip_free(first_copy);
    osip_free(second);
    osip_free(second_copy);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {(const char *)data, size};
    struct fuzz_row row;
    fuzz_osip_prepare();
    while (fuzz_row_next(&rest, &row)) {
        for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++)
            if (slice_ieq_text(slice_from(row.name), headers[i].name))
                check_value(headers[i].name, headers[i].print, row.value);
        fuzz_row_free(&row);
    }
    return 0;
}
