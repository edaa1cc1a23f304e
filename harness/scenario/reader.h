/* Turns the JSON of one file, which the schema has passed, into a scenario. Private to harness/scenario. */
#ifndef SIPCONFORM_SCENARIO_READER_H
#define SIPCONFORM_SCENARIO_READER_H

#include "scenario/library.h"

struct reader {
    const struct document *document;
    const char *file;        /* kept by the library: steps point to it */
    struct library *library; /* for fragments */
    struct diagnostics *diagnostics;
    int fragment_depth;
    bool failed; /* memory is out: what was read is not whole */
    bool bad;    /* an error was added */
};

/* Each reads what the node holds; problems are told by reader->failed and
 * reader->bad. */
struct expr *read_expr(struct reader *reader, const cJSON *node);
void read_bindings(struct reader *reader, const cJSON *node, struct bindings *ret_bindings);
void read_texts(struct reader *reader, const cJSON *node, struct texts *ret_texts);
struct when *read_when(struct reader *reader, const cJSON *node); /* NULL for no node */
struct condition *read_condition(struct reader *reader, const cJSON *node);
struct set_condition *read_set_condition(struct reader *reader, const cJSON *node);
/* The i-th key of a condition over a message, less header fields, and of one over a set; NULL beyond the
 * end. */
const char *condition_key(size_t i);
const char *set_condition_key(size_t i);
void read_judge(struct reader *reader, const cJSON *node, bool of_set, struct judge *ret_judge);
/* The i-th key by which a kind of step is known; NULL beyond the end. */
const char *step_key(size_t i);
void read_steps(struct reader *reader, const cJSON *node, struct steps *ret_steps);
void read_headers(struct reader *reader, const cJSON *node, struct headers *ret_headers);
struct automatic read_automatic(const cJSON *node);
/* The steps of a fragment with its parameters bound, as one STEP_USE. */
void read_use(struct reader *reader, const cJSON *node, const char *name, const cJSON *with,
              struct step *step);
/* A copy; NULL for NULL, and reader->failed when memory is out. */
char *read_copy(struct reader *reader, const char *text);
char *read_text(struct reader *reader, const cJSON *object, const char *key);
int read_line(const struct reader *reader, const cJSON *node);
/* Room for one more item of a growing array; NULL when memory is out. */
void *read_grow(struct reader *reader, void *items, size_t count, size_t size);

struct scenario *read_scenario(struct reader *reader, const cJSON *root, const char *id);

/* What the schema cannot say of a scenario that was read whole: names that are not there, requirements,
 * checks that cannot fail. */
void lint_scenario(struct reader *reader, const struct scenario *scenario);

#endif
