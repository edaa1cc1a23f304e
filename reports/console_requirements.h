/* The part of the console's summary that is about requirements. Private to reports. */
#ifndef SIPCONFORM_REPORTS_CONSOLE_REQUIREMENTS_H
#define SIPCONFORM_REPORTS_CONSOLE_REQUIREMENTS_H

#include "reports/report.h"

#include <stdio.h>

/* Which requirements are broken, worst first, each with its clause, its sentence, how many cases say so and
 * the first of those; how many are kept; how many were not judged, and why. Nothing without a catalogue. */
void console_put_requirements(FILE *out, bool color, const struct report *report);

#endif
