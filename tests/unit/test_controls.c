/* Control runs that serve several cases, and those that each case plays itself. */
#include "engine_bench.h"
#include "expect.h"
#include "suite.h"

#include "engine/controls.h"

#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "controls";

static struct engine_bench bench;

static struct {
    size_t calls, options;
    const char *call, *option; /* what it answers */
    size_t silent_at;          /* the OPTIONS that it does not live through; 0: none */
} peer;

static void die(void *arg)
{
    struct engine_bench *own = arg;
    run_device_died(own->run, "signal 11");
    run_go_on(own->run);
}

static void answer(struct engine_bench *own, const struct sip_message *request,
                   const struct net_packet *packet)
{
    if (slice_eq_text(request->method, "INVITE")) {
        peer.calls++;
        peer_answer(own, request, packet, peer.call, "");
    } else if (slice_eq_text(request->method, "BYE")) {
        peer_answer(own, request, packet, "200 OK", "");
    } else if (slice_eq_text(request->method, "OPTIONS")) {
        if (++peer.options != peer.silent_at)
            peer_answer(own, request, packet, peer.option, "");
        else if (net_timer_start(own->net, 0, die, own, NULL))
            CU_FAIL("no timer");
    }
}

#define CONTROL "'control':[{'send':'INVITE'},{'expect':'final','as':'control','premise':{'status':'2xx'}}],"
#define CASES(rows)                                                                                          \
    {                                                                                                        \
        "a",                                                                                                 \
            "{'title':'t','role':'uas'," CONTROL "'matrix':{'axes':{'x':[" rows "]}},'steps':[{'send':"      \
            "'OPTIONS'},{'expect':'final','judge':{'SC-INV-ANY-030':{'status':{'class_of':'control'}}}}]}",  \
            NULL                                                                                             \
    }

static const char *const four[] = CASES("'1','2','3','4'");
static const char *const two[] = CASES("'1','2'");

static void begin(const char *const *scenarios)
{
    memset(&peer, 0, sizeof(peer));
    peer.call = peer.option = "200 OK";
    engine_bench_begin(&bench, scenarios);
    bench.on_message = answer;
    bench.options.confirm = CONFIRM_BESIDE;
}

static size_t count(enum verdict verdict, bool took_over)
{
    size_t found = 0;
    for (size_t i = 0; i < bench.result_count; i++)
        found += bench.results[i].verdict == verdict && (bench.results[i].control_from != NULL) == took_over;
    return found;
}

static void one_for_all(void)
{
    begin(four);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.calls, 1);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, false), 1);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, true), 3);
    CU_ASSERT(is(slice_from(bench.results[3].control_from), "a[x=1]/udp"));
    /* as if it were its own */
    CU_ASSERT(
        is(slice_from(bench.results[3].ladder), "> INVITE\n< 200\n> ACK\n> BYE\n< 200\n> OPTIONS\n< 200\n"));
    engine_bench_end(&bench);
}

static void never_one_that_failed(void)
{
    begin(four);
    peer.call = "404 Not Found";
    bench.options.confirm = CONFIRM_NEVER;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.calls, 4);
    CU_ASSERT_EQUAL(count(VERDICT_INCONCLUSIVE, false), 4);
    engine_bench_end(&bench);
}

static void one_by_one_each_its_own(void)
{
    begin(four);
    bench.options.jobs = 1;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.calls, 4);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, false), 4);
    engine_bench_end(&bench);
}

/* What is found after another case's control run is looked at again after one of its own. */
static void confirmed_by_its_own(void)
{
    begin(two);
    peer.option = "404 Not Found";
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.calls, 2);
    CU_ASSERT_EQUAL_FATAL(bench.result_count, 3);
    CU_ASSERT_EQUAL(bench.results[0].confirmation, CONFIRMATION_NONE);
    CU_ASSERT_EQUAL(bench.results[1].confirmation, CONFIRMATION_PENDING);
    CU_ASSERT_PTR_NOT_NULL(bench.results[1].control_from);
    CU_ASSERT_EQUAL(bench.results[2].confirmation, CONFIRMATION_SAME);
    CU_ASSERT_PTR_NULL(bench.results[2].control_from);
    engine_bench_end(&bench);
}

/* The two that were under way are played again, each with its own; of the others the first plays a new
 * one. */
static void never_across_a_death(void)
{
    begin(four);
    peer.silent_at = 2;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.calls, 4);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, false), 3);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, true), 1);
    engine_bench_end(&bench);
}

/* ---- which scenarios ---- */

#define LEAN(steps) "{'title':'t','role':'uas'," CONTROL "'steps':[" steps "]}"
#define JUDGED "{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}"

static void what_leans_on_it(void)
{
    static const char *const scenarios[] = {
        "bye",
        LEAN("{'send':'BYE','in_dialog':'control'}," JUDGED),
        "delay",
        LEAN("{'send':'OPTIONS'},{'expect':'final','judge':{'SC-420-UAS-001':{'delay':{'since':'control',"
             "'at_most':'9s'}}}}"),
        "identity",
        LEAN("{'send':'OPTIONS','headers':{'To':'<sip:a@b.invalid>;tag={control.To.tag}'}}," JUDGED),
        "raw",
        LEAN("{'send_raw':'{control.status}'}," JUDGED),
        "stays",
        "{'title':'t','role':'uas','automatic':{'hang_up':false}," CONTROL
        "'steps':[{'send':'OPTIONS'}," JUDGED "]}",
        "tags",
        "{'title':'t','role':'uas','control':[{'send':'INVITE','headers':{'Supported':'{unknown.1}'}}],"
        "'steps':[{'send':'OPTIONS'}," JUDGED "]}",
        "uri",
        "{'title':'t','role':'uas','control':[{'send':'REGISTER','headers':{'Contact':'<{client.uri}>'}}],"
        "'steps':[{'send':'OPTIONS'}," JUDGED "]}",
        "zz",
        LEAN("{'send':'OPTIONS','headers':{'Supported':'{control.Supported.tags}'}}," JUDGED),
        NULL};
    begin(scenarios);
    for (size_t i = 0; i < bench.library->count; i++)
        CU_ASSERT_EQUAL(bench.library->scenarios[i]->shares_control,
                        strcmp(bench.library->scenarios[i]->id, "zz") == 0);
    engine_bench_end(&bench);
}

/* A binding or a subscription that it made would be there for one case alone. */
static void what_leaves_something(void)
{
    static const char *const scenarios[] = {
        "a",
        "{'title':'t','role':'uas','control':[{'send':'OPTIONS'},{'expect':'final'},{'send':'PUBLISH'},"
        "{'expect':'final','where':{'status':501},'optional':true,'as':'refused'}],'matrix':{'axes':{'x':['1'"
        ","
        "'2']}},'steps':[{'send':'OPTIONS'}," JUDGED "]}",
        NULL};
    begin(scenarios);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(peer.options, 4);
    CU_ASSERT_EQUAL(count(VERDICT_PASS, false), 2);
    engine_bench_end(&bench);
}

/* ---- what is kept ---- */

static void not_for_long(void)
{
    const int64_t S = 1000000000;
    struct controls controls = {0};
    struct transcript nothing = {0};
    struct control_name name = {"control", 3};
    struct control_run first = {"first", &nothing, &name, 1}, second = {"second", &nothing, NULL, 0};
    controls_keep(&controls, "k", &first, 10 * S);
    CU_ASSERT_PTR_NULL(controls_find(&controls, "other", 10 * S));
    CU_ASSERT_PTR_NULL(controls_find(&controls, "k", 71 * S));
    const struct control_run *found = controls_find(&controls, "k", 70 * S);
    CU_ASSERT_PTR_NOT_NULL_FATAL(found);
    CU_ASSERT(is(slice_from(found->played_by), "first"));
    CU_ASSERT_EQUAL(found->names[0].entry, 3);
    controls_keep(&controls, "k", &second, 71 * S);
    CU_ASSERT(is(slice_from(controls_find(&controls, "k", 71 * S)->played_by), "second"));
    controls_forget(&controls);
    CU_ASSERT_PTR_NULL(controls_find(&controls, "k", 71 * S));
}

const struct unit_test unit_tests[] = {
    {"one for all", one_for_all},
    {"never one that failed", never_one_that_failed},
    {"one by one each its own", one_by_one_each_its_own},
    {"confirmed by its own", confirmed_by_its_own},
    {"never across a death", never_across_a_death},
    {"what leans on it", what_leans_on_it},
    {"what leaves something", what_leaves_something},
    {"not for long", not_for_long},
    {NULL, NULL},
};
