/* Matchers over one text or number, and the table of all matchers. */
#include "check/matcher.h"

#include "base/limits.h"
#include "sip/value.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void subject_name(const struct condition *condition, struct buf *text)
{
    switch (condition->subject) {
    case SUBJECT_HEADER:
        if (condition->param)
            buf_addf(text, "the %s parameter of %s", condition->param, condition->header);
        else
            buf_add_text(text, condition->header);
        break;
    case SUBJECT_REQUEST_URI:
        buf_add_text(text, "the Request-URI");
        break;
    case SUBJECT_BODY:
        buf_add_text(text, "the body");
        break;
    }
}

void match_fail(struct match *match, struct slice where, const char *expected_format, ...)
{
    char text[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, expected_format);
    vsnprintf(text, sizeof(text), expected_format, args);
    va_end(args);
    match->outcome->holds = false;
    buf_clear(&match->outcome->expected);
    buf_clear(&match->outcome->actual);
    subject_name(match->condition, &match->outcome->expected);
    buf_addf(&match->outcome->expected, " %s", text);
    if (where.p) {
        match->outcome->offset = sip_offset_of(match->message, where);
        match->outcome->length = where.n;
    }
}

void match_found(struct match *match, const char *format, ...)
{
    char text[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    buf_add_text(&match->outcome->actual, text);
}

/* What stands there, for `actual`. */
static void found_text(struct match *match)
{
    if (!match->present)
        match_found(match, "it is absent");
    else
        match_found(match, "%.*s", (int)(match->text.n > 300 ? 300 : match->text.n),
                    match->text.p ? match->text.p : "");
}

/* The octets to mark: the value, or without one the first row of the header. */
static struct slice place(const struct match *match)
{
    if (match->present && match->text.p)
        return match->text;
    return (struct slice){NULL, 0};
}

/* ---- present, absent, texts ---- */

static void match_present(struct match *match)
{
    if (match->present)
        return;
    match_fail(match, (struct slice){NULL, 0}, "present");
    found_text(match);
}

static void match_absent(struct match *match)
{
    if (!match->present)
        return;
    match_fail(match, place(match), "absent");
    found_text(match);
}

/* A header's value with its folds taken out; other subjects as they are. CSeq with one space: LWS of any kind
 * may stand there (25.1). */
static void plain_text(const struct match *match, struct buf *text)
{
    const struct condition *condition = match->condition;
    struct sip_cseq cseq;
    bool is_cseq = condition->subject == SUBJECT_HEADER && !condition->param &&
                   strcasecmp(condition->header, "CSeq") == 0;
    if (is_cseq && sip_cseq_parse(match->text, &cseq))
        buf_addf(text, "%.*s %.*s", SLICE_ARG(cseq.digits), SLICE_ARG(cseq.method));
    else if (condition->subject == SUBJECT_HEADER)
        sip_unfold(match->text, text);
    else
        buf_add_slice(text, match->text);
}

static bool is_among(const struct value *values, struct slice text)
{
    for (size_t i = 0; i < value_count(values); i++)
        if (slice_eq_text(text, value_at(values, i)))
            return true;
    return false;
}

static bool holds_one_of(const struct value *values, struct slice text)
{
    for (size_t i = 0; i < value_count(values); i++)
        if (slice_find_text(text, value_at(values, i)) < text.n)
            return true;
    return false;
}

static void compare_text(struct match *match, bool (*compare)(const struct value *, struct slice),
                         bool wanted, const char *words)
{
    struct buf text;
    buf_init(&text, LIMIT_MESSAGE_BYTES);
    plain_text(match, &text);
    bool fits = match->present && compare(&match->argument, buf_slice(&text));
    if (!match->present)
        fits = !wanted; /* what is absent is not, and has not, anything */
    else
        fits = fits == wanted;
    if (!fits) {
        struct buf argument;
        buf_init(&argument, LIMIT_WHY_BYTES);
        value_join(&match->argument, &argument);
        match_fail(match, place(match), "%s %.*s", words, SLICE_ARG(buf_slice(&argument)));
        found_text(match);
        buf_free(&argument);
    }
    buf_free(&text);
}

static void match_is(struct match *match)
{
    compare_text(match, is_among, true, "is");
}

static void match_is_not(struct match *match)
{
    compare_text(match, is_among, false, "is not");
}

static void match_has(struct match *match)
{
    compare_text(match, holds_one_of, true, "has");
}

static void match_has_not(struct match *match)
{
    compare_text(match, holds_one_of, false, "has not");
}

/* ---- URIs ---- */

static void compare_uri(struct match *match, struct slice uri, bool wanted)
{
    const char *other = value_count(&match->argument) ? value_at(&match->argument, 0) : "";
    bool equal = match->present && sip_uri_equal(uri, slice_from(other));
    if (equal == wanted)
        return;
    match_fail(match, uri, "%s %.300s (RFC 3261 19.1.4)", wanted ? "equals" : "differs from", other);
    found_text(match);
}

/* The URI of a header field stands in an address; the Request-URI is one. */
static struct slice uri_of(const struct match *match)
{
    struct sip_address address = {0};
    bool in_address = match->condition->subject == SUBJECT_HEADER && match->present &&
                      sip_address_parse(match->text, &address);
    return in_address ? address.uri : match->text;
}

static void match_uri(struct match *match)
{
    compare_uri(match, uri_of(match), true);
}

static void match_uri_not(struct match *match)
{
    compare_uri(match, uri_of(match), false);
}

/* ---- numbers ---- */

static bool bound(const struct expr *expr, const struct check_context *context, uint64_t *ret,
                  struct outcome *outcome)
{
    char *text = NULL;
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    bool ok = expr_eval_text(expr, context->scope, &text, &why) == 0 && slice_to_u64(slice_from(text), ret);
    if (!ok) {
        outcome->unknown = true;
        buf_addf(&outcome->actual, "a bound cannot be told: %.*s", SLICE_ARG(buf_slice(&why)));
    }
    free(text);
    buf_free(&why);
    return ok;
}

bool bounds_fit(const struct bounds *bounds, const struct check_context *context, uint64_t number,
                struct outcome *outcome, const char *what)
{
    enum relation { EXACTLY, AT_LEAST, AT_MOST, ABOVE, BELOW };
    const struct {
        const struct expr *expr;
        enum relation relation;
        const char *words;
    } rows[] = {
        {bounds->exactly, EXACTLY, ""},         {bounds->at_least, AT_LEAST, "at least "},
        {bounds->at_most, AT_MOST, "at most "}, {bounds->above, ABOVE, "above "},
        {bounds->below, BELOW, "below "},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        uint64_t limit;
        if (!rows[i].expr)
            continue;
        if (!bound(rows[i].expr, context, &limit, outcome)) {
            outcome->holds = false;
            return false;
        }
        enum relation relation = rows[i].relation;
        bool fits = (relation == EXACTLY && number == limit) || (relation == AT_LEAST && number >= limit) ||
                    (relation == AT_MOST && number <= limit) || (relation == ABOVE && number > limit) ||
                    (relation == BELOW && number < limit);
        if (!fits) {
            outcome->holds = false;
            buf_addf(&outcome->expected, "%s: %s%llu", what, rows[i].words, (unsigned long long)limit);
            buf_addf(&outcome->actual, "%llu", (unsigned long long)number);
            return false;
        }
    }
    return true;
}

static void match_number(struct match *match)
{
    size_t digits = 0;
    while (digits < match->text.n && ascii_is_digit(match->text.p[digits]))
        digits++;
    uint64_t number;
    if (!slice_to_u64(slice_sub(match->text, 0, digits), &number)) {
        match_fail(match, place(match), "begins with a number");
        found_text(match);
        return;
    }
    struct buf what;
    buf_init(&what, LIMIT_WHY_BYTES);
    subject_name(match->condition, &what);
    if (!bounds_fit(&match->condition->bounds, match->context, number, match->outcome,
                    what.p ? what.p : "")) {
        match->outcome->offset = sip_offset_of(match->message, match->text);
        match->outcome->length = digits;
    }
    buf_free(&what);
}

/* ---- the table ---- */

enum { ON_HEADER = 1 << SUBJECT_HEADER, ON_URI = 1 << SUBJECT_REQUEST_URI, ON_BODY = 1 << SUBJECT_BODY };

static const struct matcher matchers[] = {
    {"present", ON_HEADER | ON_BODY, true, ARGUMENT_NONE, match_present},
    {"absent", ON_HEADER | ON_BODY, true, ARGUMENT_NONE, match_absent},
    {"is", ON_HEADER | ON_URI | ON_BODY, true, ARGUMENT_VALUE, match_is},
    {"is_not", ON_HEADER | ON_URI | ON_BODY, true, ARGUMENT_VALUE, match_is_not},
    {"has", ON_HEADER | ON_URI | ON_BODY, true, ARGUMENT_VALUE, match_has},
    {"has_not", ON_HEADER | ON_URI | ON_BODY, true, ARGUMENT_VALUE, match_has_not},
    {"uri", ON_HEADER | ON_URI, false, ARGUMENT_VALUE, match_uri},
    {"uri_not", ON_HEADER | ON_URI, false, ARGUMENT_VALUE, match_uri_not},
    {"number", ON_HEADER, false, ARGUMENT_BOUNDS, match_number},
    {"values", ON_HEADER, false, ARGUMENT_BOUNDS, match_values},
    {"tags", ON_HEADER, false, ARGUMENT_VALUE, match_tags},
    {"tags_within", ON_HEADER, false, ARGUMENT_VALUE, match_tags_within},
    {"tags_include", ON_HEADER, false, ARGUMENT_VALUE, match_tags_include},
    {"tags_exclude", ON_HEADER, false, ARGUMENT_VALUE, match_tags_exclude},
    {"tags_in_order", ON_HEADER, false, ARGUMENT_VALUE, match_tags_in_order},
    {"uris", ON_HEADER, false, ARGUMENT_VALUE, match_uris},
    {"uris_within", ON_HEADER, false, ARGUMENT_VALUE, match_uris_within},
    {"uris_include", ON_HEADER, false, ARGUMENT_VALUE, match_uris_include},
    {"uris_exclude", ON_HEADER, false, ARGUMENT_VALUE, match_uris_exclude},
    {"contacts", ON_HEADER, false, ARGUMENT_VALUE, match_contacts},
    {"well_formed", ON_HEADER, false, ARGUMENT_NONE, match_well_formed},
};

const struct matcher *matcher_at(size_t i)
{
    return i < sizeof(matchers) / sizeof(matchers[0]) ? &matchers[i] : NULL;
}

const struct matcher *matcher_find(const char *name, enum subject subject, bool is_param)
{
    const struct matcher *row;
    for (size_t i = 0; (row = matcher_at(i)) != NULL; i++)
        if ((row->subjects & (1u << subject)) && (!is_param || row->for_text) && strcmp(row->name, name) == 0)
            return row;
    return NULL;
}
