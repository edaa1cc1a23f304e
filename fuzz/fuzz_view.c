/* The tokenizer and the view of a message: rows cover the header part without gaps, names and values stand
 * inside their rows, flaws are what the bytes show, lists end, and short cuts say what the rows say. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/value.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* The line end that stands at p, 0 when there is none. */
static size_t line_end(const struct sip_message *message, const char *p)
{
    size_t left = message->length - (size_t)(p - message->bytes);
    if (left >= 2 && p[0] == '\r' && p[1] == '\n')
        return 2;
    return left && p[0] == '\n';
}

static void check_row(const struct sip_message *message, const struct sip_row *row)
{
    fuzz_inside(row->name, row->raw, "a row's name");
    fuzz_inside(row->value, row->raw, "a row's value");
    FUZZ_CHECK(row->raw.n && row->name.p == row->raw.p);
    FUZZ_CHECK(message->bytes + row->offset == row->raw.p && sip_offset_of(message, row->raw) == row->offset);
    FUZZ_CHECK(row->id == sip_header_find(row->name));
    FUZZ_CHECK(!row->compact || (row->name.n == 1 && sip_header_by_id(row->id)->compact));
    FUZZ_CHECK(slice_eq(slice_trim(row->value), row->value));
    FUZZ_CHECK(sip_is_token(row->name) || message->flaws & SIP_FLAW_NO_COLON);
    if (row->name.n)
        FUZZ_CHECK(row->value.p > row->name.p + row->name.n);
    FUZZ_CHECK(row->blank_before_colon ==
               (row->name.n < row->raw.n && is_space(row->name.p[row->name.n]) &&
                slice_find(slice_sub(row->raw, 0, row->raw.n), ':') < slice_find(row->raw, '\n')));
}

/* Line ends in a row: one at its end (unless the message ends there), and one before each continuation
 * line. */
static void check_lines(const struct sip_row *row)
{
    bool folded = false;
    for (size_t i = 0; i + 1 < row->raw.n; i++) {
        if (row->raw.p[i] != '\n')
            continue;
        FUZZ_CHECK(is_space(row->raw.p[i + 1]));
        folded = true;
    }
    FUZZ_CHECK(row->folded == folded);
}

/* Start line, rows and the empty line follow one another from the first line that is not empty to the
 * body. */
static void check_cover(const struct sip_message *message)
{
    const char *p = message->bytes, *header_end = message->bytes + message->header_end;
    while (line_end(message, p)) {
        FUZZ_CHECK(message->flaws & SIP_FLAW_LEADING_CRLF);
        p += line_end(message, p);
    }
    FUZZ_CHECK(message->start_line.p == p);
    p += message->start_line.n;
    p += line_end(message, p);
    for (size_t i = 0; i < message->row_count; i++) {
        FUZZ_CHECK(message->rows[i].raw.p == p);
        p += message->rows[i].raw.n;
    }
    if (message->flaws & SIP_FLAW_TOO_MANY_ROWS)
        FUZZ_CHECK(message->row_count == LIMIT_ROWS && p < header_end);
    else if (message->flaws & SIP_FLAW_NO_EMPTY_LINE)
        FUZZ_CHECK(p == header_end);
    else
        FUZZ_CHECK(line_end(message, p) && p + line_end(message, p) == header_end);
    FUZZ_CHECK(message->body.p == header_end && message->header_end + message->body.n == message->length);
}

static void check_start_line(const struct sip_message *message)
{
    fuzz_inside(message->method, message->start_line, "a method");
    fuzz_inside(message->request_uri, message->start_line, "a Request-URI");
    fuzz_inside(message->version, message->start_line, "a version");
    fuzz_inside(message->reason, message->start_line, "a reason");
    bool request = message->kind == SIP_REQUEST, response = message->kind == SIP_RESPONSE;
    FUZZ_CHECK(request == (message->request_uri.n > 0) && (request || !message->method.n));
    FUZZ_CHECK((request || response) == (message->version.n > 0));
    FUZZ_CHECK(response || (!message->status && !message->reason.n));
    FUZZ_CHECK(message->kind != SIP_BROKEN || message->flaws & SIP_FLAW_START_LINE);
    if (message->flaws & SIP_FLAW_START_LINE)
        return;
    FUZZ_CHECK(slice_eq_text(message->version, "SIP/2.0"));
    FUZZ_CHECK(!request || sip_is_token(message->method));
    FUZZ_CHECK(!response || (message->status >= 100 && message->status <= 699));
}

/* Between two values of a row there is one comma with blanks around it, and before the first and behind the
 * last nothing. */
static void check_gap(struct slice row, struct slice before, struct slice value)
{
    const char *from = before.p ? before.p + before.n : row.p;
    struct slice gap = slice_trim((struct slice){from, (size_t)(value.p - from)});
    FUZZ_CHECK(before.p ? slice_eq_text(gap, ",") : !gap.n);
}

static void check_end(struct slice row, struct slice last)
{
    const char *from = last.p + last.n;
    FUZZ_CHECK(!slice_trim((struct slice){from, (size_t)(row.p + row.n - from)}).n);
}

/* All values of a header field: each in its row, rows in order, and all of a row when it is no list. */
static void check_values(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_values values;
    struct slice value, last = {NULL, 0};
    const struct sip_row *before = NULL;
    size_t count = 0;
    bool list = id == SIP_HEADER_OTHER || sip_header_by_id(id)->flags & SIP_LIST;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value)) {
        FUZZ_CHECK(++count <= LIMIT_LIST_VALUES);
        FUZZ_CHECK(values.row >= before && values.row->id == id);
        FUZZ_CHECK(list || (values.row != before && slice_eq(value, values.row->value)));
        fuzz_inside(value, values.row->value, "a value of a list");
        FUZZ_CHECK(slice_eq(slice_trim(value), value));
        check_gap(values.row->value, values.row == before ? last : (struct slice){NULL, 0}, value);
        if (!values.row_open)
            check_end(values.row->value, value);
        before = values.row;
        last = value;
    }
    FUZZ_CHECK(count >= sip_row_count(message, id) || count == LIMIT_LIST_VALUES);
}

static void check_facts(const struct sip_message *message)
{
    struct slice call_id = sip_call_id(message);
    const struct sip_row *row = sip_row_next(message, SIP_HEADER_CALL_ID, NULL);
    struct sip_cseq cseq;
    struct sip_via via;
    uint64_t length, number;
    FUZZ_CHECK(call_id.p == (row ? row->value.p : NULL));
    fuzz_inside(sip_tag_of(message, SIP_HEADER_TO), sip_header_value(message, SIP_HEADER_TO), "a To tag");
    fuzz_inside(sip_tag_of(message, SIP_HEADER_FROM), sip_header_value(message, SIP_HEADER_FROM),
                "a From tag");
    if (sip_cseq_of(message, &cseq))
        fuzz_inside(cseq.method, sip_row_next(message, SIP_HEADER_CSEQ, NULL)->value, "the CSeq's method");
    if (sip_top_via(message, &via))
        fuzz_inside(via.protocol, sip_row_next(message, SIP_HEADER_VIA, NULL)->value, "the top Via");
    bool known = sip_content_length(message, &length);
    row = sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, NULL);
    bool single = row && !sip_row_next(message, SIP_HEADER_CONTENT_LENGTH, row);
    FUZZ_CHECK(known == (single && slice_to_u64(row->value, &number)));
    FUZZ_CHECK(!known || number == length);
}

static bool same_place(const struct sip_message *a, struct slice x, const struct sip_message *b,
                       struct slice y)
{
    return x.n == y.n && (x.p ? y.p && x.p - a->bytes == y.p - b->bytes : !y.p);
}

static void check_same(const struct sip_message *a, const struct sip_message *b)
{
    FUZZ_CHECK(a->kind == b->kind && a->flaws == b->flaws && a->status == b->status);
    FUZZ_CHECK(a->row_count == b->row_count && a->header_end == b->header_end);
    FUZZ_CHECK(same_place(a, a->start_line, b, b->start_line) && same_place(a, a->reason, b, b->reason));
    for (size_t i = 0; i < a->row_count; i++) {
        FUZZ_CHECK(same_place(a, a->rows[i].name, b, b->rows[i].name));
        FUZZ_CHECK(same_place(a, a->rows[i].value, b, b->rows[i].value));
    }
}

/* The header part is read without looking at the body. */
static void check_without_body(const struct sip_message *message)
{
    struct sip_message *head = fuzz_message((struct slice){message->bytes, message->header_end});
    check_same(message, head);
    FUZZ_CHECK(head->body.n == 0);
    sip_message_free(head);
}

static void check_flaws(const struct sip_message *message)
{
    struct slice head = {message->bytes, message->header_end};
    unsigned flaws = 0;
    for (size_t i = 0; i < head.n; i++) {
        bool cr_before = i && head.p[i - 1] == '\r', lf_after = i + 1 < head.n && head.p[i + 1] == '\n';
        flaws |= !head.p[i] ? SIP_FLAW_NUL : 0u;
        flaws |= head.p[i] == '\n' && !cr_before ? SIP_FLAW_BARE_LF : 0u;
        flaws |= head.p[i] == '\r' && !lf_after ? SIP_FLAW_BARE_CR : 0u;
    }
    FUZZ_CHECK((message->flaws & (SIP_FLAW_NUL | SIP_FLAW_BARE_LF | SIP_FLAW_BARE_CR)) == flaws);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sip_message *message = fuzz_message((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    FUZZ_CHECK(message->length == size && (!size || memcmp(message->bytes, data, size) == 0));
    check_cover(message);
    check_start_line(message);
    check_flaws(message);
    for (size_t i = 0; i < message->row_count; i++) {
        check_row(message, &message->rows[i]);
        check_lines(&message->rows[i]);
        fuzz_read_value(message->rows[i].value);
    }
    for (int id = 0; id < SIP_HEADER_COUNT; id++)
        check_values(message, (enum sip_header_id)id);
    check_facts(message);
    check_without_body(message);
    sip_message_free(message);
    return 0;
}
