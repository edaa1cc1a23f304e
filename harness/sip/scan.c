/* Small scanners that the readers of this folder share: tokens, quoted strings, hosts, escapes. */
#include "sip/scan.h"

#include <arpa/inet.h>
#include <string.h>

bool scan_is_token_char(char c)
{
    return ascii_is_alpha(c) || ascii_is_digit(c) || (c && strchr("-.!%*_+`'~", c));
}

size_t scan_blanks(struct slice s)
{
    size_t n = 0;
    while (n < s.n && ascii_is_blank(s.p[n]))
        n++;
    return n;
}

size_t scan_token(struct slice s)
{
    size_t n = 0;
    while (n < s.n && scan_is_token_char(s.p[n]))
        n++;
    return n;
}

size_t scan_quoted(struct slice s)
{
    if (!s.n || s.p[0] != '"')
        return 0;
    for (size_t i = 1; i < s.n; i++) {
        if (s.p[i] == '"')
            return i + 1;
        if (s.p[i] == '\\')
            i++;
    }
    return 0;
}

size_t scan_scheme(struct slice s)
{
    if (!s.n || !ascii_is_alpha(s.p[0]))
        return 0;
    size_t n = 1;
    while (n < s.n && (ascii_is_alpha(s.p[n]) || ascii_is_digit(s.p[n]) || (s.p[n] && strchr("+-.", s.p[n]))))
        n++;
    return n < s.n && s.p[n] == ':' ? n + 1 : 0;
}

size_t scan_host(struct slice s)
{
    unsigned char address[16];
    size_t n = 0;
    if (s.n && s.p[0] == '[') {
        n = slice_find(s, ']') + 1;
        return n <= s.n && scan_ipv6(slice_sub(s, 0, n), address) ? n : 0;
    }
    while (n < s.n && (ascii_is_alpha(s.p[n]) || ascii_is_digit(s.p[n]) || (s.p[n] && strchr("-._", s.p[n]))))
        n++;
    return n && s.p[0] != '-' && s.p[0] != '.' ? n : 0;
}

bool scan_ipv6(struct slice host, unsigned char ret_address[16])
{
    char text[INET6_ADDRSTRLEN];
    if (host.n < 2 || host.n - 2 >= sizeof(text) || host.p[0] != '[' || host.p[host.n - 1] != ']')
        return false;
    memcpy(text, host.p + 1, host.n - 2);
    text[host.n - 2] = 0;
    return strlen(text) == host.n - 2 && inet_pton(AF_INET6, text, ret_address) == 1;
}

bool scan_port(struct slice s, uint16_t *ret_port)
{
    uint64_t number;
    if (!slice_to_u64(s, &number) || number < 1 || number > UINT16_MAX)
        return false;
    *ret_port = (uint16_t)number;
    return true;
}

struct slice scan_skip(struct slice s, size_t n)
{
    return slice_sub(s, n, SIZE_MAX);
}

struct slice scan_skip_blanks(struct slice s)
{
    return scan_skip(s, scan_blanks(s));
}

static int hex_digit(char c)
{
    if (ascii_is_digit(c))
        return c - '0';
    int lower = ascii_lower((unsigned char)c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool scan_escape(struct slice s, unsigned char *ret_octet)
{
    if (s.n < 3 || s.p[0] != '%' || hex_digit(s.p[1]) < 0 || hex_digit(s.p[2]) < 0)
        return false;
    *ret_octet = (unsigned char)(hex_digit(s.p[1]) * 16 + hex_digit(s.p[2]));
    return true;
}

enum { ESCAPED_RESERVED = 0x100 };

/* Takes the next character off *text. An escaped character equals the plain one unless it is of the reserved
 * set (RFC 2396), in which case the two mean different things. */
static int take_char(struct slice *text, bool any_case)
{
    unsigned char c = (unsigned char)text->p[0];
    int flag = 0;
    if (scan_escape(*text, &c)) {
        flag = c && strchr(";/?:@&=+$,", c) ? ESCAPED_RESERVED : 0;
        *text = scan_skip(*text, 3);
    } else {
        *text = scan_skip(*text, 1);
    }
    return (any_case ? ascii_lower(c) : c) | flag;
}

bool scan_uri_text_equal(struct slice a, struct slice b, bool any_case)
{
    while (a.n && b.n)
        if (take_char(&a, any_case) != take_char(&b, any_case))
            return false;
    return !a.n && !b.n;
}

bool scan_line_next(struct slice *rest, struct scan_line *ret_line)
{
    if (!rest->n)
        return false;
    size_t at = slice_find(*rest, '\n');
    bool ended = at < rest->n;
    size_t text = ended && at && rest->p[at - 1] == '\r' ? at - 1 : at;
    *ret_line = (struct scan_line){slice_sub(*rest, 0, at + ended), slice_sub(*rest, 0, text), ended};
    *rest = scan_skip(*rest, at + ended);
    return true;
}
