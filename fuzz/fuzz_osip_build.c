/* A message built by libosip2's own functions, row by row, from the rows of the input; then read through its
 * accessors, copied, compared with itself, taken apart and printed at each stage. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"
#include "sip/guard.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

static void print(osip_message_t *message)
{
    size_t length;
    char *text = fuzz_osip_print(message, &length);
    osip_free(text);
}

static void print_fragment(osip_message_t *message)
{
    size_t length;
    char *text = NULL;
    osip_message_force_update(message);
    if (osip_message_to_str_sipfrag(message, &text, &length) == 0)
        osip_free(text);
}

static void set_start(osip_message_t *message, struct slice line)
{
    char *text = fuzz_text(slice_trim(line));
    uint64_t status;
    osip_uri_t *uri;
    osip_message_set_version(message, osip_strdup("SIP/2.0"));
    if (slice_starts_with(slice_from(text), "SIP/2.0 ") &&
        slice_to_u64(slice_sub(slice_from(text), 8, 3), &status)) {
        osip_message_set_status_code(message, (int)status);
        osip_message_set_reason_phrase(message, osip_strdup(strlen(text) > 12 ? text + 12 : ""));
        osip_message_get_reason((int)status);
    } else {
        osip_message_set_method(message, osip_strdup("OPTIONS"));
        FUZZ_CHECK(osip_uri_init(&uri) == 0);
        osip_uri_parse(uri, text);
        osip_message_set_uri(message, uri);
    }
    free(text);
}

/* Four ways to give a message a row; which one follows from the row. */
static void set_row(osip_message_t *message, const struct fuzz_row *row)
{
    char *name = osip_strdup(row->name), *value = osip_strdup(row->value);
    switch (strlen(row->value) % 4) {
    case 0:
        osip_message_set_multiple_header(message, name, value);
        break;
    case 1:
        osip_message_set_topheader(message, name, value);
        break;
    case 2:
        osip_message_replace_header(message, name, value);
        break;
    default:
        osip_message_set_header(message, name, value);
    }
    osip_free(name);
    osip_free(value);
}

/* Header fields with a function of their own to set, and to get the i-th. */
#define LISTS(X)                                                                                             \
    X(accept)                                                                                                \
    X(accept_encoding)                                                                                       \
    X(accept_language)                                                                                       \
    X(alert_info)                                                                                            \
    X(allow)                                                                                                 \
    X(authentication_info)                                                                                   \
    X(authorization)                                                                                         \
    X(call_info)                                                                                             \
    X(contact)                                                                                               \
    X(content_encoding)                                                                                      \
    X(error_info)                                                                                            \
    X(proxy_authenticate)                                                                                    \
    X(proxy_authorization)                                                                                   \
    X(proxy_authentication_info)                                                                             \
    X(record_route)                                                                                          \
    X(route)                                                                                                 \
    X(via)                                                                                                   \
    X(www_authenticate)
#define SINGLES(X)                                                                                           \
    X(call_id)                                                                                               \
    X(content_length)                                                                                        \
    X(content_type)                                                                                          \
    X(cseq)                                                                                                  \
    X(from)                                                                                                  \
    X(mime_version)                                                                                          \
    X(to)

static void set_known(osip_message_t *message, const struct fuzz_row *row)
{
    struct slice name = slice_from(row->name);
#define SET(type)                                                                                            \
    if (slice_ieq_text(name, names[i++]))                                                                    \
        osip_message_set_##type(message, row->value);
#define NAME(type) #type,
    static const char *const types[] = {LISTS(NAME) SINGLES(NAME)};
    enum { COUNT = sizeof(types) / sizeof(types[0]), NAME_BYTES = 32 };
    static char names[COUNT][NAME_BYTES]; /* "call-id", made once from "call_id" */
    if (!names[0][0])
        for (size_t i = 0; i < COUNT; i++)
            for (size_t k = 0; k + 1 < NAME_BYTES && types[i][k]; k++)
                names[i][k] = types[i][k] == '_' ? '-' : types[i][k];
    size_t i = 0;
    LISTS(SET)
    SINGLES(SET)
}

static void get_all(const osip_message_t *message)
{
#define GET(type)                                                                                            \
    {                                                                                                        \
        osip_##type##_t *header;                                                                             \
        int i = 0;                                                                                           \
        while (osip_message_get_##type(message, i, &header) >= 0)                                            \
            i++;                                                                                             \
        FUZZ_CHECK(osip_message_get_##type(message, i + 1, &header) < 0);                                    \
    }
    LISTS(GET)
    osip_header_t *header;
    for (int i = 0; osip_message_get_header(message, i, &header) >= 0; i++) {
        osip_header_t *same;
        FUZZ_CHECK(osip_message_header_get_byname(message, header->hname, 0, &same) >= 0);
    }
}

/* What a message says of itself is equal to itself. */
static void compare(osip_message_t *message, osip_message_t *copy)
{
    osip_via_t *via, *other;
    if (message->from && message->from->url) {
        osip_from_compare(message->from, copy->from);
        osip_from_tag_match(message->from, copy->from);
    }
    if (message->call_id)
        FUZZ_CHECK(osip_call_id_match(message->call_id, copy->call_id) == 0);
    if (message->cseq)
        FUZZ_CHECK(osip_cseq_match(message->cseq, copy->cseq) == 0);
    if (osip_message_get_via(message, 0, &via) >= 0 && osip_message_get_via(copy, 0, &other) >= 0)
        osip_via_match(via, other);
}

static void copy_and_compare(osip_message_t *message)
{
    osip_message_t *copy;
    if (osip_message_clone(message, &copy))
        return;
    compare(message, copy);
    get_all(copy);
    osip_message_fix_last_via_header(copy, "192.0.2.1", 5060);
    print(copy);
    osip_message_free(copy);
}

static void read_fragment(struct slice bytes)
{
    osip_message_t *message;
    FUZZ_CHECK(osip_message_init(&message) == 0);
    if (osip_message_parse_sipfrag(message, bytes.p, bytes.n) == 0)
        print_fragment(message);
    osip_message_free(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    size_t start = slice_find(bytes, '\n') + 1;
    struct slice rest = slice_sub(bytes, start, bytes.n);
    osip_message_t *message;
    struct fuzz_row row;
    fuzz_osip_prepare();
    if (sip_guard_message(bytes))
        return 0;
    read_fragment(bytes);
    FUZZ_CHECK(osip_message_init(&message) == 0);
    set_start(message, slice_sub(bytes, 0, start));
    while (fuzz_row_next(&rest, &row)) {
        set_row(message, &row);
        set_known(message, &row);
        fuzz_row_free(&row);
    }
    osip_message_set_body(message, rest.n ? rest.p : "", rest.n);
    get_all(message);
    copy_and_compare(message);
    print(message);
    print_fragment(message);
    osip_message_free(message);
    return 0;
}
