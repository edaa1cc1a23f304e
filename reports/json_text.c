/* Writes the JSON members that the record and the JSON report have in common. */
#include "reports/json_text.h"

#include "model/facts.h"
#include "reports/base64.h"
#include "reports/record_flags.h"
#include "reports/text.h"

#include <stdlib.h>

/* ---- values ---- */

static bool is_escaped(char c)
{
    return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static void add_escape(struct buf *out, char c)
{
    if (c == '\r')
        buf_add_text(out, "\\r");
    else if (c == '\n')
        buf_add_text(out, "\\n");
    else if ((unsigned char)c < 0x20)
        buf_addf(out, "\\u%04x", (unsigned char)c);
    else
        buf_add(out, (char[]){'\\', c}, 2);
}

static void add_string(struct buf *out, struct slice s)
{
    buf_add_char(out, '"');
    for (size_t i = 0, end; i < s.n; i = end) {
        for (end = i; end < s.n && !is_escaped(s.p[end]); end++)
            ;
        buf_add_slice(out, slice_sub(s, i, end - i));
        if (end < s.n)
            add_escape(out, s.p[end++]);
    }
    buf_add_char(out, '"');
}

static void add_base64(struct buf *out, struct slice s)
{
    buf_add_text(out, "\"base64\":\"");
    base64_add(out, s);
    buf_add_char(out, '"');
}

static bool is_utf8(struct slice s)
{
    for (size_t i = 0, n; i < s.n; i += n)
        if (!(n = text_utf8_length(slice_sub(s, i, 4))))
            return false;
    return true;
}

void json_add_key(struct buf *out, const char *key)
{
    bool first = out->n && out->p[out->n - 1] == '{';
    buf_addf(out, "%s\"%s\":", first ? "" : ",", key);
}

void json_add_text(struct buf *out, const char *key, const char *text)
{
    struct slice s = slice_from(text);
    json_add_key(out, key);
    if (!text) {
        buf_add_text(out, "null");
    } else if (is_utf8(s)) {
        add_string(out, s);
    } else {
        buf_add_char(out, '{');
        add_base64(out, s);
        buf_add_char(out, '}');
    }
}

void json_add_number(struct buf *out, const char *key, int64_t number)
{
    json_add_key(out, key);
    buf_addf(out, "%lld", (long long)number);
}

void json_add_seed(struct buf *out, uint64_t seed)
{
    json_add_key(out, "seed");
    buf_addf(out, "\"%llu\"", (unsigned long long)seed);
}

void json_add_time(struct buf *out, const char *key, int64_t ms)
{
    json_add_key(out, key);
    buf_add_char(out, '"');
    text_add_time(out, ms);
    buf_add_char(out, '"');
}

/* ---- a run ---- */

void json_add_run(struct buf *out, const struct run_info *run)
{
    json_add_text(out, "version", run->version);
    json_add_text(out, "target", run->target);
    json_add_text(out, "device", run->device);
    json_add_text(out, "command", run->command);
    json_add_seed(out, run->seed);
    json_add_time(out, "started", run->started_ms);
}

static void add_fact(struct buf *out, const struct profile_fact *fact)
{
    const struct fact_row *row = fact_row(fact->key);
    bool bare = row && (row->kind == FACT_NUMBER || row->kind == FACT_FLAG);
    buf_addf(out, "\"%s\": ", fact->key);
    if (fact->value.kind != VALUE_LIST && bare) {
        buf_add_text(out, fact->value.text);
        return;
    }
    if (fact->value.kind != VALUE_LIST) {
        add_string(out, slice_from(fact->value.text));
        return;
    }
    buf_add_char(out, '[');
    for (size_t i = 0; i < fact->value.count; i++) {
        buf_add_text(out, i ? ", " : "");
        add_string(out, slice_from(fact->value.items[i]));
    }
    buf_add_char(out, ']');
}

void json_add_facts(struct buf *out, const struct profile *profile, bool learned_only, const char *before)
{
    const char *comma = "";
    for (size_t i = 0; i < profile->count; i++) {
        if (learned_only && !profile->facts[i].learned)
            continue;
        buf_addf(out, "%s%s", comma, before);
        add_fact(out, &profile->facts[i]);
        comma = ",";
    }
}

void json_add_totals(struct buf *out, const size_t totals[VERDICT_COUNT])
{
    json_add_key(out, "totals");
    buf_add_char(out, '{');
    for (int verdict = 0; verdict < VERDICT_COUNT; verdict++)
        json_add_number(out, verdict_name((enum verdict)verdict), (int64_t)totals[verdict]);
    buf_add_char(out, '}');
}

/* ---- a case ---- */

static void add_finding(struct buf *out, const struct finding *finding)
{
    buf_add_char(out, '{');
    json_add_text(out, "requirement", finding->requirement);
    json_add_text(out, "verdict", verdict_name(finding->verdict));
    json_add_text(out, "expected", finding->expected);
    json_add_text(out, "actual", finding->actual);
    json_add_number(out, "entry", finding->entry);
    json_add_number(out, "offset", (int64_t)finding->offset);
    json_add_number(out, "length", (int64_t)finding->length);
    json_add_number(out, "line", finding->line);
    json_add_text(out, "source", finding_source_name(finding->source));
    json_add_text(out, "cause", finding_cause_name(finding->cause));
    buf_add_char(out, '}');
}

static void add_flags(struct buf *out, unsigned flags)
{
    buf_add_text(out, ",\"flags\":[");
    const char *comma = "";
    for (size_t i = 0; i < RECORD_FLAGS; i++)
        if (flags & record_flags[i].flag) {
            buf_addf(out, "%s\"%s\"", comma, record_flags[i].name);
            comma = ",";
        }
    buf_add_char(out, ']');
}

static void add_message(struct buf *out, const struct entry *entry, int64_t start_ns)
{
    char text[NET_ADDR_TEXT];
    struct slice bytes = {entry->message->bytes, entry->message->length};
    int64_t us = (entry->time_ns - start_ns) / 1000;
    buf_add_char(out, '{');
    json_add_text(out, "direction", entry->direction == DIRECTION_SENT ? "sent" : "received");
    buf_addf(out, ",\"time_ms\":%s%lld.%03d", us < 0 ? "-" : "", llabs((long long)us / 1000),
             abs((int)(us % 1000)));
    json_add_text(out, "transport", net_transport_name(entry->transport));
    json_add_number(out, "connection", entry->connection);
    json_add_number(out, "endpoint", (int64_t)entry->endpoint);
    json_add_text(out, "local", entry->local.family ? net_addr_text(&entry->local, text) : NULL);
    json_add_text(out, "peer", entry->peer.family ? net_addr_text(&entry->peer, text) : NULL);
    add_flags(out, entry->flags);
    json_add_number(out, "copy_of", entry->retransmission_of);
    json_add_number(out, "answers", entry->answers);
    json_add_number(out, "line", entry->line);
    buf_add_char(out, ',');
    if (text_is_plain(bytes)) {
        buf_add_text(out, "\"text\":");
        add_string(out, bytes);
    } else {
        add_base64(out, bytes);
    }
    buf_add_char(out, '}');
}

static void add_endpoint(struct buf *out, const struct result_endpoint *endpoint)
{
    char text[NET_ADDR_TEXT];
    buf_add_char(out, '{');
    json_add_text(out, "name", endpoint->name);
    json_add_text(out, "address", endpoint->addr.family ? net_addr_text(&endpoint->addr, text) : NULL);
    buf_add_char(out, '}');
}

static void add_messages(struct buf *out, const struct case_result *result)
{
    json_add_key(out, "messages");
    buf_add_char(out, '[');
    for (size_t i = 0; i < result->transcript.count; i++) {
        buf_add_text(out, i ? "," : "");
        add_message(out, &result->transcript.entries[i], result->start_ns);
    }
    buf_add_char(out, ']');
}

static void add_lists(struct buf *out, const struct case_result *result)
{
    buf_add_text(out, ",\"findings\":[");
    for (size_t i = 0; i < result->findings.count; i++) {
        buf_add_text(out, i ? "," : "");
        add_finding(out, &result->findings.items[i]);
    }
    buf_add_text(out, "],\"endpoints\":[");
    for (size_t i = 0; i < result->endpoint_count; i++) {
        buf_add_text(out, i ? "," : "");
        add_endpoint(out, &result->endpoints[i]);
    }
    buf_add_char(out, ']');
}

void json_add_case(struct buf *out, const struct case_result *result, bool with_messages)
{
    json_add_text(out, "id", result->id);
    json_add_text(out, "scenario", result->scenario);
    json_add_text(out, "file", result->file);
    json_add_text(out, "title", result->title);
    json_add_text(out, "role", result->role);
    json_add_text(out, "transport", result->transport);
    json_add_text(out, "section", result->section);
    json_add_seed(out, result->seed);
    json_add_text(out, "verdict", verdict_name(result->verdict));
    json_add_text(out, "reason", result->reason);
    json_add_text(out, "confirmation", confirmation_name(result->confirmation));
    if (result->first_reason) {
        json_add_text(out, "first_verdict", verdict_name(result->first_verdict));
        json_add_text(out, "first_reason", result->first_reason);
    }
    if (result->control_from)
        json_add_text(out, "control_from", result->control_from);
    json_add_time(out, "started", result->started_ms);
    json_add_number(out, "duration_ms", result->duration_ms);
    buf_addf(out, ",\"full\":%s", result->transcript.full ? "true" : "false");
    add_lists(out, result);
    if (with_messages)
        add_messages(out, result);
}
