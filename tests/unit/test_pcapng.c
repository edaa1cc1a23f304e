/* Captures, taken apart block by block and header by header. */
#include "suite.h"

#include "reports/pcapng.h"
#include "report_text.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "pcapng";

enum { CASES = 3, IPV4 = 20, IPV6 = 40, UDP = 8, TCP = 20 };

static struct catalogue catalogue;
static struct run_info run;
static struct case_result cases[CASES];
static struct report report;
static char *bytes;
static size_t length;

static void begin(void)
{
    sample_catalogue(&catalogue);
    sample_run(&run);
    report = (struct report){.run = &run, .catalogue = &catalogue, .cases = cases};
}

static void write_capture(size_t count)
{
    char path[64];
    struct buf error;
    buf_init(&error, 1000);
    report.count = count;
    free(bytes);
    CU_ASSERT_EQUAL_FATAL(pcapng_write(sample_path("pcapng", path), &report, &error), 0);
    bytes = sample_read(path, &length);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    unlink(path);
    buf_free(&error);
}

static void end(void)
{
    for (size_t i = 0; i < CASES; i++)
        case_result_free(&cases[i]);
    run_info_free(&run);
    catalogue_free(&catalogue);
    free(bytes);
    bytes = NULL;
}

/* ---- reading ---- */

static uint32_t little(const char *p, int n)
{
    uint32_t value = 0;
    while (n-- > 0)
        value = value << 8 | (unsigned char)p[n];
    return value;
}

static uint32_t big(const char *p, int n)
{
    uint32_t value = 0;
    for (int i = 0; i < n; i++)
        value = value << 8 | (unsigned char)p[i];
    return value;
}

/* The i-th block of that type, or NULL; every block's two lengths must agree. */
static const char *block(uint32_t type, size_t i)
{
    for (size_t at = 0; at + 12 <= length;) {
        uint32_t n = little(bytes + at + 4, 4);
        CU_ASSERT_FATAL(n >= 12 && n % 4 == 0 && at + n <= length);
        CU_ASSERT_EQUAL(little(bytes + at + n - 4, 4), n);
        if (little(bytes + at, 4) == type && i-- == 0)
            return bytes + at;
        at += n;
    }
    return NULL;
}

static const char *frame(size_t i)
{
    const char *p = block(6, i);
    return p ? p + 28 : NULL;
}

static uint32_t frame_bytes(size_t i)
{
    return little(block(6, i) + 20, 4);
}

static uint64_t frame_us(size_t i)
{
    return (uint64_t)little(block(6, i) + 12, 4) << 32 | little(block(6, i) + 16, 4);
}

/* The comment: the first option behind the packet. */
static char *comment(size_t i)
{
    const char *option = frame(i) + (frame_bytes(i) + 3) / 4 * 4;
    struct slice value = {option + 4, little(option + 2, 2)};
    return little(option, 2) == 1 ? slice_dup(value) : strdup("");
}

static bool comment_has(size_t i, const char *needle)
{
    char *text = comment(i);
    bool found = strstr(text, needle) != NULL;
    if (!found)
        printf("\n    not there: %s\n%s\n", needle, text);
    free(text);
    return found;
}

/* RFC 1071 over whole words; the sum over data with its checksum in is 0xFFFF. */
static uint32_t sum(uint32_t begin, const char *p, size_t n)
{
    uint32_t total = begin;
    for (size_t i = 0; i < n; i++)
        total += i % 2 ? (unsigned char)p[i] : (uint32_t)(unsigned char)p[i] << 8;
    while (total >> 16)
        total = (total & 0xFFFF) + (total >> 16);
    return total;
}

static void check_sums(size_t i)
{
    const char *p = frame(i);
    uint32_t n = frame_bytes(i);
    bool v6 = (unsigned char)p[0] >> 4 == 6;
    size_t header = v6 ? IPV6 : IPV4, addresses = v6 ? 8 : 12;
    uint32_t protocol = (unsigned char)p[v6 ? 6 : 9];
    if (v6) {
        CU_ASSERT_EQUAL(big(p + 4, 2), n - IPV6);
    } else {
        CU_ASSERT_EQUAL(sum(0, p, IPV4), 0xFFFF);
        CU_ASSERT_EQUAL(big(p + 2, 2), n);
    }
    uint32_t pseudo = sum(protocol + (uint32_t)(n - header), p + addresses, header - addresses);
    CU_ASSERT_EQUAL(sum(pseudo, p + header, n - header), 0xFFFF);
}

static struct entry *entry_at(size_t number, long entry)
{
    return transcript_at(&cases[number].transcript, entry);
}

/* ---- tests ---- */

static void the_file_begins_as_it_must(void)
{
    static const char word[] = "\nseed 18446744073709551615\n1 FAIL\nsipconform --target";
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    write_capture(1);
    CU_ASSERT_EQUAL(little(bytes, 4), 0x0A0D0D0A);
    CU_ASSERT_EQUAL(little(bytes + 8, 4), 0x1A2B3C4D);
    CU_ASSERT_EQUAL(little(bytes + 12, 2), 1);
    CU_ASSERT_EQUAL(little(bytes + 24, 2), 1); /* a comment */
    char *text = slice_dup((struct slice){bytes + 28, little(bytes + 26, 2)});
    CU_ASSERT_EQUAL(strncmp(text, "target 127.0.0.1:5060, a \"device\" of Z", 38), 0);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, word));
    free(text);
    CU_ASSERT_EQUAL(little(block(1, 0) + 8, 2), 101);
    CU_ASSERT_PTR_NULL(block(1, 1));
    CU_ASSERT_PTR_NULL(block(6, 2));
    end();
}

static void a_datagram_is_one_packet(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    write_capture(1);
    CU_ASSERT_EQUAL(frame_us(0), 1795342292123000u);
    CU_ASSERT_EQUAL(frame_us(1), 1795342292135130u);
    for (size_t i = 0; i < 2; i++) {
        check_sums(i);
        const char *udp = frame(i) + IPV4;
        const struct sip_message *message = entry_at(0, (long)i)->message;
        CU_ASSERT_EQUAL((unsigned char)frame(i)[9], 17);
        CU_ASSERT_EQUAL(big(udp, 2), i ? 5060 : 40000);
        CU_ASSERT_EQUAL(big(udp + 2, 2), i ? 40000 : 5060);
        CU_ASSERT_EQUAL(big(udp + 4, 2), UDP + message->length);
        CU_ASSERT_EQUAL(memcmp(udp + UDP, message->bytes, message->length), 0);
    }
    CU_ASSERT(comment_has(0, "uas/x/udp: FAIL\nscenarios/uas/require-unknown.json:7"));
    CU_ASSERT(
        comment_has(1, "\nFAIL SC-420-UAS-001: expected status 420, got status 200 - RFC 3261 8.2.2.3"));
    end();
}

static void what_never_came_stands_at_the_last(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    sample_finding(&cases[0], "SC-420-UAS-003", VERDICT_FAIL, "a second answer", "none", -1, 0, 0);
    write_capture(1);
    CU_ASSERT(comment_has(1, "\nFAIL SC-420-UAS-003: expected a second answer, got none"));
    char *first = comment(0);
    CU_ASSERT_PTR_NULL(strstr(first, "SC-420"));
    free(first);
    end();
}

static void ipv6_and_odd_lengths(void)
{
    begin();
    sample_case(&cases[0], "uas/x/udp", VERDICT_PASS);
    for (int i = 0; i < 4; i++)
        sample_message(&cases[0], i % 2 ? DIRECTION_SENT : DIRECTION_RECEIVED, i, "\xFF\xFE\xFD", (size_t)i);
    for (long i = 0; i < 4; i++) {
        net_addr_parse("[2001:db8::1]:5060", 0, &entry_at(0, i)->peer);
        net_addr_parse(i < 2 ? "[2001:db8::2]:40000" : "192.0.2.2:40000", 0, &entry_at(0, i)->local);
    }
    write_capture(1);
    for (size_t i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(frame_bytes(i), IPV6 + UDP + i);
        CU_ASSERT_EQUAL((unsigned char)frame(i)[0], 0x60);
        check_sums(i);
    }
    CU_ASSERT_EQUAL(memcmp(frame(2) + 24, "\0\0\0\0\0\0\0\0\0\0\xFF\xFF\300\0\2\2", 16), 0);
    end();
}

/* A datagram whose words sum up to 0xFFFF: its checksum of 0 would say that there is none. */
static void a_zero_checksum_is_written_as_ones(void)
{
    begin();
    sample_case(&cases[0], "uas/x/udp", VERDICT_PASS);
    sample_message(&cases[0], DIRECTION_SENT, 0, "\0\0", 2);
    write_capture(1);
    char fill[2] = {frame(0)[IPV4 + 6], frame(0)[IPV4 + 7]};
    case_result_free(&cases[0]);
    sample_case(&cases[0], "uas/x/udp", VERDICT_PASS);
    sample_message(&cases[0], DIRECTION_SENT, 0, fill, 2);
    write_capture(1);
    CU_ASSERT_EQUAL(big(frame(0) + IPV4 + 6, 2), 0xFFFF);
    check_sums(0);
    end();
}

static void make_tcp(size_t number)
{
    for (size_t i = 0; i < cases[number].transcript.count; i++) {
        cases[number].transcript.entries[i].transport = NET_TCP;
        cases[number].transcript.entries[i].connection = 1;
    }
}

static void a_stream_has_sequence_numbers(void)
{
    begin();
    sample_case(&cases[0], "uas/x/tcp", VERDICT_PASS);
    sample_text(&cases[0], DIRECTION_SENT, 0, "12345");
    sample_text(&cases[0], DIRECTION_RECEIVED, 1, "123");
    sample_text(&cases[0], DIRECTION_SENT, 2, "1");
    sample_text(&cases[0], DIRECTION_SENT, 3, "of another flow");
    make_tcp(0);
    entry_at(0, 3)->local.port++;
    write_capture(1);
    static const uint32_t sequence[] = {1, 1, 6, 1}, acknowledgement[] = {1, 6, 4, 1};
    for (size_t i = 0; i < 4; i++) {
        check_sums(i);
        CU_ASSERT_EQUAL((unsigned char)frame(i)[9], 6);
        CU_ASSERT_EQUAL(big(frame(i) + IPV4 + 4, 4), sequence[i]);
        CU_ASSERT_EQUAL(big(frame(i) + IPV4 + 8, 4), acknowledgement[i]);
    }
    end();
}

static void what_is_too_long_is_split_or_cut(void)
{
    enum { LONG = 150000 };
    char *message = calloc(1, LONG);
    begin();
    memset(message, 'a', LONG);
    sample_case(&cases[0], "uas/x/tcp", VERDICT_PASS);
    sample_message(&cases[0], DIRECTION_RECEIVED, 0, message, LONG);
    make_tcp(0);
    sample_case(&cases[1], "uas/y/udp", VERDICT_PASS);
    cases[1].started_ms++;
    sample_message(&cases[1], DIRECTION_RECEIVED, 0, message, LONG);
    write_capture(2);
    CU_ASSERT_EQUAL(frame_bytes(0) + frame_bytes(1) + frame_bytes(2), LONG + 3 * (IPV4 + TCP));
    CU_ASSERT_EQUAL(big(frame(2) + IPV4 + 4, 4), 130001);
    CU_ASSERT(comment_has(0, "uas/x/tcp: PASS"));
    CU_ASSERT_EQUAL(frame_bytes(3), 65000 + IPV4 + UDP);
    CU_ASSERT(comment_has(3, "85000 bytes at its end are left out here"));
    CU_ASSERT_PTR_NULL(block(6, 4));
    for (size_t i = 0; i < 4; i++)
        check_sums(i);
    free(message);
    end();
}

static void cases_are_one_sequence(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    sample_failure(&cases[1], "uas/y/udp");
    cases[1].started_ms += 5;
    write_capture(2);
    for (size_t i = 1; i < 4; i++)
        CU_ASSERT(frame_us(i) > frame_us(i - 1));
    CU_ASSERT(comment_has(0, "uas/x/udp"));
    CU_ASSERT(comment_has(1, "uas/y/udp"));
    CU_ASSERT(comment_has(2, "uas/x/udp"));
    end();
}

static void a_name_is_given_where_it_is_one_side(void)
{
    begin();
    sample_failure(&cases[0], "uas/x/udp");
    write_capture(1);
    CU_ASSERT_PTR_NULL(block(4, 0)); /* loopback is both sides */
    free(run.target);
    run.target = strdup("192.0.2.9:5060");
    write_capture(1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(block(4, 0));
    CU_ASSERT_EQUAL(memcmp(block(4, 0) + 8, "\1\0\13\0\300\0\2\11device\0", 15), 0);
    end();
}

static void hostile_comments_are_visible(void)
{
    begin();
    sample_hostile(&cases[0], "uas/hostile\033/udp");
    write_capture(1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(block(6, 3));
    CU_ASSERT(comment_has(1, "uas/hostile\\x1B/udp: FAIL"));
    for (size_t i = 0; i < 4; i++) {
        char *text = comment(i);
        CU_ASSERT_PTR_NULL(strchr(text, '\033'));
        free(text);
        check_sums(i);
    }
    end();
}

const struct unit_test unit_tests[] = {
    {"the file begins as it must", the_file_begins_as_it_must},
    {"a datagram is one packet", a_datagram_is_one_packet},
    {"what never came stands at the last", what_never_came_stands_at_the_last},
    {"IPv6 and odd lengths", ipv6_and_odd_lengths},
    {"a zero checksum is written as ones", a_zero_checksum_is_written_as_ones},
    {"a stream has sequence numbers", a_stream_has_sequence_numbers},
    {"what is too long is split or cut", what_is_too_long_is_split_or_cut},
    {"cases are one sequence", cases_are_one_sequence},
    {"a name is given where it is one side", a_name_is_given_where_it_is_one_side},
    {"hostile comments are visible", hostile_comments_are_visible},
    {NULL, NULL},
};
