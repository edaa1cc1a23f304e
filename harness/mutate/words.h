/* The words that mutations write: numbers at their edges, methods, punctuation, pieces of SDP. One table,
 * which is also a fuzzer's dictionary. Private to harness/mutate. */
#ifndef SIPCONFORM_MUTATE_WORDS_H
#define SIPCONFORM_MUTATE_WORDS_H

#include "base/rng.h"
#include "base/slice.h"

enum word_list {
    WORDS_NUMBERS,
    WORDS_METHODS,
    WORDS_VERSIONS,
    WORDS_SCHEMES,
    WORDS_HOSTS,
    WORDS_TRANSPORTS,
    WORDS_PARAMS, /* of header fields and URIs */
    WORDS_OPTION_TAGS,
    WORDS_MARKS, /* quotes, brackets, separators, escapes, bytes at the edges */
    WORDS_AUTH,
    WORDS_MIME,
    WORDS_SDP_LINES,
    WORDS_JSON,
    WORDS_LIST_COUNT
};

/* Any word of a list. */
struct slice word_any(enum word_list list, struct rng *rng);

/* Lengths one beyond the sizes that buffers tend to have. */
size_t edge_size(struct rng *rng, size_t max_bytes);

#endif
