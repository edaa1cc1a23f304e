/* Challenges, credentials and Authentication-Info through libosip2: each row is read as all three, each value
 * that came out is set in a header made anew, and both must print the same. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_ROWS;

/* The library owns what it is given. */
static char *own(const char *text)
{
    return text ? osip_strdup(text) : NULL;
}

#define AUTHORIZATION_MEMBERS(X)                                                                             \
    X(auth_type)                                                                                             \
    X(username)                                                                                              \
    X(realm)                                                                                                 \
    X(nonce)                                                                                                 \
    X(uri)                                                                                                   \
    X(response)                                                                                              \
    X(digest)                                                                                                \
    X(algorithm)                                                                                             \
    X(cnonce)                                                                                                \
    X(opaque)                                                                                                \
    X(message_qop)                                                                                           \
    X(nonce_count)                                                                                           \
    X(version)                                                                                               \
    X(targetname)                                                                                            \
    X(gssapi_data)                                                                                           \
    X(crand)                                                                                                 \
    X(cnum)
#define CHALLENGE_MEMBERS(X)                                                                                 \
    X(auth_type)                                                                                             \
    X(realm)                                                                                                 \
    X(domain)                                                                                                \
    X(nonce)                                                                                                 \
    X(opaque)                                                                                                \
    X(stale)                                                                                                 \
    X(algorithm)                                                                                             \
    X(qop_options)                                                                                           \
    X(version)                                                                                               \
    X(targetname)                                                                                            \
    X(gssapi_data)
#define INFO_MEMBERS(X)                                                                                      \
    X(auth_type)                                                                                             \
    X(nextnonce)                                                                                             \
    X(cnonce)                                                                                                \
    X(qop_options)                                                                                           \
    X(rspauth)                                                                                               \
    X(nonce_count)                                                                                           \
    X(snum)                                                                                                  \
    X(srand)                                                                                                 \
    X(targetname)                                                                                            \
    X(realm)                                                                                                 \
    X(opaque)

/* The three types have functions of one shape, with names of their own. */
#define DEFINE(type)                                                                                         \
    static char *print_##type(const osip_##type##_t *header)                                                 \
    {                                                                                                        \
        char *text = NULL;                                                                                   \
        return osip_##type##_to_str(header, &text) == 0 ? text : NULL;                                       \
    }                                                                                                        \
    static void check_built_##type(osip_##type##_t *header)                                                  \
    {                                                                                                        \
        osip_##type##_t *built;                                                                              \
        FUZZ_CHECK(osip_##type##_init(&built) == 0);                                                         \
        fill_##type(header, built);                                                                          \
        char *a = print_##type(header), *b = print_##type(built);                                            \
        FUZZ_CHECK((!a && !b) || (a && b && strcmp(a, b) == 0));                                             \
        osip_free(a);                                                                                        \
        osip_free(b);                                                                                        \
        osip_##type##_free(built);                                                                           \
    }                                                                                                        \
    static void check_##type(const char *value)                                                              \
    {                                                                                                        \
        osip_##type##_t *header;                                                                             \
        FUZZ_CHECK(osip_##type##_init(&header) == 0);                                                        \
        if (osip_##type##_parse(header, value) == 0)                                                         \
            check_built_##type(header);                                                                      \
        osip_##type##_free(header);                                                                          \
    }

#define COPY(type, member) osip_##type##_set_##member(to, own(osip_##type##_get_##member(from)));
#define COPY_A(member) COPY(authorization, member)
#define COPY_W(member) COPY(www_authenticate, member)
#define COPY_I(member) COPY(authentication_info, member)

static void fill_authorization(osip_authorization_t *from, osip_authorization_t *to)
{
    AUTHORIZATION_MEMBERS(COPY_A)
}
static void fill_www_authenticate(osip_www_authenticate_t *from, osip_www_authenticate_t *to)
{
    CHALLENGE_MEMBERS(COPY_W)
}
static void fill_authentication_info(osip_authentication_info_t *from, osip_authentication_info_t *to){
    INFO_MEMBERS(COPY_I)} DEFINE(authorization) DEFINE(www_authenticate) DEFINE(authentication_info)

    int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {(const char *)data, size};
    struct fuzz_row row;
    fuzz_osip_prepare();
    while (fuzz_row_next(&rest, &row)) {
        check_authorization(row.value);
        check_www_authenticate(row.value);
        check_authentication_info(row.value);
        fuzz_row_free(&row);
    }
    return 0;
}
