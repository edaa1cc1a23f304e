/* Targets with known bugs, for the test of fuzz/overnight. */
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A bug keeps its own frame: buckets are told apart by functions. */
#define OWN_FRAME __attribute__((noinline))

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

extern volatile int sink;
