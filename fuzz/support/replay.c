/* Runs a target over files and folders of inputs, with any compiler: how corpora and regressions are tests.
 *   replay_NAME [--repeat N] PATH...
 * Prints how many inputs were run. Status 1 when there was none, 2 for a path that cannot be read. */
#include "fuzz/support/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { INPUT_BYTES_MAX = 16 * 1024 * 1024, PATH_BYTES_MAX = 4096 };

struct inputs {
    struct slice *items; /* each with memory of its own, so that a read beyond its end is seen */
    size_t count, capacity;
};

static _Noreturn void stop(const char *path, const char *why)
{
    fprintf(stderr, "%s: %s\n", path, why);
    exit(2);
}

static void add_input(struct inputs *inputs, const char *path, struct slice bytes)
{
    if (inputs->count == inputs->capacity) {
        inputs->capacity = inputs->capacity ? inputs->capacity * 2 : 256;
        inputs->items = realloc(inputs->items, inputs->capacity * sizeof(*inputs->items));
        if (!inputs->items)
            stop(path, "memory is out");
    }
    inputs->items[inputs->count++] = bytes;
}

static void add_file(struct inputs *inputs, const char *path, size_t size)
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

static void add_path(struct inputs *inputs, const char *path);

static void add_folder(struct inputs *inputs, const char *path)
{
    struct dirent **entries;
    int n = scandir(path, &entries, NULL, alphasort);
    if (n < 0)
        stop(path, "cannot be read");
    for (int i = 0; i < n; i++) {
        char inside[PATH_BYTES_MAX];
        if (entries[i]->d_name[0] != '.' &&
            snprintf(inside, sizeof(inside), "%s/%s", path, entries[i]->d_name) < (int)sizeof(inside))
            add_path(inputs, inside);
        free(entries[i]);
    }
    free(entries);
}

static void add_path(struct inputs *inputs, const char *path)
{
    struct stat status;
    if (stat(path, &status))
        stop(path, "is not there");
    if (S_ISDIR(status.st_mode))
        add_folder(inputs, path);
    else
        add_file(inputs, path, (size_t)status.st_size);
}

int main(int argc, char **argv)
{
    struct inputs inputs = {0};
    unsigned long repeat = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--repeat") == 0 && i + 1 < argc)
            repeat = strtoul(argv[++i], NULL, 10);
        else
            add_path(&inputs, argv[i]);
    }
    for (unsigned long round = 0; round < repeat; round++)
        for (size_t i = 0; i < inputs.count; i++)
            LLVMFuzzerTestOneInput((const uint8_t *)inputs.items[i].p, inputs.items[i].n);
    printf("%zu inputs\n", inputs.count);
    for (size_t i = 0; i < inputs.count; i++)
        free((char *)inputs.items[i].p);
    free(inputs.items);
    return inputs.count ? 0 : 1;
}
