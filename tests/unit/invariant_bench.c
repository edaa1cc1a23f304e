/* Makes transcripts from text, and asks the invariants about them. */
#include "invariant_bench.h"

#include "base/buf.h"
#include "base/limits.h"

#include <CUnit/CUnit.h>
#include <string.h>

static void write_out(const char *text, struct buf *bytes)
{
    for (; *text; text++) {
        if (*text == '\n')
            buf_add_text(bytes, "\r\n");
        else
            buf_add_char(bytes, *text == '\x01' ? '\n' : *text == '\x02' ? '\r' : *text);
    }
}

static struct entry entry_for(char mark)
{
    struct entry entry = {.answers = -1, .retransmission_of = -1, .transport = NET_UDP};
    entry.direction = strchr(">)}]", mark) ? DIRECTION_SENT : DIRECTION_RECEIVED;
    entry.endpoint = strchr(")(]", mark) ? 1 : 0;
    if (mark == '}' || mark == ']')
        entry.flags = ENTRY_RAW;
    if (mark == '!')
        entry.flags = ENTRY_UNFRAMED;
    if (mark == '|' || mark == '!')
        entry.transport = NET_TCP;
    return entry;
}

void bench_play(const char *const *steps, struct transcript *ret_transcript)
{
    int64_t now = 0;
    *ret_transcript = (struct transcript){0};
    for (; *steps; steps++) {
        struct buf bytes;
        struct entry entry = entry_for(**steps);
        if (**steps != '=')
            now += 1000000000;
        entry.time_ns = now;
        buf_init(&bytes, LIMIT_MESSAGE_BYTES);
        write_out(*steps + 1, &bytes);
        CU_ASSERT_FATAL(transcript_add(ret_transcript, &entry, bytes.p, bytes.n) >= 0);
        buf_free(&bytes);
    }
}

void bench_check(const struct example *example, struct tag_memory *memory, struct transcript *ret_transcript,
                 struct findings *ret_findings)
{
    *ret_findings = (struct findings){0};
    bench_play(example->steps, ret_transcript);
    CU_ASSERT_EQUAL_FATAL(invariants_check(&example->subject, ret_transcript, memory, ret_findings), 0);
}

enum verdict bench_verdict(const struct findings *findings, const char *rule,
                           const struct finding **ret_first)
{
    enum verdict worst = VERDICT_SKIP;
    *ret_first = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        if (strcmp(finding->requirement + 3, rule) != 0)
            continue;
        if (finding->verdict > worst)
            worst = finding->verdict;
        if (finding->verdict != VERDICT_PASS && !*ret_first)
            *ret_first = finding;
    }
    return worst;
}
