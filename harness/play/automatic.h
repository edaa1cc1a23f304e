/* What any SIP element does around the messages that a scenario speaks of: retransmits, acknowledges, answers
 * what no step waits for, authenticates, hangs up. Each shows in the transcript, and each can be switched
 * off. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_AUTOMATIC_H
#define SIPCONFORM_PLAY_AUTOMATIC_H

#include "play/messages.h"

/* Retransmission of one message that was sent. */
struct retransmission {
    struct test_case *owner;
    long entry;
    struct net_timer *timer;
    int64_t interval_ms, until_ns;
    struct retransmission *next;
};

/* What is known of one transcript entry besides its bytes. */
struct note {
    unsigned automatic; /* set of 1 << enum automatic_behaviour that are on for it */
    long renewed_for;   /* a request that is an earlier one, sent anew: the response that asked; -1 */
    long taken_back_by; /* a REGISTER or SUBSCRIBE that was undone at the end: the request that does it; 0 */
    bool unreachable;   /* a response that made a dialog: its requests must not go where it says */
    bool moved;         /* a request that goes by TCP for its size */
    unsigned connections_lost; /* that it was sent on, and that ended before an answer */
};

/* A request that is made once more after a while (14.1). */
struct again {
    struct net_timer *timer; /* NULL: there is none */
    long response;           /* that made it so */
    unsigned phase;          /* enum phase that it is for */
};

struct automatic_state {
    struct retransmission *retransmissions;
    struct note *notes; /* one an entry, as far as note_count */
    size_t note_count;
    size_t invites_received;
    struct again again;
};

/* automatic.c */
/* What is on for a step, or for a message that no step sends (NULL). */
unsigned case_automatic(const struct test_case *test, const struct step *step);
struct message_spec message_spec_init(struct test_case *test);
/* Composes, sends, and retransmits as long as that is due. Returns the entry, or -1 after the case was given
 * up. */
long send_message(struct test_case *test, const struct message_spec *spec);
/* A message was received and stands in the transcript. */
void automatic_received(struct test_case *test, long entry);
/* The ACK that was sent for a 2xx with this CSeq number and To tag; -1. */
long ack_of(const struct test_case *test, const struct sip_message *ok);
struct note *case_note(struct test_case *test, long entry); /* NULL when memory is out */

/* retransmit.c: timers A, E and G */
/* Begins to retransmit a message that was sent with these behaviours on. */
void retransmit_begin(struct test_case *test, long entry, unsigned automatic);
/* The message was answered. */
void retransmit_end(struct test_case *test, long entry);
/* An ACK ends our final response to the INVITE with its Call-ID and CSeq number. */
void retransmit_acknowledged(struct test_case *test, const struct entry *ack);
void retransmit_stop_all(struct test_case *test);

/* lost.c: a connection has ended. */
void connection_lost(struct test_case *test, size_t endpoint, const struct net_event *event);

/* glare.c: offers that cross in a call */
/* What has to be said to an INVITE or UPDATE of the device by what is under way: 491, or 500 with
 * Retry-After; 0: nothing. */
int glare_status(const struct test_case *test, long request);
/* After a 491 to our own, sends it once more in a while. */
void glare_try_again(struct test_case *test, long response);
void glare_stop(struct test_case *test);

/* calls.c */
/* Ends what is still open, every dialog of every fork. True when everything is at rest. */
bool calls_close(struct test_case *test);
bool calls_open(const struct test_case *test);

/* authenticate.c: sends a challenged request again with credentials. True when it did. */
bool authenticate(struct test_case *test, long response);

/* anew.c */
struct anew {
    long old, response;       /* the request, and the response that asked for it; -1: none did */
    struct slice credentials; /* header rows */
    bool by_datagram;         /* whatever the old one went by */
};
/* Sends a request once more with the next CSeq number and a new branch. What was named after the old one is
 * named after the new one. Returns its entry; -1 after the case was given up, or when it cannot be. */
long send_anew(struct test_case *test, const struct anew *anew);
/* The request itself, or the last that was sent anew for it. */
long latest_try(struct test_case *test, long request);

/* large.c: size and transport (18.1.1) */
/* Is it too large for the datagram that it would go in, and not on purpose? */
bool large_is(const struct entry *entry, size_t length);
/* May what goes there by UDP go by TCP as well? `to` without a family is the target. */
bool large_may_move(const struct test_case *test, const struct net_addr *to);
/* A connection could not be made: what was moved to it goes by UDP after all. */
void large_refused(struct test_case *test, size_t endpoint, const struct net_event *event);

#endif
