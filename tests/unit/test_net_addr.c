/* Addresses read, written and compared. */
#include "suite.h"

#include "net/net.h"

#include <string.h>

const char unit_suite_name[] = "net.addr";

static void texts_are_read_and_written(void)
{
    static const struct {
        const char *text, *full, *host;
    } rows[] = {
        {"192.0.2.1", "192.0.2.1:5060", "192.0.2.1"},
        {"192.0.2.1:65535", "192.0.2.1:65535", "192.0.2.1"},
        {"0.0.0.0:0", "0.0.0.0:0", "0.0.0.0"},
        {"2001:db8::1", "[2001:db8::1]:5060", "[2001:db8::1]"},
        {"[2001:DB8:0::1]:5070", "[2001:db8::1]:5070", "[2001:db8::1]"},
        {"[::1]", "[::1]:5060", "[::1]"},
        {"::", "[::]:5060", "[::]"},
        {"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]:5060",
         "[ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff]"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct net_addr addr;
        char text[NET_ADDR_TEXT];
        CU_ASSERT_FATAL(net_addr_parse(rows[i].text, 5060, &addr));
        CU_ASSERT_STRING_EQUAL(net_addr_text(&addr, text), rows[i].full);
        CU_ASSERT_STRING_EQUAL(net_addr_host(&addr, text), rows[i].host);
    }
}

static void malformed_texts_are_refused(void)
{
    static const char *const rows[] = {"",
                                       "localhost",
                                       "192.0.2",
                                       "192.0.2.256",
                                       "192.0.2.1:",
                                       "192.0.2.1:65536",
                                       "192.0.2.1:000005060",
                                       ":5060",
                                       "192.0.2.1:x",
                                       "192.0.2.1 ",
                                       " 192.0.2.1",
                                       "[192.0.2.1]:1",
                                       "[::1",
                                       "[::1]5060",
                                       "[::1]:",
                                       "[]",
                                       "[]:1",
                                       "[",
                                       "2001:db8:::1",
                                       "fe80::1%lo",
                                       "192.0.2.1:+1",
                                       "[::1]:1:2",
                                       "192.0.2.1:-",
                                       "[::1]:5060junk",
                                       "::1:22222:1",
                                       "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb"};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct net_addr addr = {.family = 77};
        CU_ASSERT(!net_addr_parse(rows[i], 5060, &addr));
        CU_ASSERT_EQUAL(addr.family, 77);
    }
    struct net_addr addr;
    CU_ASSERT(!net_addr_parse(NULL, 1, &addr));
}

static void addresses_are_compared(void)
{
    struct net_addr a, b;
    net_addr_parse("192.0.2.1:1", 0, &a);
    memset(&b, 0xee, sizeof(b)); /* what lies behind an IPv4 address does not count */
    b.family = 4;
    b.port = 1;
    memcpy(b.ip, a.ip, 4);
    CU_ASSERT(net_addr_equal(&a, &b));
    b.port = 2;
    CU_ASSERT(!net_addr_equal(&a, &b));
    CU_ASSERT(net_addr_same_ip(&a, &b));
    b.ip[3]++;
    CU_ASSERT(!net_addr_same_ip(&a, &b));
    net_addr_parse("::c000:201", 1, &b);
    CU_ASSERT(!net_addr_same_ip(&a, &b));
    net_addr_parse("2001:db8::1", 1, &a);
    net_addr_parse("2001:db8::2", 1, &b);
    CU_ASSERT(!net_addr_equal(&a, &b));
}

static void loopback_is_known(void)
{
    static const struct {
        const char *text;
        bool is_loopback;
    } rows[] = {
        {"127.0.0.1", true}, {"127.255.0.9", true}, {"128.0.0.1", false},       {"0.0.0.0", false},
        {"::1", true},       {"::2", false},        {"::ffff:127.0.0.1", true}, {"::ffff:192.0.2.1", false},
        {"::", false}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct net_addr addr;
        CU_ASSERT_FATAL(net_addr_parse(rows[i].text, 0, &addr));
        CU_ASSERT_EQUAL(net_addr_is_loopback(&addr), rows[i].is_loopback);
    }
    struct net_addr none = {0};
    char text[NET_ADDR_TEXT];
    CU_ASSERT(!net_addr_is_loopback(&none));
    CU_ASSERT_STRING_EQUAL(net_addr_text(&none, text), "none");
}

static void names(void)
{
    CU_ASSERT_STRING_EQUAL(net_transport_name(NET_UDP), "udp");
    CU_ASSERT_STRING_EQUAL(net_transport_name(NET_TCP), "tcp");
    CU_ASSERT_STRING_EQUAL(net_error_text(NET_EFORBIDDEN), "the destination is not allowed");
    CU_ASSERT_STRING_EQUAL(net_error_text(-99), "unknown error");
}

const struct unit_test unit_tests[] = {
    {"texts are read and written", texts_are_read_and_written},
    {"malformed texts are refused", malformed_texts_are_refused},
    {"addresses are compared", addresses_are_compared},
    {"loopback is known", loopback_is_known},
    {"names", names},
    {NULL, NULL},
};
