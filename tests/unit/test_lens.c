/* What libosip2 5.3.0 makes of messages, beside what the bytes say. Each row of the table below is a reason
 * why no check reads the library's view as the truth. */
#include "suite.h"

#include "fuzz/support/lens_facts.h"
#include "sip/guard.h"
#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char unit_suite_name[] = "lens";

#define VIA "Via: SIP/2.0/UDP client.example.com;branch=z9hG4bK7f\r\n"
#define FROM "From: <sip:alice@example.com>;tag=a1\r\n"
#define TO "To: <sip:bob@example.com>\r\n"
#define CALL_ID "Call-ID: c1@client.example.com\r\n"
#define CSEQ "CSeq: 7 OPTIONS\r\n"
#define LENGTH "Content-Length: 0\r\n"
#define REQUEST "OPTIONS sip:bob@example.com SIP/2.0\r\n"

struct both {
    struct sip_message *message;
    struct sip_lens *lens;
};

static struct both open_both(const char *text)
{
    struct both both = {NULL, NULL};
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(text, strlen(text), &both.message), 0);
    CU_ASSERT_EQUAL_FATAL(sip_lens_open(both.message, &both.lens), 0);
    return both;
}

static void close_both(struct both both)
{
    sip_lens_free(both.lens);
    sip_message_free(both.message);
}

/* ---- one function a row: what osip says, then what is true ---- */

static void length_invented(struct both both)
{
    const char *text = "";
    uint64_t length;
    CU_ASSERT(lens_content_length(both.lens, &text));
    CU_ASSERT_STRING_EQUAL(text, "0");
    CU_ASSERT(!sip_content_length(both.message, &length));
}

static void credentials_lost(struct both both)
{
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Authorization"), 0);
    CU_ASSERT_EQUAL(sip_row_count(both.message, SIP_HEADER_AUTHORIZATION), 1);
    CU_ASSERT(slice_eq_text(sip_header_value(both.message, SIP_HEADER_AUTHORIZATION), "Digest username="));
}

static void via_missing(struct both both)
{
    CU_ASSERT_EQUAL(lens_via_count(both.lens), 0);
    CU_ASSERT_EQUAL(sip_row_count(both.message, SIP_HEADER_VIA), 0);
}

static void cseq_missing(struct both both)
{
    struct sip_cseq cseq;
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "CSeq"), 0);
    CU_ASSERT(!sip_cseq_of(both.message, &cseq));
}

static void call_id_missing(struct both both)
{
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Call-ID"), 0);
    CU_ASSERT_PTR_NULL(sip_call_id(both.message).p);
}

static void cseq_too_big(struct both both)
{
    struct sip_cseq cseq;
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "CSeq"), 1);
    CU_ASSERT_FATAL(sip_cseq_of(both.message, &cseq));
    CU_ASSERT_EQUAL(cseq.number, 4294967296u);
}

static void cseq_of_another_method(struct both both)
{
    struct sip_cseq cseq;
    CU_ASSERT_STRING_EQUAL(lens_method(both.lens), "OPTIONS");
    CU_ASSERT_FATAL(sip_cseq_of(both.message, &cseq));
    CU_ASSERT(slice_eq_text(cseq.method, "INVITE"));
    CU_ASSERT(!slice_eq(cseq.method, both.message->method));
}

static void version_seven(struct both both)
{
    CU_ASSERT_STRING_EQUAL(lens_method(both.lens), "OPTIONS");
    CU_ASSERT(slice_eq_text(both.message->version, "SIP/7.0"));
    CU_ASSERT_EQUAL(both.message->flaws, SIP_FLAW_START_LINE);
}

static void status_of_four_digits(struct both both)
{
    CU_ASSERT_EQUAL(lens_status(both.lens), 9999);
    CU_ASSERT_EQUAL(both.message->status, 9999);
    CU_ASSERT_EQUAL(both.message->flaws, SIP_FLAW_START_LINE);
}

static void lines_end_in_lf(struct both both)
{
    CU_ASSERT_EQUAL(lens_via_count(both.lens), 1);
    CU_ASSERT_EQUAL(both.message->flaws, SIP_FLAW_BARE_LF);
}

static void fold_lost(struct both both)
{
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Subject"), 1);
    const struct sip_row *row = sip_row_next(both.message, SIP_HEADER_SUBJECT, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT(row->folded);
    CU_ASSERT(slice_eq_text(row->value, "two\r\n lines"));
}

static void compact_form_lost(struct both both)
{
    CU_ASSERT_EQUAL(lens_via_count(both.lens), 1);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Via"), 1);
    const struct sip_row *row = sip_row_next(both.message, SIP_HEADER_VIA, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT(row->compact);
    CU_ASSERT(slice_eq_text(row->name, "v"));
}

static void letter_case_lost(struct both both)
{
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Call-ID"), 1);
    const struct sip_row *row = sip_row_next(both.message, SIP_HEADER_CALL_ID, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(row);
    CU_ASSERT(slice_eq_text(row->name, "cALL-iD"));
}

static void second_from(struct both both)
{
    CU_ASSERT_STRING_EQUAL(sip_lens_error_name(sip_lens_error(both.lens)), "OSIP_SYNTAXERROR");
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "From"), -1);
    CU_ASSERT_EQUAL(sip_row_count(both.message, SIP_HEADER_FROM), 2);
    CU_ASSERT_EQUAL(both.message->flaws, 0);
}

struct repair {
    const char *name;
    const char *text;
    int error;
    void (*look)(struct both both);
};

static const struct repair repairs[] = {
    {"no Content-Length", REQUEST VIA FROM TO CALL_ID CSEQ "\r\n", 0, length_invented},
    {"malformed Authorization",
     REQUEST VIA FROM TO CALL_ID CSEQ "Authorization: Digest username=\r\n" LENGTH "\r\n", 0,
     credentials_lost},
    {"no Via", REQUEST FROM TO CALL_ID CSEQ LENGTH "\r\n", 0, via_missing},
    {"no CSeq", REQUEST VIA FROM TO CALL_ID LENGTH "\r\n", 0, cseq_missing},
    {"no Call-ID", REQUEST VIA FROM TO CSEQ LENGTH "\r\n", 0, call_id_missing},
    {"CSeq 2^32", REQUEST VIA FROM TO CALL_ID "CSeq: 4294967296 OPTIONS\r\n" LENGTH "\r\n", 0, cseq_too_big},
    {"CSeq of another method", REQUEST VIA FROM TO CALL_ID "CSeq: 7 INVITE\r\n" LENGTH "\r\n", 0,
     cseq_of_another_method},
    {"version 7.0", "OPTIONS sip:bob@example.com SIP/7.0\r\n" VIA FROM TO CALL_ID CSEQ LENGTH "\r\n", 0,
     version_seven},
    {"status 9999", "SIP/2.0 9999 Beyond\r\n" VIA FROM TO CALL_ID CSEQ LENGTH "\r\n", 0,
     status_of_four_digits},
    {"bare LF",
     "OPTIONS sip:bob@example.com SIP/2.0\nVia: SIP/2.0/UDP client.example.com;branch=z9hG4bK7f\n"
     "From: <sip:alice@example.com>;tag=a1\nTo: <sip:bob@example.com>\nCall-ID: c1@client.example.com\n"
     "CSeq: 7 OPTIONS\nContent-Length: 0\n\n",
     0, lines_end_in_lf},
    {"folding", REQUEST VIA FROM TO CALL_ID CSEQ "Subject: two\r\n lines\r\n" LENGTH "\r\n", 0, fold_lost},
    {"compact form",
     REQUEST "v: SIP/2.0/UDP client.example.com;branch=z9hG4bK7f\r\n" FROM TO CALL_ID CSEQ LENGTH "\r\n", 0,
     compact_form_lost},
    {"letter case", REQUEST VIA FROM TO "cALL-iD: c1@client.example.com\r\n" CSEQ LENGTH "\r\n", 0,
     letter_case_lost},
    {"second From", REQUEST VIA FROM FROM TO CALL_ID CSEQ LENGTH "\r\n", -5, second_from},
};

static void silent_repairs(void)
{
    for (size_t i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++) {
        struct both both = open_both(repairs[i].text);
        int error = sip_lens_error(both.lens);
        if (error != repairs[i].error)
            printf("\n    %s: osip says %d (%s)\n", repairs[i].name, error, sip_lens_error_name(error));
        CU_ASSERT_EQUAL(error, repairs[i].error);
        repairs[i].look(both);
        close_both(both);
    }
}

static void refused_message_has_no_facts(void)
{
    const char *text;
    struct both both = open_both("nothing of ours\r\n\r\n");
    CU_ASSERT_NOT_EQUAL(sip_lens_error(both.lens), 0);
    CU_ASSERT_EQUAL(lens_status(both.lens), -1);
    CU_ASSERT_PTR_NULL(lens_method(both.lens));
    CU_ASSERT(!lens_content_length(both.lens, &text));
    CU_ASSERT_EQUAL(lens_via_count(both.lens), -1);
    CU_ASSERT_EQUAL(lens_contact_count(both.lens), -1);
    close_both(both);
}

static void counts_by_name(void)
{
    struct both both = open_both(
        "SIP/2.0 302 Moved\r\n" VIA FROM TO CALL_ID CSEQ
        "Contact: <sip:a@127.0.0.1>, <sip:b@127.0.0.1>\r\nm: <sip:c@127.0.0.1>\r\n"
        "Unsupported: foo\r\nunsupported: bar\r\nX-Own: 1\r\nx-own: 2\r\nk: baz\r\nAllow: INVITE\r\n" LENGTH
        "\r\n");
    CU_ASSERT_EQUAL(sip_lens_error(both.lens), 0);
    CU_ASSERT_EQUAL(lens_status(both.lens), 302);
    CU_ASSERT_PTR_NULL(lens_method(both.lens));
    CU_ASSERT_EQUAL(lens_contact_count(both.lens), 3);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "contact"), 3);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Unsupported"), 2);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "X-OWN"), 2);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Supported"), 1);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Allow"), 1);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "To"), 1);
    CU_ASSERT_EQUAL(lens_header_count(both.lens, "Require"), 0);
    close_both(both);
}

static void single_values(void)
{
    CU_ASSERT(lens_uri_ok(SLICE_LIT("sip:bob@example.com;transport=tcp")));
    CU_ASSERT(!lens_uri_ok(SLICE_LIT("bob")));
    CU_ASSERT(!lens_uri_ok(SLICE_LIT("sip:bob@example.com\0;lr")));
    CU_ASSERT(
        lens_sdp_ok(SLICE_LIT("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n"
                              "m=audio 9 RTP/AVP 0\r\n")));
    CU_ASSERT(!lens_sdp_ok(SLICE_LIT("no sdp")));
    CU_ASSERT(!lens_sdp_ok(SLICE_LIT("")));
}

#define PART_TYPE "Content-Type: text/plain\r\n"
#define MULTIPART(rows)                                                                                      \
    REQUEST VIA FROM TO CALL_ID CSEQ                                                                         \
        "Content-Type: multipart/mixed;boundary=b\r\nContent-Length: 999\r\n\r\n--b\r\n" rows                \
        "\r\nx\r\n--b--\r\n"

static int error_of(const char *text)
{
    struct sip_message *message;
    struct sip_lens *lens;
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(text, strlen(text), &message), 0);
    CU_ASSERT_EQUAL_FATAL(sip_lens_open(message, &lens), 0);
    int error = sip_lens_error(lens);
    sip_lens_free(lens);
    sip_message_free(message);
    return error;
}

/* A response with so many rows that osip would walk its list of them for seconds. */
static void long_lists(void)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_add_text(&text, REQUEST VIA FROM TO CALL_ID CSEQ LENGTH);
    for (int i = 0; i < LIMIT_LENS_PARTS; i++)
        buf_add_text(&text, "a:1\r\n");
    buf_add_text(&text, "\r\n");
    CU_ASSERT_FALSE_FATAL(buf_add_char(&text, 0));
    CU_ASSERT_EQUAL(error_of(text.p), SIP_LENS_NOT_ASKED);
    buf_clear(&text);
    buf_add_text(&text, REQUEST VIA FROM TO CALL_ID CSEQ LENGTH "\r\n");
    for (int i = 0; i < LIMIT_LENS_PARTS; i++)
        buf_add_text(&text, "a=1\r\n"); /* a body is no list */
    CU_ASSERT_FALSE_FATAL(buf_add_char(&text, 0));
    CU_ASSERT_NOT_EQUAL(error_of(text.p), SIP_LENS_NOT_ASKED);
    buf_free(&text);
}

/* What libosip2 is known to fail on (docs/libosip2-findings.md) it does not see; what is near to that it
 * does. */
static void guarded(void)
{
    CU_ASSERT_EQUAL(error_of(MULTIPART(PART_TYPE PART_TYPE)), SIP_LENS_NOT_ASKED);
    CU_ASSERT_EQUAL(error_of(MULTIPART(PART_TYPE "A: b\r\nCONTENT-TYPE:a/b\r\n")), SIP_LENS_NOT_ASKED);
    CU_ASSERT_NOT_EQUAL(error_of(MULTIPART(PART_TYPE)), SIP_LENS_NOT_ASKED);
    CU_ASSERT_NOT_EQUAL(error_of(MULTIPART(PART_TYPE "\r\nx\r\n--b\r\n" PART_TYPE)), SIP_LENS_NOT_ASKED);
    CU_ASSERT_STRING_EQUAL(sip_lens_error_name(SIP_LENS_NOT_ASKED),
                           "not asked, it is known to fail on such bytes");
    static const char *const short_media[] = {"m=audio 9 RTP/AVP\r", "m=audio 9  RTP/AVP 0\n", "xm=audio\n",
                                              "m=\r\n"};
    static const char head[] = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\n";
    for (size_t i = 0; i < sizeof(short_media) / sizeof(short_media[0]); i++) {
        char sdp[256];
        snprintf(sdp, sizeof(sdp), "%s%s", head, short_media[i]);
        CU_ASSERT_PTR_NOT_NULL(sip_guard_sdp(slice_from(sdp)));
        CU_ASSERT(!lens_sdp_ok(slice_from(sdp)));
    }
    CU_ASSERT_PTR_NULL(sip_guard_sdp(SLICE_LIT("v=0\r\nm=audio 9 RTP/AVP 0 8\r\na=fmtp:0 m=1\r\n")));
}

/* Messages of every shape and none: osip must neither crash nor leak through the lens. */
static void any_bytes(void)
{
    static const char text[] = REQUEST VIA FROM TO CALL_ID CSEQ "Contact: <sip:a@127.0.0.1>;q=0.5\r\n"
                                                                "Content-Length: 4\r\n\r\nbody";
    for (size_t n = 0; n < sizeof(text); n++) {
        struct sip_message *message;
        struct sip_lens *lens;
        CU_ASSERT_EQUAL_FATAL(sip_message_parse(text, n, &message), 0);
        CU_ASSERT_EQUAL_FATAL(sip_lens_open(message, &lens), 0);
        CU_ASSERT(sip_lens_error(lens) <= 0);
        sip_lens_free(lens);
        sip_message_free(message);
    }
    sip_lens_free(NULL);
}

/* Runs before all others: without a trace callback, osip's complaint about this message goes to stdout. */
static void prints_nothing(void)
{
    FILE *caught = tmpfile();
    CU_ASSERT_PTR_NOT_NULL_FATAL(caught);
    fflush(stdout);
    int saved = dup(STDOUT_FILENO);
    CU_ASSERT_FATAL(saved >= 0);
    dup2(fileno(caught), STDOUT_FILENO);
    struct both both = open_both("OPTIONS sip:bob@example.com\r\nVia\r\nFrom: <\r\n\r\n");
    fflush(stdout);
    dup2(saved, STDOUT_FILENO);
    CU_ASSERT_EQUAL(lseek(fileno(caught), 0, SEEK_END), 0);
    CU_ASSERT_NOT_EQUAL(sip_lens_error(both.lens), 0);
    close_both(both);
    close(saved);
    fclose(caught);
}

const struct unit_test unit_tests[] = {
    {"prints nothing to stdout", prints_nothing},
    {"silent repairs of libosip2", silent_repairs},
    {"a refused message has no facts", refused_message_has_no_facts},
    {"counts by name", counts_by_name},
    {"single values", single_values},
    {"bytes that osip must not see", guarded},
    {"long lists", long_lists},
    {"any bytes", any_bytes},
    {NULL, NULL},
};
