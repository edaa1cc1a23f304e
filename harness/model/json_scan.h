/* The strict pass over JSON text that goes before cJSON: cJSON 1.7.15 takes duplicate keys, invalid UTF-8,
 * 1e999, raw control characters and cuts strings at \u0000, and knows no position. Private to document.c. */
#ifndef SIPCONFORM_MODEL_JSON_SCAN_H
#define SIPCONFORM_MODEL_JSON_SCAN_H

#include "model/diagnostic.h"
#include "model/document.h"

struct json_positions {
    struct position *values; /* in order of appearance, parents before their members */
    size_t count, capacity;
};

/* Returns 0 when the text is strict JSON; else -1 after adding errors. The positions are freed by the
 * caller. */
int json_scan(const char *name, struct slice text, struct diagnostics *diagnostics,
              struct json_positions *ret_positions);

#endif
