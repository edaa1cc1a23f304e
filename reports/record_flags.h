/* Names of entry flags in a record. Private to its writer and its reader. */
#ifndef SIPCONFORM_REPORTS_RECORD_FLAGS_H
#define SIPCONFORM_REPORTS_RECORD_FLAGS_H

#include "model/transcript.h"

static const struct record_flag {
    unsigned flag;
    const char *name;
} record_flags[] = {
    {ENTRY_AUTOMATIC, "manners"},   {ENTRY_RAW, "raw"},           {ENTRY_CONTROL, "control"},
    {ENTRY_KEEPALIVE, "keepalive"}, {ENTRY_UNFRAMED, "unframed"}, {ENTRY_FLAWED, "flawed"},
    {ENTRY_LARGE, "large"},         {ENTRY_REFUSED, "refused"},   {ENTRY_SHARED, "shared"},
};
enum { RECORD_FLAGS = sizeof(record_flags) / sizeof(record_flags[0]) };

#endif
