/* What the tests of reports ask of a text, and the catalogue that reports are written with. */
#ifndef SIPCONFORM_TESTS_REPORT_TEXT_H
#define SIPCONFORM_TESTS_REPORT_TEXT_H

#include "model/requirement.h"

/* The catalogue of the source tree; a test that cannot have it ends. */
void sample_catalogue(struct catalogue *catalogue);

/* How often needle stands in text; and whether it does, printing the head of text when it does not. */
size_t text_times(const char *text, const char *needle);
bool text_has(const char *text, const char *needle);

#endif
