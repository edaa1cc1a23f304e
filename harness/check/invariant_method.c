/* Rules about what a request of a method may carry, and over what it may travel. */
#include "check/invariant_rule.h"

#include "base/limits.h"

/* ---- header fields by method (20, tables 2 and 3; RFC 3428 section 4) ---- */

enum method {
    METHOD_ACK = 1 << 0,
    METHOD_BYE = 1 << 1,
    METHOD_CANCEL = 1 << 2,
    METHOD_OPTIONS = 1 << 3,
    METHOD_REGISTER = 1 << 4,
    METHOD_MESSAGE = 1 << 5
};

static unsigned method_of(const struct sip_message *message)
{
    static const struct {
        const char *name;
        enum method method;
    } methods[] = {{"ACK", METHOD_ACK},         {"BYE", METHOD_BYE},           {"CANCEL", METHOD_CANCEL},
                   {"OPTIONS", METHOD_OPTIONS}, {"REGISTER", METHOD_REGISTER}, {"MESSAGE", METHOD_MESSAGE}};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (is_method(message, methods[i].name))
            return methods[i].method;
    return 0;
}

struct bar {
    enum sip_header_id id;
    unsigned methods; /* set of enum method that it is not for */
    enum verdict verdict;
};

/* Where the tables have "-": MUST NOT be there, and MUST be ignored. Contact moves the peer's target, or
 * promises a dialog that there is none of; of the others nothing hangs, and later RFCs have opened some
 * cells: a warning. Content-Type in CANCEL stands for its body. What the tables do not list, and methods of
 * other RFCs but MESSAGE, are not judged. */
enum { CALL_ONLY = METHOD_ACK | METHOD_BYE | METHOD_CANCEL | METHOD_OPTIONS | METHOD_REGISTER };
static const struct bar bars[] = {
    {SIP_HEADER_CONTACT, METHOD_BYE | METHOD_CANCEL | METHOD_MESSAGE, VERDICT_FAIL},
    {SIP_HEADER_ACCEPT, METHOD_ACK | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_ACCEPT_ENCODING, METHOD_ACK | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_ACCEPT_LANGUAGE, METHOD_ACK | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_ALERT_INFO, CALL_ONLY, VERDICT_WARN},
    {SIP_HEADER_ALLOW, METHOD_ACK | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_CALL_INFO, METHOD_ACK | METHOD_BYE | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_CONTENT_TYPE, METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_EXPIRES, METHOD_ACK | METHOD_BYE | METHOD_CANCEL | METHOD_OPTIONS, VERDICT_WARN},
    {SIP_HEADER_IN_REPLY_TO, CALL_ONLY, VERDICT_WARN},
    {SIP_HEADER_ORGANIZATION, METHOD_ACK | METHOD_BYE | METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_PRIORITY, CALL_ONLY, VERDICT_WARN},
    {SIP_HEADER_PROXY_AUTHORIZATION, METHOD_CANCEL, VERDICT_WARN},
    {SIP_HEADER_REPLY_TO, CALL_ONLY, VERDICT_WARN},
    {SIP_HEADER_SUBJECT, CALL_ONLY, VERDICT_WARN},
    {SIP_HEADER_SUPPORTED, METHOD_ACK, VERDICT_WARN},
};

bool rule_method_headers(struct inspection *in)
{
    unsigned method = method_of(in->message);
    for (size_t i = 0; method && i < sizeof(bars) / sizeof(bars[0]); i++) {
        const struct sip_row *row = sip_row_next(in->message, bars[i].id, NULL);
        if (row && bars[i].methods & method)
            breach_as(in, bars[i].verdict, row_place(row), "no header field that is not for the method",
                      "%s in a %.*s", sip_header_by_id(bars[i].id)->name, SHOW(in->message->method));
    }
    return method != 0;
}

/* ---- size and transport (18.1.1) ---- */

/* Who knows the path's MTU, or whom TCP has refused, may send more in a datagram: a warning. */
bool rule_datagram_size(struct inspection *in)
{
    if (net_is_stream(in->entry->transport))
        return false;
    if (in->message->length > LIMIT_UNKNOWN_PATH_BYTES && !(in->entry->flags & ENTRY_LARGE))
        breach(in, in->message->start_line,
               "a request of more than 1,300 octets over a transport with congestion control",
               "%zu octets over UDP", in->message->length);
    return true;
}
