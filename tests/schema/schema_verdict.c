/* Reads lines "KIND<tab>JSON" and writes for each "ok", or "bad" and what is wrong: our side of the
 * comparison with another validator. KIND is the name of a built-in schema. */
#include "model/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 3 };
static const char *const kinds[KINDS] = {"scenario", "profile", "requirements"};

static int load_schemas(struct schema *schemas[KINDS])
{
    struct diagnostics diagnostics;
    int result = 0;
    diagnostics_init(&diagnostics);
    for (size_t i = 0; i < KINDS; i++) {
        size_t n = 0;
        const char *text = schema_builtin(kinds[i], &n);
        if (!text || schema_parse(kinds[i], text, n, &diagnostics, &schemas[i]))
            result = -1;
    }
    diagnostics_free(&diagnostics);
    return result;
}

static void judge(const struct schema *schema, const char *json, size_t n)
{
    struct diagnostics diagnostics;
    struct document *document = NULL;
    diagnostics_init(&diagnostics);
    bool ok = !document_parse("line", json, n, &diagnostics, &document) &&
              !schema_check(schema, document, &diagnostics);
    printf("%s %s\n", ok ? "ok" : "bad", diagnostics.count ? diagnostics.items[0].message : "");
    document_free(document);
    diagnostics_free(&diagnostics);
}

int main(void)
{
    struct schema *schemas[KINDS] = {NULL};
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    int result = load_schemas(schemas);
    while (!result && (n = getline(&line, &size, stdin)) > 0) {
        char *tab = strchr(line, '\t');
        for (size_t i = 0; tab && i < KINDS; i++)
            if (strlen(kinds[i]) == (size_t)(tab - line) &&
                strncmp(kinds[i], line, (size_t)(tab - line)) == 0)
                judge(schemas[i], tab + 1, (size_t)(line + n - tab - 1));
    }
    free(line);
    for (size_t i = 0; i < KINDS; i++)
        schema_free(schemas[i]);
    return result ? 1 : 0;
}
