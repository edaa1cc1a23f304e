/* Names of folders, links and anchors in the HTML report. */
#include "reports/html_report.h"

#include "base/limits.h"

#include <string.h>

enum { NAME_BYTES = 200 }; /* of one folder's name: file systems allow 255 */

static bool stands_for_itself(char c)
{
    return (c >= 'a' && c <= 'z') || ascii_is_digit(c) || c == '-' || c == '=' || c == ',';
}

void name_case_folder(struct buf *out, size_t report, const char *id)
{
    buf_add_text(out, "cases");
    if (report)
        buf_addf(out, "-%zu", report + 1);
    buf_add_char(out, '/');
    size_t start = out->n;
    for (const char *c = id; *c; c++) {
        if (out->n - start >= NAME_BYTES) {
            buf_add_char(out, '/');
            start = out->n;
        }
        if (stands_for_itself(*c))
            buf_add_char(out, *c);
        else if (*c == '/')
            buf_add_char(out, '~');
        else
            buf_addf(out, "_%02x", (unsigned char)*c);
    }
    buf_add_text(out, id[0] ? "/" : "_/");
}

void put_case_link(struct page *page, size_t report, const char *id)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    name_case_folder(&name, report, id);
    if (name.failed)
        html_folder_fail(page->folder, "memory is out");
    else
        putf(page, "%sindex.html", name.p);
    buf_free(&name);
}

void name_clause(struct buf *out, const struct requirement *requirement)
{
    buf_addf(out, "rfc%d-", requirement->rfc);
    for (const char *c = requirement->section; *c; c++)
        if (ascii_is_digit(*c) || ascii_is_alpha(*c) || *c == '.')
            buf_add_char(out, *c == '.' ? '-' : *c);
        else
            buf_addf(out, "_%02x", (unsigned char)*c);
}
