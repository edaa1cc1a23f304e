/* token, parameters, q-values. RFC 3261 25.1. */
#include "sip/value.h"

#include "sip/scan.h"

#include <string.h>

bool sip_is_token(struct slice text)
{
    return text.n && scan_token(text) == text.n;
}

/* Names: token, and what paramchar adds to it for URI parameters. */
static bool is_name_char(char c)
{
    return scan_is_token_char(c) || (c && strchr("[]/:&+$()", c));
}

/* Values without quotes: whatever cannot be taken for the end of the value. Which characters one parameter
 * may have is for its reader to say; a tag or branch with a stray character must still be seen. */
static bool is_value_char(char c)
{
    return (unsigned char)c > ' ' && c != 0x7f && !strchr("\";,<>", c);
}

static size_t scan_name(struct slice s)
{
    size_t n = 0;
    while (n < s.n && is_name_char(s.p[n]))
        n++;
    return n;
}

static size_t scan_value(struct slice s)
{
    size_t n = 0;
    if (s.n && s.p[0] == '"')
        return scan_quoted(s);
    while (n < s.n && is_value_char(s.p[n]))
        n++;
    return n;
}

bool sip_param_next(struct slice *rest, struct sip_param *ret_param)
{
    struct slice s = scan_skip_blanks(*rest);
    if (!s.n) {
        *rest = s;
        return false;
    }
    if (s.p[0] != ';')
        return false;
    s = scan_skip_blanks(scan_skip(s, 1));
    struct sip_param param = {.name = slice_sub(s, 0, scan_name(s))};
    if (!param.name.n)
        return false;
    s = scan_skip(s, param.name.n);
    struct slice equals = scan_skip_blanks(s);
    if (equals.n && equals.p[0] == '=') {
        s = scan_skip_blanks(scan_skip(equals, 1));
        param.value = slice_sub(s, 0, scan_value(s));
        if (!param.value.n)
            return false;
        s = scan_skip(s, param.value.n);
    }
    *rest = s;
    *ret_param = param;
    return true;
}

bool sip_param_find(struct slice params, const char *name, struct sip_param *ret_param)
{
    struct sip_param param;
    while (sip_param_next(&params, &param)) {
        if (slice_ieq_text(param.name, name)) {
            *ret_param = param;
            return true;
        }
    }
    return false;
}

bool sip_params_ok(struct slice params)
{
    struct sip_param param;
    while (sip_param_next(&params, &param))
        ;
    return params.n == 0;
}

bool sip_qvalue_parse(struct slice text, unsigned *ret_thousandths)
{
    if (!text.n || text.n > 5 || (text.p[0] != '0' && text.p[0] != '1') || (text.n > 1 && text.p[1] != '.'))
        return false;
    unsigned thousandths = text.p[0] == '1' ? 1000 : 0;
    unsigned unit = 100;
    for (size_t i = 2; i < text.n; i++, unit /= 10) {
        if (!ascii_is_digit(text.p[i]))
            return false;
        thousandths += unit * (unsigned)(text.p[i] - '0');
    }
    if (thousandths > 1000)
        return false;
    *ret_thousandths = thousandths;
    return true;
}
