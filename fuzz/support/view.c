/* Makes messages of inputs, and checks where the slices of a reader may stand. */
#include "fuzz/support/view.h"

#include "base/limits.h"

#include <string.h>

struct sip_message *fuzz_message(struct slice bytes)
{
    struct sip_message *message = NULL;
    if (sip_message_parse(bytes.p, bytes.n, &message))
        FUZZ_CHECK(bytes.n > LIMIT_MESSAGE_BYTES);
    return message;
}

struct sip_message *fuzz_message_of_rows(struct slice rows)
{
    struct buf bytes;
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    buf_add_text(&bytes, "SIP/2.0 200 OK\r\n");
    struct sip_message *message = buf_add_slice(&bytes, rows) ? NULL : fuzz_message(buf_slice(&bytes));
    buf_free(&bytes);
    return message;
}

void fuzz_inside(struct slice part, struct slice whole, const char *what)
{
    uintptr_t at = (uintptr_t)part.p, begin = (uintptr_t)whole.p;
    if (part.p && (at < begin || at - begin > whole.n || part.n > whole.n - (at - begin)))
        fuzz_fail("%s is outside of what it was read from", what);
    if (!part.p && part.n)
        fuzz_fail("%s has a length and no bytes", what);
}

bool fuzz_is_closed(struct slice value)
{
    char end = 0;
    for (size_t i = 0; i < value.n; i++) {
        char c = value.p[i];
        if (end == '"' && c == '\\')
            i++;
        else if (end ? c == end : c == '"' || c == '<')
            end = end ? 0 : c == '<' ? '>' : '"';
    }
    return !end;
}
