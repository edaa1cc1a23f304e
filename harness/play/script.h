/* The interpreter: steps, names and values, judgements. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_SCRIPT_H
#define SIPCONFORM_PLAY_SCRIPT_H

#include "base/limits.h"
#include "check/condition.h"
#include "model/finding.h"
#include "scenario/matrix.h"

struct test_case;

/* One level of the interpreter's stack. */
struct frame {
    const struct steps *steps;
    size_t next;
    struct value *values; /* bindings of a fragment, or the one value of "each" */
    const struct bindings *names;
    const char *each_name; /* EACH: name of the variable */
    struct value each_list;
    size_t each_at;
    struct scope scope; /* looks up the values above */
};

/* A message that a step named. */
struct capture {
    const char *name;
    long entry;
};

struct variable {
    const char *name;
    struct value value;
};

struct script {
    struct frame frames[LIMIT_CASE_FRAMES];
    size_t frame_count;
    struct scope builtin_scope, variable_scope;
    struct matrix_scope row_scope;
    struct capture *captures;
    size_t capture_count;
    struct variable *variables; /* let and set */
    size_t variable_count;
    long last_request;        /* latest request that a step sent (no ACK); -1 */
    long trigger_request;     /* REFER of a trigger; -1 */
    struct command *commands; /* that triggers started and that still run */
};

/* steps.c: plays one step. True when the interpreter may go on, false when the step waits or has ended the
 * phase. */
bool step_play(struct test_case *test, const struct step *step);
/* The waiting step is looked at again; timed_out: its time is over. True when it is finished. */
bool step_resume(struct test_case *test, const struct step *step, bool timed_out);
/* May a step that is still to come take this message? */
bool steps_await(struct test_case *test, const struct entry *entry);

/* frames.c: the stack. */
/* Begins to play steps inside those that are played. NULL after the case was given up. */
struct frame *frame_push(struct test_case *test, const struct steps *steps);
void frame_pop(struct test_case *test);
int frame_lookup(void *arg, const char *name, struct value *ret_value, struct buf *why);

/* judge.c */
void judge_message(struct test_case *test, const struct step *step, long entry);
void judge_set(struct test_case *test, const struct step *step, const struct message_set *set);
void judge_missing(struct test_case *test, const struct step *step, const char *what,
                   enum finding_cause cause);
struct check_context case_check_context(struct test_case *test);
/* Judges the whole transcript by the invariants. */
void judge_invariants(struct test_case *test);
/* The same for what there is yet, into other findings, and remembers no tags. Returns 0 or -1 (memory). */
int judge_so_far(const struct test_case *test, struct findings *findings);

/* scope.c */
void scope_begin(struct test_case *test);
const struct scope *case_scope(struct test_case *test); /* innermost */
int case_set(struct test_case *test, const char *name, const struct value *value);
void case_capture(struct test_case *test, const char *name, long entry);
long case_named(void *arg, const char *name); /* entry; -1 */

/* trigger.c */
bool trigger_play(struct test_case *test, const struct step *step);
/* Ends what triggers started, each with its whole process group. */
void triggers_end(struct test_case *test);

#endif
