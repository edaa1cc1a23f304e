/* Every report of what a device sent: well-formed, with nothing in it that only the device can have written
 * as markup, commands or control characters, and with all the octets where a report promises them. */
#include "fuzz/support/capture.h"
#include "fuzz/support/files.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/markup.h"

#include "base/limits.h"
#include "model/document.h"
#include "reports/console.h"
#include "reports/format.h"
#include "reports/github.h"
#include "reports/text.h"

#include <ftw.h>
#include <stdlib.h>
#include <string.h>

const enum mutate_form fuzz_form = MUTATE_MESSAGE;

enum { MESSAGES = 3, TEXT_BYTES_MAX = 300 };

/* ---- a result that holds the input wherever a device's octets get ---- */

/* The head of the input as a text: a device's octets stand in findings, names and reasons. */
static char *text_of(struct slice bytes)
{
    char *text = slice_dup(slice_sub(bytes, 0, TEXT_BYTES_MAX));
    for (size_t i = 0; i < bytes.n && i < TEXT_BYTES_MAX; i++)
        if (!text[i])
            text[i] = '\x01';
    return text;
}

static void add_message(struct case_result *result, enum net_transport transport, struct slice bytes)
{
    struct entry entry = {.direction = transport == NET_TCP ? DIRECTION_SENT : DIRECTION_RECEIVED,
                          .time_ns = 1000000 * (int64_t)result->transcript.count,
                          .transport = transport,
                          .retransmission_of = -1,
                          .answers = -1};
    net_addr_parse("127.0.0.1:40000", 0, &entry.local);
    net_addr_parse(transport == NET_TCP ? "[::1]:5060" : "127.0.0.1:5060", 0, &entry.peer);
    FUZZ_CHECK(transcript_add(&result->transcript, &entry, bytes.p, bytes.n) >= 0);
}

static void add_finding(struct case_result *result, char *text, enum verdict verdict, struct slice bytes)
{
    struct finding finding = {.requirement = (char *)(uintptr_t) "SC-420-UAS-001",
                              .verdict = verdict,
                              .expected = text,
                              .actual = text,
                              .entry = (long)(bytes.n % MESSAGES),
                              .offset = bytes.n / 3,
                              .length = bytes.n / 2,
                              .line = 3};
    FUZZ_CHECK(findings_add(&result->findings, &finding) == 0);
}

static void make_case(struct slice bytes, struct case_result *result)
{
    struct buf id;
    char *text = text_of(bytes);
    buf_init(&id, LIMIT_TEXT_BYTES);
    buf_addf(&id, "uas/answers[text=%s]/udp", text);
    *result = (struct case_result){.verdict = (enum verdict)(bytes.n % VERDICT_COUNT), .duration_ms = 12};
    result->id = buf_take(&id);
    result->scenario = strdup("uas/answers");
    result->file = strdup("scenarios/uas/answers.json");
    result->title = strdup(text);
    result->role = strdup("uas");
    result->transport = strdup("udp");
    result->section = strdup("3261 8.2.2.3");
    result->reason = strdup(text);
    for (int i = 0; i < MESSAGES; i++)
        add_message(result, i == 1 ? NET_TCP : NET_UDP, bytes);
    add_finding(result, text, result->verdict, bytes);
    add_finding(result, text, VERDICT_PASS, slice_sub(bytes, 0, bytes.n / 2));
    free(text);
}

static void make_run(struct slice bytes, struct run_info *run)
{
    *run = (struct run_info){.seed = UINT64_MAX, .started_ms = 1795342292123};
    run->target = strdup("127.0.0.1:5060");
    run->device = text_of(bytes);
    run->version = strdup("0.1.0");
    run->command = text_of(slice_sub(bytes, bytes.n / 2, bytes.n));
}

/* ---- what reports must be ---- */

static void check_no_controls(struct slice text)
{
    if (!text_is_plain(text) || slice_find(text, '\r') < text.n || slice_find(text, '\t') < text.n)
        fuzz_fail("a report holds control characters or invalid UTF-8");
}

static void check_junit(struct slice text)
{
    static const struct markup_rules rules = {
        .elements =
            " testsuites testsuite testcase properties property failure error skipped system-out system-err ",
        .voids = "",
        .attributes = " name tests failures errors skipped disabled time timestamp hostname id package "
                      "classname file line type"
                      " message value assertions ",
        .references = " amp lt gt quot apos ",
    };
    markup_check(text, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>", &rules);
}

static void check_html(struct slice text)
{
    static const struct markup_rules rules = {
        .elements = " html head meta title link body main nav h1 h2 h3 p a table caption thead tbody tr th "
                    "td dl dt dd ul"
                    " li pre code span mark small details summary section article br svg g path rect text ",
        .voids = " meta link br ",
        .attributes = " lang charset name content rel href type class id scope colspan tabindex aria-label "
                      "aria-labelledby"
                      " role color d fill fill-opacity font-family font-size height width stroke stroke-width"
                      " text-anchor x y viewBox ",
        .references = " amp lt gt quot #39 ",
    };
    markup_check(text, "<!DOCTYPE html>", &rules);
}

static void check_json(struct slice text)
{
    struct diagnostics diagnostics;
    struct document *document;
    diagnostics_init(&diagnostics);
    if (document_parse("report", text.p, text.n, &diagnostics, &document))
        fuzz_fail("a JSON report is no strict JSON");
    document_free(document);
}

/* A line of TAP is a test point, a comment, the plan, or belongs to a YAML block. */
static void check_tap(struct slice text)
{
    static const char *const beginnings[] = {"TAP version 13", "1..", "ok 1 ", "not ok 1 ", "#", "  "};
    check_no_controls(text);
    while (text.n) {
        struct slice line = slice_sub(text, 0, slice_find(text, '\n'));
        bool known = !line.n;
        for (size_t i = 0; i < sizeof(beginnings) / sizeof(beginnings[0]); i++)
            known = known || slice_starts_with(line, beginnings[i]);
        if (!known)
            fuzz_fail("a TAP report has a line that is none of TAP's");
        text = slice_sub(text, line.n + 1, text.n);
    }
}

/* All the octets are in it, in order. */
static void check_capture(struct slice file, const struct report *report)
{
    struct buf payloads, expected;
    buf_init(&payloads, LIMIT_CASE_BYTES);
    buf_init(&expected, LIMIT_CASE_BYTES);
    capture_payloads(file, &payloads);
    for (size_t i = 0; i < report->cases[0].transcript.count; i++) {
        const struct sip_message *message = report->cases[0].transcript.entries[i].message;
        buf_add(&expected, message->bytes, message->length);
    }
    if (!slice_eq(buf_slice(&payloads), buf_slice(&expected)))
        fuzz_fail("a capture holds other octets than were on the wire");
    buf_free(&payloads);
    buf_free(&expected);
}

static void check_file(const char *format, struct slice text, const struct report *report)
{
    if (strcmp(format, "junit") == 0)
        check_junit(text);
    else if (strcmp(format, "json") == 0)
        check_json(text);
    else if (strcmp(format, "tap") == 0)
        check_tap(text);
    else if (strcmp(format, "pcapng") == 0)
        check_capture(text, report);
    else
        check_no_controls(text);
}

static int check_page(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
    struct buf text;
    (void)status;
    (void)walk;
    if (kind != FTW_F || !strstr(path, ".html"))
        return 0;
    buf_init(&text, LIMIT_CASE_BYTES);
    fuzz_read(path, &text);
    check_html(buf_slice(&text));
    buf_free(&text);
    return 0;
}

static void check_format(const struct format *format, const struct report *report, bool strict)
{
    struct format_settings settings = {.junit_strict = strict};
    struct buf error, text;
    const char *path = fuzz_path(format->name);
    buf_init(&error, LIMIT_TEXT_BYTES);
    buf_init(&text, LIMIT_CASE_BYTES);
    if (format->write(path, report, 1, &settings, &error))
        fuzz_fail("a report cannot be written: %s", format->name);
    if (format->columns) {
        FUZZ_CHECK(nftw(path, check_page, 8, FTW_PHYS) == 0);
    } else {
        fuzz_read(path, &text);
        check_file(format->name, buf_slice(&text), report);
    }
    buf_free(&error);
    buf_free(&text);
}

/* ---- what goes to a terminal or a CI log ---- */

static void check_console(const struct report *report, FILE *stream)
{
    struct console_options options = {.stream = stream, .verbose = true};
    struct console *console;
    FUZZ_CHECK(console_begin(&options, report->run, 1, &console) == 0);
    console_case(console, &report->cases[0]);
    console_end(console, report);
}

/* Every line is a command of ours: the device's text has no line of its own. */
static void check_annotations(struct slice text)
{
    while (text.n) {
        struct slice line = slice_sub(text, 0, slice_find(text, '\n'));
        if (!slice_starts_with(line, "::error ") && !slice_starts_with(line, "::warning ") &&
            !slice_starts_with(line, "::notice "))
            fuzz_fail("an annotation holds a line that is no command of ours");
        text = slice_sub(text, line.n + 1, text.n);
    }
}

static void check_streams(const struct report *report)
{
    char *text = NULL;
    size_t n = 0;
    for (int annotations = 0; annotations < 2; annotations++) {
        FILE *stream = open_memstream(&text, &n);
        FUZZ_CHECK(stream);
        if (annotations)
            FUZZ_CHECK(github_annotate(report, stream) == 0);
        else
            check_console(report, stream);
        fclose(stream);
        check_no_controls((struct slice){text, n});
        if (annotations)
            check_annotations((struct slice){text, n});
        free(text);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice bytes = {(const char *)data, size};
    struct case_result result;
    struct run_info run;
    if (size > LIMIT_DATAGRAM_BYTES / 2)
        return 0;
    make_case(bytes, &result);
    make_run(bytes, &run);
    struct report report = {.run = &run, .cases = &result, .count = 1};
    for (size_t i = 0; format_at(i); i++)
        check_format(format_at(i), &report, size % 2);
    check_streams(&report);
    case_result_free(&result);
    run_info_free(&run);
    return 0;
}
