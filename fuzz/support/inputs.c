/* Reads files and folders of inputs into memory. */
#include "fuzz/support/inputs.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { INPUT_BYTES_MAX = 16 * 1024 * 1024, PATH_BYTES_MAX = 4096 };

static _Noreturn void stop(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

static void add_input(struct fuzz_inputs *inputs, const char *path, struct slice bytes)
{
    if (inputs->count == inputs->capacity) {
        inputs->capacity = inputs->capacity ? inputs->capacity * 2 : 256;
        inputs->items = realloc(inputs->items, inputs->capacity * sizeof(*inputs->items));
        if (!inputs->items)
            stop(path, "memory is out");
    }
    inputs->items[inputs->count++] = bytes;
}

static void add_file(struct fuzz_inputs *inputs, const char *path, size_t size)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        stop(path, "cannot be read");
    char *bytes = size <= INPUT_BYTES_MAX ? malloc(size ? size : 1) : NULL;
    if (!bytes)
        stop(path, "is too large");
    if (fread(bytes, 1, size, file) != size)
        stop(path, "cannot be read");
    fclose(file);
    add_input(inputs, path, (struct slice){bytes, size});
}

static void add_folder(struct fuzz_inputs *inputs, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0)
        stop(path, "cannot be read");
    for (int i = 0; i < n; i++) {
        char inside[PATH_BYTES_MAX];
        if (entries[i]->d_name[0] != '.' &&
            snprintf(inside, sizeof(inside), "%s/%s", path, entries[i]->d_name) < (int)sizeof(inside))
            fuzz_inputs_add(inputs, inside);
        free(entries[i]);
    }
    free(entries);
}

void fuzz_inputs_add(struct fuzz_inputs *inputs, const char *path)
{
    struct stat status;
    if (stat(path, &status))
        stop(path, "is not there");
    if (S_ISDIR(status.st_mode))
        add_folder(inputs, path);
    else
        add_file(inputs, path, (size_t)status.st_size);
}

void fuzz_inputs_free(struct fuzz_inputs *inputs)
{
    for (size_t i = 0; i < inputs->count; i++)
        free((char *)inputs->items[i].p);
    free(inputs->items);
    *inputs = (struct fuzz_inputs){0};
}
