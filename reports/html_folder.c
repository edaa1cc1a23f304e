/* Writes the folder of an HTML report beside its place, and puts it there when it is complete. */
#include "reports/html_folder.h"

#include "base/limits.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN_FOLDERS = 16 }; /* descriptors that removing a tree may hold */

const char html_beginning[] = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                              "<meta name=\"generator\" content=\"sipconform\">\n";

struct html_folder {
    char *path;      /* without slashes at its end, symbolic links followed */
    char *temporary; /* NULL until it is there */
    char reason[200];
};

/* ---- what may be replaced ---- */

static bool is_our_name(const char *name)
{
    static const char *const names[] = {".",         "..",      "index.html", "requirements.html",
                                        "style.css", "icon.svg"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return strcmp(name, "cases") == 0 || strncmp(name, "cases-", strlen("cases-")) == 0;
}

static bool begins_as_ours(const char *folder)
{
    char begin[512] = "";
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    buf_addf(&name, "%s/index.html", folder);
    FILE *file = name.failed ? NULL : fopen(name.p, "r");
    size_t wanted = strlen(html_beginning), n = file ? fread(begin, 1, wanted, file) : 0;
    if (file)
        fclose(file);
    buf_free(&name);
    return n == wanted && memcmp(begin, html_beginning, n) == 0;
}

/* The reason why what is at path must stay; NULL when it is nothing, empty, or an older report. */
static const char *why_kept(const char *path)
{
    DIR *folder = opendir(path);
    if (!folder)
        return errno == ENOENT ? NULL : strerror(errno);
    bool empty = true, ours = true;
    for (struct dirent *item; (item = readdir(folder)) != NULL;) {
        empty = empty && (strcmp(item->d_name, ".") == 0 || strcmp(item->d_name, "..") == 0);
        ours = ours && is_our_name(item->d_name);
    }
    closedir(folder);
    if (empty || (ours && begins_as_ours(path)))
        return NULL;
    return "the folder holds files that are no report of ours; it is not replaced";
}

/* ---- removing ---- */

static int remove_item(const char *path, const struct stat *status, int kind, struct FTW *place)
{
    (void)status;
    (void)kind;
    (void)place;
    return remove(path);
}

static void remove_tree(const char *path)
{
    nftw(path, remove_item, OPEN_FOLDERS, FTW_DEPTH | FTW_PHYS);
}

static void folder_free(struct html_folder *folder)
{
    free(folder->path);
    free(folder->temporary);
    free(folder);
}

/* ---- the folder ---- */

static char *settled_path(const char *path)
{
    char *real = realpath(path, NULL);
    if (real)
        return real;
    size_t n = strlen(path);
    while (n > 1 && path[n - 1] == '/')
        n--;
    return slice_dup((struct slice){path, n});
}

/* mkdtemp gives 0700; a report is as readable as any folder of the user's. */
static int make_temporary(struct html_folder *folder)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    buf_addf(&name, "%s.XXXXXX", folder->path);
    char *temporary = buf_take(&name);
    if (!temporary || !mkdtemp(temporary)) {
        free(temporary);
        return -1;
    }
    mode_t mask = umask(0);
    umask(mask);
    folder->temporary = temporary;
    return chmod(temporary, 0777 & ~mask);
}

int html_folder_open(const char *path, struct buf *error, struct html_folder **ret_folder)
{
    struct html_folder *folder = calloc(1, sizeof(*folder));
    if (folder)
        folder->path = settled_path(path);
    const char *reason = folder && folder->path ? why_kept(folder->path) : strerror(ENOMEM);
    errno = 0;
    if (!reason && make_temporary(folder))
        reason = strerror(errno ? errno : ENOMEM);
    if (!reason) {
        *ret_folder = folder;
        return 0;
    }
    buf_addf(error, "%s: cannot be written: %s", path, reason);
    if (folder && folder->temporary)
        remove_tree(folder->temporary);
    if (folder)
        folder_free(folder);
    return -1;
}

void html_folder_fail(struct html_folder *folder, const char *reason)
{
    if (!folder->reason[0])
        snprintf(folder->reason, sizeof(folder->reason), "%s", reason);
}

/* Makes the folders that lead to the file; start is the length of what is there for sure. */
static int make_parents(char *path, size_t start)
{
    for (char *slash = path + start; (slash = strchr(slash + 1, '/')) != NULL;) {
        *slash = 0;
        int result = mkdir(path, 0777);
        *slash = '/';
        if (result && errno != EEXIST)
            return -1;
    }
    return 0;
}

FILE *html_folder_create(struct html_folder *folder, const char *name)
{
    struct buf path;
    buf_init(&path, LIMIT_TEXT_BYTES);
    buf_addf(&path, "%s/%s", folder->temporary, name);
    FILE *file = NULL;
    errno = ENOMEM;
    if (!path.failed && make_parents(path.p, strlen(folder->temporary)) == 0)
        file = fopen(path.p, "w");
    if (!file)
        html_folder_fail(folder, strerror(errno));
    buf_free(&path);
    return file;
}

void html_folder_close(struct html_folder *folder, FILE *file)
{
    errno = 0;
    bool failed = ferror(file) != 0;
    if (fclose(file) != 0 || failed)
        html_folder_fail(folder, strerror(errno ? errno : EIO));
}

/* The old folder goes and the new one comes in one step where the file system can do that, else in two;
 * either way the old one is put back when the new one cannot be placed. The older tree is at
 * folder->temporary afterwards. */
static int exchange(const struct html_folder *folder)
{
    if (renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->path, RENAME_EXCHANGE) == 0)
        return 0;
    struct buf aside;
    buf_init(&aside, LIMIT_TEXT_BYTES);
    buf_addf(&aside, "%s.old", folder->temporary);
    int result = -1;
    if (!aside.failed && rename(folder->path, aside.p) == 0) {
        result = rename(folder->temporary, folder->path);
        int reason = errno;
        rename(aside.p, result ? folder->path : folder->temporary);
        errno = reason;
    }
    buf_free(&aside);
    return result;
}

int html_folder_commit(struct html_folder *folder, struct buf *error)
{
    if (!folder->reason[0] && rename(folder->temporary, folder->path) != 0 &&
        ((errno != ENOTEMPTY && errno != EEXIST) || exchange(folder) != 0))
        html_folder_fail(folder, strerror(errno));
    bool failed = folder->reason[0] != 0;
    if (failed)
        buf_addf(error, "%s: cannot be written: %s", folder->path, folder->reason);
    if (access(folder->temporary, F_OK) == 0) /* what was not placed, or the older report */
        remove_tree(folder->temporary);
    folder_free(folder);
    return failed ? -1 : 0;
}
