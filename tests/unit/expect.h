/* Comparison that says what it saw when it fails. */
#ifndef SIPCONFORM_TESTS_EXPECT_H
#define SIPCONFORM_TESTS_EXPECT_H

#include "base/slice.h"

#include <stdio.h>

/* Is s that text? NULL: is it absent (p == NULL)? */
static inline bool is(struct slice s, const char *text)
{
    bool same = text ? slice_eq_text(s, text) && s.p : !s.p;
    if (!same)
        printf("\n    is \"%.*s\", should be \"%s\"\n", SLICE_ARG(s), text ? text : "(absent)");
    return same;
}

#endif
