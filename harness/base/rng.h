/* Seeded random numbers: same seed, same bytes, on every machine. Not for secrets. */
#ifndef SIPCONFORM_BASE_RNG_H
#define SIPCONFORM_BASE_RNG_H

#include <stddef.h>
#include <stdint.h>

struct rng {
    uint64_t state;
};

void rng_init(struct rng *rng, uint64_t seed);
/* A generator of its own for a named part: independent of the order in which parts are made. */
void rng_init_named(struct rng *rng, uint64_t seed, const char *name);
uint64_t rng_next(struct rng *rng);
/* Uniform in [0, bound); 0 when bound is 0. */
uint64_t rng_below(struct rng *rng, uint64_t bound);
/* Writes n lower-case letters and digits and a NUL: text has room for n + 1 bytes. */
void rng_token(struct rng *rng, char *text, size_t n);

#endif
