/* Takes a text apart into start line, rows and body for mutation, and puts it together again. */
#include "mutate/draft.h"

#include "sip/header.h"

#include <string.h>

size_t line_length(struct slice text)
{
    size_t end = slice_find(text, '\n');
    return end < text.n ? end + 1 : text.n;
}

static bool is_line_end(struct slice text)
{
    return text.n && (text.p[0] == '\n' || (text.n > 1 && text.p[0] == '\r' && text.p[1] == '\n'));
}

static bool has_names(enum mutate_form form)
{
    return form == MUTATE_MESSAGE || form == MUTATE_ROWS;
}

/* A row with its continuation lines, where the form has such. */
static size_t row_length(enum mutate_form form, struct slice text)
{
    size_t n = line_length(text);
    while (has_names(form) && n < text.n && (text.p[n] == ' ' || text.p[n] == '\t'))
        n += line_length(slice_sub(text, n, text.n));
    return n;
}

void draft_read(struct draft *draft, enum mutate_form form, struct slice bytes)
{
    draft->form = form;
    draft->start = slice_sub(bytes, 0, form == MUTATE_MESSAGE ? line_length(bytes) : 0);
    draft->row_count = 0;
    struct slice rest = slice_sub(bytes, draft->start.n, bytes.n);
    while (rest.n && draft->row_count < LIMIT_MUTATED_ROWS && !(has_names(form) && is_line_end(rest))) {
        size_t n = row_length(form, rest);
        draft->rows[draft->row_count++] = slice_sub(rest, 0, n);
        rest = slice_sub(rest, n, rest.n);
    }
    draft->body = rest;
}

struct slice draft_write(const struct draft *draft, struct arena *arena)
{
    size_t begin = arena_begin(arena);
    arena_add(arena, draft->start);
    for (size_t i = 0; i < draft->row_count; i++)
        arena_add(arena, draft->rows[i]);
    arena_add(arena, draft->body);
    return arena_end(arena, begin);
}

bool draft_insert(struct draft *draft, size_t at, struct slice row)
{
    if (draft->row_count == LIMIT_MUTATED_ROWS)
        return false;
    memmove(&draft->rows[at + 1], &draft->rows[at], (draft->row_count - at) * sizeof(row));
    draft->rows[at] = row;
    draft->row_count++;
    return true;
}

void draft_remove(struct draft *draft, size_t at)
{
    draft->row_count--;
    memmove(&draft->rows[at], &draft->rows[at + 1], (draft->row_count - at) * sizeof(draft->rows[0]));
}

void draft_split_body(const struct draft *draft, struct slice *ret_empty_line, struct slice *ret_body)
{
    size_t n = is_line_end(draft->body) ? line_length(draft->body) : 0;
    *ret_empty_line = slice_sub(draft->body, 0, n);
    *ret_body = slice_sub(draft->body, n, draft->body.n);
}

void draft_fix_length(struct draft *draft, struct arena *arena)
{
    struct slice empty_line, body;
    draft_split_body(draft, &empty_line, &body);
    for (size_t i = 0; i < draft->row_count; i++) {
        struct row_parts parts = row_split(draft->form, draft->rows[i]);
        if (sip_header_find(slice_trim(parts.name)) != SIP_HEADER_CONTENT_LENGTH)
            continue;
        size_t begin = arena_begin(arena);
        arena_add(arena, parts.name);
        arena_add_text(arena, ": ");
        arena_add_number(arena, body.n);
        arena_add(arena, parts.end);
        draft->rows[i] = arena_end(arena, begin);
    }
}

/* How long the name is, and how long what separates it from the value. */
static void name_length(enum mutate_form form, struct slice row, size_t *ret_name, size_t *ret_gap)
{
    *ret_name = *ret_gap = 0;
    if (form != MUTATE_SDP && !has_names(form))
        return;
    size_t at = slice_find(row, form == MUTATE_SDP ? '=' : ':');
    if (at == row.n)
        return;
    size_t end = at + 1;
    while (has_names(form) && end < row.n && row.p[end] == ' ')
        end++;
    *ret_name = at;
    *ret_gap = end - at;
}

struct row_parts row_split(enum mutate_form form, struct slice row)
{
    size_t name, gap, end = row.n;
    name_length(form, row, &name, &gap);
    if (end > name + gap && row.p[end - 1] == '\n')
        end--;
    if (end > name + gap && row.p[end - 1] == '\r')
        end--;
    return (struct row_parts){
        slice_sub(row, 0, name),
        slice_sub(row, name, gap),
        slice_sub(row, name + gap, end - name - gap),
        slice_sub(row, end, row.n),
    };
}

struct slice row_join(struct arena *arena, const struct row_parts *parts)
{
    return ARENA_JOIN(arena, parts->name, parts->gap, parts->value, parts->end);
}
