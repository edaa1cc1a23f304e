/* Everything that one case sent and received, in order, with time and addresses. Nothing is ever taken out or
 * merged: a retransmission is an entry of its own that points to the first one. */
#ifndef SIPCONFORM_MODEL_TRANSCRIPT_H
#define SIPCONFORM_MODEL_TRANSCRIPT_H

#include "net/net.h"
#include "sip/message.h"

enum direction { DIRECTION_SENT, DIRECTION_RECEIVED };

enum entry_flag {
    ENTRY_AUTOMATIC = 1 << 0, /* sent by a named behaviour, not by a step */
    ENTRY_RAW = 1 << 1, /* sent with bytes of the scenario's own: what comes back is not judged against it */
    ENTRY_CONTROL = 1 << 2,   /* belongs to the control run */
    ENTRY_KEEPALIVE = 1 << 3, /* CRLF between messages on a stream */
    ENTRY_UNFRAMED = 1 << 4,  /* stream bytes that could not be framed */
    ENTRY_LARGE = 1 << 6,     /* its step says that it is too large for a datagram on purpose */
    ENTRY_REFUSED = 1 << 7,   /* sent, and refused: by ICMP, or with its connection */
    ENTRY_FLAWED = 1 << 5,    /* wrong on purpose, as its step says, or made after such a message */
    ENTRY_SHARED = 1 << 8 /* another case sent or received it, in a control run that serves this one too */
};

struct entry {
    enum direction direction;
    unsigned flags;  /* set of enum entry_flag */
    int64_t time_ns; /* net_now_ns() scale */
    enum net_transport transport;
    uint32_t connection; /* stream connection; 0 for UDP */
    size_t endpoint;     /* number of the endpoint in the case */
    struct net_addr local, peer;
    struct sip_message *message; /* owned */
    long retransmission_of;      /* entry that this one retransmits, or -1 */
    long answers;                /* response: entry of the request it belongs to, or -1 */
    int line;                    /* line of the step that sent or took it, 0 when none did */
    bool taken;                  /* received: a step took it, or an automatic behaviour has dealt with it */
};

struct transcript {
    struct entry *entries;
    size_t count, capacity;
    size_t bytes;
    bool full; /* a ceiling was met: what came later was dropped */
};

void transcript_free(struct transcript *transcript);
/* Parses and files a message. Returns the entry's number, or -1 when memory or a ceiling is out (a little is
 * kept of the ceilings for what we send). Two members are found out here: answers (unless given: the request
 * of a response, by branch and method, else Call-ID and CSeq, else the open request of that endpoint, so that
 * a device may mangle every identifier) and retransmission_of (a request of the same transaction, 17.2.3; a
 * response of the same status to the same request, for a 2xx with the same To tag). A retransmission need not
 * be equal: that it is, is for a check to say. */
long transcript_add(struct transcript *transcript, const struct entry *entry, const void *bytes,
                    size_t length);
/* Files the first messages of another case's transcript, with ENTRY_SHARED: nothing that comes later answers
 * or retransmits them. Returns 0 or -1 (memory, or a ceiling). */
int transcript_share(struct transcript *transcript, const struct transcript *from, size_t count);
/* Has this case itself sent or received anything? */
bool transcript_has_own(const struct transcript *transcript);
struct entry *transcript_at(const struct transcript *transcript, long number); /* NULL when there is none */

bool entry_is_request(const struct entry *entry);
bool entry_is_response(const struct entry *entry);
bool entry_has_method(const struct entry *entry, const char *method);
bool entry_is_final(const struct entry *entry);
bool entry_is_provisional(const struct entry *entry);

#endif
