/* Every fault of the reference device must change what is on the wire in the probe of its role: a fault that
 * changes nothing could never be found. */
#include "device_bench.h"

#include <stdio.h>
#include <string.h>

#define CONTACT "Contact: <sip:peer@10.0.0.2>\r\n"

/* ---- probes: what a role is asked; the same for the right device and the faulty one ---- */
static void ack(struct device_bench *bench, const char *branch, const char *headers)
{
    bench_send(bench, (struct bench_request){
                          .method = "ACK", .uri = "sip:u@10.0.0.1", .branch = branch, .headers = headers});
}

static void invite(struct device_bench *bench, const char *branch, const char *uri, const char *headers)
{
    char all[4096];
    snprintf(all, sizeof(all), CONTACT "%s", headers);
    bench_send(bench,
               (struct bench_request){.method = "INVITE", .uri = uri, .branch = branch, .headers = all});
}

static void other(struct device_bench *bench, const char *method, const char *branch, const char *headers)
{
    bench_send(bench, (struct bench_request){
                          .method = method, .uri = "sip:u@10.0.0.1", .branch = branch, .headers = headers});
}

static void probe_require(struct device_bench *bench)
{
    invite(bench, "r1", "sip:u@10.0.0.1", "Require: timer, xone, xtwo\r\nRequire: xthree\r\n");
    bench_run_ms(bench, 40000);
    invite(bench, "r2", "sip:u@10.0.0.1", "Require: xone,\r\n xtwo\r\n");
    ack(bench, "r2", "Require: xone\r\n");
    bench_run_ms(bench, 20000);
    invite(bench, "r3", "sip:u@10.0.0.1", "Require: xone\r\n");
    ack(bench, "r3", NULL);
    bench_run_ms(bench, 20000);
    other(bench, "OPTIONS", "r4", "Require: TIMER\r\n");
    other(bench, "OPTIONS", "r5", "Supported: xone\r\n");
    other(bench, "MESSAGE", "r6", "Require: xone\r\n");
    other(bench, "XTEST", "r7", "Require: xone\r\n");
    other(bench, "PUBLISH", "r8", NULL);
    other(bench, "OPTIONS", "r9", "Unsupported: xone\r\n");
    other(bench, "OPTIONS", "r10", "Require: ,xone\r\n");
    other(bench, "OPTIONS", "r11", "Require: 100rel\r\n");
    other(bench, "OPTIONS", "r12", "Require: ice\r\n");
    other(bench, "OPTIONS", "r13", "x: 90;refresher=uas\r\nk: timer\r\n");
    invite(bench, "r14", "sip:forward@10.0.0.1", "Require: xone\r\n");
    ack(bench, "r14", NULL);
    invite(bench, "r15", "sip:u@10.0.0.1;strange=1", "");
    other(bench, "OPTIONS", "r16", "Require: \r\n");
    bench_send_raw(bench,
                   "OPTIONS sip:u@10.0.0.1 SIP/2.0\r\nv: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKcompact\r\n"
                   "f: <sip:p@10.0.0.2>;tag=a\r\nt: <sip:u@10.0.0.1>\r\ni: compact\r\nCSeq: 1 OPTIONS\r\n"
                   "Max-Forwards: 70\r\nl: 0\r\n\r\n");
}

static void in_call(struct device_bench *bench, const char *method, unsigned cseq, const char *branch,
                    const char *to, const char *headers)
{
    bench_send(bench, (struct bench_request){.method = method,
                                             .uri = "sip:u@10.0.0.1",
                                             .branch = branch,
                                             .call = "c1",
                                             .cseq = cseq,
                                             .to_params = to,
                                             .headers = headers});
}

static void probe_dialogs(struct device_bench *bench)
{
    char tag[64], to[80];
    invite(bench, "c1", "sip:u@10.0.0.1", "");
    snprintf(to, sizeof(to), ";tag=%s", bench_tag(bench, tag));
    in_call(bench, "ACK", 1, "c2", to, NULL);
    in_call(bench, "INVITE", 2, "c3", to, CONTACT "Require: xone\r\n");
    bench_send(bench, (struct bench_request){.method = "ACK",
                                             .uri = "sip:u@10.0.0.1",
                                             .branch = "c3",
                                             .call = "c1",
                                             .cseq = 2,
                                             .to_params = to});
    in_call(bench, "BYE", 3, "c4", to, NULL);
    in_call(bench, "INFO", 4, "c5", ";tag=stale", "Require: xone\r\n");
    invite(bench, "c1x", "sip:u@10.0.0.1", "Require: xone\r\n");
    snprintf(to, sizeof(to), ";tag=%s", bench_tag(bench, tag));
    bench_send(bench, (struct bench_request){.method = "BYE",
                                             .uri = "sip:u@10.0.0.1",
                                             .branch = "c6",
                                             .call = "c1x",
                                             .cseq = 3,
                                             .to_params = to});
    invite(bench, "c7", "sip:ring@10.0.0.1", "");
    other(bench, "CANCEL", "c7", "Require: xone\r\n");
    bench_run_ms(bench, 40000);
}

static void probe_many_tags(struct device_bench *bench)
{
    char headers[1024] = "Require: x0";
    for (int i = 1; i < 40; i++)
        snprintf(headers + strlen(headers), sizeof(headers) - strlen(headers), ", x%d", i);
    strcat(headers, "\r\n");
    other(bench, "OPTIONS", "many", headers);
    other(bench, "OPTIONS", "after", NULL);
}

static void probe_copies(struct device_bench *bench)
{
    invite(bench, "copy", "sip:busy@10.0.0.1", "");
    invite(bench, "copy", "sip:busy@10.0.0.1", "");
    invite(bench, "error", "sip:nobody@10.0.0.1", "");
    bench_run_ms(bench, 40000);
}

static void probe_uas(struct device_bench *bench)
{
    probe_require(bench);
    probe_dialogs(bench);
    probe_copies(bench);
    probe_many_tags(bench);
}

static void bind(struct device_bench *bench, const char *branch, const char *contact, const char *more)
{
    char headers[512];
    snprintf(headers, sizeof(headers), "Contact: %s\r\n%s", contact, more);
    bench_send(bench, (struct bench_request){
                          .method = "REGISTER", .uri = "sip:10.0.0.1", .branch = branch, .headers = headers});
}

static void probe_redirect(struct device_bench *bench)
{
    bind(bench, "b1", "<sip:a@10.0.0.3>;q=0.5", "");
    invite(bench, "d1", "sip:redirect@10.0.0.1", "Require: xone\r\n");
    ack(bench, "d1", NULL);
    invite(bench, "d2", "sip:user@10.0.0.1", "");
    other(bench, "CANCEL", "d2", NULL);
    bench_send(bench,
               (struct bench_request){.method = "XTEST", .uri = "sip:redirect@10.0.0.1", .branch = "d3"});
    bench_send(bench,
               (struct bench_request){.method = "OPTIONS", .uri = "sip:redirect@10.0.0.1", .branch = "d4"});
    bench_send(bench,
               (struct bench_request){.method = "CANCEL", .uri = "sip:redirect@10.0.0.1", .branch = "d5"});
    bench_run_ms(bench, 1000);
}

static void probe_registrar(struct device_bench *bench)
{
    bind(bench, "b1", "<sip:a@10.0.0.3>", "");
    bind(bench, "b2", "<sip:b@10.0.0.3>", "Require: xone\r\n");
    bind(bench, "b3", "<sip:a@10.0.0.3>;expires=0", "Require: xone\r\n");
    bench_send(bench, (struct bench_request){.method = "REGISTER", .uri = "sip:10.0.0.1", .branch = "b4"});
}

static void probe_proxy_checks(struct device_bench *bench)
{
    bind(bench, "b1", "<sip:a@10.0.0.3>", "");
    bench->peers[1].answers[0] = "180 Ringing";
    invite(bench, "p1", "sip:user@10.0.0.1", "Require: xone\r\n");
    other(bench, "CANCEL", "p1", NULL);
    invite(bench, "p2", "sip:user@10.0.0.1", "Proxy-Require: xone, xtwo\r\n");
    ack(bench, "p2", "Proxy-Require: xone\r\n");
    bench->peers[1].answers[0] = "420 Bad\r\nUnsupported: xone";
    invite(bench, "p3", "sip:user@10.0.0.1", "Require: xone\r\n");
    ack(bench, "p3", NULL);
}

static void probe_proxy_redirects(struct device_bench *bench)
{
    bench->peers[1].answers[0] =
        "302 Moved\r\nContact: <sip:c@10.0.0.4?Subject=x>, <sip:a@10.0.0.3>, <mailto:c@d>";
    bench->peers[2].answers[0] = "486 Busy";
    bench->peers[3].answers[0] = "180 Ringing";
    invite(bench, "q1", "sip:user@10.0.0.1", "");
    ack(bench, "q1", NULL);
    invite(bench, "q2", "sip:x@10.0.0.3", "");
    ack(bench, "q2", NULL);
    bind(bench, "b5", "<sip:d@10.0.0.5>", "");
    invite(bench, "q3", "sip:user@10.0.0.1", "");
    bench_run_ms(bench, 2000);
}

static void probe_proxy(struct device_bench *bench)
{
    probe_proxy_checks(bench);
    probe_proxy_redirects(bench);
}

static void refer(struct device_bench *bench, const char *branch, const char *to)
{
    char headers[256];
    snprintf(headers, sizeof(headers), "Refer-To: %s\r\n" CONTACT, to);
    bench_send(bench, (struct bench_request){
                          .method = "REFER", .uri = "sip:10.0.0.1", .branch = branch, .headers = headers});
}

/* The far end of the calls is peer 1, what it redirects to are peers 2 and 3. */
static void probe_uac_redirects(struct device_bench *bench)
{
    bench->peers[1].answers[0] =
        "302 Moved\r\nContact: <sip:b@10.0.0.4;x=1?Subject=s&From=%3Csip:evil@x%3E>;q=0.7, "
        "<sip:b@10.0.0.4;x=1?Subject=s&From=%3Csip:evil@x%3E>;q=0.7, <sip:a@10.0.0.3>, "
        "<sip:c@10.0.0.5>;q=0.7|302 Moved\r\nContact: <sip:b@10.0.0.4>";
    bench->peers[2].answers[0] = "302 Moved\r\nContact: <sip:a@10.0.0.3>, <sip:c@10.0.0.5>";
    bench->peers[3].answers[0] = "486 Busy";
    refer(bench, "u1", "<sip:a@10.0.0.3>");
    bench_run_ms(bench, 3000);
    refer(bench, "u2", "<sip:a@10.0.0.3>");
    bench_run_ms(bench, 3000);
}

static void probe_uac_refusals(struct device_bench *bench)
{
    bench->peers[2].answered = 0;
    bench->peers[2].answers[0] = "420 Bad\r\nUnsupported: timer";
    bench->peers[2].answers[1] = "420 Bad\r\nUnsupported: timer";
    bench->peers[3].answers[0] = "180 Ringing";
    refer(bench, "u3", "<sip:n@10.0.0.4>");
    bench_run_ms(bench, 3000);
    refer(bench, "u4", "<sip:n@10.0.0.5>");
    refer(bench, "u5", "<sip:n@10.0.0.5;method=BYE>");
    bench_run_ms(bench, 1000);
}

static void probe_uac(struct device_bench *bench)
{
    probe_uac_redirects(bench);
    probe_uac_refusals(bench);
}

/* ---- comparison ---- */
static void run_probe(struct device_bench *bench, enum role role, bool recurse, const char *fault)
{
    static void (*const probes[ROLE_COUNT])(struct device_bench *) = {
        probe_uas, probe_redirect, probe_registrar, probe_proxy, probe_uac};
    struct device_options options = {.role = role, .seed = 7, .recurse = recurse, .tcp = true};
    bench_open(bench, &options, fault);
    probes[role](bench);
}

static bool listens(const struct device *device, enum net_transport transport)
{
    return device_addr_for(device, transport) != device_addr(device);
}

static bool same_wire(const struct device_bench *a, const struct device_bench *b)
{
    if (listens(a->device, NET_TCP) != listens(b->device, NET_TCP))
        return false;
    for (unsigned i = 0; i < BENCH_PEERS; i++)
        if (!slice_eq(buf_slice(&a->peers[i].log), buf_slice(&b->peers[i].log)))
            return false;
    return true;
}

static bool shows(const struct fault *fault, enum role role)
{
    bool same = true;
    for (int recurse = 0; same && recurse < 2; recurse++) {
        struct device_bench right, wrong;
        run_probe(&right, role, recurse, NULL);
        run_probe(&wrong, role, recurse, fault->name);
        same = same_wire(&right, &wrong);
        bench_close(&right);
        bench_close(&wrong);
    }
    return !same;
}

static void test_each_fault_shows(void)
{
    for (size_t i = 0; i < fault_count(); i++) {
        const struct fault *fault = fault_at(i);
        for (int role = 0; role < ROLE_COUNT; role++) {
            if (!(fault->roles & 1u << role) || shows(fault, (enum role)role))
                continue;
            printf("\n    %s changes nothing\n", fault->name);
            CU_FAIL("a fault that changes nothing");
        }
    }
}

static void test_same_seed_same_bytes(void)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct device_bench one, two;
        run_probe(&one, (enum role)role, true, NULL);
        run_probe(&two, (enum role)role, true, NULL);
        CU_ASSERT(same_wire(&one, &two));
        CU_ASSERT(one.peers[0].log.n > 0);
        bench_close(&one);
        bench_close(&two);
    }
}

static void test_table(void)
{
    CU_ASSERT_PTR_NULL(fault_at(fault_count()));
    CU_ASSERT_PTR_NULL(fault_find("no-such-fault"));
    for (size_t i = 0; i < fault_count(); i++) {
        const struct fault *fault = fault_at(i);
        CU_ASSERT_PTR_EQUAL(fault_find(fault->name), fault);
        CU_ASSERT(fault->roles != 0 && fault->description[0]);
        CU_ASSERT(fault->found_by[0] && fault->verdict[0]);
    }
}

const char unit_suite_name[] = "device faults";
const struct unit_test unit_tests[] = {{"the table is whole", test_table},
                                       {"same seed, same bytes", test_same_seed_same_bytes},
                                       {"each fault shows on the wire", test_each_fault_shows},
                                       {NULL, NULL}};
