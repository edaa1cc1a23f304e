/* A call that the UAC places. Private to uac*.c. */
#ifndef SIPCONFORM_DEVICE_CALL_H
#define SIPCONFORM_DEVICE_CALL_H

#include "device/parts.h"

/* A URI that the call may be sent to. */
struct target {
    char *uri;           /* as found, headers included */
    unsigned q;          /* thousandths */
    unsigned generation; /* which response it came with; 0: the call itself */
    bool tried;
};

struct call {
    struct call *next;
    struct device *device;
    char *uri; /* what was asked for */
    char call_id[2 * DEVICE_TAG_BYTES], from_tag[DEVICE_TAG_BYTES], branch[DEVICE_TAG_BYTES];
    uint64_t cseq;
    char **requires, **supported; /* what it still asks for after a 420 */
    char *to_tag; /* FAULT_REDIRECT_KEEPS_TO_TAG, FAULT_RETRY_KEEPS_TO_TAG: what a new try must not have */
    struct target targets[LIMIT_DEVICE_TARGETS];
    size_t target_count, current;
    unsigned generation, attempts, retries;
    struct client_transaction *client;
    struct dialog *dialog;
    struct net_timer *end;
    struct net_timer *waiting; /* for its user: TRAIT_ASKS_ITS_USER, TRAIT_RINGS_SHORTLY */
    bool same_place;           /* it asks whether to try there again */
    bool hung_up;
    bool by_tcp; /* the request was too long for UDP (18.1.1) */
};

/* A redirection that may be used again. */
struct cached {
    struct cached *next;
    char *uri, *contact;
    int64_t until_ms;
};

/* ---- uac.c ---- */
void call_hang_up(struct call *call);

/* ---- uac_habits.c ---- */
/* Header lines that stand in an INVITE besides. */
void habit_rows(struct device *device, const struct peer *peer, struct buf *text);
/* The offer of an INVITE; nothing when it comes with the ACK. */
void habit_offer(const struct device *device, struct buf *body);
/* What it sends before it calls that URI, while it rings, when it was answered. */
void habit_before_call(struct device *device, struct slice uri);
void habit_ringing(struct call *call);
void habit_answered(struct dialog *dialog);
int64_t habit_call_ms(const struct device *device);

/* ---- uac_follow.c ---- */
/* Takes the contacts of a 3xx; true when there is something to try. */
bool call_follow(struct call *call, const struct sip_message *response);
/* Takes the Unsupported of a 420; true when the call may be tried again. */
bool call_amend(struct call *call, const struct sip_message *response);
void call_add_target(struct call *call, struct slice uri, unsigned q);
/* The target that a redirection remembered for that URI leads to; NULL when there is none. */
const char *call_cached(struct device *device, struct slice uri);
/* FAULT_HONOURS_DANGEROUS_HEADERS: appends the value that the URI has for From or Call-ID; false when there
 * is none. */
bool call_imposed(const struct device *device, const char *uri, const char *name, struct buf *value);
/* The URI as Request-URI, and the headers it asks for that may be honoured (19.1.5). */
void call_request_uri(const struct device *device, const char *uri, struct buf *request_uri,
                      struct buf *headers);

#endif
