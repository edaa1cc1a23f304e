/* Tells problems on stderr. */
#include "cli/complain.h"

#include <stdio.h>

void complain(struct buf *error)
{
    if (error->n)
        fprintf(stderr, "sipconform: %s%s", error->p, error->p[error->n - 1] == '\n' ? "" : "\n");
    buf_free(error);
}

void complain_of_files(struct diagnostics *diagnostics)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    diagnostics_print(diagnostics, &text);
    if (text.n)
        fputs(text.p, stderr);
    buf_free(&text);
    diagnostics_free(diagnostics);
}
