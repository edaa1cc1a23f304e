/* Strict JSON: what cJSON 1.7.15 lets through is refused, and every error says where. */
#include "expect.h"
#include "suite.h"

#include "base/limits.h"
#include "model/document.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char unit_suite_name[] = "document";

static struct diagnostics diagnostics;

static struct document *parse(const char *bytes, size_t n)
{
    struct document *document = NULL;
    diagnostics_free(&diagnostics);
    int result = document_parse("x.json", bytes, n, &diagnostics, &document);
    CU_ASSERT_EQUAL(result, document ? 0 : -1);
    CU_ASSERT_EQUAL(diagnostics.errors == 0, document != NULL);
    return document;
}

/* Is that text refused, and does the first error stand there and say that? */
static bool refused(const char *bytes, size_t n, int line, int column, const char *words)
{
    struct document *document = parse(bytes, n);
    document_free(document);
    bool ok = !document && diagnostics.count && diagnostics.items[0].line == line &&
              diagnostics.items[0].column == column && strstr(diagnostics.items[0].message, words);
    if (!ok && diagnostics.count)
        printf("\n    %.*s: %d:%d %s", (int)n, bytes, diagnostics.items[0].line, diagnostics.items[0].column,
               diagnostics.items[0].message);
    else if (!ok)
        printf("\n    %.*s: taken", (int)n, bytes);
    return ok;
}

static void accepted(void)
{
    static const char *const texts[] = {
        "0",
        "-0",
        "-0.5e+10",
        "1E-999",
        "\"\"",
        "null",
        " \t\r\n[ ]\n",
        "{}",
        "[1,[2,{\"a\":null}]]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u20aC\\ud83D\\ude00\"",
        "\"\xc2\x80\xe0\xa0\x80\xed\x9f\xbf\xee\x80\x80\"",
        "\"\xf0\x90\x80\x80\xf4\x8f\xbf\xbf\x7f\"",
        "{\"a\":1,\"A\":2,\"\":3}",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct document *document = parse(texts[i], strlen(texts[i]));
        CU_ASSERT_PTR_NOT_NULL(document);
        document_free(document);
    }
}

#define REFUSED(text, line, column, words) CU_ASSERT(refused(text, sizeof(text) - 1, line, column, words))

static void values(void)
{
    REFUSED("", 1, 1, "ends where a value");
    REFUSED("  \n ", 2, 2, "ends where a value");
    REFUSED("nul", 1, 1, "no JSON value");
    REFUSED("True", 1, 1, "no JSON value");
    REFUSED("nan", 1, 1, "no JSON value");
    REFUSED("'a'", 1, 1, "no JSON value");
    REFUSED("[1] 2", 1, 5, "follows the end");
    REFUSED("{}}", 1, 3, "follows the end");
    REFUSED("1\0", 1, 2, "follows the end");
    REFUSED("\xef\xbb\xbf{}", 1, 1, "byte order mark");
    REFUSED("// no\n1", 1, 1, "no JSON value");
    REFUSED("[\v1]", 1, 2, "no JSON value");
    REFUSED("\xff\xfe[\0]\0", 1, 1, "no JSON value");
}

static void numbers(void)
{
    REFUSED("01", 1, 2, "begin with 0");
    REFUSED("-01", 1, 3, "begin with 0");
    REFUSED("+1", 1, 1, "no JSON value");
    REFUSED(".5", 1, 1, "no JSON value");
    REFUSED("1.", 1, 3, "digit is missing");
    REFUSED("-", 1, 2, "digit is missing");
    REFUSED("1e", 1, 3, "digit is missing");
    REFUSED("1e+", 1, 4, "digit is missing");
    REFUSED("0x10", 1, 2, "follows the end");
    REFUSED("1e999", 1, 6, "too large");
    REFUSED("-1e999", 1, 7, "too large");
    char digits[101];
    memset(digits, '1', 100);
    CU_ASSERT(refused(digits, 100, 1, 101, "too long"));
    struct document *document = parse(digits, 63);
    CU_ASSERT_PTR_NOT_NULL(document);
    document_free(document);
}

static void strings(void)
{
    REFUSED("\"a", 1, 3, "not closed");
    REFUSED("\"a\nb\"", 1, 3, "control character");
    REFUSED("\"\t\"", 1, 2, "control character");
    REFUSED("\"a\0b\"", 1, 3, "control character");
    REFUSED("\"\x1f\"", 1, 2, "control character");
    REFUSED("\"\\x41\"", 1, 3, "backslash");
    REFUSED("\"\\'\"", 1, 3, "backslash");
    REFUSED("\"\\\0\"", 1, 3, "backslash");
    REFUSED("\"\\", 1, 3, "backslash");
    REFUSED("\"\\u12g4\"", 1, 4, "four hexadecimal");
    REFUSED("\"\\u12", 1, 4, "four hexadecimal");
    REFUSED("\"\\u0000\"", 1, 8, "NUL");
    REFUSED("\"\\ud800\"", 1, 8, "high surrogate");
    REFUSED("\"\\ud800\\u0041\"", 1, 8, "high surrogate");
    REFUSED("\"\\ud800x\"", 1, 8, "high surrogate");
    REFUSED("\"\\udc00\"", 1, 8, "low surrogate");
}

static void utf8(void)
{
    REFUSED("\"\x80\"", 1, 2, "UTF-8"); /* a lone continuation */
    REFUSED("\"\xc3\"", 1, 2, "UTF-8"); /* cut off */
    REFUSED("\"\xe2\x82\"", 1, 2, "UTF-8");
    REFUSED("\"\xf0\x9f\x98\"", 1, 2, "UTF-8");
    REFUSED("\"\xc0\xaf\"", 1, 2, "UTF-8"); /* overlong */
    REFUSED("\"\xc1\xbf\"", 1, 2, "UTF-8");
    REFUSED("\"\xe0\x9f\xbf\"", 1, 2, "UTF-8");
    REFUSED("\"\xf0\x8f\xbf\xbf\"", 1, 2, "UTF-8");
    REFUSED("\"\xed\xa0\x80\"", 1, 2, "UTF-8");     /* a surrogate */
    REFUSED("\"\xf4\x90\x80\x80\"", 1, 2, "UTF-8"); /* above U+10FFFF */
    REFUSED("\"\xf5\x80\x80\x80\"", 1, 2, "UTF-8");
    REFUSED("\"\xff\"", 1, 2, "UTF-8");
    REFUSED("{\"\xff\":1}", 1, 3, "UTF-8");
}

static void structure(void)
{
    REFUSED("[1,]", 1, 4, "comma");
    REFUSED("[,1]", 1, 2, "no JSON value");
    REFUSED("[1 2]", 1, 4, "',' or ']'");
    REFUSED("[1", 1, 3, "',' or ']'");
    REFUSED("{\"a\":1,}", 1, 8, "comma");
    REFUSED("{\"a\":1 \"b\":2}", 1, 8, "',' or '}'");
    REFUSED("{\"a\" 1}", 1, 6, "':'");
    REFUSED("{a:1}", 1, 2, "key in double quotes");
    REFUSED("{1:1}", 1, 2, "key in double quotes");
    REFUSED("{\"a\":}", 1, 6, "no JSON value");
    REFUSED("{\"a\":1]", 1, 7, "',' or '}'");
    REFUSED("{\n \"a\": 1,\n \"a\": 2}", 3, 2, "\"a\" stands twice");
    REFUSED("{\"\\u0061\":1}", 1, 2, "escape in a key");
    REFUSED("[\r\n  x]", 2, 3, "no JSON value");
}

static void depth(void)
{
    char text[2 * LIMIT_JSON_DEPTH + 4];
    for (int extra = 0; extra <= 1; extra++) {
        size_t n = LIMIT_JSON_DEPTH + (size_t)extra;
        memset(text, '[', n);
        memset(text + n, ']', n);
        struct document *document = parse(text, 2 * n);
        CU_ASSERT_EQUAL(document != NULL, extra == 0);
        document_free(document);
    }
    CU_ASSERT(strstr(diagnostics.items[0].message, "too deeply") != NULL);
    CU_ASSERT_EQUAL(diagnostics.items[0].column, LIMIT_JSON_DEPTH + 1);
    char *opening = malloc(1000000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(opening);
    memset(opening, '[', 1000000);
    CU_ASSERT_PTR_NULL(parse(opening, 1000000));
    free(opening);
}

static void several(void)
{
    static const char text[] = "{\"a\": \"\xff\",\n \"a\": \"\\u0000\",\n \"\\n\": \"\xc0\x80\"}";
    CU_ASSERT_PTR_NULL(parse(text, sizeof(text) - 1));
    static const int lines[] = {1, 2, 2, 3, 3, 3};
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 6);
    for (size_t i = 0; i < 6; i++)
        CU_ASSERT_EQUAL(diagnostics.items[i].line, lines[i]);
    CU_ASSERT(strstr(diagnostics.items[0].message, "UTF-8") != NULL);
    CU_ASSERT(strstr(diagnostics.items[1].message, "twice") != NULL);
    CU_ASSERT(strstr(diagnostics.items[2].message, "NUL") != NULL);
    CU_ASSERT(strstr(diagnostics.items[3].message, "escape") != NULL);
    CU_ASSERT(strstr(diagnostics.items[4].message, "UTF-8") != NULL);
}

/* So many that whoever compares each with all before it needs minutes. */
enum { MANY = 300000 };

static void many_keys(void)
{
    struct buf text;
    buf_init(&text, LIMIT_FILE_BYTES);
    buf_add_char(&text, '{');
    for (int i = 0; i < MANY; i++)
        buf_addf(&text, "%s\"k%d\":1", i ? "," : "", i);
    buf_add_char(&text, '}');
    CU_ASSERT_FALSE_FATAL(text.failed);
    clock_t begin = clock();
    struct document *document = parse(text.p, text.n);
    CU_ASSERT_PTR_NOT_NULL(document);
    document_free(document);
    text.p[text.n - 1] = ',';
    buf_addf(&text, "\n\"k%d\":2}", MANY / 2);
    CU_ASSERT_PTR_NULL(parse(text.p, text.n));
    CU_ASSERT_EQUAL(diagnostics.count, 1);
    CU_ASSERT_EQUAL(diagnostics.items[0].line, 2);
    CU_ASSERT(clock() - begin < 20 * CLOCKS_PER_SEC);
    buf_free(&text);
}

static void many_errors(void)
{
    struct buf text;
    buf_init(&text, LIMIT_FILE_BYTES);
    buf_add_char(&text, '[');
    for (int i = 0; i < MANY; i++)
        buf_add_text(&text, i ? ",1" : "1");
    buf_add_char(&text, ']');
    struct document *document = parse(text.p, text.n);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    clock_t begin = clock();
    for (const cJSON *item = document_root(document)->child; item; item = item->next)
        document_error(document, item, &diagnostics, "not this");
    CU_ASSERT_EQUAL(diagnostics.count + diagnostics.dropped, MANY);
    CU_ASSERT(clock() - begin < 20 * CLOCKS_PER_SEC);
    document_free(document);
    buf_free(&text);
}

static bool pointer_is(const struct document *document, const cJSON *node, int line, int column,
                       const char *text)
{
    struct buf pointer;
    buf_init(&pointer, 200);
    document_pointer(document, node, &pointer);
    struct position position = document_position(document, node);
    bool ok = is(pointer.p ? buf_slice(&pointer) : SLICE_LIT(""), text) && position.line == line &&
              position.column == column;
    buf_free(&pointer);
    return ok;
}

static void positions(void)
{
    static const char text[] = "{ \"a/b~c\": [1,\n\t{\"\": true}],\n  \"A/B~C\": \"\xe2\x82\xac\", \"z\":7}";
    struct document *document = parse(text, sizeof(text) - 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(document);
    const cJSON *root = document_root(document);
    CU_ASSERT(pointer_is(document, root, 1, 1, ""));
    const cJSON *list = json_member(root, "a/b~c");
    CU_ASSERT(pointer_is(document, list, 1, 12, "/a~1b~0c"));
    CU_ASSERT(pointer_is(document, list->child, 1, 13, "/a~1b~0c/0"));
    CU_ASSERT(pointer_is(document, list->child->next, 2, 2, "/a~1b~0c/1"));
    CU_ASSERT(pointer_is(document, list->child->next->child, 2, 7, "/a~1b~0c/1/"));
    CU_ASSERT(pointer_is(document, json_member(root, "A/B~C"), 3, 12, "/A~1B~0C"));
    CU_ASSERT(pointer_is(document, json_member(root, "z"), 3, 23, "/z")); /* columns count bytes */
    CU_ASSERT_STRING_EQUAL(json_text(root, "A/B~C"), "\xe2\x82\xac");
    CU_ASSERT_PTR_NULL(json_text(root, "z"));
    CU_ASSERT_PTR_NULL(json_member(root, "Z"));
    document_error(document, list->child, &diagnostics, "found %d", 1);
    document_warning(document, list->child, &diagnostics, "odd");
    struct buf printed;
    buf_init(&printed, 1000);
    diagnostics_print(&diagnostics, &printed);
    CU_ASSERT(is(buf_slice(&printed), "x.json:1:13: error: found 1 (at /a~1b~0c/0)\n"
                                      "x.json:1:13: warning: odd (at /a~1b~0c/0)\n"));
    CU_ASSERT_EQUAL(diagnostics.errors, 1);
    buf_free(&printed);
    document_free(document);
}

/* Cut at every octet: never taken, never a crash, the error inside of the file. */
static void cut(void)
{
    static const char text[] =
        "{\"a\": [1.5e3, \"\\ud83d\\ude00 \xf0\x9f\x98\x80\", true,\r\n null],\n\"b\": {\"c\": -0}}";
    size_t n = sizeof(text) - 1;
    struct document *document = parse(text, n);
    CU_ASSERT_PTR_NOT_NULL(document);
    document_free(document);
    for (size_t cut_at = 0; cut_at < n; cut_at++) {
        char *copy = malloc(cut_at + 1); /* of the exact size, so that reading on would be seen */
        CU_ASSERT_PTR_NOT_NULL_FATAL(copy);
        memcpy(copy, text, cut_at);
        char *exact = cut_at ? realloc(copy, cut_at) : copy;
        CU_ASSERT_PTR_NULL(parse(exact, cut_at));
        const struct diagnostic *last = &diagnostics.items[diagnostics.count - 1];
        int lines = 1, columns = 1;
        for (size_t i = 0; i < cut_at; i++) {
            columns = text[i] == '\n' ? 1 : columns + 1;
            lines += text[i] == '\n';
        }
        CU_ASSERT(last->line >= 1 && last->line <= lines && last->column >= 1);
        CU_ASSERT(last->line < lines || last->column <= columns);
        free(exact);
    }
}

static void diagnostics_have_a_ceiling(void)
{
    struct buf text;
    buf_init(&text, 100000);
    buf_add_char(&text, '"');
    for (int i = 0; i < LIMIT_DIAGNOSTICS + 50; i++)
        buf_add_char(&text, '\xff');
    buf_add_char(&text, '"');
    CU_ASSERT_PTR_NULL(parse(text.p, text.n));
    CU_ASSERT_EQUAL(diagnostics.count, LIMIT_DIAGNOSTICS);
    CU_ASSERT_EQUAL(diagnostics.errors, LIMIT_DIAGNOSTICS + 50);
    CU_ASSERT_EQUAL(diagnostics.dropped, 50);
    buf_clear(&text);
    diagnostics_print(&diagnostics, &text);
    CU_ASSERT(slice_find_text(buf_slice(&text), "(50 more not shown)\n") < text.n);
    buf_free(&text);
}

static void files(void)
{
    struct document *document = NULL;
    diagnostics_free(&diagnostics);
    CU_ASSERT_EQUAL(document_load("no/such/file.json", &diagnostics, &document), -1);
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 1);
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].file, "no/such/file.json");
    CU_ASSERT(strstr(diagnostics.items[0].message, "cannot be opened") != NULL);
    CU_ASSERT_EQUAL(document_load(SIPCONFORM_SOURCE_DIR, &diagnostics, &document), -1);
    CU_ASSERT_EQUAL_FATAL(diagnostics.count, 2);
    CU_ASSERT(strstr(diagnostics.items[1].message, "cannot be read") != NULL);
    CU_ASSERT_PTR_NULL(document);
    diagnostics_free(&diagnostics);
}

/* A key of the file gets into messages, but neither ends their line nor speaks to the terminal. */
static void controls_are_seen(void)
{
    diagnostics_add(&diagnostics, SEVERITY_ERROR, "f", 1, 1, "/a\n", "key \"%s\"",
                    "\033[2J\x7f\r\xc2\x9b\xc3\xbc");
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].message, "key \"\\x1b[2J\\x7f\\x0d\\xc2\\x9b\xc3\xbc\"");
    CU_ASSERT_STRING_EQUAL(diagnostics.items[0].pointer, "/a\\x0a");
    diagnostics_free(&diagnostics);
}

static void nearest(void)
{
    static const char *const names[] = {"status", "method", "copy_of", "body"};
    CU_ASSERT_STRING_EQUAL(nearest_name("statsu", names, 4), "status");
    CU_ASSERT_STRING_EQUAL(nearest_name("STATUS", names, 4), "status");
    CU_ASSERT_STRING_EQUAL(nearest_name("copyof", names, 4), "copy_of");
    CU_ASSERT_PTR_NULL(nearest_name("expectation", names, 4));
    CU_ASSERT_PTR_NULL(nearest_name("", names, 4));
    CU_ASSERT_PTR_NULL(nearest_name("x", names, 0));
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {
    {"what is right is taken", accepted},
    {"values", values},
    {"numbers", numbers},
    {"strings", strings},
    {"UTF-8", utf8},
    {"objects and lists", structure},
    {"depth", depth},
    {"several errors at once", several},
    {"many keys", many_keys},
    {"many errors", many_errors},
    {"positions and pointers", positions},
    {"cut at every octet", cut},
    {"a ceiling for errors", diagnostics_have_a_ceiling},
    {"files", files},
    {"control characters are seen", controls_are_seen},
    {"nearest name", nearest},
    {NULL, NULL},
};
