/* Files and folders that a target reads or writes; they are gone when the process ends. */
#include "fuzz/support/files.h"

#include "fuzz/support/fuzz.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_BYTES_MAX = 512 };

const char *fuzz_file(struct slice bytes)
{
    static int fd = -1;
    static char path[64];
    if (fd < 0) {
        fd = memfd_create("input", MFD_CLOEXEC);
        FUZZ_CHECK(fd >= 0);
        snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
    }
    FUZZ_CHECK(ftruncate(fd, 0) == 0);
    FUZZ_CHECK(!bytes.n || pwrite(fd, bytes.p, bytes.n, 0) == (ssize_t)bytes.n);
    return path;
}

static char folder[PATH_BYTES_MAX];

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void fuzz_remove(const char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

static void remove_folder(void)
{
    fuzz_remove(folder);
}

/* Folders of processes that have ended: a target that found something did not tidy up. */
static void remove_left_behind(const char *parent)
{
    static const char name[] = "sipconform-fuzz-";
    struct dirent **entries;
    int n = scandir(parent, &entries, NULL, alphasort);
    for (int i = 0; i < n; i++) {
        uint64_t pid;
        struct slice entry = slice_from(entries[i]->d_name);
        bool ours =
            slice_starts_with(entry, name) && slice_to_u64(slice_sub(entry, sizeof(name) - 1, entry.n), &pid);
        if (ours && kill((pid_t)pid, 0) && errno == ESRCH) {
            snprintf(folder, sizeof(folder), "%s/%s", parent, entries[i]->d_name);
            fuzz_remove(folder);
        }
        free(entries[i]);
    }
    if (n >= 0)
        free(entries);
}

const char *fuzz_folder(void)
{
    static bool ready;
    if (ready)
        return folder;
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : getenv("TMPDIR");
    parent = parent ? parent : "/tmp";
    remove_left_behind(parent);
    snprintf(folder, sizeof(folder), "%s/sipconform-fuzz-%ld", parent, (long)getpid());
    fuzz_remove(folder);
    FUZZ_CHECK(mkdir(folder, 0700) == 0);
    FUZZ_CHECK(atexit(remove_folder) == 0);
    ready = true;
    return folder;
}

const char *fuzz_path(const char *name)
{
    static char path[2 * PATH_BYTES_MAX];
    snprintf(path, sizeof(path), "%s/%s", fuzz_folder(), name);
    return path;
}

/* One folder deep: as scenarios/ is. */
static void make_folder_of(const char *name)
{
    struct slice whole = slice_from(name);
    char *parent = slice_dup(slice_sub(whole, 0, slice_find(whole, '/')));
    FUZZ_CHECK(parent);
    if (strchr(name, '/'))
        FUZZ_CHECK(mkdir(fuzz_path(parent), 0700) == 0 || errno == EEXIST);
    free(parent);
}

void fuzz_unpack(const struct embedded_file *files)
{
    for (; files->name; files++) {
        make_folder_of(files->name);
        FILE *file = fopen(fuzz_path(files->name), "wb");
        FUZZ_CHECK(file && fwrite(files->bytes, 1, files->n, file) == files->n && fclose(file) == 0);
    }
}

void fuzz_read(const char *path, struct buf *bytes)
{
    char block[16384];
    size_t n;
    FILE *file = fopen(path, "rb");
    if (!file)
        fuzz_fail("a file that was written cannot be read");
    while ((n = fread(block, 1, sizeof(block), file)) > 0)
        FUZZ_CHECK(buf_add(bytes, block, n) == 0);
    fclose(file);
}

/* Length of the line with that number, counted from 1; 0 for the one behind the last. False for any other. */
static bool line_length(struct slice bytes, int number, size_t *ret_length)
{
    for (; number > 1 && bytes.n; number--)
        bytes = slice_sub(bytes, slice_find(bytes, '\n') + 1, SIZE_MAX);
    *ret_length = slice_find(bytes, '\n');
    return number == 1;
}

static void check_place(struct slice bytes, const struct diagnostic *item)
{
    size_t length;
    if (!item->line) {
        FUZZ_CHECK(!item->column);
        return;
    }
    if (item->line < 0 || !line_length(bytes, item->line, &length))
        fuzz_fail("an error stands at a line that is not in the file");
    if (item->column < 0 || (size_t)item->column > length + 1)
        fuzz_fail("an error stands at a column that is not in its line");
}

static void check_text(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++)
        if (*p < ' ' || *p == 0x7f || (*p == 0xc2 && p[1] >= 0x80 && p[1] < 0xa0))
            fuzz_fail("a diagnostic holds control characters");
}

void fuzz_check_diagnostics(const char *path, struct slice bytes, int result,
                            const struct diagnostics *diagnostics)
{
    if (result && !diagnostics->errors)
        fuzz_fail("a file is refused without a word");
    if (!result && diagnostics->errors)
        fuzz_fail("a file with errors is taken");
    for (size_t i = 0; i < diagnostics->count; i++) {
        const struct diagnostic *item = &diagnostics->items[i];
        FUZZ_CHECK(item->file && item->message && item->message[0] && item->pointer);
        check_text(item->message);
        check_text(item->pointer);
        if (strcmp(item->file, path) == 0)
            check_place(bytes, item);
    }
}
