/* What every fuzz target has, and what targets may use. A target is fuzz/fuzz_NAME.c:
 * LLVMFuzzerTestOneInput() and what its input is. It has no network, no clock and no memory of earlier
 * inputs; what it finds it says with fuzz_fail(). */
#ifndef SIPCONFORM_FUZZ_FUZZ_H
#define SIPCONFORM_FUZZ_FUZZ_H

#include "mutate/mutate.h"

/* Form of this target's input: how it is mutated. */
extern const enum mutate_form fuzz_form;
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An oracle has spoken: prints "fuzz: " and what is wrong in one line, and aborts. The text tells findings
 * apart, so it names the rule and not the input. */
_Noreturn void fuzz_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Fails with the condition's text unless it holds. */
#define FUZZ_CHECK(condition)                                                                                \
    do {                                                                                                     \
        if (!(condition))                                                                                    \
            fuzz_fail("%s: not %s", __func__, #condition);                                                   \
    } while (0)

#endif
