/* Are two URIs the same? RFC 3261 19.1.4; what it leaves open is settled in docs/rulings.md. */
#include "sip/value.h"

#include "sip/scan.h"

#include <string.h>

/* Parts that may be absent: absent is not the same as empty. */
static bool part_equal(struct slice a, struct slice b, bool any_case)
{
    return !a.p == !b.p && scan_uri_text_equal(a, b, any_case);
}

static bool host_equal(struct slice a, struct slice b)
{
    unsigned char address_a[16], address_b[16];
    if (scan_ipv6(a, address_a) && scan_ipv6(b, address_b))
        return memcmp(address_a, address_b, sizeof(address_a)) == 0;
    return slice_ieq(a, b);
}

/* 19.1.4 and ruling R4: these never match when only one URI has them. */
static bool is_significant(struct slice name)
{
    static const char *const names[] = {"transport", "user", "ttl", "method", "maddr"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (scan_uri_text_equal(name, slice_from(names[i]), true))
            return true;
    return false;
}

/* Each parameter of a: when b has one of that name too, the values must match. */
static bool params_agree(struct slice a, struct slice b)
{
    struct sip_param mine, other;
    while (sip_param_next(&a, &mine)) {
        struct slice rest = b;
        bool found = false;
        while (sip_param_next(&rest, &other)) {
            if (!scan_uri_text_equal(mine.name, other.name, true))
                continue;
            found = true;
            if (!part_equal(mine.value, other.value, true))
                return false;
        }
        if (!found && is_significant(mine.name))
            return false;
    }
    return true;
}

/* What a header's name stands for, escapes resolved. No name of the table is longer than the array. */
static enum sip_header_id header_id(struct slice name)
{
    char plain[64];
    size_t n = 0;
    while (name.n && n < sizeof(plain)) {
        unsigned char c = (unsigned char)name.p[0];
        size_t taken = scan_escape(name, &c) ? 3 : 1;
        plain[n++] = (char)c;
        name = scan_skip(name, taken);
    }
    return name.n ? SIP_HEADER_OTHER : sip_header_find((struct slice){plain, n});
}

/* Values compare as section 20 and 7.3.1 say: without case, but for Call-ID (20.8) and the body. */
static bool header_equal(struct sip_param a, struct sip_param b)
{
    enum sip_header_id id = header_id(a.name);
    bool exact = id == SIP_HEADER_CALL_ID || scan_uri_text_equal(a.name, SLICE_LIT("body"), true);
    bool same_name =
        id == header_id(b.name) && (id != SIP_HEADER_OTHER || scan_uri_text_equal(a.name, b.name, true));
    return same_name && scan_uri_text_equal(a.value, b.value, !exact);
}

static size_t count_header(struct slice headers, struct sip_param wanted)
{
    struct sip_param header;
    size_t count = 0;
    while (sip_uri_header_next(&headers, &header))
        count += header_equal(wanted, header);
    return count;
}

/* Each header of a stands in b as often as in a. */
static bool headers_agree(struct slice a, struct slice b)
{
    struct sip_param header;
    struct slice rest = a;
    while (sip_uri_header_next(&rest, &header))
        if (count_header(a, header) != count_header(b, header))
            return false;
    return true;
}

bool sip_uri_equal(struct slice a, struct slice b)
{
    struct sip_uri x, y;
    if (slice_eq(a, b))
        return true;
    if (!sip_uri_parse(a, &x) || !sip_uri_parse(b, &y) || !slice_ieq(x.scheme, y.scheme))
        return false;
    if (!x.is_sip)
        return slice_eq(x.rest, y.rest);
    return part_equal(x.user, y.user, false) && part_equal(x.password, y.password, false) &&
           host_equal(x.host, y.host) && x.port == y.port && params_agree(x.params, y.params) &&
           params_agree(y.params, x.params) && headers_agree(x.headers, y.headers) &&
           headers_agree(y.headers, x.headers);
}
