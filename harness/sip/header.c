/* Finds a header field in the table of those that we know. */
#include "sip/header.h"

static const struct sip_header headers[SIP_HEADER_COUNT] = {{SIP_HEADER_OTHER, "", 0, 0},
#define X(identifier, name, compact, flags) {SIP_HEADER_##identifier, name, compact, flags},
                                                            SIP_HEADERS(X)
#undef X
};

const struct sip_header *sip_header_by_id(enum sip_header_id id)
{
    return &headers[(unsigned)id < SIP_HEADER_COUNT ? id : SIP_HEADER_OTHER];
}

enum sip_header_id sip_header_find(struct slice name)
{
    for (size_t i = SIP_HEADER_OTHER + 1; name.n && i < SIP_HEADER_COUNT; i++) {
        bool is_compact =
            name.n == 1 && name.p[0] && ascii_lower((unsigned char)name.p[0]) == headers[i].compact;
        if (is_compact || slice_ieq_text(name, headers[i].name))
            return headers[i].id;
    }
    return SIP_HEADER_OTHER;
}
