/* The strict pass over JSON text that finds what cJSON lets through, and the position of each value. */
#include "model/json_scan.h"

#include "base/limits.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct scan {
    const char *name;
    struct slice text;
    size_t at;
    int line;
    size_t line_start;
    int depth;
    struct diagnostics *diagnostics;
    struct json_positions *positions;
    bool bad;
};

static bool scan_value(struct scan *scan);

static struct position here(const struct scan *scan)
{
    return (struct position){scan->line, (int)(scan->at - scan->line_start) + 1};
}

static void complain(struct scan *scan, struct position where, const char *text)
{
    scan->bad = true;
    diagnostics_add(scan->diagnostics, SEVERITY_ERROR, scan->name, where.line, where.column, "", "%s", text);
}

static bool stop(struct scan *scan, const char *text)
{
    complain(scan, here(scan), text);
    return false;
}

static int peek(const struct scan *scan)
{
    return scan->at < scan->text.n ? (unsigned char)scan->text.p[scan->at] : -1;
}

static void skip_blank(struct scan *scan)
{
    for (int c = peek(scan); ascii_is_blank(c); c = peek(scan)) {
        scan->at++;
        if (c == '\n') {
            scan->line++;
            scan->line_start = scan->at;
        }
    }
}

static bool remember(struct scan *scan)
{
    struct json_positions *positions = scan->positions;
    if (positions->count == positions->capacity) {
        size_t capacity = positions->capacity ? positions->capacity * 2 : 256;
        struct position *values = realloc(positions->values, capacity * sizeof(*values));
        if (!values)
            return stop(scan, "out of memory");
        positions->values = values;
        positions->capacity = capacity;
    }
    positions->values[positions->count++] = here(scan);
    return true;
}

/* Length of the valid UTF-8 sequence at p, or 0: no overlong forms, no surrogates, nothing above U+10FFFF. */
static size_t utf8_length(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80)
        return 1;
    size_t length = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) || (p[0] == 0xf0 && p[1] < 0x90) ||
        (p[0] == 0xf4 && p[1] > 0x8f))
        return 0;
    return length;
}

static int hex4(const struct scan *scan, size_t at)
{
    int value = 0;
    for (size_t i = 0; i < 4; i++) {
        int c = at + i < scan->text.n ? ascii_lower((unsigned char)scan->text.p[at + i]) : -1;
        if (ascii_is_digit(c))
            value = value * 16 + (c - '0');
        else if (c >= 'a' && c <= 'f')
            value = value * 16 + (c - 'a' + 10);
        else
            return -1;
    }
    return value;
}

/* At the character behind the backslash. */
static bool scan_escape(struct scan *scan)
{
    int c = peek(scan);
    if (c <= 0 || !strchr("\"\\/bfnrtu", c)) /* strchr finds the NUL as well */
        return stop(scan, "a backslash in a string is followed by one of \" \\ / b f n r t u");
    scan->at++;
    if (c != 'u')
        return true;
    int unit = hex4(scan, scan->at);
    if (unit < 0)
        return stop(scan, "\\u is followed by four hexadecimal digits");
    scan->at += 4;
    if (unit == 0)
        complain(scan, here(scan),
                 "\\u0000 is not taken: no text of ours holds a NUL (use \"hex\" for such bytes)");
    if (unit >= 0xdc00 && unit <= 0xdfff)
        return stop(scan, "a low surrogate without its high surrogate");
    if (unit < 0xd800 || unit > 0xdbff)
        return true;
    int low = peek(scan) == '\\' && scan->at + 1 < scan->text.n && scan->text.p[scan->at + 1] == 'u'
                  ? hex4(scan, scan->at + 2)
                  : -1;
    if (low < 0xdc00 || low > 0xdfff)
        return stop(scan, "a high surrogate without its low surrogate");
    scan->at += 6;
    return true;
}

/* At the opening quote; afterwards behind the closing one. ret_text is the text as written, quotes off. */
static bool scan_string(struct scan *scan, struct slice *ret_text)
{
    size_t begin = ++scan->at;
    for (;;) {
        int c = peek(scan);
        if (c < 0)
            return stop(scan, "a string is not closed");
        if (c == '"')
            break;
        if (c < 0x20)
            return stop(scan, "a control character in a string: write it as an escape (\\n, \\t, \\u001b)");
        if (c == '\\') {
            scan->at++;
            if (!scan_escape(scan))
                return false;
            continue;
        }
        size_t length = utf8_length((const unsigned char *)scan->text.p + scan->at, scan->text.n - scan->at);
        if (!length) {
            complain(scan, here(scan), "invalid UTF-8");
            length = 1;
        }
        scan->at += length;
    }
    *ret_text = slice_sub(scan->text, begin, scan->at - begin);
    scan->at++;
    return true;
}

static bool digits(struct scan *scan)
{
    if (!ascii_is_digit(peek(scan)))
        return stop(scan, "a digit is missing in a number");
    while (ascii_is_digit(peek(scan)))
        scan->at++;
    return true;
}

static bool scan_number(struct scan *scan)
{
    size_t begin = scan->at;
    if (peek(scan) == '-')
        scan->at++;
    if (peek(scan) == '0')
        scan->at++;
    else if (!digits(scan))
        return false;
    if (ascii_is_digit(peek(scan)))
        return stop(scan, "a number does not begin with 0");
    if (peek(scan) == '.') {
        scan->at++;
        if (!digits(scan))
            return false;
    }
    if (peek(scan) == 'e' || peek(scan) == 'E') {
        scan->at++;
        if (peek(scan) == '+' || peek(scan) == '-')
            scan->at++;
        if (!digits(scan))
            return false;
    }
    char text[64];
    size_t n = scan->at - begin;
    if (n >= sizeof(text))
        return stop(scan, "a number is too long");
    memcpy(text, scan->text.p + begin, n);
    text[n] = 0;
    if (!isfinite(strtod(text, NULL)))
        return stop(scan, "a number is too large");
    return true;
}

static bool scan_word(struct scan *scan)
{
    static const char *const words[] = {"true", "false", "null"};
    struct slice rest = slice_sub(scan->text, scan->at, scan->text.n);
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (slice_starts_with(rest, words[i])) {
            scan->at += strlen(words[i]);
            return true;
        }
    return stop(scan, peek(scan) < 0 ? "the file ends where a value was expected" : "this is no JSON value");
}

struct key {
    struct slice text; /* as written */
    struct position where;
};

struct keys {
    struct key *items;
    size_t count, capacity;
};

static int by_text_then_place(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    size_t n = x->text.n < y->text.n ? x->text.n : y->text.n;
    int order = n ? memcmp(x->text.p, y->text.p, n) : 0;
    if (!order && x->text.n != y->text.n)
        return x->text.n < y->text.n ? -1 : 1;
    return order ? order : x->text.p < y->text.p ? -1 : x->text.p > y->text.p;
}

static void complain_of_twin(struct scan *scan, const struct key *key)
{
    struct buf message;
    buf_init(&message, LIMIT_WHY_BYTES);
    buf_addf(&message, "the key \"%.*s\" stands twice in this object",
             (int)(key->text.n > 80 ? 80 : key->text.n), key->text.p);
    complain(scan, key->where, message.p ? message.p : "a key stands twice in this object");
    buf_free(&message);
}

/* Keys are compared as written; that two spell the same text with different escapes is refused as well, since
 * ours are plain ASCII and an escape in a key is an error of its own. They are sorted once an object: to look
 * through all that went before at each key would take minutes for an object of some hundred thousand. */
static void find_twins(struct scan *scan, struct keys *keys)
{
    if (keys->count > 1)
        qsort(keys->items, keys->count, sizeof(*keys->items), by_text_then_place);
    for (size_t i = 1; i < keys->count; i++)
        if (slice_eq(keys->items[i - 1].text, keys->items[i].text))
            complain_of_twin(scan, &keys->items[i]);
}

static bool add_key(struct scan *scan, struct keys *keys, struct slice text, struct position where)
{
    if (slice_find(text, '\\') < text.n)
        complain(scan, where, "an escape in a key");
    if (keys->count == keys->capacity) {
        size_t capacity = keys->capacity ? keys->capacity * 2 : 8;
        struct key *items = realloc(keys->items, capacity * sizeof(*items));
        if (!items)
            return stop(scan, "out of memory");
        keys->items = items;
        keys->capacity = capacity;
    }
    keys->items[keys->count++] = (struct key){text, where};
    return true;
}

static bool scan_member(struct scan *scan, struct keys *keys)
{
    skip_blank(scan);
    struct position where = here(scan);
    if (peek(scan) != '"')
        return stop(scan, "a key in double quotes was expected (or a comma too many)");
    struct slice key;
    if (!scan_string(scan, &key) || !add_key(scan, keys, key, where))
        return false;
    skip_blank(scan);
    if (peek(scan) != ':')
        return stop(scan, "':' was expected after a key");
    scan->at++;
    return scan_value(scan);
}

static bool scan_object(struct scan *scan)
{
    struct keys keys = {0};
    bool ok = true;
    scan->at++;
    skip_blank(scan);
    while (ok && peek(scan) != '}') {
        ok = scan_member(scan, &keys);
        skip_blank(scan);
        if (ok && peek(scan) == ',') {
            scan->at++;
            skip_blank(scan);
            if (peek(scan) == '}')
                ok = stop(scan, "a comma before '}'");
        } else if (ok && peek(scan) != '}') {
            ok = stop(scan, "',' or '}' was expected");
        }
    }
    find_twins(scan, &keys);
    free(keys.items);
    if (ok)
        scan->at++;
    return ok;
}

static bool scan_array(struct scan *scan)
{
    scan->at++;
    skip_blank(scan);
    while (peek(scan) != ']') {
        if (!scan_value(scan))
            return false;
        skip_blank(scan);
        if (peek(scan) == ',') {
            scan->at++;
            skip_blank(scan);
            if (peek(scan) == ']')
                return stop(scan, "a comma before ']'");
        } else if (peek(scan) != ']') {
            return stop(scan, "',' or ']' was expected");
        }
    }
    scan->at++;
    return true;
}

static bool scan_value(struct scan *scan)
{
    skip_blank(scan);
    if (!remember(scan))
        return false;
    if (++scan->depth > LIMIT_JSON_DEPTH)
        return stop(scan, "nested too deeply");
    bool ok;
    struct slice text;
    int c = peek(scan);
    if (c == '{')
        ok = scan_object(scan);
    else if (c == '[')
        ok = scan_array(scan);
    else if (c == '"')
        ok = scan_string(scan, &text);
    else if (c == '-' || ascii_is_digit(c))
        ok = scan_number(scan);
    else
        ok = scan_word(scan);
    scan->depth--;
    return ok;
}

int json_scan(const char *name, struct slice text, struct diagnostics *diagnostics,
              struct json_positions *ret_positions)
{
    size_t told = diagnostics->count;
    *ret_positions = (struct json_positions){0};
    struct scan scan = {
        .name = name, .text = text, .line = 1, .diagnostics = diagnostics, .positions = ret_positions};
    if (slice_starts_with(text, "\xef\xbb\xbf"))
        stop(&scan, "the file begins with a byte order mark: save it as plain UTF-8");
    else if (scan_value(&scan)) {
        skip_blank(&scan);
        if (peek(&scan) >= 0)
            stop(&scan, "something follows the end of the JSON value");
    }
    diagnostics_sort(diagnostics, told); /* twins are found when their object ends */
    return scan.bad ? -1 : 0;
}
