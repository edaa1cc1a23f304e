/* The rules that hold for every message a device sends, whatever the scenario. One row a rule. */
#ifndef SIPCONFORM_CHECK_INVARIANT_H
#define SIPCONFORM_CHECK_INVARIANT_H

#include "model/finding.h"
#include "model/transcript.h"
#include "sip/role.h"

/* What the device is said to be: some rules are a role's, some know exceptions. */
struct invariant_subject {
    enum role role;
    bool is_user_agent; /* also a redirecting one: it may send 305 (21.3.4) */
    bool is_harness;    /* our own messages: tags that nobody has registered are our trade */
};

/* Tags seen in the whole run, for the rule that they are unique (19.3). One for all cases of a run. */
struct tag_memory;
int tag_memory_create(struct tag_memory **ret_memory); /* bounded by LIMIT_RUN_TAGS; 0 or -1 (memory) */
void tag_memory_free(struct tag_memory *memory);       /* NULL is let pass */

/* Looks at a finished transcript and adds findings: one for each broken rule and message (at most three a
 * rule), and one PASS (entry -1) for each rule that had something to look at and was kept. What answers an
 * ENTRY_RAW entry, or a message of ours with flaws, is looked at only by the rules that hold for any message
 * at all. memory may be NULL: tags are then compared within this transcript alone. Returns 0 or -1
 * (memory). */
int invariants_check(const struct invariant_subject *subject, const struct transcript *transcript,
                     struct tag_memory *memory, struct findings *findings);

/* The same rules for what we sent ourselves: the transcript is looked at from the other side. What is wrong
 * on purpose (ENTRY_RAW, ENTRY_FLAWED) is not looked at. Returns 0 or -1 (memory). */
int own_messages_check(const struct transcript *transcript, struct findings *findings);

/* The i-th rule's requirement id; NULL beyond the end. */
const char *invariant_requirement(size_t i);

#endif
