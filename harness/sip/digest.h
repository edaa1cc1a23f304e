/* Digest authentication: RFC 3261 section 22, RFC 2617 / 7616 / 8760. Algorithms MD5, SHA-256 and
 * SHA-512-256, not their -sess variants; qop auth, auth-int or none. Quoted values enter the hash as they
 * stand between their quotes (unq() of RFC 2617 3.2.2.2): backslashes stay. */
#ifndef SIPCONFORM_SIP_DIGEST_H
#define SIPCONFORM_SIP_DIGEST_H

#include "base/buf.h"

struct sip_challenge {
    struct slice realm, nonce, opaque, algorithm, qop; /* without quotes; p == NULL when absent */
    bool stale; /* the nonce before was too old, the credentials were not wrong */
};
/* Reads a WWW-Authenticate or Proxy-Authenticate value; false when it is not Digest or lacks realm or
 * nonce. */
bool sip_challenge_parse(struct slice value, struct sip_challenge *ret_challenge);
/* Takes the next challenge off a row that may hold several, separated by commas (RFC 7235 4.1): one begins
 * where a scheme and a blank precede a name and its "=". False at the end. */
bool sip_challenge_next(struct slice *rest, struct slice *ret_value);

struct sip_credentials {
    struct slice user, password, method, uri;
    struct slice cnonce;  /* used when the challenge has a qop; chosen by the caller */
    struct slice body;    /* enters the answer only for qop auth-int */
    unsigned nonce_count; /* likewise only with a qop */
};
/* Appends the value of an Authorization or Proxy-Authorization header that answers the challenge, with qop
 * auth where that is offered. Returns 0, or -1 when the algorithm or qop is not one we know, or memory is
 * out. */
int sip_digest_answer(const struct sip_challenge *challenge, const struct sip_credentials *credentials,
                      struct buf *value);
/* Server side, for the reference device: does this credentials value answer a challenge with that realm and
 * nonce? Credentials with qop auth-int are refused: the body is not looked at. */
bool sip_digest_verify(struct slice value, struct slice realm, struct slice nonce, struct slice password,
                       struct slice method);

#endif
