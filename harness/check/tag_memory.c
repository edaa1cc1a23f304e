/* A hash table of hashes: 64 bits of a tag are enough to know it again, and its text is in the message at
 * hand. */
#include "check/tag_memory.h"

#include "base/limits.h"

#include <stdlib.h>

struct memory_slot {
    uint64_t tag, call; /* hashes; tag 0: the slot is free */
    size_t in_case;
};

struct tag_memory {
    struct memory_slot *slots; /* owned; open addressing, never more than half full */
    size_t capacity;           /* power of two */
    size_t count;
    size_t current_case;
};

enum { FIRST_CAPACITY = 256 };

/* FNV-1a; never 0. */
static uint64_t hash(struct slice text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.n; i++)
        h = (h ^ (unsigned char)text.p[i]) * 0x100000001b3u;
    return h ? h : 1;
}

int tag_memory_create(struct tag_memory **ret_memory)
{
    struct tag_memory *memory = calloc(1, sizeof(*memory));
    if (!memory)
        return -1;
    memory->capacity = FIRST_CAPACITY;
    memory->slots = calloc(memory->capacity, sizeof(*memory->slots));
    if (!memory->slots) {
        free(memory);
        return -1;
    }
    *ret_memory = memory;
    return 0;
}

void tag_memory_free(struct tag_memory *memory)
{
    if (!memory)
        return;
    free(memory->slots);
    free(memory);
}

void tag_memory_next_case(struct tag_memory *memory)
{
    memory->current_case++;
}

static struct memory_slot *slot_of(struct memory_slot *slots, size_t capacity, uint64_t tag)
{
    size_t i = (size_t)(tag & (capacity - 1));
    while (slots[i].tag && slots[i].tag != tag)
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static int grow(struct tag_memory *memory)
{
    size_t capacity = memory->capacity * 2;
    struct memory_slot *slots = calloc(capacity, sizeof(*slots));
    if (!slots)
        return -1;
    for (size_t i = 0; i < memory->capacity; i++)
        if (memory->slots[i].tag)
            *slot_of(slots, capacity, memory->slots[i].tag) = memory->slots[i];
    free(memory->slots);
    memory->slots = slots;
    memory->capacity = capacity;
    return 0;
}

int tag_memory_note(struct tag_memory *memory, struct slice tag, struct slice call_id,
                    enum tag_news *ret_news)
{
    uint64_t tag_hash = hash(tag), call_hash = hash(call_id);
    struct memory_slot *slot = slot_of(memory->slots, memory->capacity, tag_hash);
    *ret_news = TAG_NEW;
    if (slot->tag) {
        if (slot->call != call_hash)
            *ret_news = slot->in_case == memory->current_case ? TAG_SAME_CASE : TAG_OTHER_CASE;
        return 0;
    }
    if (memory->count == LIMIT_RUN_TAGS)
        return 0;
    if ((memory->count + 1) * 2 > memory->capacity) {
        if (grow(memory))
            return -1;
        slot = slot_of(memory->slots, memory->capacity, tag_hash);
    }
    *slot = (struct memory_slot){tag_hash, call_hash, memory->current_case};
    memory->count++;
    return 0;
}
