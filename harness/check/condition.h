/* Conditions over one message, and over a set of messages: trees of small tests that say, when they do not
 * hold, what was expected, what was found, and where. The scenario loader builds them; nothing here knows
 * JSON. */
#ifndef SIPCONFORM_CHECK_CONDITION_H
#define SIPCONFORM_CHECK_CONDITION_H

#include "base/duration.h"
#include "model/expr.h"
#include "model/finding.h"
#include "model/transcript.h"

struct matcher;

/* Where names and numbers come from while a condition is looked at. */
struct check_context {
    const struct transcript *transcript;
    const struct scope *scope;
    const struct sip_timers *timers;
    int64_t rtt_ms; /* the way to the device and back: what answers a message of ours comes so much later */
    long (*named)(void *arg,
                  const char *name); /* entry of a message that the scenario named; -1 when it has none */
    void *arg;
};

struct outcome {
    bool holds;
    bool unknown;        /* it cannot be told: a variable or a named message is missing; actual says which */
    struct buf expected; /* one line each, of the first test that does not hold */
    struct buf actual;
    size_t offset, length; /* offending octets of the message; length 0 when there are none in particular */
    long entry;            /* message at fault in a set; -1 otherwise */
    enum finding_cause cause; /* what it rests on that it does not hold */
};
void outcome_init(struct outcome *outcome);
void outcome_free(struct outcome *outcome);

/* ---- bounds of a number ---- */
struct bounds {
    struct expr *exactly, *at_least, *at_most, *above, *below; /* each NULL when not given */
};
void bounds_free(struct bounds *bounds);

/* ---- one message ---- */
enum condition_kind {
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NOT,
    CONDITION_STATUS,            /* words: "420", "4xx", "{name}"; or class_of: a named message */
    CONDITION_METHOD,            /* words */
    CONDITION_RETRANSMISSION_OF, /* name */
    CONDITION_DELAY,             /* since name: at_least, at_most in durations */
    CONDITION_TEST /* a matcher over a header field, a parameter of it, the Request-URI or the body */
};

enum subject { SUBJECT_HEADER, SUBJECT_REQUEST_URI, SUBJECT_BODY };

struct condition {
    enum condition_kind kind;
    struct condition **children; /* ALL, ANY, NOT */
    size_t child_count;
    struct expr *words;       /* STATUS, METHOD: a list */
    char *name;               /* named message of STATUS (class_of), COPY_OF, DELAY */
    char *at_least, *at_most; /* durations of DELAY */
    enum subject subject;     /* TEST */
    char *header;             /* TEST of a header field: its name */
    char *param;              /* TEST of a header parameter: its name */
    const struct matcher *matcher;
    struct expr *argument;
    struct bounds bounds;
    int line;
};

struct condition *condition_new(enum condition_kind kind, int line); /* NULL when memory is out */
int condition_add(struct condition *condition,
                  struct condition *child); /* takes the child over, also on error */
void condition_free(struct condition *condition);
void condition_eval(const struct condition *condition, const struct check_context *context, long entry,
                    struct outcome *outcome);
/* Who is told of the names that something uses. */
struct name_visitor {
    void (*variable)(void *arg, const char *name); /* "a.b"; NULL for a brace that is not closed */
    void (*message)(void *arg, const char *name);  /* a named message as such, not a part of it */
    void (*status)(void *arg, const char *name);   /* a named message of which only the status counts */
    void *arg;
};
void condition_names(const struct condition *condition, const struct name_visitor *visitor);

/* ---- a set of messages ---- */
enum set_kind { SET_ALL, SET_COUNT, SET_TIMES, SET_IDENTICAL, SET_EVERY, SET_NONE };

struct set_condition {
    enum set_kind kind;
    struct set_condition **children; /* SET_ALL */
    size_t child_count;
    struct bounds bounds; /* COUNT */
    char *schedule;       /* TIMES */
    char **except;        /* IDENTICAL: header fields that may differ */
    size_t except_count;
    struct condition *condition; /* EVERY, NONE */
    int line;
};

/* The messages that a watch or a review is about. */
struct message_set {
    const long *entries; /* in order of arrival */
    size_t count;
    long original;    /* of retransmissions: the message that was sent again; else -1 */
    int64_t until_ns; /* the time up to which messages were looked for */
};

struct set_condition *set_condition_new(enum set_kind kind, int line);
int set_condition_add(struct set_condition *condition, struct set_condition *child);
void set_condition_free(struct set_condition *condition);
void set_condition_eval(const struct set_condition *condition, const struct check_context *context,
                        const struct message_set *set, struct outcome *outcome);
void set_condition_names(const struct set_condition *condition, const struct name_visitor *visitor);

/* ---- when: variables and what each has to be ---- */
enum when_test {
    WHEN_IS,
    WHEN_NOT,
    WHEN_KNOWN,
    WHEN_EMPTY,
    WHEN_HAS,
    WHEN_LACKS,
    WHEN_AT_LEAST,
    WHEN_AT_MOST
};

struct when_clause {
    char *variable;
    enum when_test test;
    struct expr *values; /* IS, NOT: a list; HAS, LACKS: a text */
    bool wanted;         /* KNOWN, EMPTY */
    double number;       /* AT_LEAST, AT_MOST */
};

struct when {
    struct when_clause *clauses;
    size_t count;
    int line;
};
void when_free(struct when *when);
/* True when every clause holds. When not, why (may be NULL) says which in words. An unknown variable makes
 * its clause false, unless the clause asks whether it is known, or what it is not or lacks. */
bool when_holds(const struct when *when, const struct scope *scope, struct buf *why);

/* Does a status fit "420", "4xx"? */
bool status_fits(int status, const char *word);

#endif
