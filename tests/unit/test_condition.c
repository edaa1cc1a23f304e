/* Every matcher, each once where it holds and once where it does not, with what it says then and where it
 * points; and the names of the table against those of the schema. */
#include "expect.h"
#include "suite.h"

#include "check/matcher.h"
#include "model/schema.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "condition";

static const char text[] = "INVITE sip:bob@h;p=1 SIP/2.0\r\n"
                           "Via: SIP/2.0/UDP h;branch=z9hG4bKx;received=1.2.3.4\r\n"
                           "From: <sip:a@h>;tag=f\r\n"
                           "To: \"x;tag=no\" <sip:b@h;tag=inner>\r\n"
                           "Require: 100rel,\r\n timer\r\n"
                           "Require: Path\r\n"
                           "Contact: <sip:t1@h>;q=0.5, <sip:t2@h>\r\n"
                           "Retry-After: 18000 (now)\r\n"
                           "X-Bad: abc\r\n"
                           "Unsupported: \r\n"
                           "m: <sip:odd@h\r\n"
                           "Content-Length: 4\r\n"
                           "\r\n"
                           "body";

static struct transcript transcript;

static int lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)arg;
    (void)why;
    if (strcmp(name, "tags") != 0)
        return 1;
    value_list(ret_value);
    return value_add(ret_value, SLICE_LIT("100REL")) || value_add(ret_value, SLICE_LIT("timer")) ||
                   value_add(ret_value, SLICE_LIT("path"))
               ? -1
               : 0;
}

static long named(void *arg, const char *name)
{
    (void)arg;
    return strcmp(name, "first") == 0 ? 0 : strcmp(name, "answer") == 0 ? 1 : -1;
}

static const struct scope scope = {lookup, NULL, NULL};
static const struct sip_timers timers = {500, 4000, 5000};

static long file(const char *bytes, int64_t ms, enum direction direction)
{
    struct entry entry = {.direction = direction, .time_ns = ms * 1000000, .answers = -1};
    return transcript_add(&transcript, &entry, bytes, strlen(bytes));
}

static void begin(void)
{
    static const char answer[] =
        "SIP/2.0 486 Busy\r\nVia: SIP/2.0/UDP h;branch=z9hG4bKx\r\nCSeq: 1 INVITE\r\n\r\n";
    CU_ASSERT_EQUAL_FATAL(file(text, 1000, DIRECTION_SENT), 0);
    CU_ASSERT_EQUAL_FATAL(file(answer, 1500, DIRECTION_RECEIVED), 1);
    CU_ASSERT_EQUAL_FATAL(file(answer, 2500, DIRECTION_RECEIVED), 2);
}

/* Evaluates over an entry and frees the condition. Where it does not hold: what it expected, what it found,
 * and the octets it points at ("" for none). */
static bool judged(struct condition *condition, long entry, bool holds, const char *expected,
                   const char *actual, const char *octets)
{
    struct check_context context = {&transcript, &scope, &timers, 0, named, NULL};
    struct outcome outcome;
    outcome_init(&outcome);
    condition_eval(condition, &context, entry, &outcome);
    const struct sip_message *message = transcript_at(&transcript, entry)->message;
    bool ok = outcome.holds == holds &&
              is(outcome.expected.p ? buf_slice(&outcome.expected) : SLICE_LIT(""), expected) &&
              is(outcome.actual.p ? buf_slice(&outcome.actual) : SLICE_LIT(""), actual);
    CU_ASSERT_FATAL(outcome.offset + outcome.length <= message->length);
    ok = is((struct slice){message->bytes + outcome.offset, outcome.length}, octets) && ok;
    outcome_free(&outcome);
    condition_free(condition);
    return ok;
}

static struct condition *test_of(enum subject subject, const char *header, const char *param,
                                 const char *matcher, const char *argument)
{
    struct condition *condition = condition_new(CONDITION_TEST, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
    condition->subject = subject;
    condition->header = header ? strdup(header) : NULL;
    condition->param = param ? strdup(param) : NULL;
    condition->matcher = matcher_find(matcher, subject, param != NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition->matcher);
    if (condition->matcher->argument == ARGUMENT_BOUNDS) {
        condition->bounds.at_least = expr_new_text(argument);
    } else if (argument) {
        condition->argument = expr_new(EXPR_LIST);
        CU_ASSERT_PTR_NOT_NULL_FATAL(condition->argument);
        char *copy = strdup(argument), *rest = copy;
        for (char *one = strsep(&rest, "|"); one; one = strsep(&rest, "|"))
            CU_ASSERT_EQUAL(expr_add(condition->argument, expr_new_text(one)), 0);
        free(copy);
    }
    return condition;
}

static const struct {
    enum subject subject;
    const char *header, *param, *matcher, *argument; /* items with '|' between */
    bool holds;
    const char *expected, *actual, *octets;
} rows[] = {
    {SUBJECT_HEADER, "Via", NULL, "present", NULL, true, "", "", ""},
    {SUBJECT_HEADER, "v", NULL, "present", NULL, true, "", "", ""},
    {SUBJECT_HEADER, "Route", NULL, "present", NULL, false, "Route present", "it is absent", ""},
    {SUBJECT_HEADER, "Route", NULL, "absent", NULL, true, "", "", ""},
    {SUBJECT_HEADER, "X-Bad", NULL, "absent", NULL, false, "X-Bad absent", "abc", "abc"},
    {SUBJECT_HEADER, "Unsupported", NULL, "present", NULL, true, "", "", ""},
    {SUBJECT_BODY, NULL, NULL, "present", NULL, true, "", "", ""},
    {SUBJECT_BODY, NULL, NULL, "absent", NULL, false, "the body absent", "body", "body"},
    {SUBJECT_HEADER, "From", "tag", "present", NULL, true, "", "", ""},
    {SUBJECT_HEADER, "To", "tag", "present", NULL, false, "the tag parameter of To present", "it is absent",
     ""},
    {SUBJECT_HEADER, "Via", "received", "is", "1.2.3.4", true, "", "", ""},
    {SUBJECT_HEADER, "Via", "branch", "is", "y", false, "the branch parameter of Via is y", "z9hG4bKx",
     "z9hG4bKx"},
    {SUBJECT_HEADER, "X-Bad", NULL, "is", "x|abc", true, "", "", ""},
    {SUBJECT_HEADER, "X-Bad", NULL, "is", "ABC", false, "X-Bad is ABC", "abc", "abc"},
    {SUBJECT_HEADER, "Route", NULL, "is", "abc", false, "Route is abc", "it is absent", ""},
    {SUBJECT_HEADER, "X-Bad", NULL, "is_not", "x", true, "", "", ""},
    {SUBJECT_HEADER, "X-Bad", NULL, "is_not", "abc", false, "X-Bad is not abc", "abc", "abc"},
    {SUBJECT_HEADER, "Route", NULL, "is_not", "abc", true, "", "", ""},
    {SUBJECT_HEADER, "Unsupported", NULL, "is_not", "", false, "Unsupported is not ", "", ""},
    {SUBJECT_BODY, NULL, NULL, "has", "od", true, "", "", ""},
    {SUBJECT_BODY, NULL, NULL, "has", "x|yz", false, "the body has x, yz", "body", "body"},
    {SUBJECT_BODY, NULL, NULL, "has_not", "od", false, "the body has not od", "body", "body"},
    {SUBJECT_REQUEST_URI, NULL, NULL, "has_not", "x", true, "", "", ""},
    {SUBJECT_REQUEST_URI, NULL, NULL, "uri", "sip:bob@H;p=1", true, "", "", ""},
    {SUBJECT_REQUEST_URI, NULL, NULL, "uri", "sip:Bob@h;p=1", false,
     "the Request-URI equals sip:Bob@h;p=1 (RFC 3261 19.1.4)", "sip:bob@h;p=1", "sip:bob@h;p=1"},
    {SUBJECT_REQUEST_URI, NULL, NULL, "uri_not", "sip:bob@h:5060", true, "", "", ""},
    {SUBJECT_REQUEST_URI, NULL, NULL, "uri_not", "sip:bob@h", false,
     "the Request-URI differs from sip:bob@h (RFC 3261 19.1.4)", "sip:bob@h;p=1", "sip:bob@h;p=1"},
    {SUBJECT_HEADER, "From", NULL, "uri", "sip:a@H", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uri", "sip:b@h", false, "From equals sip:b@h (RFC 3261 19.1.4)",
     "<sip:a@h>;tag=f", "sip:a@h"},
    {SUBJECT_HEADER, "From", NULL, "uri_not", "sip:b@h", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uri_not", "sip:a@H", false, "From differs from sip:a@H (RFC 3261 19.1.4)",
     "<sip:a@h>;tag=f", "sip:a@h"},
    {SUBJECT_HEADER, "Nothing", NULL, "uri_not", "sip:a@h", true, "", "", ""},
    {SUBJECT_HEADER, "Retry-After", NULL, "number", "18000", true, "", "", ""},
    {SUBJECT_HEADER, "Retry-After", NULL, "number", "18001", false, "Retry-After: at least 18001", "18000",
     "18000"},
    {SUBJECT_HEADER, "X-Bad", NULL, "number", "1", false, "X-Bad begins with a number", "abc", "abc"},
    {SUBJECT_HEADER, "Require", NULL, "values", "3", true, "", "", ""},
    {SUBJECT_HEADER, "Contact", NULL, "values", "4", false, "number of Contact values: at least 4", "3", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags", "PATH|100rel|timer|timer", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags", "{tags}", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags", "timer|path", false, "Require lists exactly timer, path",
     "100rel, timer, Path", "100rel"},
    {SUBJECT_HEADER, "Require", NULL, "tags", "{tags}|more", false,
     "Require lists exactly 100REL, timer, path, more", "100rel, timer, Path",
     "Require: 100rel,\r\n timer\r\n"},
    {SUBJECT_HEADER, "Require", NULL, "tags_within", "{tags}|more", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags_within", "100rel|path", false,
     "Require lists nothing but 100rel, path", "100rel, timer, Path", "timer"},
    {SUBJECT_HEADER, "Require", NULL, "tags_include", "path", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags_include", "gruu", false, "Require lists gruu",
     "100rel, timer, Path", "Require: 100rel,\r\n timer\r\n"},
    {SUBJECT_HEADER, "Require", NULL, "tags_exclude", "gruu", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags_exclude", "gruu|TIMER", false,
     "Require lists none of gruu, TIMER", "100rel, timer, Path", "timer"},
    {SUBJECT_HEADER, "Require", NULL, "tags_in_order", "{tags}", true, "", "", ""},
    {SUBJECT_HEADER, "Require", NULL, "tags_in_order", "timer|100rel|path", false,
     "Require lists in this order timer, 100rel, path", "100rel, timer, Path",
     "Require: 100rel,\r\n timer\r\n"},
    {SUBJECT_HEADER, "Contact", NULL, "uris", "sip:t2@h|sip:t1@H|<sip:odd@h", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uris", "<sip:a@h>", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uris", "sip:a@h|sip:b@h", false,
     "From names exactly (RFC 3261 19.1.4) sip:a@h, sip:b@h", "<sip:a@h>;tag=f", "From: <sip:a@h>;tag=f\r\n"},
    {SUBJECT_HEADER, "From", NULL, "uris_within", "sip:a@h|sip:b@h", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uris_within", "sip:b@h", false,
     "From names nothing but (RFC 3261 19.1.4) sip:b@h", "<sip:a@h>;tag=f", "<sip:a@h>;tag=f"},
    {SUBJECT_HEADER, "Contact", NULL, "uris_include", "sip:t1@h", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uris_include", "sip:t3@h", false, "From names (RFC 3261 19.1.4) sip:t3@h",
     "<sip:a@h>;tag=f", "From: <sip:a@h>;tag=f\r\n"},
    {SUBJECT_HEADER, "Contact", NULL, "uris_exclude", "sip:t3@h", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "uris_exclude", "sip:a@h", false,
     "From names none of (RFC 3261 19.1.4) sip:a@h", "<sip:a@h>;tag=f", "<sip:a@h>;tag=f"},
    {SUBJECT_HEADER, "From", NULL, "contacts", "<sip:a@h>;q=1.0", true, "", "", ""},
    {SUBJECT_HEADER, "From", NULL, "contacts", "<sip:a@h>;q=0.9", false,
     "From names exactly, with these q values, <sip:a@h>;q=0.9", "<sip:a@h>;tag=f", "<sip:a@h>;tag=f"},
    {SUBJECT_HEADER, "From", NULL, "well_formed", NULL, true, "", "", ""},
    {SUBJECT_HEADER, "Contact", NULL, "well_formed", NULL, false, "Contact has well-formed values",
     "<sip:odd@h: it is neither a name-addr nor an addr-spec", "<sip:odd@h"},
    {SUBJECT_HEADER, "Route", NULL, "well_formed", NULL, false, "Route has at least one value",
     "it is absent", ""},
    {SUBJECT_HEADER, "X-Bad", NULL, "is", "{nobody}", false, "", "there is no variable {nobody}", ""},
};

static void matchers(void)
{
    begin();
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct condition *condition =
            test_of(rows[i].subject, rows[i].header, rows[i].param, rows[i].matcher, rows[i].argument);
        bool ok = judged(condition, 0, rows[i].holds, rows[i].expected, rows[i].actual, rows[i].octets);
        if (!ok)
            printf("    row %zu: %s %s %s\n", i, rows[i].header ? rows[i].header : "", rows[i].matcher,
                   rows[i].argument ? rows[i].argument : "");
        CU_ASSERT(ok);
    }
    transcript_free(&transcript);
}

/* A matcher that is never seen failing, or never holding, is not tested. */
static void each_both_ways(void)
{
    const struct matcher *matcher;
    for (size_t m = 0; (matcher = matcher_at(m)) != NULL; m++) {
        bool held = false, failed = false;
        for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
            if (strcmp(rows[i].matcher, matcher->name) == 0) {
                held = held || rows[i].holds;
                failed = failed || (!rows[i].holds && rows[i].expected[0]);
            }
        if (!held || !failed)
            printf("\n    %s is not tested both ways\n", matcher->name);
        CU_ASSERT(held && failed);
    }
}

/* ---- the schema and the table name the same tests ---- */

static void note_names(const cJSON *definition, bool wanted[64], enum subject subject, bool is_param)
{
    const cJSON *branches = json_member(definition, "oneOf");
    for (const cJSON *branch = branches ? branches->child : NULL; branch; branch = branch->next)
        note_names(branch, wanted, subject, is_param);
    const cJSON *lists[] = {json_member(definition, "enum"), json_member(definition, "properties")};
    for (size_t k = 0; k < 2; k++)
        for (const cJSON *item = lists[k] ? lists[k]->child : NULL; item; item = item->next) {
            const char *name = k ? item->string : item->valuestring;
            const struct matcher *matcher = matcher_find(name, subject, is_param);
            if (!matcher && strcmp(name, "param") != 0)
                printf("\n    the schema names %s, the table does not\n", name);
            CU_ASSERT(matcher || strcmp(name, "param") == 0);
            for (size_t m = 0; matcher && m < 64; m++)
                wanted[m] = wanted[m] || matcher_at(m) == matcher;
        }
}

static void same_names(void)
{
    static const struct {
        const char *definition;
        enum subject subject;
        bool is_param;
    } places[] = {{"header_test", SUBJECT_HEADER, false},
                  {"uri_test", SUBJECT_REQUEST_URI, false},
                  {"text_test", SUBJECT_BODY, false},
                  {"text_test", SUBJECT_HEADER, true}};
    struct diagnostics diagnostics;
    struct document *document = NULL;
    size_t n = 0;
    const char *schema = schema_builtin("scenario", &n);
    diagnostics_init(&diagnostics);
    CU_ASSERT_PTR_NOT_NULL_FATAL(schema);
    CU_ASSERT_EQUAL_FATAL(document_parse("schema", schema, n, &diagnostics, &document), 0);
    const cJSON *definitions = json_member(document_root(document), "$defs");
    for (size_t p = 0; p < 4; p++) {
        bool seen[64] = {false};
        note_names(json_member(definitions, places[p].definition), seen, places[p].subject,
                   places[p].is_param);
        for (size_t m = 0; matcher_at(m); m++) {
            const char *name = matcher_at(m)->name;
            bool offered = matcher_find(name, places[p].subject, places[p].is_param) != NULL;
            if (offered != seen[m])
                printf("\n    %s: the table offers %s, the schema does not\n", places[p].definition, name);
            CU_ASSERT_EQUAL(offered, seen[m]);
        }
    }
    document_free(document);
    diagnostics_free(&diagnostics);
}

/* ---- the other conditions ---- */

static struct condition *words_of(enum condition_kind kind, const char *word)
{
    struct condition *condition = condition_new(kind, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
    condition->words = expr_new(EXPR_LIST);
    CU_ASSERT_EQUAL_FATAL(expr_add(condition->words, expr_new_text(word)), 0);
    return condition;
}

static struct condition *name_of(enum condition_kind kind, const char *name)
{
    struct condition *condition = condition_new(kind, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
    condition->name = strdup(name);
    return condition;
}

static struct condition *over(enum condition_kind kind, struct condition *a, struct condition *b)
{
    struct condition *condition = condition_new(kind, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(condition);
    CU_ASSERT_EQUAL(condition_add(condition, a), 0);
    if (b)
        CU_ASSERT_EQUAL(condition_add(condition, b), 0);
    return condition;
}

static void status_and_method(void)
{
    begin();
    CU_ASSERT(judged(words_of(CONDITION_STATUS, "486"), 1, true, "", "", ""));
    CU_ASSERT(judged(words_of(CONDITION_STATUS, "4xx"), 1, true, "", "", ""));
    CU_ASSERT(
        judged(words_of(CONDITION_STATUS, "5xx"), 1, false, "status 5xx", "486 Busy", "SIP/2.0 486 Busy"));
    CU_ASSERT(judged(words_of(CONDITION_STATUS, "486"), 0, false, "status 486", "a INVITE request",
                     "INVITE sip:bob@h;p=1 SIP/2.0"));
    CU_ASSERT(judged(words_of(CONDITION_METHOD, "INVITE"), 0, true, "", "", ""));
    CU_ASSERT(judged(words_of(CONDITION_METHOD, "invite"), 0, false, "a request with method invite",
                     "a INVITE request", "INVITE sip:bob@h;p=1 SIP/2.0"));
    CU_ASSERT(judged(words_of(CONDITION_METHOD, "INVITE"), 1, false, "a request with method INVITE",
                     "486 Busy", "SIP/2.0 486 Busy"));
    CU_ASSERT(judged(name_of(CONDITION_STATUS, "answer"), 2, true, "", "", ""));
    CU_ASSERT(judged(name_of(CONDITION_STATUS, "nobody"), 2, false, "",
                     "there is no message \"nobody\" to compare with", ""));
    transcript_free(&transcript);
    CU_ASSERT(status_fits(420, "420") && status_fits(420, "4xx"));
    CU_ASSERT(!status_fits(42, "4xx") && !status_fits(4200, "4xx") && !status_fits(420, "42x") &&
              !status_fits(420, ""));
}

static void copies_and_delays(void)
{
    begin();
    CU_ASSERT(judged(name_of(CONDITION_RETRANSMISSION_OF, "answer"), 2, true, "", "", ""));
    CU_ASSERT(judged(name_of(CONDITION_RETRANSMISSION_OF, "answer"), 1, false,
                     "a retransmission of \"answer\"", "486 Busy", "SIP/2.0 486 Busy"));
    struct condition *delay = name_of(CONDITION_DELAY, "first");
    delay->at_least = strdup("T1");
    delay->at_most = strdup("500ms");
    CU_ASSERT(judged(delay, 1, true, "", "", ""));
    delay = name_of(CONDITION_DELAY, "first");
    delay->at_least = strdup("501ms");
    CU_ASSERT(judged(delay, 1, false, "at least 501ms after \"first\"", "500 ms", ""));
    delay = name_of(CONDITION_DELAY, "first");
    delay->at_least = strdup("1ms");
    delay->at_most = strdup("1.499s");
    CU_ASSERT(judged(delay, 2, false, "at least 1ms, at most 1.499s after \"first\"", "1500 ms", ""));
    transcript_free(&transcript);
}

static void combinations(void)
{
    begin();
    struct condition *no = words_of(CONDITION_STATUS, "5xx"), *yes = words_of(CONDITION_STATUS, "4xx");
    CU_ASSERT(judged(over(CONDITION_ANY, no, yes), 1, true, "", "", ""));
    no = words_of(CONDITION_STATUS, "5xx"), yes = words_of(CONDITION_STATUS, "4xx");
    CU_ASSERT(judged(over(CONDITION_ALL, yes, no), 1, false, "status 5xx", "486 Busy", "SIP/2.0 486 Busy"));
    CU_ASSERT(
        judged(over(CONDITION_ANY, words_of(CONDITION_STATUS, "5xx"), words_of(CONDITION_STATUS, "6xx")), 1,
               false, "status 5xx; or status 6xx", "486 Busy", "SIP/2.0 486 Busy"));
    CU_ASSERT(judged(over(CONDITION_NOT, words_of(CONDITION_STATUS, "5xx"), NULL), 1, true, "", "", ""));
    CU_ASSERT(judged(over(CONDITION_NOT, words_of(CONDITION_STATUS, "486"), NULL), 1, false,
                     "not: status 486", "486 Busy", "SIP/2.0 486 Busy"));
    /* what cannot be told holds neither way */
    CU_ASSERT(judged(over(CONDITION_NOT, words_of(CONDITION_STATUS, "{nobody}"), NULL), 1, false, "",
                     "there is no variable {nobody}", ""));
    transcript_free(&transcript);
}

const struct unit_test unit_tests[] = {
    {"matchers", matchers},
    {"each holds and fails once", each_both_ways},
    {"the schema names the same", same_names},
    {"status and method", status_and_method},
    {"copies and delays", copies_and_delays},
    {"all, any, not", combinations},
    {NULL, NULL},
};
