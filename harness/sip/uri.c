/* Reading URIs. RFC 3261 19.1.1, 25.1. */
#include "sip/value.h"

#include "base/limits.h"
#include "sip/scan.h"

#include <string.h>

/* No URI has blanks, controls, quotes, angle brackets or bytes beyond ASCII: those are escaped (19.1.2). */
static bool has_uri_chars_only(struct slice text)
{
    for (size_t i = 0; i < text.n; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>')
            return false;
    }
    return true;
}

static bool escapes_ok(struct slice text)
{
    unsigned char octet;
    for (size_t i = 0; i < text.n; i++)
        if (text.p[i] == '%' && !scan_escape(scan_skip(text, i), &octet))
            return false;
    return true;
}

/* One or more of unreserved, escaped, and the characters of `also`. */
static bool is_userinfo_part(struct slice text, const char *also, bool may_be_empty)
{
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (!ascii_is_alpha(c) && !ascii_is_digit(c) && !strchr("-_.!~*'()%", c) && !strchr(also, c))
            return false;
    }
    return text.n || may_be_empty;
}

/* Takes "user[:password]@" off *rest when it is there. */
static bool read_userinfo(struct slice *rest, struct sip_uri *uri)
{
    size_t at = slice_find(*rest, '@');
    if (at == rest->n)
        return true;
    struct slice userinfo = slice_sub(*rest, 0, at);
    size_t colon = slice_find(userinfo, ':');
    uri->user = slice_sub(userinfo, 0, colon);
    if (colon < userinfo.n)
        uri->password = scan_skip(userinfo, colon + 1);
    *rest = scan_skip(*rest, at + 1);
    return is_userinfo_part(uri->user, "&=+$,;?/", false) && is_userinfo_part(uri->password, "&=+$,", true);
}

static bool read_hostport(struct slice *rest, struct sip_uri *uri)
{
    uri->host = slice_sub(*rest, 0, scan_host(*rest));
    *rest = scan_skip(*rest, uri->host.n);
    if (!uri->host.n || !rest->n || rest->p[0] != ':')
        return uri->host.n > 0;
    size_t digits = 1;
    while (digits < rest->n && ascii_is_digit(rest->p[digits]))
        digits++;
    struct slice port = slice_sub(*rest, 1, digits - 1);
    *rest = scan_skip(*rest, digits);
    return scan_port(port, &uri->port);
}

static bool params_ok(struct slice params)
{
    struct sip_param param;
    size_t count = 0;
    while (sip_param_next(&params, &param))
        if (++count > LIMIT_URI_PARTS)
            return false;
    return params.n == 0;
}

bool sip_uri_header_next(struct slice *rest, struct sip_param *ret_header)
{
    struct slice element = slice_sub(*rest, 0, slice_find(*rest, '&'));
    size_t equals = slice_find(element, '=');
    bool is_last = element.n == rest->n;
    if (equals == 0 || equals == element.n || (!is_last && element.n + 1 == rest->n))
        return false;
    *ret_header = (struct sip_param){slice_sub(element, 0, equals), scan_skip(element, equals + 1)};
    *rest = scan_skip(*rest, element.n + !is_last);
    return true;
}

static bool headers_ok(struct slice headers)
{
    struct sip_param header;
    size_t count = 0;
    if (!headers.n)
        return false;
    while (sip_uri_header_next(&headers, &header))
        if (++count > LIMIT_URI_PARTS || slice_find(header.value, '=') < header.value.n)
            return false;
    return headers.n == 0;
}

static bool read_sip(struct slice rest, struct sip_uri *uri)
{
    if (!read_userinfo(&rest, uri) || !read_hostport(&rest, uri))
        return false;
    size_t question = slice_find(rest, '?');
    uri->params = slice_sub(rest, 0, question);
    if (!params_ok(uri->params))
        return false;
    if (question == rest.n)
        return true;
    uri->headers = scan_skip(rest, question + 1);
    return headers_ok(uri->headers);
}

bool sip_uri_parse(struct slice text, struct sip_uri *ret_uri)
{
    size_t scheme = scan_scheme(text);
    if (!scheme || scheme == text.n || !has_uri_chars_only(text) || !escapes_ok(text))
        return false;
    struct sip_uri uri = {.scheme = slice_sub(text, 0, scheme - 1), .rest = scan_skip(text, scheme)};
    uri.is_sips = slice_ieq_text(uri.scheme, "sips");
    uri.is_sip = uri.is_sips || slice_ieq_text(uri.scheme, "sip");
    if (uri.is_sip && !read_sip(uri.rest, &uri))
        return false;
    *ret_uri = uri;
    return true;
}

int sip_unescape(struct slice text, struct buf *buf)
{
    while (text.n) {
        unsigned char octet;
        size_t plain = slice_find(text, '%');
        buf_add_slice(buf, slice_sub(text, 0, plain));
        text = scan_skip(text, plain);
        if (scan_escape(text, &octet))
            buf_add(buf, &octet, 1);
        else
            buf_add_slice(buf, slice_sub(text, 0, 1));
        text = scan_skip(text, scan_escape(text, &octet) ? 3 : 1);
    }
    return buf->failed ? -1 : 0;
}

/* Appends the parameters that are none of these; NULL ends them. */
static void add_params_but(struct slice params, const char *const *barred, struct buf *buf)
{
    struct sip_param param;
    while (sip_param_next(&params, &param)) {
        size_t i = 0;
        while (barred[i] && !scan_uri_text_equal(param.name, slice_from(barred[i]), true))
            i++;
        if (barred[i])
            continue;
        buf_add_char(buf, ';');
        buf_add_slice(buf, param.name);
        if (param.value.p) {
            buf_add_char(buf, '=');
            buf_add_slice(buf, param.value);
        }
    }
}

int sip_uri_as_request_uri(struct slice uri, struct buf *buf)
{
    static const char *const barred[] = {"method", NULL};
    struct sip_uri parsed;
    if (!sip_uri_parse(uri, &parsed) || !parsed.is_sip)
        return buf_add_slice(buf, uri);
    buf_add(buf, uri.p, (size_t)(parsed.params.p - uri.p));
    add_params_but(parsed.params, barred, buf);
    return buf->failed ? -1 : 0;
}

const char *const sip_uri_identity_bars[] = {"method", "maddr", "ttl", "transport", "lr", NULL};

int sip_uri_as_identity(struct slice uri, struct buf *buf)
{
    struct sip_uri parsed;
    if (!sip_uri_parse(uri, &parsed) || !parsed.is_sip)
        return buf_add_slice(buf, uri);
    buf_add(buf, uri.p, (size_t)(parsed.host.p + parsed.host.n - uri.p));
    add_params_but(parsed.params, sip_uri_identity_bars, buf);
    return buf->failed ? -1 : 0;
}
