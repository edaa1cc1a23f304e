/* Records written and read back, also when they are cut off or damaged. */
#include "suite.h"

#include "base/rng.h"
#include "reports/base64.h"
#include "reports/record.h"
#include "reports/record_reader.h"
#include "reports/text.h"
#include "samples.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

const char unit_suite_name[] = "record";

/* ---- comparison ---- */

static bool same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

static void same_findings(const struct findings *a, const struct findings *b)
{
    CU_ASSERT_EQUAL_FATAL(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const struct finding *x = &a->items[i], *y = &b->items[i];
        CU_ASSERT(same(x->requirement, y->requirement) && same(x->expected, y->expected) &&
                  same(x->actual, y->actual));
        CU_ASSERT(x->verdict == y->verdict && x->entry == y->entry && x->offset == y->offset &&
                  x->length == y->length && x->line == y->line);
        CU_ASSERT(x->source == y->source && x->cause == y->cause);
    }
}

static void same_entry(const struct case_result *a, const struct case_result *b, size_t i)
{
    const struct entry *x = &a->transcript.entries[i], *y = &b->transcript.entries[i];
    CU_ASSERT(x->direction == y->direction && x->flags == y->flags && x->transport == y->transport);
    CU_ASSERT_EQUAL(x->time_ns - a->start_ns, y->time_ns - b->start_ns);
    CU_ASSERT(x->connection == y->connection && x->endpoint == y->endpoint && x->line == y->line);
    CU_ASSERT(x->retransmission_of == y->retransmission_of && x->answers == y->answers);
    CU_ASSERT(net_addr_equal(&x->local, &y->local) && net_addr_equal(&x->peer, &y->peer));
    CU_ASSERT_EQUAL_FATAL(x->message->length, y->message->length);
    CU_ASSERT(!x->message->length || memcmp(x->message->bytes, y->message->bytes, x->message->length) == 0);
    CU_ASSERT_EQUAL(x->message->kind, y->message->kind);
}

static void same_case(const struct case_result *a, const struct case_result *b)
{
    CU_ASSERT(same(a->id, b->id) && same(a->scenario, b->scenario) && same(a->file, b->file));
    CU_ASSERT(same(a->title, b->title) && same(a->role, b->role) && same(a->transport, b->transport));
    CU_ASSERT(same(a->section, b->section) && same(a->reason, b->reason));
    CU_ASSERT(same(a->control_from, b->control_from));
    CU_ASSERT(a->seed == b->seed && a->verdict == b->verdict);
    CU_ASSERT(a->started_ms == b->started_ms && a->duration_ms == b->duration_ms);
    same_findings(&a->findings, &b->findings);
    CU_ASSERT_EQUAL_FATAL(a->endpoint_count, b->endpoint_count);
    for (size_t i = 0; i < a->endpoint_count; i++)
        CU_ASSERT(same(a->endpoints[i].name, b->endpoints[i].name) &&
                  net_addr_equal(&a->endpoints[i].addr, &b->endpoints[i].addr));
    CU_ASSERT_EQUAL(a->transcript.full, b->transcript.full);
    CU_ASSERT_EQUAL(a->transcript.bytes, b->transcript.bytes);
    CU_ASSERT_EQUAL_FATAL(a->transcript.count, b->transcript.count);
    for (size_t i = 0; i < a->transcript.count; i++)
        same_entry(a, b, i);
}

/* ---- writing some ---- */

struct world {
    struct run_info run;
    struct case_result cases[3];
    struct buf error;
    struct diagnostics diagnostics;
    char path[64];
};

static void begin(struct world *world)
{
    sample_run(&world->run);
    sample_failure(&world->cases[0], "uas/require-unknown[layout=folded]/udp");
    sample_hostile(&world->cases[1], "uas/hostile/udp");
    sample_case(&world->cases[2], "uas/skipped/tcp", VERDICT_SKIP);
    world->cases[2].reason = strdup("the device has no TCP");
    world->cases[2].section[0] = 0;
    world->cases[0].transcript.entries[1].flags = ENTRY_AUTOMATIC | ENTRY_CONTROL | ENTRY_UNFRAMED;
    world->cases[0].transcript.entries[1].transport = NET_TCP;
    world->cases[0].transcript.entries[1].connection = 4000000000u;
    world->cases[0].transcript.entries[1].local = (struct net_addr){0};
    world->cases[0].transcript.full = true;
    world->cases[0].control_from = strdup("uas/first/udp");
    world->cases[0].transcript.entries[0].flags = ENTRY_CONTROL | ENTRY_SHARED;
    world->cases[0].transcript.entries[0].time_ns = world->cases[0].start_ns - 2500000; /* before the case */
    sample_message(&world->cases[2], DIRECTION_RECEIVED, 1, "x\0y\033", 4);
    buf_init(&world->error, 4096);
    diagnostics_init(&world->diagnostics);
    sample_path("record", world->path);
}

static void end(struct world *world)
{
    for (int i = 0; i < 3; i++)
        case_result_free(&world->cases[i]);
    run_info_free(&world->run);
    buf_free(&world->error);
    diagnostics_free(&world->diagnostics);
    unlink(world->path);
}

static void write_record(struct world *world)
{
    struct record *record = NULL;
    CU_ASSERT_EQUAL_FATAL(record_open(world->path, &world->run, &world->error, &record), 0);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_EQUAL(record_case(record, &world->cases[i], &world->error), 0);
    CU_ASSERT_EQUAL(record_end(record, 1795342300000, 1, true, &world->error), 0);
}

static void same_results_in_same_results_out(void)
{
    struct world world;
    struct record_contents contents;
    begin(&world);
    write_record(&world);
    CU_ASSERT_EQUAL_FATAL(record_read(world.path, &world.diagnostics, &contents), 0);
    CU_ASSERT_EQUAL(world.diagnostics.count, 0);
    CU_ASSERT(same(contents.run.target, world.run.target) && same(contents.run.device, world.run.device));
    CU_ASSERT(same(contents.run.version, world.run.version) && same(contents.run.command, world.run.command));
    CU_ASSERT(contents.run.seed == world.run.seed && contents.run.started_ms == world.run.started_ms);
    CU_ASSERT(contents.ended && contents.interrupted && contents.status == 1);
    CU_ASSERT_EQUAL_FATAL(contents.count, 3);
    for (int i = 0; i < 3; i++)
        same_case(&world.cases[i], &contents.cases[i]);
    record_contents_free(&contents);
    end(&world);
}

static void lines_are_there_as_cases_end(void)
{
    struct world world;
    struct record *record = NULL;
    begin(&world);
    CU_ASSERT_EQUAL_FATAL(record_open(world.path, &world.run, &world.error, &record), 0);
    for (size_t i = 0; i < 3; i++) {
        record_case(record, &world.cases[i], &world.error);
        struct record_contents contents;
        CU_ASSERT_EQUAL_FATAL(record_read(world.path, &world.diagnostics, &contents), 0);
        CU_ASSERT_EQUAL(contents.count, i + 1);
        CU_ASSERT(!contents.ended);
        record_contents_free(&contents);
    }
    record_end(record, 0, 0, false, &world.error);
    end(&world);
}

static void totals_stand_in_the_last_line(void)
{
    struct world world;
    begin(&world);
    write_record(&world);
    char *text = sample_read(world.path, NULL);
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "\"totals\":{\"SKIP\":1,\"PASS\":0,\"INCONCLUSIVE\":0,\"WARN\":0,\"FAIL\":2,"
                     "\"ERROR\":0},\"status\":1,\"interrupted\":true}\n"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(text, "\"seed\":\"18446744073709551615\",\"started\":\"2026-11-22T10:11:32.123Z\""));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"time_ms\":12.130"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "\"base64\":\"eAB5Gw==\""));
    free(text);
    end(&world);
}

/* ---- damage ---- */

static void a_kill_at_any_byte_loses_one_case_at_most(void)
{
    struct world world;
    begin(&world);
    write_record(&world);
    size_t n = 0;
    char *text = sample_read(world.path, &n);
    size_t first = (size_t)(strchr(text, '\n') - text) + 1;
    size_t second = first + (size_t)(strchr(text + first, '\n') - text - first) + 1;
    for (size_t cut = first; cut + 1 < second; cut += 7) { /* with all but its line end it is whole */
        sample_write(world.path, text, cut);
        struct record_contents contents;
        CU_ASSERT_EQUAL_FATAL(record_read(world.path, &world.diagnostics, &contents), 0);
        CU_ASSERT_EQUAL(contents.count, 0);
        record_contents_free(&contents);
    }
    CU_ASSERT_EQUAL(world.diagnostics.errors, 0);
    CU_ASSERT(world.diagnostics.count > 0);
    free(text);
    end(&world);
}

static const char head[] =
    "{\"record\":\"sipconform\",\"format\":1,\"version\":\"1\",\"target\":\"t\",\"device\":null,"
    "\"command\":null,\"seed\":\"7\",\"started\":\"2026-11-22T10:11:32.123Z\"}\n";
static const char case_line[] =
    "{\"id\":\"uas/a/"
    "udp\",\"scenario\":\"s\",\"file\":\"f\",\"title\":\"%s\",\"role\":\"uas\",\"transport\":\"udp\","
    "\"section\":\"\",\"seed\":\"7\",\"verdict\":\"PASS\",\"reason\":null,\"started\":\"2026-11-22T10:11:32."
    "123Z\","
    "\"duration_ms\":1,\"full\":false,\"findings\":[],\"endpoints\":[],\"messages\":[%s]}\n";

/* Reads head and the given rest. Returns the result, and the printed errors. */
static int read_text(const char *rest, struct record_contents *contents, struct buf *errors)
{
    char path[64];
    struct buf text;
    struct diagnostics diagnostics;
    buf_init(&text, 100000);
    buf_init(errors, 100000);
    diagnostics_init(&diagnostics);
    buf_addf(&text, "%s%s", head, rest);
    sample_write(sample_path("damaged", path), text.p, text.n);
    int result = record_read(path, &diagnostics, contents);
    diagnostics_print(&diagnostics, errors);
    diagnostics_free(&diagnostics);
    buf_free(&text);
    unlink(path);
    return result;
}

/* Takes ,"source":..,"cause":.. out of every finding: so records were written before findings had these
 * members. */
static void make_old(const char *path)
{
    char *text = NULL, *at;
    size_t n = 0;
    FILE *file = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_FATAL(getdelim(&text, &n, 0, file) > 0);
    fclose(file);
    while ((at = strstr(text, ",\"source\":")) != NULL) {
        char *end = strchr(at, '}');
        memmove(at, end, strlen(end) + 1);
    }
    sample_write(path, text, strlen(text));
    free(text);
}

static void old_records_are_read(void)
{
    struct world world;
    struct record_contents contents;
    begin(&world);
    write_record(&world);
    make_old(world.path);
    CU_ASSERT_EQUAL_FATAL(record_read(world.path, &world.diagnostics, &contents), 0);
    for (size_t i = 0; i < contents.count; i++)
        for (size_t k = 0; k < contents.cases[i].findings.count; k++) {
            const struct finding *finding = &contents.cases[i].findings.items[k];
            CU_ASSERT(finding->source == (finding->line ? SOURCE_SCENARIO : SOURCE_INVARIANT));
            CU_ASSERT_EQUAL(finding->cause, CAUSE_CONTENT);
        }
    record_contents_free(&contents);
    end(&world);
}

static void the_later_of_two_counts(void)
{
    struct record_contents contents = {0};
    struct buf errors, text;
    buf_init(&text, 100000);
    buf_addf(&text, case_line, "first", "");
    buf_addf(&text, case_line, "second", "");
    CU_ASSERT_EQUAL_FATAL(read_text(text.p, &contents, &errors), 0);
    CU_ASSERT_EQUAL_FATAL(contents.count, 1);
    CU_ASSERT_STRING_EQUAL(contents.cases[0].title, "second");
    record_contents_free(&contents);
    buf_free(&text);
    buf_free(&errors);
}

static void damage_is_told_with_its_line(void)
{
    static const char *const messages[] = {
        "7",
        "{}",
        "{\"direction\":\"sent\",\"time_ms\":0,\"transport\":\"udp\",\"connection\":0,\"endpoint\":0,"
        "\"local\":null,"
        "\"peer\":null,\"flags\":[\"nonsense\"],\"copy_of\":-1,\"answers\":-1,\"line\":0,\"text\":\"x\"}",
        "{\"direction\":\"sent\",\"time_ms\":0,\"transport\":\"udp\",\"connection\":0,\"endpoint\":0,"
        "\"local\":null,"
        "\"peer\":null,\"flags\":[],\"copy_of\":9,\"answers\":-1,\"line\":0,\"text\":\"x\"}",
        "{\"direction\":\"sent\",\"time_ms\":0,\"transport\":\"udp\",\"connection\":0,\"endpoint\":0,"
        "\"local\":null,"
        "\"peer\":null,\"flags\":[],\"copy_of\":-1,\"answers\":-1,\"line\":0,\"base64\":\"!!!!\"}",
    };
    for (size_t i = 0; i < sizeof(messages) / sizeof(messages[0]); i++) {
        struct record_contents contents = {0};
        struct buf errors, text;
        buf_init(&text, 100000);
        buf_addf(&text, case_line, "first", messages[i]);
        CU_ASSERT_EQUAL(read_text(text.p, &contents, &errors), -1);
        CU_ASSERT_PTR_NOT_NULL_FATAL(errors.p);
        CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, ".tmp:2:"));
        CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, ": error: "));
        buf_free(&text);
        buf_free(&errors);
    }
}

static void what_is_no_record_is_refused(void)
{
    static const char *const texts[] = {"", "\n", "[]\n", "{\"record\":\"other\"}\n",
                                        "{\"record\":\"sipconform\","};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        char path[64];
        struct diagnostics diagnostics;
        struct record_contents contents;
        diagnostics_init(&diagnostics);
        sample_write(sample_path("other", path), texts[i], strlen(texts[i]));
        CU_ASSERT_EQUAL(record_read(path, &diagnostics, &contents), -1);
        CU_ASSERT(diagnostics.errors > 0);
        diagnostics_free(&diagnostics);
        unlink(path);
    }
}

static void nothing_follows_the_end(void)
{
    struct record_contents contents = {0};
    struct buf errors;
    static const char last[] =
        "{\"end\":\"2026-11-22T10:11:32.123Z\",\"totals\":{},\"status\":0,\"interrupted\":false}\n";
    struct buf text;
    buf_init(&text, 10000);
    buf_addf(&text, "%s%s", last, last);
    CU_ASSERT_EQUAL(read_text(text.p, &contents, &errors), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(errors.p, ".tmp:3:"));
    buf_free(&errors);
    buf_free(&text);
}

static void an_unwritable_place_is_told(void)
{
    struct world world;
    struct record *record = NULL;
    begin(&world);
    CU_ASSERT_EQUAL(record_open("/dev/full", &world.run, &world.error, &record), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(world.error.p, "/dev/full: cannot be written: No space left"));
    buf_clear(&world.error);
    CU_ASSERT_EQUAL(record_open("no-such-folder/r.jsonl", &world.run, &world.error, &record), -1);
    CU_ASSERT_PTR_NOT_NULL(strstr(world.error.p, "no-such-folder/r.jsonl: "));
    end(&world);
}

/* A disk that fills while the run goes on: told by the first case that finds out, and what was whole stays
 * readable. */
static void a_disk_that_fills_is_told_once(void)
{
    struct world world;
    struct record *record = NULL;
    struct rlimit before, small;
    begin(&world);
    CU_ASSERT_EQUAL_FATAL(record_open(world.path, &world.run, &world.error, &record), 0);
    CU_ASSERT_EQUAL(record_case(record, &world.cases[0], &world.error), 0);
    getrlimit(RLIMIT_FSIZE, &before);
    small = before;
    small.rlim_cur = 10000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &small);
    CU_ASSERT_EQUAL(record_case(record, &world.cases[1], &world.error), -1);
    setrlimit(RLIMIT_FSIZE, &before);
    signal(SIGXFSZ, handler);
    CU_ASSERT_PTR_NOT_NULL(strstr(world.error.p, ".tmp: cannot be written: File too large"));
    size_t told = world.error.n;
    CU_ASSERT_EQUAL(record_case(record, &world.cases[2], &world.error), 0);
    CU_ASSERT_EQUAL(record_end(record, 0, 3, false, &world.error), 0);
    CU_ASSERT_EQUAL(world.error.n, told);
    struct record_contents contents;
    CU_ASSERT_EQUAL_FATAL(record_read(world.path, &world.diagnostics, &contents), 0);
    CU_ASSERT(contents.count == 1 && !contents.ended);
    CU_ASSERT_EQUAL(world.diagnostics.count, 1);
    record_contents_free(&contents);
    end(&world);
}

/* Whatever is changed in a record, it is read or refused in words. */
static void damage_anywhere_is_survived(void)
{
    struct world world;
    struct rng rng;
    size_t n = 0, refused = 0;
    begin(&world);
    struct record *record = NULL;
    record_open(world.path, &world.run, &world.error, &record);
    record_case(record, &world.cases[0], &world.error);
    record_end(record, 0, 0, false, &world.error);
    char *text = sample_read(world.path, &n);
    rng_init(&rng, 1);
    for (int i = 0; i < 400; i++) {
        size_t at = (size_t)rng_below(&rng, n);
        char old = text[at];
        text[at] = "\"{}[],:0-9nt\n"[rng_below(&rng, 13)];
        sample_write(world.path, text, n);
        struct diagnostics diagnostics;
        struct record_contents contents;
        diagnostics_init(&diagnostics);
        if (record_read(world.path, &diagnostics, &contents) == 0) {
            record_contents_free(&contents);
        } else {
            refused++;
            CU_ASSERT(diagnostics.errors > 0);
        }
        diagnostics_free(&diagnostics);
        text[at] = old;
    }
    CU_ASSERT(refused > 50);
    free(text);
    end(&world);
}

static void without_a_path_nothing_is_written(void)
{
    struct world world;
    struct record *record = NULL;
    begin(&world);
    CU_ASSERT_EQUAL_FATAL(record_open(NULL, &world.run, &world.error, &record), 0);
    CU_ASSERT_EQUAL(record_case(record, &world.cases[0], &world.error), 0);
    CU_ASSERT_EQUAL(record_end(record, 0, 0, false, &world.error), 0);
    CU_ASSERT_EQUAL(world.error.n, 0);
    end(&world);
}

/* ---- helpers of reports ---- */

static void base64_takes_only_its_own(void)
{
    static const char *const bad[] = {"A",    "AB=C", "A===",  "AB==AB==", "AC==A",
                                      "QR==", "QUJ=", "Q\nI=", "===="};
    struct buf out;
    buf_init(&out, 1000);
    base64_add(&out, SLICE_LIT("\0\xFF\x10!"));
    CU_ASSERT_STRING_EQUAL(out.p, "AP8QIQ==");
    buf_clear(&out);
    CU_ASSERT(base64_decode(SLICE_LIT("AP8QIQ=="), &out));
    CU_ASSERT(slice_eq(buf_slice(&out), SLICE_LIT("\0\xFF\x10!")));
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!base64_decode(slice_from(bad[i]), &out));
    buf_free(&out);
}

static void bytes_become_visible(void)
{
    struct buf out;
    buf_init(&out, 10000);
    text_add_visible(&out,
                     SLICE_LIT("a\033[1m\0\xFF\xC3\xBC\xC2\x85\xED\xA0\x80\xEF\xBF\xBF\xE2\x80\xAE\x7F\n\t"));
    CU_ASSERT_STRING_EQUAL(
        out.p, "a\\x1B[1m\\x00\\xFF\xC3\xBC\\xC2\\x85\\xED\\xA0\\x80\\xEF\\xBF\\xBF\\xE2\\x80\\xAE"
               "\\x7F\\x0A\\x09");
    buf_clear(&out);
    text_add_ascii(&out, SLICE_LIT("\xC3\xBC!"));
    CU_ASSERT_STRING_EQUAL(out.p, "\\xC3\\xBC!");
    CU_ASSERT_EQUAL(text_ascii_width(SLICE_LIT("\xC3\xBC!")), 9);
    buf_clear(&out);
    text_add_capped(&out,
                    SLICE_LIT("abcde\xC3\xBC"
                              "defghijkl"),
                    12);
    CU_ASSERT_STRING_EQUAL(out.p, "abcde\n[... 5 bytes left out ...]\nghijkl");
    buf_free(&out);
}

static void times_are_read_as_written(void)
{
    static const char *const bad[] = {"2026-11-22T10:11:32Z", "2026-13-22T10:11:32.123Z",
                                      "2026-11-22 10:11:32.123Z", ""};
    struct buf out;
    int64_t ms = 0;
    buf_init(&out, 100);
    text_add_time(&out, 1795342292007);
    CU_ASSERT_STRING_EQUAL(out.p, "2026-11-22T10:11:32.007Z");
    CU_ASSERT(text_to_time(out.p, &ms));
    CU_ASSERT_EQUAL(ms, 1795342292007);
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT(!text_to_time(bad[i], &ms));
    buf_clear(&out);
    text_add_seconds(&out, 61007);
    CU_ASSERT_STRING_EQUAL(out.p, "61.007");
    buf_free(&out);
}

const struct unit_test unit_tests[] = {
    {"old records are read", old_records_are_read},
    {"same results in, same results out", same_results_in_same_results_out},
    {"lines are there as cases end", lines_are_there_as_cases_end},
    {"totals stand in the last line", totals_stand_in_the_last_line},
    {"a kill at any byte loses one case at most", a_kill_at_any_byte_loses_one_case_at_most},
    {"the later of two counts", the_later_of_two_counts},
    {"damage is told with its line", damage_is_told_with_its_line},
    {"what is no record is refused", what_is_no_record_is_refused},
    {"nothing follows the end", nothing_follows_the_end},
    {"an unwritable place is told", an_unwritable_place_is_told},
    {"a disk that fills is told once", a_disk_that_fills_is_told_once},
    {"damage anywhere is survived", damage_anywhere_is_survived},
    {"without a path nothing is written", without_a_path_nothing_is_written},
    {"base64 takes only its own", base64_takes_only_its_own},
    {"bytes become visible", bytes_become_visible},
    {"times are read as written", times_are_read_as_written},
    {NULL, NULL},
};
