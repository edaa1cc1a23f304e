/* Messages cut into start line, rows and body, however malformed they are. */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "sip/reason.h"
#include "sip/value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "message";

static struct sip_message *parse(struct slice text)
{
    struct sip_message *message = NULL;
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(text.p, text.n, &message), 0);
    return message;
}

static const char rich[] =
    "\r\nINVITE sip:bob@[::1]:5070;transport=tcp SIP/2.0\r\n"
    "v: SIP/2.0/UDP a.example.com:5060;branch=z9hG4bK1,\r\n SIP / 2.0 / TCP [::2];rport\r\n"
    "From : \"A, \\\"q\\\"\" <sip:a@example.com;x=1>;tag=f1\r\n"
    "t: sip:bob@example.com;tag=t1\r\n"
    "CALL-id:c1@a\r\n"
    "CSeq: 1\r\n\tINVITE\r\n"
    "Require: 100rel, foo,,bar\r\n"
    "X-Odd:,\"a,b\",<c,d>;e , f\r\n"
    "no colon here\r\n"
    "Require:\r\n"
    "Authorization: Digest realm=\"r\", nonce=\"n\",qop=\"auth\"\r\n"
    "Content-Length: 4\r\n"
    "\r\n"
    "a: b";

/* ---- start line ---- */

struct start_line {
    const char *text;
    enum sip_kind kind;
    bool exact;
    const char *first, *second, *version; /* method and Request-URI, or reason */
    int status;
};

static const struct start_line start_lines[] = {
    {"INVITE sip:a@b SIP/2.0", SIP_REQUEST, true, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {"x!%~ tel:+1 SIP/2.0", SIP_REQUEST, true, "x!%~", "tel:+1", "SIP/2.0", 0},
    {"INVITE  sip:a@b SIP/2.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {"INVITE sip:a@b  SIP/2.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {"INVITE sip:a@b SIP/2.0 ", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {" INVITE sip:a@b SIP/2.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {"INVITE\tsip:a@b SIP/2.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/2.0", 0},
    {"INVITE sip:a@b SIP/7.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "SIP/7.0", 0},
    {"INVITE sip:a@b sip/2.0", SIP_REQUEST, false, "INVITE", "sip:a@b", "sip/2.0", 0},
    {"INVITE sip:a b@c SIP/2.0", SIP_REQUEST, false, "INVITE", "sip:a b@c", "SIP/2.0", 0},
    {"INVITE <sip:a@b> SIP/2.0", SIP_REQUEST, false, "INVITE", "<sip:a@b>", "SIP/2.0", 0},
    {"INVITE bob SIP/2.0", SIP_REQUEST, false, "INVITE", "bob", "SIP/2.0", 0},
    {"INV(ITE sip:a@b SIP/2.0", SIP_REQUEST, false, "INV(ITE", "sip:a@b", "SIP/2.0", 0},
    {"INVITE sip:a@b HTTP/1.1", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"INVITE sip:a@b", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"INVITE SIP/2.0", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"INVITE", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"   ", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"SIP/2.0 200 OK", SIP_RESPONSE, true, "OK", NULL, "SIP/2.0", 200},
    {"SIP/2.0 420 Bad Extension", SIP_RESPONSE, true, "Bad Extension", NULL, "SIP/2.0", 420},
    {"SIP/2.0 699 ", SIP_RESPONSE, true, "", NULL, "SIP/2.0", 699},
    {"SIP/2.0 100 Gr\xc3\xbc\xc3\x9f %41\tx", SIP_RESPONSE, true, "Gr\xc3\xbc\xc3\x9f %41\tx", NULL,
     "SIP/2.0", 100},
    {"SIP/2.0 200", SIP_RESPONSE, false, "", NULL, "SIP/2.0", 200},
    {"SIP/2.0 700 x", SIP_RESPONSE, false, "x", NULL, "SIP/2.0", 700},
    {"SIP/2.0 099 x", SIP_RESPONSE, false, "x", NULL, "SIP/2.0", 99},
    {"SIP/2.0 9999 x", SIP_RESPONSE, false, "x", NULL, "SIP/2.0", 9999},
    {"SIP/2.0 99 x", SIP_RESPONSE, false, "x", NULL, "SIP/2.0", 99},
    {"SIP/2.0  200 OK", SIP_RESPONSE, false, "OK", NULL, "SIP/2.0", 200},
    {"SIP/2.0 200\tOK", SIP_RESPONSE, false, "OK", NULL, "SIP/2.0", 200},
    {"sip/2.0 200 OK", SIP_RESPONSE, false, "OK", NULL, "sip/2.0", 200},
    {"SIP/7.0 200 OK", SIP_RESPONSE, false, "OK", NULL, "SIP/7.0", 200},
    {"SIP/2.0 200 100% <x>", SIP_RESPONSE, false, "100% <x>", NULL, "SIP/2.0", 200},
    {"SIP/2.0 2x0 OK", SIP_RESPONSE, false, "2x0 OK", NULL, "SIP/2.0", 0},
    {"SIP/2.0 -200 OK", SIP_RESPONSE, false, "-200 OK", NULL, "SIP/2.0", 0},
    {"SIP/2.0 12345678901234567890 OK", SIP_RESPONSE, false, "12345678901234567890 OK", NULL, "SIP/2.0", 0},
    {"SIP/2.0", SIP_BROKEN, false, NULL, NULL, NULL, 0},
    {"SIP/2.0 ", SIP_BROKEN, false, NULL, NULL, NULL, 0},
};

static void look_at_start_line(const struct start_line *expected)
{
    char text[200];
    snprintf(text, sizeof(text), "%s\r\n\r\n", expected->text);
    struct sip_message *message = parse(slice_from(text));
    CU_ASSERT_EQUAL(message->kind, expected->kind);
    CU_ASSERT_EQUAL(message->flaws, expected->exact ? 0 : SIP_FLAW_START_LINE);
    CU_ASSERT(is(message->start_line, expected->text));
    CU_ASSERT_EQUAL(message->status, expected->status);
    struct slice first = message->kind == SIP_RESPONSE ? message->reason : message->method;
    CU_ASSERT(expected->first ? is(first, expected->first) : !first.p);
    CU_ASSERT(expected->second ? is(message->request_uri, expected->second) : !message->request_uri.p);
    CU_ASSERT(expected->version ? is(message->version, expected->version) : !message->version.p);
    sip_message_free(message);
}

static void start_line_forms(void)
{
    for (size_t i = 0; i < sizeof(start_lines) / sizeof(start_lines[0]); i++)
        look_at_start_line(&start_lines[i]);
}

/* ---- rows ---- */

static void rows_of_a_rich_message(void)
{
    struct sip_message *message = parse(slice_from(rich));
    CU_ASSERT_EQUAL(message->kind, SIP_REQUEST);
    CU_ASSERT_EQUAL(message->flaws, SIP_FLAW_LEADING_CRLF | SIP_FLAW_NO_COLON);
    CU_ASSERT_EQUAL_FATAL(message->row_count, 11);
    const struct sip_row *rows = message->rows;
    CU_ASSERT(rows[0].id == SIP_HEADER_VIA && rows[0].compact && rows[0].folded && is(rows[0].name, "v"));
    CU_ASSERT(rows[1].id == SIP_HEADER_FROM && rows[1].blank_before_colon && !rows[1].folded &&
              !rows[1].compact);
    CU_ASSERT(is(rows[1].name, "From") &&
              is(rows[1].raw, "From : \"A, \\\"q\\\"\" <sip:a@example.com;x=1>;tag=f1\r\n"));
    CU_ASSERT(rows[2].id == SIP_HEADER_TO && rows[2].compact && !rows[2].blank_before_colon);
    CU_ASSERT(rows[3].id == SIP_HEADER_CALL_ID && is(rows[3].name, "CALL-id") && is(rows[3].value, "c1@a"));
    CU_ASSERT(rows[4].id == SIP_HEADER_CSEQ && is(rows[4].value, "1\r\n\tINVITE"));
    CU_ASSERT(rows[6].id == SIP_HEADER_OTHER && is(rows[6].name, "X-Odd"));
    CU_ASSERT(rows[7].id == SIP_HEADER_OTHER && is(rows[7].name, "") && is(rows[7].value, "no colon here"));
    CU_ASSERT(rows[8].id == SIP_HEADER_REQUIRE && is(rows[8].value, "") && rows[8].value.p);
    CU_ASSERT(is(message->body, "a: b"));
    CU_ASSERT_EQUAL(message->header_end, sizeof(rich) - 1 - 4);
    CU_ASSERT_EQUAL(message->bytes[rows[6].offset], 'X');
    sip_message_free(message);
}

static void finding_rows(void)
{
    struct sip_message *message = parse(slice_from(rich));
    const struct sip_row *row = sip_row_next(message, SIP_HEADER_REQUIRE, NULL);
    CU_ASSERT_PTR_EQUAL(row, &message->rows[5]);
    row = sip_row_next(message, SIP_HEADER_REQUIRE, row);
    CU_ASSERT_PTR_EQUAL(row, &message->rows[8]);
    CU_ASSERT_PTR_NULL(sip_row_next(message, SIP_HEADER_REQUIRE, row));
    CU_ASSERT_EQUAL(sip_row_count(message, SIP_HEADER_REQUIRE), 2);
    CU_ASSERT_PTR_EQUAL(sip_row_next_named(message, SLICE_LIT("x-odd"), NULL), &message->rows[6]);
    CU_ASSERT_PTR_EQUAL(sip_row_next_named(message, SLICE_LIT("VIA"), NULL), &message->rows[0]);
    CU_ASSERT_PTR_EQUAL(sip_row_next_named(message, SLICE_LIT("I"), NULL), &message->rows[3]);
    CU_ASSERT_PTR_NULL(sip_row_next_named(message, SLICE_LIT("x-even"), NULL));
    CU_ASSERT(is(sip_header_value(message, SIP_HEADER_CALL_ID), "c1@a"));
    CU_ASSERT_PTR_NULL(sip_header_value(message, SIP_HEADER_DATE).p);
    CU_ASSERT_EQUAL(sip_offset_of(message, message->rows[3].raw), message->rows[3].offset);
    CU_ASSERT_EQUAL(sip_offset_of(message, slice_from(rich)), message->length);
    CU_ASSERT_EQUAL(sip_offset_of(message, (struct slice){message->bytes, message->length + 1}),
                    message->length);
    CU_ASSERT_EQUAL(sip_offset_of(message, (struct slice){NULL, 0}), message->length);
    sip_message_free(message);
}

struct lines {
    const char *text;
    unsigned flaws;
    size_t rows;
    const char *value; /* of the last row */
    const char *body;
};

#define LINE "OPTIONS sip:a@b SIP/2.0"
static const struct lines line_forms[] = {
    {LINE "\r\nA: b\r\n\r\nbody\r\n\r\n", 0, 1, "b", "body\r\n\r\n"},
    {LINE "\r\n\r\n", 0, 0, NULL, ""},
    {LINE "\nA: b\r\n\r\n", SIP_FLAW_BARE_LF, 1, "b", ""},
    {LINE "\r\nA: b\n\nx", SIP_FLAW_BARE_LF, 1, "b", "x"},
    {LINE "\r\nA: b\r\n\nx", SIP_FLAW_BARE_LF, 1, "b", "x"},
    {LINE "\r\nA: b\r\n\r\nx\ny\rz", 0, 1, "b", "x\ny\rz"},
    {LINE "\r\nA: b\rC: d\r\n\r\n", SIP_FLAW_BARE_CR, 1, "b\rC: d", ""},
    {LINE "\r\nA: b\r\r\n\r\n", SIP_FLAW_BARE_CR, 1, "b", ""},
    {LINE "\r\nA: b\r\n", SIP_FLAW_NO_EMPTY_LINE, 1, "b", ""},
    {LINE "\r\nA: b", SIP_FLAW_NO_EMPTY_LINE, 1, "b", ""},
    {LINE "\r\nA: b\r", SIP_FLAW_NO_EMPTY_LINE | SIP_FLAW_BARE_CR, 1, "b", ""},
    {LINE, SIP_FLAW_NO_EMPTY_LINE, 0, NULL, ""},
    {"\r\n\r\n" LINE "\r\n\r\n", SIP_FLAW_LEADING_CRLF, 0, NULL, ""},
    {"\n" LINE "\r\n\r\n", SIP_FLAW_LEADING_CRLF | SIP_FLAW_BARE_LF, 0, NULL, ""},
    {LINE "\r\n A: b\r\n\r\n", SIP_FLAW_LEADING_BLANK | SIP_FLAW_NO_COLON, 1, "b", ""},
    {LINE "\r\n A: b\r\n c\r\n\r\n", SIP_FLAW_LEADING_BLANK | SIP_FLAW_NO_COLON, 1, "b\r\n c", ""},
    {LINE "\r\nA b: c\r\n\r\n", SIP_FLAW_NO_COLON, 1, "c", ""},
    {LINE "\r\n: c\r\n\r\n", SIP_FLAW_NO_COLON, 1, "c", ""},
    {LINE "\r\nA\r\n : c\r\n\r\n", SIP_FLAW_NO_COLON, 1, "A\r\n : c", ""},
    {LINE "\r\nA:\r\n \r\n \t\r\n b\r\n\r\n", 0, 1, "b", ""},
    {LINE "\r\nA: \r\n \r\n\r\nx", 0, 1, "", "x"},
    {LINE "\r\nA: b:c\r\n\r\n", 0, 1, "b:c", ""},
};

static void line_ends_and_names(void)
{
    for (size_t i = 0; i < sizeof(line_forms) / sizeof(line_forms[0]); i++) {
        const struct lines *expected = &line_forms[i];
        struct sip_message *message = parse(slice_from(expected->text));
        CU_ASSERT_EQUAL(message->flaws, expected->flaws);
        CU_ASSERT_EQUAL_FATAL(message->row_count, expected->rows);
        CU_ASSERT(!expected->rows || is(message->rows[expected->rows - 1].value, expected->value));
        CU_ASSERT(is(message->body, expected->body));
        CU_ASSERT_EQUAL(message->header_end, message->length - strlen(expected->body));
        CU_ASSERT(is(message->start_line, LINE));
        CU_ASSERT_EQUAL(message->kind, SIP_REQUEST);
        sip_message_free(message);
    }
}

static void nul_bytes(void)
{
    struct sip_message *message = parse(SLICE_LIT(LINE "\r\nA\0: b\r\nRequire: x\0y\r\n\r\n\0"));
    CU_ASSERT_EQUAL(message->flaws, SIP_FLAW_NUL | SIP_FLAW_NO_COLON);
    CU_ASSERT_EQUAL(message->row_count, 2);
    CU_ASSERT(slice_eq(message->rows[1].value, SLICE_LIT("x\0y")));
    CU_ASSERT_EQUAL(message->body.n, 1);
    sip_message_free(message);
    message = parse(SLICE_LIT(LINE "\r\nA: b\r\n\r\n\0\0"));
    CU_ASSERT_EQUAL(message->flaws, 0);
    sip_message_free(message);
}

static void nothing_at_all(void)
{
    static const char *const texts[] = {"", "\r\n", "\r\n\r\n\r\n", "\n"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct sip_message *message = parse(slice_from(texts[i]));
        CU_ASSERT_EQUAL(message->kind, SIP_BROKEN);
        CU_ASSERT(message->flaws & SIP_FLAW_NO_EMPTY_LINE);
        CU_ASSERT(message->flaws & SIP_FLAW_START_LINE);
        CU_ASSERT_EQUAL(message->row_count + message->start_line.n + message->body.n, 0);
        CU_ASSERT_EQUAL(message->header_end, message->length);
        sip_message_free(message);
    }
}

static void ceilings(void)
{
    struct sip_message *message;
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES + 1);
    buf_add_text(&text, LINE "\r\n");
    for (int i = 0; i < LIMIT_ROWS + 10; i++)
        buf_add_text(&text, "A: b\r\n c\r\n");
    buf_add_text(&text, "Date: x\n\r\nbody");
    message = parse(buf_slice(&text));
    CU_ASSERT_EQUAL(message->row_count, LIMIT_ROWS);
    CU_ASSERT_EQUAL(message->flaws, SIP_FLAW_TOO_MANY_ROWS | SIP_FLAW_BARE_LF);
    CU_ASSERT(is(message->rows[LIMIT_ROWS - 1].value, "b\r\n c"));
    CU_ASSERT(is(message->body, "body"));
    sip_message_free(message);
    while (text.n < LIMIT_MESSAGE_BYTES)
        buf_add_char(&text, 'x');
    CU_ASSERT_EQUAL_FATAL(sip_message_parse(text.p, text.n, &message), 0);
    sip_message_free(message);
    buf_add_char(&text, 'x');
    CU_ASSERT_EQUAL(sip_message_parse(text.p, text.n, &message), -1);
    buf_free(&text);
    sip_message_free(NULL);
}

/* ---- values ---- */

static void check_values(struct sip_values *values, const char *const *expected)
{
    struct slice value;
    for (; *expected; expected++) {
        CU_ASSERT_FATAL(sip_values_next(values, &value));
        CU_ASSERT(is(value, *expected));
    }
    CU_ASSERT(!sip_values_next(values, &value));
    CU_ASSERT(!sip_values_next(values, &value));
}

static void values_over_rows(void)
{
    struct sip_message *message = parse(slice_from(rich));
    struct sip_values values;
    sip_values_begin(&values, message, SIP_HEADER_REQUIRE);
    check_values(&values, (const char *const[]){"100rel", "foo", "", "bar", "", NULL});
    CU_ASSERT_PTR_EQUAL(values.row, &message->rows[8]);
    sip_values_begin(&values, message, SIP_HEADER_VIA);
    check_values(&values, (const char *const[]){"SIP/2.0/UDP a.example.com:5060;branch=z9hG4bK1",
                                                "SIP / 2.0 / TCP [::2];rport", NULL});
    sip_values_begin_named(&values, message, SLICE_LIT("X-ODD"));
    check_values(&values, (const char *const[]){"", "\"a,b\"", "<c,d>;e", "f", NULL});
    sip_values_begin_named(&values, message, SLICE_LIT("f"));
    check_values(&values, (const char *const[]){"\"A, \\\"q\\\"\" <sip:a@example.com;x=1>;tag=f1", NULL});
    sip_values_begin(&values, message, SIP_HEADER_AUTHORIZATION);
    check_values(&values, (const char *const[]){"Digest realm=\"r\", nonce=\"n\",qop=\"auth\"", NULL});
    sip_values_begin(&values, message, SIP_HEADER_DATE);
    check_values(&values, (const char *const[]){NULL});
    sip_values_begin(&values, message, SIP_HEADER_OTHER);
    check_values(&values, (const char *const[]){"", "\"a,b\"", "<c,d>;e", "f", "no colon here", NULL});
    sip_message_free(message);
}

static void separators_in_quotes_and_brackets(void)
{
    struct sip_message *message = parse(slice_from(LINE "\r\n"
                                                        "Contact: \"a,\\\",b\" <sip:x@y,z>;q=0.1,<sip:b>\r\n"
                                                        "Contact: \"open, <sip:c>, d\r\n"
                                                        "Contact: <sip:e, f\r\n"
                                                        "Contact: g,\r\n\r\n"));
    struct sip_values values;
    sip_values_begin(&values, message, SIP_HEADER_CONTACT);
    check_values(&values, (const char *const[]){"\"a,\\\",b\" <sip:x@y,z>;q=0.1", "<sip:b>",
                                                "\"open, <sip:c>, d", "<sip:e, f", "g", "", NULL});
    sip_message_free(message);
}

static void values_have_a_ceiling(void)
{
    struct buf text;
    struct sip_values values;
    struct slice value;
    size_t count = 0;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_add_text(&text, LINE "\r\nRequire: a");
    for (int i = 0; i < 2 * LIMIT_LIST_VALUES; i++)
        buf_add_text(&text, ",a");
    struct sip_message *message = parse(buf_slice(&text));
    sip_values_begin(&values, message, SIP_HEADER_REQUIRE);
    while (sip_values_next(&values, &value))
        count++;
    CU_ASSERT_EQUAL(count, LIMIT_LIST_VALUES);
    sip_message_free(message);
    buf_free(&text);
}

static void unfolding(void)
{
    static const char *const pairs[][2] = {
        {"a\r\n b", "a b"},
        {"a \t\r\n\t  b", "a b"},
        {"a\n b", "a b"},
        {"a \r\n \r\n b", "a b"},
        {"a  b", "a  b"},
        {"a\rb", "a\rb"},
        {"a \r \r\n b", "a \r b"},
        {"", ""},
        {"a\r\n b\r\n c", "a b c"},
        {"\r\n a", " a"},
        {"a\r", "a\r"},
    };
    struct buf buf;
    buf_init(&buf, 100);
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        CU_ASSERT_EQUAL(sip_unfold(slice_from(pairs[i][0]), &buf), 0);
        CU_ASSERT(is(buf_slice(&buf), pairs[i][1]));
        buf_clear(&buf);
    }
    buf.max_bytes = 2;
    CU_ASSERT_EQUAL(sip_unfold(SLICE_LIT("abc"), &buf), -1);
    buf_free(&buf);
}

static void header_table(void)
{
    for (int id = SIP_HEADER_OTHER + 1; id < SIP_HEADER_COUNT; id++) {
        const struct sip_header *header = sip_header_by_id((enum sip_header_id)id);
        CU_ASSERT_EQUAL((int)header->id, id);
        CU_ASSERT_EQUAL((int)sip_header_find(slice_from(header->name)), id);
        CU_ASSERT(!header->compact || (int)sip_header_find((struct slice){&header->compact, 1}) == id);
    }
    CU_ASSERT_EQUAL(sip_header_find(SLICE_LIT("")), SIP_HEADER_OTHER);
    CU_ASSERT_EQUAL(sip_header_find(SLICE_LIT("\0")), SIP_HEADER_OTHER);
    CU_ASSERT_EQUAL(sip_header_find(SLICE_LIT("z")), SIP_HEADER_OTHER);
    CU_ASSERT_STRING_EQUAL(sip_header_by_id(SIP_HEADER_OTHER)->name, "");
    CU_ASSERT_EQUAL(sip_header_by_id(SIP_HEADER_OTHER)->flags, 0);
}

/* ---- any bytes ---- */

static bool inside(const struct sip_message *message, struct slice part)
{
    return !part.p || (part.p >= message->bytes && part.p + part.n <= message->bytes + message->length);
}

/* Start line, rows, the empty line and the body follow each other without a gap and end where the message
 * ends. */
static bool is_covered(const struct sip_message *message)
{
    const char *at = message->start_line.p + message->start_line.n;
    bool ok = inside(message, message->start_line) && inside(message, message->body);
    for (const char *p = message->bytes; p < message->start_line.p; p++)
        ok = ok && (*p == '\r' || *p == '\n');
    at += at < message->bytes + message->length && *at == '\r';
    at += at < message->bytes + message->length && *at == '\n';
    for (size_t i = 0; i < message->row_count; i++) {
        const struct sip_row *row = &message->rows[i];
        ok = ok && row->raw.p == at && row->raw.n && row->offset == (size_t)(at - message->bytes);
        ok = ok && row->name.p >= row->raw.p && row->name.p + row->name.n <= row->raw.p + row->raw.n;
        ok = ok && row->value.p >= row->raw.p && row->value.p + row->value.n <= row->raw.p + row->raw.n;
        at += row->raw.n;
    }
    size_t left = message->header_end - (size_t)(at - message->bytes);
    size_t empty_line = message->flaws & SIP_FLAW_NO_EMPTY_LINE ? 0 : at[0] == '\n' ? 1 : 2;
    return ok && left == empty_line && message->body.p == message->bytes + message->header_end &&
           message->body.n == message->length - message->header_end;
}

static bool is_within(const struct sip_message *message)
{
    return inside(message, message->method) && inside(message, message->request_uri) &&
           inside(message, message->version) && inside(message, message->reason);
}

/* Runs every reader over the message; what they hand out must lie inside it. */
static bool readers_stay_inside(const struct sip_message *message)
{
    struct sip_address address;
    struct sip_via via;
    struct sip_uri uri;
    struct sip_tags tags;
    struct sip_cseq cseq;
    bool ok = sip_uri_equal(message->request_uri, message->request_uri);
    if (sip_address_parse(sip_header_value(message, SIP_HEADER_FROM), &address))
        ok = ok && inside(message, address.display) && inside(message, address.uri) &&
             inside(message, address.params);
    if (sip_top_via(message, &via))
        ok = ok && inside(message, via.host) && inside(message, via.params) && inside(message, via.branch);
    if (sip_uri_parse(message->request_uri, &uri))
        ok = ok && inside(message, uri.host) && inside(message, uri.params) && inside(message, uri.headers);
    if (sip_cseq_of(message, &cseq))
        ok = ok && inside(message, cseq.method) && inside(message, cseq.digits);
    ok = ok && inside(message, sip_tag_of(message, SIP_HEADER_TO)) && inside(message, sip_call_id(message));
    CU_ASSERT_EQUAL_FATAL(sip_tags_read(message, SIP_HEADER_REQUIRE, &tags), 0);
    for (size_t i = 0; i < tags.count; i++)
        ok = ok && inside(message, tags.tags[i]) && sip_is_token(tags.tags[i]);
    sip_tags_free(&tags);
    return ok;
}

static bool invariants_hold(const char *bytes, size_t n)
{
    struct sip_message *message = parse((struct slice){bytes, n});
    bool ok = memcmp(message->bytes, bytes, n) == 0 && is_covered(message) && is_within(message) &&
              readers_stay_inside(message);
    sip_message_free(message);
    return ok;
}

static void reason_phrases(void)
{
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(401), "Unauthorized");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(500), "Server Internal Error");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(606), "Not Acceptable");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(499), "Client Error");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(199), "Provisional");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(99), "Unknown");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(700), "Unknown");
    CU_ASSERT_STRING_EQUAL(sip_reason_phrase(-1), "Unknown");
}

static void cut_at_every_byte(void)
{
    size_t failed = 0;
    for (size_t n = 0; n < sizeof(rich); n++)
        failed += !invariants_hold(rich, n);
    CU_ASSERT_EQUAL(failed, 0);
}

static void every_byte_changed(void)
{
    static const char interesting[] = "\0\r\n \t:;,=<>\"\\@[]%?/&*aZ09\x7f\x80\xff";
    char bytes[sizeof(rich) - 1];
    size_t failed = 0;
    memcpy(bytes, rich, sizeof(bytes));
    for (size_t at = 0; at < sizeof(bytes); at++) {
        for (size_t i = 0; i < sizeof(interesting) - 1; i++) {
            bytes[at] = interesting[i];
            failed += !invariants_hold(bytes, sizeof(bytes));
        }
        bytes[at] = rich[at];
    }
    CU_ASSERT_EQUAL(failed, 0);
}

const struct unit_test unit_tests[] = {
    {"start line forms", start_line_forms},
    {"rows of a rich message", rows_of_a_rich_message},
    {"finding rows", finding_rows},
    {"line ends and names", line_ends_and_names},
    {"NUL bytes", nul_bytes},
    {"nothing at all", nothing_at_all},
    {"ceilings", ceilings},
    {"values over rows", values_over_rows},
    {"separators in quotes and brackets", separators_in_quotes_and_brackets},
    {"values have a ceiling", values_have_a_ceiling},
    {"unfolding", unfolding},
    {"header table", header_table},
    {"reason phrases", reason_phrases},
    {"cut at every byte", cut_at_every_byte},
    {"every byte changed", every_byte_changed},
    {NULL, NULL},
};
