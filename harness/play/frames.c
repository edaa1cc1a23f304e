/* The interpreter's stack: steps inside steps, each level with the values of its names. */
#include "play/case.h"

#include <stdlib.h>
#include <string.h>

struct frame *frame_push(struct test_case *test, const struct steps *steps)
{
    if (test->script.frame_count >= LIMIT_CASE_FRAMES) {
        case_give_up(test, VERDICT_ERROR, "steps are nested too deeply");
        return NULL;
    }
    const struct scope *outer = case_scope(test);
    struct frame *frame = &test->script.frames[test->script.frame_count++];
    *frame = (struct frame){.steps = steps};
    frame->scope = (struct scope){frame_lookup, frame, outer};
    return frame;
}

void frame_pop(struct test_case *test)
{
    struct frame *frame = &test->script.frames[--test->script.frame_count];
    for (size_t i = 0; frame->values && i < frame->names->count; i++)
        value_free(&frame->values[i]);
    free(frame->values);
    value_free(&frame->each_list);
}

int frame_lookup(void *arg, const char *name, struct value *ret_value, struct buf *why)
{
    (void)why;
    const struct frame *frame = arg;
    if (frame->each_name && strcmp(frame->each_name, name) == 0)
        return value_text(slice_from(frame->each_list.items[frame->each_at]), ret_value);
    for (size_t i = 0; frame->values && i < frame->names->count; i++)
        if (strcmp(frame->names->items[i].name, name) == 0)
            return value_copy(&frame->values[i], ret_value);
    return 1;
}
