/* A strict reader of markup for oracles: XML, and the HTML that our reports are written in. What the writer
 * does not write by itself must not be there: any other element, attribute or reference came out of what a
 * device sent. */
#ifndef SIPCONFORM_FUZZ_MARKUP_H
#define SIPCONFORM_FUZZ_MARKUP_H

#include "base/slice.h"

/* Lists of names, each between blanks: " a b c ". */
struct markup_rules {
    const char *elements;   /* that may stand there */
    const char *voids;      /* of those, the ones without an end tag */
    const char *attributes; /* that may stand in a tag */
    const char *references; /* "amp lt gt ..." and "#39" */
};
/* Fails the target unless text is valid UTF-8 without controls besides LF and TAB, its tags are of the rules,
 * quoted and balanced, every '&' begins a reference of the rules, and what is in href or src names no scheme
 * but http and https. prolog: what text begins with, before the first tag. */
void markup_check(struct slice text, const char *prolog, const struct markup_rules *rules);

#endif
