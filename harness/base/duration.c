/* Reads durations as people write them: "500ms", "2s", "64*T1". */
#include "base/duration.h"

#include <stdlib.h>
#include <string.h>

static bool unit_ms(const char *unit, const struct sip_timers *timers, double *ret_ms)
{
    const struct {
        const char *name;
        double ms;
    } units[] = {
        {"ms", 1},
        {"s", 1000},
        {"min", 60000},
        {"*T1", (double)timers->t1_ms},
        {"*T2", (double)timers->t2_ms},
        {"*T4", (double)timers->t4_ms},
    };
    for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
        if (strcmp(units[i].name, unit) == 0) {
            *ret_ms = units[i].ms;
            return true;
        }
    return false;
}

bool duration_parse(const char *text, const struct sip_timers *timers, int64_t *ret_ms)
{
    double number = 1, unit;
    char bare[4] = "*";
    const char *rest = text;
    if (text[0] == 'T' && strlen(text) == 2) {
        memcpy(bare + 1, text, 3);
        rest = bare;
    } else {
        if (text[0] < '0' || text[0] > '9')
            return false;
        char *end;
        number = strtod(text, &end);
        rest = end;
    }
    if (!unit_ms(rest, timers, &unit))
        return false;
    double ms = number * unit;
    if (!(ms >= 0 && ms <= 86400000.0))
        return false;
    *ret_ms = (int64_t)(ms + 0.5);
    return true;
}
