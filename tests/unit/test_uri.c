/* URIs read, compared and unescaped. */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "uri";

struct form {
    const char *text, *scheme, *user, *password, *host;
    uint16_t port;
    const char *params, *headers;
};

static void sip_uris(void)
{
    static const struct form forms[] = {
        {"sip:h", "sip", NULL, NULL, "h", 0, "", NULL},
        {"SIPS:a@h.example.com:5061", "SIPS", "a", NULL, "h.example.com", 5061, "", NULL},
        {"sip:a:@h", "sip", "a", "", "h", 0, "", NULL},
        {"sip:a:p&=+$,@h", "sip", "a", "p&=+$,", "h", 0, "", NULL},
        {"sip:a;b=c?d/e%40f@h;lr", "sip", "a;b=c?d/e%40f", NULL, "h", 0, ";lr", NULL},
        {"sip:+1-212(5);isub=9@h", "sip", "+1-212(5);isub=9", NULL, "h", 0, "", NULL},
        {"sip:[2001:db8::1]:5070;transport=tcp;x", "sip", NULL, NULL, "[2001:db8::1]", 5070,
         ";transport=tcp;x", NULL},
        {"sip:a@h;p?x=1&y=", "sip", "a", NULL, "h", 0, ";p", "x=1&y="},
        {"sip:h?x=y?z", "sip", NULL, NULL, "h", 0, "", "x=y?z"},
        {"sip:a_b_1:65535", "sip", NULL, NULL, "a_b_1", 65535, "", NULL},
        {"sip:h;maddr=[::1];a=/:&", "sip", NULL, NULL, "h", 0, ";maddr=[::1];a=/:&", NULL},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct sip_uri uri;
        CU_ASSERT_FATAL(sip_uri_parse(slice_from(forms[i].text), &uri));
        CU_ASSERT(uri.is_sip && uri.is_sips == (uri.scheme.n == 4) && is(uri.scheme, forms[i].scheme));
        CU_ASSERT(is(uri.user, forms[i].user) && is(uri.password, forms[i].password));
        CU_ASSERT(is(uri.host, forms[i].host) && uri.port == forms[i].port);
        CU_ASSERT(is(uri.params, forms[i].params) && is(uri.headers, forms[i].headers));
    }
}

static void other_uris(void)
{
    struct sip_uri uri;
    CU_ASSERT(sip_uri_parse(SLICE_LIT("tel:+1-201;phone-context=x"), &uri));
    CU_ASSERT(!uri.is_sip && !uri.is_sips && is(uri.scheme, "tel") && is(uri.rest, "+1-201;phone-context=x"));
    CU_ASSERT(sip_uri_parse(SLICE_LIT("im.a+b-1:x@y@z"), &uri));
    CU_ASSERT(is(uri.scheme, "im.a+b-1"));
}

static void malformed(void)
{
    static const char *const bad[] = {
        "",           "sip",        "sip:",           ":a",          "1sip:a",
        "s_p:a",      "sip:@h",     "sip:a@",         "sip:a@b@c",   "sip:h:",
        "sip:h:x",    "sip:h:0",    "sip:h:65536",    "sip:h:1x",    "sip:-h",
        "sip:h h",    "sip: h",     "sip:h\r\n",      "sip:<h>",     "sip:h;",
        "sip:h;;a",   "sip:h;a=",   "sip:h;=b",       "sip:h?",      "sip:h?a",
        "sip:h?=b",   "sip:h?a=b&", "sip:h?a=b&&c=d", "sip:h?a=b=c", "sip:%4@h",
        "sip:a%zz@h", "sip:a[b@h",  "sip:a:b;c@h",    "sip:[::1",    "sip:[::g]",
        "sip:::1",    "sip:[]",     "sip:h\x80",      "sip:\"a\"@h", "tel:+1 2",
        "tel:%",      "sip:h\x7f",  "sip:[1.2.3.4]",  "sip:a@h;x=%1"};
    struct sip_uri uri;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        bool taken = sip_uri_parse(slice_from(bad[i]), &uri);
        if (taken)
            printf("\n    taken: %s\n", bad[i]);
        CU_ASSERT(!taken);
    }
    CU_ASSERT(!sip_uri_parse(SLICE_LIT("sip:h\0"), &uri));
}

static void parts_have_a_ceiling(void)
{
    struct buf text;
    struct sip_uri uri;
    buf_init(&text, 4096);
    buf_add_text(&text, "sip:h");
    for (int i = 0; i < LIMIT_URI_PARTS; i++)
        buf_add_text(&text, ";a");
    CU_ASSERT(sip_uri_parse(buf_slice(&text), &uri));
    buf_add_text(&text, ";a");
    CU_ASSERT(!sip_uri_parse(buf_slice(&text), &uri));
    buf_clear(&text);
    buf_add_text(&text, "sip:h?a=b");
    for (int i = 1; i < LIMIT_URI_PARTS; i++)
        buf_add_text(&text, "&a=b");
    CU_ASSERT(sip_uri_parse(buf_slice(&text), &uri));
    buf_add_text(&text, "&a=b");
    CU_ASSERT(!sip_uri_parse(buf_slice(&text), &uri));
    buf_free(&text);
}

struct pair {
    const char *a, *b;
};

/* Both directions, and each with itself. */
static void check_pairs(const struct pair *pairs, size_t count, bool equal)
{
    for (size_t i = 0; i < count; i++) {
        struct slice a = slice_from(pairs[i].a), b = slice_from(pairs[i].b);
        bool forth = sip_uri_equal(a, b), back = sip_uri_equal(b, a);
        if (forth != equal || back != equal)
            printf("\n    %s : %s\n", pairs[i].a, pairs[i].b);
        CU_ASSERT_EQUAL(forth, equal);
        CU_ASSERT_EQUAL(back, equal);
        CU_ASSERT(sip_uri_equal(a, a) && sip_uri_equal(b, b));
    }
}

/* The pairs that 19.1.4 gives as examples, one by one, with other names. */
static void examples_of_the_rfc(void)
{
    static const struct pair equal[] = {
        {"sip:%63arol@oslo.example.com;transport=UDP", "sip:carol@OsLo.ExAmPlE.CoM;Transport=udp"},
        {"sip:dora@example.org", "sip:dora@example.org;newparam=7"},
        {"sip:dora@example.org;newparam=7", "sip:dora@example.org;security=off"},
        {"sip:lima.example.com;transport=tcp;method=REGISTER?to=sip:erik%40lima.example.com",
         "sip:lima.example.com;method=REGISTER;transport=tcp?to=sip:erik%40lima.example.com"},
        {"sip:fay@oslo.example.com?subject=hello&priority=emergency",
         "sip:fay@oslo.example.com?priority=emergency&subject=hello"},
        {"sip:h?s=x&%54o=y", "sip:h?%53ubject=x&to=y"}, /* names are written with escapes as well as values */
    };
    static const struct pair different[] = {
        {"SIP:CAROL@OsLo.ExAmPlE.CoM;Transport=udp", "sip:carol@OsLo.ExAmPlE.CoM;Transport=UDP"},
        {"sip:gil@lima.example.com", "sip:gil@lima.example.com:5060"},
        {"sip:gil@lima.example.com", "sip:gil@lima.example.com;transport=udp"},
        {"sip:gil@lima.example.com", "sip:gil@lima.example.com:6000;transport=tcp"},
        {"sip:hal@example.org", "sip:hal@example.org?Subject=later%20today"},
        {"sip:ida@phone9.lima.example.com", "sip:ida@192.0.2.9"},
    };
    check_pairs(equal, sizeof(equal) / sizeof(equal[0]), true);
    check_pairs(different, sizeof(different) / sizeof(different[0]), false);
}

/* A parameter in one URI only is ignored; in both, it must match. */
static void equality_is_not_transitive(void)
{
    static const struct pair equal[] = {{"sip:a@h", "sip:a@h;security=on"},
                                        {"sip:a@h", "sip:a@h;security=off"}};
    static const struct pair different[] = {{"sip:a@h;security=on", "sip:a@h;security=off"}};
    check_pairs(equal, 2, true);
    check_pairs(different, 1, false);
}

static void equal_pairs(void)
{
    static const struct pair pairs[] = {
        {"sip:a@h", "SIP:a@H"},
        {"sip:a%7e@h", "sip:a~@h"},
        {"sip:a%3b@h", "sip:a%3B@h"},
        {"sip:a:p%21@h", "sip:a:p!@h"},
        {"sip:[2001:db8:0:0::1]", "sip:[2001:DB8::1]"},
        {"sip:[::ffff:1.2.3.4]", "sip:[::ffff:102:304]"},
        {"sip:h:05060", "sip:h:5060"},
        {"sip:h;lr", "sip:h;LR"},
        {"sip:h;x=%61", "sip:h;X=A"},
        {"sip:h;lr;a=1", "sip:h;b=2;a=1"},
        {"sip:h;user=phone", "sip:h;USER=Phone"},
        {"sip:h;%75ser=phone", "sip:h;user=phone"},
        {"sip:h?s=A", "sip:h?Subject=a"},
        {"sip:h?a=1&b=2&a=3", "sip:h?a=3&a=1&b=2"},
        {"sip:h?Call-ID=x%40y", "sip:h?i=x%40y"},
        {"TEL:+1", "tel:+1"},
        {"not a uri", "not a uri"},
    };
    check_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), true);
}

static void different_pairs(void)
{
    static const struct pair pairs[] = {
        {"sip:a@h", "sips:a@h"},
        {"sip:a@h", "sip:A@h"},
        {"sip:a@h", "sip:h"},
        {"sip:a:@h", "sip:a@h"},
        {"sip:a:p@h", "sip:a:P@h"},
        {"sip:a%3b@h", "sip:a;@h"},
        {"sip:ab@h", "sip:a@h"},
        {"sip:h.", "sip:h"},
        {"sip:h:5060", "sip:h:5061"},
        {"sip:[::1]", "sip:[::2]"},
        {"sip:h", "sip:h;user=ip"},
        {"sip:h", "sip:h;ttl=1"},
        {"sip:h", "sip:h;method=INVITE"},
        {"sip:h", "sip:h;maddr=1.2.3.4"},
        {"sip:h", "sip:h;transport=udp"},
        {"sip:h", "sip:h;%74tl=1"},
        {"sip:h;transport=udp", "sip:h;transport=tcp"},
        {"sip:h;x", "sip:h;x=1"},
        {"sip:h;x=1;x=2", "sip:h;x=1"},
        {"sip:h?a=1", "sip:h?a=2"},
        {"sip:h?a=1&a=1", "sip:h?a=1"},
        {"sip:h?a=1&a=1&b=2", "sip:h?a=1&b=2&b=2"},
        {"sip:h?Call-ID=x", "sip:h?Call-ID=X"},
        {"sip:h?body=x", "sip:h?body=X"},
        {"sip:h?%62ody=x", "sip:h?body=X"},
        {"tel:+1", "tel:+2"},
        {"tel:+1;A", "tel:+1;a"},
        {"not a uri", "not a URI"},
        {"sip:h;", "sip:h"},
    };
    check_pairs(pairs, sizeof(pairs) / sizeof(pairs[0]), false);
}

static void check_text(int (*append)(struct slice text, struct buf *buf), const struct pair *pairs,
                       size_t count)
{
    struct buf buf;
    buf_init(&buf, 200);
    for (size_t i = 0; i < count; i++) {
        CU_ASSERT_EQUAL(append(slice_from(pairs[i].a), &buf), 0);
        CU_ASSERT(is(buf_slice(&buf), pairs[i].b));
        buf_clear(&buf);
    }
    buf.max_bytes = 2;
    CU_ASSERT_EQUAL(append(SLICE_LIT("sip:h;lr"), &buf), -1);
    buf_free(&buf);
}

static void as_request_uri(void)
{
    static const struct pair pairs[] = {
        {"sip:a:p@h:5070;method=BYE;lr?x=y", "sip:a:p@h:5070;lr"},
        {"sip:h;Method=BYE", "sip:h"},
        {"sip:h;%6dethod=BYE", "sip:h"},
        {"sips:h;a;METHOD=x;transport=tcp", "sips:h;a;transport=tcp"},
        {"sip:h?x=y", "sip:h"},
        {"sip:a;method=BYE@h", "sip:a;method=BYE@h"},
        {"tel:+1;method=BYE", "tel:+1;method=BYE"},
        {"not a uri?", "not a uri?"},
    };
    check_text(sip_uri_as_request_uri, pairs, sizeof(pairs) / sizeof(pairs[0]));
}

static void unescaping(void)
{
    static const struct pair pairs[] = {
        {"a%20b%41", "a bA"}, {"%", "%"},         {"%4", "%4"},       {"%zz%7e", "%zz~"},
        {"%%41", "%A"},       {"%0d%0A", "\r\n"}, {"a%2541", "a%41"},
    };
    check_text(sip_unescape, pairs, sizeof(pairs) / sizeof(pairs[0]));
}

const struct unit_test unit_tests[] = {
    {"SIP URIs", sip_uris},
    {"other URIs", other_uris},
    {"malformed", malformed},
    {"parts have a ceiling", parts_have_a_ceiling},
    {"examples of the RFC", examples_of_the_rfc},
    {"equality is not transitive", equality_is_not_transitive},
    {"equal pairs", equal_pairs},
    {"different pairs", different_pairs},
    {"as Request-URI", as_request_uri},
    {"unescaping", unescaping},
    {NULL, NULL},
};
