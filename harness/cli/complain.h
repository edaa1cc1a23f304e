/* Problems, told on stderr in one way. */
#ifndef SIPCONFORM_CLI_COMPLAIN_H
#define SIPCONFORM_CLI_COMPLAIN_H

#include "model/diagnostic.h"

/* Tells error after the program's name, unless it is empty, and frees it. */
void complain(struct buf *error);
/* Tells all of them, each with its place, and frees them. */
void complain_of_files(struct diagnostics *diagnostics);

#endif
