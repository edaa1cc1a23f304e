/* Collects what is wrong with files, prints it, and finds the name that was probably meant. */
#include "model/diagnostic.h"

#include "base/limits.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void diagnostics_init(struct diagnostics *diagnostics)
{
    *diagnostics = (struct diagnostics){0};
}

void diagnostics_free(struct diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        free(diagnostics->items[i].file);
        free(diagnostics->items[i].pointer);
        free(diagnostics->items[i].message);
    }
    free(diagnostics->items);
    diagnostics_init(diagnostics);
}

bool diagnostics_is_full(const struct diagnostics *diagnostics)
{
    return diagnostics->count >= LIMIT_DIAGNOSTICS;
}

static bool is_before(const struct diagnostic *a, const struct diagnostic *b)
{
    return a->line != b->line ? a->line < b->line : a->column < b->column;
}

void diagnostics_sort(struct diagnostics *diagnostics, size_t from)
{
    for (size_t i = from + 1; i < diagnostics->count; i++) {
        struct diagnostic item = diagnostics->items[i];
        size_t at = i;
        for (; at > from && is_before(&item, &diagnostics->items[at - 1]); at--)
            diagnostics->items[at] = diagnostics->items[at - 1];
        diagnostics->items[at] = item;
    }
}

static struct diagnostic *append(struct diagnostics *diagnostics)
{
    if (diagnostics_is_full(diagnostics))
        return NULL;
    struct diagnostic *items =
        realloc(diagnostics->items, (diagnostics->count + 1) * sizeof(*diagnostics->items));
    if (!items)
        return NULL;
    diagnostics->items = items;
    return &items[diagnostics->count];
}

/* A control character: C0, DEL, or C1 in UTF-8. */
static bool is_control(const char *at)
{
    unsigned char c = (unsigned char)at[0], next = c ? (unsigned char)at[1] : 0;
    return c < ' ' || c == 0x7f || (c == 0xc2 && next >= 0x80 && next < 0xa0);
}

/* A copy in which control characters are seen: keys and texts of a file stand in messages, and a file that
 * somebody else wrote must neither break a line nor speak to the terminal. */
static char *visible_copy(const char *text)
{
    struct buf copy;
    buf_init(&copy, LIMIT_TEXT_BYTES);
    for (; *text; text++) {
        if (is_control(text))
            buf_addf(&copy, "\\x%02x", (unsigned)(unsigned char)*text);
        else
            buf_add_char(&copy, *text);
        if (is_control(text) && text[0] == '\xc2')
            buf_addf(&copy, "\\x%02x", (unsigned)(unsigned char)*++text);
    }
    return buf_take(&copy);
}

void diagnostics_add(struct diagnostics *diagnostics, enum severity severity, const char *file, int line,
                     int column, const char *pointer, const char *format, ...)
{
    if (severity == SEVERITY_ERROR)
        diagnostics->errors++;
    char message[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof(message), format, args);
    va_end(args);

    struct diagnostic *item = append(diagnostics);
    if (!item) {
        diagnostics->dropped++;
        return;
    }
    *item = (struct diagnostic){.severity = severity, .line = line, .column = column};
    item->file = strdup(file);
    item->pointer = visible_copy(pointer);
    item->message = visible_copy(message);
    diagnostics->count++;
}

void diagnostics_print(const struct diagnostics *diagnostics, struct buf *text)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        buf_add_text(text, item->file ? item->file : "?");
        if (item->line)
            buf_addf(text, ":%d:%d", item->line, item->column);
        buf_addf(text, ": %s: %s", item->severity == SEVERITY_ERROR ? "error" : "warning",
                 item->message ? item->message : "(out of memory)");
        if (item->pointer && item->pointer[0])
            buf_addf(text, " (at %s)", item->pointer);
        buf_add_char(text, '\n');
    }
    if (diagnostics->dropped)
        buf_addf(text, "(%zu more not shown)\n", diagnostics->dropped);
}

/* Levenshtein distance without regard to case; names longer than LIMIT_NAME_BYTES are never near. */
static size_t distance(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    if (na >= LIMIT_NAME_BYTES || nb >= LIMIT_NAME_BYTES)
        return LIMIT_NAME_BYTES;
    size_t row[LIMIT_NAME_BYTES + 1];
    for (size_t j = 0; j <= nb; j++)
        row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            size_t above = row[j];
            size_t cost =
                ascii_lower((unsigned char)a[i - 1]) == ascii_lower((unsigned char)b[j - 1]) ? 0 : 1;
            size_t best = diagonal + cost;
            if (above + 1 < best)
                best = above + 1;
            if (row[j - 1] + 1 < best)
                best = row[j - 1] + 1;
            diagonal = above;
            row[j] = best;
        }
    }
    return row[nb];
}

const char *nearest_name(const char *text, const char *const *candidates, size_t count)
{
    size_t n = strlen(text);
    size_t best = n / 3 + 1; /* a third of the letters may be wrong, and one */
    const char *nearest = NULL;
    for (size_t i = 0; i < count; i++) {
        size_t d = distance(text, candidates[i]);
        if (d <= best && d < n) {
            if (nearest && d == best)
                continue;
            best = d;
            nearest = candidates[i];
        }
    }
    return nearest;
}
