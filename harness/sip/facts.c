/* Short cuts into a message: what identifies a dialog and a transaction, and the length of the body. */
#include "sip/value.h"

#include "sip/scan.h"

bool sip_cseq_parse(struct slice value, struct sip_cseq *ret_cseq)
{
    struct slice rest = slice_trim(value);
    size_t digits = 0;
    while (digits < rest.n && ascii_is_digit(rest.p[digits]))
        digits++;
    struct sip_cseq cseq = {.digits = slice_sub(rest, 0, digits)};
    rest = scan_skip(rest, digits);
    size_t blanks = scan_blanks(rest);
    cseq.method = scan_skip(rest, blanks);
    if (!blanks || !slice_to_u64(cseq.digits, &cseq.number) || !sip_is_token(cseq.method))
        return false;
    *ret_cseq = cseq;
    return true;
}

struct slice sip_call_id(const struct sip_message *message)
{
    return sip_header_value(message, SIP_HEADER_CALL_ID);
}

struct slice sip_tag_of(const struct sip_message *message, enum sip_header_id id)
{
    struct sip_address address;
    struct sip_param tag;
    if (sip_address_parse(sip_header_value(message, id), &address) &&
        sip_param_find(address.params, "tag", &tag))
        return tag.value;
    return (struct slice){NULL, 0};
}

bool sip_cseq_of(const struct sip_message *message, struct sip_cseq *ret_cseq)
{
    return sip_cseq_parse(sip_header_value(message, SIP_HEADER_CSEQ), ret_cseq);
}

bool sip_retry_after_of(const struct sip_message *message, uint64_t *ret_seconds)
{
    struct slice value = sip_header_value(message, SIP_HEADER_RETRY_AFTER);
    size_t n = 0;
    while (n < value.n && ascii_is_digit(value.p[n]))
        n++;
    return n && slice_to_u64(slice_sub(value, 0, n), ret_seconds);
}

bool sip_content_length(const struct sip_message *message, uint64_t *ret_length)
{
    return sip_row_count(message, SIP_HEADER_CONTENT_LENGTH) == 1 &&
           slice_to_u64(sip_header_value(message, SIP_HEADER_CONTENT_LENGTH), ret_length);
}
