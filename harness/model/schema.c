/* Checks a JSON document against a schema, and says in words what does not fit. */
#include "model/schema.h"

#include "base/limits.h"

#include "model/embedded.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct pattern {
    const char *text; /* in the schema's tree */
    regex_t regex;
};

struct schema {
    struct document *document;
    struct document *words; /* "words": definitions that every schema may use */
    struct pattern *patterns;
    size_t pattern_count;
    const struct renamed_key *renamed; /* NULL: none */
};

/* One check of one document. diagnostics is NULL while branches are tried. */
struct check {
    const struct schema *schema;
    const struct document *document;
    struct diagnostics *diagnostics;
    size_t *work; /* nodes looked at, as often as they were */
};

static size_t check_node(const struct check *check, const cJSON *rule, const cJSON *node);

/* ---- reading a schema ---- */

static const char *const keywords[] = {
    "$schema",
    "$id",
    "$comment",
    "$defs",
    "$ref",
    "title",
    "description",
    "type",
    "enum",
    "const",
    "properties",
    "required",
    "items",
    "patternProperties",
    "minItems",
    "maxItems",
    "additionalProperties",
    "propertyNames",
    "pattern",
    "minLength",
    "minProperties",
    "maxProperties",
    "minimum",
    "maximum",
    "oneOf",
    "examples",
};

static bool is_keyword(const char *key)
{
    for (size_t i = 0; i < sizeof(keywords) / sizeof(keywords[0]); i++)
        if (strcmp(keywords[i], key) == 0)
            return true;
    return false;
}

static int add_pattern(struct schema *schema, const char *text)
{
    struct pattern *patterns = realloc(schema->patterns, (schema->pattern_count + 1) * sizeof(*patterns));
    if (!patterns)
        return -1;
    schema->patterns = patterns;
    struct pattern *pattern = &patterns[schema->pattern_count];
    pattern->text = text;
    if (regcomp(&pattern->regex, text, REG_EXTENDED | REG_NOSUB))
        return -1;
    schema->pattern_count++;
    return 0;
}

static int prepare(struct schema *schema, const cJSON *rule, struct diagnostics *diagnostics);

/* The values of these keywords are maps from a name to a schema. */
static int prepare_map(struct schema *schema, const cJSON *map, bool names_are_patterns,
                       struct diagnostics *diagnostics)
{
    int result = 0;
    for (const cJSON *member = map->child; member; member = member->next) {
        if (names_are_patterns && add_pattern(schema, member->string)) {
            document_error(schema->document, member, diagnostics, "a pattern that regcomp does not take");
            result = -1;
        }
        if (prepare(schema, member, diagnostics))
            result = -1;
    }
    return result;
}

static const cJSON *named_in(const struct document *document, const char *reference, const char *prefix)
{
    size_t n = strlen(prefix);
    if (!document || strncmp(reference, prefix, n) != 0)
        return NULL;
    return json_member(json_member(document_root(document), "$defs"), reference + n);
}

/* What a $ref names, in the schema itself or among the words; NULL when there is no such thing. */
static const cJSON *definition_of(const struct schema *schema, const char *reference)
{
    if (!reference)
        return NULL;
    const cJSON *own = named_in(schema->document, reference, "#/$defs/");
    return own ? own : named_in(schema->words, reference, "urn:sipconform:schema:words#/$defs/");
}

static int prepare_keyword(struct schema *schema, const cJSON *keyword, struct diagnostics *diagnostics)
{
    const char *name = keyword->string;
    if (!is_keyword(name)) {
        document_error(schema->document, keyword, diagnostics, "the keyword \"%s\" is outside of our subset",
                       name);
        return -1;
    }
    if (strcmp(name, "pattern") == 0 && add_pattern(schema, keyword->valuestring)) {
        document_error(schema->document, keyword, diagnostics, "a pattern that regcomp does not take");
        return -1;
    }
    if (strcmp(name, "$ref") == 0 && !definition_of(schema, keyword->valuestring)) {
        document_error(schema->document, keyword, diagnostics, "a reference to nothing in $defs");
        return -1;
    }
    if (strcmp(name, "$defs") == 0 || strcmp(name, "properties") == 0)
        return prepare_map(schema, keyword, false, diagnostics);
    if (strcmp(name, "patternProperties") == 0)
        return prepare_map(schema, keyword, true, diagnostics);
    if (strcmp(name, "oneOf") == 0) {
        int result = 0;
        for (const cJSON *branch = keyword->child; branch; branch = branch->next)
            if (prepare(schema, branch, diagnostics))
                result = -1;
        return result;
    }
    if (strcmp(name, "items") == 0 || strcmp(name, "additionalProperties") == 0 ||
        strcmp(name, "propertyNames") == 0)
        return prepare(schema, keyword, diagnostics);
    return 0;
}

static int prepare(struct schema *schema, const cJSON *rule, struct diagnostics *diagnostics)
{
    int result = 0;
    if (cJSON_IsBool(rule))
        return 0;
    for (const cJSON *keyword = rule->child; keyword; keyword = keyword->next)
        if (prepare_keyword(schema, keyword, diagnostics))
            result = -1;
    return result;
}

static int load_words(struct schema *schema, struct diagnostics *diagnostics)
{
    size_t n = 0;
    const char *text = schema_builtin("words", &n);
    return text ? document_parse("words", text, n, diagnostics, &schema->words) : -1;
}

int schema_parse(const char *name, const char *text, size_t n, struct diagnostics *diagnostics,
                 struct schema **ret_schema)
{
    struct schema *schema = calloc(1, sizeof(*schema));
    if (!schema)
        return -1;
    if (document_parse(name, text, n, diagnostics, &schema->document) || load_words(schema, diagnostics) ||
        prepare(schema, document_root(schema->document), diagnostics)) {
        schema_free(schema);
        return -1;
    }
    *ret_schema = schema;
    return 0;
}

void schema_free(struct schema *schema)
{
    if (!schema)
        return;
    for (size_t i = 0; i < schema->pattern_count; i++)
        regfree(&schema->patterns[i].regex);
    free(schema->patterns);
    document_free(schema->document);
    document_free(schema->words);
    free(schema);
}

void schema_set_renamed(struct schema *schema, const struct renamed_key *keys)
{
    schema->renamed = keys;
}

/* ---- checking ---- */

static bool matches(const struct check *check, const char *pattern, const char *text)
{
    for (size_t i = 0; i < check->schema->pattern_count; i++)
        if (check->schema->patterns[i].text == pattern)
            return regexec(&check->schema->patterns[i].regex, text, 0, NULL, 0) == 0;
    return false;
}

static const cJSON *resolve(const struct check *check, const cJSON *rule)
{
    const cJSON *target = definition_of(check->schema, json_text(rule, "$ref"));
    return target ? resolve(check, target) : rule;
}

static const char *type_name(const cJSON *node)
{
    if (cJSON_IsObject(node))
        return "object";
    if (cJSON_IsArray(node))
        return "array";
    if (cJSON_IsString(node))
        return "string";
    if (cJSON_IsBool(node))
        return "boolean";
    if (cJSON_IsNull(node))
        return "null";
    double value =
        node->valuedouble; /* from 2^53 on every double is whole, and a long long may not hold it */
    bool whole =
        value >= 9007199254740992.0 || value <= -9007199254740992.0 || value == (double)(long long)value;
    return whole ? "integer" : "number";
}

static bool is_type(const cJSON *node, const char *type)
{
    const char *name = type_name(node);
    return strcmp(name, type) == 0 || (strcmp(type, "number") == 0 && strcmp(name, "integer") == 0);
}

static bool type_fits(const cJSON *type, const cJSON *node)
{
    if (cJSON_IsString(type))
        return is_type(node, type->valuestring);
    for (const cJSON *one = type ? type->child : NULL; one; one = one->next)
        if (is_type(node, one->valuestring))
            return true;
    return !type;
}

/* How the value reads in a message: short, one line. */
static void describe(const cJSON *node, struct buf *text)
{
    if (cJSON_IsString(node))
        buf_addf(text, "\"%.60s\"%s", node->valuestring, strlen(node->valuestring) > 60 ? "..." : "");
    else if (cJSON_IsNumber(node))
        buf_addf(text, "%.15g", node->valuedouble);
    else if (cJSON_IsBool(node))
        buf_add_text(text, cJSON_IsTrue(node) ? "true" : "false");
    else
        buf_addf(text, "%s%s", cJSON_IsArray(node) || cJSON_IsObject(node) ? "an " : "", type_name(node));
}

static void wanted_range(const cJSON *rule, struct buf *text)
{
    const cJSON *least = json_member(rule, "minimum"), *most = json_member(rule, "maximum");
    if (least)
        buf_addf(text, ", from %.15g", least->valuedouble);
    if (most)
        buf_addf(text, "%s to %.15g", least ? "" : ", up", most->valuedouble);
}

/* What a rule wants, for "... was expected": its description, else its values or type. */
static void wanted(const struct check *check, const cJSON *rule, struct buf *text)
{
    rule = resolve(check, rule);
    const char *description = json_text(rule, "description");
    const cJSON *values = json_member(rule, "enum");
    const cJSON *type = json_member(rule, "type");
    if (values) {
        buf_add_text(text, "one of ");
        for (const cJSON *value = values->child; value; value = value->next) {
            describe(value, text);
            buf_add_text(text, value->next ? ", " : "");
        }
    } else if (description) {
        buf_add_text(text, description);
        wanted_range(rule, text);
    } else if (cJSON_IsString(type)) {
        buf_addf(text, "%s %s", strchr("aeiou", type->valuestring[0]) ? "an" : "a", type->valuestring);
        wanted_range(rule, text);
    } else if (type) {
        for (const cJSON *one = type->child; one; one = one->next)
            buf_addf(text, "%s%s", one->valuestring, one->next ? " or " : "");
    } else {
        buf_add_text(text, "something else");
    }
}

static size_t mismatch(const struct check *check, const cJSON *rule, const cJSON *node)
{
    if (!check->diagnostics)
        return 1;
    struct buf found, expected;
    buf_init(&found, LIMIT_WHY_BYTES);
    buf_init(&expected, LIMIT_WHY_BYTES);
    describe(node, &found);
    wanted(check, rule, &expected);
    document_error(check->document, node, check->diagnostics, "found %s; expected: %s",
                   found.p ? found.p : "?", expected.p ? expected.p : "?");
    buf_free(&found);
    buf_free(&expected);
    return 1;
}

static bool is_among(const cJSON *values, const cJSON *node)
{
    for (const cJSON *value = values->child; value; value = value->next)
        if (cJSON_Compare(value, node, 1))
            return true;
    return false;
}

static size_t check_enum(const struct check *check, const cJSON *rule, const cJSON *node)
{
    const cJSON *values = json_member(rule, "enum");
    if (!values || is_among(values, node))
        return 0;
    const char *names[64];
    size_t count = 0;
    for (const cJSON *value = values->child; value && count < 64; value = value->next)
        if (cJSON_IsString(value))
            names[count++] = value->valuestring;
    const char *near = cJSON_IsString(node) ? nearest_name(node->valuestring, names, count) : NULL;
    if (!near)
        return mismatch(check, rule, node);
    if (check->diagnostics)
        document_error(check->document, node, check->diagnostics,
                       "\"%.60s\" is not known here; did you mean \"%s\"?", node->valuestring, near);
    return 1;
}

/* Length in characters, not octets. */
static size_t length_of(const char *text)
{
    size_t length = 0;
    for (; *text; text++)
        length += (*text & 0xc0) != 0x80;
    return length;
}

static size_t check_text(const struct check *check, const cJSON *rule, const cJSON *node)
{
    const cJSON *shortest = json_member(rule, "minLength");
    const char *pattern = json_text(rule, "pattern");
    if ((shortest && length_of(node->valuestring) < (size_t)shortest->valuedouble) ||
        (pattern && !matches(check, pattern, node->valuestring)))
        return mismatch(check, rule, node);
    return 0;
}

static size_t check_number(const struct check *check, const cJSON *rule, const cJSON *node)
{
    const cJSON *least = json_member(rule, "minimum"), *most = json_member(rule, "maximum");
    if ((least && node->valuedouble < least->valuedouble) || (most && node->valuedouble > most->valuedouble))
        return mismatch(check, rule, node);
    return 0;
}

static size_t check_size(const struct check *check, const cJSON *rule, const cJSON *node,
                         const char *least_keyword, const char *most_keyword)
{
    const cJSON *least = json_member(rule, least_keyword), *most = json_member(rule, most_keyword);
    int size = cJSON_GetArraySize(node);
    if (least && size < (int)least->valuedouble) {
        if (check->diagnostics)
            document_error(check->document, node, check->diagnostics, "found %d; at least %d expected", size,
                           (int)least->valuedouble);
        return 1;
    }
    if (most && size > (int)most->valuedouble) {
        if (check->diagnostics)
            document_error(check->document, node, check->diagnostics, "found %d; at most %d expected", size,
                           (int)most->valuedouble);
        return 1;
    }
    return 0;
}

static size_t check_items(const struct check *check, const cJSON *rule, const cJSON *node)
{
    size_t errors = check_size(check, rule, node, "minItems", "maxItems");
    const cJSON *items = json_member(rule, "items");
    for (const cJSON *item = node->child; items && item; item = item->next)
        errors += check_node(check, items, item);
    return errors;
}

/* What the key of an object that the rule is for is called now; NULL when it had no other name. */
static const char *new_name(const struct check *check, const cJSON *rule, const char *key)
{
    const struct renamed_key *row = check->schema->renamed;
    for (; rule->string && row && row->before; row++)
        if (strcmp(row->object, rule->string) == 0 && strcmp(row->before, key) == 0)
            return row->now;
    return NULL;
}

static void say_new_name(const struct check *check, const cJSON *member, const char *now)
{
    if (check->diagnostics)
        document_error(check->document, member, check->diagnostics, "\"%s\" is now \"%s\"", member->string,
                       now);
}

/* Is a key there by an old name? Then it is not said to be missing besides. */
static bool has_old_name(const struct check *check, const cJSON *rule, const cJSON *node, const char *key)
{
    for (const cJSON *member = node->child; member; member = member->next) {
        const char *now = new_name(check, rule, member->string);
        if (now && strcmp(now, key) == 0)
            return true;
    }
    return false;
}

/* The value under an old name is looked at as under the new one: it may hold more of them. */
static size_t renamed_member(const struct check *check, const cJSON *rule, const cJSON *member,
                             const char *now)
{
    const cJSON *value_rule = json_member(json_member(rule, "properties"), now);
    say_new_name(check, member, now);
    return 1 + (value_rule ? check_node(check, value_rule, member) : 0);
}

static size_t unknown_key(const struct check *check, const cJSON *rule, const cJSON *member)
{
    const char *now = new_name(check, rule, member->string);
    if (now)
        return renamed_member(check, rule, member, now);
    if (!check->diagnostics)
        return 1;
    if (diagnostics_is_full(check->diagnostics)) {
        document_error(check->document, member, check->diagnostics, "unknown key");
        return 1;
    }
    const char *names[LIMIT_SCHEMA_NAMES];
    size_t count = 0;
    const cJSON *properties = json_member(rule, "properties");
    for (const cJSON *property = properties ? properties->child : NULL;
         property && count < LIMIT_SCHEMA_NAMES; property = property->next)
        names[count++] = property->string;
    const char *near = nearest_name(member->string, names, count);
    struct buf known;
    buf_init(&known, LIMIT_WHY_BYTES);
    for (size_t i = 0; i < count; i++)
        buf_addf(&known, "%s%s", names[i], i + 1 < count ? ", " : "");
    if (near)
        document_error(check->document, member, check->diagnostics,
                       "unknown key \"%.60s\"; did you mean \"%s\"?", member->string, near);
    else
        document_error(check->document, member, check->diagnostics,
                       "unknown key \"%.60s\"; expected one of: %s", member->string,
                       known.p ? known.p : "(none)");
    buf_free(&known);
    return 1;
}

/* The rule for a member by name; NULL when no key of that name may stand here. */
static const cJSON *rule_for_member(const struct check *check, const cJSON *rule, const char *name)
{
    const cJSON *own = json_member(json_member(rule, "properties"), name);
    if (own)
        return own;
    const cJSON *patterns = json_member(rule, "patternProperties");
    for (const cJSON *pattern = patterns ? patterns->child : NULL; pattern; pattern = pattern->next)
        if (matches(check, pattern->string, name))
            return pattern;
    const cJSON *others = json_member(rule, "additionalProperties");
    return cJSON_IsFalse(others) ? NULL : others;
}

static size_t check_members(const struct check *check, const cJSON *rule, const cJSON *node)
{
    size_t errors = check_size(check, rule, node, "minProperties", "maxProperties");
    bool closed = cJSON_IsFalse(json_member(rule, "additionalProperties"));
    const cJSON *names = json_member(rule, "propertyNames");
    const char *name_pattern = names ? json_text(resolve(check, names), "pattern") : NULL;
    for (const cJSON *member = node->child; member; member = member->next) {
        const cJSON *own = rule_for_member(check, rule, member->string);
        if (own)
            errors += check_node(check, own, member);
        else if (closed)
            errors += unknown_key(check, rule, member);
        if (name_pattern && !matches(check, name_pattern, member->string)) {
            errors++;
            if (check->diagnostics)
                document_error(check->document, member, check->diagnostics,
                               "the name \"%.60s\" is not of the form: %s", member->string,
                               json_text(resolve(check, names), "description"));
        }
    }
    const cJSON *required = json_member(rule, "required");
    for (const cJSON *key = required ? required->child : NULL; key; key = key->next)
        if (!json_member(node, key->valuestring) && !has_old_name(check, rule, node, key->valuestring)) {
            errors++;
            if (check->diagnostics)
                document_error(check->document, node, check->diagnostics, "the key \"%s\" is missing",
                               key->valuestring);
        }
    return errors;
}

/* ---- oneOf: the branch that the author meant ---- */

static bool has_required(const cJSON *branch, const cJSON *node)
{
    const cJSON *required = json_member(branch, "required");
    const cJSON *first = required ? required->child : NULL;
    return first && json_member(node, first->valuestring);
}

/* A list of values without a type is of the types of its values. */
static bool enum_type_fits(const cJSON *values, const cJSON *node)
{
    for (const cJSON *value = values ? values->child : NULL; value; value = value->next)
        if (strcmp(type_name(value), type_name(node)) == 0)
            return true;
    return !values;
}

static bool could_be_meant(const struct check *check, const cJSON *branch, const cJSON *node)
{
    branch = resolve(check, branch);
    if (!type_fits(json_member(branch, "type"), node) || !enum_type_fits(json_member(branch, "enum"), node))
        return false;
    if ((cJSON_IsObject(node) || cJSON_IsArray(node)) && json_member(branch, "enum"))
        return false; /* all our enums are of words */
    return !cJSON_IsObject(node) || !json_member(branch, "required") || has_required(branch, node);
}

/* The keys by which objects of the branches are known; returns their number. */
static size_t first_keys(const struct check *check, const cJSON *rule,
                         const char *keys[LIMIT_SCHEMA_BRANCHES])
{
    size_t count = 0;
    for (const cJSON *branch = json_member(rule, "oneOf")->child; branch && count < LIMIT_SCHEMA_BRANCHES;
         branch = branch->next) {
        const cJSON *required = json_member(resolve(check, branch), "required");
        if (required)
            keys[count++] = required->child->valuestring;
    }
    return count;
}

static void no_such_object(const struct check *check, const cJSON *node, const char *const *keys,
                           size_t count)
{
    struct buf text;
    buf_init(&text, LIMIT_WHY_BYTES);
    const char *near = NULL;
    for (size_t i = 0; i < count; i++)
        buf_addf(&text, "%s\"%s\"", i ? ", " : "", keys[i]);
    for (const cJSON *member = node->child; member && !near; member = member->next)
        near = nearest_name(member->string, keys, count);
    document_error(check->document, node, check->diagnostics,
                   "found an object; expected: one with one of the keys %s%s%s%s", text.p ? text.p : "?",
                   near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
    buf_free(&text);
}

static size_t none_meant(const struct check *check, const cJSON *rule, const cJSON *node)
{
    const char *keys[LIMIT_SCHEMA_BRANCHES];
    size_t key_count = cJSON_IsObject(node) ? first_keys(check, rule, keys) : 0;
    if (!check->diagnostics)
        return 1;
    for (const cJSON *member = node->child; key_count && member; member = member->next) {
        const char *now = new_name(check, rule, member->string);
        if (now) {
            say_new_name(check, member, now);
            return 1;
        }
    }
    if (key_count) {
        no_such_object(check, node, keys, key_count);
        return 1;
    }
    struct buf found, expected;
    buf_init(&found, LIMIT_WHY_BYTES);
    buf_init(&expected, LIMIT_WHY_BYTES);
    describe(node, &found);
    for (const cJSON *branch = json_member(rule, "oneOf")->child; branch; branch = branch->next) {
        wanted(check, branch, &expected);
        buf_add_text(&expected, branch->next ? "; or " : "");
    }
    document_error(check->document, node, check->diagnostics, "found %s; expected: %s",
                   found.p ? found.p : "?", expected.p ? expected.p : "?");
    buf_free(&found);
    buf_free(&expected);
    return 1;
}

/* The branches that could be meant; returns their number. */
static size_t meant_branches(const struct check *check, const cJSON *branches, const cJSON *node,
                             const cJSON *ret_meant[LIMIT_SCHEMA_BRANCHES])
{
    size_t count = 0;
    for (const cJSON *branch = branches->child; branch && count < LIMIT_SCHEMA_BRANCHES;
         branch = branch->next)
        if (could_be_meant(check, branch, node))
            ret_meant[count++] = branch;
    return count;
}

/* Of several branches the one with the fewest errors is meant: they are tried first, and told afterwards. */
static size_t check_best(const struct check *check, const cJSON *const *branches, size_t count,
                         const cJSON *node)
{
    struct check trial = *check;
    trial.diagnostics = NULL;
    const cJSON *best = NULL;
    size_t least = (size_t)-1, fitting = 0;
    for (size_t i = 0; i < count; i++) {
        size_t errors = check_node(&trial, branches[i], node);
        fitting += errors == 0;
        if (errors < least) {
            least = errors;
            best = branches[i];
        }
    }
    if (fitting > 1) {
        if (check->diagnostics)
            document_error(check->document, node, check->diagnostics, "this can be read in %zu ways",
                           fitting);
        return 1;
    }
    /* Said again only when there is somebody to say it to: within a trial each level would double the
     * work. */
    return least && check->diagnostics ? check_node(check, best, node) : least;
}

/* A single branch is not tried first: with one trial at each level of nesting the work would double with
 * each. */
static size_t check_one_of(const struct check *check, const cJSON *rule, const cJSON *node)
{
    const cJSON *branches = json_member(rule, "oneOf"), *meant[LIMIT_SCHEMA_BRANCHES];
    if (!branches)
        return 0;
    size_t count = meant_branches(check, branches, node, meant);
    if (!count)
        return none_meant(check, rule, node);
    return count == 1 ? check_node(check, meant[0], node) : check_best(check, meant, count, node);
}

static size_t check_node(const struct check *check, const cJSON *rule, const cJSON *node)
{
    rule = resolve(check, rule);
    if (++*check->work > LIMIT_SCHEMA_WORK)
        return 1; /* told once, at the end */
    if (cJSON_IsBool(rule))
        return cJSON_IsTrue(rule) ? 0 : mismatch(check, rule, node);
    if (!type_fits(json_member(rule, "type"), node))
        return mismatch(check, rule, node);
    const cJSON *constant = json_member(rule, "const");
    if (constant && !cJSON_Compare(constant, node, 1))
        return mismatch(check, rule, node);
    size_t errors = check_enum(check, rule, node) + check_one_of(check, rule, node);
    if (cJSON_IsString(node))
        errors += check_text(check, rule, node);
    if (cJSON_IsNumber(node))
        errors += check_number(check, rule, node);
    if (cJSON_IsArray(node))
        errors += check_items(check, rule, node);
    if (cJSON_IsObject(node))
        errors += check_members(check, rule, node);
    return errors;
}

int schema_check(const struct schema *schema, const struct document *document,
                 struct diagnostics *diagnostics)
{
    size_t work = 0;
    struct check check = {schema, document, diagnostics, &work};
    size_t errors = check_node(&check, document_root(schema->document), document_root(document));
    if (work > LIMIT_SCHEMA_WORK)
        document_error(document, document_root(document), diagnostics,
                       "this can be read in more ways than are looked at; nest it less deeply");
    return errors ? -1 : 0;
}

int schema_check_builtin(const char *name, const struct document *document, struct diagnostics *diagnostics)
{
    size_t n = 0;
    const char *text = schema_builtin(name, &n);
    struct schema *schema = NULL;
    if (!text || schema_parse(name, text, n, diagnostics, &schema))
        return -1;
    int result = schema_check(schema, document, diagnostics);
    schema_free(schema);
    return result;
}

const char *schema_builtin(const char *name, size_t *ret_bytes)
{
    for (const struct embedded_file *file = embedded_files; file->name; file++)
        if (strcmp(file->name, name) == 0) {
            *ret_bytes = file->n;
            return file->bytes;
        }
    return NULL;
}
