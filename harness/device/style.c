/* Writes a message in another legal form: reason, names, colons, folds (RFC 3261 7.2, 7.3.1, 7.3.3). */
#include "device/style.h"

#include <stdlib.h>
#include <string.h>

void style_add(struct style *style, enum sip_header_id id, struct slice name, struct slice value)
{
    if (style->count == LIMIT_DEVICE_STYLE_ROWS) {
        style->failed = true;
        return;
    }
    struct style_row *row = &style->rows[style->count++];
    *row = (struct style_row){id, slice_dup(name), text_dup(value)};
    if (!row->name || !row->value)
        style->failed = true;
}

bool style_is_of(const struct style *style, const char *method)
{
    struct sip_cseq cseq;
    return sip_cseq_of(style->message, &cseq) && slice_eq_text(cseq.method, method);
}

/* ---- the start line ---- */
static const char *reason_of(const struct device *device)
{
    if (has_trait(device, TRAIT_NO_REASON))
        return "";
    if (has_trait(device, TRAIT_OTHER_REASON))
        return "As you (perhaps) wish: SIP/2.0 420";
    if (has_trait(device, TRAIT_UTF8_REASON))
        return "Nachricht zur\xc3\xbc"
               "ckgewiesen \xe2\x80\x93 \xe6\x8b\x92\xe5\x90\xa6";
    if (has_trait(device, TRAIT_LONG_REASON))
        return "A reason that goes on and on, because the people who wrote this device thought that whoever "
               "reads the answer is a person with much time who wants to know exactly, in whole sentences, "
               "why "
               "the request was answered just so and not otherwise, and what could be done about it next "
               "time";
    return NULL;
}

static void write_start(const struct style *style, struct buf *text)
{
    const struct sip_message *message = style->message;
    const char *reason = message->kind == SIP_RESPONSE ? reason_of(style->device) : NULL;
    if (reason)
        buf_addf(text, "SIP/2.0 %d %s\r\n", message->status, reason);
    else
        buf_addf(text, "%.*s\r\n", SLICE_ARG(message->start_line));
}

/* ---- rows ---- */
static void write_name(const struct device *device, const struct style_row *row, struct buf *text)
{
    bool upper = has_trait(device, TRAIT_UPPER_NAMES), lower = has_trait(device, TRAIT_LOWER_NAMES);
    char compact = sip_header_by_id(row->id)->compact;
    if (has_trait(device, TRAIT_COMPACT_NAMES) && compact) {
        buf_add_char(text, compact);
        return;
    }
    for (const char *p = row->name; *p; p++)
        buf_add_char(text, (char)(upper ? ascii_upper(*p) : lower ? ascii_lower(*p) : *p));
}

static const char *colon_of(const struct device *device)
{
    return has_trait(device, TRAIT_BLANK_BEFORE_COLON)  ? " \t: "
           : has_trait(device, TRAIT_TIGHT_COLON)       ? ":"
           : has_trait(device, TRAIT_WIDE_COLON)        ? ": \t   "
           : has_trait(device, TRAIT_FOLDS_AFTER_COLON) ? ":\r\n "
                                                        : ": ";
}

static void write_row(const struct device *device, const struct style_row *row, struct buf *text)
{
    write_name(device, row, text);
    /* A fold must not leave a line of blanks alone behind. */
    buf_add_text(text, *row->value ? colon_of(device) : ": ");
    buf_add_text(text, row->value);
    buf_add_text(text, "\r\n");
}

static void read_rows(struct style *style)
{
    const struct sip_message *message = style->message;
    for (size_t i = 0; i < message->row_count; i++)
        style_add(style, message->rows[i].id, message->rows[i].name, message->rows[i].value);
}

static void free_rows(struct style *style)
{
    for (size_t i = 0; i < style->count; i++) {
        free(style->rows[i].name);
        free(style->rows[i].value);
    }
}

static void write_styled(struct style *style, struct buf *text)
{
    read_rows(style);
    style_rows(style);
    style_values(style);
    if (!style->failed) {
        if (net_is_stream(style->to->transport) && has_trait(style->device, TRAIT_CRLF_BEFORE_MESSAGES))
            buf_add_text(text, "\r\n");
        write_start(style, text);
        for (size_t i = 0; i < style->count; i++)
            write_row(style->device, &style->rows[i], text);
        buf_add_text(text, "\r\n");
        buf_add_slice(text, style->message->body);
    }
    free_rows(style);
}

static bool has_any_trait(const struct device *device)
{
    for (size_t i = 0; i < TRAIT_WORDS; i++)
        if (device->options.traits.words[i])
            return true;
    return false;
}

void style_write(const struct device *device, const struct peer *to, const void *bytes, size_t n,
                 struct buf *text)
{
    struct sip_message *message = NULL;
    /* What a fault has made wrong stays wrong as it is. */
    if (has_any_trait(device) && !sip_message_parse(bytes, n, &message) && message->kind != SIP_BROKEN &&
        !message->flaws) {
        struct style *style = calloc(1, sizeof(*style));
        if (style) {
            *style = (struct style){.device = device, .message = message, .to = to};
            write_styled(style, text);
        }
        free(style);
    }
    sip_message_free(message);
    if (!text->n || text->failed) {
        buf_clear(text);
        buf_add(text, bytes, n);
    }
}
