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
    X(PLAIN_REDIRECT, "plain-redirect", ROLE_SET(REDIRECT), "", "locations", "RFC 3261 20.10", "The contacts of its 302 have neither q nor expires.") \
    X(MOVED_PERMANENTLY, "moved-permanently", ROLE_SET(REDIRECT), "", "redirect status", "RFC 3261 21.3.2", "Redirects with 301.") \
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
    X(REINVITES, "reinvites", ROLE_SET(UAC), "", "", "RFC 3261 14.1", "Sends another INVITE in the call as soon as it was answered.") \
    X(CHALLENGES_ALL, "challenges-all", ROLE_SET(PROXY), "", "proxy door", "RFC 3261 16.3", "The proxy asks for credentials before it looks at anything else.") \
    X(RELAYS_NOTHING, "relays-nothing", ROLE_SET(PROXY), "", "proxy door", "RFC 3261 21.4.4", "The proxy answers 403 to every INVITE.") \
    X(TRYING_LATE, "trying-late", ROLE_SET(PROXY), "", "", "RFC 3261 17.2.1", "The proxy sends 100 only when nothing else has come for 200 ms.") \
    X(STAYS_OUT, "stays-out", ROLE_SET(PROXY), "", "record route", "RFC 3261 16.6", "The proxy adds no Record-Route.") \
    X(DOUBLE_RECORD_ROUTE, "double-record-route", ROLE_SET(PROXY), "", "record route", "RFC 5658 3", "The proxy adds a Record-Route for each of its sides.") \
    X(PROXY_ROWS, "proxy-rows", ROLE_SET(PROXY), "", "", "RFC 3261 16.6", "The proxy adds header fields to what it forwards.") \
    X(SERIAL_FORKING, "serial-forking", ROLE_SET(PROXY), "", "", "RFC 3261 16.6", "The proxy tries one target after the other, of equal q too.") \
    X(LAST_ANSWER, "last-answer", ROLE_SET(PROXY), "", "", "RFC 3261 16.7", "Of answers that are equally good the proxy relays the last.") \
    X(TAGGED_TRYING, "tagged-trying", ROLES_ALL, "", "", "RFC 3261 8.2.6.2", "Its 100 has a To tag.") \
    X(TELEPHONE_NUMBER, "telephone-number", ROLE_SET(UAC), "", "from", "RFC 3261 20.20", "From is a tel URI.") \
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
