/* Every fault, one row each: X(identifier, name, roles, found by, verdict, description).
 * Private to harness/device; a fault is tested by has_fault() at the one place where its behaviour sits. */
#ifndef SIPCONFORM_DEVICE_FAULT_LIST_H
#define SIPCONFORM_DEVICE_FAULT_LIST_H

#include "device/device.h"

/* clang-format off */
/* wide table */
#define FAULTS(X) \
    X(IGNORES_REQUIRE, "ignores-require", ROLE_SET(UAS), "SC-420-UAS-001", "FAIL", "Ignores Require and takes the request.") \
    X(NO_UNSUPPORTED, "no-unsupported", ROLE_SET(UAS), "SC-420-UAS-002", "FAIL", "Its 420 has no Unsupported.") \
    X(EMPTY_UNSUPPORTED, "empty-unsupported", ROLE_SET(UAS), "SC-420-UAS-002", "FAIL", "Its 420 has an empty Unsupported.") \
    X(FIRST_TAG_ONLY, "first-tag-only", ROLE_SET(UAS), "SC-420-UAS-003", "FAIL", "Unsupported names only the first unknown tag.") \
    X(LAST_TAG_ONLY, "last-tag-only", ROLE_SET(UAS), "SC-420-UAS-003", "FAIL", "Unsupported names only the last unknown tag.") \
    X(ECHOES_REQUIRE, "echoes-require", ROLE_SET(UAS), "SC-420-UAS-004", "FAIL", "Unsupported repeats all of Require, understood tags too.") \
    X(FIRST_ROW_ONLY, "first-row-only", ROLE_SET(UAS), "SC-420-UAS-008", "FAIL", "Reads only the first Require row.") \
    X(LAST_ROW_ONLY, "last-row-only", ROLE_SET(UAS), "SC-420-UAS-008", "FAIL", "Reads only the last Require row.") \
    X(LOSES_FOLDED_TAGS, "loses-folded-tags", ROLE_SET(UAS), "SC-420-UAS-010", "FAIL", "Loses the tags on folded lines.") \
    X(TAG_CASE_MATTERS, "tag-case-matters", ROLE_SET(UAS), "SC-420-UAS-013", "FAIL", "Compares option-tags with regard to case.") \
    X(REFUSES_SUPPORTED_HEADER, "refuses-supported-header", ROLE_SET(UAS), "SC-420-UAS-024", "FAIL", "Answers 420 because of an unknown tag in Supported.") \
    X(REQUIRE_FOR_INVITE_ONLY, "require-for-invite-only", ROLE_SET(UAS), "SC-420-UAS-028", "FAIL", "Looks at Require in INVITE only.") \
    X(REFUSED_REINVITE_ENDS_CALL, "refused-reinvite-ends-call", ROLE_SET(UAS), "SC-420-UAS-030", "FAIL", "Refuses a re-INVITE with 420 and drops the call with it.") \
    X(HALF_OPEN_DIALOG, "half-open-dialog", ROLE_SET(UAS), "SC-420-UAS-018", "FAIL", "A refused INVITE leaves a dialog behind.") \
    X(NO_TO_TAG, "no-to-tag", ROLE_SET(UAS), "SC-420-UAS-020", "FAIL", "Its 420 has no To tag.") \
    X(NO_TO_TAG_ON_ERRORS, "no-to-tag-on-errors", ROLE_SET(UAS), "SC-INV-ANY-007", "FAIL", "Its 4xx and 5xx other than 420 have no To tag.") \
    X(CONSTANT_TO_TAG, "constant-to-tag", ROLE_SET(UAS), "SC-INV-ANY-008", "FAIL", "Its To tag is the same in every call.") \
    X(TO_TAG_IS_FROM_TAG, "to-tag-is-from-tag", ROLE_SET(UAS), "SC-INV-ANY-008", "FAIL", "Its To tag is the From tag of the request.") \
    X(REPEATS_REQUIRE, "repeats-require", ROLE_SET(UAS), "SC-420-UAS-022", "FAIL", "Its 420 repeats the Require of the request.") \
    X(REFUSES_CANCEL, "refuses-cancel", ROLE_SET(UAS), "SC-420-UAS-048", "FAIL", "Answers 420 to a CANCEL with Require.") \
    X(ACK_WITH_REQUIRE_IGNORED, "ack-with-require-ignored", ROLE_SET(UAS), "SC-420-UAS-051", "FAIL", "Does not take an ACK that has Require: the 420 goes on.") \
    X(ANSWERS_ACK, "answers-ack", ROLE_SET(UAS), "SC-INV-ANY-020", "FAIL", "Answers an ACK that has Require with 420.") \
    X(REQUIRE_BEFORE_METHOD, "require-before-method", ROLE_SET(UAS), "SC-420-UAS-036", "WARN", "Looks at Require before the method.") \
    X(DROPS_MALFORMED_REQUIRE, "drops-malformed-require", ROLE_SET(UAS), "SC-420-UAS-046", "FAIL", "Takes a call whose Require has empty elements.") \
    X(REFUSES_EMPTY_REQUIRE, "refuses-empty-require", ROLE_SET(UAS), "SC-420-UAS-045", "FAIL", "Answers 420 with an empty Unsupported to an empty Require.") \
    X(ADVERTISES_REFUSED_TAG, "advertises-refused-tag", ROLE_SET(UAS), "SC-420-UAS-056", "FAIL", "Lists a tag in Supported that it refuses.") \
    X(ADVERTISES_EVERYTHING, "advertises-everything", ROLE_SET(UAS), "SC-420-UAS-057", "FAIL", "Lists registered tags in Supported that it refuses.") \
    X(BARE_421, "bare-421", ROLE_SET(UAS), "SC-INV-ANY-023", "FAIL", "Answers 421 without Require where 420 is due.") \
    X(DIES_OF_MANY_TAGS, "dies-of-many-tags", ROLE_SET(UAS), "SC-INV-ANY-031", "FAIL", "Answers nothing any more after a Require with 32 tags or more.") \
    X(EMPTY_UNSUPPORTED_IN_OTHERS, "empty-unsupported-in-others", ROLE_SET(UAS), "SC-INV-ANY-021", "FAIL", "Its 200 has an empty Unsupported.") \
    X(NEVER_REPEATS, "never-repeats", ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Never repeats a final answer to INVITE.") \
    X(FIXED_INTERVAL, "fixed-interval", ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Repeats a final answer every T1, without doubling.") \
    X(INTERVAL_WITHOUT_CAP, "interval-without-cap", ROLE_SET(UAS), "SC-TXN-SRV-001", "FAIL", "Doubles the interval of repetition beyond T2.") \
    X(REPEATS_AFTER_ACK, "repeats-after-ack", ROLE_SET(UAS), "SC-TXN-SRV-003", "FAIL", "Goes on repeating a final answer after the ACK.") \
    X(NEW_TO_TAG_PER_COPY, "new-to-tag-per-copy", ROLE_SET(UAS), "SC-TXN-SRV-005", "FAIL", "Each repetition of an answer has a new To tag.") \
    X(COPY_IS_NEW_CALL, "copy-is-new-call", ROLE_SET(UAS), "SC-TXN-SRV-004", "FAIL", "Takes a copy of an INVITE for a new call.") \
    X(DROPS_VIAS, "drops-vias", ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers have only the first Via.") \
    X(REVERSES_VIAS, "reverses-vias", ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers have the Vias in reverse order.") \
    X(CHANGES_CALL_ID, "changes-call-id", ROLE_SET(UAS), "SC-INV-ANY-004", "FAIL", "Its answers have the Call-ID in lower case.") \
    X(DROPS_VIA_PARAMS, "drops-via-params", ROLE_SET(UAS), "SC-INV-ANY-003", "FAIL", "Its answers lack the Via parameters that it does not know.") \
    X(TWO_FROM_ROWS, "two-from-rows", ROLE_SET(UAS), "SC-INV-ANY-011", "FAIL", "Its answers have From twice.") \
    X(BARE_405, "bare-405", ROLE_SET(UAS), "SC-INV-ANY-023", "FAIL", "Its 405 has no Allow.") \
    X(BAD_STATUS_LINE, "bad-status-line", ROLE_SET(UAS), "SC-INV-ANY-001", "FAIL", "Its status lines begin with sip/2.0 and two spaces.") \
    X(BARE_LF, "bare-lf", ROLE_SET(UAS), "SC-INV-ANY-002", "FAIL", "One header line of its answers ends in LF alone.") \
    X(NO_FROM, "no-from", ROLE_SET(UAS), "SC-INV-ANY-009", "FAIL", "Its answers lack From.") \
    X(WRONG_CONTENT_LENGTH, "wrong-content-length", ROLE_SET(UAS), "SC-INV-ANY-012", "FAIL", "Its Content-Length over UDP is one more than the body has.") \
    X(NO_CONTENT_TYPE, "no-content-type", ROLE_SET(UAS), "SC-INV-ANY-013", "FAIL", "Its bodies have no Content-Type.") \
    X(MALFORMED_ALLOW, "malformed-allow", ROLE_SET(UAS), "SC-INV-ANY-019", "FAIL", "Its Allow has an empty element and a stray semicolon.") \
    X(REQUEST_HEADER_IN_RESPONSE, "request-header-in-response", ROLE_SET(UAS), "SC-INV-ANY-025", "WARN", "Its answers have Max-Forwards.") \
    X(ALLOW_WITHOUT_ACK, "allow-without-ack", ROLE_SET(UAS), "SC-INV-ANY-027", "FAIL", "Its Allow has INVITE but not ACK.") \
    X(NO_COMPACT_NAMES, "no-compact-names", ROLE_SET(UAS), "SC-INV-ANY-028", "FAIL", "Does not know the compact names of header fields.") \
    X(OBEYS_UNSUPPORTED, "obeys-unsupported", ROLE_SET(UAS), "SC-INV-ANY-029", "FAIL", "Reads Unsupported in a request as if it were Require.") \
    X(REFUSES_UNKNOWN_PARAMS, "refuses-unknown-params", ROLE_SET(UAS), "SC-INV-ANY-030", "FAIL", "Answers 400 to unknown URI and header parameters.") \
    X(REDIRECT_420, "redirect-420", ROLE_SET(REDIRECT), "SC-3XX-RD-007", "FAIL", "The redirect server answers 420 to an unknown tag in Require.") \
    X(REDIRECT_405, "redirect-405", ROLE_SET(REDIRECT), "SC-3XX-RD-009", "FAIL", "The redirect server answers 405 to a method that it does not know.") \
    X(REDIRECTS_CANCEL, "redirects-cancel", ROLE_SET(REDIRECT), "SC-3XX-RD-012", "FAIL", "Redirects CANCEL.") \
    X(REDIRECTS_TO_ITSELF, "redirects-to-itself", ROLE_SET(REDIRECT), "SC-3XX-RD-004", "FAIL", "Redirects to the Request-URI as well.") \
    X(NO_CONTACT, "no-contact", ROLE_SET(REDIRECT), "SC-3XX-RD-002", "FAIL", "Its 302 has no Contact.") \
    X(FIRST_LOCATION_ONLY, "first-location-only", ROLE_SET(REDIRECT), "SC-3XX-RD-003", "WARN", "Its 302 has only the first of several locations.") \
    X(USE_PROXY, "use-proxy", ROLE_SET(REDIRECT), "SC-3XX-RD-023", "FAIL", "The redirect server answers 305.") \
    X(ALSO_PROXIES, "also-proxies", ROLE_SET(REDIRECT), "SC-3XX-RD-001", "FAIL", "Redirects, and sends the request to the first location as well.") \
    X(BARE_CONTACT, "bare-contact", ROLE_SET(REDIRECT), "SC-CON-RD-001", "WARN", "Its Contact has URI parameters but no brackets.") \
    X(TO_HOLDS_TARGET, "to-holds-target", ROLE_SET(REDIRECT), "SC-INV-ANY-005", "FAIL", "The To of its 302 holds the target.") \
    X(TAG_CHANGES, "tag-changes", ROLE_SET(REDIRECT), "SC-INV-ANY-006", "FAIL", "The To tag of its 302 differs from that of the 180 before.") \
    X(EXPIRES_HEADER, "expires-header", ROLE_SET(REDIRECT), "SC-3XX-RD-018", "WARN", "Its 3xx to any method has an Expires header.") \
    X(BAD_EXPIRES, "bad-expires", ROLE_SET(REDIRECT), "SC-3XX-RD-018", "FAIL", "The expires parameter of its Contact is no number.") \
    X(REGISTRAR_IGNORES_REQUIRE, "registrar-ignores-require", ROLE_SET(REGISTRAR), "SC-420-REG-001", "FAIL", "The registrar ignores Require.") \
    X(REFUSED_REGISTER_BINDS, "refused-register-binds", ROLE_SET(REGISTRAR), "SC-420-REG-002", "FAIL", "The registrar answers 420 but stores the binding.") \
    X(REFUSED_REGISTER_UNBINDS, "refused-register-unbinds", ROLE_SET(REGISTRAR), "SC-420-REG-003", "FAIL", "The registrar answers 420 but removes or refreshes bindings.") \
    X(PROXY_REFUSES_REQUIRE, "proxy-refuses-require", ROLE_SET(PROXY), "SC-420-PRX-005", "FAIL", "The proxy answers 420 to an unknown tag in Require.") \
    X(IGNORES_PROXY_REQUIRE, "ignores-proxy-require", ROLE_SET(PROXY), "SC-420-PRX-001", "FAIL", "The proxy ignores Proxy-Require.") \
    X(REFUSES_AND_FORWARDS, "refuses-and-forwards", ROLE_SET(PROXY), "SC-420-PRX-004", "FAIL", "The proxy answers 420 and forwards all the same.") \
    X(FIRST_PROXY_TAG_ONLY, "first-proxy-tag-only", ROLE_SET(PROXY), "SC-420-PRX-002", "FAIL", "The proxy names only the first unknown tag of Proxy-Require.") \
    X(STRIPS_REQUIRE, "strips-require", ROLE_SET(PROXY), "SC-420-PRX-006", "FAIL", "The proxy removes Require.") \
    X(PROXY_ANSWERS_ACK, "proxy-answers-ack", ROLE_SET(PROXY), "SC-INV-ANY-020", "FAIL", "The proxy answers an ACK that has Proxy-Require.") \
    X(REQUIRE_IN_CANCEL, "require-in-cancel", ROLE_SET(PROXY), "SC-420-PRX-022", "FAIL", "The proxy copies Require into its CANCEL.") \
    X(REQUIRE_IN_ACK, "require-in-ack", ROLE_SET(PROXY), "SC-420-PRX-021", "FAIL", "The proxy copies Require into its ACK for a final answer other than 2xx.") \
    X(RELAYS_420_WITHOUT_UNSUPPORTED, "relays-420-without-unsupported", ROLE_SET(PROXY), "SC-420-PRX-017", "FAIL", "The proxy drops Unsupported when it relays a 420.") \
    X(RECURSES_FOREIGN, "recurses-foreign", ROLE_SET(PROXY), "SC-3XX-PRX-004", "FAIL", "The proxy tries the contacts of a 3xx for a domain that is not its own.") \
    X(RETURNS_TRIED_CONTACTS, "returns-tried-contacts", ROLE_SET(PROXY), "SC-3XX-PRX-002", "FAIL", "The proxy returns contacts that it has tried.") \
    X(EARLY_302, "early-302", ROLE_SET(PROXY), "SC-3XX-PRX-009", "FAIL", "The proxy relays a 3xx while another branch is open.") \
    X(SAME_TARGET_TWICE, "same-target-twice", ROLE_SET(PROXY), "SC-3XX-PRX-005", "FAIL", "The proxy tries a URI again that it has tried.") \
    X(REWRITES_CONTACT, "rewrites-contact", ROLE_SET(PROXY), "SC-3XX-PRX-001", "FAIL", "The proxy replaces the Contact of a 3xx by its own address.") \
    X(NO_DOWNSTREAM_ACK, "no-downstream-ack", ROLE_SET(PROXY), "SC-3XX-PRX-015", "FAIL", "The proxy does not acknowledge a final answer other than 2xx.") \
    X(DIES_OF_MANY_CONTACTS, "dies-of-many-contacts", ROLE_SET(PROXY), "SC-INV-ANY-031", "FAIL", "The proxy answers nothing any more after it has relayed a 3xx with three contacts or more.") \
    X(URI_HEADERS_IN_REQUEST_URI, "uri-headers-in-request-uri", ROLE_SET(PROXY), "SC-INV-ANY-018", "FAIL", "The proxy leaves the headers of a Contact in the Request-URI.") \
    X(NO_ACK, "no-ack", ROLE_SET(UAC), "SC-3XX-UAC-001", "FAIL", "Sends no ACK for a 3xx.") \
    X(ACK_TO_CONTACT, "ack-to-contact", ROLE_SET(UAC), "SC-3XX-UAC-002", "FAIL", "The Request-URI of its ACK for a 3xx is the Contact.") \
    X(ACK_NEW_BRANCH, "ack-new-branch", ROLE_SET(UAC), "SC-3XX-UAC-004", "FAIL", "Its ACK for a 3xx has a new branch.") \
    X(ACK_WITHOUT_TAG, "ack-without-tag", ROLE_SET(UAC), "SC-3XX-UAC-003", "FAIL", "Its ACK for a 3xx lacks the To tag of the answer.") \
    X(EACH_COPY_CALLS, "each-copy-calls", ROLE_SET(UAC), "SC-3XX-UAC-009", "FAIL", "Each copy of a 302 starts another call.") \
    X(DOES_NOT_FOLLOW, "does-not-follow", ROLE_SET(UAC), "SC-3XX-UAC-011", "WARN", "Does not follow a 302.") \
    X(LOSES_URI_PARAMS, "loses-uri-params", ROLE_SET(UAC), "SC-3XX-UAC-012", "FAIL", "Loses the URI parameters of the Contact that it follows.") \
    X(REDIRECT_OLD_BRANCH, "redirect-old-branch", ROLE_SET(UAC), "SC-INV-ANY-014", "FAIL", "The redirected INVITE has the branch of the old one.") \
    X(REDIRECT_KEEPS_TO_TAG, "redirect-keeps-to-tag", ROLE_SET(UAC), "SC-3XX-UAC-014", "FAIL", "The redirected INVITE has the To tag of the 302.") \
    X(CALLS_DUPLICATE, "calls-duplicate", ROLE_SET(UAC), "SC-3XX-UAC-021", "FAIL", "Calls a contact twice that the 302 has twice.") \
    X(CALLS_ITSELF_AGAIN, "calls-itself-again", ROLE_SET(UAC), "SC-3XX-UAC-022", "FAIL", "Calls the original URI again when the 302 names it.") \
    X(LOOPS, "loops", ROLE_SET(UAC), "SC-3XX-UAC-023", "FAIL", "Calls in circles when two targets redirect to each other.") \
    X(KEEPS_URI_HEADERS, "keeps-uri-headers", ROLE_SET(UAC), "SC-INV-ANY-018", "FAIL", "Leaves the headers of a Contact in the Request-URI.") \
    X(HONOURS_DANGEROUS_HEADERS, "honours-dangerous-headers", ROLE_SET(UAC), "SC-3XX-UAC-031", "WARN", "Takes over From, Call-ID and the like from the headers of a Contact.") \
    X(CACHES_REDIRECT, "caches-redirect", ROLE_SET(UAC), "SC-3XX-UAC-037", "FAIL", "Keeps the target of a 302 without lifetime for later calls.") \
    X(KEEPS_REFUSED_TAG, "keeps-refused-tag", ROLE_SET(UAC), "SC-420-UAC-003", "FAIL", "Tries again after a 420 with the refused tag.") \
    X(RETRY_SAME_CSEQ, "retry-same-cseq", ROLE_SET(UAC), "SC-420-UAC-006", "WARN", "The new try has the CSeq number of the refused one.") \
    X(DROPS_ALL_TAGS, "drops-all-tags", ROLE_SET(UAC), "SC-420-UAC-004", "WARN", "Tries again after a 420 without any tag in Require.") \
    X(RETRY_KEEPS_TO_TAG, "retry-keeps-to-tag", ROLE_SET(UAC), "SC-INV-ANY-017", "FAIL", "The new try has the To tag of the 420.") \
    X(RETRY_OLD_BRANCH, "retry-old-branch", ROLE_SET(UAC), "SC-INV-ANY-014", "FAIL", "The new try has the branch of the refused one.") \
    X(REPEATS_UNCHANGED, "repeats-unchanged", ROLE_SET(UAC), "SC-420-UAC-008", "FAIL", "Repeats the unchanged request after each 420, up to 30 times.") \
    X(ACK_WITH_REQUIRE, "ack-with-require", ROLE_SET(UAC), "SC-420-UAC-002", "FAIL", "Its ACK for a final answer other than 2xx has Require.") \
    X(CANCEL_WITH_REQUIRE, "cancel-with-require", ROLE_SET(UAC), "SC-INV-ANY-026", "FAIL", "Its CANCEL has Require.") \
    X(NO_MAX_FORWARDS, "no-max-forwards", ROLE_SET(UAC), "SC-INV-ANY-010", "FAIL", "Its requests lack Max-Forwards.") \
    X(MAX_FORWARDS_300, "max-forwards-300", ROLE_SET(UAC), "SC-INV-ANY-015", "FAIL", "Its requests have Max-Forwards: 300.") \
    X(CSEQ_TOO_LARGE, "cseq-too-large", ROLE_SET(UAC), "SC-INV-ANY-016", "FAIL", "Its CSeq begins at 2147483648.") \
    X(TRANSPORT_IN_FROM, "transport-in-from", ROLE_SET(UAC), "SC-INV-ANY-032", "WARN", "The URI in its From has a transport parameter.") \
    X(CANCEL_WITH_CONTACT, "cancel-with-contact", ROLE_SET(UAC), "SC-INV-ANY-033", "FAIL", "Its CANCEL has Contact.") \
    X(NO_ANSWER, "no-answer", ROLE_SET(UAS), "SC-INV-ANY-034", "FAIL", "Its 200 to an INVITE with an offer has no answer.") \
    X(LARGE_OVER_UDP, "large-over-udp", ROLE_SET(UAC), "SC-INV-ANY-035", "WARN", "Its INVITE of 1,500 octets goes by UDP.") \
    X(NO_TCP, "no-tcp", ROLES_ALL & ~(ROLE_SET(UAC)), "SC-TRP-TCP-016", "FAIL", "It listens for UDP alone.")
/* end of wide table */
/* clang-format on */

enum fault_id {
#define FAULT_ID(id, name, roles, found_by, verdict, description) FAULT_##id,
    FAULTS(FAULT_ID)
#undef FAULT_ID
        FAULT_ID_COUNT
};
_Static_assert(FAULT_ID_COUNT <= 64 * FAULT_WORDS, "struct fault_set has room for every fault");

#endif
