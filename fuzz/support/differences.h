/* Where our view of a message and libosip2's may differ: docs/lens-differences.md says why, row by row. */
#ifndef SIPCONFORM_FUZZ_DIFFERENCES_H
#define SIPCONFORM_FUZZ_DIFFERENCES_H

#include "sip/lens.h"

#include "base/buf.h"

enum fact {
    FACT_TAKEN, /* is there a message at all? */
    FACT_METHOD,
    FACT_STATUS,
    FACT_VERSION,
    FACT_REASON,
    FACT_URI_SCHEME,
    FACT_URI_USER,
    FACT_URI_PASSWORD,
    FACT_URI_HOST,
    FACT_URI_PORT,
    FACT_CALL_ID,
    FACT_CSEQ_NUMBER,
    FACT_CSEQ_METHOD,
    FACT_FROM_TAG,
    FACT_TO_TAG,
    FACT_VIA_TRANSPORT,
    FACT_VIA_HOST,
    FACT_VIA_PORT,
    FACT_VIA_BRANCH,
    FACT_LENGTH,
    FACT_COUNT /* of rows or values of a header field */
};

struct both {
    const struct sip_message *message;
    const struct sip_lens *lens;
    enum sip_header_id id;     /* for FACT_COUNT */
    struct slice ours, theirs; /* the fact as either has it; p == NULL: has none */
};

/* The name of the rule that explains why the two differ in a fact, or NULL. */
const char *difference_rule(enum fact fact, const struct both *both);

#endif
