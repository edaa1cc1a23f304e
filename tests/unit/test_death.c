/* A device that falls silent: the run stops its pace, asks, and finds out which case it was. */
#include "engine_bench.h"
#include "expect.h"
#include "report_text.h"
#include "suite.h"

#include <string.h>

const char unit_suite_name[] = "death";

static struct engine_bench bench;

/* ---- a peer that MESSAGE kills ---- */

static struct {
    bool dead;
    bool revives; /* once it is known to be dead */
    bool lives;   /* all the time: MESSAGE is only left unanswered */
    size_t questions, deaths;
} peer;

static void mortal(struct engine_bench *own, const struct sip_message *request,
                   const struct net_packet *packet)
{
    if (!peer.dead && slice_eq_text(request->method, "MESSAGE")) {
        peer.dead = !peer.lives;
        peer.deaths++;
        return;
    }
    if (!peer.dead && !slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "200 OK", "");
}

static void come_back(void *arg)
{
    struct run *run = arg;
    peer.dead = false;
    run_go_on(run);
}

static void answer(void *arg)
{
    struct run *run = arg;
    if (peer.lives) {
        run_device_answers(run);
        return;
    }
    struct net_timer *timer;
    if (!peer.revives) {
        run_device_gone(run, "a test");
        return;
    }
    run_device_died(run, "a test");
    CU_ASSERT_EQUAL(net_timer_start(bench.net, 40000000000, come_back, run, &timer), 0);
}

static void on_silence(void *arg, struct run *run, enum net_transport transport)
{
    (void)arg;
    struct net_timer *timer;
    CU_ASSERT_EQUAL(transport, NET_UDP);
    peer.questions++;
    CU_ASSERT_EQUAL(net_timer_start(bench.net, 0, answer, run, &timer), 0);
}

#define ASKS                                                                                                 \
    "{'title':'t','role':'uas','steps':[{'send':'OPTIONS'},{'expect':'final','judge':{'SC-420-UAS-001':"     \
    "{'status':200}}}]}"
#define KILLS                                                                                                \
    "{'title':'t','role':'uas','steps':[{'send':'OPTIONS'},{'expect':'final','judge':{'SC-420-UAS-001':"     \
    "{'status':200}}},{'send':'MESSAGE'},{'expect':'final','within':'1s','optional':true}]}"

static void begin(const char *const *scenarios)
{
    engine_bench_begin(&bench, scenarios);
    bench.on_message = mortal;
    bench.options.confirm = CONFIRM_BESIDE;
    bench.options.sink.on_silence = on_silence;
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "options_status", "200", true), 0);
    memset(&peer, 0, sizeof(peer));
}

static const char *const three[] = {"a", KILLS, "b", ASKS, "c", ASKS, NULL};
static const char *const five[] = {"a", ASKS, "b", KILLS, "c", ASKS, "d", ASKS, "e", ASKS, NULL};

static size_t count(enum verdict verdict)
{
    size_t n = 0;
    for (size_t i = 0; i < bench.result_count; i++)
        n += bench.results[i].verdict == verdict ? 1 : 0;
    return n;
}

/* Nobody else had sent anything: it was this one. */
static void the_one_that_was_alone(void)
{
    begin(three);
    peer.revives = true;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 3);
    CU_ASSERT_EQUAL(count(VERDICT_PASS), 2);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "a")->verdict, VERDICT_FAIL);
    CU_ASSERT_EQUAL(peer.deaths, 1);
    engine_bench_end(&bench);
}

/* Several at a time: all that were beside it are played again, one by one, and it kills once more. */
static void found_among_several(void)
{
    begin(five);
    peer.revives = true;
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "takes_calls", "5", true), 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 5);
    CU_ASSERT_EQUAL(count(VERDICT_PASS), 4);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "b")->verdict, VERDICT_FAIL);
    CU_ASSERT_EQUAL(peer.deaths, 2);
    engine_bench_end(&bench);
}

/* It does not come back: the run ends with what is known, and nothing more is sent to nobody. The case before
 * was still letting time pass, and had its answer: the one that was not answered is to blame. */
static void gone_for_good(void)
{
    begin(five);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 1);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "b")->verdict, VERDICT_FAIL);
    CU_ASSERT_EQUAL(peer.questions, 1);
    CU_ASSERT_EQUAL(text_times(bench.heard.p, "OPTIONS"), 2);
    engine_bench_end(&bench);
}

/* A request that is not answered makes no dead device: asked alone it answers, and all goes on. */
static void silent_and_alive(void)
{
    begin(five);
    peer.lives = true;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 5);
    CU_ASSERT_EQUAL(count(VERDICT_PASS), 5);
    CU_ASSERT_EQUAL(peer.questions, 1);
    engine_bench_end(&bench);
}

/* A request in vain, and nothing since: no other is sent before somebody has asked. */
static void one_is_enough(void)
{
    begin(five);
    peer.dead = true;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 1);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "a")->verdict, VERDICT_FAIL);
    CU_ASSERT_EQUAL(peer.questions, 1);
    engine_bench_end(&bench);
}

/* Who never answered an OPTIONS cannot be asked with one. */
static void nobody_to_ask(void)
{
    begin(five);
    profile_free(&bench.options.profile);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 5);
    CU_ASSERT_EQUAL(peer.questions, 0);
    engine_bench_end(&bench);
}

const struct unit_test unit_tests[] = {
    {"the one that was alone", the_one_that_was_alone},
    {"found among several", found_among_several},
    {"gone for good", gone_for_good},
    {"silent and alive", silent_and_alive},
    {"one is enough", one_is_enough},
    {"nobody to ask", nobody_to_ask},
    {NULL, NULL},
};
