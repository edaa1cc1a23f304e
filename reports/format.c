#include "reports/format.h"

#include "reports/html.h"
#include "reports/junit.h"

static int write_junit(const char *path, const struct report *reports, size_t count,
                       const struct format_settings *settings, struct buf *error)
{
    (void)count;
    return junit_write(path, reports, settings->junit_strict ? JUNIT_STRICT : JUNIT_RICH, error);
}

static int write_html(const char *path, const struct report *reports, size_t count,
                      const struct format_settings *settings, struct buf *error)
{
    (void)settings;
    return html_write(path, reports, count, error);
}

static const struct format formats[] = {
    {"junit", write_junit},
    {"html", write_html},
};

const struct format *format_at(size_t i)
{
    return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}
