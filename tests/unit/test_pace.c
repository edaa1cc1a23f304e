/* Who talks to the device when, and what load may have caused: peers with one line, that need a rest, that
 * answer otherwise when several talk to them. */
#include "engine_bench.h"
#include "expect.h"
#include "suite.h"

#include "engine/again.h"
#include "engine/pace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "pace";

static struct engine_bench bench;

/* ---- a peer that takes one call ---- */

static struct {
    size_t up;        /* calls */
    size_t refusals;  /* because of another call */
    int64_t rest_ns;  /* that it needs after a call */
    int64_t ended_ns; /* the last one */
    const char *busy; /* what it answers then */
} line;

static bool is_busy(const struct engine_bench *own)
{
    return line.up || (line.ended_ns && net_now_ns(own->net) - line.ended_ns < line.rest_ns);
}

static void one_line(struct engine_bench *own, const struct sip_message *request,
                     const struct net_packet *packet)
{
    if (slice_eq_text(request->method, "BYE")) {
        line.up--;
        line.ended_ns = net_now_ns(own->net);
        peer_answer(own, request, packet, "200 OK", "");
    } else if (slice_eq_text(request->method, "INVITE") && is_busy(own)) {
        line.refusals++;
        peer_answer(own, request, packet, line.busy, "");
    } else if (slice_eq_text(request->method, "INVITE")) {
        line.up++;
        peer_answer(own, request, packet, "200 OK", "");
    }
}

#define CALL(status)                                                                                         \
    "{'title':'t','role':'uas','steps':[{'send':'INVITE'},{'expect':'final','judge':{'SC-420-UAS-001':"      \
    "{'status':" status "}}}]}"

static void begin(const char *const *scenarios, const char *busy, int64_t rest_ms)
{
    memset(&line, 0, sizeof(line));
    line.busy = busy;
    line.rest_ns = rest_ms * 1000000;
    engine_bench_begin(&bench, scenarios);
    bench.on_message = one_line;
    bench.options.confirm = CONFIRM_BESIDE;
}

static const char *const calls[] = {"a",         CALL("200"), "b",         CALL("200"), "c",
                                    CALL("200"), "d",         CALL("200"), NULL};

/* What stands: the last that was told of a case. */
static size_t count_final(enum verdict verdict, enum confirmation confirmation)
{
    size_t count = 0;
    for (size_t i = 0; i < bench.result_count; i++) {
        bool last = true;
        for (size_t k = i + 1; k < bench.result_count; k++)
            last = last && strcmp(bench.results[i].id, bench.results[k].id) != 0;
        count += last && bench.results[i].verdict == verdict && bench.results[i].confirmation == confirmation;
    }
    return count;
}

/* Nobody said that a second call fits: there is never one, and nothing has to be played again. */
static void one_at_a_time(void)
{
    begin(calls, "486 Busy Here", 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 4);
    CU_ASSERT_EQUAL(count_final(VERDICT_PASS, CONFIRMATION_NONE), 4);
    CU_ASSERT_EQUAL(line.refusals, 0);
    engine_bench_end(&bench);
}

static void several_as_seen(void)
{
    begin(calls, "486 Busy Here", 0);
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "takes_calls", "3", true), 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(line.refusals > 0);
    CU_ASSERT(count_final(VERDICT_PASS, CONFIRMATION_LOAD) > 0);
    CU_ASSERT_EQUAL(
        count_final(VERDICT_PASS, CONFIRMATION_LOAD) + count_final(VERDICT_PASS, CONFIRMATION_NONE), 4);
    engine_bench_end(&bench);
}

/* A phone that is busy for a moment after each call. */
static void rest_after_a_call(void)
{
    begin(calls, "486 Busy Here", 700);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(line.refusals > 0);
    CU_ASSERT_EQUAL(
        count_final(VERDICT_PASS, CONFIRMATION_LOAD) + count_final(VERDICT_PASS, CONFIRMATION_NONE), 4);
    engine_bench_end(&bench);
}

/* No answer of a busy device, and yet only there when others talk: nothing is known of it. */
static void only_beside_others(void)
{
    begin(calls, "404 Not Found", 0);
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "takes_calls", "3", true), 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(count_final(VERDICT_INCONCLUSIVE, CONFIRMATION_BESIDE) > 0);
    CU_ASSERT_EQUAL(count_final(VERDICT_FAIL, CONFIRMATION_NONE), 0);
    CU_ASSERT_EQUAL(count_final(VERDICT_FAIL, CONFIRMATION_SAME), 0);
    engine_bench_end(&bench);
}

/* What is wrong alone too stands; after three of a scenario the others stand with them. */
static void wrong_alone_too(void)
{
    static const char *const scenarios[] = {"a",
                                            "{'title':'t','role':'uas','matrix':{'axes':{'x':['1','2','3','4'"
                                            ",'5','6']}},'steps':[{'send':'INVITE'},"
                                            "{'expect':'final','judge':{'SC-420-UAS-001':{'status':420}}}]}",
                                            NULL};
    begin(scenarios, "486 Busy Here", 0);
    bench.options.confirm = CONFIRM_ALWAYS;
    CU_ASSERT(engine_bench_play(&bench));
    size_t same = count_final(VERDICT_FAIL, CONFIRMATION_SAME);
    CU_ASSERT(same >= 3 && same < 6);
    CU_ASSERT_EQUAL(count_final(VERDICT_FAIL, CONFIRMATION_OTHERS), 6 - same);
    engine_bench_end(&bench);
}

static void refuse_badly(struct engine_bench *own, const struct sip_message *request,
                         const struct net_packet *packet)
{
    if (!slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "420 Bad Extension", "");
}

/* No load excuses what octets say. */
static void octets_stand(void)
{
    static const char *const scenarios[] = {
        "a",
        "{'title':'t','role':'uas','matrix':{'axes':{'x':['1','2','3']}},'steps':[{'send':'INVITE'},"
        "{'expect':'final','judge':{'SC-420-UAS-002':{'Unsupported':'present'}}}]}",
        NULL};
    begin(scenarios, "", 0);
    bench.on_message = refuse_badly;
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "takes_calls", "3", true), 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 3);
    CU_ASSERT_EQUAL(count_final(VERDICT_FAIL, CONFIRMATION_NONE), 3);
    engine_bench_end(&bench);
}

/* ---- who is busy ---- */

static void file(struct transcript *transcript, enum direction direction, const char *start,
                 const char *branch)
{
    char text[300];
    struct entry entry = {.direction = direction, .answers = -1};
    int n =
        snprintf(text, sizeof(text),
                 "%s\r\nVia: SIP/2.0/UDP h;branch=%s\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\nTo: <sip:a>\r\n\r\n",
                 start, branch);
    CU_ASSERT(transcript_add(transcript, &entry, text, (size_t)n) >= 0);
}

/* A proxy that hands on what our own callee says is not busy itself. */
static void busy_is_who_says_so(void)
{
    const struct finding finding = {.verdict = VERDICT_FAIL, .entry = 3, .cause = CAUSE_STATUS};
    for (int relays = 0; relays < 2; relays++) {
        struct case_result result = {.verdict = VERDICT_FAIL};
        file(&result.transcript, DIRECTION_SENT, "INVITE sip:a SIP/2.0", "z9hG4bK1");
        file(&result.transcript, DIRECTION_RECEIVED, "INVITE sip:b SIP/2.0", "z9hG4bK2");
        if (relays)
            file(&result.transcript, DIRECTION_SENT, "SIP/2.0 486 Busy Here", "z9hG4bK2");
        file(&result.transcript, DIRECTION_RECEIVED, "SIP/2.0 486 Busy Here", "z9hG4bK1");
        CU_ASSERT_EQUAL(findings_add(&result.findings, &finding), 0);
        CU_ASSERT_EQUAL(again_doubt(&result, CONFIRM_BESIDE, false, true).any, !relays);
        struct doubt beside = again_doubt(&result, CONFIRM_BESIDE, true, true);
        CU_ASSERT(beside.any);
        CU_ASSERT_EQUAL(beside.busy, !relays);
        CU_ASSERT_EQUAL(beside.load, !relays);
        case_result_free(&result);
    }
}

/* ---- the pace itself ---- */

static const int64_t MS = 1000000;

static struct pace pace_of(const char *key, const char *value, unsigned roles)
{
    struct profile profile = {0};
    struct pace pace;
    if (key)
        CU_ASSERT_EQUAL(profile_set_text(&profile, key, value, false), 0);
    pace_begin(&pace, &profile, roles, 32);
    profile_free(&profile);
    return pace;
}

static void what_it_begins_with(void)
{
    CU_ASSERT_EQUAL(pace_of(NULL, NULL, ROLE_SET(UAS)).limit, 1);
    CU_ASSERT_EQUAL(pace_of(NULL, NULL, ROLE_SET(UAS)).ceiling, 1);
    CU_ASSERT_EQUAL(pace_of("max_calls", "2", ROLE_SET(UAS)).ceiling, 2);
    CU_ASSERT_EQUAL(pace_of("max_calls", "1000", ROLE_SET(UAS)).limit, 32);
    CU_ASSERT_EQUAL(pace_of("takes_calls", "3", ROLE_SET(UAS)).limit, 3);
    CU_ASSERT_EQUAL(pace_of("takes_calls", "3", ROLE_SET(UAS)).ceiling, 32);
    CU_ASSERT(pace_of(NULL, NULL, ROLE_SET(REGISTRAR)).limit > 1);
}

static void it_grows_and_falls_back(void)
{
    struct pace pace = pace_of("takes_calls", "3", ROLE_SET(UAS));
    for (int i = 0; i < 200; i++)
        pace_answered(&pace, 2 * MS);
    CU_ASSERT_EQUAL(pace.limit, 32);
    for (int i = 0; i < 40; i++)
        pace_answered(&pace, 600 * MS);
    CU_ASSERT(pace.limit < 8);
    CU_ASSERT(pace_patience_ms(&pace) >= 500);
    size_t before = pace.limit;
    pace_too_much(&pace, &(struct pace_refusal){.beside = true, .busy = true}, 0);
    CU_ASSERT(pace.limit <= before && pace.limit >= 1);
}

static void it_keeps_to_retry_after(void)
{
    struct pace pace = pace_of("max_calls", "2", ROLE_SET(UAS));
    pace_too_much(&pace, &(struct pace_refusal){.busy = true, .retry_after_s = 3}, 1000 * MS);
    CU_ASSERT(!pace_admits(&pace, 0, 3999 * MS));
    CU_ASSERT(pace_admits(&pace, 0, 4000 * MS));
    pace_too_much(&pace, &(struct pace_refusal){0}, 4000 * MS); /* silence is no wish for a rest */
    CU_ASSERT_EQUAL(pace.rest_ns, 0); /* a Retry-After says itself how long, and after a call is not longer */
    pace_too_much(&pace, &(struct pace_refusal){.busy = true, .retry_after_s = 3600}, 10000 * MS);
    CU_ASSERT(pace_admits(&pace, 0, 20000 * MS)); /* nobody waits for an hour */
}

/* A queue that was refused in one moment asks for one longer rest, not for one after the other. */
static void one_moment_one_rest(void)
{
    struct pace pace = pace_of("max_calls", "1", ROLE_SET(UAS));
    struct pace_refusal refusal = {.busy = true, .began_ns = 1000 * MS};
    for (int i = 0; i < 5; i++)
        pace_too_much(&pace, &refusal, (2000 + i) * MS);
    CU_ASSERT_EQUAL(pace.rest_ns, 250 * MS);
    refusal.began_ns = 2001 * MS;
    pace_too_much(&pace, &refusal, 3000 * MS);
    CU_ASSERT_EQUAL(pace.rest_ns, 500 * MS);
}

const struct unit_test unit_tests[] = {
    {"one at a time", one_at_a_time},
    {"several as seen", several_as_seen},
    {"rest after a call", rest_after_a_call},
    {"only beside others", only_beside_others},
    {"wrong alone too", wrong_alone_too},
    {"octets stand", octets_stand},
    {"busy is who says so", busy_is_who_says_so},
    {"one moment, one rest", one_moment_one_rest},
    {"what it begins with", what_it_begins_with},
    {"it grows and falls back", it_grows_and_falls_back},
    {"it keeps to Retry-After", it_keeps_to_retry_after},
    {NULL, NULL},
};
