/* Keeps copies of control runs by their keys. What a device said a minute ago it need not say now: somebody
 * may have picked up its handset. */
#include "engine/controls.h"

#include <stdlib.h>
#include <string.h>

static const int64_t FRESH_NS = INT64_C(60000000000);

struct kept_control {
    char *key, *played_by;
    int64_t time_ns; /* when it was over */
    struct transcript transcript;
    struct control_name *names;
    struct control_run run; /* of the members above */
    struct kept_control *next;
};

static void kept_free(struct kept_control *kept)
{
    free(kept->key);
    free(kept->played_by);
    transcript_free(&kept->transcript);
    free(kept->names);
    free(kept);
}

const struct control_run *controls_find(const struct controls *controls, const char *key, int64_t now_ns)
{
    for (const struct kept_control *kept = controls->kept; kept; kept = kept->next)
        if (strcmp(kept->key, key) == 0 && now_ns - kept->time_ns <= FRESH_NS)
            return &kept->run;
    return NULL;
}

static void drop(struct controls *controls, const char *key)
{
    for (struct kept_control **at = &controls->kept; *at; at = &(*at)->next) {
        struct kept_control *kept = *at;
        if (strcmp(kept->key, key) != 0)
            continue;
        *at = kept->next;
        kept_free(kept);
        return;
    }
}

static struct kept_control *copy_of(const char *key, const struct control_run *run)
{
    struct kept_control *kept = calloc(1, sizeof(*kept));
    if (!kept)
        return NULL;
    kept->key = strdup(key);
    kept->played_by = strdup(run->played_by);
    kept->names = calloc(run->name_count + 1, sizeof(*kept->names));
    if (!kept->key || !kept->played_by || !kept->names ||
        transcript_share(&kept->transcript, run->transcript, run->transcript->count)) {
        kept_free(kept);
        return NULL;
    }
    for (size_t i = 0; i < run->name_count; i++)
        kept->names[i] = run->names[i];
    kept->run = (struct control_run){kept->played_by, &kept->transcript, kept->names, run->name_count};
    return kept;
}

void controls_keep(struct controls *controls, const char *key, const struct control_run *run, int64_t now_ns)
{
    drop(controls, key);
    struct kept_control *kept = copy_of(key, run);
    if (!kept)
        return;
    kept->time_ns = now_ns;
    kept->next = controls->kept;
    controls->kept = kept;
}

void controls_forget(struct controls *controls)
{
    struct kept_control *kept;
    while ((kept = controls->kept) != NULL) {
        controls->kept = kept->next;
        kept_free(kept);
    }
    controls->deaths++;
}
