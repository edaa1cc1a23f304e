/* name-addr and addr-spec. RFC 3261 20.10, 25.1. */
#include "sip/value.h"

#include "sip/scan.h"

/* display-name without quotes: *( token LWS ). */
static bool is_plain_display(struct slice text)
{
    for (size_t i = 0; i < text.n; i++)
        if (!scan_is_token_char(text.p[i]) && !ascii_is_blank(text.p[i]))
            return false;
    return true;
}

/* A URI as far as the address needs it: a scheme, something after it, and no blank or control character. */
static bool may_be_uri(struct slice uri)
{
    size_t scheme = scan_scheme(uri);
    for (size_t i = 0; i < uri.n; i++) {
        unsigned char c = (unsigned char)uri.p[i];
        if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"')
            return false;
    }
    return scheme && scheme < uri.n;
}

static bool parse_name_addr(struct slice value, size_t display, struct sip_address *ret_address)
{
    struct slice inside = scan_skip(value, display + 1);
    size_t end = slice_find(inside, '>');
    struct sip_address address = {.display = slice_trim(slice_sub(value, 0, display)),
                                  .uri = slice_sub(inside, 0, end),
                                  .params = slice_trim(scan_skip(inside, end + 1)),
                                  .bracketed = true};
    if (end == inside.n || !may_be_uri(address.uri) || (address.params.n && address.params.p[0] != ';'))
        return false;
    *ret_address = address;
    return true;
}

static bool parse_addr_spec(struct slice value, struct sip_address *ret_address)
{
    size_t end = slice_find(value, ';');
    struct sip_address address = {.display = slice_sub(value, 0, 0),
                                  .uri = slice_trim(slice_sub(value, 0, end)),
                                  .params = scan_skip(value, end)};
    if (!may_be_uri(address.uri))
        return false;
    *ret_address = address;
    return true;
}

bool sip_address_parse(struct slice value, struct sip_address *ret_address)
{
    value = slice_trim(value);
    if (slice_eq_text(value, "*")) {
        struct slice none = scan_skip(value, value.n);
        *ret_address = (struct sip_address){.display = none, .uri = none, .params = none, .star = true};
        return true;
    }
    if (value.n && value.p[0] == '"') {
        size_t display = scan_quoted(value);
        size_t bracket = display + scan_blanks(scan_skip(value, display));
        return display && bracket < value.n && value.p[bracket] == '<' &&
               parse_name_addr(value, bracket, ret_address);
    }
    size_t bracket = slice_find(value, '<');
    if (bracket < value.n && is_plain_display(slice_sub(value, 0, bracket)))
        return parse_name_addr(value, bracket, ret_address);
    return parse_addr_spec(value, ret_address);
}

struct slice sip_address_uri(struct slice value)
{
    struct sip_address address;
    return sip_address_parse(value, &address) ? address.uri : value;
}
