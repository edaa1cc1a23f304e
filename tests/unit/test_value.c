/* Readers of header field values: tokens, parameters, addresses, Via, CSeq and option-tags. */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "value";

static struct sip_message *parse(const char *text)
{
    struct sip_message *message = NULL;
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(text, strlen(text), &message), 0);
    return message;
}

static void tokens(void)
{
    CU_ASSERT(sip_is_token(SLICE_LIT("aZ09-.!%*_+`'~")));
    static const char others[] = " \"(),/:;<=>?@[\\]{}#$&^|\x7f\x80";
    for (size_t i = 0; i < sizeof(others); i++)
        CU_ASSERT(!sip_is_token((struct slice){others + i, 1}));
    CU_ASSERT(!sip_is_token(SLICE_LIT("")));
    CU_ASSERT(!sip_is_token(SLICE_LIT("a\0")));
}

static void parameters(void)
{
    struct slice rest = SLICE_LIT(" ; lr;tag = a-1 ;q=\"x;\\\"y\" ; maddr=[::1]\r\n ;e");
    struct sip_param param;
    static const char *const expected[][2] = {
        {"lr", NULL}, {"tag", "a-1"}, {"q", "\"x;\\\"y\""}, {"maddr", "[::1]"}, {"e", NULL}};
    for (size_t i = 0; i < 5; i++) {
        CU_ASSERT_FATAL(sip_param_next(&rest, &param));
        CU_ASSERT(is(param.name, expected[i][0]) && is(param.value, expected[i][1]));
    }
    CU_ASSERT(!sip_param_next(&rest, &param));
    CU_ASSERT_EQUAL(rest.n, 0);
}

static void malformed_parameters(void)
{
    static const char *const bad[] = {";",      ";;a",      "a=b",    ";a=",       ";=b",
                                      ";a=\"b", ";a b",     ";a=b c", ";a=\"b\"c", ";a=b;",
                                      ";a=<b>", ";\"a\"=b", ";a,b",   ";a=b,c"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct slice rest = slice_from(bad[i]);
        struct sip_param param;
        while (sip_param_next(&rest, &param))
            ;
        CU_ASSERT_NOT_EQUAL(rest.n, 0);
        CU_ASSERT(!sip_params_ok(slice_from(bad[i])));
    }
    CU_ASSERT(sip_params_ok(SLICE_LIT("")));
    CU_ASSERT(sip_params_ok(SLICE_LIT("  ")));
    CU_ASSERT(sip_params_ok(SLICE_LIT(";a;b=c@d")));
}

static void finding_parameters(void)
{
    struct sip_param param = {.value = SLICE_LIT("untouched")};
    CU_ASSERT(sip_param_find(SLICE_LIT(";Tag=1;tag=2"), "tag", &param));
    CU_ASSERT(is(param.value, "1"));
    CU_ASSERT(!sip_param_find(SLICE_LIT(";ta=1;tagg=2"), "tag", &param));
    CU_ASSERT(!sip_param_find(SLICE_LIT(";;tag=2"), "tag", &param));
    CU_ASSERT(is(param.value, "1"));
}

struct address_form {
    const char *text, *display, *uri, *params;
    bool bracketed, star;
};

static void addresses(void)
{
    static const struct address_form forms[] = {
        {"<sip:a@b>", "", "sip:a@b", "", true, false},
        {"Bob  Smith <sip:a@b;x?y=z>;tag=1", "Bob  Smith", "sip:a@b;x?y=z", ";tag=1", true, false},
        {"\"Smith, B \\\" <>\" <sips:a@b> ; tag=1", "\"Smith, B \\\" <>\"", "sips:a@b", "; tag=1", true,
         false},
        {"\"Bob\"<tel:+1>", "\"Bob\"", "tel:+1", "", true, false},
        {"\"B\"\r\n <sip:a>\r\n ;q=1", "\"B\"", "sip:a", ";q=1", true, false},
        {"sip:a@b;tag=1;x", "", "sip:a@b", ";tag=1;x", false, false},
        {"sip:a@b?subject=x;tag=1", "", "sip:a@b?subject=x", ";tag=1", false, false},
        {" mailto:a@b ; q=0.5", "", "mailto:a@b", "; q=0.5", false, false},
        {"*", "", "", "", false, true},
        {" * ", "", "", "", false, true},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct sip_address address;
        CU_ASSERT_FATAL(sip_address_parse(slice_from(forms[i].text), &address));
        CU_ASSERT(is(address.display, forms[i].display) && is(address.uri, forms[i].uri));
        CU_ASSERT(is(address.params, forms[i].params));
        CU_ASSERT(address.bracketed == forms[i].bracketed && address.star == forms[i].star);
    }
}

static void malformed_addresses(void)
{
    static const char *const bad[] = {"",
                                      "<sip:a",
                                      "sip:a>",
                                      "<>",
                                      "\"Bob <sip:a>",
                                      "\"Bob\" sip:a",
                                      "\"Bob\" x <sip:a>",
                                      "Bob, A <sip:a>",
                                      "<sip:a> x",
                                      "< sip:a >",
                                      "bob",
                                      "<bob@b>",
                                      "sip:",
                                      "sip:a b",
                                      "**",
                                      "\"Bob\"",
                                      "<sip:a\"b>",
                                      "<sip:a\x7f>",
                                      "Bob sip:a"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        struct sip_address address;
        CU_ASSERT(!sip_address_parse(slice_from(bad[i]), &address));
    }
}

struct via_form {
    const char *text, *protocol, *transport, *host;
    uint16_t port;
    const char *branch, *received, *rport;
    bool has_rport;
};

static void vias(void)
{
    static const struct via_form forms[] = {
        {"SIP/2.0/UDP a.example.com", "SIP/2.0/UDP", "UDP", "a.example.com", 0, NULL, NULL, NULL, false},
        {"SIP/2.0/TCP 10.0.0.1:5061;branch=z9hG4bK1", "SIP/2.0/TCP", "TCP", "10.0.0.1", 5061, "z9hG4bK1",
         NULL, NULL, false},
        {"SIP / 2.0 / UDP host : 5080 ; Branch = x", "SIP / 2.0 / UDP", "UDP", "host", 5080, "x", NULL, NULL,
         false},
        {"SIP/2.0/TLS [2001:db8::1]:5061;received=2001:db8::9;rport=7;branch=b", "SIP/2.0/TLS", "TLS",
         "[2001:db8::1]", 5061, "b", "2001:db8::9", "7", true},
        {"SIP/2.0/SCTP [::1];rport;hidden;ttl=16", "SIP/2.0/SCTP", "SCTP", "[::1]", 0, NULL, NULL, "", true},
        {"SIP/2.0/UDP\r\n a;maddr=224.2.0.1", "SIP/2.0/UDP", "UDP", "a", 0, NULL, NULL, NULL, false},
    };
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct sip_via via;
        CU_ASSERT_FATAL(sip_via_parse(slice_from(forms[i].text), &via));
        CU_ASSERT(is(via.protocol, forms[i].protocol) && is(via.transport, forms[i].transport));
        CU_ASSERT(is(via.host, forms[i].host) && via.port == forms[i].port);
        CU_ASSERT(is(via.branch, forms[i].branch) && is(via.received, forms[i].received));
        CU_ASSERT(is(via.rport, forms[i].rport) && via.has_rport == forms[i].has_rport);
    }
}

static void malformed_vias(void)
{
    static const char *const bad[] = {"",
                                      "SIP/2.0 host",
                                      "SIP/2.0/UDP",
                                      "SIP/2.0/UDP ",
                                      "SIP/2.0/UDPhost",
                                      "SIP//UDP host",
                                      "SIP/2.0/UDP host:",
                                      "SIP/2.0/UDP host:0",
                                      "SIP/2.0/UDP host:65536",
                                      "SIP/2.0/UDP host:5x",
                                      "SIP/2.0/UDP host x",
                                      "SIP/2.0/UDP 2001:db8::1",
                                      "SIP/2.0/UDP [2001:db8::1",
                                      "SIP/2.0/UDP []",
                                      "SIP/2.0/UDP ;branch=x",
                                      "SIP/2.0/UDP -host"};
    struct sip_via via;
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!sip_via_parse(slice_from(bad[i]), &via));
}

static void cseqs(void)
{
    struct sip_cseq cseq;
    CU_ASSERT(sip_cseq_parse(SLICE_LIT(" 007 \r\n\tINVITE "), &cseq));
    CU_ASSERT(cseq.number == 7 && is(cseq.digits, "007") && is(cseq.method, "INVITE"));
    CU_ASSERT(sip_cseq_parse(SLICE_LIT("18446744073709551615 X"), &cseq));
    CU_ASSERT_EQUAL(cseq.number, UINT64_MAX);
    static const char *const bad[] = {"",
                                      "1",
                                      "1 ",
                                      "INVITE",
                                      "1INVITE",
                                      "-1 INVITE",
                                      "18446744073709551616 INVITE",
                                      "1 INVITE x",
                                      "1 INV(TE",
                                      "1.0 INVITE"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!sip_cseq_parse(slice_from(bad[i]), &cseq));
}

static void option_tags(void)
{
    struct sip_message *message = parse("OPTIONS sip:a SIP/2.0\r\nRequire: 100rel,foo ,,Foo\r\nREQUIRE:\r\n"
                                        "Supported: timer\r\nRequire: bad tag, b\"r, last\r\n\r\n");
    struct sip_tags tags;
    CU_ASSERT_EQUAL_FATAL(sip_tags_read(message, SIP_HEADER_REQUIRE, &tags), 0);
    CU_ASSERT_EQUAL(tags.rows, 3);
    CU_ASSERT_EQUAL(tags.empty_values, 2);
    CU_ASSERT_EQUAL(tags.malformed, 2);
    CU_ASSERT_EQUAL_FATAL(tags.count, 3);
    CU_ASSERT(is(tags.tags[0], "100rel") && is(tags.tags[1], "foo") && is(tags.tags[2], "Foo"));
    CU_ASSERT(sip_tags_have(&tags, SLICE_LIT("100REL")));
    CU_ASSERT(!sip_tags_have(&tags, SLICE_LIT("timer")));
    CU_ASSERT(!sip_tags_have(&tags, SLICE_LIT("100re")));
    sip_tags_free(&tags);
    CU_ASSERT_EQUAL_FATAL(sip_tags_read(message, SIP_HEADER_UNSUPPORTED, &tags), 0);
    CU_ASSERT_EQUAL(tags.rows + tags.count + tags.empty_values + tags.malformed, 0);
    sip_tags_free(&tags);
    sip_message_free(message);
}

static void short_cuts(void)
{
    struct sip_message *message =
        parse("SIP/2.0 200 OK\r\nv: SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b\r\nf: <sip:a>;tag=x\r\n"
              "To: sip:b\r\ni: id@h\r\nCSeq: 2 BYE\r\nl: 12\r\n\r\n");
    struct sip_cseq cseq;
    struct sip_via via;
    uint64_t length = 0;
    CU_ASSERT(is(sip_call_id(message), "id@h"));
    CU_ASSERT(is(sip_tag_of(message, SIP_HEADER_FROM), "x"));
    CU_ASSERT(is(sip_tag_of(message, SIP_HEADER_TO), NULL));
    CU_ASSERT(sip_cseq_of(message, &cseq) && cseq.number == 2);
    CU_ASSERT(sip_top_via(message, &via) && is(via.branch, "1"));
    CU_ASSERT(sip_content_length(message, &length) && length == 12);
    sip_message_free(message);
}

static void content_length_is_one_number(void)
{
    static const char *const bad[] = {"",          "l: x\r\n", "l: 1\r\nContent-Length: 1\r\n",
                                      "l: -1\r\n", "l:\r\n",   "l: 1, 1\r\n"};
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        char text[200];
        uint64_t length;
        snprintf(text, sizeof(text), "SIP/2.0 200 OK\r\n%s\r\n", bad[i]);
        struct sip_message *message = parse(text);
        CU_ASSERT(!sip_content_length(message, &length));
        sip_message_free(message);
    }
}

static void qvalues(void)
{
    static const struct {
        const char *text;
        unsigned thousandths;
    } good[] = {{"0", 0},     {"1", 1000},  {"0.", 0},      {"1.", 1000},
                {"0.5", 500}, {"0.05", 50}, {"0.125", 125}, {"1.000", 1000}};
    static const char *const bad[] = {"",   "2",   "1.1", "1.001", "0.1234", ".5",
                                      "-0", "0,5", "0.x", "00",    "1.0000", "0.5 "};
    unsigned q;
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
        CU_ASSERT(sip_qvalue_parse(slice_from(good[i].text), &q) && q == good[i].thousandths);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!sip_qvalue_parse(slice_from(bad[i]), &q));
}

const struct unit_test unit_tests[] = {
    {"tokens", tokens},
    {"parameters", parameters},
    {"malformed parameters", malformed_parameters},
    {"finding parameters", finding_parameters},
    {"addresses", addresses},
    {"malformed addresses", malformed_addresses},
    {"Via", vias},
    {"malformed Via", malformed_vias},
    {"CSeq", cseqs},
    {"option-tags", option_tags},
    {"short cuts", short_cuts},
    {"Content-Length is one number", content_length_is_one_number},
    {"q-values", qvalues},
    {NULL, NULL},
};
