/* Expressions of a scenario: texts with {variables}, lists, and a few operations over tag lists. They are
 * read once and evaluated for each case. */
#ifndef SIPCONFORM_MODEL_EXPR_H
#define SIPCONFORM_MODEL_EXPR_H

#include "model/value.h"

/* Where variables come from. lookup returns 0 and the value, 1 when it knows no such name (then the outer
 * scope is asked), or -1 when the name is known but has no value now: why says so in words. */
struct scope {
    int (*lookup)(void *arg, const char *name, struct value *ret_value, struct buf *why);
    void *arg;
    const struct scope *outer;
};

enum expr_op {
    EXPR_TEXT,    /* one text, {names} inside */
    EXPR_LIST,    /* items; an item that is one {name} of a list gives all of its items */
    EXPR_JOIN,    /* lists one after the other */
    EXPR_WITHOUT, /* the first list less what is in the others */
    EXPR_BOTH,    /* what is in the first list and in all others */
    EXPR_DISTINCT,
    EXPR_UPPER,
    EXPR_LOWER,
    EXPR_ALTERNATE_CASE,
    EXPR_REVERSE,
    EXPR_COUNT,
    EXPR_FIRST,
    EXPR_FRESH_TAGS, /* number: so many tags that nobody has registered */
    EXPR_REPEAT      /* the text, number times */
};

struct expr {
    enum expr_op op;
    char *text;          /* EXPR_TEXT */
    struct expr **items; /* operands; owned */
    size_t count;
    unsigned number; /* EXPR_FRESH_TAGS, EXPR_REPEAT */
};

/* NULL when memory is out. */
struct expr *expr_new(enum expr_op op);
struct expr *expr_new_text(const char *text);
int expr_add(struct expr *expr, struct expr *item); /* takes the item over, also on error */
void expr_free(struct expr *expr);

/* Returns 0 and a value that the caller frees, or -1: why says which variable is not known or has no
 * value. */
int expr_eval(const struct expr *expr, const struct scope *scope, struct value *ret_value, struct buf *why);
/* The same as one text, items joined with ", ". The caller frees it. */
int expr_eval_text(const struct expr *expr, const struct scope *scope, char **ret_text, struct buf *why);
/* Expands a text with {names} and appends it. "{{" is a brace. */
int scope_expand(const char *text, const struct scope *scope, struct buf *out, struct buf *why);
int scope_lookup(const struct scope *scope, const char *name, struct value *ret_value, struct buf *why);
/* Calls back with every variable name in the text or expression ("a.b+1" counts as "a.b"). A brace that is
 * not closed is called back as NULL. */
void text_names(const char *text, void (*found)(void *arg, const char *name), void *arg);
void expr_names(const struct expr *expr, void (*found)(void *arg, const char *name), void *arg);

#endif
