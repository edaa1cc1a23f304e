/* Our view of a message beside libosip2's: where they differ, and docs/lens-differences.md does not say why,
 * one of them is wrong. */
#include "fuzz/support/differences.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/lens_facts.h"
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdio.h>
#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

static struct slice unbracketed(struct slice host)
{
    return host.n && host.p[0] == '[' ? slice_sub(host, 1, host.n - 2) : host;
}

static struct slice unescaped(struct slice text, struct buf *room)
{
    if (!text.p)
        return text;
    sip_unescape(text, room);
    return room->p ? buf_slice(room) : SLICE_LIT("");
}

static struct slice printed(uint64_t number, struct buf *room)
{
    buf_addf(room, "%llu", (unsigned long long)number);
    return buf_slice(room);
}

static struct slice our_uri(const struct sip_message *message, enum fact fact, struct buf *room)
{
    struct sip_uri uri;
    struct slice none = {NULL, 0};
    if (!sip_uri_parse(message->request_uri, &uri))
        return none;
    if (fact == FACT_URI_SCHEME)
        return uri.scheme;
    if (fact == FACT_URI_USER)
        return unescaped(uri.user, room);
    if (fact == FACT_URI_PASSWORD)
        return unescaped(uri.password, room);
    if (fact == FACT_URI_HOST)
        return uri.is_sip ? unbracketed(uri.host) : none;
    return uri.port ? printed(uri.port, room) : none;
}

static struct slice our_via(const struct sip_message *message, enum fact fact, struct buf *room)
{
    struct sip_via via;
    struct slice none = {NULL, 0};
    if (!sip_top_via(message, &via))
        return none;
    if (fact == FACT_VIA_TRANSPORT)
        return via.transport;
    if (fact == FACT_VIA_HOST)
        return unbracketed(via.host);
    if (fact == FACT_VIA_PORT)
        return via.port ? printed(via.port, room) : none;
    return via.branch;
}

static struct slice our_cseq(const struct sip_message *message, enum fact fact)
{
    struct sip_cseq cseq;
    if (!sip_cseq_of(message, &cseq))
        return (struct slice){NULL, 0};
    return fact == FACT_CSEQ_NUMBER ? cseq.digits : cseq.method;
}

static struct slice our_start_line(const struct sip_message *message, enum fact fact, struct buf *room)
{
    struct slice none = {NULL, 0};
    if (fact == FACT_METHOD)
        return message->kind == SIP_REQUEST ? message->method : none;
    if (fact == FACT_VERSION)
        return message->version;
    if (message->kind != SIP_RESPONSE)
        return none;
    return fact == FACT_REASON ? message->reason : printed((uint64_t)message->status, room);
}

static struct slice our_length(const struct sip_message *message, struct buf *room)
{
    uint64_t length;
    return sip_content_length(message, &length) ? printed(length, room) : (struct slice){NULL, 0};
}

/* Values where osip takes lists apart, else rows. */
static struct slice our_count(const struct sip_message *message, enum sip_header_id id, struct buf *room)
{
    struct sip_values values;
    struct slice value;
    uint64_t count = 0;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        count++;
    return printed(count, room);
}

static struct slice ours(const struct both *both, enum fact fact, struct buf *room)
{
    const struct sip_message *message = both->message;
    if (fact <= FACT_REASON)
        return our_start_line(message, fact, room);
    if (fact <= FACT_URI_PORT)
        return our_uri(message, fact, room);
    if (fact == FACT_CALL_ID)
        return sip_call_id(message);
    if (fact <= FACT_CSEQ_METHOD)
        return our_cseq(message, fact);
    if (fact <= FACT_TO_TAG)
        return sip_tag_of(message, fact == FACT_FROM_TAG ? SIP_HEADER_FROM : SIP_HEADER_TO);
    if (fact <= FACT_VIA_BRANCH)
        return our_via(message, fact, room);
    return fact == FACT_LENGTH ? our_length(message, room) : our_count(message, both->id, room);
}

/* ---- the other view ---- */

static struct slice number_text(int number, struct buf *room)
{
    return number < 0 ? (struct slice){NULL, 0} : printed((uint64_t)number, room);
}

static struct slice their_call_id(const struct sip_lens *lens, struct buf *room)
{
    const char *number = lens_text(lens, LENS_CALL_ID_NUMBER);
    const char *host = lens_text(lens, LENS_CALL_ID_HOST);
    if (!number)
        return (struct slice){NULL, 0};
    buf_addf(room, "%s%s%s", number, host ? "@" : "", host ? host : "");
    return buf_slice(room);
}

static struct slice theirs(const struct both *both, enum fact fact, struct buf *room)
{
    static const enum lens_text texts[] = {
        [FACT_VERSION] = LENS_VERSION,
        [FACT_REASON] = LENS_REASON,
        [FACT_URI_SCHEME] = LENS_URI_SCHEME,
        [FACT_URI_USER] = LENS_URI_USER,
        [FACT_URI_PASSWORD] = LENS_URI_PASSWORD,
        [FACT_URI_HOST] = LENS_URI_HOST,
        [FACT_URI_PORT] = LENS_URI_PORT,
        [FACT_CSEQ_NUMBER] = LENS_CSEQ_NUMBER,
        [FACT_CSEQ_METHOD] = LENS_CSEQ_METHOD,
        [FACT_FROM_TAG] = LENS_FROM_TAG,
        [FACT_TO_TAG] = LENS_TO_TAG,
        [FACT_VIA_TRANSPORT] = LENS_VIA_TRANSPORT,
        [FACT_VIA_HOST] = LENS_VIA_HOST,
        [FACT_VIA_PORT] = LENS_VIA_PORT,
        [FACT_VIA_BRANCH] = LENS_VIA_BRANCH,
    };
    const struct sip_lens *lens = both->lens;
    const char *length;
    if (fact == FACT_METHOD)
        return slice_from(lens_method(lens));
    if (fact == FACT_STATUS)
        return number_text(lens_status(lens), room);
    if (fact == FACT_CALL_ID)
        return their_call_id(lens, room);
    if (fact == FACT_LENGTH)
        return lens_content_length(lens, &length) ? slice_from(length) : (struct slice){NULL, 0};
    if (fact == FACT_COUNT)
        return number_text(lens_header_count(lens, sip_header_by_id(both->id)->name), room);
    return slice_from(lens_text(lens, texts[fact]));
}

/* ---- comparison ---- */

static const char *const fact_names[] = {"acceptance",          "the method",         "the status",
                                         "the version",         "the reason",         "the URI's scheme",
                                         "the URI's user",      "the URI's password", "the URI's host",
                                         "the URI's port",      "the Call-ID",        "the CSeq's number",
                                         "the CSeq's method",   "the From tag",       "the To tag",
                                         "the Via's transport", "the Via's host",     "the Via's port",
                                         "the Via's branch",    "the Content-Length", "the number of values"};

static void compare(struct both *both, enum fact fact)
{
    struct buf room, other_room;
    buf_init(&room, LIMIT_MESSAGE_BYTES);
    buf_init(&other_room, LIMIT_MESSAGE_BYTES);
    both->ours = ours(both, fact, &room);
    both->theirs = theirs(both, fact, &other_room);
    bool same = !both->ours.p == !both->theirs.p && slice_eq(both->ours, both->theirs);
    if (!same && !difference_rule(fact, both)) {
        fprintf(stderr, "ours: \"%.*s\", osip's: \"%.*s\"\n", SLICE_ARG(both->ours), SLICE_ARG(both->theirs));
        fuzz_fail("the views differ in %s%s%s", fact_names[fact], fact == FACT_COUNT ? " of " : "",
                  fact == FACT_COUNT ? sip_header_by_id(both->id)->name : "");
    }
    buf_free(&room);
    buf_free(&other_room);
}

/* No field that may stand once stands twice (7.3.1). */
static bool is_single(const struct sip_message *message)
{
    for (int id = SIP_HEADER_OTHER + 1; id < SIP_HEADER_COUNT; id++)
        if (!(sip_header_by_id((enum sip_header_id)id)->flags & (SIP_LIST | SIP_CREDENTIALS)) &&
            sip_row_count(message, (enum sip_header_id)id) > 1)
            return false;
    return true;
}

static bool is_via(struct slice value)
{
    struct sip_via via;
    return sip_via_parse(value, &via) && sip_params_ok(via.params);
}

static bool is_address(struct slice value)
{
    struct sip_address address;
    struct sip_uri uri;
    return sip_address_parse(value, &address) && (address.star || sip_uri_parse(address.uri, &uri)) &&
           sip_params_ok(address.params);
}

static bool are_all(const struct sip_message *message, enum sip_header_id id,
                    bool (*is_so)(struct slice value))
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, id);
    while (sip_values_next(&values, &value))
        if (!is_so(value))
            return false;
    return true;
}

/* Nothing that our readers have to say against it: then osip should take it. */
static bool is_sound(const struct sip_message *message)
{
    struct sip_uri uri;
    struct sip_via via;
    struct sip_cseq cseq;
    uint64_t length;
    if (message->flaws || !is_single(message) ||
        (message->kind == SIP_REQUEST && !sip_uri_parse(message->request_uri, &uri)))
        return false;
    return sip_top_via(message, &via) && are_all(message, SIP_HEADER_VIA, is_via) &&
           sip_cseq_of(message, &cseq) && sip_call_id(message).n &&
           are_all(message, SIP_HEADER_FROM, is_address) && are_all(message, SIP_HEADER_TO, is_address) &&
           are_all(message, SIP_HEADER_CONTACT, is_address) && sip_content_length(message, &length) &&
           length <= message->body.n;
}

static void compare_all(struct both *both)
{
    if (sip_lens_error(both->lens) == SIP_LENS_NOT_ASKED)
        return; /* the guard may keep more from osip than would hurt it */
    if (sip_lens_error(both->lens)) {
        if (is_sound(both->message) && !difference_rule(FACT_TAKEN, both))
            fuzz_fail("osip refuses a message in which nothing is wrong");
        return;
    }
    for (int fact = FACT_METHOD; fact < FACT_COUNT; fact++)
        compare(both, (enum fact)fact);
    for (int id = SIP_HEADER_OTHER + 1; id < SIP_HEADER_COUNT; id++) {
        both->id = (enum sip_header_id)id;
        compare(both, FACT_COUNT);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sip_lens *lens;
    struct sip_message *message = fuzz_message((struct slice){(const char *)data, size});
    if (!message)
        return 0;
    FUZZ_CHECK(sip_lens_open(message, &lens) == 0);
    struct both both = {.message = message, .lens = lens};
    compare_all(&both);
    sip_lens_free(lens);
    sip_message_free(message);
    return 0;
}
