#include "reports/format.h"

#include "reports/junit.h"

static int write_junit(const char *path, const struct report *reports, size_t count,
                       const struct format_settings *settings, struct buf *error)
{
    (void)count;
    return junit_write(path, reports, settings->junit_strict ? JUNIT_STRICT : JUNIT_RICH, error);
}

static const struct format formats[] = {
    {"junit", write_junit},
};

const struct format *format_at(size_t i)
{
    return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}
