/* Looks into the text of a report, and loads the catalogue, for tests of reports. */
#include "report_text.h"

#include <CUnit/CUnit.h>

#include <stdio.h>
#include <string.h>

void sample_catalogue(struct catalogue *catalogue)
{
    struct diagnostics diagnostics;
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(
        catalogue_load(SIPCONFORM_SOURCE_DIR "/scenarios/requirements.json", &diagnostics, catalogue), 0);
    diagnostics_free(&diagnostics);
}

size_t text_times(const char *text, const char *needle)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, needle)); at++)
        n++;
    return n;
}

bool text_has(const char *text, const char *needle)
{
    bool found = text_times(text, needle) > 0;
    if (!found)
        printf("\n    not there: %s\n%.6000s\n", needle, text);
    return found;
}
