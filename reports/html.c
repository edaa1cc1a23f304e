/* Writes the folder of the HTML report: files, index, cases, requirements. */
#include "reports/html.h"

#include "model/embedded.h"
#include "reports/html_report.h"

#include <stdlib.h>

extern const struct embedded_file html_files[]; /* style.css, icon.svg; made by cmake/embed.cmake */

static void write_files(struct html_folder *folder)
{
    for (const struct embedded_file *item = html_files; item->name; item++) {
        FILE *file = html_folder_create(folder, item->name);
        if (!file)
            return;
        fwrite(item->bytes, 1, item->n, file);
        html_folder_close(folder, file);
    }
}

static void free_rows(struct coverage **rows, size_t count)
{
    for (size_t number = 0; rows && number < count; number++)
        free(rows[number]);
    free(rows);
}

/* All columns by the catalogue of the first, so that their rows meet. NULL and a failed folder: memory is
 * out; NULL alone: there is no catalogue. */
static struct coverage **make_rows(struct html_folder *folder, const struct report *reports, size_t count)
{
    if (!reports[0].catalogue)
        return NULL;
    struct coverage **rows = calloc(count, sizeof(struct coverage *));
    for (size_t number = 0; rows && number < count; number++) {
        struct report report = reports[number];
        report.catalogue = reports[0].catalogue;
        if (coverage_make(&report, &rows[number])) {
            free_rows(rows, number);
            rows = NULL;
        }
    }
    if (!rows)
        html_folder_fail(folder, "memory is out");
    return rows;
}

int html_write(const char *path, const struct report *reports, size_t count, struct buf *error)
{
    struct html_folder *folder;
    if (html_folder_open(path, error, &folder))
        return -1;
    struct coverage **rows = make_rows(folder, reports, count);
    write_files(folder);
    index_write(folder, reports, count, rows);
    requirements_write(folder, reports, count, rows);
    for (size_t number = 0; number < count; number++)
        for (size_t i = 0; i < reports[number].count; i++)
            case_write(folder, &reports[number], number, &reports[number].cases[i]);
    free_rows(rows, count);
    return html_folder_commit(folder, error);
}
