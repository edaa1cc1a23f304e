/* The rows of a scenario's matrix. */
#ifndef SIPCONFORM_SCENARIO_MATRIX_H
#define SIPCONFORM_SCENARIO_MATRIX_H

#include "scenario/scenario.h"

struct matrix_row {
    char *label;          /* "require=two unknown,layout=folded"; "" for a scenario without a matrix; owned */
    struct value *values; /* one an axis, in the order of the axes; owned */
    char **names;         /* how each value is called in the scenario; owned */
    size_t *levels;       /* number of each value on its axis (a list axis: any); owned */
    size_t count;
    char *missing; /* why the device cannot be asked this: what it has no value for; NULL: it can; owned */
};

struct matrix_rows {
    struct matrix_row *items;
    size_t count;
    bool cut; /* more than LIMIT_MATRIX_ROWS: the rest was left out */
};

/* Makes the rows: all combinations, or a set in which every pair (triple) of values that the constraints
 * allow occurs. Rows are the file's, in the same order for every device and seed: ids carry baselines,
 * shards and history. A row with a value that this device has nothing for is there, `missing`; rows that
 * cover again what goes with it come behind all others. What depends on the device is a constraint on
 * anything but the names of axes' values, which takes rows away, and an axis that is a list of the device's.
 * scope gives the variables
 * that values use (device.*, unknown.N); the row's own axes are there for constraints. Returns 0; or 1 when
 * an axis is a list that the device does not have (why says so): the scenario does not apply; or -1 when
 * memory is out. */
int matrix_expand(const struct scenario *scenario, const struct scope *scope, struct matrix_rows *ret_rows,
                  struct buf *why);
void matrix_rows_free(struct matrix_rows *rows);
/* Evaluates a row's values once more in the scope of one case, where the same names may stand for other
 * texts. Returns 0, or -1 with why. */
int matrix_row_evaluate(const struct matrix *matrix, struct matrix_row *row, const struct scope *scope,
                        struct buf *why);
int matrix_row_copy(const struct matrix_row *row, struct matrix_row *ret_row);
void matrix_row_free(struct matrix_row *row);
/* A scope in which a row's axes are variables: {axis} is the value, {axis.name} what the scenario calls it.
 * row must outlive it. */
struct matrix_scope {
    const struct matrix *matrix;
    const struct matrix_row *row;
    struct scope scope;
};
void matrix_scope_init(struct matrix_scope *matrix_scope, const struct matrix *matrix,
                       const struct matrix_row *row, const struct scope *outer);

#endif
