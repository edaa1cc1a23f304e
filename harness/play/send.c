/* Octets out: sent once, and filed. */
#include "play/case.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* connection: to be used while it is up; then the one that was used. */
static int transmit(struct net_port *port, const struct net_addr *to, uint32_t *connection, const void *bytes,
                    size_t length)
{
    if (*connection && net_send_on(port, *connection, bytes, length) == 0)
        return 0;
    int error = net_send(port, to, bytes, length); /* 18.2.2: a connection that is gone is opened again */
    *connection = net_connection_to(port, to);
    return error;
}

/* A full transcript is the device's doing, and told once. */
static void could_not_file(struct test_case *test)
{
    if (!test->result.transcript.full)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    else if (!test->overflow_told)
        case_give_up(test, VERDICT_INCONCLUSIVE, "the transcript is full: the device sends without end");
    test->overflow_told = test->overflow_told || test->result.transcript.full;
}

static const char *forbidden(const struct net_addr *to, char text[120])
{
    char addr[NET_ADDR_TEXT], host[NET_ADDR_TEXT];
    snprintf(text, 120, "nothing was sent to %s: it is not the target's host (--allow-host %s allows it)",
             net_addr_text(to, addr), net_addr_host(to, host));
    return text;
}

long send_bytes(struct test_case *test, struct endpoint *endpoint, const struct net_addr *to,
                uint32_t connection, struct entry entry, const void *bytes, size_t length)
{
    struct net_port *port = endpoint_port(endpoint, entry.transport);
    const struct entry *request = transcript_at(&test->result.transcript, entry.answers);
    uint32_t own_connection = connection;
    char text[120];
    entry.time_ns = case_now_ns(test);
    int error = port ? transmit(port, to, &connection, bytes, length) : NET_EADDR;
    if (error == NET_EFORBIDDEN) {
        case_cannot_send(test, &entry, forbidden(to, text));
        return -1;
    }
    if (error == NET_ETOOLONG) {
        case_give_up(test, VERDICT_SKIP, "a message of %zu octets does not fit this transport", length);
        return -1;
    }
    if (error && error != NET_ECONN) {
        case_give_up(test, VERDICT_ERROR, "sending failed: %s", net_error_text(error));
        return -1;
    }
    entry.direction = DIRECTION_SENT;
    entry.endpoint = endpoint->index;
    entry.local = endpoint->addr;
    entry.peer = request && connection && connection == own_connection ? request->peer : *to;
    entry.connection = connection;
    long number = transcript_add(&test->result.transcript, &entry, bytes, length);
    if (number < 0)
        could_not_file(test);
    return number;
}

/* What is made after a message that is wrong on purpose repeats what is wrong in it. */
static unsigned inherited_flags(const struct test_case *test, const struct message_spec *spec)
{
    const struct transcript *transcript = &test->result.transcript;
    const long after[] = {spec->in_dialog, spec->for_entry, spec->retry_of};
    unsigned flags = 0;
    for (size_t i = 0; i < sizeof(after) / sizeof(after[0]); i++) {
        const struct entry *entry = transcript_at(transcript, after[i]);
        const struct entry *request = entry ? transcript_at(transcript, entry->answers) : NULL;
        flags |= (entry ? entry->flags : 0) | (request ? request->flags : 0);
    }
    return flags & ENTRY_FLAWED;
}

/* Its size says by which transport it goes. What stands in the INVITE's way (ACK, CANCEL) goes as that went,
 * and where a scenario writes Via itself it is as written. */
static bool wants_stream(const struct test_case *test, const struct message_spec *spec,
                         const struct message_facts *facts)
{
    for (size_t i = 0; spec->headers && i < spec->headers->count; i++)
        if (strcmp(spec->headers->items[i].name, "Via") == 0)
            return false;
    return !spec->by_stream && spec->for_entry < 0 && large_may_move(test, &facts->destination);
}

static long send_made(struct test_case *test, const struct message_spec *spec,
                      const struct message_facts *facts, const struct buf *bytes)
{
    struct entry entry = {.flags = spec->flags | inherited_flags(test, spec),
                          .transport = facts->transport,
                          .answers = spec->answers,
                          .line = spec->line};
    if (facts->unreachable) {
        struct note *note = case_note(test, spec->in_dialog);
        if (note)
            note->unreachable = true;
        case_cannot_send(test, &entry, facts->unreachable);
        return -1;
    }
    if (!spec->status && large_is(&entry, bytes->n)) {
        struct message_spec moved = *spec;
        moved.by_stream = true;
        if (wants_stream(test, spec, facts))
            return compose_and_send(test, &moved);
        entry.flags |= ENTRY_LARGE; /* TCP is not to be had: 18.1.1 leaves UDP */
    }
    const struct net_addr *to = facts->destination.family ? &facts->destination : case_target(test);
    long number = send_bytes(test, spec->endpoint, to, facts->connection, entry, bytes->p, bytes->n);
    struct note *note = spec->by_stream ? case_note(test, number) : NULL;
    if (note)
        note->moved = true;
    return number;
}

long compose_and_send(struct test_case *test, const struct message_spec *spec)
{
    struct message_facts facts;
    struct buf bytes, why;
    buf_init(&bytes, LIMIT_MESSAGE_BYTES);
    buf_init(&why, LIMIT_WHY_BYTES);
    long number = -1;
    bool made = false;
    if (!message_facts_make(test, spec, &facts, &why)) {
        made = !compose_message(test, spec, &facts, &bytes, &why);
        if (made)
            number = send_made(test, spec, &facts, &bytes);
        message_facts_free(&facts);
    }
    if (number < 0 && why.n)
        case_give_up(test, VERDICT_SKIP, "%.*s", SLICE_ARG(buf_slice(&why)));
    else if (number < 0 && !made)
        case_give_up(test, VERDICT_ERROR, "out of memory");
    buf_free(&bytes);
    buf_free(&why);
    return number;
}

long send_again(struct test_case *test, long entry, unsigned flags)
{
    const struct entry *first = transcript_at(&test->result.transcript, entry);
    struct entry copy = {.flags = (first->flags & (ENTRY_CONTROL | ENTRY_FLAWED | ENTRY_LARGE | ENTRY_RAW)) |
                                  flags,
                         .transport = first->transport,
                         .answers = first->answers};
    struct endpoint *endpoint = &test->wire.endpoints[first->endpoint];
    const struct entry *request = transcript_at(&test->result.transcript, first->answers);
    struct net_addr to = request ? response_destination(request) : first->peer;
    /* the transcript may move while it grows: the bytes themselves stay */
    return send_bytes(test, endpoint, &to, first->connection, copy, first->message->bytes,
                      first->message->length);
}
