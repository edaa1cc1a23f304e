/* The player against peers that are right, wrong, silent, gone or mad. */
#include "engine_bench.h"
#include "expect.h"
#include "suite.h"

#include "base/limits.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char unit_suite_name[] = "engine";

static struct engine_bench bench;

#define BEGIN(...) engine_bench_begin(&bench, (const char *const[]){__VA_ARGS__, NULL})

static bool has(const char *text, const char *part)
{
    bool found = strstr(text, part) != NULL;
    if (!found)
        printf("\n    no \"%s\" in:\n%s", part, text);
    return found;
}

static size_t count_of(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n++;
    return n;
}

/* ---- whose is it? ---- */

static void mangle(struct engine_bench *own, const struct sip_message *request,
                   const struct net_packet *packet)
{
    static const char text[] =
        "SIP/2.0 420 Bad Extension\r\nVia: SIP/2.0/UDP nowhere;branch=mangled\r\n"
        "From: <sip:x@y>;tag=mangled\r\nTo: <sip:z@y>;tag=mangled\r\nCall-ID: mangled\r\n"
        "CSeq: 4711 MANGLED\r\nUnsupported: a\r\nContent-Length: 0\r\n\r\n";
    (void)request;
    peer_send(own, &packet->from, text, sizeof(text) - 1);
}

static void attribution(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','steps':[{'send':'OPTIONS'},{'expect':'final','judge':"
          "{'SC-420-UAS-001':{'status':420}}}]}",
          "two",
          "{'title':'t','role':'uas','steps':[{'send':'MESSAGE'},{'expect':'final','judge':"
          "{'SC-420-UAS-001':{'Unsupported':{'tags':'a'}}}}]}");
    bench.on_message = mangle;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT(has(engine_bench_result(&bench, "two")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT_EQUAL(bench.stray_count, 0);
    engine_bench_end(&bench);
}

static void ring_and_refuse(struct engine_bench *own, const struct sip_message *request,
                            const struct net_packet *packet)
{
    if (!slice_eq_text(request->method, "INVITE"))
        return;
    peer_answer(own, request, packet, "180 Ringing", "");
    peer_answer(own, request, packet, "180 Ringing", "");
    peer_answer(own, request, packet, "183 Session Progress", "");
    peer_answer(own, request, packet, "486 Busy Here", "");
    peer_answer(own, request, packet, "486 Busy Here", "");
}

static void in_order_and_no_copies(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','steps':[{'send':'INVITE'},"
          "{'expect':'provisional','judge':{'SC-420-UAS-001':{'status':180}}},"
          "{'expect':'provisional','judge':{'SC-420-UAS-002':{'status':183}}},"
          "{'expect':'final','as':'busy','judge':{'SC-420-UAS-003':{'status':486}}},"
          "{'watch':{'retransmissions_of':'busy'},'for':'100ms','judge':{'SC-TXN-SRV-005':{'count':1,'"
          "identical':true}"
          "}},"
          "{'expect':'response','within':'1s','optional':true,'judge':{'SC-420-UAS-020':{'status':600}}}]}");
    bench.on_message = ring_and_refuse;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(
        engine_bench_result(&bench, "one")->findings,
        "SC-420-UAS-001 PASS \nSC-420-UAS-002 PASS \nSC-420-UAS-003 PASS \nSC-TXN-SRV-005 PASS \n");
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "ACK"), 2); /* one for each copy of the failure */
    engine_bench_end(&bench);
}

/* A review sees what a watch would see, and takes no time. */
static void review_takes_no_time(void)
{
    BEGIN("looks back",
          "{'title':'t','role':'uas','steps':[{'send':'INVITE','as':'invite'},{'expect':'final','as':'busy'},"
          "{'pause':'100ms'},"
          "{'review':{'retransmissions_of':'busy'},'as':'again','judge':{'SC-420-UAS-001':{'count':1,'"
          "identical':true}}},"
          "{'check':'again','judge':{'SC-420-UAS-002':{'retransmission_of':'busy'}}},"
          "{'review':{'message':'provisional','to':'invite'},'judge':{'SC-420-UAS-003':{'count':2}}},"
          "{'review':{'since':'busy'},'judge':{'SC-420-UAS-020':{'count':0}}}]}",
          "only waits",
          "{'title':'t','role':'uas','steps':[{'send':'INVITE'},{'expect':'final','judge':{'SC-420-UAS-001':"
          "{'status':486}}},{'pause':'100ms'}]}");
    bench.on_message = ring_and_refuse;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(
        engine_bench_result(&bench, "looks back")->findings,
        "SC-420-UAS-001 PASS \nSC-420-UAS-002 PASS \nSC-420-UAS-003 PASS \nSC-420-UAS-020 PASS \n");
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "looks back")->duration_ms,
                    engine_bench_result(&bench, "only waits")->duration_ms);
    engine_bench_end(&bench);
}

/* The second request draws a CANCEL besides, at the endpoint that it came from. */
static void refuse_and_cancel(struct engine_bench *own, const struct sip_message *request,
                              const struct net_packet *packet)
{
    static const char cancel[] = "CANCEL sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP nowhere;branch=z9hG4bKc\r\n"
                                 "From: <sip:x@y>;tag=c\r\nTo: <sip:z@y>\r\nCall-ID: c\r\n"
                                 "CSeq: 1 CANCEL\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    if (request->kind != SIP_REQUEST)
        return;
    peer_answer(own, request, packet, "486 Busy Here", "");
    if (own->requests == 2)
        peer_send(own, &packet->from, cancel, sizeof(cancel) - 1);
}

/* "of" names the message beside which a request comes, "to" the request that a response answers. */
static void to_and_of(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','endpoints':['second'],'liveness':false,'steps':["
          "{'send':'OPTIONS','as':'here'},{'expect':'final','as':'answer'},"
          "{'send':'OPTIONS','at':'second','as':'there'},{'pause':'100ms'},"
          "{'review':{'of':'here'},'judge':{'SC-420-UAS-001':{'count':0}}},"
          "{'review':{'of':'answer'},'judge':{'SC-420-UAS-002':{'count':0}}},"
          "{'review':{'of':'there'},'judge':{'SC-420-UAS-003':{'count':1,'every':{'method':'CANCEL'}}}},"
          "{'review':{'to':'there'},'judge':{'SC-420-UAS-008':{'count':1,'every':{'status':486}}}},"
          "{'review':{'to':'there','of':'there'},'judge':{'SC-420-UAS-010':{'count':2}}},"
          "{'expect':'CANCEL','at':['client','second'],'of':'there','judge':{'SC-420-UAS-020':{'method':'"
          "CANCEL'}}},"
          "{'expect':'CANCEL','at':['client','second'],'of':'here','within':'1s','judge':{'SC-420-UAS-028':"
          "{'method':'CANCEL'}}}]}");
    bench.on_message = refuse_and_cancel;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(engine_bench_result(&bench, "one")->findings,
                           "SC-420-UAS-001 PASS \nSC-420-UAS-002 PASS \nSC-420-UAS-003 PASS \n"
                           "SC-420-UAS-008 PASS \nSC-420-UAS-010 PASS \nSC-420-UAS-020 PASS \n"
                           "SC-420-UAS-028 FAIL no CANCEL request within 1.0 s\n");
    engine_bench_end(&bench);
}

/* ---- what does not come ---- */

static void refuse(struct engine_bench *own, const struct sip_message *request,
                   const struct net_packet *packet)
{
    if (request->kind == SIP_REQUEST && !slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "500 Server Error", "");
}

static void control_fails(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','control':[{'send':'OPTIONS'},{'expect':'final','premise':{'status':'"
          "2xx'}}],"
          "'steps':[{'send':'MESSAGE'},{'expect':'final','judge':{'SC-420-UAS-001':{'status':420}}}]}");
    bench.on_message = refuse;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT_EQUAL(result->verdict, VERDICT_INCONCLUSIVE);
    CU_ASSERT(has(result->reason, "500 Server Error (expected: status 2xx)"));
    CU_ASSERT(is(buf_slice(&bench.heard), "OPTIONS\n")); /* the thing under test was not asked */
    engine_bench_end(&bench);
}

#define ONE_EXPECT(extra)                                                                                    \
    "{'title':'t','role':'uas','steps':[{'send':'OPTIONS'},{'expect':'final'," extra "}]}"

static void silence(void)
{
    BEGIN("must", ONE_EXPECT("'judge':{'SC-TXN-SRV-003':{'status':420}}"), "should",
          ONE_EXPECT("'judge':{'SC-TXN-SRV-004':{'status':420}}"), "premise",
          ONE_EXPECT("'premise':{'status':420},'judge':{'SC-TXN-SRV-003':{'status':420}}"), "plain",
          ONE_EXPECT("'where':{'status':420},'judge':{'SC-TXN-SRV-003':{'status':420}}"), "short",
          ONE_EXPECT("'within':'3s','judge':{'SC-TXN-SRV-003':{'status':420}}"), "optional",
          ONE_EXPECT("'optional':true,'judge':{'SC-TXN-SRV-003':{'status':420}}"));
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *must = engine_bench_result(&bench, "must");
    CU_ASSERT_EQUAL(must->verdict, VERDICT_FAIL);
    CU_ASSERT_STRING_EQUAL(must->findings, "SC-TXN-SRV-003 FAIL no final response within 32.0 s\n");
    CU_ASSERT(must->duration_ms >= 32000 && must->duration_ms < 34000);
    CU_ASSERT_EQUAL(count_of(must->ladder, "> OPTIONS"),
                    11); /* timer E: repeated at 0.5 1.5 3.5 7.5 ... 31.5 s */
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "should")->verdict, VERDICT_WARN);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "premise")->verdict, VERDICT_INCONCLUSIVE);
    CU_ASSERT_STRING_EQUAL(engine_bench_result(&bench, "premise")->reason, "no final response within 32.0 s");
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "plain")->verdict, VERDICT_FAIL);
    CU_ASSERT_STRING_EQUAL(engine_bench_result(&bench, "short")->findings,
                           "SC-TXN-SRV-003 FAIL no final response within 3.0 s\n");
    CU_ASSERT(engine_bench_result(&bench, "short")->duration_ms < 5000);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "optional")->verdict, VERDICT_INCONCLUSIVE);
    engine_bench_end(&bench);
}

/* Where nobody listens the case ends at once, not after 32 s. */
static void refused(void)
{
    BEGIN("one", ONE_EXPECT("'judge':{'SC-TXN-SRV-003':{'status':420}}"));
    net_port_close(bench.port);
    bench.port = NULL;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT(has(result->findings, "refused the packet"));
    CU_ASSERT(result->duration_ms < 1000);
    engine_bench_end(&bench);
}

/* What was not played is recorded with what it would have judged. */
/* Takes the first call with a Contact where nobody listens; answers the second when it is asked again. */
static void point_elsewhere(struct engine_bench *own, const struct sip_message *request,
                            const struct net_packet *packet)
{
    if (own->requests == 1)
        peer_answer(own, request, packet, "200 OK", "Contact: <sip:x@192.0.2.1:9>\r\n");
    else if (own->requests == 3)
        peer_answer(own, request, packet, "486 Busy Here", "");
}

/* A refusal is that of the message that it quotes: of an ACK and a BYE, not of the INVITE that comes next. */
static void refusal_of_another(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE','as':'first'},"
          "{'expect':'final','as':'ok'},{'send':'BYE','in_dialog':'ok'},{'send':'INVITE','as':'second'},"
          "{'expect':'final','judge':{'SC-TXN-SRV-003':{'status':486}}}]}");
    bench.on_message = point_elsewhere;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT(has(result->findings, "SC-TXN-SRV-003 PASS"));
    CU_ASSERT(has(result->ladder, "> ACK refused\n"));
    CU_ASSERT(has(result->ladder, "> BYE refused\n"));
    CU_ASSERT_EQUAL(count_of(result->ladder, "> INVITE refused\n"), 0);
    CU_ASSERT(result->duration_ms < 10000); /* what was refused is not waited for, at the end either */
    engine_bench_end(&bench);
}

/* ---- connections that end ---- */

/* Closes the connection of each request; of all but the first it does so after an answer. */
static void close_at_once(struct engine_bench *own, const struct sip_message *request,
                          const struct net_packet *packet)
{
    if (own->requests > 1)
        peer_answer(own, request, packet, "200 OK", "");
    net_connection_close(own->stream, packet->connection);
}

static void close_without_answer(struct engine_bench *own, const struct sip_message *request,
                                 const struct net_packet *packet)
{
    (void)request;
    net_connection_close(own->stream, packet->connection);
}

/* 8.1.3.1: a request whose connection ends without an answer is tried once more on another, and once only. */
static void lost_requests(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'OPTIONS'},{'expect':'final','judge':"
          "{'SC-TXN-SRV-003':{'status':200}}},{'send':'MESSAGE'},{'expect':'final','judge':"
          "{'SC-TXN-SRV-004':{'status':200}}}]}");
    bench.on_message = close_at_once;
    bench.options.transports = 1u << NET_TCP;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT_STRING_EQUAL(result->findings, "SC-TXN-SRV-003 PASS \nSC-TXN-SRV-004 PASS \n");
    /* the MESSAGE goes into the connection that is just being closed */
    CU_ASSERT(has(result->ladder, "> OPTIONS\n> OPTIONS\n< 200\n> MESSAGE\n> MESSAGE\n"));
    CU_ASSERT_EQUAL(result->verdict, VERDICT_PASS);
    engine_bench_end(&bench);
}

static void lost_twice(void)
{
    BEGIN("one", ONE_EXPECT("'judge':{'SC-TXN-SRV-003':{'status':420}}"));
    bench.on_message = close_without_answer;
    bench.options.transports = 1u << NET_TCP;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT(has(result->findings, "the device closed the connection, 2 times"));
    CU_ASSERT_EQUAL(count_of(result->ladder, "> OPTIONS"), 2);
    engine_bench_end(&bench);
}

static void ask_and_close(struct engine_bench *own, const struct sip_message *message,
                          const struct net_packet *packet)
{
    static const char info[] = "INFO sip:x@y SIP/2.0\r\nVia: SIP/2.0/TCP 192.0.2.1:5060;branch=z9hG4bKi\r\n"
                               "From: <sip:x@y>;tag=i\r\nTo: <sip:z@y>\r\nCall-ID: i\r\nCSeq: 1 INFO\r\n"
                               "Max-Forwards: 70\r\nContent-Length: 0\r\n\r\n";
    if (message->kind != SIP_REQUEST)
        return;
    peer_answer(own, message, packet, "200 OK", "");
    CU_ASSERT_EQUAL(net_send_on(own->stream, packet->connection, info, sizeof(info) - 1), 0);
    net_connection_close(own->stream, packet->connection);
}

/* 18.2.2: a response whose connection is gone opens one to the sent-by of the Via. */
static void lost_response(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'OPTIONS'},{'expect':'final','judge':"
          "{'SC-TXN-SRV-003':{'status':200}}},{'expect':'INFO','at':'client'},{'pause':'100ms'},"
          "{'send':480}]}");
    bench.on_message = ask_and_close;
    bench.options.transports = 1u << NET_TCP;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "OPTIONS\n480\n");
    engine_bench_end(&bench);
}

/* ---- where requests of a call go ---- */

static const char *contact; /* a row of the peer's 200 */
static unsigned by_tcp;     /* requests of the call that came by TCP */

static void take_with_contact(struct engine_bench *own, const struct sip_message *request,
                              const struct net_packet *packet)
{
    by_tcp += packet->transport == NET_TCP;
    if (packet->transport == NET_TCP)
        CU_ASSERT(has(request->bytes, "SIP/2.0/TCP"));
    if (!slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "200 OK", contact);
}

#define CALL_AND(more)                                                                                       \
    "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final','as':'ok',"     \
    "'judge':{'SC-420-UAS-001':{'status':200}}}" more "]}"

/* 8.1.2: the transport that the Contact asks for; RFC 3263 4.1. */
static void contact_names_transport(void)
{
    BEGIN("one", CALL_AND(""));
    contact = "Contact: <sip:peer@192.0.2.1:5060;transport=tcp>\r\n";
    by_tcp = 0;
    bench.on_message = take_with_contact;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "INVITE\nACK\nBYE\n");
    CU_ASSERT_EQUAL(by_tcp, 2);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "one")->verdict, VERDICT_PASS);
    engine_bench_end(&bench);
}

/* Nothing goes to a host that nobody allowed: what needs more than the 200 is not judged, and says why. */
static void contact_on_another_host(void)
{
    BEGIN("all is there", CALL_AND(""), "more is wanted",
          CALL_AND(",{'watch':{'message':'BYE'},'for':'2s','judge':{'SC-420-UAS-002':{'count':0}}}"),
          "by a step", CALL_AND(",{'send':'OPTIONS','in_dialog':'ok'}"));
    contact = "Contact: <sip:peer@198.51.100.7:5062>\r\n";
    bench.on_message = take_with_contact;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "ACK") + count_of(bench.heard.p, "BYE"), 0);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "all is there")->verdict, VERDICT_PASS);
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "more is wanted")->verdict, VERDICT_INCONCLUSIVE);
    CU_ASSERT(has(engine_bench_result(&bench, "more is wanted")->reason, "--allow-host 198.51.100.7"));
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "by a step")->verdict, VERDICT_INCONCLUSIVE);
    CU_ASSERT(has(engine_bench_result(&bench, "by a step")->reason, "<sip:peer@198.51.100.7:5062>"));
    engine_bench_end(&bench);
}

/* A name is the target's if the target was named so; no other is looked up. */
static void contact_is_a_name(void)
{
    BEGIN("one", CALL_AND(""));
    contact = "Contact: <sip:peer@Phone.example>\r\n";
    bench.on_message = take_with_contact;
    bench.options.target_name = "phone.example:5060";
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "INVITE\nACK\nBYE\n");
    engine_bench_end(&bench);
}

/* 12.2.1.1: the first URI of the route set says where, loose routing. */
static void route_goes_first(void)
{
    BEGIN("one", CALL_AND(""));
    contact = "Record-Route: <sip:192.0.2.1:5060;transport=tcp;lr>\r\nContact: <sip:peer@198.51.100.7>\r\n";
    by_tcp = 0;
    bench.on_message = take_with_contact;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "INVITE\nACK\nBYE\n");
    CU_ASSERT_EQUAL(by_tcp, 2);
    engine_bench_end(&bench);
}

/* ---- nothing is left standing ---- */

static void fork_call(struct engine_bench *own, const struct sip_message *request,
                      const struct net_packet *packet)
{
    static const char *const branches[] = {"a", "b", "c"};
    bool is_invite = slice_eq_text(request->method, "INVITE");
    for (size_t i = 0; i < (is_invite ? 3 : 1); i++) {
        own->fork = is_invite ? branches[i] : NULL;
        if (!slice_eq_text(request->method, "ACK"))
            peer_answer(own, request, packet, "200 OK", "");
    }
}

/* Each 2xx of a fork is a dialog, and each is ended, whatever the scenario has switched off. */
static void every_fork_is_ended(void)
{
    BEGIN("one", "{'title':'t','role':'uas','liveness':false,'automatic':{'ack':false,'hang_up':false,"
                 "'retransmit':false},'steps':[{'send':'INVITE'},{'expect':'final','judge':{'SC-420-UAS-001':"
                 "{'status':200}}}]}");
    bench.on_message = fork_call;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "ACK"), 3);
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "BYE"), 3);
    CU_ASSERT(engine_bench_result(&bench, "one")->duration_ms < 2000);
    engine_bench_end(&bench);
}

static void accept_all(struct engine_bench *own, const struct sip_message *request,
                       const struct net_packet *packet)
{
    char row[200];
    snprintf(row, sizeof(row), "X-Contact: %.*s\r\n",
             SLICE_ARG(slice_sub(sip_header_value(request, SIP_HEADER_CONTACT), 0, 150)));
    if (!slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "200 OK", "");
    if (slice_eq_text(sip_header_value(request, SIP_HEADER_EXPIRES), "0"))
        buf_addf(&own->heard, "%s", row);
}

/* What was registered and subscribed to, and was not taken back by a step, is taken back. */
static void bindings_are_removed(void)
{
    BEGIN("registers",
          "{'title':'t','role':'uas','liveness':false,'steps':["
          "{'send':'REGISTER','headers':{'Contact':['<sip:a@192.0.2.2>','<sip:b@192.0.2.2>;expires=9']}},"
          "{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}},"
          "{'send':'REGISTER','headers':{'Contact':'<sip:a@192.0.2.2>;expires=0'}},{'expect':'final'}]}");
    bench.on_message = accept_all;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "REGISTER\nREGISTER\nREGISTER\nX-Contact: <sip:b@192.0.2.2>\r\n");
    engine_bench_end(&bench);
    BEGIN("subscribes", "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'SUBSCRIBE'},"
                        "{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}]}");
    bench.on_message = accept_all;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "SUBSCRIBE"), 2);
    CU_ASSERT(has(bench.heard.p, "SUBSCRIBE\nSUBSCRIBE\nX-Contact"));
    engine_bench_end(&bench);
}

/* A run that is to end early ends its calls first, and tells no result of a case that it broke off. */
static void early_end(void)
{
    BEGIN("one", CALL_AND(",{'pause':'30s'}"), "two", CALL_AND(",{'pause':'30s'}"));
    contact = "";
    bench.on_message = take_with_contact;
    bench.wind_down_ns = 1000000000;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "INVITE\nACK\nBYE\n"); /* the other never began */
    CU_ASSERT_EQUAL(bench.unfinished, 1);
    CU_ASSERT_EQUAL(bench.result_count, 0);
    CU_ASSERT(bench.stopped_ns < 3000000000);
    engine_bench_end(&bench);
}

static void ring_only(struct engine_bench *own, const struct sip_message *request,
                      const struct net_packet *packet)
{
    peer_answer(own, request, packet, slice_eq_text(request->method, "INVITE") ? "180 Ringing" : "200 OK",
                "");
}

/* The same for a call that rings; that it never ends is waited for no longer than two seconds. */
static void early_end_of_ringing(void)
{
    BEGIN("one", "{'title':'t','role':'uas','steps':[{'send':'INVITE'},{'expect':'final','judge':"
                 "{'SC-420-UAS-001':{'status':200}}}]}");
    bench.on_message = ring_only;
    bench.wind_down_ns = 1000000000;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_STRING_EQUAL(bench.heard.p, "INVITE\nCANCEL\n");
    CU_ASSERT(bench.stopped_ns < 5000000000);
    engine_bench_end(&bench);
}

/* ---- what came instead ---- */

static void refuse_calls(struct engine_bench *own, const struct sip_message *request,
                         const struct net_packet *packet)
{
    if (!slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "403 Not relaying", "");
}

/* After a final answer nobody waits for what cannot come any more, and the reason says what came. */
static void what_came_instead(void)
{
    BEGIN("forwarded",
          "{'title':'t','role':'proxy','liveness':false,'steps':[{'send':'INVITE'},"
          "{'expect':'INVITE','at':'server','judge':{'SC-420-PRX-001':{'Via':'present'}}}]}",
          "rings",
          "{'title':'t','role':'proxy','liveness':false,'steps':[{'send':'INVITE'},"
          "{'expect':'provisional','where':{'status':180},'judge':{'SC-420-PRX-001':{'Via':'present'}}}]}",
          "called",
          "{'title':'t','role':'uac','liveness':false,'steps':[{'trigger':'call'},"
          "{'expect':'INVITE','judge':{'SC-3XX-UAC-001':{'Via':'present'}}}]}");
    bench.options.roles = 1u << ROLE_PROXY | 1u << ROLE_UAC;
    bench.options.profile.call.kind = ACTION_REFER;
    CU_ASSERT_EQUAL(value_text(SLICE_LIT("sip:x@192.0.2.1"), &bench.options.profile.call.arguments), 0);
    bench.on_message = refuse_calls;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "forwarded")->findings,
                  "no INVITE request: 403 Not relaying after 2.0 ms"));
    CU_ASSERT(has(engine_bench_result(&bench, "rings")->findings,
                  "no provisional response: 403 Not relaying after 2.0 ms"));
    CU_ASSERT(has(engine_bench_result(&bench, "called")->findings,
                  "no INVITE request: 403 Not relaying after 2.0 ms"));
    for (size_t i = 0; i < bench.result_count; i++)
        CU_ASSERT(bench.results[i].duration_ms < 3000);
    engine_bench_end(&bench);
}

/* Passes a call on to where the request came from, and hands the answer back. */
static void pass_back(struct engine_bench *own, const struct sip_message *message,
                      const struct net_packet *packet)
{
    static const char invite[] =
        "INVITE sip:x@y SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKb\r\n"
        "From: <sip:x@y>;tag=i\r\nTo: <sip:z@y>\r\nCall-ID: i\r\nCSeq: 1 INVITE\r\n"
        "Contact: <sip:x@192.0.2.1>\r\nMax-Forwards: 69\r\nContent-Length: 0\r\n\r\n";
    if (slice_eq_text(message->method, "INVITE"))
        peer_send(own, &packet->from, invite, sizeof(invite) - 1);
}

static void what_came_elsewhere(void)
{
    BEGIN("one",
          "{'title':'t','role':'proxy','liveness':false,'steps':[{'send':'INVITE'},"
          "{'expect':'INVITE','at':'server','within':'2s','judge':{'SC-420-PRX-001':{'Via':'present'}}}]}");
    bench.options.roles = 1u << ROLE_PROXY;
    bench.on_message = pass_back;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings,
                  "no INVITE request: it came to client, where it is not awaited, and was answered 486"));
    engine_bench_end(&bench);
}

/* A scenario that does not say where takes it there, and nothing else answers it. */
static void what_came_anywhere(void)
{
    BEGIN("one",
          "{'title':'t','role':'proxy','liveness':false,'automatic':{'retransmit':false},'steps':["
          "{'send':'INVITE'},{'expect':'INVITE','as':'there','judge':{'SC-420-PRX-001':{'Via':'present'}}},"
          "{'send':503,'to':'there'},{'pause':'100ms'}]}");
    bench.options.roles = 1u << ROLE_PROXY;
    bench.on_message = pass_back;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-PRX-001 PASS"));
    CU_ASSERT(has(bench.heard.p, "503"));
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "486"), 0);
    engine_bench_end(&bench);
}

static void does_not_apply(void)
{
    BEGIN("one", "{'title':'t','role':'uas','needs':{'transport':'tcp'},'steps':[{'send':'OPTIONS'},"
                 "{'expect':'final','judge':{'SC-TXN-SRV-003':{'status':420}}}]}");
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT_EQUAL(result->verdict, VERDICT_SKIP);
    CU_ASSERT_STRING_EQUAL(result->findings, "SC-TXN-SRV-003 SKIP transport is not tcp\n");
    CU_ASSERT_STRING_EQUAL(result->ladder, "");
    engine_bench_end(&bench);
}

/* ---- the device's calls ---- */

static void refuse_without_repeating(struct engine_bench *own, const struct sip_message *request,
                                     const struct net_packet *packet)
{
    if (slice_eq_text(request->method, "INVITE"))
        peer_answer(own, request, packet, "486 Busy Here", "");
}

#define LONG_WATCH                                                                                           \
    "{'title':'t','role':'uas','steps':[{'send':'INVITE'},{'expect':'final','as':'f'},{'watch':{"            \
    "'retransmissions_of':'f'},"                                                                             \
    "'for':'64*T1','judge':{'SC-TXN-SRV-003':{'count':0}}}]}"

static void one_call_at_a_time(void)
{
    BEGIN("one", LONG_WATCH, "two", LONG_WATCH, "three", LONG_WATCH);
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "max_calls", "1", false), 0);
    bench.on_message = refuse_without_repeating;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 3);
    for (size_t i = 0; i < bench.result_count; i++)
        CU_ASSERT_EQUAL(bench.results[i].verdict, VERDICT_PASS);
    /* a call that was refused is over: nobody waits 32 s for the next */
    CU_ASSERT(net_now_ns(bench.net) < 34000000000);
    engine_bench_end(&bench);
}

static size_t calls_up, calls_most;

static void take_calls(struct engine_bench *own, const struct sip_message *request,
                       const struct net_packet *packet)
{
    if (slice_eq_text(request->method, "INVITE")) {
        if (++calls_up > calls_most)
            calls_most = calls_up;
        peer_answer(own, request, packet, "200 OK", "");
    } else if (slice_eq_text(request->method, "BYE")) {
        calls_up--;
        peer_answer(own, request, packet, "200 OK", "");
    }
}

#define CALL(manners)                                                                                        \
    "{'title':'t','role':'uas','steps':[{'send':'INVITE'" manners "},{'expect':'final','judge':"             \
    "{'SC-420-UAS-001':{'status':200}}},{'pause':'1s'}]}"

static void limit_of_calls(void)
{
    calls_up = calls_most = 0;
    BEGIN("one", CALL(""), "two", CALL(""), "three", CALL(""));
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "max_calls", "1", false), 0);
    bench.on_message = take_calls;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 3);
    CU_ASSERT_EQUAL(calls_most, 1);
    CU_ASSERT_EQUAL(calls_up, 0);
    engine_bench_end(&bench);
}

static void hang_up(void)
{
    calls_up = 0;
    BEGIN("one", CALL(",'automatic':{'ack':false}"));
    bench.on_message = take_calls;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(is(buf_slice(&bench.heard), "INVITE\nACK\nBYE\n"));
    CU_ASSERT_EQUAL(calls_up, 0);
    engine_bench_end(&bench);
}

static struct buf pending; /* the INVITE that rings */

static void ring(struct engine_bench *own, const struct sip_message *request, const struct net_packet *packet)
{
    struct sip_message *invite;
    if (slice_eq_text(request->method, "INVITE")) {
        buf_clear(&pending);
        buf_add(&pending, packet->bytes, packet->length);
        peer_answer(own, request, packet, "180 Ringing", "");
    } else if (slice_eq_text(request->method, "CANCEL")) {
        peer_answer(own, request, packet, "200 OK", "");
        CU_ASSERT_EQUAL_FATAL(sip_message_parse(pending.p, pending.n, &invite), 0);
        peer_answer(own, invite, packet, "487 Request Terminated", "");
        sip_message_free(invite);
    }
}

static void pending_call(void)
{
    buf_init(&pending, 65536);
    BEGIN("one", "{'title':'t','role':'uas','steps':[{'send':'INVITE'},{'expect':'provisional','judge':"
                 "{'SC-420-UAS-001':{'status':180}}}]}");
    bench.on_message = ring;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(is(buf_slice(&bench.heard), "INVITE\nCANCEL\nACK\n"));
    CU_ASSERT_EQUAL(engine_bench_result(&bench, "one")->verdict, VERDICT_PASS);
    engine_bench_end(&bench);
    buf_free(&pending);
}

/* ---- the device calls ---- */

static unsigned their_calls;

static void call_us(struct engine_bench *own, const struct net_addr *to)
{
    struct buf text;
    buf_init(&text, 2000);
    their_calls++;
    buf_addf(
        &text,
        "INVITE sip:x@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKc%u\r\n"
        "Max-Forwards: 70\r\nFrom: <sip:d@192.0.2.1>;tag=d%u\r\nTo: <sip:x@192.0.2.2>\r\nCall-ID: c%u\r\n"
        "CSeq: 1 INVITE\r\nContact: <sip:d@192.0.2.1:5060>\r\nContent-Length: 0\r\n\r\n",
        their_calls, their_calls, their_calls);
    peer_send(own, to, text.p, text.n);
    buf_free(&text);
}

static bool acknowledges;

static void acknowledge(struct engine_bench *own, const struct sip_message *response,
                        const struct net_addr *to)
{
    struct sip_via via;
    struct buf text;
    buf_init(&text, 2000);
    CU_ASSERT_FATAL(sip_top_via(response, &via));
    buf_addf(
        &text,
        "ACK sip:x@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=%.*s\r\nMax-Forwards: 70\r\n"
        "From: <sip:d@192.0.2.1>;tag=d\r\nTo: <sip:x@192.0.2.2>;tag=%.*s\r\nCall-ID: %.*s\r\nCSeq: 1 ACK\r\n"
        "Content-Length: 0\r\n\r\n",
        SLICE_ARG(via.branch), SLICE_ARG(sip_tag_of(response, SIP_HEADER_TO)),
        SLICE_ARG(sip_call_id(response)));
    peer_send(own, to, text.p, text.n);
    buf_free(&text);
}

/* On REFER it calls, and on every 302 it calls the same place again, for ever. */
static void loop(struct engine_bench *own, const struct sip_message *message, const struct net_packet *packet)
{
    if (acknowledges && message->kind == SIP_RESPONSE && message->status >= 200)
        acknowledge(own, message, &packet->from);
    if (message->kind == SIP_REQUEST && slice_eq_text(message->method, "REFER")) {
        peer_answer(own, message, packet, "202 Accepted", "");
        call_us(own, &packet->from);
    } else if (message->kind == SIP_RESPONSE && message->status == 302 && their_calls < 1000) {
        call_us(own, &packet->from);
    } else if (message->kind == SIP_REQUEST && slice_eq_text(message->method, "BYE")) {
        peer_answer(own, message, packet, "200 OK", "");
    }
}

static void refer_triggers(struct engine_bench *own)
{
    own->options.roles = 1u << ROLE_UAC;
    own->options.profile.call.kind = ACTION_REFER;
    CU_ASSERT_EQUAL(value_text(SLICE_LIT("sip:d@192.0.2.1:5060"), &own->options.profile.call.arguments), 0);
    their_calls = 0;
    acknowledges = true;
}

static void loops_end(void)
{
    BEGIN("one",
          "{'title':'t','role':'uac','answers':[{'at':'server','method':'INVITE','send':302}],'steps':["
          "{'trigger':'call'},{'watch':{'message':'INVITE'},'for':'10s','judge':{'SC-3XX-UAC-009':"
          "{'count':{'at_least':30}}}}]}");
    refer_triggers(&bench);
    bench.on_message = loop;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(their_calls, 41);
    CU_ASSERT(has(bench.heard.p, "486\n"));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-3XX-UAC-009 PASS"));
    engine_bench_end(&bench);
}

/* The same by a device that takes every copy of a 302 for another one and acknowledges none. */
static void loops_without_sense(void)
{
    BEGIN("one",
          "{'title':'t','role':'uac','answers':[{'at':'server','method':'INVITE','send':302}],'steps':["
          "{'trigger':'call'},{'watch':{'message':'INVITE'},'for':'60s','judge':{'SC-3XX-UAC-009':"
          "{'count':{'at_most':1}}}}]}");
    refer_triggers(&bench);
    acknowledges = false;
    bench.on_message = loop;
    CU_ASSERT(engine_bench_play(&bench));
    const struct bench_result *result = engine_bench_result(&bench, "one");
    CU_ASSERT_EQUAL(result->verdict, VERDICT_FAIL);
    CU_ASSERT(count_of(result->findings, "transcript is full") <= 1);
    engine_bench_end(&bench);
}

static void their_call_is_ended(void)
{
    BEGIN("one",
          "{'title':'t','role':'uac','steps':[{'trigger':'call'},{'expect':'INVITE','as':'i','judge':"
          "{'SC-3XX-UAC-009':{'method':'INVITE'}}},{'send':200,'to':'i'}]}",
          "two",
          "{'title':'t','role':'uac','steps':[{'trigger':'call'},{'expect':'INVITE','judge':"
          "{'SC-3XX-UAC-009':{'method':'INVITE'}}}]}");
    refer_triggers(&bench);
    bench.on_message = loop;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->ladder, "> BYE\n"));
    CU_ASSERT(has(engine_bench_result(&bench, "two")->ladder, "> 486\n"));
    engine_bench_end(&bench);
}

/* ---- credentials ---- */

static void challenge(struct engine_bench *own, const struct sip_message *request,
                      const struct net_packet *packet)
{
    const struct sip_row *row = sip_row_next_named(request, SLICE_LIT("Authorization"), NULL);
    if (!row) {
        peer_answer(own, request, packet, "401 Unauthorized",
                    "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\"\r\n");
        return;
    }
    CU_ASSERT(slice_find_text(row->value, "username=\"u\"") < row->value.n);
    CU_ASSERT(slice_find_text(row->value, "secret word") == row->value.n);
    peer_answer(own, request, packet,
                slice_find_text(row->value, "realm=\"r\"") < row->value.n ? "200 OK" : "403 No", "");
}

static void authentication(void)
{
    BEGIN(
        "one", ONE_EXPECT("'judge':{'SC-420-UAS-001':{'status':200}}"), "off",
        "{'title':'t','role':'uas','automatic':{'authenticate':false},'steps':[{'send':'OPTIONS'},{'expect':'"
        "final',"
        "'judge':{'SC-420-UAS-001':{'status':401}}}]}");
    bench.options.auth_user = "u";
    bench.options.auth_password = "secret word";
    bench.on_message = challenge;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(count_of(engine_bench_result(&bench, "one")->ladder, "> OPTIONS"), 2);
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT_EQUAL(count_of(engine_bench_result(&bench, "off")->ladder, "> OPTIONS"), 1);
    CU_ASSERT(has(engine_bench_result(&bench, "off")->findings, "SC-420-UAS-001 PASS"));
    engine_bench_end(&bench);
}

/* A proxy asks first, for one realm twice, of which we know one algorithm; then the server does, once with an
 * old nonce. */
static void challenge_chain(struct engine_bench *own, const struct sip_message *request,
                            const struct net_packet *packet)
{
    const struct sip_row *proxy = sip_row_next_named(request, SLICE_LIT("Proxy-Authorization"), NULL);
    const struct sip_row *server = sip_row_next_named(request, SLICE_LIT("Authorization"), NULL);
    if (!proxy)
        peer_answer(own, request, packet, "407 Proxy",
                    "Proxy-Authenticate: Digest realm=\"p\", nonce=\"1\", algorithm=X-9, "
                    "Digest realm=\"p\", nonce=\"2\", qop=\"auth\"\r\n");
    else if (!server)
        peer_answer(own, request, packet, "401 No", "WWW-Authenticate: Digest realm=\"s\", nonce=\"3\"\r\n");
    else if (slice_find_text(server->value, "nonce=\"4\"") == server->value.n)
        peer_answer(own, request, packet, "401 No",
                    "WWW-Authenticate: Digest realm=\"s\", nonce=\"4\", stale=true\r\n");
    else {
        CU_ASSERT(slice_find_text(proxy->value, "nonce=\"2\"") < proxy->value.n);
        CU_ASSERT(slice_find_text(proxy->value, "nc=00000003") < proxy->value.n);
        CU_ASSERT_EQUAL(sip_row_count(request, SIP_HEADER_AUTHORIZATION), 1);
        peer_answer(own, request, packet, "200 OK", "");
    }
}

static void several_challenges(void)
{
    BEGIN("one", "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'OPTIONS','headers':{'CSeq':"
                 "'2147483640 OPTIONS'}},{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}]}");
    bench.options.auth_user = "u";
    bench.options.auth_password = "secret word";
    bench.on_message = challenge_chain;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(count_of(engine_bench_result(&bench, "one")->ladder, "> OPTIONS"), 4);
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 PASS"));
    engine_bench_end(&bench);
}

/* ---- requests of the device in a call ---- */

/* ours: any request of the harness in that call. */
static void send_in_call(struct engine_bench *own, const struct sip_message *ours,
                         const struct net_packet *packet, const char *method, unsigned number)
{
    static const char offer[] = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=audio 4 RTP/AVP 8\r\n"
                                "a=sendonly\r\nm=video 6 RTP/AVP 31\r\n";
    struct buf text;
    struct slice from = sip_header_value(ours, SIP_HEADER_FROM), to = sip_header_value(ours, SIP_HEADER_TO);
    buf_init(&text, 65536);
    buf_addf(&text,
             "%s sip:conf@192.0.2.2 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK%s%u\r\n"
             "From: %.*s\r\nTo: %.*s\r\nCall-ID: %.*s\r\nCSeq: %u %s\r\nMax-Forwards: 70\r\n"
             "Contact: <sip:peer@192.0.2.1:5060>\r\nContent-Type: application/sdp\r\nContent-Length: "
             "%zu\r\n\r\n%s",
             method, method, number, SLICE_ARG(to), SLICE_ARG(from), SLICE_ARG(sip_call_id(ours)), number,
             method, sizeof(offer) - 1, offer);
    peer_send(own, &packet->from, text.p, text.n);
    buf_free(&text);
}

static const char *method_in_call;

static void modify_call(struct engine_bench *own, const struct sip_message *message,
                        const struct net_packet *packet)
{
    struct sip_cseq cseq;
    if (slice_eq_text(message->method, "INVITE") || slice_eq_text(message->method, "BYE"))
        peer_answer(own, message, packet, "200 OK", "");
    else if (slice_eq_text(message->method, "ACK"))
        send_in_call(own, message, packet, method_in_call, 7);
    else if (message->status == 200 && sip_cseq_of(message, &cseq) && cseq.number == 7) {
        CU_ASSERT(slice_find_text(message->body, "m=audio 49170 RTP/AVP 8\r\na=recvonly\r\n") <
                  message->body.n);
        CU_ASSERT(slice_find_text(message->body, "m=video 0 RTP/AVP 31\r\n") < message->body.n);
        own->requests += 100;
    }
}

/* An offer in a call is answered, in a re-INVITE as in an UPDATE (14.2, RFC 3311 5.2). */
static void offers_are_answered(void)
{
    static const char *const methods[] = {"INVITE", "UPDATE"};
    for (size_t i = 0; i < 2; i++) {
        method_in_call = methods[i];
        BEGIN("one",
              "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final',"
              "'judge':{'SC-420-UAS-001':{'status':200}}},{'pause':'100ms'}]}");
        bench.on_message = modify_call;
        CU_ASSERT(engine_bench_play(&bench));
        CU_ASSERT(bench.requests >= 100);
        engine_bench_end(&bench);
    }
}

/* ---- offers that cross ---- */

static size_t reinvites;
static int64_t refused_ns, again_ns;

static bool is_in_dialog(const struct sip_message *message)
{
    return sip_tag_of(message, SIP_HEADER_TO).p != NULL;
}

/* Answers 491 to the first INVITE in a call. */
static void refuse_once(struct engine_bench *own, const struct sip_message *message,
                        const struct net_packet *packet)
{
    bool is_reinvite = slice_eq_text(message->method, "INVITE") && is_in_dialog(message);
    if (message->kind != SIP_REQUEST || slice_eq_text(message->method, "ACK"))
        return;
    reinvites += is_reinvite;
    if (is_reinvite && reinvites == 1) {
        refused_ns = net_now_ns(own->net);
        peer_answer(own, message, packet, "491 Request Pending", "");
        peer_answer(own, message, packet, "491 Request Pending", ""); /* its ACK is under way */
        return;
    }
    again_ns = is_reinvite ? net_now_ns(own->net) : again_ns;
    peer_answer(own, message, packet, "200 OK", "Contact: <sip:peer@192.0.2.1:5060>\r\n");
}

/* 14.1: who owns the Call-ID tries again after 2.1 to 4 seconds, and no step sees that it had to. */
static void tries_again_after_491(void)
{
    BEGIN(
        "again",
        "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final','as':'up'},"
        "{'send':'INVITE','in_dialog':'up'},{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}]}");
    bench.on_message = refuse_once;
    reinvites = 0;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "again")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT_EQUAL(reinvites, 2);
    CU_ASSERT(again_ns - refused_ns >= 2100000000 && again_ns - refused_ns <= 4001000000);
    CU_ASSERT_EQUAL(count_of(bench.heard.p, "ACK"), 4); /* one for each copy */
    engine_bench_end(&bench);
    BEGIN(
        "as it is",
        "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final','as':'up'},"
        "{'send':'INVITE','in_dialog':'up','automatic':{'try_again':false}},"
        "{'expect':'final','judge':{'SC-420-UAS-001':{'status':491}}}]}");
    bench.on_message = refuse_once;
    reinvites = 0;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "as it is")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT_EQUAL(reinvites, 1);
    engine_bench_end(&bench);
}

/* It refuses for good: then that is what the step gets. */
static void refuse_always(struct engine_bench *own, const struct sip_message *message,
                          const struct net_packet *packet)
{
    bool is_reinvite = slice_eq_text(message->method, "INVITE") && is_in_dialog(message);
    if (message->kind != SIP_REQUEST || slice_eq_text(message->method, "ACK"))
        return;
    reinvites += is_reinvite;
    peer_answer(own, message, packet, is_reinvite ? "491 Request Pending" : "200 OK", "");
}

static void does_not_try_for_ever(void)
{
    BEGIN(
        "one",
        "{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final','as':'up'},"
        "{'send':'INVITE','in_dialog':'up'},{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}]}");
    bench.on_message = refuse_always;
    reinvites = 0;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 FAIL 491"));
    CU_ASSERT_EQUAL(reinvites, 5);
    engine_bench_end(&bench);
}

/* What the harness said to requests of the peer in a call, by the number of CSeq. */
static int said[10];
static const char *crossing;

static void note_answer(const struct sip_message *message)
{
    struct sip_cseq cseq;
    struct slice wait = sip_header_value(message, SIP_HEADER_RETRY_AFTER);
    uint64_t seconds = 99;
    if (!sip_cseq_of(message, &cseq) || cseq.number >= 10 || message->status < 200)
        return;
    said[cseq.number] = message->status;
    if (message->status == 500)
        CU_ASSERT(slice_to_u64(wait, &seconds) && seconds <= 10);
}

/* Sends an offer of its own while ours has no answer. */
static void cross(struct engine_bench *own, const struct sip_message *message,
                  const struct net_packet *packet)
{
    bool is_reinvite = slice_eq_text(message->method, "INVITE") && is_in_dialog(message);
    if (message->kind == SIP_RESPONSE)
        note_answer(message);
    if (message->kind != SIP_REQUEST || slice_eq_text(message->method, "ACK"))
        return;
    if (is_reinvite)
        send_in_call(own, message, packet, crossing, 7);
    peer_answer(own, message, packet, is_reinvite ? "100 Trying" : "200 OK", "");
}

/* What we say to the request of that CSeq number, whether it is an INVITE or an UPDATE. */
static void offers_get(const char *scenario,
                       void (*answer)(struct engine_bench *own, const struct sip_message *message,
                                      const struct net_packet *packet),
                       unsigned number, int status)
{
    static const char *const methods[] = {"INVITE", "UPDATE"};
    for (size_t i = 0; i < 2; i++) {
        crossing = methods[i];
        memset(said, 0, sizeof(said));
        BEGIN("one", scenario);
        bench.on_message = answer;
        CU_ASSERT(engine_bench_play(&bench));
        CU_ASSERT_EQUAL(said[number], status);
        engine_bench_end(&bench);
    }
}

static void crossing_offers_are_refused(void)
{
    offers_get("{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final','as':"
               "'up','judge':{'SC-420-UAS-001':{'status':200}}},{'send':'INVITE','in_dialog':'up'},"
               "{'pause':'100ms'}]}",
               cross, 7, 491);
}

/* Two at once, of which the scenario leaves the first without an answer. */
static void offer_twice(struct engine_bench *own, const struct sip_message *message,
                        const struct net_packet *packet)
{
    if (message->kind == SIP_RESPONSE)
        note_answer(message);
    else if (!slice_eq_text(message->method, "ACK"))
        peer_answer(own, message, packet, "200 OK", "");
    else if (!said[0]++)
        for (unsigned number = 7; number < 9; number++)
            send_in_call(own, message, packet, crossing, number);
}

static void second_offers_are_put_off(void)
{
    offers_get("{'title':'t','role':'uas','liveness':false,'steps':[{'send':'INVITE'},{'expect':'final',"
               "'judge':{'SC-420-UAS-001':{'status':200}}},{'expect':['INVITE','UPDATE'],'at':'client'},"
               "{'pause':'100ms'}]}",
               offer_twice, 8, 500);
}

/* ---- large requests ---- */

static enum net_transport came_by;
static bool via_is_right;

static void note_transport(struct engine_bench *own, const struct sip_message *message,
                           const struct net_packet *packet)
{
    struct sip_via via;
    if (message->kind != SIP_REQUEST)
        return;
    came_by = packet->transport;
    via_is_right = sip_top_via(message, &via) &&
                   slice_ieq_text(via.transport, packet->transport == NET_TCP ? "TCP" : "UDP");
    peer_answer(own, message, packet, "200 OK", "");
}

enum peer_tcp { TCP_UNKNOWN, TCP_THERE, TCP_CLAIMED };

/* more: keys of the step that sends. */
static void play_large(enum peer_tcp tcp, const char *more)
{
    char text[1000];
    snprintf(text, sizeof(text),
             "{'title':'t','role':'uas','liveness':false,'let':{'long':{'repeat':{'text':'x','times':1500}}},"
             "'steps':[{'send':'OPTIONS','as':'o','headers':{'X-Long':'{long}'}%s},"
             "{'expect':'final','to':'o','judge':{'SC-420-UAS-001':{'status':200}}}]}",
             more);
    BEGIN("one", text);
    bench.on_message = note_transport;
    if (tcp != TCP_UNKNOWN)
        CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "tcp", "true", true), 0);
    if (tcp == TCP_CLAIMED) {
        net_port_close(bench.stream);
        bench.stream = NULL;
    }
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT(via_is_right);
    engine_bench_end(&bench);
}

/* 18.1.1: by TCP where the device has it, and by UDP where it has not, or does not take it, or the scenario
 * wants that. */
static void large_requests_go_by_tcp(void)
{
    play_large(TCP_THERE, "");
    CU_ASSERT_EQUAL(came_by, NET_TCP);
    play_large(TCP_THERE, ",'large':'on purpose'");
    CU_ASSERT_EQUAL(came_by, NET_UDP);
    play_large(TCP_THERE, ",'flawed':'on purpose'");
    CU_ASSERT_EQUAL(came_by, NET_UDP);
    play_large(TCP_UNKNOWN, "");
    CU_ASSERT_EQUAL(came_by, NET_UDP);
    play_large(TCP_CLAIMED, "");
    CU_ASSERT_EQUAL(came_by, NET_UDP);
}

static void ask_for_credentials(struct engine_bench *own, const struct sip_message *message,
                                const struct net_packet *packet)
{
    bool has_credentials = sip_row_count(message, SIP_HEADER_AUTHORIZATION);
    if (message->kind == SIP_REQUEST && !has_credentials)
        CU_ASSERT_EQUAL(packet->transport, NET_UDP);
    if (message->kind == SIP_REQUEST && !has_credentials)
        peer_answer(own, message, packet, "401 Unauthorized",
                    "WWW-Authenticate: Digest realm=\"r\",nonce=\"n\",qop=\"auth\"\r\n");
    else
        note_transport(own, message, packet);
}

/* What grows too large by its credentials changes over, too. */
static void credentials_make_large(void)
{
    BEGIN("one",
          "{'title':'t','role':'uas','liveness':false,'let':{'long':{'repeat':{'text':'x','times':880}}},"
          "'steps':[{'send':'OPTIONS','headers':{'X-Long':'{long}'}},"
          "{'expect':'final','judge':{'SC-420-UAS-001':{'status':200}}}]}");
    bench.options.auth_user = "u";
    bench.options.auth_password = "secret word";
    bench.on_message = ask_for_credentials;
    CU_ASSERT_EQUAL(profile_set_text(&bench.options.profile, "tcp", "true", true), 0);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT(has(engine_bench_result(&bench, "one")->findings, "SC-420-UAS-001 PASS"));
    CU_ASSERT(came_by == NET_TCP && via_is_right);
    engine_bench_end(&bench);
}

/* ---- madness ---- */

enum { FLOOD = LIMIT_CASE_MESSAGES + 1000 };

static void flood(struct engine_bench *own, const struct sip_message *request,
                  const struct net_packet *packet)
{
    static const char nul[] = "SIP/2.0 200 \0OK\r\n\0\r\nVia\0: \r\n\r\n",
                      text[] = "\r\n garbage \xff\xfe\r\n";
    if (own->requests > 1)
        return;
    (void)request;
    for (int i = 0; i < FLOOD; i++)
        if (i % 2)
            peer_send(own, &packet->from, nul, sizeof(nul) - 1);
        else
            peer_send(own, &packet->from, text, sizeof(text) - 1);
    peer_send(own, &packet->from, "", 0);
}

static void floods(void)
{
    BEGIN("one", ONE_EXPECT("'judge':{'SC-TXN-SRV-003':{'status':420}}"));
    bench.on_message = flood;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 1);
    CU_ASSERT(bench.results[0].verdict >= VERDICT_INCONCLUSIVE);
    CU_ASSERT(bench.results[0].verdict != VERDICT_ERROR); /* the device floods, the harness is well */
    CU_ASSERT_EQUAL(count_of(bench.results[0].ladder, "\n"), LIMIT_CASE_MESSAGES - 256);
    engine_bench_end(&bench);
}

static void largest(struct engine_bench *own, const struct sip_message *request,
                    const struct net_packet *packet)
{
    enum { BIG = 60000 };
    char *bytes = malloc(BIG);
    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memset(bytes, 'a', BIG);
    memcpy(bytes, "SIP/2.0 200 OK\r\nX: ", 19);
    for (int i = 0; own->requests == 1 && i < 400; i++)
        peer_send(own, &packet->from, bytes, BIG);
    free(bytes);
    peer_answer(own, request, packet, "200 OK", "");
}

static void large_floods(void)
{
    BEGIN("one", ONE_EXPECT("'where':{'CSeq':'present'},'judge':{'SC-TXN-SRV-003':{'status':200}}"));
    bench.on_message = largest;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.result_count, 1);
    CU_ASSERT(bench.results[0].verdict != VERDICT_ERROR);
    engine_bench_end(&bench);
}

/* ---- after the end ---- */

static void late(void *arg)
{
    struct net_addr *to = arg;
    static const char text[] = "SIP/2.0 200 OK\r\n\r\n";
    peer_send(&bench, to, text, sizeof(text) - 1);
}

static struct net_addr first_client;

static void answer_twice(struct engine_bench *own, const struct sip_message *request,
                         const struct net_packet *packet)
{
    if (own->requests == 1) {
        first_client = packet->from;
        CU_ASSERT_EQUAL(net_timer_start(own->net, 20000000000, late, &first_client, NULL), 0);
    }
    peer_answer(own, request, packet, "200 OK", "");
}

static void strays(void)
{
    BEGIN("a", ONE_EXPECT("'judge':{'SC-420-UAS-001':{'status':200}}"), "b",
          "{'title':'t','role':'uas','steps':[{'send':'OPTIONS'},{'expect':'final','judge':{'SC-420-UAS-001':"
          "{'status':200}}},{'pause':'30s'}]}");
    bench.on_message = answer_twice;
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.stray_count, 1);
    CU_ASSERT_EQUAL(bench.result_count, 2);
    engine_bench_end(&bench);
}

/* The next port that the network gives is the one that our session descriptions name. */
static void make_media_port_next(struct net *net)
{
    static const struct net_handler nothing;
    uint16_t number = 0;
    while (number != 49169) {
        struct net_port *port = NULL;
        struct net_addr addr;
        net_addr_parse("192.0.2.2", 0, &addr);
        CU_ASSERT_EQUAL_FATAL(net_port_open(net, NET_UDP, &addr, &nothing, NULL, &port), 0);
        number = net_port_addr(port)->port;
        net_port_close(port);
    }
}

static void note_port(struct engine_bench *own, const struct sip_message *request,
                      const struct net_packet *packet)
{
    CU_ASSERT_EQUAL(packet->from.port, 49172);
    if (!slice_eq_text(request->method, "ACK"))
        peer_answer(own, request, packet, "200 OK", "");
}

/* RTP that a device sends where our offer says must not come to a case: it is no SIP message. */
static void apart_from_media(void)
{
    BEGIN("one", "{'title': 't', 'role': 'uas', 'liveness': false, 'steps': ["
                 "{'send': 'OPTIONS'}, {'expect': 'final', 'judge': {'SC-420-UAS-001': {'status': 200}}}]}");
    bench.on_message = note_port;
    make_media_port_next(bench.net);
    CU_ASSERT(engine_bench_play(&bench));
    CU_ASSERT_EQUAL(bench.requests, 1);
    engine_bench_end(&bench);
}

const struct unit_test unit_tests[] = {
    {"every identifier mangled", attribution},
    {"in order, and no copies", in_order_and_no_copies},
    {"a review takes no time", review_takes_no_time},
    {"to and of", to_and_of},
    {"a control run that fails", control_fails},
    {"silence", silence},
    {"refused packets", refused},
    {"a refusal belongs to its message", refusal_of_another},
    {"what came instead", what_came_instead},
    {"what came elsewhere", what_came_elsewhere},
    {"what came anywhere", what_came_anywhere},
    {"every fork is ended", every_fork_is_ended},
    {"bindings are removed", bindings_are_removed},
    {"an early end", early_end},
    {"an early end of a call that rings", early_end_of_ringing},
    {"the Contact names a transport", contact_names_transport},
    {"the Contact is on another host", contact_on_another_host},
    {"the Contact is a name", contact_is_a_name},
    {"the route set goes first", route_goes_first},
    {"apart from media", apart_from_media},
    {"requests on lost connections", lost_requests},
    {"requests on connections lost twice", lost_twice},
    {"responses on lost connections", lost_response},
    {"what does not apply", does_not_apply},
    {"waiting holds up nobody", one_call_at_a_time},
    {"the limit of calls is kept", limit_of_calls},
    {"a call that was taken is ended", hang_up},
    {"a call that rings is cancelled", pending_call},
    {"loops end", loops_end},
    {"loops without sense", loops_without_sense},
    {"the device's own call is ended", their_call_is_ended},
    {"credentials", authentication},
    {"several challenges", several_challenges},
    {"offers are answered", offers_are_answered},
    {"again after a 491", tries_again_after_491},
    {"not again for ever", does_not_try_for_ever},
    {"offers that cross", crossing_offers_are_refused},
    {"second offers", second_offers_are_put_off},
    {"large requests", large_requests_go_by_tcp},
    {"large by credentials", credentials_make_large},
    {"floods of garbage", floods},
    {"floods of octets", large_floods},
    {"after the end", strays},
    {NULL, NULL},
};
