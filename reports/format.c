/* The table of report formats. */
#include "reports/format.h"

#include "reports/html.h"
#include "reports/json.h"
#include "reports/junit.h"
#include "reports/markdown.h"
#include "reports/pcapng.h"
#include "reports/tap.h"

static int write_junit(const char *path, const struct report *reports, size_t count,
                       const struct format_settings *settings, struct buf *error)
{
    (void)count;
    struct junit_settings junit = {
        .dialect = settings->junit_strict ? JUNIT_STRICT : JUNIT_RICH,
        .html = settings->html,
        .pcapng = settings->pcapng,
    };
    return junit_write(path, reports, &junit, error);
}

static int write_html(const char *path, const struct report *reports, size_t count,
                      const struct format_settings *settings, struct buf *error)
{
    (void)settings;
    return html_write(path, reports, count, error);
}

static int write_json(const char *path, const struct report *reports, size_t count,
                      const struct format_settings *settings, struct buf *error)
{
    (void)count;
    (void)settings;
    return json_write(path, reports, error);
}

static int write_tap(const char *path, const struct report *reports, size_t count,
                     const struct format_settings *settings, struct buf *error)
{
    (void)count;
    (void)settings;
    return tap_write(path, reports, error);
}

static int write_markdown(const char *path, const struct report *reports, size_t count,
                          const struct format_settings *settings, struct buf *error)
{
    (void)count;
    (void)settings;
    return markdown_write(path, reports, error);
}

static int write_pcapng(const char *path, const struct report *reports, size_t count,
                        const struct format_settings *settings, struct buf *error)
{
    (void)count;
    (void)settings;
    return pcapng_write(path, reports, error);
}

static const struct format formats[] = {
    {"junit", false, write_junit},       {"json", false, write_json},     {"tap", false, write_tap},
    {"markdown", false, write_markdown}, {"pcapng", false, write_pcapng}, {"html", true, write_html},
};

const struct format *format_at(size_t i)
{
    return i < sizeof(formats) / sizeof(formats[0]) ? &formats[i] : NULL;
}
