/* Session descriptions: what we offer, and the answer to what a device offers (RFC 3264). No media is sent,
 * so one audio stream is taken and whatever else is offered is declined. */
#include "play/case.h"

#include "sip/value.h"

#include <string.h>

/* What may be answered: a body that says that it is a session description, and nothing else. */
static bool is_description(const struct sip_message *message)
{
    struct slice type = sip_header_value(message, SIP_HEADER_CONTENT_TYPE);
    return slice_trim(message->body).n && slice_ieq_text(slice_sub(type, 0, 15), "application/sdp");
}

static struct slice next_line(struct slice *rest)
{
    size_t n = slice_find(*rest, '\n');
    struct slice line = slice_trim(slice_sub(*rest, 0, n));
    *rest = slice_sub(*rest, n + 1, rest->n);
    return line;
}

static struct slice next_word(struct slice *rest)
{
    struct slice text = slice_trim(*rest);
    size_t n = slice_find(text, ' ');
    *rest = slice_sub(text, n, text.n);
    return slice_sub(text, 0, n);
}

/* The version of the session rises with each description of ours in a call (RFC 3264 8). */
static unsigned version_of(const struct test_case *test, struct slice call_id)
{
    unsigned version = 1;
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        version += entry->direction == DIRECTION_SENT && entry->retransmission_of < 0 &&
                   slice_eq(sip_call_id(entry->message), call_id) && is_description(entry->message);
    }
    return version;
}

static void begin_description(unsigned version, struct buf *text)
{
    buf_addf(text, "v=0\r\no=sipconform 1 %u IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\n", version);
}

/* ---- answers ---- */

/* What the offer says of the stream whose m= line was just read: its direction turned round, and what its
 * first format is. */
static void answer_attributes(struct slice rest, struct slice format, struct buf *text)
{
    static const char *const turned[][2] = {
        {"a=sendonly", "a=recvonly"}, {"a=recvonly", "a=sendonly"}, {"a=inactive", "a=inactive"}};
    while (rest.n) {
        struct slice line = next_line(&rest), what = line;
        if (slice_starts_with(line, "m="))
            return;
        for (size_t i = 0; i < 3; i++)
            if (slice_eq_text(line, turned[i][0]))
                buf_addf(text, "%s\r\n", turned[i][1]);
        struct slice name = next_word(&what);
        if (slice_starts_with(name, "a=rtpmap:") && slice_eq(slice_sub(name, 9, name.n), format))
            buf_addf(text, "%.*s\r\n", SLICE_ARG(line));
    }
}

/* "m=audio 49170 RTP/AVP 0 8" and what follows it. */
static void answer_stream(struct slice line, struct slice rest, bool *took_one, struct buf *text)
{
    struct slice words = slice_sub(line, 2, line.n);
    struct slice media = next_word(&words), port = next_word(&words), proto = next_word(&words),
                 format = next_word(&words);
    bool take = !*took_one && slice_eq_text(media, "audio") && slice_eq_text(proto, "RTP/AVP") &&
                !slice_eq_text(port, "0");
    buf_addf(text, "m=%.*s %d %.*s %.*s\r\n", SLICE_ARG(media), take ? SESSION_MEDIA_PORT : 0,
             SLICE_ARG(proto), SLICE_ARG(format));
    if (take)
        answer_attributes(rest, format, text);
    *took_one = *took_one || take;
}

static void add_answer(const struct sip_message *offer, unsigned version, struct buf *text)
{
    struct slice rest = offer->body;
    bool timed = false, took_one = false;
    begin_description(version, text);
    while (rest.n) { /* t= stands before all streams and is the offer's own (RFC 3264 6) */
        struct slice line = next_line(&rest);
        if (slice_starts_with(line, "t=")) {
            buf_addf(text, "%.*s\r\n", SLICE_ARG(line));
            timed = true;
        }
        if (!slice_starts_with(line, "m="))
            continue;
        if (!timed)
            buf_add_text(text, "t=0 0\r\n");
        timed = true;
        answer_stream(line, rest, &took_one, text);
    }
}

/* ---- what a message of ours has to say ---- */

static void add_offer(unsigned version, struct buf *text)
{
    begin_description(version, text);
    buf_addf(text, "t=0 0\r\nm=audio %d RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\n", SESSION_MEDIA_PORT);
}

int session_description(const struct test_case *test, const struct message_spec *spec, struct slice call_id,
                        struct buf *text)
{
    const struct transcript *transcript = &test->result.transcript;
    const struct entry *peers = transcript_at(transcript, spec->status ? spec->answers : spec->in_dialog);
    const struct entry *ours = peers && !spec->status ? transcript_at(transcript, peers->answers) : NULL;
    unsigned version = version_of(test, call_id);
    bool is_ack = spec->method && strcmp(spec->method, "ACK") == 0;
    bool is_invite = spec->status ? peers && entry_has_method(peers, "INVITE")
                                  : spec->method && strcmp(spec->method, "INVITE") == 0;
    if (spec->status && peers && is_description(peers->message))
        add_answer(peers->message, version, text);
    else if (is_ack && ours && !slice_trim(ours->message->body).n && is_description(peers->message))
        add_answer(peers->message, version, text); /* the offer was in the 2xx (13.2.2.4) */
    else if (is_invite)
        add_offer(version, text);
    return text->failed ? -1 : 0;
}
