/* Memory for the texts of one mutation, forgotten all at once. */
#include "mutate/arena.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int arena_create(size_t size, struct arena *ret_arena)
{
    char *bytes = malloc(size ? size : 1);
    if (!bytes)
        return -1;
    *ret_arena = (struct arena){.bytes = bytes, .size = size};
    return 0;
}

void arena_free(struct arena *arena)
{
    free(arena->bytes);
    *arena = (struct arena){0};
}

void arena_clear(struct arena *arena)
{
    arena->used = 0;
}

size_t arena_begin(struct arena *arena)
{
    return arena->used;
}

void arena_add(struct arena *arena, struct slice text)
{
    size_t n = slice_sub(text, 0, arena->size - arena->used).n;
    if (n)
        memcpy(arena->bytes + arena->used, text.p, n);
    arena->used += n;
}

void arena_add_text(struct arena *arena, const char *text)
{
    arena_add(arena, slice_from(text));
}

void arena_add_number(struct arena *arena, uint64_t number)
{
    char digits[24];
    snprintf(digits, sizeof(digits), "%" PRIu64, number);
    arena_add_text(arena, digits);
}

void arena_repeat(struct arena *arena, struct slice text, size_t bytes)
{
    while (text.n && bytes && arena->used < arena->size) {
        struct slice part = slice_sub(text, 0, bytes);
        arena_add(arena, part);
        bytes -= part.n;
    }
}

struct slice arena_end(struct arena *arena, size_t begin)
{
    return (struct slice){arena->bytes + begin, arena->used - begin};
}

struct slice arena_join(struct arena *arena, const struct slice *texts, size_t count)
{
    size_t begin = arena_begin(arena);
    for (size_t i = 0; i < count; i++)
        arena_add(arena, texts[i]);
    return arena_end(arena, begin);
}
