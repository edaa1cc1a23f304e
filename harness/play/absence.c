/* Why an awaited message does not come, told by what came instead. */
#include "play/awaited.h"

#include "play/case.h"

#include <stdio.h>
#include <string.h>

static void say_what(const struct absence *absence, char text[100])
{
    const char *kind = absence->kind;
    const char *what = awaited_is_response(kind)      ? " response"
                       : strcmp(kind, "request") == 0 ? ""
                                                      : " request";
    if (strcmp(kind, "response") == 0 || strcmp(kind, "any") == 0)
        what = "";
    snprintf(text, 100, "no %.60s%s", kind, what);
}

/* "403 Not relaying after 0.4 ms" */
static void say_instead(const struct test_case *test, const struct absence *absence, char text[100])
{
    const struct entry *final = transcript_at(&test->result.transcript, absence->instead);
    const struct entry *request = transcript_at(&test->result.transcript, absence->request);
    snprintf(text, 100, "%d %.*s after %.1f ms", final->message->status,
             SLICE_ARG(slice_sub(final->message->reason, 0, 60)),
             (double)(final->time_ns - request->time_ns) / 1e6);
}

/* "it came to client, where it is not awaited, and was answered 486" */
static void say_elsewhere(const struct test_case *test, const struct absence *absence, char text[100])
{
    const struct entry *entry = transcript_at(&test->result.transcript, absence->elsewhere);
    const struct entry *final =
        transcript_at(&test->result.transcript, final_of(test, absence->elsewhere, 0));
    int n = snprintf(text, 100, "it came to %.40s, where it is not awaited",
                     test->wire.endpoints[entry->endpoint].name);
    if (final)
        snprintf(text + n, 100 - (size_t)n, ", and was answered %d", final->message->status);
}

void absence_say(struct test_case *test, const struct absence *absence, char text[ABSENCE_BYTES])
{
    const struct note *note = case_note(test, absence->request);
    unsigned lost = note && awaited_is_response(absence->kind) ? note->connections_lost : 0;
    double waited = (double)(case_now_ns(test) - test->waiting.since_ns) / 1e9;
    char what[100], instead[100];
    say_what(absence, what);
    if (absence->refused) {
        snprintf(text, ABSENCE_BYTES,
                 "%s: the device refused the packet (ICMP port unreachable or connection refused)", what);
    } else if (absence->elsewhere >= 0) {
        say_elsewhere(test, absence, instead);
        snprintf(text, ABSENCE_BYTES, "%s: %s", what, instead);
    } else if (absence->instead >= 0) {
        say_instead(test, absence, instead);
        snprintf(text, ABSENCE_BYTES, "%s: %s", what, instead);
    } else if (lost) {
        snprintf(text, ABSENCE_BYTES, "%s within %.1f s: the device closed the connection, %u time%s", what,
                 waited, lost, lost == 1 ? "" : "s");
    } else {
        snprintf(text, ABSENCE_BYTES, "%s within %.1f s", what, waited);
    }
}

/* A final answer after which nothing more is due: a refusal, or any to a request that is no INVITE (17.1). Of
 * an INVITE that was taken another branch of a fork may come. What is sent anew by itself had none. */
static long last_word(const struct test_case *test, long request)
{
    const struct entry *entry = transcript_at(&test->result.transcript, request);
    for (size_t i = 0; entry && i < test->result.transcript.count; i++) {
        const struct entry *final = &test->result.transcript.entries[i];
        if (final->answers == request && final->retransmission_of < 0 && entry_is_final(final) &&
            !(final->flags & ENTRY_AUTOMATIC) &&
            (final->message->status >= 300 || !entry_has_method(entry, "INVITE")))
            return (long)i;
    }
    return -1;
}

/* The request of ours without which the awaited one does not come: what the device passes on, or what makes
 * it call; -1. */
static long cause_of(const struct test_case *test, const char *method)
{
    const struct entry *ours = transcript_at(&test->result.transcript, test->script.last_request);
    if (strcmp(method, "INVITE") == 0 && test->script.trigger_request >= 0)
        return test->script.trigger_request;
    return ours && entry_has_method(ours, method) ? test->script.last_request : -1;
}

/* A device may send what we want of it where we do not want it. */
static long found_elsewhere(const struct test_case *test, const struct message_filter *filter)
{
    for (size_t i = test->phase_begin; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->direction == DIRECTION_RECEIVED && entry_is_request(entry) && !awaited_taken(entry) &&
            entry->retransmission_of < 0 && awaited_kind(entry, &filter->kinds) &&
            !awaited_at(test, filter, entry))
            return (long)i;
    }
    return -1;
}

struct absence absence_of(struct test_case *test, const struct message_filter *filter)
{
    struct absence absence = {.kind = filter->kinds.items[0], .instead = -1, .elsewhere = -1};
    bool is_response = awaited_is_response(absence.kind);
    absence.request = is_response ? awaited_request(test, filter) : cause_of(test, absence.kind);
    absence.refused = is_response && was_refused(test, absence.request);
    if (!is_response)
        absence.elsewhere = found_elsewhere(test, filter);
    if (filter->kinds.count == 1)
        absence.instead = last_word(test, absence.request);
    const struct entry *final = transcript_at(&test->result.transcript, absence.instead);
    if (final && !is_response && final->message->status < 300)
        absence.instead = -1; /* it was taken: what it asks for is to come */
    return absence;
}
