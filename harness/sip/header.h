/* The header fields that sipconform knows, one row each: names, compact form, where they may stand. */
#ifndef SIPCONFORM_SIP_HEADER_H
#define SIPCONFORM_SIP_HEADER_H

#include "base/slice.h"

/* X(identifier, "Name", compact letter or 0, flags) - flags: L comma list allowed (7.3.1), R requests only, A
 * responses only (answers). Credentials and challenges (20.7, 20.44) hold commas but are no lists: several
 * rows, never merged. */
#define SIP_HEADERS(X)                                                                                       \
    X(ACCEPT, "Accept", 0, SIP_LIST)                                                                         \
    X(ACCEPT_CONTACT, "Accept-Contact", 'a', SIP_LIST | SIP_REQUEST_ONLY)                                    \
    X(ACCEPT_ENCODING, "Accept-Encoding", 0, SIP_LIST)                                                       \
    X(ACCEPT_LANGUAGE, "Accept-Language", 0, SIP_LIST)                                                       \
    X(ALERT_INFO, "Alert-Info", 0, SIP_LIST)                                                                 \
    X(ALLOW, "Allow", 0, SIP_LIST)                                                                           \
    X(ALLOW_EVENTS, "Allow-Events", 'u', SIP_LIST)                                                           \
    X(AUTHENTICATION_INFO, "Authentication-Info", 0, SIP_ANSWER_ONLY | SIP_LIST)                             \
    X(AUTHORIZATION, "Authorization", 0, SIP_REQUEST_ONLY | SIP_CREDENTIALS)                                 \
    X(CALL_ID, "Call-ID", 'i', 0)                                                                            \
    X(CALL_INFO, "Call-Info", 0, SIP_LIST)                                                                   \
    X(CONTACT, "Contact", 'm', SIP_LIST)                                                                     \
    X(CONTENT_DISPOSITION, "Content-Disposition", 0, 0)                                                      \
    X(CONTENT_ENCODING, "Content-Encoding", 'e', SIP_LIST)                                                   \
    X(CONTENT_LANGUAGE, "Content-Language", 0, SIP_LIST)                                                     \
    X(CONTENT_LENGTH, "Content-Length", 'l', 0)                                                              \
    X(CONTENT_TYPE, "Content-Type", 'c', 0)                                                                  \
    X(CSEQ, "CSeq", 0, 0)                                                                                    \
    X(DATE, "Date", 0, 0)                                                                                    \
    X(ERROR_INFO, "Error-Info", 0, SIP_LIST | SIP_ANSWER_ONLY)                                               \
    X(EVENT, "Event", 'o', 0)                                                                                \
    X(EXPIRES, "Expires", 0, 0)                                                                              \
    X(FROM, "From", 'f', 0)                                                                                  \
    X(IN_REPLY_TO, "In-Reply-To", 0, SIP_LIST | SIP_REQUEST_ONLY)                                            \
    X(MAX_FORWARDS, "Max-Forwards", 0, SIP_REQUEST_ONLY)                                                     \
    X(MIME_VERSION, "MIME-Version", 0, 0)                                                                    \
    X(MIN_EXPIRES, "Min-Expires", 0, SIP_ANSWER_ONLY)                                                        \
    X(MIN_SE, "Min-SE", 0, 0)                                                                                \
    X(ORGANIZATION, "Organization", 0, 0)                                                                    \
    X(PATH, "Path", 0, SIP_LIST)                                                                             \
    X(PRIORITY, "Priority", 0, SIP_REQUEST_ONLY)                                                             \
    X(PROXY_AUTHENTICATE, "Proxy-Authenticate", 0, SIP_ANSWER_ONLY | SIP_CREDENTIALS)                        \
    X(PROXY_AUTHORIZATION, "Proxy-Authorization", 0, SIP_REQUEST_ONLY | SIP_CREDENTIALS)                     \
    X(PROXY_REQUIRE, "Proxy-Require", 0, SIP_LIST | SIP_REQUEST_ONLY)                                        \
    X(RACK, "RAck", 0, SIP_REQUEST_ONLY)                                                                     \
    X(RECORD_ROUTE, "Record-Route", 0, SIP_LIST)                                                             \
    X(REFER_SUB, "Refer-Sub", 0, 0)                                                                          \
    X(REFER_TO, "Refer-To", 'r', SIP_REQUEST_ONLY)                                                           \
    X(REFERRED_BY, "Referred-By", 'b', SIP_REQUEST_ONLY)                                                     \
    X(REPLACES, "Replaces", 0, SIP_REQUEST_ONLY)                                                             \
    X(REPLY_TO, "Reply-To", 0, 0)                                                                            \
    X(REQUIRE, "Require", 0, SIP_LIST)                                                                       \
    X(RETRY_AFTER, "Retry-After", 0, SIP_ANSWER_ONLY)                                                        \
    X(ROUTE, "Route", 0, SIP_LIST | SIP_REQUEST_ONLY)                                                        \
    X(RSEQ, "RSeq", 0, SIP_ANSWER_ONLY)                                                                      \
    X(SERVER, "Server", 0, SIP_ANSWER_ONLY)                                                                  \
    X(SESSION_EXPIRES, "Session-Expires", 'x', 0)                                                            \
    X(SUBJECT, "Subject", 's', SIP_REQUEST_ONLY)                                                             \
    X(SUBSCRIPTION_STATE, "Subscription-State", 0, SIP_REQUEST_ONLY)                                         \
    X(SUPPORTED, "Supported", 'k', SIP_LIST)                                                                 \
    X(TIMESTAMP, "Timestamp", 0, 0)                                                                          \
    X(TO, "To", 't', 0)                                                                                      \
    X(UNSUPPORTED, "Unsupported", 0, SIP_LIST | SIP_ANSWER_ONLY)                                             \
    X(USER_AGENT, "User-Agent", 0, 0)                                                                        \
    X(VIA, "Via", 'v', SIP_LIST)                                                                             \
    X(WARNING, "Warning", 0, SIP_LIST | SIP_ANSWER_ONLY)                                                     \
    X(WWW_AUTHENTICATE, "WWW-Authenticate", 0, SIP_ANSWER_ONLY | SIP_CREDENTIALS)

enum sip_header_id {
    SIP_HEADER_OTHER,
#define X(identifier, name, compact, flags) SIP_HEADER_##identifier,
    SIP_HEADERS(X)
#undef X
        SIP_HEADER_COUNT
};

enum sip_header_flag {
    SIP_LIST = 1 << 0,         /* comma separated values may stand in one row */
    SIP_REQUEST_ONLY = 1 << 1, /* has a meaning in requests only (RFC 3261 table 2 and 3) */
    SIP_ANSWER_ONLY = 1 << 2,  /* has a meaning in responses only */
    SIP_CREDENTIALS = 1 << 3   /* several rows allowed, never merged with commas */
};

struct sip_header {
    enum sip_header_id id;
    const char *name; /* long name as RFC 3261 spells it */
    char compact;     /* lower-case letter, 0 when there is none */
    unsigned flags;   /* set of enum sip_header_flag */
};

/* The row for an id; for SIP_HEADER_OTHER a row with an empty name. Never NULL. */
const struct sip_header *sip_header_by_id(enum sip_header_id id);
/* By long or compact name without regard to case; SIP_HEADER_OTHER when unknown. */
enum sip_header_id sip_header_find(struct slice name);

#endif
