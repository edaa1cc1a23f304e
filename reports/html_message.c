/* The messages of a case, with their times and with the offending octets marked. */
#include "reports/html_report.h"

#include "base/limits.h"

#include <stdlib.h>
#include <string.h>

enum {
    SHOWN_BYTES =
        2 * 1024 * 1024, /* of the messages of one page; beyond, only those that a finding is about */
    TIMES_SHOWN = 500    /* rows of the table */
};

bool finding_is_told(const struct finding *finding)
{
    return verdict_needs_a_look(finding->verdict);
}

void message_label(const struct entry *entry, struct buf *out)
{
    const struct sip_message *message = entry->message;
    if (entry->flags & ENTRY_KEEPALIVE)
        buf_add_text(out, "keep-alive");
    else if (message->kind == SIP_BROKEN || (entry->flags & ENTRY_UNFRAMED))
        buf_addf(out, "unreadable, %zu octets", message->length);
    else if (message->kind == SIP_REQUEST)
        buf_add_slice(out, slice_sub(message->method, 0, 60));
    else {
        buf_addf(out, "%d ", message->status);
        buf_add_slice(out, slice_sub(message->reason, 0, 60));
    }
}

/* ---- times ---- */

static void put_remarks(struct page *page, const struct entry *entry)
{
    static const struct {
        unsigned flag;
        const char *text;
    } remarks[] = {
        {ENTRY_AUTOMATIC, "automatic"},     {ENTRY_RAW, "octets of the scenario's own"},
        {ENTRY_CONTROL, "control"},         {ENTRY_SHARED, "of another case"},
        {ENTRY_KEEPALIVE, "keep-alive"},    {ENTRY_UNFRAMED, "could not be framed"},
        {ENTRY_FLAWED, "wrong on purpose"}, {ENTRY_REFUSED, "refused: nobody listens there"},
    };
    const char *comma = "";
    for (size_t i = 0; i < sizeof(remarks) / sizeof(remarks[0]); i++)
        if (entry->flags & remarks[i].flag) {
            putf(page, "%s%s", comma, remarks[i].text);
            comma = ", ";
        }
    if (entry->retransmission_of >= 0)
        putf(page, "%scopy of <a href=\"#m%ld\">%ld</a>", comma, entry->retransmission_of + 1,
             entry->retransmission_of + 1);
}

static void put_peer(struct page *page, const struct case_result *result, const struct entry *entry)
{
    char text[NET_ADDR_TEXT];
    if (entry->endpoint < result->endpoint_count)
        put_text(page, result->endpoints[entry->endpoint].name);
    if (entry->local.family)
        putf(page, " %s", net_addr_text(&entry->local, text));
    put(page, entry->direction == DIRECTION_SENT ? " to" : " from");
    if (entry->peer.family)
        putf(page, " %s", net_addr_text(&entry->peer, text));
    putf(page, " %s", net_transport_name(entry->transport));
}

static void put_time_row(struct page *page, const struct case_view *view, size_t number)
{
    const struct case_result *result = view->result;
    const struct entry *entries = result->transcript.entries, *entry = &entries[number];
    struct buf label;
    buf_init(&label, LIMIT_TEXT_BYTES);
    message_label(entry, &label);
    putf(page, "<tr%s><td class=\"number\"><a href=\"#m%zu\">%zu</a></td><td class=\"number\">",
         view->about[number] ? " class=\"offending\"" : "", number + 1, number + 1);
    put_ms(page, entry->time_ns - result->start_ns);
    put(page, "</td><td class=\"number\">");
    if (number)
        put_ms(page, entry->time_ns - entries[number - 1].time_ns);
    put(page, "</td><td class=\"number\">");
    if (entry->answers >= 0 && (size_t)entry->answers < result->transcript.count)
        put_ms(page, entry->time_ns - entries[entry->answers].time_ns);
    putf(page, "</td><td>%s</td><td>", entry->direction == DIRECTION_SENT ? "sent" : "received");
    put_slice(page, buf_slice(&label));
    put(page, "</td><td>");
    put_peer(page, result, entry);
    put(page, "</td><td>");
    put_remarks(page, entry);
    put(page, "</td></tr>\n");
    buf_free(&label);
}

/* Does the text name a time: a number with the unit of milliseconds or seconds? */
static bool names_time(const char *text)
{
    static const char digits[] = "0123456789";
    const char *at = text ? strpbrk(text, digits) : NULL;
    while (at) {
        at += strspn(at, "0123456789.");
        at += *at == ' ';
        size_t unit = *at == 's' ? 1 : at[0] == 'm' && at[1] == 's' ? 2 : 0;
        if (unit && !ascii_is_alpha(at[unit]) && !ascii_is_digit(at[unit]))
            return true;
        at = strpbrk(at, digits);
    }
    return false;
}

/* Findings about times: what was allowed beside what was measured. */
static void put_windows(struct page *page, const struct case_result *result)
{
    bool any = false;
    for (size_t i = 0; i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (!finding_is_told(finding) || (!names_time(finding->expected) && !names_time(finding->actual)))
            continue;
        if (!any)
            put(page, "<table>\n<caption>Times against their windows</caption>\n<thead><tr><th "
                      "scope=\"col\">Requirement</th>"
                      "<th scope=\"col\">Window</th><th scope=\"col\">Measured</th></tr></thead>\n<tbody>\n");
        any = true;
        put(page, "<tr class=\"offending\"><td>");
        put_text(page, finding->requirement);
        put(page, "</td><td>");
        put_text(page, finding->expected);
        put(page, "</td><td>");
        put_text(page, finding->actual);
        put(page, "</td></tr>\n");
    }
    if (any)
        put(page, "</tbody>\n</table>\n");
}

void put_times(struct page *page, const struct case_view *view)
{
    const struct case_result *result = view->result;
    size_t count = result->transcript.count;
    if (!count)
        return;
    put(page, "<h2 id=\"times\">Times</h2>\n");
    put_windows(page, result);
    put(page, "<section class=\"scroll\" aria-labelledby=\"times\" tabindex=\"0\">\n<table>\n"
              "<caption>Milliseconds since the case began</caption>\n"
              "<thead><tr><th scope=\"col\">Message</th><th scope=\"col\">At</th><th scope=\"col\">After the "
              "one before</th><th scope=\"col\">After its request</th>"
              "<th scope=\"col\">Direction</th><th scope=\"col\">What</th><th scope=\"col\">Between</th><th "
              "scope=\"col\">Remarks</th></tr></thead>\n<tbody>\n");
    for (size_t i = 0; i < count; i++)
        if (i < TIMES_SHOWN || view->about[i])
            put_time_row(page, view, i);
    put(page, "</tbody>\n</table>\n</section>\n");
    if (count > TIMES_SHOWN)
        putf(page, "<p>Of %zu messages the first %d are listed; all are in the record of the case.</p>\n",
             count, TIMES_SHOWN);
}

/* ---- messages ---- */

/* One flag an octet: is it one that a finding is about? NULL when none is, or when memory is out. */
static bool *offending_octets(struct page *page, const struct case_view *view, size_t number)
{
    const struct case_result *result = view->result;
    size_t n = result->transcript.entries[number].message->length;
    bool *flags = NULL;
    for (size_t i = 0; view->about[number] && i < result->findings.count; i++) {
        const struct finding *finding = &result->findings.items[i];
        if (!finding_is_told(finding) || finding->entry != (long)number || !finding->length ||
            finding->offset >= n)
            continue;
        if (!flags)
            flags = calloc(n, sizeof(*flags));
        if (!flags) {
            html_folder_fail(page->folder, "memory is out");
            return NULL;
        }
        size_t rest = n - finding->offset;
        memset(flags + finding->offset, true, finding->length < rest ? finding->length : rest);
    }
    return flags;
}

/* Marked octets that are only a line end would be nothing to look at: they are shown by name. */
static void put_marked(struct page *page, struct slice s)
{
    put(page, "<mark>");
    if (slice_trim(s).n)
        put_octets(page, s);
    else
        for (size_t i = 0; i < s.n; i++)
            putf(page, "<span class=\"octet\">\\x%02X</span>%s", (unsigned char)s.p[i],
                 s.p[i] == '\n' && i ? "\n" : "");
    put(page, "</mark>");
}

static void put_bytes(struct page *page, const struct case_view *view, size_t number)
{
    const struct sip_message *message = view->result->transcript.entries[number].message;
    struct slice rest = {message->bytes, message->length};
    bool *flags = offending_octets(page, view, number);
    put(page, "<pre class=\"message\" tabindex=\"0\">");
    while (flags && rest.n) {
        size_t at = (size_t)(rest.p - message->bytes), n = 1;
        while (n < rest.n && flags[at + n] == flags[at])
            n++;
        if (flags[at])
            put_marked(page, slice_sub(rest, 0, n));
        else
            put_octets(page, slice_sub(rest, 0, n));
        rest = slice_sub(rest, n, rest.n);
    }
    put_octets(page, rest);
    put(page, "</pre>\n");
    free(flags);
}

static void put_message(struct page *page, const struct case_view *view, size_t number, bool raw)
{
    const struct case_result *result = view->result;
    const struct entry *entry = &result->transcript.entries[number];
    struct buf label;
    buf_init(&label, LIMIT_TEXT_BYTES);
    message_label(entry, &label);
    putf(page, "<section id=\"m%zu\">\n<h3>%zu. ", number + 1, number + 1);
    put_slice(page, buf_slice(&label));
    putf(page, "</h3>\n<p>%s after ", entry->direction == DIRECTION_SENT ? "Sent" : "Received");
    put_ms(page, entry->time_ns - result->start_ns);
    put(page, " ms, ");
    put_peer(page, result, entry);
    if (raw)
        putf(page, " - <a href=\"message-%zu.txt\">%zu octets</a>", number + 1, entry->message->length);
    put(page, "</p>\n");
    put_bytes(page, view, number);
    put(page, "</section>\n");
    buf_free(&label);
}

void put_messages(struct page *page, const struct case_view *view, bool raw)
{
    const struct case_result *result = view->result;
    size_t shown = 0, left_out = 0;
    if (!result->transcript.count)
        return;
    put(page,
        "<h2>Messages</h2>\n<p>Lines end in CRLF. <span class=\"octet\">\\x07</span> is an octet that is no "
        "plain character. Marked octets are those that a finding is about.</p>\n");
    for (size_t i = 0; i < result->transcript.count; i++) {
        shown += result->transcript.entries[i].message->length;
        if (shown <= SHOWN_BYTES || view->about[i])
            put_message(page, view, i, raw);
        else
            left_out++;
    }
    if (left_out)
        putf(page, "<p>%zu more messages are in the record of the case.</p>\n", left_out);
    if (result->transcript.full)
        put(page, "<p>More came than is kept of one case.</p>\n");
}
