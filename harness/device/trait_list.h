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
    X(OTHER_ORDER, "other-order", ROLE_SET(UAC), "", "", "RFC 3261 8.1.3.4", "Tries contacts of equal q in reverse order.")
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
