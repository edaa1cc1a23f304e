/* What stands inside header field values: addresses, URIs, option-tags, Via, CSeq. All readers work on slices
 * of the message, allocate nothing unless said, and return false when the text is not of the form. RFC 3261
 * sections 19, 20, 25. */
#ifndef SIPCONFORM_SIP_VALUE_H
#define SIPCONFORM_SIP_VALUE_H

#include "sip/message.h"

/* token of 25.1: one or more alphanum and -.!%*_+`'~ */
bool sip_is_token(struct slice text);

/* ---- parameters: *( ; name [ = value ] ), blanks allowed around ; and = (25.1 SEMI, EQUAL), values may be
 * quoted ---- */
struct sip_param {
    struct slice name;
    struct slice value; /* quotes still on; p == NULL when there is no '=' */
};
/* Takes the next parameter off *rest (which begins at ';' or is empty). False at the end or when malformed;
 * the two are told apart by rest->n, which is 0 only at the end. */
bool sip_param_next(struct slice *rest, struct sip_param *ret_param);
/* The first parameter of that name, any case. */
bool sip_param_find(struct slice params, const char *name, struct sip_param *ret_param);
/* True when all of params is well formed (none at all is). sip_address_parse() and sip_via_parse() do not
 * ask. */
bool sip_params_ok(struct slice params);

/* ---- name-addr / addr-spec: From, To, Contact, Route, Refer-To ... ---- */
struct sip_address {
    struct slice display; /* as written, quotes included; empty when there is none */
    struct slice uri;     /* without brackets */
    struct slice params;  /* header parameters, beginning at ';' */
    bool bracketed; /* name-addr; else addr-spec, whose ';' begins header parameters (20.10, RFC 8217) */
    bool star;      /* the value is "*" (Contact of a REGISTER) */
};
bool sip_address_parse(struct slice value, struct sip_address *ret_address);
/* The URI of an address; all of value when it is none. */
struct slice sip_address_uri(struct slice value);

/* ---- URI ---- */
struct sip_uri {
    struct slice scheme; /* "sip", "tel", ... as written */
    bool is_sip;         /* sip or sips, any case: the fields below are set; else only rest is */
    bool is_sips;
    struct slice user;     /* escapes as written; p == NULL when there is no '@' */
    struct slice password; /* p == NULL when there is no ':' in userinfo */
    struct slice host;     /* IPv6 with its brackets */
    uint16_t port;         /* 0 when not given */
    struct slice params;   /* uri-parameters, beginning at ';' */
    struct slice headers;  /* after '?', without it; p == NULL when there is none */
    struct slice rest;     /* everything after "scheme:" */
};
/* False also for more than LIMIT_URI_PARTS parameters or headers, and for port 0. */
bool sip_uri_parse(struct slice text, struct sip_uri *ret_uri);
/* Takes the next "name=value" off *rest, which stands where sip_uri.headers does: separated by '&', the value
 * may be empty. False at the end or when malformed, told apart as in sip_param_next(). */
bool sip_uri_header_next(struct slice *rest, struct sip_param *ret_header);
/* Comparison by 19.1.4 with the rulings of docs/rulings.md (R4: user, ttl, method, maddr and transport are
 * significant even when only one URI has them). URIs of other schemes compare octet by octet, the scheme
 * without case. What does not parse is equal only to the same octets. Allocates nothing; symmetric and
 * reflexive. */
bool sip_uri_equal(struct slice a, struct slice b);
/* Appends the URI without its method parameter and headers: what may stand in a Request-URI (8.1.3.4, 19.1.1
 * table 1). What is no SIP URI is appended as it is. Returns 0, or -1 when buf has failed. */
int sip_uri_as_request_uri(struct slice uri, struct buf *buf);
/* Appends the URI as it may stand in From and To (table 1): without port, headers and the parameters below.
 * What is no SIP URI is appended as it is. Returns 0, or -1 when buf has failed. */
int sip_uri_as_identity(struct slice uri, struct buf *buf);
extern const char *const sip_uri_identity_bars[]; /* names of parameters; NULL ends them */
/* Appends text with %HH escapes resolved; a malformed escape is copied. Returns 0, or -1 when buf has
 * failed. */
int sip_unescape(struct slice text, struct buf *buf);

/* ---- Via ---- */
struct sip_via {
    struct slice protocol;  /* "SIP/2.0/UDP" without blanks only when written so; as written */
    struct slice transport; /* "UDP" */
    struct slice host;      /* sent-by host, IPv6 with brackets */
    uint16_t port;          /* 0 when not given */
    struct slice params;    /* beginning at ';' */
    struct slice branch;    /* p == NULL when absent */
    struct slice received;  /* p == NULL when absent */
    struct slice rport;     /* p == NULL when absent; n == 0 when given without value (RFC 3581) */
    bool has_rport;
};
bool sip_via_parse(struct slice value, struct sip_via *ret_via);
/* The topmost Via value of the message, parsed. */
bool sip_top_via(const struct sip_message *message, struct sip_via *ret_via);

/* ---- CSeq ---- */
struct sip_cseq {
    uint64_t number;
    struct slice digits; /* as written */
    struct slice method;
};
/* Any number that fits 64 bits is read; that it is below 2**31 (8.1.1.5) is for a check to say. */
bool sip_cseq_parse(struct slice value, struct sip_cseq *ret_cseq);

/* ---- option-tags ---- */
struct sip_tags {
    struct slice *tags; /* slices into the message, in order, duplicates kept; owned by the list */
    size_t count;
    size_t empty_values; /* empty list elements or rows without a value */
    size_t malformed;    /* elements that are no token: not among tags */
    size_t rows;
};
/* Reads a header field that is a list of option-tags over all its rows. Returns 0, or -1 when memory is
 * out. */
int sip_tags_read(const struct sip_message *message, enum sip_header_id id, struct sip_tags *ret_tags);
void sip_tags_free(struct sip_tags *tags);
/* Without regard to case (7.3.1). */
bool sip_tags_have(const struct sip_tags *tags, struct slice tag);

/* ---- short cuts into a message ---- */
struct slice sip_call_id(const struct sip_message *message);
/* The tag parameter of From or To; p == NULL when absent. id is SIP_HEADER_FROM or SIP_HEADER_TO. */
struct slice sip_tag_of(const struct sip_message *message, enum sip_header_id id);
bool sip_cseq_of(const struct sip_message *message, struct sip_cseq *ret_cseq);
/* The seconds that Retry-After begins with (20.33). False when there is none that is a number. */
bool sip_retry_after_of(const struct sip_message *message, uint64_t *ret_seconds);
/* Content-Length as a number; false when absent, doubled or malformed. */
bool sip_content_length(const struct sip_message *message, uint64_t *ret_length);
/* q by 25.1: 0 to 1 with at most three decimals, in thousandths; false when malformed. */
bool sip_qvalue_parse(struct slice text, unsigned *ret_thousandths);

#endif
