/* URIs, one a line, the first two compared with each other and with what they mean written differently. RFC
 * 3261 19.1.4 does not make equality transitive, so nothing is asked of three. */
#include "fuzz/support/view.h"

#include "base/limits.h"
#include "sip/value.h"

const enum mutate_form fuzz_form = MUTATE_URI;

/* Takes the next line off *rest; the whole of it when it has no line end. */
static struct slice next_line(struct slice *rest)
{
    struct slice line = slice_sub(*rest, 0, slice_find(*rest, '\n'));
    *rest = slice_sub(*rest, line.n + 1, SIZE_MAX);
    return slice_trim(line);
}

static void check_unescape(struct slice text)
{
    struct buf plain;
    size_t escapes = 0;
    for (size_t i = 0; i < text.n; i++)
        escapes += text.p[i] == '%';
    buf_init(&plain, LIMIT_MESSAGE_BYTES);
    FUZZ_CHECK(sip_unescape(text, &plain) == 0 || text.n > LIMIT_MESSAGE_BYTES);
    FUZZ_CHECK(plain.failed || (plain.n <= text.n && plain.n + 2 * escapes >= text.n));
    buf_free(&plain);
}

/* What may stand in a Request-URI: no headers, no method, and nothing more to take away. */
static void check_request_uri(struct slice uri)
{
    struct buf once, twice;
    struct sip_uri before, after;
    struct sip_param param;
    buf_init(&once, LIMIT_MESSAGE_BYTES);
    buf_init(&twice, LIMIT_MESSAGE_BYTES);
    if (!sip_uri_as_request_uri(uri, &once) && !sip_uri_as_request_uri(buf_slice(&once), &twice)) {
        FUZZ_CHECK(slice_eq(buf_slice(&once), buf_slice(&twice)));
        bool parsed = sip_uri_parse(uri, &before);
        FUZZ_CHECK(sip_uri_parse(buf_slice(&once), &after) == parsed);
        if (parsed && before.is_sip) {
            FUZZ_CHECK(!after.headers.p && !sip_param_find(after.params, "method", &param));
            FUZZ_CHECK(slice_eq(before.host, after.host) && slice_eq(before.user, after.user));
        }
    }
    buf_free(&once);
    buf_free(&twice);
}

static void add_capitals(struct buf *text, struct slice part)
{
    for (size_t i = 0; i < part.n; i++)
        buf_add_char(text, (char)ascii_upper((unsigned char)part.p[i]));
}

static void add_escaped(struct buf *text, struct slice part)
{
    for (size_t i = 0; i < part.n; i++)
        if (ascii_is_alpha(part.p[i]) && (i < 1 || part.p[i - 1] != '%') && (i < 2 || part.p[i - 2] != '%'))
            buf_addf(text, "%%%02x", (unsigned)(unsigned char)part.p[i]);
        else
            buf_add_char(text, part.p[i]);
}

static bool same_name(struct slice a, struct slice b)
{
    struct buf x, y;
    buf_init(&x, LIMIT_MESSAGE_BYTES);
    buf_init(&y, LIMIT_MESSAGE_BYTES);
    sip_unescape(a, &x);
    sip_unescape(b, &y);
    bool same = slice_ieq(buf_slice(&x), buf_slice(&y));
    buf_free(&x);
    buf_free(&y);
    return same;
}

/* A parameter name must not stand twice (19.1.1); when it does, nobody says what the URI means. */
static bool has_doubled_params(struct slice params)
{
    struct sip_param param, later;
    while (sip_param_next(&params, &param)) {
        struct slice rest = params;
        while (sip_param_next(&rest, &later))
            if (same_name(param.name, later.name))
                return true;
    }
    return false;
}

/* The same URI, written with capitals where case means nothing and with escapes where they mean nothing. */
static void check_other_spelling(struct slice uri)
{
    struct sip_uri parts;
    struct buf other;
    if (!sip_uri_parse(uri, &parts) || !parts.is_sip || has_doubled_params(parts.params))
        return;
    buf_init(&other, LIMIT_MESSAGE_BYTES);
    add_capitals(&other, parts.scheme);
    buf_add_char(&other, ':');
    add_escaped(&other, parts.user);
    const char *user_end = parts.user.p ? parts.user.p + parts.user.n : parts.rest.p;
    buf_add(&other, user_end, (size_t)(parts.host.p - user_end));
    add_capitals(&other, parts.host);
    const char *host_end = parts.host.p + parts.host.n;
    buf_add(&other, host_end, (size_t)(parts.params.p - host_end));
    add_capitals(&other, parts.params);
    if (parts.headers.p) {
        buf_add_char(&other, '?');
        add_escaped(&other, parts.headers);
    }
    if (!other.failed && !sip_uri_equal(uri, buf_slice(&other)))
        fuzz_fail("a URI is not equal to itself in another spelling");
    buf_free(&other);
}

/* A port that is given, be it the default one, does not match one that is not (19.1.4). */
static void check_port(struct slice uri)
{
    struct sip_uri parts;
    struct buf other;
    if (!sip_uri_parse(uri, &parts) || !parts.is_sip || parts.port)
        return;
    size_t head = (size_t)(parts.host.p + parts.host.n - uri.p);
    buf_init(&other, LIMIT_MESSAGE_BYTES);
    buf_add_slice(&other, slice_sub(uri, 0, head));
    buf_add_text(&other, ":5060");
    if (!buf_add_slice(&other, slice_sub(uri, head, uri.n))) {
        FUZZ_CHECK(!sip_uri_equal(uri, buf_slice(&other)));
        FUZZ_CHECK(!sip_uri_equal(buf_slice(&other), uri));
    }
    buf_free(&other);
}

/* Equal URIs stay equal when what a Request-URI may not have is taken from both. */
static void check_equal_requests(struct slice a, struct slice b)
{
    struct buf x, y;
    buf_init(&x, LIMIT_MESSAGE_BYTES);
    buf_init(&y, LIMIT_MESSAGE_BYTES);
    if (!sip_uri_as_request_uri(a, &x) && !sip_uri_as_request_uri(b, &y) &&
        !sip_uri_equal(buf_slice(&x), buf_slice(&y)))
        fuzz_fail("equal URIs give Request-URIs that are not equal");
    buf_free(&x);
    buf_free(&y);
}

static void check_pair(struct slice a, struct slice b)
{
    bool equal = sip_uri_equal(a, b);
    FUZZ_CHECK(equal == sip_uri_equal(b, a));
    FUZZ_CHECK(equal || !slice_eq(a, b));
    struct sip_uri x, y;
    if (!equal)
        return;
    FUZZ_CHECK(sip_uri_parse(a, &x) == sip_uri_parse(b, &y) || slice_eq(a, b));
    check_equal_requests(a, b);
}

static void check_one(struct slice uri)
{
    FUZZ_CHECK(sip_uri_equal(uri, uri));
    fuzz_read_value(uri);
    check_unescape(uri);
    check_request_uri(uri);
    check_other_spelling(uri);
    check_port(uri);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {(const char *)data, size};
    struct slice a = next_line(&rest), b = next_line(&rest);
    check_one(a);
    check_one(b);
    check_pair(a, b);
    return 0;
}
