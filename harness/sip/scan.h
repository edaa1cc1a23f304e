/* Small scanners that the readers of this folder share. Private to harness/sip. Each scan_ function returns
 * how many leading bytes of s are of its form; 0 when none are. */
#ifndef SIPCONFORM_SIP_SCAN_H
#define SIPCONFORM_SIP_SCAN_H

#include "base/slice.h"

bool scan_is_token_char(char c);
size_t scan_blanks(struct slice s);
size_t scan_token(struct slice s);
/* A quoted-string, its quotes included; 0 when it is not closed. RFC 3261 25.1. */
size_t scan_quoted(struct slice s);
/* "scheme:", the colon included. RFC 3261 25.1, absoluteURI. */
size_t scan_scheme(struct slice s);
/* A host: name, IPv4 address, or IPv6 reference in brackets. Underscores are let pass: private networks have
 * them. */
size_t scan_host(struct slice s);
/* The IPv6 address (16 bytes, network order) in a host with its brackets; false when there is none. */
bool scan_ipv6(struct slice host, unsigned char ret_address[16]);
/* A port number from 1 to 65535, all of s. */
bool scan_port(struct slice s, uint16_t *ret_port);
/* s without its first n bytes. */
struct slice scan_skip(struct slice s, size_t n);
/* s without the blanks at its head. */
struct slice scan_skip_blanks(struct slice s);
/* True when s begins with '%' and two hexadecimal digits; the octet they stand for. */
bool scan_escape(struct slice s, unsigned char *ret_octet);
/* Do two texts in URIs mean the same? Escapes are seen through, but for those of reserved characters. RFC
 * 3261 19.1.4. */
bool scan_uri_text_equal(struct slice a, struct slice b, bool any_case);

/* One line of bytes: ended by LF (a CR before it belongs to the line end), or by the end of the bytes. */
struct scan_line {
    struct slice raw;  /* line end included */
    struct slice text; /* without it */
    bool ended;
};
/* Takes the next line off *rest; false when *rest is empty. */
bool scan_line_next(struct slice *rest, struct scan_line *ret_line);

#endif
