/* Transcripts from literal text, and what the invariants say of them. */
#ifndef SIPCONFORM_TESTS_INVARIANT_BENCH_H
#define SIPCONFORM_TESTS_INVARIANT_BENCH_H

#include "check/invariant.h"

enum { STEPS_MAX = 12 };

/* A step is a mark and a message in which \n stands for CRLF, \x01 for LF alone, \x02 for CR alone. Marks:
 *   >  sent by the client side of the harness       <  received there
 *   )  sent by its server side                      (  received there
 *   }  ] sent likewise, with bytes of the scenario's own (ENTRY_RAW)
 *   |  received by TCP     !  received by TCP and not to be framed
 *   =  received at the same time as the step before
 * Each step is a second after the one before. */
struct example {
    const char *rule;     /* the last of the id: "INV-ANY-001"; the rule that is meant */
    enum verdict verdict; /* its worst verdict; SKIP: it had nothing to look at */
    const char *marked;   /* octets that the first finding marks; NULL: any */
    struct invariant_subject subject;
    const char *steps[STEPS_MAX]; /* ends with NULL */
};

/* Fills the transcript; the caller frees. */
void bench_play(const char *const *steps, struct transcript *ret_transcript);
/* The findings of the example; the caller frees both. memory may be NULL. */
void bench_check(const struct example *example, struct tag_memory *memory, struct transcript *ret_transcript,
                 struct findings *ret_findings);
/* Worst verdict of a rule (SKIP when there is none) and the first finding that is no PASS (NULL). */
enum verdict bench_verdict(const struct findings *findings, const char *rule,
                           const struct finding **ret_first);

#endif
