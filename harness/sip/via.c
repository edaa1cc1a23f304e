/* Via. RFC 3261 20.42, 25.1. */
#include "sip/value.h"

#include "sip/scan.h"

static struct slice take(struct slice *rest, size_t n)
{
    struct slice taken = slice_sub(*rest, 0, n);
    *rest = scan_skip(*rest, n);
    return taken;
}

/* Takes a separator with blanks around it off *rest. */
static bool take_mark(struct slice *rest, char mark)
{
    struct slice s = *rest;
    s = scan_skip_blanks(s);
    if (!s.n || s.p[0] != mark)
        return false;
    take(&s, 1);
    s = scan_skip_blanks(s);
    *rest = s;
    return true;
}

static bool read_protocol(struct slice *rest, struct sip_via *via)
{
    const char *begin = rest->p;
    if (!take(rest, scan_token(*rest)).n || !take_mark(rest, '/') || !take(rest, scan_token(*rest)).n ||
        !take_mark(rest, '/'))
        return false;
    via->transport = take(rest, scan_token(*rest));
    via->protocol = (struct slice){begin, (size_t)(rest->p - begin)};
    return via->transport.n > 0;
}

static bool read_sent_by(struct slice *rest, struct sip_via *via)
{
    size_t digits = 0;
    via->host = take(rest, scan_host(*rest));
    if (!via->host.n)
        return false;
    if (!take_mark(rest, ':'))
        return true;
    while (digits < rest->n && ascii_is_digit(rest->p[digits]))
        digits++;
    return scan_port(take(rest, digits), &via->port);
}

static void read_params(struct sip_via *via)
{
    struct sip_param param;
    if (sip_param_find(via->params, "branch", &param))
        via->branch = param.value;
    if (sip_param_find(via->params, "received", &param))
        via->received = param.value;
    via->has_rport = sip_param_find(via->params, "rport", &param);
    if (via->has_rport)
        via->rport = param.value.p ? param.value : scan_skip(param.name, param.name.n);
}

bool sip_via_parse(struct slice value, struct sip_via *ret_via)
{
    struct slice rest = slice_trim(value);
    struct sip_via via = {0};
    if (!read_protocol(&rest, &via) || !scan_blanks(rest))
        return false;
    rest = scan_skip_blanks(rest);
    if (!read_sent_by(&rest, &via))
        return false;
    rest = scan_skip_blanks(rest);
    if (rest.n && rest.p[0] != ';')
        return false;
    via.params = rest;
    read_params(&via);
    *ret_via = via;
    return true;
}

bool sip_top_via(const struct sip_message *message, struct sip_via *ret_via)
{
    struct sip_values values;
    struct slice value;
    sip_values_begin(&values, message, SIP_HEADER_VIA);
    return sip_values_next(&values, &value) && sip_via_parse(value, ret_via);
}
