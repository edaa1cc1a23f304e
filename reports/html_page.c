/* The frame of an HTML page, and text that cannot become markup. */
#include "reports/html_page.h"

#include "base/limits.h"
#include "reports/text.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- text ---- */

void put(struct page *page, const char *markup)
{
    fputs(markup, page->out);
}

void putf(struct page *page, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(page->out, format, arguments);
    va_end(arguments);
}

static void put_escaped(struct page *page, struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&':
            put(page, "&amp;");
            break;
        case '<':
            put(page, "&lt;");
            break;
        case '>':
            put(page, "&gt;");
            break;
        case '"':
            put(page, "&quot;");
            break;
        case '\'':
            put(page, "&#39;");
            break;
        default:
            fputc(s.p[i], page->out);
        }
}

static void put_visible(struct page *page, struct slice s)
{
    struct buf visible;
    buf_init(&visible, LIMIT_TEXT_BYTES);
    text_add_visible(&visible, s);
    if (visible.failed)
        html_folder_fail(page->folder, "memory is out");
    put_escaped(page, buf_slice(&visible));
    buf_free(&visible);
}

void put_slice(struct page *page, struct slice s)
{
    size_t n = s.n;
    if (n > TEXT_MAX_BYTES) /* no character of valid UTF-8 is cut */
        for (n = TEXT_MAX_BYTES; n > TEXT_MAX_BYTES - 3 && ((unsigned char)s.p[n] & 0xC0) == 0x80;)
            n--;
    put_visible(page, slice_sub(s, 0, n));
    if (n < s.n)
        put(page, "...");
}

void put_text(struct page *page, const char *text)
{
    put_slice(page, slice_from(text));
}

/* ---- octets of a message ---- */

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c < 0x7F;
}

/* Length of the character that s begins with when it is fit to be seen as it is, else 0. */
static size_t visible_length(struct slice s)
{
    size_t n = text_utf8_length(slice_sub(s, 0, 4));
    if (n == 1)
        return is_plain((unsigned char)s.p[0]) ? 1 : 0;
    struct buf visible;
    buf_init(&visible, 64);
    text_add_visible(&visible, slice_sub(s, 0, n));
    bool unchanged = visible.n == n;
    buf_free(&visible);
    return unchanged ? n : 0;
}

static size_t put_plain_run(struct page *page, struct slice s)
{
    size_t n = 0;
    for (size_t length; n < s.n && (length = visible_length(slice_sub(s, n, 4))) != 0;)
        n += length;
    put_escaped(page, slice_sub(s, 0, n));
    return n;
}

static size_t put_hidden_run(struct page *page, struct slice s)
{
    size_t n = 0;
    put(page, "<span class=\"octet\">");
    do {
        putf(page, "\\x%02X", (unsigned char)s.p[n]);
        n++;
    } while (n < s.n && !slice_starts_with(slice_sub(s, n, 2), "\r\n") &&
             !visible_length(slice_sub(s, n, 4)));
    put(page, "</span>");
    return n;
}

void put_octets(struct page *page, struct slice s)
{
    while (s.n) {
        size_t n = 2;
        if (slice_starts_with(s, "\r\n"))
            put(page, "\n");
        else if (visible_length(slice_sub(s, 0, 4)))
            n = put_plain_run(page, s);
        else
            n = put_hidden_run(page, s);
        s = slice_sub(s, n, s.n);
    }
}

/* ---- small parts ---- */

void put_verdict(struct page *page, enum verdict verdict)
{
    putf(page, "<span class=\"verdict %s\">%s</span>", verdict_small_name(verdict), verdict_name(verdict));
}

void put_field(struct page *page, const char *name, const char *value)
{
    if (!value)
        return;
    putf(page, "<dt>%s</dt><dd>", name);
    put_text(page, value);
    put(page, "</dd>\n");
}

void put_ms(struct page *page, int64_t ns)
{
    int64_t us = ns / 1000;
    putf(page, "%s%lld.%03lld", us < 0 ? "-" : "", llabs((long long)us) / 1000, llabs((long long)us) % 1000);
}

/* ---- the frame ---- */

static void find_root(const char *name, char *root, size_t room)
{
    root[0] = 0;
    for (const char *slash = name; (slash = strchr(slash, '/')) != NULL; slash++) {
        size_t n = strlen(root);
        if (n + sizeof("../") <= room)
            memcpy(root + n, "../", sizeof("../"));
    }
}

int page_begin(struct html_folder *folder, const char *name, const char *title, struct page *ret_page)
{
    struct page *page = ret_page;
    page->folder = folder;
    page->out = html_folder_create(folder, name);
    if (!page->out)
        return -1;
    find_root(name, page->root, sizeof(page->root));
    put(page, html_beginning);
    put(page, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
              "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    put_text(page, title);
    putf(page,
         "</title>\n<link rel=\"stylesheet\" href=\"%sstyle.css\">\n<link rel=\"icon\" "
         "href=\"%sicon.svg\">\n</head>\n<body>\n",
         page->root, page->root);
    putf(page,
         "<nav aria-label=\"Report\">\n<a href=\"%sindex.html\">Cases</a>\n"
         "<a href=\"%srequirements.html\">Requirements</a>\n</nav>\n<main>\n",
         page->root, page->root);
    return 0;
}

void page_end(struct page *page)
{
    put(page, "</main>\n</body>\n</html>\n");
    html_folder_close(page->folder, page->out);
    page->out = NULL;
}
