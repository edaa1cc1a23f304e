/* The expected responses were computed with the openssl command, not with the code under test; those of RFC
 * 2617 3.5 and RFC 7616 3.9.1 are what the RFCs print. */
#include "suite.h"

#include "sip/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "digest";

#define NONCE_2617 "dcd98b7102dd2f0e8b11d0f600bfb0c093"
#define NONCE_7616 "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"

static void challenge_fields(void)
{
    struct sip_challenge c;
    CU_ASSERT_FATAL(sip_challenge_parse(
        SLICE_LIT(" digest realm=\"a, \\\"b\\\"\" ,\r\n nonce = \"n\",opaque=\"\",STALE=TRUE, algorithm=MD5,"
                  "qop=\"auth,auth-int\",x=y,domain=\"sip:a sip:b\""),
        &c));
    CU_ASSERT(slice_eq_text(c.realm, "a, \\\"b\\\"") && slice_eq_text(c.nonce, "n"));
    CU_ASSERT(c.opaque.p && !c.opaque.n);
    CU_ASSERT(slice_eq_text(c.algorithm, "MD5") && slice_eq_text(c.qop, "auth,auth-int"));
    CU_ASSERT_FATAL(sip_challenge_parse(SLICE_LIT("Digest nonce=\"n\",realm=\"r\",stale=false"), &c));
    CU_ASSERT(!c.opaque.p && !c.algorithm.p && !c.qop.p);
}

static void malformed_challenges(void)
{
    static const char *const bad[] = {"",
                                      "Digest",
                                      "Digest ",
                                      "Basic realm=\"r\", nonce=\"n\"",
                                      "Digest realm=\"r\"",
                                      "Digest nonce=\"n\"",
                                      "Digestrealm=\"r\", nonce=\"n\"",
                                      "Digest realm=\"r\" nonce=\"n\"",
                                      "Digest realm=\"r\", nonce=\"n\",",
                                      "Digest realm=\"r\",, nonce=\"n\"",
                                      "Digest realm=\"r, nonce=n",
                                      "Digest realm=, nonce=\"n\"",
                                      "Digest realm=\"r\", nonce=\"n\", stale",
                                      "Digest realm=\"r\", nonce=\"n\", =x"};
    struct sip_challenge c;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!sip_challenge_parse(slice_from(bad[i]), &c));
}

struct answer {
    const char *challenge;
    const char *user, *password, *method, *uri, *cnonce, *body;
    unsigned nonce_count;
    const char *expected; /* NULL: cannot be answered */
};

#define RFC_2617 "Mufasa", "Circle Of Life", "GET", "/dir/index.html", "0a4f113b", "v=0", 1
#define RFC_7616                                                                                             \
    "Mufasa", "Circle of Life", "GET", "/dir/index.html", "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",    \
        "", 1
#define BOB "bob", "zanzibar", "REGISTER", "sip:example.com", "c0ffee", "", 42
#define BOB_FIELDS                                                                                           \
    "Digest username=\"bob\", realm=\"home\", nonce=\"84a4cc6f\", uri=\"sip:example.com\", response="

static const struct answer answers[] = {
    {"Digest realm=\"testrealm@host.com\", qop=\"auth,auth-int\", nonce=\"" NONCE_2617 "\", opaque=\"5ccc\"",
     RFC_2617,
     "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" NONCE_2617
     "\", uri=\"/dir/index.html\", "
     "response=\"6629fae49393a05397450978507c4ef1\", cnonce=\"0a4f113b\", qop=auth, nc=00000001, "
     "opaque=\"5ccc\""},
    {"Digest realm=\"testrealm@host.com\", nonce=\"" NONCE_2617 "\"", RFC_2617,
     "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" NONCE_2617
     "\", uri=\"/dir/index.html\", "
     "response=\"670fd8c2df070c60b045671b8b24ff02\""},
    {"Digest realm=\"testrealm@host.com\", qop=\"auth-int\", nonce=\"" NONCE_2617 "\"", RFC_2617,
     "Digest username=\"Mufasa\", realm=\"testrealm@host.com\", nonce=\"" NONCE_2617
     "\", uri=\"/dir/index.html\", "
     "response=\"5db8f67ee86f54b921ff197961aee76e\", cnonce=\"0a4f113b\", qop=auth-int, nc=00000001"},
    {"Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=SHA-256, nonce=\"" NONCE_7616
     "\"",
     RFC_7616,
     "Digest username=\"Mufasa\", realm=\"http-auth@example.org\", nonce=\"" NONCE_7616
     "\", uri=\"/dir/index.html\", "
     "response=\"753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1\", algorithm=SHA-256, "
     "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, nc=00000001"},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", algorithm=md5", BOB,
     BOB_FIELDS "\"7add936ab234cefc545cf14993451e08\", algorithm=md5"},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", qop=auth", BOB,
     BOB_FIELDS "\"17fe6ef623af03e889d070293b4e07d0\", cnonce=\"c0ffee\", qop=auth, nc=0000002a"},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", algorithm=\"SHA-256\"", BOB,
     BOB_FIELDS "\"429a48b9b86c402dfd6f8884e6684fa35d20ab89ad2e64ba79acdce2f4934a86\", algorithm=SHA-256"},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", algorithm=SHA-512-256, qop=\"auth\"", BOB,
     BOB_FIELDS
     "\"5d43df6e5ea7d1761f3037720788f34fb8b314e05aaab025210dbf8096623755\", algorithm=SHA-512-256, "
     "cnonce=\"c0ffee\", qop=auth, nc=0000002a"},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\"", "b\"o\\b", "zanzibar", "REGISTER", "sip:example.com", "",
     "", 0,
     "Digest username=\"b\\\"o\\\\b\", realm=\"home\", nonce=\"84a4cc6f\", uri=\"sip:example.com\", "
     "response=\"fd35910bfbd806631a60fb0fbe22a165\""},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", algorithm=MD5-sess", BOB, NULL},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", algorithm=AKAv1-MD5", BOB, NULL},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", qop=\"auth-conf\"", BOB, NULL},
    {"Digest realm=\"home\", nonce=\"84a4cc6f\", qop=\"\"", BOB, NULL},
};

static int answer(const struct answer *a, struct buf *value)
{
    struct sip_challenge challenge;
    struct sip_credentials credentials = {.user = slice_from(a->user),
                                          .password = slice_from(a->password),
                                          .method = slice_from(a->method),
                                          .uri = slice_from(a->uri),
                                          .cnonce = slice_from(a->cnonce),
                                          .body = slice_from(a->body),
                                          .nonce_count = a->nonce_count};
    CU_ASSERT_FATAL(sip_challenge_parse(slice_from(a->challenge), &challenge));
    return sip_digest_answer(&challenge, &credentials, value);
}

static void known_answers(void)
{
    for (size_t i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
        struct buf value;
        buf_init(&value, 1000);
        CU_ASSERT_EQUAL(answer(&answers[i], &value), answers[i].expected ? 0 : -1);
        if (answers[i].expected && !slice_eq_text(buf_slice(&value), answers[i].expected))
            printf("\n    is     %s\n    should %s\n", value.p, answers[i].expected);
        CU_ASSERT(!answers[i].expected || slice_eq_text(buf_slice(&value), answers[i].expected));
        buf_free(&value);
    }
}

static void answer_needs_room(void)
{
    struct buf value;
    buf_init(&value, 50);
    CU_ASSERT_EQUAL(answer(&answers[0], &value), -1);
    buf_free(&value);
}

#define HOME SLICE_LIT("home"), SLICE_LIT("84a4cc6f")

static bool verify(const char *value)
{
    return sip_digest_verify(slice_from(value), HOME, SLICE_LIT("zanzibar"), SLICE_LIT("REGISTER"));
}

static void verifies_answers(void)
{
    CU_ASSERT(verify(answers[4].expected));
    CU_ASSERT(verify(answers[5].expected));
    CU_ASSERT(verify(answers[6].expected));
    CU_ASSERT(verify(answers[7].expected));
    CU_ASSERT(verify(answers[8].expected));
}

static void refuses_wrong_answers(void)
{
    struct slice good = slice_from(answers[5].expected);
    CU_ASSERT(!sip_digest_verify(good, SLICE_LIT("away"), SLICE_LIT("84a4cc6f"), SLICE_LIT("zanzibar"),
                                 SLICE_LIT("REGISTER")));
    CU_ASSERT(!sip_digest_verify(good, SLICE_LIT("home"), SLICE_LIT("84a4cc60"), SLICE_LIT("zanzibar"),
                                 SLICE_LIT("REGISTER")));
    CU_ASSERT(!sip_digest_verify(good, HOME, SLICE_LIT("zanzibaR"), SLICE_LIT("REGISTER")));
    CU_ASSERT(!sip_digest_verify(good, HOME, SLICE_LIT("zanzibar"), SLICE_LIT("INVITE")));
    static const char *const bad[] = {
        "",
        "Digest",
        "Digest realm=\"home\", nonce=\"84a4cc6f\"",
        BOB_FIELDS "\"\"",
        BOB_FIELDS "\"7add936ab234cefc545cf14993451e08\", algorithm=FOO",
        BOB_FIELDS "\"7add936ab234cefc545cf14993451e0\"",
        BOB_FIELDS "\"7add936ab234cefc545cf14993451e08\",",
        BOB_FIELDS "\"17fe6ef623af03e889d070293b4e07d0\", cnonce=\"c0ffee\", qop=auth-int, nc=0000002a",
        BOB_FIELDS "\"17fe6ef623af03e889d070293b4e07d0\", cnonce=\"c0ffee\", qop=auth, nc=0000002b",
        BOB_FIELDS "\"17fe6ef623af03e889d070293b4e07d0\", cnonce=\"c0ffef\", qop=auth, nc=0000002a",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!verify(bad[i]));
}

/* Several challenges in one row are told apart by their schemes; commas within one are not. */
static void challenges_in_a_row(void)
{
    struct slice rest =
        SLICE_LIT("Basic realm=\"a, Digest b=c\", Digest realm = \"x\" ,nonce=\"1\",qop=\"auth,auth-int\","
                  "  Digest\trealm=\"y\", nonce=\"2\"");
    struct sip_challenge challenge;
    struct slice value;
    CU_ASSERT(sip_challenge_next(&rest, &value));
    CU_ASSERT(slice_eq_text(value, "Basic realm=\"a, Digest b=c\""));
    CU_ASSERT(sip_challenge_next(&rest, &value));
    CU_ASSERT(sip_challenge_parse(value, &challenge));
    CU_ASSERT(slice_eq_text(challenge.realm, "x") && slice_eq_text(challenge.qop, "auth,auth-int"));
    CU_ASSERT(sip_challenge_next(&rest, &value));
    CU_ASSERT(sip_challenge_parse(value, &challenge));
    CU_ASSERT(slice_eq_text(challenge.realm, "y"));
    CU_ASSERT(!sip_challenge_next(&rest, &value));
}

const struct unit_test unit_tests[] = {
    {"challenges in a row", challenges_in_a_row},     {"challenge fields", challenge_fields},
    {"malformed challenges", malformed_challenges},   {"known answers", known_answers},
    {"an answer needs room", answer_needs_room},      {"verifies answers", verifies_answers},
    {"refuses wrong answers", refuses_wrong_answers}, {NULL, NULL},
};
