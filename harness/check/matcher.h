/* The tests that may stand under a header field, a parameter, the Request-URI or the body: one row of a table
 * each. The names are those of scenarios/schema; a unit test holds the two together. */
#ifndef SIPCONFORM_CHECK_MATCHER_H
#define SIPCONFORM_CHECK_MATCHER_H

#include "check/condition.h"

/* What a matcher works on. */
struct match {
    const struct check_context *context;
    const struct condition *condition;
    const struct sip_message *message;
    enum sip_header_id header;
    struct slice text; /* first value of the header, the parameter's value, the Request-URI, or the body */
    bool present;      /* whether there is such a thing */
    struct value argument; /* evaluated */
    struct outcome *outcome;
};

enum argument_kind { ARGUMENT_NONE, ARGUMENT_VALUE, ARGUMENT_BOUNDS };

struct matcher {
    const char *name;
    unsigned subjects; /* 1 << enum subject it may test; parameters count as text of a header */
    bool for_text;     /* may stand under a parameter */
    enum argument_kind argument;
    void (*run)(struct match *match);
};

/* NULL when there is none of that name for the subject (is_param: a header's parameter). */
const struct matcher *matcher_find(const char *name, enum subject subject, bool is_param);
/* The i-th row; NULL beyond the end. */
const struct matcher *matcher_at(size_t i);

/* For matchers: files the outcome. expected and actual are format strings' results. */
void match_fail(struct match *match, struct slice where, const char *expected_format, ...)
    __attribute__((format(printf, 3, 4)));
void match_found(struct match *match, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Checks a number against bounds; fills expected and returns false when it does not fit. */
bool bounds_fit(const struct bounds *bounds, const struct check_context *context, uint64_t number,
                struct outcome *outcome, const char *what);
/* "Unsupported", "the To tag", "the Request-URI": for messages. */
void subject_name(const struct condition *condition, struct buf *text);

/* matchers of lists (tags, URIs, contacts) and of texts, by file */
void match_tags(struct match *match);
void match_tags_within(struct match *match);
void match_tags_include(struct match *match);
void match_tags_exclude(struct match *match);
void match_tags_in_order(struct match *match);
void match_uris(struct match *match);
void match_uris_within(struct match *match);
void match_uris_include(struct match *match);
void match_uris_exclude(struct match *match);
void match_contacts(struct match *match);
void match_well_formed(struct match *match);
void match_values(struct match *match);

#endif
