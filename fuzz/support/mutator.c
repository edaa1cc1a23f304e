/* libFuzzer's hooks: most changes are made by the mutator that knows SIP, some by libFuzzer's own, which
 * learns from comparisons that the code makes. */
#include "fuzz/support/fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OWN_IN = 5, /* every fifth is libFuzzer's own */ RESULT_BYTES_MAX = 64 * 1024 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed);

static struct mutator *mutator(void)
{
    static struct mutator *one;
    if (!one && mutator_create(RESULT_BYTES_MAX, &one)) {
        fputs("no memory for the mutator\n", stderr);
        exit(1);
    }
    return one;
}

static struct slice bytes_of(const uint8_t *data, size_t size)
{
    return (struct slice){(const char *)data, size};
}

static size_t put(struct slice result, uint8_t *out)
{
    if (result.n)
        memcpy(out, result.p, result.n);
    return result.n;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    struct rng rng;
    rng_init(&rng, seed);
    if (rng_below(&rng, OWN_IN) == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    struct slice bytes = bytes_of(data, size);
    return put(mutate(mutator(), &rng, fuzz_form, bytes, bytes, max_size), data);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t a_size, const uint8_t *b, size_t b_size,
                                 uint8_t *out, size_t max_size, unsigned seed)
{
    struct rng rng;
    rng_init(&rng, seed);
    return put(mutate(mutator(), &rng, fuzz_form, bytes_of(a, a_size), bytes_of(b, b_size), max_size), out);
}
