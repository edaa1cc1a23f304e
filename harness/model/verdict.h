/* What a check, and a case as a whole, comes to. All that is said of a verdict in general stands in one
 * table. */
#ifndef SIPCONFORM_MODEL_VERDICT_H
#define SIPCONFORM_MODEL_VERDICT_H

#include "base/buf.h"

#include <stdbool.h>

/* In rising order of weight: the worst of several is the greatest. */
enum verdict {
    VERDICT_SKIP, /* does not apply to this device */
    VERDICT_PASS,
    VERDICT_INCONCLUSIVE, /* the exchange never reached the thing under test */
    VERDICT_WARN,         /* a SHOULD is not followed, or a tolerated reading */
    VERDICT_FAIL,         /* what a MUST asks for is not so */
    VERDICT_ERROR         /* the harness or its environment failed */
};
enum { VERDICT_COUNT = VERDICT_ERROR + 1 };

/* The order in which people want to read the verdicts. */
extern const enum verdict verdict_reading_order[VERDICT_COUNT];

const char *verdict_name(enum verdict verdict); /* "PASS" ... */
/* The name in small letters, as classes and anchors of a page have it. */
const char *verdict_small_name(enum verdict verdict);
/* The escape sequence that begins its colour on a terminal. */
const char *verdict_color(enum verdict verdict);
/* False when there is none of that name. */
bool verdict_from_name(const char *name, enum verdict *ret_verdict);
/* Appends "PASS, FAIL, ... or ERROR". */
void verdict_add_names(struct buf *out);

/* Something is not as it should be: FAIL, WARN, ERROR. It has a card, and a baseline may expect it. */
bool verdict_is_deviation(enum verdict verdict);
/* Somebody has to look at it: a deviation, or INCONCLUSIVE. */
bool verdict_needs_a_look(enum verdict verdict);
/* Nothing was judged, and it says why: SKIP, INCONCLUSIVE. */
bool verdict_says_why_not(enum verdict verdict);
/* A CI server counts it as failed: FAIL, ERROR, and WARN of a strict run. */
bool verdict_is_failure(enum verdict verdict, bool strict);

#endif
