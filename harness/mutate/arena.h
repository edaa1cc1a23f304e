/* Memory for the texts of one mutation: bytes are only added, and all is forgotten at once. When it is full,
 * texts come out shorter; nobody has to look. Private to harness/mutate. */
#ifndef SIPCONFORM_MUTATE_ARENA_H
#define SIPCONFORM_MUTATE_ARENA_H

#include "base/slice.h"

struct arena {
    char *bytes; /* owned */
    size_t used, size;
};

int arena_create(size_t size, struct arena *ret_arena); /* 0, or -1 when memory is out */
void arena_free(struct arena *arena);
void arena_clear(struct arena *arena);

/* A text is begun, added to, and ended; texts do not nest. The text stays valid until arena_clear(). */
size_t arena_begin(struct arena *arena);
void arena_add(struct arena *arena, struct slice text);
void arena_add_text(struct arena *arena, const char *text);
void arena_add_number(struct arena *arena, uint64_t number);
void arena_repeat(struct arena *arena, struct slice text,
                  size_t bytes); /* text again and again, so many bytes */
struct slice arena_end(struct arena *arena, size_t begin);

/* One text of several. */
struct slice arena_join(struct arena *arena, const struct slice *texts, size_t count);
#define ARENA_JOIN(arena, ...)                                                                               \
    arena_join(arena, (const struct slice[]){__VA_ARGS__},                                                   \
               sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice))

#endif
