/* Failure cards: what they say, how they shorten, and that hostile bytes do nothing. */
#include "suite.h"

#include "reports/card.h"
#include "report_text.h"
#include "samples.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "card";

static struct catalogue catalogue;
static struct run_info run;
static struct case_result result;
static struct card card;
static struct buf text;

static void begin(void)
{
    sample_catalogue(&catalogue);
    sample_run(&run);
    buf_init(&text, 1024 * 1024);
}

/* Renders the finding's card into text. */
static void render(size_t index)
{
    buf_clear(&text);
    CU_ASSERT_EQUAL_FATAL(card_make(&run, &result, index, &catalogue, &card), 0);
    card_text(&card, &text);
    CU_ASSERT_FATAL(!text.failed);
}

static void end(void)
{
    card_free(&card);
    case_result_free(&result);
    run_info_free(&run);
    catalogue_free(&catalogue);
    buf_free(&text);
}

static bool has(const char *expected)
{
    bool found = strstr(text.p, expected) != NULL;
    if (!found)
        printf("\n    not there: %s\n%s\n", expected, text.p);
    return found;
}

static void a_card_says_it_all(void)
{
    begin();
    sample_failure(&result, "uas/require-unknown[layout=folded]/udp");
    render(0);
    CU_ASSERT(has("FAIL uas/require-unknown[layout=folded]/udp\n"));
    CU_ASSERT(has("  clause       RFC 3261 8.2.2.3, MUST\n"));
    CU_ASSERT(has("  says         A UAS answers 420 when Require names an extension it does not know.\n"));
    CU_ASSERT(has("  expected     status 420\n  got          status 200\n"));
    CU_ASSERT(has("  scenario     scenarios/uas/require-unknown.json:12\n"));
    CU_ASSERT(has("    SIP/2.0 200 OK\n            ^^^\n    Via: "));
    CU_ASSERT(has("       0.000  |----------- OPTIONS ------------>|\n"));
    CU_ASSERT(has("      12.130  |<----------- 200 OK -------------|  <== got status 200\n"));
    CU_ASSERT(has("  reproduce    sipconform --target 127.0.0.1:5060 "
                  "--only 'uas/require-unknown[layout=folded]/udp' --seed 18446744073709551615\n"));
    buf_clear(&text);
    card_headline(&card, &text);
    CU_ASSERT_STRING_EQUAL(text.p,
                           "MUST SC-420-UAS-001 (RFC 3261 8.2.2.3): expected status 420, got status 200");
    end();
}

static void the_command_runs_one_case_and_overwrites_nothing(void)
{
    begin();
    sample_failure(&result, "uas/it's/udp");
    free(run.command);
    run.command =
        strdup("sipconform --only 'a b*' --target=h:1 --profile 'my file' --record x.jsonl --seed 1 --only=c "
               "--junit x.xml --json=y --tap y --markdown y --pcapng y --strict");
    run.seed = 7;
    buf_clear(&text);
    card_add_reproduce(&run, &result, &text);
    CU_ASSERT_STRING_EQUAL(
        text.p, "sipconform --target=h:1 --profile 'my file' --strict --only 'uas/it'\\''s/udp' --seed 7");
    free(run.command);
    run.command = NULL;
    buf_clear(&text);
    card_add_reproduce(&run, &result, &text);
    CU_ASSERT_STRING_EQUAL(text.p, "sipconform --target '127.0.0.1:5060' --only 'uas/it'\\''s/udp' --seed 7");
    end();
}

static size_t longest_line(const char *lines)
{
    size_t longest = 0;
    for (size_t n; *lines; lines += n + (lines[n] != 0)) {
        n = strcspn(lines, "\n");
        longest = n > longest ? n : longest;
    }
    return longest;
}

static void hostile_bytes_are_seen_and_do_nothing(void)
{
    begin();
    sample_hostile(&result, "uas/hostile/udp");
    for (size_t i = 0; i < result.findings.count; i++) {
        card_free(&card);
        render(i);
        for (size_t k = 0; k < text.n; k++) {
            unsigned char c = (unsigned char)text.p[k];
            CU_ASSERT((c >= 0x20 && c != 0x7F) || c == '\n');
        }
        CU_ASSERT(text.n < 20000);
        CU_ASSERT(longest_line(text.p) < 1200);
    }
    CU_ASSERT(has("SIP/2.0 200 abcdefghij"));
    CU_ASSERT(has("<script>alert(1)</script>\\x1B[31m"));
    end();
}

static void carets_stand_under_bytes_that_need_four_columns(void)
{
    begin();
    sample_case(&result, "uas/x/udp", VERDICT_FAIL);
    static const char bytes[] = "SIP/2.0 200 OK\r\nX: \001\002bad\nY: 1\r\n\r\n";
    long entry = sample_message(&result, DIRECTION_RECEIVED, 0, bytes, sizeof(bytes) - 1);
    sample_finding(&result, NULL, VERDICT_FAIL, "good", "bad", entry, 20, 4);
    render(0);
    CU_ASSERT(has("    X: \\x01\\x02bad\\x0A\n           ^^^^^^^\n"));
    end();
}

static void a_long_line_is_cut_around_the_mark(void)
{
    begin();
    sample_case(&result, "uas/x/udp", VERDICT_FAIL);
    struct buf bytes;
    buf_init(&bytes, 10000);
    buf_addf(&bytes, "SIP/2.0 200 OK\r\nX: %0500dBAD%0500d\r\n\r\n", 0, 0);
    long entry = sample_message(&result, DIRECTION_RECEIVED, 0, bytes.p, bytes.n);
    sample_finding(&result, NULL, VERDICT_FAIL, "good", "bad", entry,
                   slice_find_text(buf_slice(&bytes), "BAD"), 3);
    render(0);
    CU_ASSERT(has("    ...0000000000000000000000000000000000000000BAD00000"));
    CU_ASSERT(has("\n                                               ^^^\n"));
    CU_ASSERT(has("... (447 bytes more)"));
    buf_free(&bytes);
    end();
}

static void long_messages_and_ladders_are_shortened(void)
{
    begin();
    sample_case(&result, "uas/x/udp", VERDICT_FAIL);
    struct buf bytes;
    buf_init(&bytes, 100000);
    buf_add_text(&bytes, "SIP/2.0 200 OK\r\n");
    for (int i = 0; i < 1000; i++)
        buf_addf(&bytes, "X-%d: y\r\n", i);
    buf_add_text(&bytes, "\r\n1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n");
    for (int i = 0; i < 500; i++)
        sample_message(&result, DIRECTION_RECEIVED, i * 1000, bytes.p, bytes.n);
    sample_finding(&result, NULL, VERDICT_FAIL, "good", "bad", 250,
                   slice_find_text(buf_slice(&bytes), "X-700"), 5);
    render(0);
    CU_ASSERT(has("    [... 669 lines left out ...]\n    X-698: y\n    X-699: y\n    X-700: y\n    ^^^^^\n   "
                  " X-701: y\n"));
    CU_ASSERT(has("    4\n    [... 2 lines left out ...]\n"));
    CU_ASSERT(has("[... 226 messages left out ...]"));
    CU_ASSERT(has("     250.000  |<"));
    CU_ASSERT(has("     499.000  |<"));
    buf_free(&bytes);
    end();
}

static void endpoints_are_columns(void)
{
    begin();
    sample_case(&result, "uas/x/udp", VERDICT_FAIL);
    for (int i = 0; i < 7; i++) {
        sample_text(&result, DIRECTION_SENT, i, "INVITE sip:a SIP/2.0\r\n\r\n");
        result.transcript.entries[i].endpoint = (size_t)i * 1000;
    }
    result.transcript.entries[1].endpoint = 1;
    sample_finding(&result, NULL, VERDICT_FAIL, NULL, "nothing", -1, 0, 0);
    render(0);
    CU_ASSERT(
        has("time ms  client        server        endpoint 2000 others                            device\n"));
    CU_ASSERT(
        has("       0.000  |------------------------------------------------------ INVITE ------------>|\n"));
    CU_ASSERT(has("       0.001  |             |---------------------------------------- INVITE "
                  "------------>|  (copy)\n"));
    CU_ASSERT(has("  <== got nothing\n"));
    end();
}

static void a_finding_may_point_anywhere(void)
{
    static const size_t offsets[] = {0, 13, 14, 15, 16, 17, 18, 100, SIZE_MAX};
    begin();
    for (size_t i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++)
        for (size_t k = 0; k < sizeof(offsets) / sizeof(offsets[0]); k++) {
            case_result_free(&result);
            card_free(&card);
            sample_case(&result, "uas/x/udp", VERDICT_FAIL);
            sample_text(&result, DIRECTION_RECEIVED, 0, "SIP/2.0 200 OK\r\n\r\n");
            sample_finding(&result, NULL, VERDICT_FAIL, NULL, NULL, 0, offsets[i], offsets[k]);
            render(0);
            CU_ASSERT((strchr(text.p, '^') != NULL) == (offsets[i] < 18 && offsets[k] > 0));
        }
    result.findings.items[0].entry = 99;
    card_free(&card);
    render(0);
    CU_ASSERT_EQUAL(card.message.count, 0);
    end();
}

const struct unit_test unit_tests[] = {
    {"a card says it all", a_card_says_it_all},
    {"the command runs one case and overwrites nothing", the_command_runs_one_case_and_overwrites_nothing},
    {"hostile bytes are seen and do nothing", hostile_bytes_are_seen_and_do_nothing},
    {"carets stand under bytes that need four columns", carets_stand_under_bytes_that_need_four_columns},
    {"a long line is cut around the mark", a_long_line_is_cut_around_the_mark},
    {"long messages and ladders are shortened", long_messages_and_ladders_are_shortened},
    {"endpoints are columns", endpoints_are_columns},
    {"a finding may point anywhere", a_finding_may_point_anywhere},
    {NULL, NULL},
};
