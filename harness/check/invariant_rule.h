/* What the rules of invariant*.c share: the message under inspection, what is known of it, how a breach is
 * filed. Private to these files. */
#ifndef SIPCONFORM_CHECK_INVARIANT_RULE_H
#define SIPCONFORM_CHECK_INVARIANT_RULE_H

#include "check/invariant.h"
#include "check/tag_memory.h"
#include "sip/value.h"

/* What is known of one entry of the transcript before any rule looks at it. All slices point into its
 * message. */
struct entry_facts {
    struct slice branch, call_id, from_tag, to_tag; /* p == NULL when absent */
    struct sip_cseq cseq;                           /* method.p == NULL when there is none to read */
    const struct entry *request; /* response: the request that it answers without doubt; else NULL */
    bool judged;                 /* the device sent it, it is SIP, and no retransmission */
    bool unframed;               /* bytes of a stream that could not be framed */
    bool odd;                    /* comes from what we sent deliberately wrong */
    bool relayed;                /* went through a proxy: its content is ours */
    const struct entry *source;  /* relayed: what we sent */
};

/* Which messages a rule is shown. */
enum rule_scope {
    ON_REQUEST = 1 << 0,
    ON_RESPONSE = 1 << 1,
    ON_ANY = ON_REQUEST | ON_RESPONSE,
    ON_OUR_REQUEST = 1 << 2, /* instead of the device's messages, each request of ours: for what follows it */
    RELAYED_TOO = 1 << 3,
    ODD_TOO = 1 << 4,
    UNFRAMED_TOO = 1 << 5,
    BROKEN_TOO = 1 << 6,   /* what is neither request nor response */
    NOT_RELAYING = 1 << 7, /* not for roles that pass our messages on */
    NOT_OURS = 1 << 8      /* our own messages break it in the line of duty */
};

struct inspection;

struct invariant_rule {
    const char *requirement;
    enum verdict verdict;                   /* on breach */
    unsigned scope;                         /* set of enum rule_scope */
    bool (*inspect)(struct inspection *in); /* true when the message had something that the rule is about */
    unsigned roles;                         /* set of 1 << enum role that it is for */
};

struct inspection {
    const struct invariant_subject *subject;
    const struct transcript *transcript;
    struct entry_facts *facts; /* one an entry; owned */
    struct tag_memory *memory;
    struct findings *findings;
    const struct invariant_rule *rule;
    /* the message at hand */
    long number;
    const struct entry *entry;
    const struct entry_facts *fact;
    const struct sip_message *message;
    size_t breaches; /* of this rule */
    bool out_of_memory;
};

/* Makes the facts of all entries. Returns 0 or -1 (memory). */
int facts_make(struct inspection *in);
/* Makes entry `number` the message at hand. */
void inspection_select(struct inspection *in, long number);

/* Files a breach by the message at hand, with the rule's verdict; where marks the octets (p == NULL: none in
 * particular). expected is a phrase of ours; format says what stands there instead. */
void breach(struct inspection *in, struct slice where, const char *expected, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same with a verdict of its own. */
void breach_as(struct inspection *in, enum verdict verdict, struct slice where, const char *expected,
               const char *format, ...) __attribute__((format(printf, 5, 6)));
/* For texts: at most 300 octets of s. */
#define SHOW(s) (int)((s).n > 300 ? 300 : (s).n), ((s).p ? (s).p : "")
#define NOWHERE ((struct slice){NULL, 0})

/* The row's octets without its last line end, to be marked; NOWHERE for NULL. */
struct slice row_place(const struct sip_row *row);
/* Does the device's message `number` answer our request `request` by its branch? Then they belong together,
 * whatever else is wrong. */
bool answers_by_branch(const struct inspection *in, size_t number, long request);
/* What became of the INVITE that an ACK at hand is for, by the finals that we sent. */
enum ack_kind { ACK_UNKNOWN, ACK_SUCCESS, ACK_FAILURE };
enum ack_kind ack_kind_of(const struct transcript *transcript, const struct entry_facts *facts, long number);
bool is_method(const struct sip_message *message, const char *method);
/* The body: what Content-Length leaves of the octets after the empty line. */
struct slice body_of(const struct sip_message *message);

/* the rules, by file; each is documented by its row in invariant.c */
bool rule_start_line(struct inspection *in);
bool rule_line_ends(struct inspection *in);
bool rule_single_headers(struct inspection *in);
bool rule_content_length(struct inspection *in);
bool rule_stream_length(struct inspection *in);
bool rule_body_type(struct inspection *in);
bool rule_header_class(struct inspection *in);

bool rule_grammar(struct inspection *in);

bool rule_brackets(struct inspection *in);
bool rule_contact_params(struct inspection *in);
bool rule_unique_params(struct inspection *in);
bool rule_contact_parts(struct inspection *in);
bool rule_address_parts(struct inspection *in);
bool rule_star_in_3xx(struct inspection *in);
bool rule_transport_tls(struct inspection *in);
bool rule_invite_contact(struct inspection *in);

bool rule_via_echo(struct inspection *in);
bool rule_from_echo(struct inspection *in);
bool rule_to_echo(struct inspection *in);
bool rule_five_headers(struct inspection *in);

bool rule_one_to_tag(struct inspection *in);
bool rule_to_tag(struct inspection *in);
bool rule_tags_unique(struct inspection *in);

bool rule_six_headers(struct inspection *in);
bool rule_branch(struct inspection *in);
bool rule_max_forwards(struct inspection *in);
bool rule_cseq(struct inspection *in);
bool rule_dialog_tags(struct inspection *in);
bool rule_request_uri(struct inspection *in);
bool rule_no_require(struct inspection *in);

bool rule_method_headers(struct inspection *in);
bool rule_datagram_size(struct inspection *in);

bool rule_offer_answer(struct inspection *in);

bool rule_ack_unanswered(struct inspection *in);
bool rule_companions(struct inspection *in);
bool rule_allow(struct inspection *in);
bool rule_one_final(struct inspection *in);
bool rule_no_6xx(struct inspection *in);
bool rule_no_305(struct inspection *in);

bool rule_unsupported(struct inspection *in);
bool rule_bad_extension(struct inspection *in);
bool rule_response_require(struct inspection *in);
bool rule_disjoint_tags(struct inspection *in);
bool rule_supported_registered(struct inspection *in);
bool rule_request_tags_registered(struct inspection *in);

#endif
