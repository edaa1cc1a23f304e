/* Bodies through libosip2: rows with a Content-Type, an empty line, a body. Read as a whole, as a part of a
 * multipart body, and as the body of a message; printed and copied. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"
#include "fuzz/support/rows.h"
#include "sip/guard.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_ROWS;

static void check_copy(const osip_body_t *body, struct slice printed)
{
    osip_body_t *copy;
    char *text = NULL;
    size_t length;
    FUZZ_CHECK(osip_body_clone(body, &copy) == 0);
    FUZZ_CHECK(osip_body_to_str(copy, &text, &length) == 0);
    FUZZ_CHECK(slice_eq(printed, (struct slice){text, length}));
    osip_free(text);
    osip_body_free(copy);
}

static void check_body(const osip_body_t *body)
{
    char *text = NULL;
    size_t length;
    if (osip_body_to_str(body, &text, &length))
        return;
    check_copy(body, (struct slice){text, length});
    osip_free(text);
}

/* The text ends in a NUL, as osip expects of all it reads. */
static void read_body(int (*read)(osip_body_t *, const char *, size_t), const char *text, size_t n)
{
    osip_body_t *body;
    FUZZ_CHECK(osip_body_init(&body) == 0);
    if (read(body, text, n) == 0)
        check_body(body);
    osip_body_free(body);
}

static void print_message(osip_message_t *message)
{
    size_t length;
    char *text = fuzz_osip_print(message, &length);
    osip_free(text);
}

/* A message of these rows and this body, made by the library's own functions. */
static void build_message(struct slice rows, const char *body, size_t n)
{
    osip_message_t *message;
    struct fuzz_row row;
    osip_body_t *first;
    FUZZ_CHECK(osip_message_init(&message) == 0);
    while (fuzz_row_next(&rows, &row)) {
        if (slice_ieq_text(slice_from(row.name), "Content-Type"))
            osip_message_set_content_type(message, row.value);
        if (slice_ieq_text(slice_from(row.name), "MIME-Version"))
            osip_message_set_mime_version(message, row.value);
        fuzz_row_free(&row);
    }
    osip_message_set_body(message, body, n);
    osip_message_set_body_mime(message, body, n);
    for (int i = 0; osip_message_get_body(message, i, &first) >= 0; i++)
        check_body(first);
    print_message(message);
    osip_message_free(message);
}

/* Whatever the rows say, with a start line and what a message needs: read and printed as a whole. */
static void read_message(struct slice bytes)
{
    static const char head[] =
        "MESSAGE sip:a@b SIP/2.0\r\nVia: SIP/2.0/UDP c;branch=z9hG4bK1\r\nFrom: <sip:a@bcd>;tag=1\r\n"
        "To: <sip:b@bcd>\r\nCall-ID: 1\r\nCSeq: 1 MESSAGE\r\n";
    char *whole = malloc(sizeof(head) - 1 + bytes.n);
    FUZZ_CHECK(whole);
    memcpy(whole, head, sizeof(head) - 1);
    if (bytes.n)
        memcpy(whole + sizeof(head) - 1, bytes.p, bytes.n);
    osip_message_t *message = fuzz_osip_parse((struct slice){whole, sizeof(head) - 1 + bytes.n});
    if (message)
        print_message(message);
    osip_message_free(message);
    free(whole);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    fuzz_osip_prepare();
    read_message(bytes);
    size_t empty = slice_find_text(bytes, "\r\n\r\n");
    struct slice body = slice_sub(bytes, empty + 4, bytes.n);
    char *text = fuzz_text(body);
    if (!sip_guard_body(body)) {
        read_body(osip_body_parse, text, body.n);
        read_body(osip_body_parse_mime, text, body.n);
        build_message(slice_sub(bytes, 0, empty), text, body.n);
    }
    free(text);
    return 0;
}
