/* Made-up results for the tests of reports. */
#include "samples.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void sample_case(struct case_result *result, const char *id, enum verdict verdict)
{
    struct slice whole = slice_from(id);
    const char *transport = strrchr(id, '/') + 1;
    size_t matrix = slice_find(whole, '[');
    size_t scenario = matrix < whole.n ? matrix : (size_t)(transport - 1 - id);
    *result = (struct case_result){.seed = 0xFFFFFFFFFFFFFFFEu,
                                   .verdict = verdict,
                                   .started_ms = 1795342292123,
                                   .duration_ms = 12,
                                   .start_ns = 5000000};
    result->id = strdup(id);
    result->scenario = slice_dup(slice_sub(whole, 0, scenario));
    result->file = strdup("scenarios/uas/require-unknown.json");
    result->title = strdup("Unknown option tags are refused");
    result->role = slice_dup(slice_sub(whole, 0, slice_find(whole, '/')));
    result->transport = strdup(transport);
    result->section = strdup("3261 8.2.2.3");
    result->endpoints = calloc(2, sizeof(*result->endpoints));
    result->endpoint_count = 2;
    result->endpoints[0].name = strdup("client");
    result->endpoints[1].name = strdup("server");
    net_addr_parse("127.0.0.1:40000", 0, &result->endpoints[0].addr);
    net_addr_parse("[::1]:40001", 0, &result->endpoints[1].addr);
}

void sample_finding(struct case_result *result, const char *requirement, enum verdict verdict,
                    const char *expected, const char *actual, long entry, size_t offset, size_t length)
{
    struct finding finding = {(char *)(uintptr_t)requirement,
                              verdict,
                              (char *)(uintptr_t)expected,
                              (char *)(uintptr_t)actual,
                              entry,
                              offset,
                              length,
                              12,
                              SOURCE_SCENARIO,
                              entry < 0 ? CAUSE_SILENCE : CAUSE_CONTENT};
    if (findings_add(&result->findings, &finding))
        abort();
}

long sample_message(struct case_result *result, enum direction direction, int64_t us, const void *bytes,
                    size_t n)
{
    struct entry entry = {.direction = direction,
                          .time_ns = result->start_ns + us * 1000,
                          .retransmission_of = -1,
                          .answers = -1,
                          .line = direction == DIRECTION_SENT ? 7 : 0};
    net_addr_parse("127.0.0.1:40000", 0, &entry.local);
    net_addr_parse("127.0.0.1:5060", 0, &entry.peer);
    return transcript_add(&result->transcript, &entry, bytes, n);
}

long sample_text(struct case_result *result, enum direction direction, int64_t us, const char *text)
{
    return sample_message(result, direction, us, text, strlen(text));
}

void sample_run(struct run_info *run)
{
    *run = (struct run_info){.seed = 0xFFFFFFFFFFFFFFFFu, .started_ms = 1795342292123};
    run->target = strdup("127.0.0.1:5060");
    run->device = strdup("a \"device\" of Zürich");
    run->version = strdup("0.1.0");
    run->command = strdup("sipconform --target 127.0.0.1:5060 --seed 18446744073709551615");
}

static const char request[] = "OPTIONS sip:device@127.0.0.1 SIP/2.0\r\n"
                              "Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bK1\r\n"
                              "From: <sip:a@a.invalid>;tag=1\r\nTo: <sip:b@b.invalid>\r\nCall-ID: c1\r\n"
                              "CSeq: 1 OPTIONS\r\nRequire: x-unknown\r\nContent-Length: 0\r\n\r\n";
static const char response[] =
    "SIP/2.0 200 OK\r\n"
    "Via: SIP/2.0/UDP 127.0.0.1:40000;branch=z9hG4bK1\r\n"
    "From: <sip:a@a.invalid>;tag=1\r\nTo: <sip:b@b.invalid>;tag=2\r\nCall-ID: c1\r\n"
    "CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

void sample_failure(struct case_result *result, const char *id)
{
    sample_case(result, id, VERDICT_FAIL);
    sample_text(result, DIRECTION_SENT, 0, request);
    long answer = sample_text(result, DIRECTION_RECEIVED, 12130, response);
    sample_finding(result, "SC-420-UAS-001", VERDICT_FAIL, "status 420", "status 200", answer, 8, 3);
    sample_finding(result, "SC-420-UAS-002", VERDICT_PASS, NULL, NULL, answer, 0, 0);
}

static void add_long_reason(struct case_result *result)
{
    struct buf text;
    buf_init(&text, 100000);
    buf_add_text(&text, "SIP/2.0 200 ");
    for (int i = 0; i < 60 * 1024; i++)
        buf_add_char(&text, (char)('a' + i % 26));
    buf_add_text(&text, "\r\nTo: <sip:x>]]>&amp;<script>alert(1)</script>\033[31m\r\n\r\n");
    long entry = sample_message(result, DIRECTION_RECEIVED, 20000, text.p, text.n);
    sample_finding(result, "SC-420-UAS-001", VERDICT_FAIL, "a short reason", text.p, entry, 12, 60 * 1024);
    buf_free(&text);
}

void sample_hostile(struct case_result *result, const char *id)
{
    char all[256], texts[256];
    for (int i = 0; i < 256; i++) {
        all[i] = (char)i;
        texts[i] = (char)(i + 1); /* 1..255 and the NUL that ends it */
    }
    sample_case(result, id, VERDICT_FAIL);
    free(result->title);
    result->title = strdup(texts);
    sample_text(result, DIRECTION_SENT, 0, request);
    long entry = sample_message(result, DIRECTION_RECEIVED, 10000, all, sizeof(all));
    sample_finding(result, texts, VERDICT_FAIL, texts,
                   "]]><b a='\"&\033[2J\xEF\xBF\xBE\xED\xA0\x80\xE2\x80\xAE", entry, 0, sizeof(all));
    sample_message(result, DIRECTION_RECEIVED, 11000, "", 0);
    add_long_reason(result);
}

const char *sample_path(const char *name, char path[64])
{
    snprintf(path, 64, "%s.%ld.tmp", name, (long)getpid());
    return path;
}

char *sample_read(const char *path, size_t *ret_bytes)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return NULL;
    struct buf all;
    buf_init(&all, 64 * 1024 * 1024);
    char block[4096];
    for (size_t n; (n = fread(block, 1, sizeof(block), file)) > 0;)
        buf_add(&all, block, n);
    fclose(file);
    if (ret_bytes)
        *ret_bytes = all.n;
    return buf_take(&all);
}

void sample_write(const char *path, const char *bytes, size_t n)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes, 1, n, file) != n)
        abort();
    fclose(file);
}
