/* Matchers over header fields that are lists: option-tags, Contact values. Order, rows, letter case of tags
 * and repeated mentions never matter unless the test says "in order". */
#include "check/matcher.h"
#include "sip/value.h"

#include <stdio.h>

/* The octets of the first row of the header, to be marked. */
static struct slice first_row(const struct match *match)
{
    const struct sip_row *row =
        sip_row_next_named(match->message, slice_from(match->condition->header), NULL);
    return row ? (struct slice){row->raw.p, row->raw.n} : (struct slice){NULL, 0};
}

static void begin_values(const struct match *match, struct sip_values *values)
{
    if (match->header == SIP_HEADER_OTHER)
        sip_values_begin_named(values, match->message, slice_from(match->condition->header));
    else
        sip_values_begin(values, match->message, match->header);
}

/* The whole list as it was found, for `actual`. */
static void found_list(struct match *match)
{
    if (!match->present) {
        match_found(match, "it is absent");
        return;
    }
    struct sip_values values;
    struct slice value;
    bool any = false;
    begin_values(match, &values);
    while (sip_values_next(&values, &value)) {
        match_found(match, "%s%.*s", any ? ", " : "", (int)(value.n > 200 ? 200 : value.n),
                    value.p ? value.p : "");
        any = true;
    }
    if (!any)
        match_found(match, "it is empty");
}

static void fail_list(struct match *match, struct slice where, const char *words)
{
    struct buf argument;
    buf_init(&argument, LIMIT_WHY_BYTES);
    value_join(&match->argument, &argument);
    match_fail(match, where.p ? where : first_row(match), "%s %s", words, argument.n ? argument.p : "(none)");
    found_list(match);
    buf_free(&argument);
}

/* ---- option-tags ---- */

/* The first tag found that the argument does not have (or has, when wanted is false). */
static struct slice odd_tag(const struct match *match, const struct sip_tags *tags, bool wanted)
{
    for (size_t i = 0; i < tags->count; i++)
        if (value_has(&match->argument, tags->tags[i]) != wanted)
            return tags->tags[i];
    return (struct slice){NULL, 0};
}

static bool all_there(const struct match *match, const struct sip_tags *tags)
{
    for (size_t i = 0; i < value_count(&match->argument); i++)
        if (!sip_tags_have(tags, slice_from(value_at(&match->argument, i))))
            return false;
    return true;
}

static bool read_tags(struct match *match, struct sip_tags *tags)
{
    *tags = (struct sip_tags){0};
    if (!sip_tags_read(match->message, match->header, tags))
        return true;
    match->outcome->holds = false;
    match->outcome->unknown = true;
    match_found(match, "out of memory");
    return false;
}

static void compare_tags(struct match *match, bool within, bool include, const char *words)
{
    struct sip_tags tags;
    if (!read_tags(match, &tags))
        return;
    struct slice odd = within ? odd_tag(match, &tags, true) : (struct slice){NULL, 0};
    if (odd.p || (include && !all_there(match, &tags)) || tags.malformed)
        fail_list(match, odd, words);
    sip_tags_free(&tags);
}

void match_tags(struct match *match)
{
    compare_tags(match, true, true, "lists exactly");
}

void match_tags_within(struct match *match)
{
    compare_tags(match, true, false, "lists nothing but");
}

void match_tags_include(struct match *match)
{
    compare_tags(match, false, true, "lists");
}

void match_tags_exclude(struct match *match)
{
    struct sip_tags tags;
    if (!read_tags(match, &tags))
        return;
    struct slice odd = odd_tag(match, &tags, false);
    if (odd.p)
        fail_list(match, odd, "lists none of");
    sip_tags_free(&tags);
}

void match_tags_in_order(struct match *match)
{
    struct sip_tags tags;
    if (!read_tags(match, &tags))
        return;
    bool same = tags.count == value_count(&match->argument);
    for (size_t i = 0; same && i < tags.count; i++)
        same = slice_ieq_text(tags.tags[i], value_at(&match->argument, i));
    if (!same)
        fail_list(match, (struct slice){NULL, 0}, "lists in this order");
    sip_tags_free(&tags);
}

/* ---- URIs of Contact and the like ---- */

/* The URI that an item of the argument names: a name-addr's, or else the whole text. */
static struct slice argument_uri(const char *item)
{
    struct slice text = slice_from(item);
    return slice_find(text, '<') < text.n ? sip_address_uri(text) : text;
}

/* Does the argument name that URI? */
static bool argument_has(const struct match *match, struct slice uri)
{
    for (size_t i = 0; i < value_count(&match->argument); i++)
        if (sip_uri_equal(uri, argument_uri(value_at(&match->argument, i))))
            return true;
    return false;
}

static struct slice odd_uri(const struct match *match, bool wanted)
{
    struct sip_values values;
    struct slice value;
    begin_values(match, &values);
    while (sip_values_next(&values, &value))
        if (argument_has(match, sip_address_uri(value)) != wanted)
            return value;
    return (struct slice){NULL, 0};
}

static bool message_has(const struct match *match, struct slice uri)
{
    struct sip_values values;
    struct slice value;
    begin_values(match, &values);
    while (sip_values_next(&values, &value))
        if (sip_uri_equal(sip_address_uri(value), uri))
            return true;
    return false;
}

static bool all_uris_there(const struct match *match)
{
    for (size_t i = 0; i < value_count(&match->argument); i++)
        if (!message_has(match, argument_uri(value_at(&match->argument, i))))
            return false;
    return true;
}

void match_uris(struct match *match)
{
    struct slice odd = odd_uri(match, true);
    if (odd.p || !all_uris_there(match))
        fail_list(match, odd, "names exactly (RFC 3261 19.1.4)");
}

void match_uris_within(struct match *match)
{
    struct slice odd = odd_uri(match, true);
    if (odd.p)
        fail_list(match, odd, "names nothing but (RFC 3261 19.1.4)");
}

void match_uris_include(struct match *match)
{
    if (!all_uris_there(match))
        fail_list(match, (struct slice){NULL, 0}, "names (RFC 3261 19.1.4)");
}

void match_uris_exclude(struct match *match)
{
    struct slice odd = odd_uri(match, false);
    if (odd.p)
        fail_list(match, odd, "names none of (RFC 3261 19.1.4)");
}

/* ---- Contact values with their q ---- */

/* q in thousandths; without a q parameter 1000, malformed -1. */
static int q_of(struct slice value)
{
    struct sip_address address;
    struct sip_param param;
    unsigned thousandths;
    if (!sip_address_parse(value, &address) || !sip_param_find(address.params, "q", &param))
        return 1000;
    return sip_qvalue_parse(param.value, &thousandths) ? (int)thousandths : -1;
}

static bool same_contact(struct slice a, struct slice b)
{
    return sip_uri_equal(sip_address_uri(a), sip_address_uri(b)) && q_of(a) == q_of(b);
}

static bool argument_has_contact(const struct match *match, struct slice value)
{
    for (size_t i = 0; i < value_count(&match->argument); i++)
        if (same_contact(value, slice_from(value_at(&match->argument, i))))
            return true;
    return false;
}

void match_contacts(struct match *match)
{
    struct sip_values values;
    struct slice value, odd = {NULL, 0};
    size_t count = 0;
    begin_values(match, &values);
    while (sip_values_next(&values, &value)) {
        count++;
        if (!odd.p && !argument_has_contact(match, value))
            odd = value;
    }
    if (odd.p || count < value_count(&match->argument) || !all_uris_there(match))
        fail_list(match, odd, "names exactly, with these q values,");
}

static bool has_delimiter(struct slice uri)
{
    return slice_find(uri, ',') < uri.n || slice_find(uri, ';') < uri.n || slice_find(uri, '?') < uri.n;
}

/* Does a name-addr or addr-spec value keep to the grammar that this suite leans on? Says in problem what is
 * wrong. */
static bool contact_is_well_formed(struct slice value, struct buf *problem)
{
    struct sip_address address;
    struct sip_uri uri;
    struct sip_param param;
    if (!sip_address_parse(value, &address)) {
        buf_add_text(problem, "it is neither a name-addr nor an addr-spec");
        return false;
    }
    if (address.star) {
        buf_add_text(problem, "\"*\" stands only in a REGISTER request");
        return false;
    }
    if (!address.bracketed && has_delimiter(address.uri)) {
        buf_add_text(problem,
                     "a URI with a comma, semicolon or question mark stands without <> (RFC 8217 3)");
        return false;
    }
    if (!sip_uri_parse(address.uri, &uri)) {
        buf_add_text(problem, "the URI does not parse");
        return false;
    }
    struct slice rest = address.params;
    while (sip_param_next(&rest, &param)) {
        unsigned thousandths;
        uint64_t seconds;
        if (slice_ieq_text(param.name, "q") && !sip_qvalue_parse(param.value, &thousandths)) {
            buf_add_text(problem, "q is 0 to 1 with at most three decimals");
            return false;
        }
        if (slice_ieq_text(param.name, "expires") && !slice_to_u64(param.value, &seconds)) {
            buf_add_text(problem, "expires is a number of seconds");
            return false;
        }
    }
    if (rest.n)
        buf_add_text(problem, "its parameters do not parse");
    return rest.n == 0;
}

void match_well_formed(struct match *match)
{
    struct sip_values values;
    struct slice value;
    size_t count = 0;
    struct buf problem;
    buf_init(&problem, LIMIT_WHY_BYTES);
    begin_values(match, &values);
    while (match->outcome->holds && sip_values_next(&values, &value)) {
        count++;
        if (!contact_is_well_formed(value, &problem)) {
            match_fail(match, value, "has well-formed values");
            match_found(match, "%.*s: %.*s", (int)(value.n > 300 ? 300 : value.n), value.p ? value.p : "",
                        SLICE_ARG(buf_slice(&problem)));
        }
    }
    if (!count) {
        match_fail(match, (struct slice){NULL, 0}, "has at least one value");
        found_list(match);
    }
    buf_free(&problem);
}

void match_values(struct match *match)
{
    struct sip_values values;
    struct slice value;
    uint64_t count = 0;
    begin_values(match, &values);
    while (sip_values_next(&values, &value))
        count++;
    char what[LIMIT_WHY_BYTES];
    snprintf(what, sizeof(what), "number of %s values", match->condition->header);
    bounds_fit(&match->condition->bounds, match->context, count, match->outcome, what);
}
