/* Writes the messages of a run as a pcapng capture. */
#include "reports/pcapng.h"

#include "base/limits.h"
#include "reports/atomic_file.h"
#include "reports/headline.h"
#include "reports/packet.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_SECTION = 0x0A0D0D0A,
    BLOCK_INTERFACE = 1,
    BLOCK_NAMES = 4,
    BLOCK_PACKET = 6,
    BYTE_ORDER_MAGIC = 0x1A2B3C4D,
    LINKTYPE_RAW = 101,
    OPTION_COMMENT = 1,
    OPTION_APPLICATION = 4, /* of a section */
    OPTION_NAME = 2,        /* of an interface */
    OPTION_FLAGS = 2,       /* of a packet */
    FLAG_INBOUND = 1,
    FLAG_OUTBOUND = 2,
    NAME_IPV4 = 1,
    NAME_IPV6 = 2,
    COMMENT_BYTES = 8000,
    TEXT_BYTES = 400,
    BLOCK_BYTES = 256 * 1024
};

/* A message and when it was, for sorting. */
struct item {
    int64_t us; /* since 1970, UTC */
    const struct case_result *result;
    size_t entry;
};

/* Two addresses that TCP went between, and the next sequence number of either. */
struct flow {
    struct net_addr ends[2];
    uint32_t next[2];
};

struct capture {
    const struct report *report;
    struct atomic_file *file;
    struct buf block, packet, comment;
    struct item *items;
    size_t count;
    struct flow *flows;
    size_t flow_count, flow_capacity;
    bool failed;
};

/* ---- blocks, little-endian ---- */

static void add_u16(struct buf *out, unsigned value)
{
    const unsigned char bytes[] = {(unsigned char)value, (unsigned char)(value >> 8)};
    buf_add(out, bytes, sizeof(bytes));
}

static void add_u32(struct buf *out, uint32_t value)
{
    add_u16(out, value & 0xFFFF);
    add_u16(out, value >> 16);
}

static void add_padded(struct buf *out, struct slice bytes)
{
    buf_add_slice(out, bytes);
    buf_add(out, "\0\0\0", (4 - bytes.n % 4) % 4);
}

static void add_option(struct buf *out, unsigned code, struct slice value)
{
    add_u16(out, code);
    add_u16(out, (unsigned)value.n);
    add_padded(out, value);
}

static void begin_block(struct capture *capture, uint32_t type)
{
    add_u32(&capture->block, type);
    add_u32(&capture->block, 0);
}

/* The length stands at both ends of a block. */
static void end_block(struct capture *capture)
{
    struct buf *block = &capture->block;
    uint32_t length = (uint32_t)block->n + 4;
    add_u32(block, length);
    for (size_t i = 0; !block->failed && i < 4; i++)
        block->p[4 + i] = (char)(length >> 8 * i);
    atomic_file_add(capture->file, block, &capture->failed);
}

/* ---- what the file begins with ---- */

static void make_section_comment(struct capture *capture)
{
    const struct run_info *run = capture->report->run;
    struct buf *comment = &capture->comment;
    size_t totals[VERDICT_COUNT];
    const char *comma = "";
    headline_totals(capture->report, NULL, totals);
    buf_add_text(comment, "target ");
    text_add_short(comment, run->target, TEXT_BYTES);
    if (run->device) {
        buf_add_text(comment, ", ");
        text_add_short(comment, run->device, TEXT_BYTES);
    }
    buf_addf(comment, "\nseed %llu\n", (unsigned long long)run->seed);
    for (int i = 0; i < VERDICT_COUNT; i++) {
        if (!totals[verdict_reading_order[i]])
            continue;
        buf_addf(comment, "%s%zu %s", comma, totals[verdict_reading_order[i]],
                 verdict_name(verdict_reading_order[i]));
        comma = ", ";
    }
    buf_addf(comment, "%s\n", comma[0] ? "" : "no case was run");
    text_add_short(comment, run->command, COMMENT_BYTES);
}

static void write_section(struct capture *capture)
{
    char application[64];
    int n = snprintf(application, sizeof(application), "sipconform %s", capture->report->run->version);
    size_t length = n < 0 ? 0 : n < (int)sizeof(application) ? (size_t)n : sizeof(application) - 1;
    make_section_comment(capture);
    begin_block(capture, BLOCK_SECTION);
    add_u32(&capture->block, BYTE_ORDER_MAGIC);
    add_u16(&capture->block, 1);
    add_u16(&capture->block, 0);
    add_u32(&capture->block, UINT32_MAX); /* the section's length is not said */
    add_u32(&capture->block, UINT32_MAX);
    add_option(&capture->block, OPTION_COMMENT, buf_slice(&capture->comment));
    add_option(&capture->block, OPTION_APPLICATION, (struct slice){application, length});
    add_u32(&capture->block, 0);
    end_block(capture);
}

static void write_interface(struct capture *capture)
{
    begin_block(capture, BLOCK_INTERFACE);
    add_u16(&capture->block, LINKTYPE_RAW);
    add_u16(&capture->block, 0);
    add_u32(&capture->block, 0); /* packets are whole */
    add_option(&capture->block, OPTION_NAME, SLICE_LIT("sipconform"));
    add_u32(&capture->block, 0);
    end_block(capture);
}

/* ---- names ---- */

static const struct entry *entry_of(const struct item *item)
{
    return &item->result->transcript.entries[item->entry];
}

/* An address that both sides use (loopback) has no one name. */
static bool is_ours(const struct capture *capture, const struct net_addr *addr)
{
    for (size_t i = 0; i < capture->count; i++)
        if (net_addr_same_ip(&entry_of(&capture->items[i])->local, addr))
            return true;
    return false;
}

static void add_name(struct buf *out, const struct net_addr *addr, const char *name)
{
    struct buf value;
    buf_init(&value, LIMIT_WHY_BYTES);
    buf_add(&value, addr->ip, addr->family == 6 ? 16 : 4);
    buf_add(&value, name, strlen(name) + 1);
    add_option(out, addr->family == 6 ? NAME_IPV6 : NAME_IPV4, buf_slice(&value));
    out->failed = out->failed || value.failed;
    buf_free(&value);
}

static void write_names(struct capture *capture)
{
    struct net_addr target;
    const char *text = capture->report->run->target;
    if (!text || !net_addr_parse(text, 0, &target) || is_ours(capture, &target))
        return;
    begin_block(capture, BLOCK_NAMES);
    add_name(&capture->block, &target, "device");
    add_u32(&capture->block, 0); /* end of the names */
    add_u32(&capture->block, 0); /* end of the options */
    end_block(capture);
}

/* ---- comments ---- */

static void add_found(struct capture *capture, const struct finding *finding)
{
    struct buf *comment = &capture->comment;
    const struct catalogue *catalogue = capture->report->catalogue;
    const struct requirement *requirement =
        catalogue && finding->requirement ? catalogue_find(catalogue, finding->requirement) : NULL;
    buf_addf(comment, "\n%s ", verdict_name(finding->verdict));
    text_add_short(comment, finding->requirement ? finding->requirement : "premise", TEXT_BYTES);
    buf_add_text(comment, ": expected ");
    text_add_short(comment, finding->expected ? finding->expected : "something else", TEXT_BYTES);
    buf_add_text(comment, ", got ");
    text_add_short(comment, finding->actual ? finding->actual : "this", TEXT_BYTES);
    if (requirement)
        buf_addf(comment, " - RFC %d %s", requirement->rfc, requirement->section);
}

static bool is_told(const struct item *item, const struct finding *finding)
{
    bool last = item->entry + 1 == item->result->transcript.count;
    return verdict_needs_a_look(finding->verdict) &&
           (finding->entry == (long)item->entry || (last && finding->entry < 0));
}

static void add_origin(struct buf *comment, const struct item *item)
{
    const struct entry *entry = entry_of(item);
    if (entry->line) {
        buf_add_char(comment, '\n');
        text_add_short(comment, item->result->file, TEXT_BYTES);
        buf_addf(comment, ":%d", entry->line);
    }
    if (entry->flags & ENTRY_AUTOMATIC)
        buf_add_text(comment, "\nsent automatically, not by a step");
    if (entry->flags & ENTRY_REFUSED)
        buf_add_text(comment, "\nit was refused: nobody listens there");
    if (entry->flags & ENTRY_CONTROL)
        buf_add_text(comment, "\ncontrol run");
    if (entry->retransmission_of >= 0)
        buf_add_text(comment, "\na copy of an earlier message");
}

static void make_comment(struct capture *capture, const struct item *item)
{
    const struct findings *findings = &item->result->findings;
    struct buf *comment = &capture->comment;
    buf_clear(comment);
    text_add_short(comment, item->result->id, TEXT_BYTES);
    buf_addf(comment, ": %s", verdict_name(item->result->verdict));
    add_origin(comment, item);
    for (size_t i = 0; i < findings->count && comment->n < COMMENT_BYTES; i++)
        if (is_told(item, &findings->items[i]))
            add_found(capture, &findings->items[i]);
}

/* ---- packets ---- */

static void write_frame(struct capture *capture, const struct item *item, const struct packet *packet)
{
    struct buf *block = &capture->block;
    bool sent = entry_of(item)->direction == DIRECTION_SENT;
    const unsigned char flags[] = {sent ? FLAG_OUTBOUND : FLAG_INBOUND, 0, 0, 0};
    packet_add(packet, &capture->packet);
    begin_block(capture, BLOCK_PACKET);
    add_u32(block, 0); /* the interface */
    add_u32(block, (uint32_t)((uint64_t)item->us >> 32));
    add_u32(block, (uint32_t)item->us);
    add_u32(block, (uint32_t)capture->packet.n);
    add_u32(block, (uint32_t)capture->packet.n);
    add_padded(block, buf_slice(&capture->packet));
    if (capture->comment.n)
        add_option(block, OPTION_COMMENT, buf_slice(&capture->comment));
    add_option(block, OPTION_FLAGS, (struct slice){(const char *)flags, sizeof(flags)});
    add_u32(block, 0);
    block->failed = block->failed || capture->packet.failed || capture->comment.failed;
    end_block(capture);
    buf_clear(&capture->packet);
    buf_clear(&capture->comment);
}

/* The flow of a packet, and in ret_side which of its ends sends. The newest is the likeliest. NULL: memory is
 * out. */
static struct flow *find_flow(struct capture *capture, const struct packet *packet, int *ret_side)
{
    for (size_t i = capture->flow_count; i-- > 0;)
        for (int side = 0; side < 2; side++)
            if (net_addr_equal(&capture->flows[i].ends[side], &packet->from) &&
                net_addr_equal(&capture->flows[i].ends[!side], &packet->to)) {
                *ret_side = side;
                return &capture->flows[i];
            }
    if (capture->flow_count == capture->flow_capacity) {
        size_t capacity = capture->flow_capacity ? 2 * capture->flow_capacity : 64;
        struct flow *flows = realloc(capture->flows, capacity * sizeof(*flows));
        if (!flows)
            return NULL;
        capture->flows = flows;
        capture->flow_capacity = capacity;
    }
    struct flow *flow = &capture->flows[capture->flow_count++];
    *flow = (struct flow){.ends = {packet->from, packet->to}, .next = {1, 1}};
    *ret_side = 0;
    return flow;
}

/* A stream's bytes: in as many segments as they need; the comment stands at the first. */
static void write_segments(struct capture *capture, const struct item *item, struct packet packet)
{
    int side = 0;
    struct slice rest = packet.payload;
    struct flow *flow = find_flow(capture, &packet, &side);
    capture->failed = capture->failed || !flow;
    bool more = flow != NULL;
    while (more) {
        packet.payload = slice_sub(rest, 0, PACKET_PAYLOAD_BYTES);
        packet.sequence = flow->next[side];
        packet.acknowledgement = flow->next[!side];
        write_frame(capture, item, &packet);
        flow->next[side] += (uint32_t)packet.payload.n;
        rest = slice_sub(rest, packet.payload.n, rest.n);
        more = rest.n > 0;
    }
}

static void write_datagram(struct capture *capture, const struct item *item, struct packet packet)
{
    size_t length = packet.payload.n;
    if (length > PACKET_PAYLOAD_BYTES) {
        packet.payload.n = PACKET_PAYLOAD_BYTES;
        buf_addf(&capture->comment, "\n%zu bytes at its end are left out here",
                 length - PACKET_PAYLOAD_BYTES);
    }
    write_frame(capture, item, &packet);
}

static void write_item(struct capture *capture, const struct item *item)
{
    const struct entry *entry = entry_of(item);
    bool sent = entry->direction == DIRECTION_SENT;
    struct packet packet = {
        .transport = entry->transport,
        .from = sent ? entry->local : entry->peer,
        .to = sent ? entry->peer : entry->local,
        .payload = {entry->message->bytes, entry->message->length},
    };
    make_comment(capture, item);
    if (net_is_stream(entry->transport))
        write_segments(capture, item, packet);
    else
        write_datagram(capture, item, packet);
}

/* ---- the file ---- */

static int by_time(const void *a, const void *b)
{
    const struct item *x = a, *y = b;
    if (x->us != y->us)
        return x->us < y->us ? -1 : 1;
    if (x->result != y->result)
        return x->result < y->result ? -1 : 1;
    return x->entry < y->entry ? -1 : x->entry > y->entry;
}

/* Cases run side by side: what they sent and received is one sequence. What a case took over from another
 * stands there already. */
static int collect(struct capture *capture)
{
    const struct report *report = capture->report;
    size_t total = 0;
    for (size_t i = 0; i < report->count; i++)
        total += report->cases[i].transcript.count;
    capture->items = calloc(total + 1, sizeof(*capture->items));
    if (!capture->items)
        return -1;
    for (size_t i = 0; i < report->count; i++)
        for (size_t k = 0; k < report->cases[i].transcript.count; k++) {
            const struct case_result *result = &report->cases[i];
            if (result->transcript.entries[k].flags & ENTRY_SHARED)
                continue;
            int64_t us = (result->transcript.entries[k].time_ns - result->start_ns) / 1000;
            us += result->started_ms * 1000;
            capture->items[capture->count++] = (struct item){us > 0 ? us : 0, result, k};
        }
    qsort(capture->items, capture->count, sizeof(*capture->items), by_time);
    return 0;
}

static void write_all(struct capture *capture)
{
    write_section(capture);
    write_interface(capture);
    write_names(capture);
    for (size_t i = 0; i < capture->count; i++)
        write_item(capture, &capture->items[i]);
}

int pcapng_write(const char *path, const struct report *report, struct buf *error)
{
    struct capture capture = {.report = report};
    if (atomic_file_open(path, error, &capture.file))
        return -1;
    buf_init(&capture.block, BLOCK_BYTES);
    buf_init(&capture.packet, BLOCK_BYTES);
    buf_init(&capture.comment, 8 * COMMENT_BYTES);
    if (collect(&capture))
        capture.failed = true;
    else
        write_all(&capture);
    buf_free(&capture.block);
    buf_free(&capture.packet);
    buf_free(&capture.comment);
    free(capture.items);
    free(capture.flows);
    return atomic_file_finish(capture.file, capture.failed, error);
}
