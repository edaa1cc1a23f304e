/* The same header values in other letters: blanks, folds, letter case, brackets, display names, parts that
 * mean nothing where they stand (RFC 3261 7.3.1, 19.1.1, 20.10, 20.20, 25.1). */
#include "device/style.h"

#include <stdlib.h>
#include <string.h>

static bool has_params(enum sip_header_id id)
{
    return id == SIP_HEADER_FROM || id == SIP_HEADER_TO || id == SIP_HEADER_CONTACT || id == SIP_HEADER_VIA ||
           id == SIP_HEADER_CONTENT_TYPE;
}

static bool is_from_or_to(enum sip_header_id id)
{
    return id == SIP_HEADER_FROM || id == SIP_HEADER_TO;
}

static void set(struct style *style, struct style_row *row, struct buf *value)
{
    char *text = buf_take(value);
    if (!text) {
        style->failed = true;
        return;
    }
    free(row->value);
    row->value = text;
}

/* ---- parameters ---- */
/* Writes the value again with other separators and names; quoted texts and URIs stay as they are. */
static void respell_params(struct style *style, struct style_row *row)
{
    const struct device *device = style->device;
    bool blanks = has_trait(device, TRAIT_BLANKS_AT_PARAMS), folds = has_trait(device, TRAIT_FOLDS_AT_PARAMS);
    bool upper = has_trait(device, TRAIT_UPPER_PARAM_NAMES);
    bool quoted = false, in_uri = false, in_name = false;
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    for (const char *p = row->value; *p; p++) {
        if (*p == '"' && (p == row->value || p[-1] != '\\'))
            quoted = !quoted;
        in_uri = !quoted && (*p == '<' || (in_uri && *p != '>'));
        bool plain = !quoted && !in_uri;
        if (plain && (*p == ';' || *p == '=' || *p == ',' || *p == '>'))
            in_name = *p == ';';
        if (plain && *p == ';')
            buf_add_text(&text, folds ? "\r\n\t;" : blanks ? " ; " : ";");
        else if (plain && *p == '=' && blanks)
            buf_add_text(&text, " = ");
        else
            buf_add_char(&text, in_name && upper ? (char)ascii_upper(*p) : *p);
    }
    set(style, row, &text);
}

/* ---- From and To of answers, which are repeated by meaning (20.20) ---- */
/* URI parts that have no meaning there (19.1.1 table 1): port and transport. */
static void write_bare_uri(struct slice uri, struct buf *text)
{
    struct sip_uri parts;
    struct sip_param param;
    if (!sip_uri_parse(uri, &parts) || !parts.is_sip) {
        buf_add_slice(text, uri);
        return;
    }
    buf_addf(text, "%.*s:", SLICE_ARG(parts.scheme));
    if (parts.user.p)
        buf_add_slice(text,
                      slice_sub(uri, (size_t)(parts.user.p - uri.p), (size_t)(parts.host.p - parts.user.p)));
    buf_add_slice(text, parts.host);
    while (sip_param_next(&parts.params, &param)) {
        if (slice_ieq_text(param.name, "transport"))
            continue;
        buf_addf(text, ";%.*s", SLICE_ARG(param.name));
        if (param.value.p)
            buf_addf(text, "=%.*s", SLICE_ARG(param.value));
    }
}

static bool may_stand_bare(struct slice uri)
{
    return slice_find(uri, ';') == uri.n && slice_find(uri, ',') == uri.n && slice_find(uri, '?') == uri.n;
}

static void respell_address(struct style *style, struct style_row *row)
{
    const struct device *device = style->device;
    struct sip_address address;
    struct sip_param flag;
    struct buf text;
    if (!sip_address_parse(slice_from(row->value), &address) || address.star)
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    bool bare = has_trait(device, TRAIT_DROPS_BRACKETS) && may_stand_bare(address.uri);
    if (has_trait(device, TRAIT_NEW_DISPLAY_NAMES))
        buf_add_text(&text, "\"Somebody \\\"else\\\", <sip:x@y>;tag=no\" ");
    else if (!bare && address.display.n)
        buf_addf(&text, "%.*s ", SLICE_ARG(address.display));
    buf_add_text(&text, bare ? "" : "<");
    if (has_trait(device, TRAIT_TO_WITHOUT_PORT))
        write_bare_uri(address.uri, &text);
    else
        buf_add_slice(&text, address.uri);
    buf_add_text(&text, bare ? "" : ">");
    buf_add_slice(&text, address.params);
    /* Who has learned our form of the address sends it back; a parameter stands only once (7.3.1). */
    if (has_trait(device, TRAIT_EXTENSION_PARAMS) && !sip_param_find(address.params, "x-flag", &flag))
        buf_add_text(&text, ";x-seen-by=\"strange; box\";x-flag");
    set(style, row, &text);
}

/* ---- single header fields ---- */
static void respell_cseq(struct style *style, struct style_row *row)
{
    struct sip_cseq cseq;
    struct buf text;
    bool tab = has_trait(style->device, TRAIT_TAB_IN_CSEQ),
         fold = has_trait(style->device, TRAIT_FOLDED_CSEQ);
    if ((!tab && !fold) || !sip_cseq_parse(slice_from(row->value), &cseq))
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_addf(&text, "%.*s%s%.*s", SLICE_ARG(cseq.digits), tab ? "\t \t" : "\r\n  ", SLICE_ARG(cseq.method));
    set(style, row, &text);
}

static void respell_length(struct style *style, struct style_row *row)
{
    struct buf text;
    if (!has_trait(style->device, TRAIT_PADDED_LENGTH))
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    buf_addf(&text, "0000%s", row->value);
    set(style, row, &text);
}

static void respell_media(const struct style *style, struct style_row *row)
{
    for (char *p = row->value; has_trait(style->device, TRAIT_UPPER_MEDIA) && *p && *p != ';'; p++)
        *p = (char)ascii_upper(*p);
}

/* "SIP / 2.0 / UDP": 25.1 has blanks around each slash. */
static void respell_via(struct style *style, struct style_row *row)
{
    struct buf text;
    size_t slashes = 0;
    if (!has_trait(style->device, TRAIT_BLANKS_IN_VIA) || style->message->kind != SIP_REQUEST)
        return;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    for (const char *p = row->value; *p; p++)
        if (*p == '/' && slashes++ < 2)
            buf_add_text(&text, " / ");
        else
            buf_add_char(&text, *p);
    set(style, row, &text);
}

static void respell_single(struct style *style, struct style_row *row)
{
    if (row->id == SIP_HEADER_CSEQ)
        respell_cseq(style, row);
    else if (row->id == SIP_HEADER_CONTENT_LENGTH)
        respell_length(style, row);
    else if (row->id == SIP_HEADER_CONTENT_TYPE)
        respell_media(style, row);
    else if (row->id == SIP_HEADER_VIA)
        respell_via(style, row);
}

void style_values(struct style *style)
{
    const struct device *device = style->device;
    bool params = has_trait(device, TRAIT_BLANKS_AT_PARAMS) || has_trait(device, TRAIT_FOLDS_AT_PARAMS) ||
                  has_trait(device, TRAIT_UPPER_PARAM_NAMES);
    bool addresses = has_trait(device, TRAIT_DROPS_BRACKETS) || has_trait(device, TRAIT_NEW_DISPLAY_NAMES) ||
                     has_trait(device, TRAIT_TO_WITHOUT_PORT) || has_trait(device, TRAIT_EXTENSION_PARAMS);
    for (size_t i = 0; i < style->count && !style->failed; i++) {
        struct style_row *row = &style->rows[i];
        if (addresses && style->message->kind == SIP_RESPONSE && is_from_or_to(row->id))
            respell_address(style, row);
        respell_single(style, row);
        if (params && has_params(row->id))
            respell_params(style, row);
    }
}
