/* Reads markup strictly, to find elements and attributes that a report did not write by itself. */
#include "fuzz/support/markup.h"

#include "fuzz/support/fuzz.h"
#include "reports/text.h"

#include <string.h>

enum { DEPTH_MAX = 64 };

struct reading {
    struct slice rest;
    const struct markup_rules *rules;
    struct slice open[DEPTH_MAX];
    size_t depth;
};

/* Is name in a list " a b c "? */
static bool is_in(const char *list, struct slice name)
{
    struct slice rest = slice_from(list);
    while (rest.n) {
        struct slice one = slice_sub(rest, 0, slice_find(rest, ' '));
        if (one.n && slice_eq(one, name))
            return true;
        rest = slice_sub(rest, one.n + 1, rest.n);
    }
    return false;
}

static struct slice take(struct slice *rest, size_t n)
{
    struct slice taken = slice_sub(*rest, 0, n);
    *rest = slice_sub(*rest, n, rest->n);
    return taken;
}

static struct slice take_name(struct slice *rest)
{
    size_t n = 0;
    while (n < rest->n && (ascii_is_alpha(rest->p[n]) || ascii_is_digit(rest->p[n]) ||
                           (rest->p[n] && strchr("-_:", rest->p[n]))))
        n++;
    return take(rest, n);
}

static bool take_text(struct slice *rest, const char *text)
{
    if (!slice_starts_with(*rest, text))
        return false;
    take(rest, strlen(text));
    return true;
}

/* Text between tags or quotes. */
static void check_text(struct slice text, const struct markup_rules *rules)
{
    for (size_t at; (at = slice_find(text, '&')) < text.n;) {
        take(&text, at + 1);
        struct slice reference = take(&text, slice_find(text, ';'));
        if (!text.n || !is_in(rules->references, reference))
            fuzz_fail("markup: '&' that begins no reference of the writer's");
    }
}

static bool is_outside(struct slice url)
{
    size_t colon = slice_find(url, ':');
    bool has_scheme = colon < url.n && colon < slice_find(url, '/') && colon < slice_find(url, '#');
    return has_scheme && !slice_starts_with(url, "https://") && !slice_starts_with(url, "http://");
}

/* Takes attributes off; the mark that ends the tag is left. */
static void read_attributes(struct reading *reading)
{
    struct slice seen[16], *rest = &reading->rest;
    size_t count = 0;
    while (take_text(rest, " ")) {
        struct slice name = take_name(rest);
        if (!is_in(reading->rules->attributes, name))
            fuzz_fail("markup: an attribute that is not the writer's");
        for (size_t i = 0; i < count; i++)
            FUZZ_CHECK(!slice_eq(seen[i], name));
        FUZZ_CHECK(count < 16);
        seen[count++] = name;
        if (!take_text(rest, "=\""))
            fuzz_fail("markup: an attribute's value is not quoted");
        struct slice value = take(rest, slice_find(*rest, '"'));
        if (!take_text(rest, "\"") || slice_find(value, '<') < value.n)
            fuzz_fail("markup: a quote is not closed in its tag");
        check_text(value, reading->rules);
        if ((slice_eq_text(name, "href") || slice_eq_text(name, "src")) && is_outside(value))
            fuzz_fail("markup: a link to a scheme that is not the writer's");
    }
}

static void read_tag(struct reading *reading)
{
    struct slice *rest = &reading->rest;
    bool is_end = take_text(rest, "/");
    struct slice name = take_name(rest);
    if (!is_in(reading->rules->elements, name))
        fuzz_fail("markup: an element that is not the writer's");
    if (is_end) {
        if (!reading->depth || !slice_eq(reading->open[--reading->depth], name))
            fuzz_fail("markup: an end tag that nothing opened");
    } else {
        read_attributes(reading);
    }
    bool is_closed = is_end || take_text(rest, "/") || is_in(reading->rules->voids, name);
    if (!take_text(rest, ">"))
        fuzz_fail("markup: a tag is not closed");
    if (is_closed)
        return;
    FUZZ_CHECK(reading->depth < DEPTH_MAX);
    reading->open[reading->depth++] = name;
}

void markup_check(struct slice text, const char *prolog, const struct markup_rules *rules)
{
    struct reading reading = {.rest = text, .rules = rules};
    if (!text_is_plain(text) || slice_find(text, '\r') < text.n)
        fuzz_fail("markup: control characters or invalid UTF-8");
    FUZZ_CHECK(take_text(&reading.rest, prolog));
    while (reading.rest.n) {
        struct slice between = take(&reading.rest, slice_find(reading.rest, '<'));
        check_text(between, rules);
        FUZZ_CHECK(slice_find_text(between, "]]>") == between.n);
        if (take_text(&reading.rest, "<"))
            read_tag(&reading);
    }
    if (reading.depth)
        fuzz_fail("markup: an element is not closed");
}
