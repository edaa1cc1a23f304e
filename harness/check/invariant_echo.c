/* What a response repeats of its request: Via, From, Call-ID, CSeq, To (8.2.6.2). Compared by meaning, so
 * that another spelling of the same value passes. */
#include "check/invariant_rule.h"

#include "base/limits.h"

/* ---- Via ---- */

/* Equal but for blanks and letter case: "SIP / 2.0 / UDP". */
static bool same_without_blanks(struct slice a, struct slice b)
{
    size_t i = 0, j = 0;
    for (;;) {
        while (i < a.n && ascii_is_blank(a.p[i]))
            i++;
        while (j < b.n && ascii_is_blank(b.p[j]))
            j++;
        if (i == a.n || j == b.n)
            return i == a.n && j == b.n;
        if (ascii_lower((unsigned char)a.p[i++]) != ascii_lower((unsigned char)b.p[j++]))
            return false;
    }
}

/* Tokens compare without case (7.3.1), quoted strings octet by octet, and branch and tag too: they are made
 * to be repeated as they are. */
static bool same_param(const struct sip_param *a, const struct sip_param *b)
{
    if (!slice_ieq(a->name, b->name) || !a->value.p != !b->value.p)
        return false;
    bool exact = slice_ieq_text(a->name, "branch") || slice_ieq_text(a->name, "tag") ||
                 (a->value.n && a->value.p[0] == '"');
    return exact ? slice_eq(a->value, b->value) : slice_ieq(a->value, b->value);
}

/* received and rport, which a server writes into the topmost Via (18.2.1, RFC 3581 4). */
static bool is_servers(const struct sip_param *param)
{
    return slice_ieq_text(param->name, "received") || slice_ieq_text(param->name, "rport");
}

static size_t count_param(struct slice params, const struct sip_param *wanted)
{
    struct sip_param param;
    size_t count = 0;
    while (sip_param_next(&params, &param))
        count += same_param(&param, wanted);
    return count;
}

/* Has b each parameter of a, as often? Beyond a ceiling nothing is compared. */
static bool params_within(struct slice a, struct slice b, bool top)
{
    struct sip_param param;
    struct slice rest = a;
    for (size_t n = 0; sip_param_next(&rest, &param); n++) {
        if (n == LIMIT_URI_PARTS)
            return true;
        if (!(top && is_servers(&param)) && count_param(a, &param) != count_param(b, &param))
            return false;
    }
    return rest.n == 0;
}

static bool same_via(struct slice ours, struct slice theirs, bool top)
{
    struct sip_via a, b;
    if (!sip_via_parse(ours, &a))
        return same_without_blanks(ours, theirs);
    if (!sip_via_parse(theirs, &b))
        return false;
    return same_without_blanks(a.protocol, b.protocol) && slice_ieq(a.host, b.host) && a.port == b.port &&
           params_within(a.params, b.params, top) && params_within(b.params, a.params, top);
}

bool rule_via_echo(struct inspection *in)
{
    struct sip_values ours, theirs;
    struct slice our, their;
    const char *expected = "the Via values of the request, in its order (8.2.6.2)";
    if (!in->fact->request || !sip_row_count(in->message, SIP_HEADER_VIA))
        return false;
    sip_values_begin(&ours, in->fact->request->message, SIP_HEADER_VIA);
    sip_values_begin(&theirs, in->message, SIP_HEADER_VIA);
    for (size_t i = 0;; i++) {
        bool have_our = sip_values_next(&ours, &our), have_their = sip_values_next(&theirs, &their);
        if (!have_our && !have_their)
            return true;
        if (!have_their) {
            breach(in, row_place(theirs.row), expected, "%zu values, and %.*s is lost", i, SHOW(our));
            return true;
        }
        if (!have_our || !same_via(our, their, i == 0)) {
            breach(in, their, expected, "value %zu is %.*s", i + 1, SHOW(their));
            return true;
        }
    }
}

/* ---- From and To ---- */

/* Table 1 of 19.1.1: what a URI may not have in From and To. */
static bool is_out_of_place(struct slice name)
{
    static const char *const names[] = {"method", "maddr", "ttl", "transport", "lr"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (slice_ieq_text(name, names[i]))
            return true;
    return false;
}

/* Appends the URI without what may not stand in From and To: port, headers and those parameters. */
static void write_in_place(struct slice uri, struct buf *text)
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
        if (is_out_of_place(param.name))
            continue;
        buf_addf(text, ";%.*s", SLICE_ARG(param.name));
        if (param.value.p)
            buf_addf(text, "=%.*s", SLICE_ARG(param.value));
    }
}

/* The same but for parts that may not stand there: a device may leave them out. */
static bool same_in_place(struct slice ours, struct slice theirs)
{
    struct buf a, b;
    buf_init(&a, LIMIT_MESSAGE_BYTES);
    buf_init(&b, LIMIT_MESSAGE_BYTES);
    write_in_place(ours, &a);
    write_in_place(theirs, &b);
    bool same = !a.failed && !b.failed && sip_uri_equal(buf_slice(&a), buf_slice(&b));
    buf_free(&a);
    buf_free(&b);
    return same;
}

/* The same address by 20.10 and 20.20: URI by 19.1.4, display name and brackets do not matter. What we sent
 * and cannot be read equals only the same octets. */
static bool same_address(struct slice ours, struct slice theirs)
{
    struct sip_address a, b;
    if (!sip_address_parse(ours, &a))
        return slice_eq(ours, theirs);
    return sip_address_parse(theirs, &b) && (sip_uri_equal(a.uri, b.uri) || same_in_place(a.uri, b.uri));
}

/* Without what table 1 of 19.1.1 bars from From and To: who takes them in as addresses may well lose it. */
static bool same_identity(struct slice ours, struct slice theirs)
{
    struct buf a, b;
    buf_init(&a, LIMIT_MESSAGE_BYTES);
    buf_init(&b, LIMIT_MESSAGE_BYTES);
    bool same = !sip_uri_as_identity(sip_address_uri(ours), &a) &&
                !sip_uri_as_identity(sip_address_uri(theirs), &b) &&
                sip_uri_equal(buf_slice(&a), buf_slice(&b));
    buf_free(&a);
    buf_free(&b);
    return same;
}

static bool same_uri(struct slice ours, struct slice theirs)
{
    return same_address(ours, theirs) || same_identity(ours, theirs);
}

static bool same_tag(struct slice a, struct slice b)
{
    return !a.p == !b.p && slice_eq(a, b);
}

bool rule_from_echo(struct inspection *in)
{
    if (!in->fact->request)
        return false;
    const struct sip_message *request = in->fact->request->message;
    const struct entry_facts *ours = &in->facts[in->entry->answers], *theirs = in->fact;
    struct slice our = sip_header_value(request, SIP_HEADER_FROM),
                 their = sip_header_value(in->message, SIP_HEADER_FROM);
    if (our.p && their.p && (!same_uri(our, their) || !same_tag(ours->from_tag, theirs->from_tag)))
        breach(in, their, "From of the request (8.2.6.2)", "%.*s instead of %.*s", SHOW(their), SHOW(our));
    if (ours->call_id.n && theirs->call_id.p && !slice_eq(ours->call_id, theirs->call_id))
        breach(in, theirs->call_id, "Call-ID of the request, octet by octet (8.2.6.2)",
               "%.*s instead of %.*s", SHOW(theirs->call_id), SHOW(ours->call_id));
    struct slice cseq = sip_header_value(in->message, SIP_HEADER_CSEQ);
    if (ours->cseq.method.p && cseq.p &&
        (!theirs->cseq.method.p || ours->cseq.number != theirs->cseq.number ||
         !slice_eq(ours->cseq.method, theirs->cseq.method)))
        breach(in, cseq, "CSeq of the request (8.2.6.2)", "%.*s instead of %.*s", SHOW(cseq),
               SHOW(sip_header_value(request, SIP_HEADER_CSEQ)));
    return true;
}

bool rule_to_echo(struct inspection *in)
{
    if (!in->fact->request)
        return false;
    const struct entry_facts *ours = &in->facts[in->entry->answers], *theirs = in->fact;
    struct slice our = sip_header_value(in->fact->request->message, SIP_HEADER_TO),
                 their = sip_header_value(in->message, SIP_HEADER_TO);
    struct sip_address address;
    if (!sip_address_parse(our, &address) || !their.p)
        return false;
    if (!same_uri(our, their))
        breach(in, their, "To with the URI of the request's (8.2.6.2)", "%.*s instead of %.*s", SHOW(their),
               SHOW(our));
    else if (ours->to_tag.p && !same_tag(ours->to_tag, theirs->to_tag))
        breach(in, their, "To with the tag of the request's (8.2.6.2)", "%.*s instead of %.*s", SHOW(their),
               SHOW(our));
    else if (!ours->to_tag.p && !theirs->to_tag.p && in->message->status != 100)
        breach(in, their, "To of the request with a tag added (8.2.6.2)", "%.*s", SHOW(their));
    return true;
}

/* ---- that they are there at all (20, tables 2 and 3) ---- */

bool rule_five_headers(struct inspection *in)
{
    static const enum sip_header_id wanted[] = {SIP_HEADER_VIA, SIP_HEADER_FROM, SIP_HEADER_TO,
                                                SIP_HEADER_CALL_ID, SIP_HEADER_CSEQ};
    const struct entry *request = in->fact->request;
    for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
        if (!sip_row_count(in->message, wanted[i]) &&
            (!request || sip_row_count(request->message, wanted[i])))
            breach(in, in->message->start_line, "Via, From, To, Call-ID and CSeq in each response",
                   "%s is absent", sip_header_by_id(wanted[i])->name);
    return true;
}
