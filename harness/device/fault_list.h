/* Every fault, one row each: X(identifier, name, kind, roles, found by, verdict, description).
 * Private to harness/device; a fault is tested by has_fault() at the one place where its behaviour sits. */
#ifndef SIPCONFORM_DEVICE_FAULT_LIST_H
#define SIPCONFORM_DEVICE_FAULT_LIST_H

#include "device/device.h"

/* clang-format off */
/* wide table */
#define FAULTS(X) \
    X(IGNORES_REQUIRE, "ignores-require", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-001", "FAIL", "Ignores Require and takes the request.") \
    X(NO_UNSUPPORTED, "no-unsupported", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-002", "FAIL", "Its 420 has no Unsupported.") \
    X(EMPTY_UNSUPPORTED, "empty-unsupported", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-002", "FAIL", "Its 420 has an empty Unsupported.") \
    X(FIRST_TAG_ONLY, "first-tag-only", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-003", "FAIL", "Unsupported names only the first unknown tag.") \
    X(LAST_TAG_ONLY, "last-tag-only", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-003", "FAIL", "Unsupported names only the last unknown tag.") \
    X(ECHOES_REQUIRE, "echoes-require", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-004", "FAIL", "Unsupported repeats all of Require, understood tags too.") \
    X(FIRST_ROW_ONLY, "first-row-only", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-008", "FAIL", "Reads only the first Require row.") \
    X(LAST_ROW_ONLY, "last-row-only", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-008", "FAIL", "Reads only the last Require row.") \
    X(LOSES_FOLDED_TAGS, "loses-folded-tags", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-010", "FAIL", "Loses the tags on folded lines.") \
    X(TAG_CASE_MATTERS, "tag-case-matters", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-013", "FAIL", "Compares option-tags with regard to case.") \
    X(REFUSES_SUPPORTED_HEADER, "refuses-supported-header", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-024", "FAIL", "Answers 420 because of an unknown tag in Supported.") \
    X(REQUIRE_FOR_INVITE_ONLY, "require-for-invite-only", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-028", "FAIL", "Looks at Require in INVITE only.") \
    X(REFUSED_REINVITE_ENDS_CALL, "refused-reinvite-ends-call", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-030", "FAIL", "Refuses a re-INVITE with 420 and drops the call with it.") \
    X(HALF_OPEN_DIALOG, "half-open-dialog", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-018", "FAIL", "A refused INVITE leaves a dialog behind.") \
    X(NO_TO_TAG, "no-to-tag", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-020", "FAIL", "Its 420 has no To tag.") \
    X(NO_TO_TAG_ON_ERRORS, "no-to-tag-on-errors", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-007", "FAIL", "Its 4xx and 5xx other than 420 have no To tag.") \
    X(CONSTANT_TO_TAG, "constant-to-tag", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-008", "FAIL", "Its To tag is the same in every call.") \
    X(TO_TAG_IS_FROM_TAG, "to-tag-is-from-tag", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-008", "FAIL", "Its To tag is the From tag of the request.") \
    X(REPEATS_REQUIRE, "repeats-require", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-022", "FAIL", "Its 420 repeats the Require of the request.") \
    X(REFUSES_CANCEL, "refuses-cancel", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-048", "FAIL", "Answers 420 to a CANCEL with Require.") \
    X(ACK_WITH_REQUIRE_IGNORED, "ack-with-require-ignored", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-051", "FAIL", "Does not take an ACK that has Require: the 420 goes on.") \
    X(ANSWERS_ACK, "answers-ack", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-020", "FAIL", "Answers an ACK that has Require with 420.") \
    X(REQUIRE_BEFORE_METHOD, "require-before-method", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-036", "WARN", "Looks at Require before the method.") \
    X(DROPS_MALFORMED_REQUIRE, "drops-malformed-require", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-046", "FAIL", "Takes a call whose Require has empty elements.") \
    X(REFUSES_EMPTY_REQUIRE, "refuses-empty-require", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-045", "FAIL", "Answers 420 with an empty Unsupported to an empty Require.") \
    X(ADVERTISES_REFUSED_TAG, "advertises-refused-tag", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-056", "FAIL", "Lists a tag in Supported that it refuses.") \
    X(ADVERTISES_EVERYTHING, "advertises-everything", FAULT_WRONG, ROLE_SET(UAS), "SC-420-UAS-057", "FAIL", "Lists registered tags in Supported that it refuses.") \
    X(BARE_421, "bare-421", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-023", "FAIL", "Answers 421 without Require where 420 is due.") \
    X(DIES_OF_MANY_TAGS, "dies-of-many-tags", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-031", "FAIL", "Answers nothing any more after a Require with 32 tags or more.") \
    X(EMPTY_UNSUPPORTED_IN_OTHERS, "empty-unsupported-in-others", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-021", "FAIL", "Its 200 has an empty Unsupported.") \
    X(NEVER_REPEATS, "never-repeats", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Never repeats a final answer to INVITE.") \
    X(FIXED_INTERVAL, "fixed-interval", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Repeats a final answer every T1, without doubling.") \
    X(INTERVAL_WITHOUT_CAP, "interval-without-cap", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Doubles the interval of repetition beyond T2.") \
    X(REPEATS_AFTER_ACK, "repeats-after-ack", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-003", "FAIL", "Goes on repeating a final answer after the ACK.") \
    X(NEW_TO_TAG_PER_COPY, "new-to-tag-per-copy", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-005", "FAIL", "Each repetition of an answer has a new To tag.") \
    X(COPY_IS_NEW_CALL, "copy-is-new-call", FAULT_WRONG, ROLE_SET(UAS), "SC-TXN-SRV-004", "FAIL", "Takes a copy of an INVITE for a new call.") \
    X(DROPS_VIAS, "drops-vias", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers have only the first Via.") \
    X(REVERSES_VIAS, "reverses-vias", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers have the Vias in reverse order.") \
    X(CHANGES_CALL_ID, "changes-call-id", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-004", "FAIL", "Its answers have the Call-ID in lower case.") \
    X(DROPS_VIA_PARAMS, "drops-via-params", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers lack the Via parameters that it does not know.") \
    X(TWO_FROM_ROWS, "two-from-rows", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-011", "FAIL", "Its answers have From twice.") \
    X(BARE_405, "bare-405", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-023", "FAIL", "Its 405 has no Allow.") \
    X(BAD_STATUS_LINE, "bad-status-line", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-001", "FAIL", "Its status lines begin with sip/2.0 and two spaces.") \
    X(BARE_LF, "bare-lf", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-002", "FAIL", "One header line of its answers ends in LF alone.") \
    X(NO_FROM, "no-from", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-009", "FAIL", "Its answers lack From.") \
    X(WRONG_CONTENT_LENGTH, "wrong-content-length", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-012", "FAIL", "Its Content-Length over UDP is one more than the body has.") \
    X(NO_CONTENT_TYPE, "no-content-type", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-013", "FAIL", "Its bodies have no Content-Type.") \
    X(MALFORMED_ALLOW, "malformed-allow", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-019", "FAIL", "Its Allow has an empty element and a stray semicolon.") \
    X(REQUEST_HEADER_IN_RESPONSE, "request-header-in-response", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-025", "WARN", "Its answers have Max-Forwards.") \
    X(ALLOW_WITHOUT_ACK, "allow-without-ack", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-027", "FAIL", "Its Allow has INVITE but not ACK.") \
    X(NO_COMPACT_NAMES, "no-compact-names", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-028", "FAIL", "Does not know the compact names of header fields.") \
    X(OBEYS_UNSUPPORTED, "obeys-unsupported", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-029", "FAIL", "Reads Unsupported in a request as if it were Require.") \
    X(REFUSES_UNKNOWN_PARAMS, "refuses-unknown-params", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-030", "FAIL", "Answers 400 to unknown URI and header parameters.") \
    X(REDIRECT_420, "redirect-420", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-007", "FAIL", "The redirect server answers 420 to an unknown tag in Require.") \
    X(REDIRECT_405, "redirect-405", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-009", "FAIL", "The redirect server answers 405 to a method that it does not know.") \
    X(REDIRECTS_CANCEL, "redirects-cancel", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-012", "FAIL", "Redirects CANCEL.") \
    X(REDIRECTS_TO_ITSELF, "redirects-to-itself", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-004", "FAIL", "Redirects to the Request-URI as well.") \
    X(NO_CONTACT, "no-contact", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-002", "FAIL", "Its 302 has no Contact.") \
    X(FIRST_LOCATION_ONLY, "first-location-only", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-003", "WARN", "Its 302 has only the first of several locations.") \
    X(USE_PROXY, "use-proxy", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-023", "FAIL", "The redirect server answers 305.") \
    X(ALSO_PROXIES, "also-proxies", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-001", "FAIL", "Redirects, and sends the request to the first location as well.") \
    X(BARE_CONTACT, "bare-contact", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-CON-RD-001", "FAIL", "Its Contact has URI parameters but no brackets.") \
    X(TO_HOLDS_TARGET, "to-holds-target", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-INV-ANY-005", "FAIL", "The To of its 302 holds the target.") \
    X(TAG_CHANGES, "tag-changes", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-INV-ANY-006", "FAIL", "The To tag of its 302 differs from that of the 180 before.") \
    X(EXPIRES_HEADER, "expires-header", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-018", "WARN", "Its 3xx to any method has an Expires header.") \
    X(BAD_EXPIRES, "bad-expires", FAULT_WRONG, ROLE_SET(REDIRECT), "SC-3XX-RD-018", "FAIL", "The expires parameter of its Contact is no number.") \
    X(REGISTRAR_IGNORES_REQUIRE, "registrar-ignores-require", FAULT_WRONG, ROLE_SET(REGISTRAR), "SC-420-REG-001", "FAIL", "The registrar ignores Require.") \
    X(REFUSED_REGISTER_BINDS, "refused-register-binds", FAULT_WRONG, ROLE_SET(REGISTRAR), "SC-420-REG-002", "FAIL", "The registrar answers 420 but stores the binding.") \
    X(REFUSED_REGISTER_UNBINDS, "refused-register-unbinds", FAULT_WRONG, ROLE_SET(REGISTRAR), "SC-420-REG-003", "FAIL", "The registrar answers 420 but removes or refreshes bindings.") \
    X(PROXY_REFUSES_REQUIRE, "proxy-refuses-require", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-005", "FAIL", "The proxy answers 420 to an unknown tag in Require.") \
    X(IGNORES_PROXY_REQUIRE, "ignores-proxy-require", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-001", "FAIL", "The proxy ignores Proxy-Require.") \
    X(REFUSES_AND_FORWARDS, "refuses-and-forwards", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-004", "FAIL", "The proxy answers 420 and forwards all the same.") \
    X(FIRST_PROXY_TAG_ONLY, "first-proxy-tag-only", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-002", "FAIL", "The proxy names only the first unknown tag of Proxy-Require.") \
    X(STRIPS_REQUIRE, "strips-require", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-006", "FAIL", "The proxy removes Require.") \
    X(PROXY_ANSWERS_ACK, "proxy-answers-ack", FAULT_WRONG, ROLE_SET(PROXY), "SC-INV-ANY-020", "FAIL", "The proxy answers an ACK that has Proxy-Require.") \
    X(REQUIRE_IN_CANCEL, "require-in-cancel", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-022", "FAIL", "The proxy copies Require into its CANCEL.") \
    X(REQUIRE_IN_ACK, "require-in-ack", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-021", "FAIL", "The proxy copies Require into its ACK for a final answer other than 2xx.") \
    X(RELAYS_420_WITHOUT_UNSUPPORTED, "relays-420-without-unsupported", FAULT_WRONG, ROLE_SET(PROXY), "SC-420-PRX-017", "FAIL", "The proxy drops Unsupported when it relays a 420.") \
    X(RECURSES_FOREIGN, "recurses-foreign", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-004", "FAIL", "The proxy tries the contacts of a 3xx for a domain that is not its own.") \
    X(RETURNS_TRIED_CONTACTS, "returns-tried-contacts", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-002", "FAIL", "The proxy returns contacts that it has tried.") \
    X(EARLY_302, "early-302", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-009", "FAIL", "The proxy relays a 3xx while another branch is open.") \
    X(SAME_TARGET_TWICE, "same-target-twice", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-005", "FAIL", "The proxy tries a URI again that it has tried.") \
    X(REWRITES_CONTACT, "rewrites-contact", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-001", "FAIL", "The proxy replaces the Contact of a 3xx by its own address.") \
    X(NO_DOWNSTREAM_ACK, "no-downstream-ack", FAULT_WRONG, ROLE_SET(PROXY), "SC-3XX-PRX-015", "FAIL", "The proxy does not acknowledge a final answer other than 2xx.") \
    X(URI_HEADERS_IN_REQUEST_URI, "uri-headers-in-request-uri", FAULT_WRONG, ROLE_SET(PROXY), "SC-INV-ANY-018", "FAIL", "The proxy leaves the headers of a Contact in the Request-URI.") \
    X(NO_ACK, "no-ack", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-001", "FAIL", "Sends no ACK for a 3xx.") \
    X(ACK_TO_CONTACT, "ack-to-contact", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-002", "FAIL", "The Request-URI of its ACK for a 3xx is the Contact.") \
    X(ACK_NEW_BRANCH, "ack-new-branch", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-004", "FAIL", "Its ACK for a 3xx has a new branch.") \
    X(ACK_WITHOUT_TAG, "ack-without-tag", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-003", "FAIL", "Its ACK for a 3xx lacks the To tag of the answer.") \
    X(EACH_COPY_CALLS, "each-copy-calls", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-009", "FAIL", "Each copy of a 302 starts another call.") \
    X(DOES_NOT_FOLLOW, "does-not-follow", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-011", "WARN", "Does not follow a 302.") \
    X(LOSES_URI_PARAMS, "loses-uri-params", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-012", "FAIL", "Loses the URI parameters of the Contact that it follows.") \
    X(REDIRECT_OLD_BRANCH, "redirect-old-branch", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-014", "FAIL", "The redirected INVITE has the branch of the old one.") \
    X(REDIRECT_KEEPS_TO_TAG, "redirect-keeps-to-tag", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-014", "FAIL", "The redirected INVITE has the To tag of the 302.") \
    X(CALLS_DUPLICATE, "calls-duplicate", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-021", "FAIL", "Calls a contact twice that the 302 has twice.") \
    X(CALLS_ITSELF_AGAIN, "calls-itself-again", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-022", "FAIL", "Calls the original URI again when the 302 names it.") \
    X(LOOPS, "loops", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-023", "FAIL", "Calls in circles when two targets redirect to each other.") \
    X(KEEPS_URI_HEADERS, "keeps-uri-headers", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-018", "FAIL", "Leaves the headers of a Contact in the Request-URI.") \
    X(HONOURS_DANGEROUS_HEADERS, "honours-dangerous-headers", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-031", "WARN", "Takes over From, Call-ID and the like from the headers of a Contact.") \
    X(CACHES_REDIRECT, "caches-redirect", FAULT_WRONG, ROLE_SET(UAC), "SC-3XX-UAC-037", "FAIL", "Keeps the target of a 302 without lifetime for later calls.") \
    X(NO_RETRY_AFTER_420, "no-retry-after-420", FAULT_WRONG, ROLE_SET(UAC), "SC-420-UAC-003", "WARN", "Gives up after a 420.") \
    X(KEEPS_REFUSED_TAG, "keeps-refused-tag", FAULT_WRONG, ROLE_SET(UAC), "SC-420-UAC-003", "FAIL", "Tries again after a 420 with the refused tag.") \
    X(DROPS_ALL_TAGS, "drops-all-tags", FAULT_WRONG, ROLE_SET(UAC), "SC-420-UAC-004", "WARN", "Tries again after a 420 without any tag in Require.") \
    X(RETRY_KEEPS_TO_TAG, "retry-keeps-to-tag", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-017", "FAIL", "The new try has the To tag of the 420.") \
    X(RETRY_OLD_BRANCH, "retry-old-branch", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-014", "FAIL", "The new try has the branch of the refused one.") \
    X(REPEATS_UNCHANGED, "repeats-unchanged", FAULT_WRONG, ROLE_SET(UAC), "SC-420-UAC-008", "FAIL", "Repeats the unchanged request after each 420, up to 30 times.") \
    X(ACK_WITH_REQUIRE, "ack-with-require", FAULT_WRONG, ROLE_SET(UAC), "SC-420-UAC-002", "FAIL", "Its ACK for a final answer other than 2xx has Require.") \
    X(CANCEL_WITH_REQUIRE, "cancel-with-require", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-026", "FAIL", "Its CANCEL has Require.") \
    X(NO_MAX_FORWARDS, "no-max-forwards", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-010", "FAIL", "Its requests lack Max-Forwards.") \
    X(MAX_FORWARDS_300, "max-forwards-300", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-015", "FAIL", "Its requests have Max-Forwards: 300.") \
    X(CSEQ_TOO_LARGE, "cseq-too-large", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-016", "FAIL", "Its CSeq begins at 2147483648.") \
    X(PORT_IN_FROM, "port-in-from", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-032", "WARN", "The URI in its From has a port.") \
    X(CANCEL_WITH_CONTACT, "cancel-with-contact", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-033", "FAIL", "Its CANCEL has Contact.") \
    X(NO_ANSWER, "no-answer", FAULT_WRONG, ROLE_SET(UAS), "SC-INV-ANY-034", "FAIL", "Its 200 to an INVITE with an offer has no answer.") \
    X(LARGE_OVER_UDP, "large-over-udp", FAULT_WRONG, ROLE_SET(UAC), "SC-INV-ANY-035", "WARN", "Its INVITE of 1,500 octets goes by UDP.") \
    X(UNSUPPORTED_RESPELLED, "unsupported-respelled", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Unsupported in other letter case, reversed order and several rows.") \
    X(FORWARDING_PHONE, "forwarding-phone", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Redirects calls for user forward although a tag in Require is unknown.") \
    X(CHALLENGE_FIRST, "challenge-first", FAULT_EQUIVALENT, ROLE_SET(REGISTRAR), "", "", "The registrar answers 401 before it looks at Require.") \
    X(STALE_TAG_420, "stale-tag-420", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Answers 420, not 481, to a stale To tag with an unknown tag in Require.") \
    X(MALFORMED_400, "malformed-400", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Answers 400 to a Require with any empty element, where 420 with the readable tags would do.") \
    X(PLAIN_REDIRECT, "plain-redirect", FAULT_EQUIVALENT, ROLE_SET(REDIRECT), "", "", "The contacts of its 302 have neither q nor expires.") \
    X(MOVED_PERMANENTLY, "moved-permanently", FAULT_EQUIVALENT, ROLE_SET(REDIRECT), "", "", "Redirects with 301.") \
    X(TRYING_FIRST, "trying-first", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Sends 100 before the 420.") \
    X(NEW_CALL_ID, "new-call-id", FAULT_EQUIVALENT, ROLE_SET(UAC), "", "", "Takes a new Call-ID when it follows a 302.") \
    X(OTHER_ORDER, "other-order", FAULT_EQUIVALENT, ROLE_SET(UAC), "", "", "Tries contacts of equal q in reverse order.") \
    X(JOINS_CONTACTS, "joins-contacts", FAULT_EQUIVALENT, ROLE_SET(PROXY), "", "", "The proxy joins the contacts of several 3xx and makes a new To tag.") \
    X(UNWILLING_100REL, "unwilling-100rel", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Advertises 100rel and answers 420 when it is required.") \
    X(SILENT_ICE, "silent-ice", FAULT_EQUIVALENT, ROLE_SET(UAS), "", "", "Takes ice in Require although Supported lacks it.")
/* end of wide table */
/* clang-format on */

enum fault_id {
#define FAULT_ID(id, name, kind, roles, found_by, verdict, description) FAULT_##id,
    FAULTS(FAULT_ID)
#undef FAULT_ID
        FAULT_ID_COUNT
};
_Static_assert(FAULT_ID_COUNT <= 64 * FAULT_WORDS, "struct fault_set has room for every fault");

#endif
