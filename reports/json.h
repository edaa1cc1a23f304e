/* One JSON document of a run, for programs: scenarios/schema/report.schema.json. It has what the record says,
 * without the messages of cases that are neither FAIL, WARN nor ERROR, the requirements that were judged, and
 * why a deviation is expected ("expected" in its case).
 *
 *   {"report":"sipconform","format":1,"version":..,"target":..,"device":..,"command":..,"seed":"7",
 *    "started":"..","strict":false,"totals":{"PASS":1,...},"roles":[{"role":"uas","totals":{..}}],
 *    "requirements":[{"id":..,"clause":"RFC 3261 8.2.2.3","level":"MUST","statement":..}],
 *    "cases":[..],"unfinished":[{"id":..,"role":..,"section":..}]} */
#ifndef SIPCONFORM_REPORTS_JSON_H
#define SIPCONFORM_REPORTS_JSON_H

#include "reports/report.h"

enum { JSON_FORMAT = 1 };

/* Writes the file as a whole or not at all. Returns 0, or -1 with the path and the reason appended to
 * error. */
int json_write(const char *path, const struct report *report, struct buf *error);

#endif
