/* What the parts of the reference device share. Private to harness/device. */
#ifndef SIPCONFORM_DEVICE_PARTS_H
#define SIPCONFORM_DEVICE_PARTS_H

#include "base/buf.h"
#include "base/limits.h"
#include "base/rng.h"
#include "device/device.h"
#include "device/fault_list.h"
#include "device/trait_list.h"
#include "sip/message.h"
#include "sip/stream.h"
#include "sip/value.h"

enum { DEVICE_TAG_BYTES = 256 }; /* a tag or the random part of a branch, with its NUL */

struct device;
struct server_transaction;
struct client_transaction;
struct dialog;

/* Where something comes from or goes to. */
struct peer {
    enum net_transport transport;
    struct net_addr addr;
    uint32_t connection;   /* TCP: to be used while it is up; 0: whichever leads there */
    struct net_port *port; /* it came in there, and its answer leaves there (RFC 3581 4); NULL: any */
};

/* A connection that bytes came on. */
struct connection {
    struct connection *next;
    uint32_t number;
    bool is_read, is_done; /* is_done: to be closed when it has been read */
    struct sip_stream stream;
    struct device *device;
    struct net_port *port;
    struct net_timer *idle; /* TRAIT_CLOSES_IDLE */
};

/* What a role does with requests. request and ack may not keep the message. */
struct device_role {
    enum role id;
    const char *allow; /* methods, joined by ", " */
    /* A new request, not ACK or CANCEL, in a fresh server transaction: is to be answered now or later. */
    void (*request)(struct device *device, struct server_transaction *server);
    /* An ACK that belongs to no refused INVITE. */
    void (*ack)(struct device *device, const struct sip_message *ack, const struct peer *from);
    /* The CANCEL of a pending INVITE was answered. */
    void (*cancelled)(struct device *device, struct server_transaction *server);
    /* A CANCEL that matches nothing; NULL: 481. */
    void (*stray_cancel)(struct device *device, const struct sip_message *cancel, const struct peer *from);
    /* Passes a request on without a transaction, when that is to be (16.11); NULL: never is. */
    bool (*passes)(struct device *device, const struct sip_message *request, const struct peer *from);
};

/* Octets that have left the device and have not arrived. */
struct under_way {
    struct device *device;
    struct net_timer *timer;
    struct peer to;
    struct buf bytes;
    bool closes; /* the connection, behind it */
    struct under_way *next;
};

struct device {
    struct net *net;
    struct device_options options; /* lists and texts are its own copies */
    const struct device_role *role;
    struct net_port *ports[NET_TRANSPORT_COUNT];  /* NULL where it is not open; UDP always is */
    struct net_port *others[NET_TRANSPORT_COUNT]; /* under another number, for traits that point there */
    struct net_addr addr;
    struct rng rng;
    char nonce[DEVICE_TAG_BYTES], old_nonce[DEVICE_TAG_BYTES];
    bool dead;             /* FAULT_DIES_OF_.. has struck */
    int64_t call_ended_ms; /* when the last dialog ended; 0: none has */
    unsigned requests;     /* how many were counted for a limit of rate */
    struct connection *conns;
    struct under_way *under_way;        /* of a device that is far away */
    struct server_transaction *servers; /* newest first, as all lists here */
    size_t server_count;
    struct client_transaction *clients;
    size_t client_count;
    struct dialog *dialogs;
    size_t dialog_count;
    struct user *users;
    size_t user_count;
    struct call *calls; /* placed by a UAC */
    size_t call_count;
    struct cached *cached;
    size_t cached_count;
};

static inline bool has_fault(const struct device *device, enum fault_id id)
{
    return device->options.faults.words[id / 64] >> (id % 64) & 1;
}

static inline bool has_trait(const struct device *device, enum trait_id id)
{
    return device->options.traits.words[id / 64] >> (id % 64) & 1;
}

/* ---- roles ---- */
extern const struct device_role role_uas, role_redirect, role_registrar, role_proxy, role_uac;

/* ---- device.c ---- */
/* Starts a timer; *ret_timer is NULL when there is no memory for it. */
void device_timer(struct device *device, int64_t delay_ms, void (*fire)(void *arg), void *arg,
                  struct net_timer **ret_timer);
void device_timer_stop(struct net_timer **timer);
/* The methods of its role that it knows, joined by ", ". */
const char *device_allow(const struct device *device);
/* A fresh tag or part of a branch. */
void device_token(struct device *device, char text[DEVICE_TAG_BYTES]);

/* distance.c: octets leave for a peer, now or when they have come so far */
int distance_write(struct device *device, struct net_port *port, const struct peer *to, const void *bytes,
                   size_t n);
/* The connection is closed behind what was written last. */
void distance_close(struct device *device, struct net_port *port, uint32_t connection);
void distance_free_all(struct device *device);
/* transport.c: nothing more is written on that connection */
void transport_is_done(struct device *device, struct net_port *port, uint32_t connection);

/* ---- transport.c ---- */
int transport_open(struct device *device);
void transport_close(struct device *device);
/* 0 or an enum net_error; a refusal by the peer is told later, see client_refused(). */
int transport_send(struct device *device, const struct peer *to, const void *bytes, size_t n);
/* Where answers to a request go (18.2.2, RFC 3581), by its top Via and where it came from. */
struct peer transport_back(const struct device *device, const struct sip_via *via, const struct peer *from);
/* What follows "sip:" in our Contact towards that peer. */
void transport_contact(struct device *device, const struct peer *towards, struct buf *text);
/* Our address as it stands in Via towards that peer. */
const char *transport_own(struct device *device, const struct peer *towards, char text[NET_ADDR_TEXT]);
/* That of the second set of ports, where there is one. */
const char *transport_other(struct device *device, const struct peer *towards, char text[NET_ADDR_TEXT]);

/* ---- incoming.c: what arrives, sorted ---- */
void incoming_message(struct device *device, const struct peer *from, struct slice bytes, bool framed);

/* ---- proxy_stateless.c ---- */
/* Passes a response on that answers what was passed on without state; false when it is no such. */
bool stateless_response(struct device *device, const struct sip_message *response);

/* ---- admission.c: what comes before the role ---- */
/* Hands a new request to the role, at once, later, or not at all when the answer is known before. */
void admission_take(struct server_transaction *server);

/* ---- target.c: URIs as places ---- */
/* The peer a URI leads to: an IP literal as host or maddr, by UDP or TCP. False when it leads nowhere we can
 * go. */
bool target_peer(const struct device *device, struct slice uri, struct peer *ret_peer);
/* Is that URI in our own domain? */
bool target_is_own(const struct device *device, struct slice uri);
/* The user part of a SIP URI, escapes kept; empty when there is none. */
struct slice target_user(struct slice uri);

/* ---- text.c: writing messages ---- */
/* Appends "Name: value" of each row with that id. */
void text_copy(struct buf *buf, const struct sip_message *message, enum sip_header_id id);
void text_row(struct buf *buf, const struct sip_row *row);
/* Appends "name: a, b, c" unless the list is empty. */
void text_tags(struct buf *buf, const char *name, char *const *tags);
bool text_has_tag(char *const *tags, struct slice tag);
/* Copies of lists of texts; NULL when memory is out. */
char **text_list_dup(const char *const *list);
void text_list_free(char **list);
/* Content-Type, Content-Length, the empty line and the body; an empty type means no body. */
void text_body(struct buf *buf, const char *type, struct slice body);
/* An SDP that offers one audio stream. */
void text_sdp(struct buf *buf, const struct net_addr *addr);
/* Appends an SDP that takes the first stream of the offer and declines the others (RFC 3264 6). */
void text_sdp_answer(struct buf *buf, const struct net_addr *addr, struct slice offer);
/* value, unfolded, as a text of its own; NULL when memory is out. */
char *text_dup(struct slice value);

/* ---- reply.c: answers ---- */
struct reply {
    int status;
    const char *headers;      /* header lines, each with its CRLF; NULL: none */
    const char *content_type; /* NULL: no body */
    struct slice body;
    const char *to;         /* value of To instead of the request's; NULL: that one with our tag */
    bool no_tag;            /* a 100 */
    const char *next_nonce; /* told in Authentication-Info; NULL: none */
};
/* The Vias of a request as they go back to whom it came from (18.2.1, RFC 3581). */
void reply_vias(const struct device *device, const struct sip_message *request, const struct peer *from,
                struct buf *text);
/* RFC 3581, which not every device knows. */
bool reply_knows_rport(const struct device *device);
/* Writes the answer to a request that came from that peer; tag is our To tag. */
void reply_write(struct device *device, const struct sip_message *request, const struct peer *from,
                 const char *tag, const struct reply *reply, struct buf *text);

/* ---- require.c: 8.2.2.3 ---- */
/* Reads Require or Proxy-Require. Returns 0 when all is understood, 420 (Unsupported was appended to headers)
 * or 400. */
int require_judge(struct device *device, const struct sip_message *request, enum sip_header_id id,
                  char *const *known, struct buf *headers);
/* The same for Require of a request to be served; answers it when it is refused, and returns true. */
bool require_refused(struct server_transaction *server);
/* Appends Supported as we advertise it. */
void require_supported(struct device *device, struct buf *headers);

/* ---- auth.c ---- */
/* False when the request was answered with a challenge of that status, 401 or 407. */
bool auth_ok(struct server_transaction *server, int status);

/* ---- server_transaction.c: server transactions, 17.2 ---- */
enum server_state { SERVER_PROCEEDING, SERVER_COMPLETED, SERVER_CONFIRMED, SERVER_ACCEPTED };
struct server_transaction {
    struct server_transaction *next;
    struct device *device;
    enum server_state state;
    struct sip_message *request; /* owned */
    char *key;                   /* 17.2.3 */
    struct peer from, back;
    bool is_invite, is_fork;    /* is_fork: it speaks for another branch */
    char tag[DEVICE_TAG_BYTES]; /* our To tag in it; the request's own where it has one */
    char *bytes;                /* last answer */
    size_t length;
    int status;
    int64_t interval_ms;
    struct net_timer *repeat, *end, *ring, *reliable;
    char *reliable_bytes; /* a provisional response that waits for its PRACK */
    size_t reliable_length;
    int64_t reliable_interval_ms;
    const char *authentication_info; /* next nonce, to be told in a 2xx; NULL: none */
    void *owner;                     /* of the role */
    void (*gone)(void *owner);
};
/* Takes the request over, also on failure (NULL). */
struct server_transaction *server_create(struct device *device, struct sip_message *request,
                                         const struct peer *from);
/* The transaction that a request, or the ACK or CANCEL for it, belongs to. */
struct server_transaction *server_find(struct device *device, const struct sip_message *request);
/* The transaction of the CANCEL that this one retransmits. */
struct server_transaction *server_find_cancel(struct device *device, const struct sip_message *cancel);
/* Is there another transaction with the same From tag, Call-ID and CSeq? 8.2.2.2 */
bool server_is_merged(const struct server_transaction *server);
/* Answers; after a final answer to the transaction does nothing. */
void server_reply(struct server_transaction *server, const struct reply *reply);
void server_status(struct server_transaction *server, int status, const char *headers);
/* Sends an answer that was written elsewhere. */
void server_send(struct server_transaction *server, int status, struct buf *text);
/* RFC 3262: repeats the provisional response that was just sent, for as long as the transaction is there. */
void server_repeat_reliable(struct server_transaction *server);
/* A PRACK has come for what is repeated so. */
void server_pracked(struct device *device, const struct sip_message *prack);
/* Its request was retransmitted, or its ACK came. */
void server_retransmitted(struct server_transaction *server);
void server_ack(struct server_transaction *server);
void server_free_all(struct device *device);

/* ---- client_transaction.c: client transactions, 17.1 ---- */
enum client_state { CLIENT_CALLING, CLIENT_PROCEEDING, CLIENT_COMPLETED, CLIENT_ACCEPTED };
struct client_handler {
    /* Each provisional answer, the first final one, and every 2xx to INVITE. */
    void (*response)(void *owner, struct client_transaction *client, const struct sip_message *response);
    /* No answer will come: 408 for a timeout, 503 for a transport error. */
    void (*failed)(void *owner, struct client_transaction *client, int status);
};
struct client_transaction {
    struct client_transaction *next;
    struct device *device;
    enum client_state state;
    struct sip_message *request; /* owned */
    struct peer to;
    bool is_invite, cancel_wanted, cancel_sent, doomed;
    int failure; /* what it ends with when no answer comes */
    int64_t interval_ms;
    struct net_timer *repeat, *end;
    const struct client_handler *handler;
    void *owner; /* NULL: nobody is told any more */
};
/* Sends the request in text. NULL when it cannot be; nobody is told then. */
struct client_transaction *client_start(struct device *device, const struct buf *text, const struct peer *to,
                                        const struct client_handler *handler, void *owner);
/* The owner goes: it is not told any more. NULL is allowed. */
void client_forget(struct client_transaction *client);
/* CANCEL, as soon as a provisional answer is there (9.1). */
void client_cancel(struct client_transaction *client);
/* Takes a response; one that belongs to no transaction is dropped. */
void client_response(struct device *device, const struct sip_message *response);
/* A peer refused what was sent there: transactions that wait for it fail. */
void client_refused(struct device *device, enum net_transport transport, const struct net_addr *addr);
void client_free_all(struct device *device);
/* Appends "Via: ..." of ours. */
void client_via(struct device *device, const struct peer *to, const char *branch, struct buf *text);
/* Appends Max-Forwards as a request of our own has it. */
void client_max_forwards(const struct device *device, struct buf *text);

/* ---- dialog.c: section 12 ---- */
struct dialog {
    struct dialog *next;
    struct device *device;
    char *call_id, *local_tag, *remote_tag;
    char *local, *remote; /* values of From and To of our requests */
    char *target;         /* remote target */
    char *routes;         /* Route header lines */
    char *first_route;    /* its URI; NULL when there is none */
    uint64_t local_cseq, remote_cseq;
    bool has_remote_cseq;
    char *answer; /* our 2xx to INVITE, repeated until the ACK */
    size_t answer_length;
    struct peer answer_to;
    uint64_t answer_cseq;
    int64_t interval_ms;
    struct net_timer *repeat, *end, *habit, *again;
    bool has_habit;                      /* habit was begun */
    bool owns_call_id;                   /* we made it (14.1) */
    bool has_crossed;                    /* a re-INVITE of ours has crossed the peer's */
    struct client_transaction *reinvite; /* ours, while it is open */
    void *owner;                         /* the call it belongs to, told once: */
    void (*gone)(void *owner);
};
/* For an INVITE that we take, with the server's To tag. NULL when memory is out. */
struct dialog *dialog_accept(struct server_transaction *server);
/* For a 2xx to an INVITE of ours. */
struct dialog *dialog_confirm(struct device *device, const struct sip_message *invite,
                              const struct sip_message *response);
/* The dialog a request of the peer belongs to. */
struct dialog *dialog_find(struct device *device, const struct sip_message *request);
/* The same for a response to an INVITE of ours. */
struct dialog *dialog_of_response(struct device *device, const struct sip_message *response);
/* False when the request is out of order (12.2.2), which is to be answered 500. */
bool dialog_in_order(struct dialog *dialog, const struct sip_message *request);
/* Takes the remote target of a target refresh request that was not refused. */
void dialog_refresh(struct dialog *dialog, const struct sip_message *request);
/* Repeats the server's 2xx until the ACK comes. */
void dialog_answered(struct dialog *dialog, struct server_transaction *server);
void dialog_acked(struct dialog *dialog, uint64_t cseq);
/* Sends the ACK for a 2xx to the INVITE with that CSeq; offer: that of the 2xx, which the ACK answers. */
void dialog_ack(struct dialog *dialog, uint64_t cseq, struct slice offer);
/* Sends another request inside; an INVITE with the session as it is. Returns NULL when it could not be sent,
 * or nobody is to be told of the answer. */
struct client_transaction *dialog_request(struct dialog *dialog, const char *method,
                                          const struct client_handler *handler, void *owner);
/* Sends a BYE and forgets the dialog. */
void dialog_bye(struct dialog *dialog);
void dialog_free(struct dialog *dialog);
void dialog_free_all(struct device *device);

/* ---- location.c: the bindings of 10.3 ---- */
struct binding {
    char *uri; /* as registered */
    char *q;   /* text; NULL when not given */
    char *call_id;
    uint64_t cseq;
    int64_t until_ms; /* of the device's clock */
};
struct user {
    struct user *next;
    char *key;
    struct binding bindings[LIMIT_DEVICE_BINDINGS];
    size_t count;
};
/* The record of an address of record, without expired bindings; NULL when it was never registered. */
struct user *location_find(struct device *device, struct slice uri);
struct user *location_add(struct device *device, struct slice uri);
/* false: memory or room is out. */
bool location_bind(struct user *user, struct slice uri, struct slice q, struct slice call_id, uint64_t cseq,
                   int64_t until_ms);
void location_unbind(struct user *user, size_t index);
void location_free_all(struct device *device);
int64_t location_now_ms(const struct device *device);
/* Appends the binding as a Contact value with its q and remaining seconds. */
void location_contact(const struct device *device, const struct binding *binding, struct buf *text);

/* ---- the roles call each other here ---- */
void registrar_register(struct device *device, struct server_transaction *server);
/* 8.2.1 to 8.2.3 for an element that serves the request itself; true when it was answered. ret_dialog may be
 * NULL'd. */
bool uas_refused(struct server_transaction *server, struct dialog **ret_dialog);
void uas_options(struct server_transaction *server);
/* Appends Allow, Accept and Supported. */
void uas_add_abilities(struct device *device, struct buf *headers);
void uas_request(struct device *device, struct server_transaction *server);
void uas_ack(struct device *device, const struct sip_message *ack, const struct peer *from);
void uas_cancelled(struct device *device, struct server_transaction *server);
void uac_refer(struct server_transaction *server);
void uac_free_all(struct device *device);

/* ---- alone.c ---- */
struct alone {
    const char *method;
    struct slice uri, to; /* to: a URI as well */
    const char *rows;     /* header lines, each with its CRLF */
    const char *type;     /* of the body; NULL: there is none */
    const char *body;
};
/* Sends a request outside of any dialog, whose answer nobody waits for. */
void alone_send(struct device *device, const struct alone *alone);
/* TRAIT_TELLS_MESSAGES: how many messages wait for whoever is there. */
void alone_tell_messages(struct device *device, struct slice uri);

/* ---- uas_reply.c ---- */
/* Does its 180 ask for a PRACK? */
bool uas_rings_reliably(const struct server_transaction *server);
/* 1xx and 2xx to INVITE: with Record-Route and Contact, as they make a dialog (12.1.1). 183 and 2xx have a
 * session. */
void uas_reply_call(struct server_transaction *server, int status);
/* ---- uas_habits.c ---- */
/* A call is up: its ACK has come. */
void uas_call_up(struct dialog *dialog);
/* Sends a re-INVITE of ours; again in a while when it crosses the peer's (14.1). */
void habit_reinvite(struct dialog *dialog);

#endif
