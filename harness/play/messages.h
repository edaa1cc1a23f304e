/* Messages of ours: what a new one has to say by what went before, and its text. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_MESSAGES_H
#define SIPCONFORM_PLAY_MESSAGES_H

#include "play/wire.h"
#include "scenario/scenario.h"

struct message_spec {
    const char *method;            /* request */
    int status;                    /* response; 0 for a request */
    const char *template_name;     /* NULL: by method or status */
    const char *uri;               /* NULL: the default for method and role */
    const struct headers *headers; /* may be NULL */
    const struct expr *body;       /* may be NULL */
    struct endpoint *endpoint;
    long in_dialog, for_entry, retry_of, answers; /* entries; -1 when not given */
    unsigned flags;                               /* of the entry */
    int line;
    unsigned automatic; /* set of 1 << enum automatic_behaviour that are on for this message */
    bool by_stream;     /* by TCP, for its size */
};

/* dialog.c: what a new message has to say, by what went before */
struct message_facts {
    char *method, *request_uri, *via, *from, *to, *from_tag, *branch, *call_id, *contact;
    struct value routes;
    uint64_t cseq;
    enum net_transport transport;
    struct net_addr destination; /* family 0: the target */
    uint32_t connection;         /* response on a stream: the connection it goes on */
    char *unreachable;           /* why it must not be sent; NULL: it may */
};
void message_facts_free(struct message_facts *facts);
int message_facts_make(struct test_case *test, const struct message_spec *spec,
                       struct message_facts *ret_facts, struct buf *why);

/* route.c: where a request of a dialog goes, from its route set and Request-URI: destination, transport,
 * unreachable. Nothing of that is changed when they do not say. Returns 0 or -1 (memory). */
int route_dialog(const struct test_case *test, struct message_facts *facts);

/* 18.2.2: where a response goes by datagram, received and rport or the sent-by port; and by stream when the
 * connection of the request is gone, the sent-by port. */
struct net_addr response_destination(const struct entry *request);

/* The highest CSeq number that we used in a call under that From tag (a case may be at both ends of it),
 * before there was a dialog and in the one with that To tag (12.2.1.1: each branch of a fork counts for
 * itself); 0. */
uint64_t highest_cseq(const struct test_case *test, struct slice call_id, struct slice from_tag,
                      struct slice to_tag);

/* Where our session descriptions want media, which nobody listens to; RTCP comes to the next port (RFC 3550
 * 11). */
enum { SESSION_MEDIA_PORT = 49170 };
/* session.c: appends the session description that a message has to have: an offer in an INVITE, the answer to
 * an offer in a 2xx or in an ACK; else nothing. Returns 0 or -1 (memory). */
int session_description(const struct test_case *test, const struct message_spec *spec, struct slice call_id,
                        struct buf *text);

/* compose.c: text of a message */
int compose_message(struct test_case *test, const struct message_spec *spec,
                    const struct message_facts *facts, struct buf *bytes, struct buf *why);

/* send.c: composes and sends once. Returns the entry, or -1 after the case was given up. */
long compose_and_send(struct test_case *test, const struct message_spec *spec);

#endif
