/* No case leaves a binding or a subscription on the device: what was accepted and not taken back since is
 * taken back (RFC 3261 10.2.2, RFC 6665 4.1.2.3). */
#include "play/leftovers.h"

#include "play/case.h"
#include "sip/value.h"

#include <stdlib.h>
#include <string.h>

enum { BINDINGS_MAX = 32 };

/* ---- what one REGISTER did ---- */

static uint64_t expires_of(const struct sip_message *message, const struct sip_address *contact)
{
    struct sip_param param;
    uint64_t seconds;
    if (contact && sip_param_find(contact->params, "expires", &param) && slice_to_u64(param.value, &seconds))
        return seconds;
    struct slice row = slice_trim(sip_header_value(message, SIP_HEADER_EXPIRES));
    return slice_to_u64(row, &seconds) ? seconds : 1; /* the device chooses (10.2.1.1) */
}

/* The URI in To: the address of record. */
static struct slice aor_of(const struct sip_message *message)
{
    struct sip_address address;
    bool ok = sip_address_parse(sip_header_value(message, SIP_HEADER_TO), &address);
    return ok ? address.uri : (struct slice){0};
}

static bool is_accepted(const struct test_case *test, size_t number, const char *method)
{
    const struct entry *entry = &test->result.transcript.entries[number];
    return entry->direction == DIRECTION_SENT && entry_has_method(entry, method) &&
           entry->retransmission_of < 0 && final_of(test, (long)number, 2) >= 0;
}

/* ---- bindings ---- */

struct bindings_left {
    struct slice uris[BINDINGS_MAX];
    size_t count;
    long latest; /* REGISTER of that address of record; -1 */
};

static void unbind(struct bindings_left *left, struct slice uri, bool all)
{
    size_t kept = 0;
    for (size_t i = 0; i < left->count; i++)
        if (!all && !sip_uri_equal(left->uris[i], uri))
            left->uris[kept++] = left->uris[i];
    left->count = kept;
}

static void take_register(const struct sip_message *message, struct bindings_left *left)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, SIP_HEADER_CONTACT);
    while (sip_values_next(&values, &value)) {
        struct sip_address address;
        if (!sip_address_parse(value, &address))
            continue;
        unbind(left, address.uri, address.star);
        if (!address.star && expires_of(message, &address) && left->count < BINDINGS_MAX)
            left->uris[left->count++] = address.uri;
    }
}

/* What is left of an address of record after all that was accepted. */
static struct bindings_left bindings_of(const struct test_case *test, struct slice aor)
{
    struct bindings_left left = {.latest = -1};
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        if (!is_accepted(test, i, "REGISTER"))
            continue;
        const struct sip_message *message = test->result.transcript.entries[i].message;
        if (!sip_uri_equal(aor_of(message), aor))
            continue;
        take_register(message, &left);
        left.latest = (long)i;
    }
    return left;
}

static struct message_spec tidy_spec(struct test_case *test, long before, const char *method,
                                     const struct headers *headers)
{
    struct message_spec spec = message_spec_init(test);
    spec.method = method;
    spec.headers = headers;
    spec.endpoint = &test->wire.endpoints[transcript_at(&test->result.transcript, before)->endpoint];
    spec.flags |= ENTRY_AUTOMATIC;
    spec.automatic |= 1u << AUTOMATIC_RETRANSMIT | 1u << AUTOMATIC_AUTHENTICATE;
    return spec;
}

/* The text as it is to be sent: braces have a meaning in a scenario. */
static struct expr *literal(struct slice text)
{
    struct buf doubled;
    buf_init(&doubled, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < text.n; i++) {
        buf_add_char(&doubled, text.p[i]);
        if (text.p[i] == '{')
            buf_add_char(&doubled, '{');
    }
    char *copy = buf_take(&doubled);
    struct expr *expr = copy ? expr_new_text(copy) : NULL;
    free(copy);
    return expr;
}

static long unregister(struct test_case *test, const struct bindings_left *left)
{
    struct buf contacts;
    buf_init(&contacts, LIMIT_MESSAGE_BYTES);
    for (size_t i = 0; i < left->count; i++)
        buf_addf(&contacts, "%s<%.*s>", i ? ", " : "", SLICE_ARG(left->uris[i]));
    struct expr *value = literal(buf_slice(&contacts)), *zero = expr_new_text("0");
    struct header_spec rows[] = {{.name = (char *)(uintptr_t) "Contact", .values = value},
                                 {.name = (char *)(uintptr_t) "Expires", .values = zero}};
    const struct headers headers = {rows, 2};
    struct message_spec spec = tidy_spec(test, left->latest, "REGISTER", &headers);
    spec.retry_of = left->latest;
    long number = value && zero ? send_message(test, &spec) : -1;
    expr_free(value);
    expr_free(zero);
    buf_free(&contacts);
    return number;
}

/* ---- subscriptions ---- */

static bool was_terminated(const struct test_case *test, const struct sip_message *subscribe)
{
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry_has_method(entry, "NOTIFY") &&
            slice_eq(sip_call_id(entry->message), sip_call_id(subscribe)) &&
            slice_starts_with(slice_trim(sip_header_value(entry->message, SIP_HEADER_SUBSCRIPTION_STATE)),
                              "terminated"))
            return true;
    }
    return false;
}

/* Did a later SUBSCRIBE of the same call say something else? */
static bool is_latest(const struct test_case *test, size_t number)
{
    struct slice call_id = sip_call_id(test->result.transcript.entries[number].message);
    for (size_t i = number + 1; i < test->result.transcript.count; i++)
        if (is_accepted(test, i, "SUBSCRIBE") &&
            slice_eq(sip_call_id(test->result.transcript.entries[i].message), call_id))
            return false;
    return true;
}

static bool is_subscribed(const struct test_case *test, size_t number)
{
    const struct sip_message *message = test->result.transcript.entries[number].message;
    return is_accepted(test, number, "SUBSCRIBE") && is_latest(test, number) && expires_of(message, NULL) &&
           !was_terminated(test, message);
}

static long unsubscribe(struct test_case *test, long number)
{
    const struct sip_message *message = transcript_at(&test->result.transcript, number)->message;
    struct expr *event = literal(sip_header_value(message, SIP_HEADER_EVENT)), *zero = expr_new_text("0");
    struct header_spec rows[] = {{.name = (char *)(uintptr_t) "Event", .values = event},
                                 {.name = (char *)(uintptr_t) "Expires", .values = zero}};
    const struct headers headers = {rows, 2};
    struct message_spec spec = tidy_spec(test, number, "SUBSCRIBE", &headers);
    spec.in_dialog = final_of(test, number, 2);
    long sent = event && zero ? send_message(test, &spec) : -1;
    expr_free(event);
    expr_free(zero);
    return sent;
}

/* ---- all of it ---- */

/* What takes a request back was sent already, or cannot be: it is not tried again. */
static bool is_dealt_with(struct test_case *test, long number)
{
    const struct note *note = case_note(test, number);
    return !note || note->taken_back_by;
}

/* Takes one thing back; `act` false: only looks whether there is something. */
static bool take_back_one(struct test_case *test, size_t number, bool act)
{
    const struct entry *entry = &test->result.transcript.entries[number];
    struct bindings_left left = {.latest = -1};
    if (is_accepted(test, number, "REGISTER"))
        left = bindings_of(test, aor_of(entry->message));
    bool bound = left.count && left.latest == (long)number;
    if ((!bound && !is_subscribed(test, number)) || is_dealt_with(test, (long)number))
        return false;
    if (!act)
        return true;
    long sent = bound ? unregister(test, &left) : unsubscribe(test, (long)number);
    struct note *note = case_note(test, (long)number);
    if (note)
        note->taken_back_by = sent >= 0 ? sent : (long)number;
    return true;
}

static bool take_back(struct test_case *test, bool act)
{
    bool any = false;
    size_t count = test->result.transcript.count; /* what is sent meanwhile takes back */
    for (size_t i = 0; i < count && (act || !any); i++)
        any = take_back_one(test, i, act) || any;
    return any;
}

bool leftovers_exist(struct test_case *test)
{
    return take_back(test, false);
}

void leftovers_take_back(struct test_case *test)
{
    take_back(test, true);
}

bool leftovers_pending(struct test_case *test)
{
    for (size_t i = 0; i < test->automatic.note_count && i < test->result.transcript.count; i++) {
        long by = test->automatic.notes[i].taken_back_by;
        if (!by || by == (long)i)
            continue;
        by = latest_try(test, by);
        if (final_of(test, by, 0) < 0 && !was_refused(test, by))
            return true;
    }
    return false;
}
