#ifndef SIPCONFORM_TESTS_INVARIANT_EXAMPLES_H
#define SIPCONFORM_TESTS_INVARIANT_EXAMPLES_H

#include "invariant_bench.h"

extern const struct example invariant_examples[];
extern const size_t invariant_example_count;

#endif
