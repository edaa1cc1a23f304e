/* Texts that several parts of the device write: header rows, option-tags, SDP and copies. */
#include "device/parts.h"

#include <stdlib.h>
#include <string.h>

void text_row(struct buf *buf, const struct sip_row *row)
{
    buf_add_slice(buf, row->name);
    buf_add_text(buf, ": ");
    sip_unfold(row->value, buf);
    buf_add_text(buf, "\r\n");
}

void text_copy(struct buf *buf, const struct sip_message *message, enum sip_header_id id)
{
    const struct sip_row *row = NULL;
    while ((row = sip_row_next(message, id, row))) {
        buf_add_text(buf, sip_header_by_id(id)->name);
        buf_add_text(buf, ": ");
        sip_unfold(row->value, buf);
        buf_add_text(buf, "\r\n");
    }
}

void text_tags(struct buf *buf, const char *name, char *const *tags)
{
    for (size_t i = 0; tags[i]; i++)
        buf_addf(buf, "%s%s%s", i ? "" : name, i ? ", " : ": ", tags[i]);
    if (tags[0])
        buf_add_text(buf, "\r\n");
}

bool text_has_tag(char *const *tags, struct slice tag)
{
    for (size_t i = 0; tags[i]; i++)
        if (slice_ieq_text(tag, tags[i]))
            return true;
    return false;
}

char **text_list_dup(const char *const *list)
{
    size_t count = 0;
    while (list[count])
        count++;
    char **copy = calloc(count + 1, sizeof(*copy));
    for (size_t i = 0; copy && i < count; i++) {
        copy[i] = strdup(list[i]);
        if (!copy[i]) {
            text_list_free(copy);
            return NULL;
        }
    }
    return copy;
}

void text_list_free(char **list)
{
    for (size_t i = 0; list && list[i]; i++)
        free(list[i]);
    free(list);
}

void text_body(struct buf *buf, const char *type, struct slice body)
{
    if (type && *type)
        buf_addf(buf, "Content-Type: %s\r\n", type);
    buf_addf(buf, "Content-Length: %zu\r\n\r\n", body.n);
    buf_add_slice(buf, body);
}

static void begin_sdp(struct buf *buf, const struct net_addr *addr)
{
    char host[NET_ADDR_TEXT];
    struct slice ip = slice_from(net_addr_host(addr, host));
    /* SDP has no brackets around IPv6 (RFC 4566 5.7). */
    if (addr->family == 6)
        ip = slice_sub(ip, 1, ip.n - 2);
    const char *type = addr->family == 6 ? "IP6" : "IP4";
    buf_addf(buf, "v=0\r\no=- 1 1 IN %s %.*s\r\ns=-\r\nc=IN %s %.*s\r\nt=0 0\r\n", type, SLICE_ARG(ip), type,
             SLICE_ARG(ip));
}

static void add_audio(struct buf *buf)
{
    buf_add_text(buf, "m=audio 49170 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n");
}

void text_sdp(struct buf *buf, const struct net_addr *addr)
{
    begin_sdp(buf, addr);
    add_audio(buf);
}

/* The m= line of a stream that is declined: as it was offered, with port 0. */
static void decline(struct buf *buf, struct slice line)
{
    size_t media = slice_find(line, ' ');
    struct slice rest = slice_sub(line, media + 1, line.n);
    size_t port = slice_find(rest, ' ');
    buf_add_slice(buf, slice_sub(line, 0, media));
    buf_add_text(buf, " 0");
    buf_add_slice(buf, slice_sub(rest, port, rest.n));
    buf_add_text(buf, "\r\n");
}

void text_sdp_answer(struct buf *buf, const struct net_addr *addr, struct slice offer)
{
    bool took_one = false;
    begin_sdp(buf, addr);
    while (offer.n) {
        size_t n = 0;
        while (n < offer.n && offer.p[n] != '\n' && offer.p[n] != '\r')
            n++;
        struct slice line = slice_sub(offer, 0, n);
        offer = slice_sub(offer, n + 1, offer.n);
        if (!slice_starts_with(line, "m="))
            continue;
        if (!took_one && slice_starts_with(line, "m=audio "))
            add_audio(buf);
        else
            decline(buf, line);
        took_one = true;
    }
}

char *text_dup(struct slice value)
{
    struct buf buf;
    buf_init(&buf, LIMIT_MESSAGE_BYTES);
    sip_unfold(value, &buf);
    return buf_take(&buf);
}
