/* A user's scenario or fragment, read and checked in the light of the catalogue, fragments and templates that
 * are shipped: what is wrong with it is said, with its place; what is taken is taken again when it is printed
 * anew. */
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"

#include "scenario/library.h"

#include <string.h>

const enum mutate_form fuzz_form = MUTATE_TEXT;

/* Catalogue, fragments and templates: a target may be run where there is no source. Made by
 * CMakeLists.txt. */
extern const struct embedded_file fuzz_library_files[];

static struct library *library(void)
{
    static struct library *one;
    struct diagnostics diagnostics;
    if (one)
        return one;
    fuzz_unpack(fuzz_library_files);
    diagnostics_init(&diagnostics);
    FUZZ_CHECK(library_load(fuzz_folder(), &diagnostics, &one) == 0);
    diagnostics_free(&diagnostics);
    return one;
}

static int check(struct slice bytes)
{
    struct diagnostics diagnostics;
    const char *path = fuzz_file(bytes);
    diagnostics_init(&diagnostics);
    int result = library_check_file(library(), path, &diagnostics);
    fuzz_check_diagnostics(path, bytes, result, &diagnostics);
    diagnostics_free(&diagnostics);
    return result;
}

/* The tree is the same when it is printed and parsed again; numbers may lose their last bits. */
static void check_printed(const struct document *document, int result)
{
    struct diagnostics diagnostics;
    struct document *again = NULL;
    char *text = cJSON_PrintUnformatted(document_root(document));
    FUZZ_CHECK(text);
    diagnostics_init(&diagnostics);
    if (document_parse("again", text, strlen(text), &diagnostics, &again))
        fuzz_fail("a document is refused when it is printed and parsed again");
    FUZZ_CHECK(cJSON_Compare(document_root(document), document_root(again), true));
    if (check(slice_from(text)) != result)
        fuzz_fail("a scenario is judged differently when it is printed anew");
    document_free(again);
    diagnostics_free(&diagnostics);
    cJSON_free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct diagnostics diagnostics;
    struct document *document;
    struct slice bytes = {(const char *)data, size};
    int result = check(bytes);
    diagnostics_init(&diagnostics);
    if (document_parse("input", bytes.p, bytes.n, &diagnostics, &document) == 0) {
        check_printed(document, result);
        document_free(document);
    }
    diagnostics_free(&diagnostics);
    return 0;
}
