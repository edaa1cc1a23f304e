/* One page: its frame, and text that cannot become markup. Private to the HTML report. */
#ifndef SIPCONFORM_REPORTS_HTML_PAGE_H
#define SIPCONFORM_REPORTS_HTML_PAGE_H

#include "model/result.h"
#include "reports/html_folder.h"

struct page {
    struct html_folder *folder;
    FILE *out;
    char root[128]; /* "", or "../" for each folder between the page and the index */
};

/* Begins the page `name` ("cases/x/index.html"): head, the links that every page has, and <main>. title is of
 * the page; it may hold any byte. Returns 0, or -1 when the file cannot be written: the folder knows then. */
int page_begin(struct html_folder *folder, const char *name, const char *title, struct page *ret_page);
/* Ends <main> and the page, and closes the file. */
void page_end(struct page *page);

/* Markup of our own, as it stands. */
void put(struct page *page, const char *markup);
void putf(struct page *page, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Any bytes as text, for content and for attribute values in double quotes: made visible and escaped; NULL is
 * nothing. What is beyond TEXT_MAX_BYTES is left out, with "..." in its place. */
enum { TEXT_MAX_BYTES = 2000 };
void put_text(struct page *page, const char *text);
void put_slice(struct page *page, struct slice s);
/* Bytes of a message: CRLF is a line end, whatever is no plain character stands as \xNN in an element of its
 * own. */
void put_octets(struct page *page, struct slice s);
/* The verdict as a badge: colour and word. */
void put_verdict(struct page *page, enum verdict verdict);
/* A row of a description list, nothing when value is NULL. */
void put_field(struct page *page, const char *name, const char *value);
/* Milliseconds with three decimals, of nanoseconds. */
void put_ms(struct page *page, int64_t ns);
/* The name of the class of a verdict in style.css. */

#endif
