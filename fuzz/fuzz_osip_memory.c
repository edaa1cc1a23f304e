/* libosip2 when memory runs out: a message is parsed, and some allocation on the way fails, as do all after
 * it. The library may refuse, but read nothing that is not there. What it loses then (it does:
 * docs/libosip2-findings.md) is freed here. */
#include "fuzz/support/fuzz.h"
#include "fuzz/support/osip.h"
#include "sip/guard.h"

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

enum { ALLOCATIONS_MAX = 400 };

static size_t allocations_left;
static void *live[ALLOCATIONS_MAX]; /* what the library holds; NULL: a free place */

/* The place of a pointer, or of the first free place for NULL. */
static void **place_of(void *pointer)
{
    size_t i = 0;
    while (live[i] != pointer)
        FUZZ_CHECK(++i < ALLOCATIONS_MAX);
    return &live[i];
}

static void *short_realloc(void *old, size_t size)
{
    if (!allocations_left || !--allocations_left)
        return NULL;
    void **place = place_of(old), *new = realloc(old, size);
    *place = new;
    return new;
}

static void *short_malloc(size_t size)
{
    return short_realloc(NULL, size);
}

static void short_free(void *pointer)
{
    if (pointer)
        *place_of(pointer) = NULL;
    free(pointer);
}

static void free_lost(void)
{
    for (size_t i = 0; i < ALLOCATIONS_MAX; i++) {
        free(live[i]);
        live[i] = NULL;
    }
}

/* Which allocation fails follows from the input. */
static size_t allowance(struct slice bytes)
{
    size_t hash = 5381;
    for (size_t i = 0; i < bytes.n; i++)
        hash = hash * 33 + (unsigned char)bytes.p[i];
    return 1 + hash % ALLOCATIONS_MAX;
}

static void parse(struct slice bytes)
{
    osip_message_t *message;
    if (osip_message_init(&message))
        return;
    osip_message_parse(message, bytes.p, bytes.n);
    osip_message_free(message);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    fuzz_osip_prepare();
    if (sip_guard_message(bytes))
        return 0;
    allocations_left = allowance(bytes);
    osip_set_allocators(short_malloc, short_realloc, short_free);
    parse(bytes);
    osip_set_allocators(NULL, NULL, NULL);
    free_lost();
    return 0;
}
