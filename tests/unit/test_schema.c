/* The validator: its keywords, what it says, and where. */
#include "suite.h"

#include "base/buf.h"
#include "model/requirement.h"
#include "model/schema.h"
#include "net/transport.h"
#include "sip/role.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "schema";

/* Is the document (quotes written as ') refused by the schema with exactly this said? NULL: is it taken? */
static bool says_renamed(const char *schema_text, const struct renamed_key *renamed,
                         const char *document_text, const char *wanted)
{
    char schema_json[2000], json[2000];
    struct diagnostics diagnostics;
    struct schema *schema = NULL;
    struct document *document = NULL;
    struct buf said;
    snprintf(schema_json, sizeof(schema_json), "%s", schema_text);
    snprintf(json, sizeof(json), "%s", document_text);
    for (char *c = schema_json; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    for (char *c = json; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    diagnostics_init(&diagnostics);
    buf_init(&said, 10000);
    CU_ASSERT_EQUAL_FATAL(schema_parse("s", schema_json, strlen(schema_json), &diagnostics, &schema), 0);
    CU_ASSERT_EQUAL_FATAL(document_parse("d", json, strlen(json), &diagnostics, &document), 0);
    schema_set_renamed(schema, renamed);
    int result = schema_check(schema, document, &diagnostics);
    diagnostics_print(&diagnostics, &said);
    bool ok = (result == 0) == (wanted == NULL) && slice_eq_text(buf_slice(&said), wanted ? wanted : "");
    if (!ok)
        printf("\n    %s\n    said   %.*s    wanted %s\n", json, SLICE_ARG(buf_slice(&said)),
               wanted ? wanted : "");
    buf_free(&said);
    diagnostics_free(&diagnostics);
    document_free(document);
    schema_free(schema);
    return ok;
}

static bool says(const char *schema_text, const char *document_text, const char *wanted)
{
    return says_renamed(schema_text, NULL, document_text, wanted);
}

static void types(void)
{
    CU_ASSERT(says("{'type':'integer'}", "1.0", NULL));
    CU_ASSERT(says("{'type':'integer'}", "1e300", NULL));
    CU_ASSERT(says("{'type':'integer'}", "1.5", "d:1:1: error: found 1.5; expected: an integer\n"));
    CU_ASSERT(says("{'type':'number'}", "1", NULL));
    CU_ASSERT(says("{'type':['string','null']}", "null", NULL));
    CU_ASSERT(
        says("{'type':['string','null']}", "true", "d:1:1: error: found true; expected: string or null\n"));
    CU_ASSERT(says("{'type':'string','description':'a name'}", "[]",
                   "d:1:1: error: found an array; expected: a name\n"));
    CU_ASSERT(says("{'type':'boolean'}", "null", "d:1:1: error: found null; expected: a boolean\n"));
    CU_ASSERT(says("{}", "[{'a':null}]", NULL));
    CU_ASSERT(says("{'items':false}", "[ 1]", "d:1:3: error: found 1; expected: something else (at /0)\n"));
}

static void values(void)
{
    CU_ASSERT(says("{'enum':['one','two',3]}", "3", NULL));
    CU_ASSERT(says("{'enum':['one','three']}", "'thre'",
                   "d:1:1: error: \"thre\" is not known here; did you mean \"three\"?\n"));
    CU_ASSERT(says("{'enum':['one','two']}", "'elsewhere'",
                   "d:1:1: error: found \"elsewhere\"; expected: one of \"one\", \"two\"\n"));
    CU_ASSERT(says("{'const':true}", "true", NULL));
    CU_ASSERT(says("{'const':true}", "1", "d:1:1: error: found 1; expected: something else\n"));
    CU_ASSERT(says("{'type':'integer','minimum':1,'maximum':3}", "3", NULL));
    CU_ASSERT(says("{'type':'integer','minimum':1,'maximum':3}", "4",
                   "d:1:1: error: found 4; expected: an integer, from 1 to 3\n"));
    CU_ASSERT(says("{'minimum':1}", "'x'", NULL));
    CU_ASSERT(says("{'type':'string','pattern':'^a+$'}", "'aaa'", NULL));
    CU_ASSERT(says("{'type':'string','pattern':'^a+$'}", "'aab'",
                   "d:1:1: error: found \"aab\"; expected: a string\n"));
    CU_ASSERT(says("{'type':'string','minLength':2}", "'\xc3\xa4'",
                   "d:1:1: error: found \"\xc3\xa4\"; expected: a string\n"));
    CU_ASSERT(
        says("{'type':'string','minLength':1}", "''", "d:1:1: error: found \"\"; expected: a string\n"));
}

static void containers(void)
{
    CU_ASSERT(says("{'minItems':1,'maxItems':2}", "[1,2]", NULL));
    CU_ASSERT(says("{'minItems':1}", "[]", "d:1:1: error: found 0; at least 1 expected\n"));
    CU_ASSERT(says("{'maxItems':2}", "[1,2,3]", "d:1:1: error: found 3; at most 2 expected\n"));
    CU_ASSERT(says("{'items':{'type':'string'}}", "['a',\n 1,'b', 2]",
                   "d:2:2: error: found 1; expected: a string (at /1)\nd:2:9: error: found 2; expected: a "
                   "string (at /3)\n"));
    CU_ASSERT(says("{'required':['a','b']}", "{'b':1}", "d:1:1: error: the key \"a\" is missing\n"));
    CU_ASSERT(says("{'properties':{'abcd':{}},'additionalProperties':false}", "{'abdc':1}",
                   "d:1:9: error: unknown key \"abdc\"; did you mean \"abcd\"? (at /abdc)\n"));
    CU_ASSERT(says("{'properties':{'a':{},'b':{}},'additionalProperties':false}", "{'unlike':1}",
                   "d:1:11: error: unknown key \"unlike\"; expected one of: a, b (at /unlike)\n"));
    CU_ASSERT(says("{'additionalProperties':{'type':'null'}}", "{'~/':1}",
                   "d:1:7: error: found 1; expected: a null (at /~0~1)\n"));
    CU_ASSERT(says("{'patternProperties':{'^[A-Z]':{'type':'null'}},'additionalProperties':false}",
                   "{'To':null}", NULL));
    CU_ASSERT(says("{'patternProperties':{'^[A-Z]':{'type':'null'}},'additionalProperties':false}",
                   "{'To':1,'to':null}",
                   "d:1:7: error: found 1; expected: a null (at /To)\n"
                   "d:1:14: error: unknown key \"to\"; expected one of: (none) (at /to)\n"));
    CU_ASSERT(says("{'propertyNames':{'pattern':'^[a-z]$','description':'one letter'}}", "{'a':1,'bb':2}",
                   "d:1:13: error: the name \"bb\" is not of the form: one letter (at /bb)\n"));
    CU_ASSERT(says("{'minProperties':1,'maxProperties':1}", "{'a':1,'b':2}",
                   "d:1:1: error: found 2; at most 1 expected\n"));
}

static const char branches[] =
    "{'oneOf':[{'enum':['present']},"
    "{'type':'object','description':'a send','required':['send'],'additionalProperties':false,"
    "'properties':{'send':{'type':'string'},'alias':{'type':'string'}}},"
    "{'type':'object','description':'a wait','required':['wait'],'additionalProperties':false,"
    "'properties':{'wait':{'type':'integer'}}},{'type':'array','items':{'type':'string'}}]}";

/* An old name is an error that gives the new one, and what stands under it is looked at as well. */
static void old_names(void)
{
    static const struct renamed_key renamed[] = {{"step", "transmit", "send"},
                                                 {"send", "other", "alias"},
                                                 {"alias", "x", "y"},
                                                 {"inner", "a", "b"},
                                                 {NULL, NULL, NULL}};
    static const char schema[] =
        "{'$ref':'#/$defs/step','$defs':{'step':{'oneOf':[{'$ref':'#/$defs/send'},{'$ref':'#/$defs/wait'}]},"
        "'wait':{'type':'object','required':['wait'],'properties':{'wait':{}}},"
        "'alias':{'type':'object','additionalProperties':false,'properties':{'y':{'type':'integer'}}},"
        "'send':{'type':'object','required':['send','alias'],'additionalProperties':false,'properties':"
        "{'send':{},'alias':{'$ref':'#/$defs/alias'},"
        "'inner':{'additionalProperties':false,'properties':{'b':{}}}}}}}";
    CU_ASSERT(says_renamed(schema, renamed, "{'send':1,'alias':{'y':1},'inner':{'b':1}}", NULL));
    CU_ASSERT(says_renamed(schema, renamed, "{'transmit':1}",
                           "d:1:13: error: \"transmit\" is now \"send\" (at /transmit)\n"));
    CU_ASSERT(says_renamed(schema, renamed, "{'send':1,'other':{'x':'z'}}",
                           "d:1:19: error: \"other\" is now \"alias\" (at /other)\n"
                           "d:1:24: error: \"x\" is now \"y\" (at /other/x)\n"
                           "d:1:24: error: found \"z\"; expected: an integer (at /other/x)\n"));
    CU_ASSERT(says_renamed(schema, renamed, "{'send':1,'alias':{},'inner':{'a':1}}",
                           "d:1:35: error: \"a\" is now \"b\" (at /inner/a)\n"));
    CU_ASSERT(says_renamed(schema, renamed, "{'send':1,'alias':{'other':1}}",
                           "d:1:28: error: unknown key \"other\"; expected one of: y (at /alias/other)\n"));
}

static void one_of(void)
{
    CU_ASSERT(says(branches, "{'send':'x'}", NULL));
    CU_ASSERT(says(branches, "'present'", NULL));
    CU_ASSERT(says(branches, "{'send':'x','alais':'y'}",
                   "d:1:21: error: unknown key \"alais\"; did you mean \"alias\"? (at /alais)\n"));
    CU_ASSERT(says(branches, "{'wait':'x'}", "d:1:9: error: found \"x\"; expected: an integer (at /wait)\n"));
    CU_ASSERT(says(branches, "['a',2]", "d:1:6: error: found 2; expected: a string (at /1)\n"));
    CU_ASSERT(says(branches, "'presen'",
                   "d:1:1: error: \"presen\" is not known here; did you mean \"present\"?\n"));
    CU_ASSERT(says(
        branches, "{'sned':'x'}",
        "d:1:1: error: found an object; expected: one with one of the keys \"send\", \"wait\"; did you mean "
        "\"send\"?\n"));
    CU_ASSERT(
        says(branches, "7",
             "d:1:1: error: found 7; expected: one of \"present\"; or a send; or a wait; or an array\n"));
    /* one, not several */
    CU_ASSERT(says("{'oneOf':[{'type':'integer'},{'type':'number'}]}", "1",
                   "d:1:1: error: this can be read in 2 ways\n"));
    CU_ASSERT(says("{'oneOf':[{'type':'integer'},{'type':'number'}]}", "1.5", NULL));
    /* an object where the names of values stand first */
    CU_ASSERT(says("{'oneOf':[{'enum':['present']},{'type':'object','additionalProperties':false,'properties'"
                   ":{'within':{}}}]}",
                   "{'witin':1}",
                   "d:1:10: error: unknown key \"witin\"; did you mean \"within\"? (at /witin)\n"));
}

static void references(void)
{
    CU_ASSERT(says("{'$defs':{'x':{'$ref':'#/$defs/y'},'y':{'type':'null'}},'items':{'$ref':'#/$defs/x'}}",
                   "[null,1]", "d:1:7: error: found 1; expected: a null (at /1)\n"));
    CU_ASSERT(says("{'$defs':{'t':{'type':'array','items':{'$ref':'#/$defs/t'}}},'$ref':'#/$defs/t'}",
                   "[[[]],[1]]", "d:1:8: error: found 1; expected: an array (at /1/0)\n"));
}

/* What is wrong far inside costs each level one look more, not twice the work of the one below. */
static void wrong_far_inside(void)
{
    enum { LEVELS = 60 };
    char text[2 * LEVELS + 2];
    memset(text, '[', LEVELS);
    text[LEVELS] = '1';
    memset(text + LEVELS + 1, ']', LEVELS);
    text[2 * LEVELS + 1] = 0;
    struct buf said;
    buf_init(&said, 400);
    buf_addf(&said, "d:1:%d: error: found 1; expected: a null; or an array (at ", LEVELS + 1);
    for (int i = 0; i < LEVELS; i++)
        buf_add_text(&said, "/0");
    buf_add_text(&said, ")\n");
    CU_ASSERT(says("{'$defs':{'t':{'oneOf':[{'type':'null'},{'type':'array','items':{'$ref':'#/$defs/t'}}]}},"
                   "'$ref':'#/$defs/t'}",
                   text, said.p));
    buf_free(&said);
}

static void bad_schemas(void)
{
    static const char *const texts[] = {"{\"minContains\":1}",
                                        "{\"pattern\":\"(\"}",
                                        "{\"oneOf\":[{\"if\":{}}]}",
                                        "{\"patternProperties\":{\"(\":{}}}",
                                        "{\"properties\":{\"a\":{\"not\":{}}}}",
                                        "{\"items\":{\"$ref\":\"#/$defs/nowhere\"}}",
                                        "{"};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct diagnostics diagnostics;
        struct schema *schema = NULL;
        diagnostics_init(&diagnostics);
        CU_ASSERT_EQUAL(schema_parse("s", texts[i], strlen(texts[i]), &diagnostics, &schema), -1);
        CU_ASSERT(diagnostics.errors > 0);
        CU_ASSERT_PTR_NULL(schema);
        diagnostics_free(&diagnostics);
        schema_free(schema);
    }
}

/* Forty levels: a way of checking that looks at each level twice would not come to an end. */
static void deep_nesting(void)
{
    enum { LEVELS = 40 };
    char json[LEVELS * 16] = "", ends[LEVELS + 1] = "";
    for (size_t i = 0; i < LEVELS; i++) {
        strcat(json, "{'a':");
        strcat(ends, "}");
    }
    strcat(strcat(json, "1"), ends);
    static const char one_meant[] =
        "{'$defs':{'n':{'oneOf':[{'type':'integer'},{'type':'object','required':['a'],"
        "'properties':{'a':{'$ref':'#/$defs/n'}}}]}},'$ref':'#/$defs/n'}";
    CU_ASSERT(says(one_meant, json, NULL));
    static const char two_meant[] =
        "{'$defs':{'n':{'oneOf':[{'type':'object','properties':{'a':{'$ref':'#/$defs/n'}}},"
        "{'properties':{'a':{'$ref':'#/$defs/n'}},'type':['object','string']}]}},'$ref':'#/$defs/n'}";
    CU_ASSERT(says(two_meant, json,
                   "d:1:1: error: this can be read in more ways than are looked at; nest it less deeply\n"));
}

static void built_in(void)
{
    static const char *const names[] = {"words", "scenario", "profile", "requirements"};
    for (size_t i = 0; i < 4; i++) {
        struct diagnostics diagnostics;
        struct schema *schema = NULL;
        size_t n = 0;
        diagnostics_init(&diagnostics);
        const char *text = schema_builtin(names[i], &n);
        CU_ASSERT_PTR_NOT_NULL_FATAL(text);
        CU_ASSERT_EQUAL(schema_parse(names[i], text, n, &diagnostics, &schema), 0);
        CU_ASSERT_EQUAL(diagnostics.count, 0);
        schema_free(schema);
        diagnostics_free(&diagnostics);
    }
    size_t n = 0;
    CU_ASSERT_PTR_NULL(schema_builtin("nothing", &n));
}

/* "uas|redirect|..": the names of a table, as options show them. */
static void add_name(struct buf *names, const char *name)
{
    buf_addf(names, "%s%s", names->n ? "|" : "", name);
}

static void add_enum(struct buf *names, const struct document *words, const char *definition)
{
    const cJSON *list =
        json_member(json_member(json_member(document_root(words), "$defs"), definition), "enum");
    for (const cJSON *item = list ? list->child : NULL; item; item = item->next)
        add_name(names, item->valuestring);
}

/* Options, schemas and tables say the same roles and transports. */
static void words_are_the_tables(void)
{
    struct diagnostics diagnostics;
    struct document *words = NULL;
    struct buf rows, values;
    size_t n = 0;
    const char *text = schema_builtin("words", &n);
    diagnostics_init(&diagnostics);
    buf_init(&rows, 4096);
    buf_init(&values, 4096);
    CU_ASSERT_EQUAL_FATAL(document_parse("words", text, n, &diagnostics, &words), 0);
    for (int i = 0; i < ROLE_COUNT; i++)
        add_name(&rows, role_name((enum role)i));
    add_enum(&values, words, "role");
    CU_ASSERT_STRING_EQUAL(rows.p, ROLE_NAMES);
    CU_ASSERT_STRING_EQUAL(values.p, ROLE_NAMES);
    buf_clear(&rows);
    buf_clear(&values);
    for (int i = 0; i < NET_TRANSPORT_COUNT; i++)
        add_name(&rows, net_transport_name((enum net_transport)i));
    add_enum(&values, words, "transport");
    CU_ASSERT_STRING_EQUAL(rows.p, NET_TRANSPORT_NAMES);
    CU_ASSERT_STRING_EQUAL(values.p, NET_TRANSPORT_NAMES);
    buf_free(&rows);
    buf_free(&values);
    document_free(words);
    diagnostics_free(&diagnostics);
}

const struct unit_test unit_tests[] = {
    {"types", types},
    {"values", values},
    {"containers", containers},
    {"old names", old_names},
    {"one of", one_of},
    {"references", references},
    {"deep nesting", deep_nesting},
    {"what is wrong far inside", wrong_far_inside},
    {"bad schemas", bad_schemas},
    {"built-in schemas", built_in},
    {"words are the tables", words_are_the_tables},
    {NULL, NULL},
};
