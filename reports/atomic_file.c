/* Writes a file beside its place and renames it when it is complete. */
#include "reports/atomic_file.h"

#include "base/limits.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct atomic_file {
    char *path;
    char *temporary; /* NULL when path is written directly */
    FILE *stream;
};

static void file_free(struct atomic_file *file)
{
    if (file->stream)
        fclose(file->stream);
    free(file->temporary);
    free(file->path);
    free(file);
}

/* mkstemp gives 0600; a report is as readable as any file of the user's. */
static int open_temporary(struct atomic_file *file)
{
    struct buf name;
    buf_init(&name, LIMIT_TEXT_BYTES);
    buf_addf(&name, "%s.XXXXXX", file->path);
    file->temporary = buf_take(&name);
    if (!file->temporary)
        return -1;
    int fd = mkstemp(file->temporary);
    if (fd < 0) {
        free(file->temporary);
        file->temporary = NULL;
        return -1;
    }
    mode_t mask = umask(0);
    umask(mask);
    fchmod(fd, 0666 & ~mask);
    file->stream = fdopen(fd, "w");
    if (file->stream)
        return 0;
    close(fd);
    unlink(file->temporary);
    return -1;
}

int atomic_file_open(const char *path, struct buf *error, struct atomic_file **ret_file)
{
    struct atomic_file *file = calloc(1, sizeof(*file));
    if (file)
        file->path = strdup(path);
    struct stat status;
    errno = ENOMEM;
    if (file && file->path) {
        bool direct = stat(path, &status) == 0 && !S_ISREG(status.st_mode);
        if (direct)
            file->stream = fopen(path, "w");
        if (direct ? file->stream != NULL : open_temporary(file) == 0) {
            *ret_file = file;
            return 0;
        }
    }
    buf_addf(error, "%s: cannot be written: %s", path, strerror(errno));
    if (file)
        file_free(file);
    return -1;
}

FILE *atomic_file_stream(struct atomic_file *file)
{
    return file->stream;
}

void atomic_file_add(struct atomic_file *file, struct buf *text, bool *failed)
{
    *failed = *failed || text->failed;
    if (!text->failed && text->n)
        fwrite(text->p, 1, text->n, file->stream);
    buf_clear(text);
}

int atomic_file_commit(struct atomic_file *file, struct buf *error)
{
    int reason = 0;
    errno = 0;
    bool failed = fflush(file->stream) != 0 || ferror(file->stream);
    reason = errno;
    if (fclose(file->stream) != 0 && !failed) {
        failed = true;
        reason = errno;
    }
    file->stream = NULL;
    if (!failed && file->temporary && rename(file->temporary, file->path) != 0) {
        failed = true;
        reason = errno;
    }
    if (failed) {
        buf_addf(error, "%s: cannot be written: %s", file->path, strerror(reason ? reason : EIO));
        if (file->temporary)
            unlink(file->temporary);
    }
    file_free(file);
    return failed ? -1 : 0;
}

int atomic_file_finish(struct atomic_file *file, bool failed, struct buf *error)
{
    if (!failed)
        return atomic_file_commit(file, error);
    buf_addf(error, "%s: cannot be written: memory is out", file->path);
    atomic_file_abandon(file);
    return -1;
}

void atomic_file_abandon(struct atomic_file *file)
{
    if (!file)
        return;
    if (file->temporary)
        unlink(file->temporary);
    file_free(file);
}
