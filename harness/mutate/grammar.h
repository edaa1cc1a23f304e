/* Texts made from rules: a header value, a URI, a line of SDP, a body that follows the grammar, or nearly.
 * Private to harness/mutate. */
#ifndef SIPCONFORM_MUTATE_GRAMMAR_H
#define SIPCONFORM_MUTATE_GRAMMAR_H

#include "base/rng.h"
#include "mutate/arena.h"
#include "sip/header.h"

/* Appends what a rule gives to the text that is begun. An unknown rule is appended as it is written. */
void grammar_add(struct arena *arena, struct rng *rng, const char *rule);
/* One text by a rule: "uri", "address", "sdp-line", "sdp", "request-line" ... */
struct slice grammar_text(struct arena *arena, struct rng *rng, const char *rule);
/* A value for a header field. */
struct slice grammar_value(struct arena *arena, struct rng *rng, enum sip_header_id id);

#endif
