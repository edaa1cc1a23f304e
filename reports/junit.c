/* Writes the JUnit report. */
#include "reports/junit.h"

#include "base/limits.h"
#include "reports/atomic_file.h"
#include "reports/headline.h"
#include "reports/html_report.h"
#include "reports/text.h"

#include <stdlib.h>
#include <string.h>

enum {
    TEXT_BYTES = 64 * 1024, /* of one text node, before escaping */
    MESSAGE_BYTES = 1000,   /* of one message attribute */
    MESSAGES_SHOWN = 200    /* of the exchange in system-out */
};

enum outcome { OUTCOME_PASSED, OUTCOME_FAILURE, OUTCOME_ERROR, OUTCOME_SKIPPED };

struct counters {
    size_t tests, failures, errors, skipped;
    int64_t time_ms;
};

struct junit {
    const struct report *report;
    const struct junit_settings *settings;
    FILE *out;
    struct buf node; /* text at hand */
    bool out_of_memory;
};

/* ---- XML ---- */

/* All of XML's own characters; what text_add_visible let through is harmless otherwise. */
static void put_escaped(struct junit *junit, struct slice s)
{
    for (size_t i = 0; i < s.n; i++)
        switch (s.p[i]) {
        case '&':
            fputs("&amp;", junit->out);
            break;
        case '<':
            fputs("&lt;", junit->out);
            break;
        case '>':
            fputs("&gt;", junit->out);
            break;
        case '"':
            fputs("&quot;", junit->out);
            break;
        default:
            fputc(s.p[i], junit->out);
        }
}

/* Writes ` name="value"`, value made visible and one line. */
static void put_attribute(struct junit *junit, const char *name, const char *value)
{
    struct buf visible;
    buf_init(&visible, LIMIT_TEXT_BYTES);
    text_add_visible(&visible, slice_sub(slice_from(value), 0, 4 * MESSAGE_BYTES));
    junit->out_of_memory = junit->out_of_memory || visible.failed;
    fprintf(junit->out, " %s=\"", name);
    put_escaped(junit, buf_slice(&visible));
    fputc('"', junit->out);
    buf_free(&visible);
}

static void put_number(struct junit *junit, const char *name, size_t number)
{
    fprintf(junit->out, " %s=\"%zu\"", name, number);
}

static void put_time(struct junit *junit, int64_t ms)
{
    struct buf seconds;
    buf_init(&seconds, 64);
    text_add_seconds(&seconds, ms);
    put_attribute(junit, "time", seconds.p);
    buf_free(&seconds);
}

/* Writes the node's text, capped and made visible, and empties it. */
static void put_node(struct junit *junit)
{
    struct buf capped, visible;
    buf_init(&capped, 2 * TEXT_BYTES);
    buf_init(&visible, 16 * TEXT_BYTES);
    text_add_capped(&capped, buf_slice(&junit->node), TEXT_BYTES);
    text_add_lines(&visible, buf_slice(&capped));
    junit->out_of_memory = junit->out_of_memory || junit->node.failed || capped.failed || visible.failed;
    put_escaped(junit, buf_slice(&visible));
    buf_free(&capped);
    buf_free(&visible);
    buf_clear(&junit->node);
}

/* ---- what a case comes to ---- */

static enum outcome outcome_of(const struct junit *junit, const struct case_result *result)
{
    if (report_expected(junit->report, result))
        return OUTCOME_SKIPPED; /* by the baseline; the message says why */
    switch (result->verdict) {
    case VERDICT_PASS:
        return OUTCOME_PASSED;
    case VERDICT_WARN:
        return junit->report->strict ? OUTCOME_FAILURE : OUTCOME_PASSED;
    case VERDICT_FAIL:
        return OUTCOME_FAILURE;
    case VERDICT_ERROR:
        return OUTCOME_ERROR;
    case VERDICT_SKIP:
    case VERDICT_INCONCLUSIVE:
        return OUTCOME_SKIPPED;
    }
    return OUTCOME_ERROR;
}

/* The Ant schema has no <skipped>; a case that would pass for want of it must not be there. The suite's
 * output tells. */
static bool is_left_out(const struct junit *junit, const struct case_result *result)
{
    return junit->settings->dialect == JUNIT_STRICT && outcome_of(junit, result) == OUTCOME_SKIPPED;
}

static bool heard_anything(const struct case_result *result)
{
    for (size_t i = 0; i < result->transcript.count; i++)
        if (result->transcript.entries[i].direction == DIRECTION_RECEIVED)
            return true;
    return false;
}

static bool is_should(const struct junit *junit, const struct finding *finding)
{
    const struct requirement *requirement =
        junit->report->catalogue && finding->requirement
            ? catalogue_find(junit->report->catalogue, finding->requirement)
            : NULL;
    return requirement && !level_in_class(requirement->level, "must");
}

static const char *failure_type(const struct junit *junit, const struct case_result *result)
{
    if (result->verdict == VERDICT_WARN)
        return "SHOULD";
    const struct finding *finding = headline_finding(result);
    if (!finding)
        return "MUST";
    const struct entry *entry = transcript_at(&result->transcript, finding->entry);
    if (finding->cause == CAUSE_DIED)
        return "CRASH";
    if (entry && (entry->message->kind == SIP_BROKEN || (entry->flags & ENTRY_UNFRAMED)))
        return "MALFORMED";
    if (!entry && !heard_anything(result))
        return "TIMEOUT";
    return is_should(junit, finding) ? "SHOULD" : "MUST";
}

static const char *error_type(const struct case_result *result)
{
    /* an ERROR that no case found is the run's own: the target did not answer at all */
    bool silent = result->transcript.count && !heard_anything(result);
    return silent || !result->findings.count ? "UNREACHABLE" : "ABORTED";
}

/* ---- texts of a case, into the node ---- */

static void add_exchange(struct junit *junit, const struct case_result *result)
{
    const struct transcript *transcript = &result->transcript;
    for (size_t i = 0; i < transcript->count && i < MESSAGES_SHOWN; i++) {
        const struct entry *entry = &transcript->entries[i];
        int64_t us = (entry->time_ns - result->start_ns) / 1000;
        buf_addf(&junit->node, "%6lld.%03lld ms %s %s ", (long long)(us / 1000), llabs((long long)us % 1000),
                 entry->direction == DIRECTION_SENT ? "sent    " : "received",
                 net_transport_name(entry->transport));
        text_add_visible(&junit->node, slice_sub(entry->message->start_line, 0, 200));
        buf_add_char(&junit->node, '\n');
    }
    if (transcript->count > MESSAGES_SHOWN)
        buf_addf(&junit->node, "[... %zu messages left out ...]\n", transcript->count - MESSAGES_SHOWN);
}

static void add_output(struct junit *junit, const struct case_result *result)
{
    buf_addf(&junit->node, "%s %s\n", verdict_name(result->verdict), result->id);
    text_add_short(&junit->node, result->title, MESSAGE_BYTES);
    buf_addf(&junit->node, "\nseed %llu\n", (unsigned long long)result->seed);
    if (result->verdict == VERDICT_WARN && !junit->report->strict)
        headline_add_cards(junit->report, result, 4 * TEXT_BYTES, &junit->node);
    add_exchange(junit, result);
}

static void add_attachment(struct junit *junit, const char *path)
{
    buf_addf(&junit->node, "\n[[ATTACHMENT|%s]]\n", path);
}

/* The most useful first: readers show few. At the end, where a capped text keeps them. */
static void add_attachments(struct junit *junit, const struct case_result *result)
{
    struct buf path;
    buf_init(&path, LIMIT_TEXT_BYTES);
    if (junit->settings->html) {
        buf_addf(&path, "%s/", junit->settings->html);
        name_case_folder(&path, 0, result->id);
        size_t folder = path.n;
        buf_add_text(&path, "index.html");
        add_attachment(junit, path.p);
        path.n = folder;
        buf_add_text(&path, "record.json");
        add_attachment(junit, path.p);
    }
    if (junit->settings->pcapng)
        add_attachment(junit, junit->settings->pcapng);
    junit->out_of_memory = junit->out_of_memory || path.failed;
    buf_free(&path);
}

/* ---- elements ---- */

static void put_class_and_name(struct junit *junit, const char *id, const char *role, const char *section)
{
    struct buf text;
    buf_init(&text, LIMIT_TEXT_BYTES);
    const char *number = section ? strchr(section, ' ') : NULL;
    buf_addf(&text, "sipconform.%s.", role);
    if (number && number[1])
        buf_add_char(&text, 's');
    else
        buf_add_text(&text, "general");
    for (const char *c = number ? number + 1 : ""; *c; c++)
        buf_add_char(&text, ascii_is_digit(*c) || ascii_is_alpha(*c) ? *c : '_');
    put_attribute(junit, "classname", text.p);

    size_t n = strlen(role);
    buf_clear(&text);
    if (strncmp(id, role, n) == 0 && id[n] == '/')
        buf_add_text(&text, id + n + 1);
    else /* of another folder: a path still, so that no two cases have the same */
        buf_addf(&text, "../%s", id);
    put_attribute(junit, "name", text.p);
    junit->out_of_memory = junit->out_of_memory || text.failed;
    buf_free(&text);
}

/* A case that passes is told by what it tests; the rules that hold for every message stood in each. */
static bool is_property(const struct case_result *result, const struct finding *finding)
{
    return finding->requirement && (result->verdict != VERDICT_PASS || finding->source != SOURCE_INVARIANT);
}

static void put_properties(struct junit *junit, const struct case_result *result)
{
    fputs("      <properties>\n", junit->out);
    for (size_t i = 0; i < result->findings.count; i++) {
        const char *id = result->findings.items[i].requirement;
        bool seen = !is_property(result, &result->findings.items[i]);
        for (size_t k = 0; k < i && !seen; k++)
            seen = is_property(result, &result->findings.items[k]) &&
                   strcmp(result->findings.items[k].requirement, id) == 0;
        if (seen)
            continue;
        fputs("        <property name=\"requirement\"", junit->out);
        put_attribute(junit, "value", id);
        fputs("/>\n", junit->out);
    }
    fputs("        <property name=\"verdict\"", junit->out);
    put_attribute(junit, "value", verdict_name(result->verdict));
    fputs("/>\n      </properties>\n", junit->out);
}

/* <failure>, <error> or <skipped>: the same line as attribute (Azure, Jenkins) and as text (GitLab). */
static void put_outcome(struct junit *junit, const struct case_result *result, enum outcome outcome)
{
    static const char *const elements[] = {
        [OUTCOME_FAILURE] = "failure", [OUTCOME_ERROR] = "error", [OUTCOME_SKIPPED] = "skipped"};
    struct buf headline;
    buf_init(&headline, LIMIT_TEXT_BYTES);
    headline_add(junit->report, result, &headline);
    fprintf(junit->out, "      <%s", elements[outcome]);
    put_attribute(junit, "message", headline.p);
    if (outcome != OUTCOME_SKIPPED)
        put_attribute(junit, "type",
                      outcome == OUTCOME_FAILURE ? failure_type(junit, result) : error_type(result));
    fputc('>', junit->out);
    buf_add_slice(&junit->node, buf_slice(&headline));
    if (outcome != OUTCOME_SKIPPED) {
        buf_add_char(&junit->node, '\n');
        headline_add_cards(junit->report, result, 4 * TEXT_BYTES, &junit->node);
    }
    put_node(junit);
    fprintf(junit->out, "</%s>\n", elements[outcome]);
    junit->out_of_memory = junit->out_of_memory || headline.failed;
    buf_free(&headline);
}

/* What passes, or was not played, has nothing to say that the record does not. */
static bool has_output(const struct case_result *result)
{
    return result->verdict != VERDICT_PASS && result->verdict != VERDICT_SKIP;
}

static void put_case(struct junit *junit, const struct case_result *result)
{
    const struct finding *finding = headline_finding(result);
    fputs("    <testcase", junit->out);
    put_class_and_name(junit, result->id, result->role, result->section);
    put_time(junit, result->duration_ms);
    if (junit->settings->dialect == JUNIT_RICH) {
        put_attribute(junit, "file", result->file);
        if (finding && finding->line)
            put_number(junit, "line", (size_t)finding->line);
    }
    fputs(">\n", junit->out);
    if (junit->settings->dialect == JUNIT_RICH)
        put_properties(junit, result);
    enum outcome outcome = outcome_of(junit, result);
    if (outcome != OUTCOME_PASSED)
        put_outcome(junit, result, outcome);
    if (junit->settings->dialect == JUNIT_RICH && has_output(result)) {
        fputs("      <system-out>", junit->out);
        add_output(junit, result);
        if (outcome == OUTCOME_FAILURE || outcome == OUTCOME_ERROR)
            add_attachments(junit, result);
        put_node(junit);
        fputs("</system-out>\n", junit->out);
    }
    fputs("    </testcase>\n", junit->out);
}

static void put_unfinished(struct junit *junit, const struct unfinished_case *unfinished)
{
    static const char text[] = "the run ended before this case did";
    fputs("    <testcase", junit->out);
    put_class_and_name(junit, unfinished->id, unfinished->role, unfinished->section);
    put_time(junit, 0);
    fprintf(junit->out, ">\n      <error message=\"%s\" type=\"ABORTED\">%s</error>\n", text, text);
    if (junit->settings->dialect == JUNIT_RICH)
        fputs("      <system-out></system-out>\n", junit->out);
    fputs("    </testcase>\n", junit->out);
}

/* ---- suites ---- */

/* Counts the cases of a role; NULL: of all. */
static struct counters count(const struct junit *junit, const char *role)
{
    struct counters counters = {0};
    for (size_t i = 0; i < junit->report->count; i++) {
        const struct case_result *result = &junit->report->cases[i];
        if (role && strcmp(result->role, role) != 0)
            continue;
        enum outcome outcome = outcome_of(junit, result);
        if (is_left_out(junit, result))
            continue;
        counters.tests++;
        counters.failures += outcome == OUTCOME_FAILURE;
        counters.errors += outcome == OUTCOME_ERROR;
        counters.skipped += outcome == OUTCOME_SKIPPED;
        counters.time_ms += result->duration_ms > 0 ? result->duration_ms : 0;
    }
    for (size_t i = 0; i < junit->report->unfinished_count; i++)
        if (!role || strcmp(junit->report->unfinished[i].role, role) == 0) {
            counters.tests++;
            counters.errors++;
        }
    return counters;
}

static void put_counters(struct junit *junit, const struct counters *counters)
{
    put_number(junit, "tests", counters->tests);
    put_number(junit, "failures", counters->failures);
    put_number(junit, "errors", counters->errors);
    if (junit->settings->dialect == JUNIT_RICH)
        put_number(junit, "skipped", counters->skipped);
    put_time(junit, counters->time_ms);
}

static void put_property(struct junit *junit, const char *name, const char *value)
{
    if (!value)
        return;
    fprintf(junit->out, "      <property name=\"%s\"", name);
    put_attribute(junit, "value", value);
    fputs("/>\n", junit->out);
}

static void put_suite_properties(struct junit *junit)
{
    const struct run_info *run = junit->report->run;
    char seed[24];
    snprintf(seed, sizeof(seed), "%llu", (unsigned long long)run->seed);
    fputs("    <properties>\n", junit->out);
    put_property(junit, "target", run->target);
    put_property(junit, "device", run->device);
    put_property(junit, "version", run->version);
    put_property(junit, "command", run->command);
    put_property(junit, "seed", seed);
    fputs("    </properties>\n", junit->out);
}

/* In the strict dialect, what has no other place: cases that were not judged, and warnings. */
static void put_suite_output(struct junit *junit, const char *role)
{
    if (junit->settings->dialect == JUNIT_RICH)
        return;
    for (size_t i = 0; i < junit->report->count && junit->node.n < TEXT_BYTES; i++) {
        const struct case_result *result = &junit->report->cases[i];
        if (strcmp(result->role, role) != 0)
            continue;
        if (result->verdict == VERDICT_WARN)
            add_output(junit, result);
        if (!is_left_out(junit, result))
            continue;
        buf_addf(&junit->node, "%s ", result->id);
        headline_add(junit->report, result, &junit->node);
        buf_add_char(&junit->node, '\n');
    }
    fputs("    <system-out>", junit->out);
    put_node(junit);
    fputs("</system-out>\n    <system-err></system-err>\n", junit->out);
}

static void put_suite(struct junit *junit, const char *role, size_t number)
{
    struct counters counters = count(junit, role);
    struct buf started;
    buf_init(&started, 64);
    text_add_time_bare(&started, junit->report->run->started_ms);
    fputs("  <testsuite", junit->out);
    put_attribute(junit, "name", role);
    put_attribute(junit, "package", "sipconform");
    put_number(junit, "id", number);
    put_attribute(junit, "hostname", "localhost");
    put_attribute(junit, "timestamp", started.p);
    put_counters(junit, &counters);
    fputs(">\n", junit->out);
    buf_free(&started);
    put_suite_properties(junit);
    for (size_t i = 0; i < junit->report->count; i++)
        if (strcmp(junit->report->cases[i].role, role) == 0 && !is_left_out(junit, &junit->report->cases[i]))
            put_case(junit, &junit->report->cases[i]);
    for (size_t i = 0; i < junit->report->unfinished_count; i++)
        if (strcmp(junit->report->unfinished[i].role, role) == 0)
            put_unfinished(junit, &junit->report->unfinished[i]);
    put_suite_output(junit, role);
    fputs("  </testsuite>\n", junit->out);
}

static const char *role_at(const struct report *report, size_t i)
{
    return i < report->count ? report->cases[i].role : report->unfinished[i - report->count].role;
}

/* A suite for each role, in the order they first appear. */
static void put_suites(struct junit *junit)
{
    const struct report *report = junit->report;
    size_t suites = 0;
    for (size_t i = 0; i < report->count + report->unfinished_count; i++) {
        const char *role = role_at(report, i);
        bool seen = false;
        for (size_t k = 0; k < i && !seen; k++)
            seen = strcmp(role_at(report, k), role) == 0;
        if (!seen)
            put_suite(junit, role, suites++);
    }
}

int junit_write(const char *path, const struct report *report, const struct junit_settings *settings,
                struct buf *error)
{
    struct atomic_file *file;
    if (atomic_file_open(path, error, &file))
        return -1;
    struct junit junit = {.report = report, .settings = settings, .out = atomic_file_stream(file)};
    buf_init(&junit.node, 8 * LIMIT_TEXT_BYTES);
    fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites", junit.out);
    if (settings->dialect == JUNIT_RICH) {
        struct counters counters = count(&junit, NULL);
        put_attribute(&junit, "name", "sipconform");
        put_counters(&junit, &counters);
    }
    fputs(">\n", junit.out);
    put_suites(&junit);
    fputs("</testsuites>\n", junit.out);
    buf_free(&junit.node);
    return atomic_file_finish(file, junit.out_of_memory, error);
}
