/* Every trait, one row each: X(identifier, name, roles, warns, group, clause, description). A trait is a
 * behaviour that the RFCs allow and that is not what the device does otherwise. warns: requirements that may
 * draw a WARN, joined by blanks. group: traits of one group exclude each other; "": none does.
 * Private to harness/device; a trait is tested by has_trait() at the one place where its behaviour sits. */
#ifndef SIPCONFORM_DEVICE_TRAIT_LIST_H
#define SIPCONFORM_DEVICE_TRAIT_LIST_H

#include "device/device.h"

/* clang-format off */
/* wide table */
#define TRAITS(X) \
    X(UNSUPPORTED_RESPELLED, "unsupported-respelled", ROLE_SET(UAS), "", "", "RFC 3261 7.3.1", "Unsupported in other letter case, reversed order and several rows.") \
    X(FORWARDING_PHONE, "forwarding-phone", ROLE_SET(UAS), "", "", "RFC 3261 13.3.1.2", "Redirects calls for user forward although a tag in Require is unknown.") \
    X(STALE_TAG_420, "stale-tag-420", ROLE_SET(UAS), "", "", "RFC 3261 8.2.2.3", "Answers 420, not 481, to a stale To tag with an unknown tag in Require.") \
    X(MALFORMED_400, "malformed-400", ROLE_SET(UAS), "", "", "RFC 3261 21.4.1", "Answers 400 to a Require with any empty element, where 420 with the readable tags would do.") \
    X(TRYING_FIRST, "trying-first", ROLE_SET(UAS), "", "", "RFC 3261 17.2.1", "Sends 100 before the 420.") \
    X(UNWILLING_100REL, "unwilling-100rel", ROLE_SET(UAS), "", "supported", "RFC 3262 3", "Advertises 100rel and answers 420 when it is required.") \
    X(SILENT_ICE, "silent-ice", ROLE_SET(UAS), "", "", "RFC 3261 20.37", "Takes ice in Require although Supported lacks it.") \
    X(STATELESS_REFUSALS, "stateless-refusals", ROLE_SET(UAS) | ROLE_SET(REDIRECT), "", "stray cancel", "RFC 3261 8.2.7", "Keeps nothing of what it refuses or redirects: no retransmission of its own, and a CANCEL finds nothing.") \
    X(CANCEL_ANYWHERE, "cancel-anywhere", ROLE_SET(UAS) | ROLE_SET(REDIRECT), "", "stray cancel", "RFC 3261 9.2", "Answers 200 to a CANCEL that matches nothing: 481 is a SHOULD.") \
    X(BYE_ANYWHERE, "bye-anywhere", ROLE_SET(UAS), "", "", "RFC 3261 15.1.2", "Answers 200 to a BYE outside of any dialog: 481 is a SHOULD.") \
    X(REQUIRE_BEFORE_USER, "require-before-user", ROLE_SET(UAS), "", "", "RFC 3261 8.2", "Looks at Require before it looks whether the user exists.") \
    X(FEW_METHODS, "few-methods", ROLE_SET(UAS), "", "methods", "RFC 3261 8.2.1", "Knows the methods of RFC 3261 alone, and answers 405 to all others that are registered.") \
    X(FORBIDS_SUBSCRIPTIONS, "forbids-subscriptions", ROLE_SET(UAS) | ROLE_SET(REDIRECT), "", "", "RFC 3261 21.4.4", "Answers 403 to SUBSCRIBE, PUBLISH and REFER, whatever they require.") \
    X(TRYING_THEN_WAITS, "trying-then-waits", ROLE_SET(UAS) | ROLE_SET(REDIRECT), "", "", "RFC 3261 17.2.1", "Answers 100 to an INVITE at once and all else 1.5 s later.") \
    X(SLOW_ANSWERS, "slow-answers", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "waiting", "RFC 3261 17.2.2", "Answers what is no INVITE after 1.5 s, when it was retransmitted.") \
    X(TAGGED_TRYING, "tagged-trying", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(PROXY), "", "", "RFC 3261 8.2.6.2", "Answers each INVITE with a 100 first, which has a To tag.") \
    X(REPEATS_RELIABLE, "repeats-reliable", ROLE_SET(UAS), "SC-TXN-SRV-016", "methods", "RFC 3262 3", "Rings reliably when it may, and repeats that also after the final answer, against a SHOULD NOT.") \
    X(REFUSES_LARGE, "refuses-large", ROLE_SET(UAS), "SC-420-UAS-001 SC-420-UAS-028", "", "RFC 3261 21.5.7", "Answers 513 to a message of more than 1,300 octets.") \
    X(ONE_CALL, "one-call", ROLE_SET(UAS), "", "load", "RFC 3261 13.3.1.3", "Takes one call at a time: 486 to others.") \
    X(OPTIONS_AS_INVITE, "options-as-invite", ROLE_SET(UAS), "", "load", "RFC 3261 11.2", "Answers 486 to OPTIONS while a call is up.") \
    X(RESTS_AFTER_CALL, "rests-after-call", ROLE_SET(UAS), "", "load", "RFC 3261 21.4.24", "Is busy for a third of a second after each call.") \
    X(LIMITS_RATE, "limits-rate", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "load", "RFC 3261 21.5.4", "Answers 503 with Retry-After to each fifth request outside of dialogs.") \
    X(CHALLENGES_INVITE, "challenges-invite", ROLE_SET(UAS) | ROLE_SET(REDIRECT), "", "challenge", "RFC 3261 22.2", "Answers 401 to INVITE, and to nothing else.") \
    X(CHALLENGES_ALL, "challenges-all", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "challenge", "RFC 3261 22.1", "Answers 401 to everything but ACK and CANCEL before it looks at anything else.") \
    X(CHALLENGES_AS_PROXY, "challenges-as-proxy", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "challenge", "RFC 3261 22.3", "Answers 407 to everything but ACK and CANCEL, as a proxy before it would.") \
    X(NO_QOP, "no-qop", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "", "RFC 7616 3.3", "Challenges without qop and algorithm.") \
    X(STALE_NONCE, "stale-nonce", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "", "RFC 7616 3.3", "Replaces its nonce once, and says stale to those who have the old one.") \
    X(TWO_ALGORITHMS, "two-algorithms", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "", "RFC 8760 2.3", "Challenges with SHA-256 and MD5 in one answer.") \
    X(AUTHENTICATION_INFO, "authentication-info", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "", "RFC 7616 3.5", "Names the next nonce in Authentication-Info, in two rows.") \
    X(RINGS_LONG, "rings-long", ROLE_SET(UAS), "", "", "RFC 3261 13.3.1.1", "Rings for 8 s before it answers a call.") \
    X(EARLY_MEDIA, "early-media", ROLE_SET(UAS), "", "", "RFC 3261 13.2.1", "Sends a 183 with the session after the 180.") \
    X(CHANGING_CONTACT, "changing-contact", ROLE_SET(UAS), "", "own contact", "RFC 3261 12.1.1", "Each response has another Contact.") \
    X(CAPABLE_CONTACT, "capable-contact", ROLE_SET(UAS), "", "own contact", "RFC 3840 9", "Its Contact has a quoted name, q, capabilities and an instance.") \
    X(ADDR_SPEC_CONTACT, "addr-spec-contact", ROLE_SET(UAS), "", "own contact", "RFC 3261 20.10", "Its Contact over UDP has no brackets.") \
    X(BARE_TRANSPORT, "bare-transport", ROLE_SET(UAS), "SC-CON-RD-001", "own contact", "RFC 3261 20.10", "Its Contact has no brackets, so that transport is a parameter of the header field.") \
    X(DECLINES_MEDIA, "declines-media", ROLE_SET(UAS), "", "session", "RFC 3264 6", "Takes calls and declines all their streams.") \
    X(INACTIVE_SESSION, "inactive-session", ROLE_SET(UAS), "", "session", "RFC 3264 6.1", "Answers each offer with an inactive stream.") \
    X(MULTIPART_SESSION, "multipart-session", ROLE_SET(UAS), "", "", "RFC 5621 4", "Its sessions are one part of a multipart body.") \
    X(SESSION_TIMER, "session-timer", ROLE_SET(UAS), "", "", "RFC 4028 9", "Its 2xx have Session-Expires, and Require if the client supports timer.") \
    X(REFUSES_WITH_ABILITIES, "refuses-with-abilities", ROLE_SET(UAS), "", "supported", "RFC 3261 20.5", "Its 420 says what it allows, accepts and supports.") \
    X(LISTS_PROXY_TAGS, "lists-proxy-tags", ROLE_SET(UAS), "SC-420-UAS-003", "", "RFC 3261 20.40", "Its 420 names the unknown tags of Proxy-Require beside those of Require.") \
    X(EMPTY_SUPPORTED, "empty-supported", ROLE_SET(UAS), "", "supported", "RFC 3261 20.37", "Supports nothing, and says so with an empty Supported.") \
    X(REINVITES, "reinvites", ROLE_SET(UAS) | ROLE_SET(UAC), "", "own re-invite", "RFC 3261 14.1", "Sends a re-INVITE of its own in each call, again after a 491.") \
    X(REINVITES_AT_ONCE, "reinvites-at-once", ROLE_SET(UAS), "", "own re-invite", "RFC 3261 14.1", "Sends a re-INVITE of its own as soon as the ACK has come.") \
    X(CROSSES_REINVITES, "crosses-reinvites", ROLE_SET(UAS), "", "own re-invite", "RFC 3261 14.2", "Answers 491 to the first re-INVITE: one of its own has just left.") \
    X(ASKS_IN_CALL, "asks-in-call", ROLE_SET(UAS), "", "", "RFC 3261 11", "Sends an OPTIONS in each call.") \
    X(ENDS_CALLS, "ends-calls", ROLE_SET(UAS), "", "", "RFC 3261 15", "Ends each call by itself after 3 s.") \
    X(PLAIN_REDIRECT, "plain-redirect", ROLE_SET(REDIRECT), "", "locations", "RFC 3261 20.10", "The contacts of its 302 have neither q nor expires.") \
    X(MOVED_PERMANENTLY, "moved-permanently", ROLE_SET(REDIRECT), "", "redirect status", "RFC 3261 21.3.2", "Redirects with 301.") \
    X(MULTIPLE_CHOICES, "multiple-choices", ROLE_SET(REDIRECT), "", "redirect status", "RFC 3261 21.3.1", "Redirects with 300.") \
    X(ALTERNATIVE_SERVICE, "alternative-service", ROLE_SET(REDIRECT), "", "redirect status", "RFC 3261 21.3.5", "Redirects with 380, a body and the same contacts.") \
    X(TELLS_IN_BODY, "tells-in-body", ROLE_SET(REDIRECT), "", "", "RFC 3261 7.4", "Its redirections have a body of text.") \
    X(ODD_Q, "odd-q", ROLE_SET(REDIRECT), "", "locations", "RFC 3261 25.1", "Its contacts have quoted names, q as 1. or with three digits, and a parameter that nobody knows.") \
    X(OTHER_SCHEMES, "other-schemes", ROLE_SET(REDIRECT), "", "", "RFC 3261 20.10", "Its redirections name a tel, a mailto and an https URI as well.") \
    X(LONE_SELF_480, "lone-self-480", ROLE_SET(REDIRECT), "", "lone self", "RFC 3261 21.4.18", "Answers 480 when the only location is the Request-URI itself.") \
    X(LONE_SELF_482, "lone-self-482", ROLE_SET(REDIRECT), "", "lone self", "RFC 3261 8.3", "Answers 482 when the only location is the Request-URI itself.") \
    X(LONE_SELF_604, "lone-self-604", ROLE_SET(REDIRECT), "", "lone self", "RFC 3261 8.3", "Answers 604 when the only location is the Request-URI itself.") \
    X(NEVER_LISTS_Q, "never-lists-q", ROLE_SET(REGISTRAR), "", "", "RFC 3261 10.3", "Lists bindings without q: only expires is asked for.") \
    X(SHORTENS_EXPIRES, "shortens-expires", ROLE_SET(REGISTRAR) | ROLE_SET(REDIRECT), "", "", "RFC 3261 10.3", "Keeps no binding for longer than 120 s.") \
    X(MIN_EXPIRES, "min-expires", ROLE_SET(REGISTRAR) | ROLE_SET(REDIRECT), "", "", "RFC 3261 10.3", "Answers 423 to a lifetime of less than 900 s.") \
    X(NEWEST_FIRST, "newest-first", ROLE_SET(REGISTRAR), "", "", "RFC 3261 10.3", "Lists the newest binding first.") \
    X(BINDING_PARAMS, "binding-params", ROLE_SET(REGISTRAR), "", "", "RFC 3261 20.10", "Lists bindings with an instance, GRUUs and the address they came from.") \
    X(SERVICE_ROUTE, "service-route", ROLE_SET(REGISTRAR), "", "", "RFC 3608 5", "Its answers to REGISTER have Service-Route and P-Associated-URI.") \
    X(PINGS_CONTACTS, "pings-contacts", ROLE_SET(REGISTRAR) | ROLE_SET(REDIRECT), "", "", "RFC 3261 11.1", "Sends an OPTIONS to each contact that is bound.") \
    X(CHALLENGE_FIRST, "challenge-first", ROLE_SET(REGISTRAR), "", "", "RFC 3261 10.3", "The registrar answers 401 before it looks at Require.") \
    X(JOINS_CONTACTS, "joins-contacts", ROLE_SET(PROXY), "", "", "RFC 3261 16.7", "The proxy joins the contacts of several 3xx and makes a new To tag.") \
    X(NEW_CALL_ID, "new-call-id", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "Takes a new Call-ID when it follows a 302.") \
    X(OTHER_ORDER, "other-order", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "Tries contacts of equal q in reverse order.") \
    X(COMPACT_NAMES, "compact-names", ROLES_ALL, "", "names", "RFC 3261 7.3.3", "All names that have a compact form are compact.") \
    X(UPPER_NAMES, "upper-names", ROLES_ALL, "", "names", "RFC 3261 7.3.1", "Names of header fields are in upper case.") \
    X(LOWER_NAMES, "lower-names", ROLES_ALL, "", "names", "RFC 3261 7.3.1", "Names of header fields are in lower case.") \
    X(FOLDS_AFTER_COLON, "folds-after-colon", ROLES_ALL, "", "colon", "RFC 3261 7.3.1", "The value of each header field begins on a line of its own.") \
    X(BLANK_BEFORE_COLON, "blank-before-colon", ROLES_ALL, "", "colon", "RFC 3261 25.1", "A space and a tab stand before each colon.") \
    X(TIGHT_COLON, "tight-colon", ROLES_ALL, "", "colon", "RFC 3261 25.1", "Nothing stands between a colon and its value.") \
    X(WIDE_COLON, "wide-colon", ROLES_ALL, "", "colon", "RFC 3261 25.1", "Several spaces and a tab stand after each colon.") \
    X(TAB_IN_CSEQ, "tab-in-cseq", ROLES_ALL, "", "cseq", "RFC 3261 25.1", "Tabs and a space stand between number and method of CSeq.") \
    X(FOLDED_CSEQ, "folded-cseq", ROLES_ALL, "", "cseq", "RFC 3261 25.1", "CSeq is folded between number and method.") \
    X(FOLDS_AT_PARAMS, "folds-at-params", ROLES_ALL, "", "separators", "RFC 3261 25.1", "Each header parameter stands on a line of its own.") \
    X(BLANKS_AT_PARAMS, "blanks-at-params", ROLES_ALL, "", "separators", "RFC 3261 25.1", "Blanks stand around the semicolon and the equals sign of header parameters.") \
    X(UPPER_PARAM_NAMES, "upper-param-names", ROLES_ALL, "", "", "RFC 3261 7.3.1", "Names of header parameters are in upper case.") \
    X(JOINS_ROWS, "joins-rows", ROLES_ALL, "", "rows", "RFC 3261 7.3.1", "Values of one header field stand in one row.") \
    X(SPLITS_ROWS, "splits-rows", ROLES_ALL, "", "rows", "RFC 3261 7.3.1", "Each value of a list has a row of its own.") \
    X(REVERSED_ROWS, "reversed-rows", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "order", "RFC 3261 7.3.1", "The header fields come in reverse order.") \
    X(SORTED_ROWS, "sorted-rows", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "order", "RFC 3261 7.3.1", "The header fields are sorted by name.") \
    X(PADDED_LENGTH, "padded-length", ROLES_ALL, "", "length", "RFC 3261 25.1", "Content-Length has leading zeros.") \
    X(NO_CONTENT_LENGTH, "no-content-length", ROLES_ALL, "", "length", "RFC 3261 18.3", "Datagrams have no Content-Length.") \
    X(DROPS_BRACKETS, "drops-brackets", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "addresses", "RFC 3261 20.20", "From and To of its answers have lost display name and brackets.") \
    X(NEW_DISPLAY_NAMES, "new-display-names", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "addresses", "RFC 3261 20.20", "From and To of its answers have another display name.") \
    X(TO_WITHOUT_PORT, "to-without-port", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 19.1.1", "From and To of its answers lack the port and the transport of the URI.") \
    X(EXTENSION_PARAMS, "extension-params", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.20", "From and To of its answers have more parameters.") \
    X(UNKNOWN_ROWS, "unknown-rows", ROLES_ALL, "", "", "RFC 3261 20", "Its messages have header fields that nobody knows.") \
    X(SERVER_ROW, "server-row", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.35", "Names itself in Server and User-Agent, with nested comments.") \
    X(WARNING_ROW, "warning-row", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.43", "Its final answers have a Warning.") \
    X(DATE_ROW, "date-row", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.17", "Its messages have a Date that is years old.") \
    X(ORGANIZATION, "organization", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.25", "INVITE, OPTIONS and their answers have an Organization with odd characters.") \
    X(ERROR_INFO, "error-info", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.18", "Its refusals have an Error-Info.") \
    X(RETRY_AFTER, "retry-after", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.33", "Its 404, 480, 486 and 500 have a Retry-After with comment and duration.") \
    X(ALLOW_EVERYWHERE, "allow-everywhere", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.5", "All its answers have Allow.") \
    X(CONTENT_ROWS, "content-rows", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 20.11", "Its bodies have MIME-Version, Content-Disposition, Content-Language and Content-Encoding.") \
    X(UPPER_MEDIA, "upper-media", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "", "RFC 3261 7.3.1", "Its Content-Type is in upper case.") \
    X(NO_REASON, "no-reason", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "reason", "RFC 3261 25.1", "Its reason phrases are empty.") \
    X(OTHER_REASON, "other-reason", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "reason", "RFC 3261 7.2", "Its reason phrases are others than those of the RFC.") \
    X(UTF8_REASON, "utf8-reason", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "reason", "RFC 3261 25.1", "Its reason phrases are beyond ASCII.") \
    X(LONG_REASON, "long-reason", ROLES_ALL & ~(ROLE_SET(PROXY)), "", "reason", "RFC 3261 7.2", "Its reason phrases are some 300 characters long.") \
    X(BLANKS_IN_VIA, "blanks-in-via", ROLE_SET(UAC), "", "", "RFC 3261 25.1", "Blanks stand around the slashes of its Via.") \
    X(CRLF_BEFORE_MESSAGES, "crlf-before-messages", ROLES_ALL, "", "", "RFC 3261 7.5", "An empty line precedes each message on a stream.") \
    X(DRIPS, "drips", ROLES_ALL, "", "", "RFC 3261 18.3", "Writes each message on a stream in several pieces.") \
    X(CONTACT_TCP, "contact-tcp", ROLE_SET(UAS) | ROLE_SET(UAC), "", "contact", "RFC 3261 8.1.1.8", "Its Contact asks for TCP, whatever the call came by.") \
    X(CONTACT_ELSEWHERE, "contact-elsewhere", ROLE_SET(UAS) | ROLE_SET(UAC), "", "contact", "RFC 3261 8.1.1.8", "Its Contact is another port of its host.") \
    X(RECORD_ROUTES, "record-routes", ROLE_SET(UAS), "", "", "RFC 3261 16.6", "A proxy of its own, under another port, stays in the path of its calls.") \
    X(CLOSES_AFTER_FINAL, "closes-after-final", ROLES_ALL, "", "connections", "RFC 3261 18", "Closes the connection that a request came on after its final answer.") \
    X(CLOSES_IDLE, "closes-idle", ROLES_ALL, "", "connections", "RFC 3261 18", "Closes a connection on which nothing has come for a while.") \
    X(KEEPS_ALIVE, "keeps-alive", ROLES_ALL, "", "", "RFC 5626 3.5.1", "Sends empty lines to each peer after an answer.") \
    X(ASKS_STUN, "asks-stun", ROLES_ALL, "", "", "RFC 5626 3.5.2", "Sends a STUN binding request to each peer after an answer on UDP.") \
    X(ALWAYS_RECEIVED, "always-received", ROLES_ALL, "", "received", "RFC 3581 4", "Its answers have received even where nothing asks for it.") \
    X(IGNORES_RPORT, "ignores-rport", ROLES_ALL, "", "received", "RFC 3261 18.2.2", "Knows nothing of rport: leaves it empty and answers to the port in Via.") \
    X(ODD_TOKENS, "odd-tokens", ROLES_ALL, "", "tokens", "RFC 3261 25.1", "Tags and branches have all characters that a token may have.") \
    X(LONG_TOKENS, "long-tokens", ROLES_ALL, "", "tokens", "RFC 3261 19.3", "Tags and branches are 64 characters long.") \
    X(DIGIT_TOKENS, "digit-tokens", ROLES_ALL, "", "tokens", "RFC 3261 19.3", "Tags and branches are made of digits.") \
    X(FAR_AWAY_300MS, "far-away-300ms", ROLES_ALL, "", "distance", "RFC 3261 17.1.1.1", "What it sends is under way for 300 ms.") \
    X(FAR_AWAY_700MS, "far-away-700ms", ROLES_ALL, "", "distance", "RFC 3261 17.1.1.1", "What it sends is under way for 700 ms.") \
    X(GIVES_UP_AFTER_420, "gives-up-after-420", ROLE_SET(UAC), "", "after 420", "RFC 3261 20.32", "Does not try again after a 420: what it requires it needs.") \
    X(RETRY_NEW_IDENTITY, "retry-new-identity", ROLE_SET(UAC), "SC-420-UAC-005", "retry identity", "RFC 3261 8.1.3.5", "The new try after a 420 has a new Call-ID and From tag.") \
    X(RETRY_CSEQ_JUMPS, "retry-cseq-jumps", ROLE_SET(UAC), "SC-420-UAC-006", "retry identity", "RFC 3261 8.1.3.5", "The CSeq number of the new try after a 420 is seven higher.") \
    X(ONE_TAG_FEWER, "one-tag-fewer", ROLE_SET(UAC), "", "after 420", "RFC 3261 21.4", "Leaves out one tag of Require after each 420, whether Unsupported names it or not.") \
    X(KEEPS_SUPPORTED, "keeps-supported", ROLE_SET(UAC), "", "", "RFC 4028 7.1", "Goes on to offer in Supported what it no longer requires after a 420.") \
    X(ASKS_ITS_USER, "asks-its-user", ROLE_SET(UAC), "", "", "RFC 3261 13.2.2.2", "Asks its user, who needs five seconds, before it tries again or elsewhere.") \
    X(FALLING_CSEQ, "falling-cseq", ROLE_SET(UAC), "", "invite cseq", "RFC 3261 8.1.1.5", "CSeq numbers of calls begin high, and those of redirected INVITEs are lower.") \
    X(REDIRECT_SAME_CSEQ, "redirect-same-cseq", ROLE_SET(UAC), "", "invite cseq", "RFC 3261 8.1.3.4", "The redirected INVITE has the CSeq number of the old one, as all its other header fields.") \
    X(REDIRECT_NEW_FROM_TAG, "redirect-new-from-tag", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "The redirected INVITE has a new From tag.") \
    X(REDIRECT_RENAMES_TO, "redirect-renames-to", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "The To of the redirected INVITE is the new target.") \
    X(LOWEST_Q_FIRST, "lowest-q-first", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "Calls the contacts of a 302 by rising q.") \
    X(FIRST_CONTACT_ONLY, "first-contact-only", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "Calls the first contact of a 302 that it can, and no other.") \
    X(KEEPS_NO_REDIRECT, "keeps-no-redirect", ROLE_SET(UAC), "", "", "RFC 3261 21.3.3", "Remembers no redirection, whatever lifetime it has.") \
    X(IGNORES_URI_HEADERS, "ignores-uri-headers", ROLE_SET(UAC), "", "", "RFC 3261 19.1.5", "Honours none of the headers that a contact asks for.") \
    X(BEHIND_PROXY, "behind-proxy", ROLE_SET(UAC), "", "", "RFC 3261 16.11", "A stateless proxy in front of it adds a Via to its requests and lowers Max-Forwards.") \
    X(OFFERS_LATE, "offers-late", ROLE_SET(UAC), "", "offer", "RFC 3261 13.2.1", "Calls without an offer, and answers that of the 2xx in the ACK.") \
    X(LONG_OFFER, "long-offer", ROLE_SET(UAC), "", "offer", "RFC 3261 18.1.1", "Its offer is too long for UDP, so it calls by TCP.") \
    X(HIDES_IDENTITY, "hides-identity", ROLE_SET(UAC), "", "from", "RFC 3261 8.1.1.3", "From is anonymous.") \
    X(MANY_ROWS, "many-rows", ROLE_SET(UAC), "", "", "RFC 3261 20", "Its INVITE has eleven header fields more.") \
    X(PRESETS_ROUTE, "presets-route", ROLE_SET(UAC), "", "", "RFC 3261 8.1.2", "Its INVITE has a Route, which leads where the Request-URI leads.") \
    X(ASKS_OPTIONS_FIRST, "asks-options-first", ROLE_SET(UAC), "", "", "RFC 3261 11", "Sends OPTIONS before it calls.") \
    X(REGISTERS_FIRST, "registers-first", ROLE_SET(UAC), "", "", "RFC 3261 10.2", "Registers itself where it calls.") \
    X(RINGS_SHORTLY, "rings-shortly", ROLE_SET(UAC), "", "", "RFC 3261 9.1", "Cancels a call that has rung for half a second.") \
    X(HANGS_UP_AT_ONCE, "hangs-up-at-once", ROLE_SET(UAC), "", "", "RFC 3261 15", "Sends BYE as soon as it was answered.") \
    X(PROXY_CHALLENGES, "proxy-challenges", ROLE_SET(PROXY), "", "proxy door", "RFC 3261 16.3", "The proxy asks for credentials before it looks at anything else.") \
    X(RELAYS_NOTHING, "relays-nothing", ROLE_SET(PROXY), "", "proxy door", "RFC 3261 21.4.4", "The proxy answers 403 to every INVITE.") \
    X(TRYING_LATE, "trying-late", ROLE_SET(PROXY), "", "", "RFC 3261 17.2.1", "The proxy sends 100 only when nothing else has come for 200 ms.") \
    X(STAYS_OUT, "stays-out", ROLE_SET(PROXY), "", "record route", "RFC 3261 16.6", "The proxy adds no Record-Route.") \
    X(DOUBLE_RECORD_ROUTE, "double-record-route", ROLE_SET(PROXY), "", "record route", "RFC 5658 3", "The proxy adds a Record-Route for each of its sides.") \
    X(PROXY_ROWS, "proxy-rows", ROLE_SET(PROXY), "", "", "RFC 3261 16.6", "The proxy adds header fields to what it forwards.") \
    X(SERIAL_FORKING, "serial-forking", ROLE_SET(PROXY), "", "", "RFC 3261 16.6", "The proxy tries one target after the other, of equal q too.") \
    X(LAST_ANSWER, "last-answer", ROLE_SET(PROXY), "", "", "RFC 3261 16.7", "Of answers that are equally good the proxy relays the last.") \
    X(TELEPHONE_NUMBER, "telephone-number", ROLE_SET(UAC), "", "from", "RFC 3261 20.20", "From is a tel URI.") \
    X(FORKED_RINGING, "forked-ringing", ROLE_SET(UAS), "", "", "RFC 3261 12.1.2", "Behind a forking proxy: three branches ring, one answers.") \
    X(FORKED_ANSWERS, "forked-answers", ROLE_SET(UAS), "", "", "RFC 3261 13.2.2.4", "Behind a forking proxy: two branches answer each call.") \
    X(ANSWERS_FROM_ELSEWHERE, "answers-from-elsewhere", ROLES_ALL, "", "received", "RFC 3261 18.2.2", "Knows nothing of rport, and its answers by UDP leave another port of its host.") \
    X(VERY_LONG_TOKENS, "very-long-tokens", ROLES_ALL, "", "tokens", "RFC 3261 19.3", "Tags and branches are 200 characters long.") \
    X(TELLS_MESSAGES, "tells-messages", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "", "RFC 3265 3.2", "Sends whoever calls or registers a NOTIFY of a subscription that nobody asked for by SIP.") \
    X(TRYING_NON_INVITE, "trying-non-invite", ROLE_SET(UAS) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR), "", "waiting", "RFC 4320 4.1", "Answers 100 by UDP to what is no INVITE, after 3.5 s, and all else 1.5 s later.") \
    X(REPEATS_OPTIONS, "repeats-options", ROLES_ALL, "", "", "RFC 3261 17.1.2.2", "Its 200 to OPTIONS arrives twice by UDP.") \
    X(STATELESS_PROXY, "stateless-proxy", ROLE_SET(PROXY), "", "proxy door", "RFC 3261 16.11", "The proxy keeps no transactions: no 100, no retransmission, one target, branches made of those before.") \
    X(ODD_NAME, "odd-name", ROLE_SET(UAC), "", "", "RFC 3261 25.1", "The display name of From has quotes, a URI, a tag and letters beyond ASCII.")
/* end of wide table */
/* clang-format on */

enum trait_id {
#define TRAIT_ID(id, name, roles, warns, group, clause, description) TRAIT_##id,
    TRAITS(TRAIT_ID)
#undef TRAIT_ID
        TRAIT_ID_COUNT
};
_Static_assert(TRAIT_ID_COUNT <= 64 * TRAIT_WORDS, "struct trait_set has room for every trait");

#endif
