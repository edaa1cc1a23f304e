/* Which message repeats or answers which, also when the device mangles every identifier. */
#include "suite.h"

#include "base/limits.h"
#include "model/transcript.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "transcript";

static struct transcript transcript;

static long file(enum direction direction, size_t endpoint, unsigned flags, const char *start,
                 const char *branch, const char *call_id, const char *cseq, const char *to_tag)
{
    struct buf text;
    struct entry entry = {.direction = direction, .endpoint = endpoint, .flags = flags, .answers = -1};
    buf_init(&text, 1000);
    buf_addf(&text,
             "%s\r\nVia: SIP/2.0/UDP h;branch=%s\r\nCall-ID: %s\r\nCSeq: %s\r\nTo: <sip:a>%s%s\r\n\r\n",
             start, branch, call_id, cseq, to_tag ? ";tag=" : "", to_tag ? to_tag : "");
    long number = transcript_add(&transcript, &entry, text.p, text.n);
    buf_free(&text);
    return number;
}

static long sent(const char *method, const char *branch, const char *cseq)
{
    char start[80];
    snprintf(start, sizeof(start), "%s sip:a SIP/2.0", method);
    return file(DIRECTION_SENT, 0, 0, start, branch, "call", cseq, NULL);
}

static long got(const char *status, const char *branch, const char *call_id, const char *cseq,
                const char *to_tag)
{
    char start[80];
    snprintf(start, sizeof(start), "SIP/2.0 %s X", status);
    return file(DIRECTION_RECEIVED, 0, 0, start, branch, call_id, cseq, to_tag);
}

static long answers(long number)
{
    return transcript_at(&transcript, number)->answers;
}

static long retransmission_of(long number)
{
    return transcript_at(&transcript, number)->retransmission_of;
}

static void by_branch(void)
{
    long invite = sent("INVITE", "z9hG4bK1", "1 INVITE"), options = sent("OPTIONS", "z9hG4bK2", "2 OPTIONS");
    long first = got("200", "z9hG4bK2", "call", "2 OPTIONS", "t");
    long second = got("180", "Z9HG4BK1", "call", "1 INVITE", "t");
    CU_ASSERT_EQUAL(answers(first), options);
    CU_ASSERT_EQUAL(answers(second), invite);
    CU_ASSERT_EQUAL(answers(invite), -1);
    /* CANCEL has its INVITE's branch: the method tells them apart (17.1.3) */
    long cancel = sent("CANCEL", "z9hG4bK1", "1 CANCEL");
    CU_ASSERT_EQUAL(answers(got("200", "z9hG4bK1", "call", "1 CANCEL", "t")), cancel);
    CU_ASSERT_EQUAL(answers(got("487", "z9hG4bK1", "call", "1 INVITE", "t")), invite);
    transcript_free(&transcript);
}

/* Several requests of one branch: the other identifiers tell. */
static void one_branch_for_several(void)
{
    long first = sent("INVITE", "z9hG4bK1", "1 INVITE"), second = sent("INVITE", "z9hG4bK1", "2 INVITE");
    CU_ASSERT_EQUAL(answers(got("200", "z9hG4bK1", "call", "1 INVITE", "t")), first);
    CU_ASSERT_EQUAL(answers(got("200", "z9hG4bK1", "call", "2 INVITE", "t")), second);
    long odd = sent("INFO", "z9hG4bK1", "1 INVITE");
    CU_ASSERT_EQUAL(answers(got("400", "z9hG4bK1", "call", "1 INVITE", "t")), odd); /* the latest */
    CU_ASSERT_EQUAL(answers(got("400", "z9hG4bK1", "call", "", "t")), odd);
    long message = sent("MESSAGE", "z9hG4bK2", "1 BYE");
    CU_ASSERT_EQUAL(answers(got("400", "mangled", "call", "1 BYE", "t")), message);
    /* by a copy whose CSeq differs from its first's */
    long cancel = sent("CANCEL", "z9hG4bK3", "3 CANCEL"), copy = sent("CANCEL", "z9hG4bK3", "3 canCel");
    CU_ASSERT_EQUAL(retransmission_of(copy), cancel);
    CU_ASSERT_EQUAL(answers(got("400", "z9hG4bK3", "call", "3 canCel", "t")), cancel);
    transcript_free(&transcript);
}

/* 17.2.3: the sent-by is part of what makes a transaction. */
static void one_branch_of_several_hosts(void)
{
    long first = sent("BYE", "z9hG4bK1", "1 BYE");
    static const char other[] = "BYE sip:a SIP/2.0\r\nVia: SIP/2.0/UDP other;branch=z9hG4bK1\r\n"
                                "Call-ID: call\r\nCSeq: 1 BYE\r\n\r\n";
    struct entry entry = {.direction = DIRECTION_SENT, .answers = -1};
    long second = transcript_add(&transcript, &entry, other, sizeof(other) - 1);
    CU_ASSERT_EQUAL(retransmission_of(second), -1);
    CU_ASSERT_EQUAL(answers(got("200", "z9hG4bK1", "call", "1 BYE", "t")), first);
    transcript_free(&transcript);
}

static void mangled(void)
{
    long invite = sent("INVITE", "z9hG4bK1", "1 INVITE"), options = sent("OPTIONS", "z9hG4bK2", "2 OPTIONS");
    CU_ASSERT_EQUAL(answers(got("180", "mangled", "call", "1 INVITE", "t")),
                    invite); /* by Call-ID and CSeq */
    CU_ASSERT_EQUAL(answers(got("420", "mangled", "mangled", "77 NOTHING", "t")),
                    options); /* the latest one open */
    CU_ASSERT_EQUAL(answers(got("486", "mangled", "mangled", "1 INVITE", "t")),
                    invite); /* the only one open */
    CU_ASSERT_EQUAL(answers(got("500", "mangled", "mangled", "1 INVITE", "t")),
                    options); /* none is open: the latest */
    long ack = sent("ACK", "z9hG4bK1", "1 ACK");
    CU_ASSERT(answers(got("481", "mangled", "mangled", "x", NULL)) !=
              ack); /* nobody answers an ACK by chance */
    transcript_free(&transcript);
}

/* Nothing of another endpoint, or of the same direction, is ever taken for the request. */
static void endpoints(void)
{
    sent("INVITE", "z9hG4bK1", "1 INVITE");
    long other = file(DIRECTION_RECEIVED, 1, 0, "SIP/2.0 200 OK", "z9hG4bK1", "call", "1 INVITE", "t");
    CU_ASSERT_EQUAL(answers(other), -1);
    long theirs =
        file(DIRECTION_RECEIVED, 0, 0, "INVITE sip:b SIP/2.0", "z9hG4bK9", "other", "1 INVITE", NULL);
    CU_ASSERT(answers(got("200", "z9hG4bK9", "other", "1 INVITE", "t")) != theirs);
    long ours = file(DIRECTION_SENT, 0, 0, "SIP/2.0 486 Busy", "z9hG4bK9", "other", "1 INVITE", "t");
    CU_ASSERT_EQUAL(answers(ours), theirs);
    transcript_free(&transcript);
}

static void copies(void)
{
    long invite = sent("INVITE", "z9hG4bK1", "1 INVITE"), again = sent("INVITE", "z9hG4bK1", "1 INVITE");
    CU_ASSERT_EQUAL(retransmission_of(invite), -1);
    CU_ASSERT_EQUAL(retransmission_of(again), invite);
    CU_ASSERT_EQUAL(retransmission_of(sent("INVITE", "z9hG4bK1", "1 INVITE")),
                    invite); /* the first, never a copy */
    CU_ASSERT_EQUAL(retransmission_of(sent("INVITE", "z9hG4bK3", "2 INVITE")), -1);
    CU_ASSERT_EQUAL(retransmission_of(sent("ACK", "z9hG4bK1", "1 ACK")), -1);
    long refusal = got("420", "z9hG4bK1", "call", "1 INVITE", "t");
    CU_ASSERT_EQUAL(answers(refusal), invite);
    CU_ASSERT_EQUAL(retransmission_of(got("420", "z9hG4bK1", "call", "1 INVITE", "other tag")), refusal);
    CU_ASSERT_EQUAL(retransmission_of(got("421", "z9hG4bK1", "call", "1 INVITE", "t")), -1);
    transcript_free(&transcript);
}

/* 2xx of the branches of a fork are messages of their own (13.2.2.4). */
static void forks(void)
{
    sent("INVITE", "z9hG4bK1", "1 INVITE");
    long one = got("200", "z9hG4bK1", "call", "1 INVITE", "one"),
         two = got("200", "z9hG4bK1", "call", "1 INVITE", "two");
    CU_ASSERT_EQUAL(retransmission_of(two), -1);
    CU_ASSERT_EQUAL(retransmission_of(got("200", "z9hG4bK1", "call", "1 INVITE", "one")), one);
    CU_ASSERT_EQUAL(retransmission_of(got("200", "z9hG4bK1", "call", "1 INVITE", "two")), two);
    transcript_free(&transcript);
}

static void oddities(void)
{
    sent("INVITE", "z9hG4bK1", "1 INVITE");
    static const char nothing[] = "\0\0garbage", keepalive[] = "\r\n\r\n";
    struct entry entry = {.direction = DIRECTION_RECEIVED, .answers = -1};
    long first = transcript_add(&transcript, &entry, nothing, sizeof(nothing) - 1);
    long second = transcript_add(&transcript, &entry, nothing, sizeof(nothing) - 1);
    CU_ASSERT(first >= 0 && retransmission_of(first) == -1 && retransmission_of(second) == -1 &&
              answers(first) == -1);
    CU_ASSERT(!entry_is_request(transcript_at(&transcript, first)) &&
              !entry_is_final(transcript_at(&transcript, first)));
    entry.flags = ENTRY_KEEPALIVE;
    long third = transcript_add(&transcript, &entry, keepalive, 4);
    long fourth = transcript_add(&transcript, &entry, keepalive, 4);
    CU_ASSERT(third >= 0 && retransmission_of(fourth) == -1);
    entry.flags = 0;
    CU_ASSERT(transcript_add(&transcript, &entry, "", 0) >= 0);
    CU_ASSERT_PTR_NULL(transcript_at(&transcript, -1));
    CU_ASSERT_PTR_NULL(transcript_at(&transcript, (long)transcript.count));
    transcript_free(&transcript);
}

static void kinds(void)
{
    long options = sent("OPTIONS", "z9hG4bK1", "1 OPTIONS");
    const struct entry *trying = transcript_at(&transcript, got("199", "z9hG4bK1", "call", "1 OPTIONS", "t"));
    CU_ASSERT(entry_is_provisional(trying) && !entry_is_final(trying) && entry_is_response(trying));
    CU_ASSERT(entry_has_method(transcript_at(&transcript, options), "OPTIONS"));
    CU_ASSERT(!entry_has_method(transcript_at(&transcript, options), "options"));
    CU_ASSERT(entry_is_final(transcript_at(&transcript, got("200", "z9hG4bK1", "call", "1 OPTIONS", "t"))));
    transcript_free(&transcript);
}

/* Files messages until no more are taken. */
static size_t fill(enum direction direction, const char *bytes, size_t n)
{
    struct entry entry = {.direction = direction, .answers = -1, .flags = ENTRY_UNFRAMED};
    size_t before = transcript.count;
    while (transcript_add(&transcript, &entry, bytes, n) >= 0)
        CU_ASSERT_FALSE_FATAL(transcript.full);
    CU_ASSERT(transcript.full);
    transcript.full = false;
    return transcript.count - before;
}

/* What a device sends never takes the room that is needed for hanging up. */
static void ceilings(void)
{
    CU_ASSERT_EQUAL(fill(DIRECTION_RECEIVED, "x", 1), LIMIT_CASE_MESSAGES - 256);
    CU_ASSERT_EQUAL(fill(DIRECTION_SENT, "x", 1), 256);
    transcript_free(&transcript);
    enum { BIG = LIMIT_MESSAGE_BYTES };
    char *bytes = calloc(1, BIG);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    CU_ASSERT_EQUAL(fill(DIRECTION_RECEIVED, bytes, BIG), LIMIT_CASE_BYTES / BIG - 4);
    CU_ASSERT_EQUAL(fill(DIRECTION_SENT, bytes, BIG), 4);
    CU_ASSERT_EQUAL(transcript.bytes, LIMIT_CASE_BYTES);
    free(bytes);
    transcript_free(&transcript);
}

const struct unit_test unit_tests[] = {
    {"by branch", by_branch},
    {"one branch for several requests", one_branch_for_several},
    {"one branch of several hosts", one_branch_of_several_hosts},
    {"mangled identifiers", mangled},
    {"endpoints", endpoints},
    {"copies", copies},
    {"forks", forks},
    {"oddities", oddities},
    {"kinds", kinds},
    {"ceilings", ceilings},
    {NULL, NULL},
};
