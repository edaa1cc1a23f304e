/* The reference device without faults: what each role does right. */
#include "device_bench.h"

#include "base/limits.h"
#include "base/rng.h"
#include "sip/digest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CONTACT "Contact: <sip:peer@10.0.0.2>\r\n"

static void open_role(struct device_bench *bench, enum role role)
{
    struct device_options options = {.role = role, .seed = 3};
    bench_open(bench, &options, NULL);
}

static void ask(struct device_bench *bench, const char *method, const char *uri, const char *branch,
                const char *headers)
{
    bench_send(bench,
               (struct bench_request){.method = method, .uri = uri, .branch = branch, .headers = headers});
}

static bool got(struct device_bench *bench, unsigned peer, const char *text, unsigned times)
{
    unsigned count = bench_count(bench, peer, text);
    if (count != times)
        printf("\n    \"%s\" seen %u times by peer %u, not %u\n%.*s", text, count, peer, times,
               SLICE_ARG(buf_slice(&bench->peers[peer].log)));
    return count == times;
}

/* ---- UAS ---- */
static void test_uas_call(void)
{
    struct device_bench bench;
    char tag[64], to[80];
    open_role(&bench, ROLE_UAS);
    ask(&bench, "INVITE", "sip:u@10.0.0.1", "a", CONTACT);
    bench_run_ms(&bench, 1000);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 180", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 2)); /* once more after T1 */
    CU_ASSERT(got(&bench, 0, "m=audio", 2));
    snprintf(to, sizeof(to), ";tag=%s", bench_tag(&bench, tag));
    struct bench_request request = {
        .method = "ACK", .uri = "sip:10.0.0.1", .branch = "b", .call = "a", .to_params = to};
    bench_send(&bench, request);
    bench_run_ms(&bench, 10000);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 2));
    request.method = "BYE", request.branch = "c", request.cseq = 1; /* not above the INVITE's */
    bench_send(&bench, request);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 500", 1));
    request.branch = "d", request.cseq = 2;
    bench_send(&bench, request);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 3));
    request.branch = "e", request.cseq = 3;
    bench_send(&bench, request);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 481", 1));
    bench_close(&bench);
}

static void test_uas_without_ack(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAS);
    ask(&bench, "INVITE", "sip:u@10.0.0.1", "a", CONTACT);
    bench_run_ms(&bench, 40000);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 11));
    CU_ASSERT(got(&bench, 0, "BYE sip:peer@10.0.0.2 SIP/2.0", 1));
    bench_close(&bench);
}

/* 14.2: an INVITE in a dialog whose first one still rings. */
static void test_uas_second_invite(void)
{
    struct device_bench bench;
    char tag[64], to[80];
    open_role(&bench, ROLE_UAS);
    ask(&bench, "INVITE", "sip:ring@10.0.0.1", "a", CONTACT);
    snprintf(to, sizeof(to), ";tag=%s", bench_tag(&bench, tag));
    bench_send(&bench, (struct bench_request){.method = "INVITE",
                                              .uri = "sip:ring@10.0.0.1",
                                              .branch = "b",
                                              .call = "a",
                                              .cseq = 2,
                                              .to_params = to,
                                              .headers = CONTACT});
    CU_ASSERT(got(&bench, 0, "SIP/2.0 500", 1));
    CU_ASSERT(got(&bench, 0, "Retry-After: ", 1));
    bench_close(&bench);
}

static void open_trait(struct device_bench *bench, enum role role, const char *trait)
{
    struct device_options options = {.role = role, .seed = 3};
    trait_set_add(&options.traits, trait_find(trait));
    bench_open(bench, &options, NULL);
}

/* A call with `a` that is up; to: what its To has then. */
static void open_call(struct device_bench *bench, char to[80])
{
    char tag[64];
    ask(bench, "INVITE", "sip:u@10.0.0.1", "a", CONTACT);
    snprintf(to, 80, ";tag=%s", bench_tag(bench, tag));
    bench_send(bench,
               (struct bench_request){
                   .method = "ACK", .uri = "sip:10.0.0.1", .branch = "b", .call = "a", .to_params = to});
}

/* 14.1, 14.2: its re-INVITE and ours cross; who has not made the Call-ID tries again within two seconds. */
static void test_uas_glare(void)
{
    struct device_bench bench;
    char to[80];
    open_trait(&bench, ROLE_UAS, "crosses-reinvites");
    bench.peers[0].answers[0] = "491 Request Pending";
    bench.peers[0].answers[1] = "200 OK\r\nContact: <sip:peer@10.0.0.2>";
    open_call(&bench, to);
    bench_send(&bench, (struct bench_request){.method = "INVITE",
                                              .uri = "sip:10.0.0.1",
                                              .branch = "c",
                                              .call = "a",
                                              .cseq = 2,
                                              .to_params = to,
                                              .headers = CONTACT});
    CU_ASSERT(got(&bench, 0, "SIP/2.0 491", 1));
    CU_ASSERT(got(&bench, 0, "INVITE sip:peer@10.0.0.2", 1));
    bench_run_ms(&bench, 2100);
    CU_ASSERT(got(&bench, 0, "INVITE sip:peer@10.0.0.2", 2));
    CU_ASSERT(got(&bench, 0, "ACK sip:peer@10.0.0.2", 2));
    bench_close(&bench);
}

static void test_uas_users(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAS);
    ask(&bench, "INVITE", "sip:busy@10.0.0.1", "a", CONTACT);
    ask(&bench, "ACK", "sip:busy@10.0.0.1", "a", NULL);
    ask(&bench, "INVITE", "sip:nobody@10.0.0.1", "b", CONTACT);
    ask(&bench, "ACK", "sip:nobody@10.0.0.1", "b", NULL);
    ask(&bench, "INVITE", "sip:forward@10.0.0.1", "c", CONTACT);
    ask(&bench, "ACK", "sip:forward@10.0.0.1", "c", NULL);
    ask(&bench, "INVITE", "sip:ring@10.0.0.1", "d", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 180", 1));
    ask(&bench, "INVITE", "sip:ring@10.0.0.1", "d", CONTACT); /* a copy */
    CU_ASSERT(got(&bench, 0, "SIP/2.0 180", 2));
    bench_send(
        &bench,
        (struct bench_request){
            .method = "INVITE", .uri = "sip:ring@10.0.0.1", .branch = "m", .call = "d", .headers = CONTACT});
    CU_ASSERT(got(&bench, 0, "SIP/2.0 482", 1)); /* merged */
    ask(&bench, "CANCEL", "sip:ring@10.0.0.1", "d", "Require: xtag\r\n");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 487", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 486", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 404", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 302", 1));
    CU_ASSERT(got(&bench, 0, "Contact: <sip:forwarded@192.0.2.3>", 1));
    ask(&bench, "CANCEL", "sip:ring@10.0.0.1", "none", "Require: xtag\r\n");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 481", 1));
    bench_close(&bench);
}

static void test_uas_refusals(void)
{
    static const struct {
        const char *method, *uri, *headers, *answer;
    } rows[] = {{"OPTIONS", "sip:10.0.0.1", "Require: Timer\r\n", "SIP/2.0 200"},
                {"OPTIONS", "sip:10.0.0.1", "Require:\r\n", "SIP/2.0 200"},
                {"OPTIONS", "sip:10.0.0.1", "Require: timer, x-a\r\nREQUIRE : x-b,\r\n\tx-A\r\n",
                 "\r\nUnsupported: x-a, x-b\r\n"},
                {"OPTIONS", "sip:10.0.0.1", "Require: \"x\"\r\n", "SIP/2.0 400"},
                {"OPTIONS", "sip:10.0.0.1", "Require: timer,,replaces\r\n", "SIP/2.0 400"},
                {"OPTIONS", "sip:10.0.0.1", "Proxy-Require: x\r\n", "SIP/2.0 200"},
                {"OPTIONS", "nowhere:at-all", "Require: x\r\n", "SIP/2.0 416"},
                {"PUBLISH", "sip:10.0.0.1", "Require: x\r\n", "SIP/2.0 405"},
                {"XTEST", "sip:10.0.0.1", "Require: x\r\n", "SIP/2.0 501"},
                {"OPTIONS", "sip:nobody@10.0.0.1", "Require: x\r\n", "SIP/2.0 404"},
                {"BYE", "sip:10.0.0.1", "", "SIP/2.0 481"},
                {"INVITE", "sip:u@10.0.0.1", "", "SIP/2.0 400"},
                {"INVITE", "sip:u@10.0.0.1", "Contact: *\r\n", "SIP/2.0 400"},
                {"OPTIONS", "sip:10.0.0.1", "To: <sip:second@x>\r\n", "SIP/2.0 400"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct device_bench bench;
        open_role(&bench, ROLE_UAS);
        ask(&bench, rows[i].method, rows[i].uri, "a", rows[i].headers);
        CU_ASSERT(got(&bench, 0, rows[i].answer, 1));
        CU_ASSERT(got(&bench, 0, "old=2", 1)); /* both Vias came back */
        bench_close(&bench);
    }
}

static void answer_challenge(struct device_bench *bench, const char *user, const char *branch)
{
    struct slice log = buf_slice(&bench->peers[0].log);
    struct slice value = slice_sub(log, slice_find_text(log, "Digest realm"), log.n);
    struct sip_challenge challenge;
    struct sip_credentials credentials = {.user = slice_from(user),
                                          .password = SLICE_LIT("secret"),
                                          .method = SLICE_LIT("OPTIONS"),
                                          .uri = SLICE_LIT("sip:10.0.0.1"),
                                          .cnonce = SLICE_LIT("c"),
                                          .nonce_count = 1};
    struct buf header;
    buf_init(&header, LIMIT_MESSAGE_BYTES);
    buf_add_text(&header, "Authorization: ");
    CU_ASSERT_FATAL(sip_challenge_parse(slice_sub(value, 0, slice_find(value, '\r')), &challenge));
    CU_ASSERT_EQUAL_FATAL(sip_digest_answer(&challenge, &credentials, &header), 0);
    buf_add_text(&header, "\r\n");
    ask(bench, "OPTIONS", "sip:10.0.0.1", branch, header.p);
    buf_free(&header);
}

/* 17.2.3: the second CANCEL is a copy, though it cancels nothing; so is its answer. */
static void test_uas_stray_cancel(void)
{
    struct device_bench bench;
    char first[64], second[64];
    open_role(&bench, ROLE_UAS);
    ask(&bench, "CANCEL", "sip:ring@10.0.0.1", "none", NULL);
    bench_tag(&bench, first);
    ask(&bench, "CANCEL", "sip:ring@10.0.0.1", "none", NULL);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 481", 2));
    CU_ASSERT_STRING_EQUAL(bench_tag(&bench, second), first);
    bench_close(&bench);
}

static void test_challenge(void)
{
    struct device_bench bench;
    struct device_options options = {.role = ROLE_UAS, .challenge = true};
    bench_open(&bench, &options, NULL);
    ask(&bench, "OPTIONS", "sip:10.0.0.1", "a", "Require: x\r\n");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 401", 1));
    CU_ASSERT(got(&bench, 0, "WWW-Authenticate: Digest realm=\"sipconform\"", 1));
    answer_challenge(&bench, "mallory", "b");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 401", 2));
    answer_challenge(&bench, "alice", "c");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 1));
    bench_close(&bench);
}

/* ---- transport ---- */
static void test_tcp(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAS);
    bench_send(
        &bench,
        (struct bench_request){
            .method = "INVITE", .uri = "sip:busy@10.0.0.1", .branch = "a", .headers = CONTACT, .tcp = true});
    bench_run_ms(&bench, 40000);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 486", 1)); /* never repeated on a stream */
    static const char two[] =
        "\r\n\r\nOPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.2;branch=z9hG4bKx1\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x1\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n"
        "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.2;branch=z9hG4bKx2\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x2\r\nCSeq: 1 OPTIONS\r\nl: 0\r\n\r\n";
    bench_send_bytes(&bench, true, two, 60);
    bench_run_ms(&bench, 50);
    bench_send_bytes(&bench, true, two + 60, sizeof(two) - 61);
    bench_run_ms(&bench, 50);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 2));
    static const char broken[] =
        "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/TCP 10.0.0.2;branch=z9hG4bKx3\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: x3\r\nCSeq: 1 OPTIONS\r\n\r\n";
    bench_send_bytes(&bench, true, broken, sizeof(broken) - 1);
    bench_run_ms(&bench, 50);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 400", 1));
    bench_close(&bench);
}

static void test_via(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAS);
    /* The answer goes to the sent-by port, where nobody is; with rport it comes back. */
    bench_send_raw(&bench,
                   "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2:6000;branch=z9hG4bKv1\r\n"
                   "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: v1\r\nCSeq: 1 OPTIONS\r\n\r\n");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 0));
    bench_send_raw(
        &bench,
        "OPTIONS sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP host.example:6000;rport;branch=z9hG4bKv2\r\n"
        "From: <sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: v2\r\nCSeq: 1 OPTIONS\r\n\r\n");
    CU_ASSERT(got(&bench, 0, "host.example:6000;rport=5060;branch=z9hG4bKv2;received=10.0.0.2", 1));
    bench_close(&bench);
}

/* ---- redirect, registrar ---- */
static void test_redirect(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_REDIRECT);
    ask(&bench, "INVITE", "sip:user@10.0.0.1", "a", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 404", 1));
    ask(&bench, "ACK", "sip:user@10.0.0.1", "a", NULL);
    ask(&bench, "REGISTER", "sip:10.0.0.1", "b",
        "Contact: <sip:x@10.0.0.3;transport=tcp>;q=0.3;expires=60\r\n");
    bench_run_ms(&bench, 20000);
    ask(&bench, "XTEST", "sip:%75ser@10.0.0.1;a=b", "c", "Require: x\r\nProxy-Require: y\r\n");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 302", 1));
    CU_ASSERT(got(&bench, 0, "Contact: <sip:x@10.0.0.3;transport=tcp>;q=0.3;expires=39", 1));
    bench_run_ms(&bench, 41000);
    ask(&bench, "OPTIONS", "sip:user@10.0.0.1", "d", NULL);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 480", 1)); /* known, and its binding is gone */
    ask(&bench, "OPTIONS", "sip:10.0.0.1", "e", NULL);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 2));
    bench_close(&bench);
}

static void test_redirect_to_self(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_REDIRECT);
    ask(&bench, "REGISTER", "sip:10.0.0.1", "a", "Contact: <sip:%75ser@10.0.0.1>\r\n");
    ask(&bench, "INVITE", "sip:user@10.0.0.1", "b", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 404", 1));
    ask(&bench, "ACK", "sip:user@10.0.0.1", "b", NULL);
    ask(&bench, "REGISTER", "sip:10.0.0.1", "c", "Contact: <sip:y@10.0.0.3>\r\n");
    ask(&bench, "INVITE", "sip:user@10.0.0.1", "d", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 302", 1));
    CU_ASSERT(got(&bench, 0, "Contact: <sip:%75ser@10.0.0.1>", 2)); /* in the two 200, not in the 302 */
    bench_close(&bench);
}

static void test_registrar(void)
{
    static const struct {
        const char *headers, *answer;
        unsigned contacts;
    } rows[] = {
        {"Contact: <sip:a@10.0.0.3>;expires=60, <sip:b@10.0.0.3>\r\nExpires: 600\r\n", "SIP/2.0 200", 2},
        {"Contact: <sip:c@10.0.0.3>\r\nRequire: x\r\n", "SIP/2.0 420", 0},
        {"Contact: *\r\nExpires: 60\r\n", "SIP/2.0 400", 0},
        {"Contact: *, <sip:d@10.0.0.3>\r\nExpires: 0\r\n", "SIP/2.0 400", 0},
        {"Contact: <sip:d@10.0.0.3>, <sip:e@10.0.0.3>;q=7\r\n", "SIP/2.0 400", 0},
        {"", "SIP/2.0 200", 2},
        {"Contact: <sip:A@10.0.0.3>;expires=0, <sip:b@10.0.0.3>;expires=0\r\n", "SIP/2.0 200", 1},
        {"Contact: *\r\nExpires: 0\r\n", "SIP/2.0 200", 0}};
    struct device_bench bench;
    char branch[] = "a";
    open_role(&bench, ROLE_REGISTRAR);
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++, branch[0]++) {
        buf_clear(&bench.peers[0].log);
        ask(&bench, "REGISTER", "sip:10.0.0.1", branch, rows[i].headers);
        CU_ASSERT(got(&bench, 0, rows[i].answer, 1));
        CU_ASSERT(got(&bench, 0, "Contact:", rows[i].contacts));
    }
    ask(&bench, "MESSAGE", "sip:10.0.0.1", "m", NULL);
    CU_ASSERT(got(&bench, 0, "Allow: REGISTER, OPTIONS", 1));
    bench_close(&bench);
}

/* ---- proxy ---- */
static void bind(struct device_bench *bench, const char *branch, const char *contact)
{
    char headers[256];
    snprintf(headers, sizeof(headers), "Contact: %s\r\n", contact);
    ask(bench, "REGISTER", "sip:10.0.0.1", branch, headers);
}

static void test_proxy_forwards(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_PROXY);
    ask(&bench, "INVITE", "sip:user@10.0.0.1", "n", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 480", 1));
    ask(&bench, "ACK", "sip:user@10.0.0.1", "n", NULL);
    bind(&bench, "r", "<sip:a@10.0.0.3>");
    bench.peers[1].answers[0] = "100 Trying|180 Ringing|200 OK\r\nContact: <sip:a@10.0.0.3>";
    ask(&bench, "INVITE", "sip:user@10.0.0.1", "a",
        CONTACT "Require: x,y\r\nProxy-Require: privacy\r\nX-New: 1\r\n");
    CU_ASSERT(got(&bench, 1, "INVITE sip:a@10.0.0.3 SIP/2.0", 1));
    CU_ASSERT(got(&bench, 1, "Require: x,y\r\n", 1));
    CU_ASSERT(got(&bench, 1, "Proxy-Require: privacy\r\n", 1));
    CU_ASSERT(got(&bench, 1, "Max-Forwards: 69\r\n", 1));
    CU_ASSERT(got(&bench, 1, "Record-Route: <sip:10.0.0.1:5060;lr>\r\n", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 100", 2)); /* its own ones */
    CU_ASSERT(got(&bench, 0, "SIP/2.0 180", 1));
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 2)); /* REGISTER, INVITE */
    ask(&bench, "ACK", "sip:a@10.0.0.3", "b", "Route: <sip:10.0.0.1:5060;lr>\r\n");
    CU_ASSERT(got(&bench, 1, "ACK sip:a@10.0.0.3 SIP/2.0", 1));
    CU_ASSERT(got(&bench, 1, "\r\nRoute:", 0));
    bench_close(&bench);
}

/* 16.11: no 100, nothing repeated, and a retransmission goes on as it came, with the same branch. */
static void test_proxy_stateless(void)
{
    struct device_bench bench;
    open_trait(&bench, ROLE_PROXY, "stateless-proxy");
    for (int i = 0; i < 2; i++)
        ask(&bench, "INVITE", "sip:x@10.0.0.3", "a", CONTACT);
    bench_run_ms(&bench, 2000);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 100", 0));
    CU_ASSERT(got(&bench, 1, "INVITE sip:x@10.0.0.3", 2));
    struct slice log = buf_slice(&bench.peers[1].log);
    size_t at = slice_find_text(log, "branch=");
    CU_ASSERT_FATAL(at + 22 < log.n);
    char branch[23] = "";
    memcpy(branch, log.p + at, 22);
    CU_ASSERT(got(&bench, 1, branch, 2));
    bench.peers[1].answers[0] = "486 Busy Here";
    ask(&bench, "INVITE", "sip:x@10.0.0.3", "a", CONTACT);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 486", 1));
    ask(&bench, "ACK", "sip:x@10.0.0.3", "a", NULL);
    CU_ASSERT(got(&bench, 1, "ACK sip:x@10.0.0.3", 1));
    CU_ASSERT(got(&bench, 1, branch, 4));
    bench_close(&bench);
}

static void test_proxy_refuses(void)
{
    static const struct {
        const char *uri, *headers, *answer;
    } rows[] = {
        {"sip:user@10.0.0.1", "Proxy-Require: privacy, x-a\r\nRequire: z\r\n", "\r\nUnsupported: x-a\r\n"},
        {"other:scheme", "", "SIP/2.0 416"},
        {"sip:user@unknown.example", "", "SIP/2.0 404"},
        {"sip:10.0.0.1", "Require: z\r\n", "\r\nUnsupported: z\r\n"},
        {"sip:10.0.0.1", "", "SIP/2.0 200"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct device_bench bench;
        open_role(&bench, ROLE_PROXY);
        ask(&bench, "OPTIONS", rows[i].uri, "a", rows[i].headers);
        CU_ASSERT(got(&bench, 0, rows[i].answer, 1));
        bench_close(&bench);
    }
}

static void test_proxy_forks(void)
{
    static const struct {
        const char *first, *second, *third, *answer;
    } rows[] = {{"404 No", "420 Bad\r\nUnsupported: x", "486 Busy", "SIP/2.0 420"},
                {"302 Moved\r\nContact: <sip:z@10.9.9.9>", "404 No", "500 Oops", "SIP/2.0 302"},
                {"302 Moved\r\nContact: <sip:z@10.9.9.9>", "603 Decline", "486 Busy", "SIP/2.0 603"},
                {"503 Gone", "503 Gone", "503 Gone", "SIP/2.0 500"},
                {"486 Busy", "200 OK\r\nContact: <sip:b@10.0.0.4>", "180 Ringing", "SIP/2.0 200"}};
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct device_bench bench;
        open_role(&bench, ROLE_PROXY);
        bind(&bench, "r", "<sip:a@10.0.0.3>, <sip:b@10.0.0.4>;q=0.1, <sip:c@10.0.0.5>");
        buf_clear(&bench.peers[0].log);
        bench.peers[1].answers[0] = rows[i].first;
        bench.peers[2].answers[0] = rows[i].second;
        bench.peers[3].answers[0] = rows[i].third;
        ask(&bench, "INVITE", "sip:user@10.0.0.1", "a", CONTACT);
        CU_ASSERT(got(&bench, 0, rows[i].answer, 1));
        CU_ASSERT(got(&bench, 1, "ACK sip:a@10.0.0.3", 1));
        CU_ASSERT(got(&bench, 3, "CANCEL sip:c", strstr(rows[i].third, "180") ? 1 : 0));
        bench_close(&bench);
    }
}

static void test_proxy_recursion(void)
{
    for (int recurse = 0; recurse < 2; recurse++) {
        struct device_bench bench;
        struct device_options options = {.role = ROLE_PROXY, .recurse = recurse != 0};
        bench_open(&bench, &options, NULL);
        bind(&bench, "r", "<sip:a@10.0.0.3>");
        bench.peers[1].answers[0] =
            "302 Moved\r\nContact: <sip:b@10.0.0.4;method=INVITE;x=1?Subject=s>, <sips:s@10.0.0.5>";
        bench.peers[2].answers[0] = "302 Moved\r\nContact: <sip:a@10.0.0.3>";
        ask(&bench, "INVITE", "sip:user@10.0.0.1", "a", CONTACT);
        CU_ASSERT(got(&bench, 1, "INVITE sip:", 1));
        CU_ASSERT(got(&bench, 2, "INVITE sip:b@10.0.0.4;x=1 SIP/2.0", recurse ? 1 : 0));
        CU_ASSERT(got(&bench, 3, "INVITE", 0));
        CU_ASSERT(got(&bench, 0, "SIP/2.0 302", 1));
        CU_ASSERT(got(&bench, 0, "sip:b@10.0.0.4", recurse ? 0 : 1));
        bench_close(&bench);
    }
}

static void test_proxy_timeout(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_PROXY);
    ask(&bench, "INVITE", "sip:a@10.0.0.3", "a", CONTACT);
    bench_run_ms(&bench, 33000);
    CU_ASSERT(got(&bench, 1, "INVITE sip:a", 7));
    CU_ASSERT(bench_count(&bench, 0, "SIP/2.0 408") >= 1);
    bench_close(&bench);
}

/* ---- UAC ---- */
static void refer(struct device_bench *bench, const char *branch, const char *to)
{
    char headers[256];
    snprintf(headers, sizeof(headers), "Refer-To: %s\r\n" CONTACT, to);
    ask(bench, "REFER", "sip:10.0.0.1", branch, headers);
}

static void test_uac_call(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] = "180 Ringing|200 OK\r\nContact: <sip:far@10.0.0.3>";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    CU_ASSERT(got(&bench, 0, "SIP/2.0 202", 1));
    CU_ASSERT(got(&bench, 1, "INVITE sip:a@10.0.0.3 SIP/2.0", 1));
    CU_ASSERT(got(&bench, 1, "Require: timer, replaces", 1));
    CU_ASSERT(got(&bench, 1, "ACK sip:far@10.0.0.3 SIP/2.0", 1));
    CU_ASSERT(got(&bench, 1, "BYE sip:", 0));
    bench_run_ms(&bench, 5000);
    CU_ASSERT(got(&bench, 1, "BYE sip:far@10.0.0.3 SIP/2.0", 1));
    bench_close(&bench);
}

static void test_uac_hangs_up(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] = "180 Ringing";
    bench.peers[2].answers[0] = "200 OK\r\nContact: <sip:far@10.0.0.4>";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    refer(&bench, "b", "<sip:a@10.0.0.3;method=BYE>");
    CU_ASSERT(got(&bench, 1, "CANCEL sip:a@10.0.0.3 SIP/2.0", 1));
    refer(&bench, "c", "<sip:b@10.0.0.4>");
    refer(&bench, "d", "<sip:b@10.0.0.4;method=BYE>");
    CU_ASSERT(got(&bench, 2, "BYE sip:far@10.0.0.4 SIP/2.0", 1));
    bench_run_ms(&bench, 40000);
    CU_ASSERT(got(&bench, 2, "BYE sip:far@10.0.0.4 SIP/2.0", 1));
    bench_close(&bench);
}

/* 16.6 step 11: what rings for too long is cancelled, and given up when even that is not answered. */
static void test_uac_rings_on(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] = "180 Ringing";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    bench_run_ms(&bench, 170000);
    CU_ASSERT(got(&bench, 1, "CANCEL sip:a@10.0.0.3 SIP/2.0", 0));
    bench_run_ms(&bench, 200000);
    CU_ASSERT(got(&bench, 1, "CANCEL sip:a@10.0.0.3 SIP/2.0", 1));
    ask(&bench, "OPTIONS", "sip:10.0.0.1", "alive", NULL);
    CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 1));
    bench_close(&bench);
}

static void test_uac_follows(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] =
        "302 Moved\r\nContact: <sip:c@10.0.0.5>;q=0.2, <mailto:x@y>, <sip:A@10.0.0.3>;q=0.1, "
        "<sip:b@10.0.0.4;transport=tcp;method=BYE?Subject=s%0d%0aX-Evil:1&Priority=urgent>;q=0.9";
    bench.peers[2].answers[0] = "486 Busy";
    bench.peers[3].answers[0] = "200 OK\r\nContact: <sip:c@10.0.0.5>";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    CU_ASSERT(got(&bench, 2, "INVITE sip:b@10.0.0.4;transport=tcp SIP/2.0\r\nVia: SIP/2.0/TCP", 1));
    CU_ASSERT(got(&bench, 2, "CSeq: 2 INVITE", 1));
    CU_ASSERT(got(&bench, 2, "Priority: urgent", 1));
    CU_ASSERT(got(&bench, 2, "X-Evil", 0));
    CU_ASSERT(got(&bench, 3, "INVITE sip:c@10.0.0.5 SIP/2.0", 1));
    CU_ASSERT(got(&bench, 3, "CSeq: 3 INVITE", 1));
    CU_ASSERT(got(&bench, 1, "INVITE sip:A", 0));
    bench_close(&bench);
}

/* 18.1.1: by TCP when it is long, by UDP when TCP is refused. */
static void test_uac_long(void)
{
    char contact[1400], uri[1300];
    memset(uri, 'x', sizeof(uri) - 1);
    uri[sizeof(uri) - 1] = 0;
    snprintf(contact, sizeof(contact), "302 Moved\r\nContact: <sip:%s@10.0.0.4>", uri);
    for (int refused = 0; refused < 2; refused++) {
        struct device_bench bench;
        open_role(&bench, ROLE_UAC);
        bench.peers[1].answers[0] = contact;
        bench.peers[2].answers[0] = "486 Busy";
        if (refused) {
            net_port_close(bench.peers[2].stream);
            bench.peers[2].stream = NULL;
        }
        refer(&bench, "a", "<sip:a@10.0.0.3>");
        CU_ASSERT(got(&bench, 2, "Via: SIP/2.0/TCP 10.0.0.1:5060", refused ? 0 : 2)); /* INVITE, ACK */
        CU_ASSERT(got(&bench, 2, "Via: SIP/2.0/UDP 10.0.0.1:5060", refused ? 2 : 0));
        bench_close(&bench);
    }
}

static void test_uac_caches(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] = "302 Moved\r\nContact: <sip:b@10.0.0.4>;expires=20";
    bench.peers[2].answers[0] = "486 Busy";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    bench_run_ms(&bench, 5000);
    refer(&bench, "b", "<sip:a@10.0.0.3>");
    CU_ASSERT(got(&bench, 2, "INVITE sip:b", 2));
    CU_ASSERT(got(&bench, 1, "INVITE sip:a", 2)); /* after the cached one failed, once */
    bench_run_ms(&bench, 30000);
    bench.peers[2].answers[0] = "200 OK\r\nContact: <sip:b@10.0.0.4>";
    refer(&bench, "c", "<sip:a@10.0.0.3>");
    CU_ASSERT(got(&bench, 1, "INVITE sip:a", 3));
    bench_close(&bench);
}

static void test_uac_420(void)
{
    struct device_bench bench;
    open_role(&bench, ROLE_UAC);
    bench.peers[1].answers[0] = "420 Bad\r\nUnsupported: x\r\nUnsupported: Timer";
    bench.peers[2].answers[0] = "420 Bad\r\nUnsupported: never-sent";
    refer(&bench, "a", "<sip:a@10.0.0.3>");
    refer(&bench, "b", "<sip:b@10.0.0.4>");
    bench_run_ms(&bench, 5000);
    CU_ASSERT(got(&bench, 1, "INVITE sip:a", 2));
    CU_ASSERT(got(&bench, 1, "CSeq: 2 INVITE", 1));
    CU_ASSERT(got(&bench, 1, "Require: replaces\r\nSupported: replaces, norefersub\r\n", 1));
    CU_ASSERT(got(&bench, 2, "INVITE sip:b", 1));
    CU_ASSERT(got(&bench, 2, "ACK sip:b", 1));
    bench_close(&bench);
}

/* ---- rubbish ---- */
static const char *const seeds[] = {
    "INVITE sip:u@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKs1;rport\r\nMax-Forwards: "
    "70\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: <sip:c@d>\r\nCall-ID: s\r\nCSeq: 1 INVITE\r\nContact: "
    "<sip:p@10.0.0.2>\r\nRequire: x, "
    "timer\r\nProxy-Require: y\r\nRecord-Route: <sip:10.0.0.2;lr>\r\nContent-Length: 0\r\n\r\n",
    "REGISTER sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKs2\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: "
    "<sip:u@10.0.0.1>\r\nCall-ID: s2\r\nCSeq: 1 REGISTER\r\nContact: <sip:p@10.0.0.3>;q=0.5;expires=9, "
    "*\r\nContent-Length: 0\r\n\r\n",
    "REFER sip:10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKs3\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: "
    "<sip:u@10.0.0.1>\r\nCall-ID: s3\r\nCSeq: 1 REFER\r\nRefer-To: "
    "<sip:p@10.0.0.3;x=1?Subject=a>\r\nContent-Length: "
    "0\r\n\r\n",
    "ACK sip:u@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKs1\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: "
    "<sip:c@d>;tag=2\r\nCall-ID: s\r\nCSeq: 1 ACK\r\nRoute: <sip:10.0.0.3;lr>\r\nContent-Length: 0\r\n\r\n",
    "CANCEL sip:u@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKs1\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: "
    "<sip:c@d>\r\nCall-ID: s\r\nCSeq: 1 CANCEL\r\nContent-Length: 0\r\n\r\n",
    "SIP/2.0 302 Moved\r\nVia: SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKs4\r\nVia: SIP/2.0/UDP "
    "10.0.0.2\r\nFrom: "
    "<sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=3\r\nCall-ID: s\r\nCSeq: 1 INVITE\r\nContact: "
    "<sip:x@10.0.0.3>\r\n\r\n"};

static void send_mutated(struct device_bench *bench, struct rng *rng)
{
    char bytes[1024];
    const char *seed = seeds[rng_below(rng, sizeof(seeds) / sizeof(*seeds))];
    size_t n = strlen(seed);
    static const char special[] = "\r\n\t ;,<>\"=:@?&%*[]/";
    memcpy(bytes, seed, n);
    for (uint64_t edits = rng_below(rng, 6); edits > 0; edits--) {
        size_t at = (size_t)rng_below(rng, n);
        if (rng_below(rng, 3))
            bytes[at] = special[rng_below(rng, sizeof(special))];
        else if (rng_below(rng, 8))
            bytes[at] = (char)rng_below(rng, 256);
        else
            n = at + 1;
    }
    bench_send_bytes(bench, rng_below(rng, 4) == 0, bytes, n);
}

static void test_rubbish(void)
{
    for (int role = 0; role < ROLE_COUNT; role++) {
        struct device_bench bench;
        struct rng rng;
        struct device_options options = {.role = (enum role)role, .recurse = true};
        bench_open(&bench, &options, NULL);
        bench.peers[1].answers[0] = "302 Moved\r\nContact: <sip:x@10.0.0.4>, <sip:u@10.0.0.1>";
        rng_init(&rng, (uint64_t)role + 1);
        for (int i = 0; i < 3000; i++) {
            send_mutated(&bench, &rng);
            if (i % 10 == 0)
                bench_run_ms(&bench, 20);
            if (i % 500 == 0)
                bench_run_ms(&bench, 20000);
        }
        bench_run_ms(&bench, 100000);
        for (unsigned i = 0; i < BENCH_PEERS; i++)
            buf_clear(&bench.peers[i].log);
        ask(&bench, "OPTIONS", "sip:10.0.0.1", "alive", NULL);
        CU_ASSERT(got(&bench, 0, "SIP/2.0 200", 1));
        bench_close(&bench);
    }
}

/* Ceilings: more open calls and users than the device remembers. */
static void test_flood(void)
{
    struct device_bench bench;
    char text[512];
    open_role(&bench, ROLE_UAS);
    for (int i = 0; i < 6000; i++) {
        snprintf(text, sizeof(text),
                 "INVITE sip:u@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKf%d\r\nFrom: "
                 "<sip:a@b>;tag=%d\r\nTo: <sip:c@d>\r\nCall-ID: f%d\r\nCSeq: 1 INVITE\r\nContact: "
                 "<sip:p@10.0.0.2>\r\n\r\n",
                 i, i, i);
        bench_send_bytes(&bench, false, text, strlen(text));
    }
    bench_run_ms(&bench, 200);
    CU_ASSERT(bench_count(&bench, 0, "SIP/2.0 180") == 6000);
    for (unsigned i = 0; i < BENCH_PEERS; i++)
        buf_clear(&bench.peers[i].log);
    ask(&bench, "OPTIONS", "sip:10.0.0.1", "alive", NULL);
    CU_ASSERT(bench_count(&bench, 0, "CSeq: 1 OPTIONS") == 1);
    bench_close(&bench);
}

const char unit_suite_name[] = "device";
const struct unit_test unit_tests[] = {{"uas: a call", test_uas_call},
                                       {"uas: 2xx without ACK", test_uas_without_ack},
                                       {"uas: a second INVITE", test_uas_second_invite},
                                       {"uas: INVITEs that cross", test_uas_glare},
                                       {"uas: users", test_uas_users},
                                       {"uas: refusals", test_uas_refusals},
                                       {"uas: a CANCEL of nothing, twice", test_uas_stray_cancel},
                                       {"challenge", test_challenge},
                                       {"tcp", test_tcp},
                                       {"via", test_via},
                                       {"redirect", test_redirect},
                                       {"redirect: never to itself", test_redirect_to_self},
                                       {"registrar", test_registrar},
                                       {"proxy: forwards", test_proxy_forwards},
                                       {"proxy: without state", test_proxy_stateless},
                                       {"proxy: refuses", test_proxy_refuses},
                                       {"proxy: forks", test_proxy_forks},
                                       {"proxy: recursion", test_proxy_recursion},
                                       {"proxy: timeout", test_proxy_timeout},
                                       {"uac: a call", test_uac_call},
                                       {"uac: hangs up", test_uac_hangs_up},
                                       {"uac: rings on", test_uac_rings_on},
                                       {"uac: follows", test_uac_follows},
                                       {"uac: long requests", test_uac_long},
                                       {"uac: remembers", test_uac_caches},
                                       {"uac: 420", test_uac_420},
                                       {"rubbish", test_rubbish},
                                       {"flood", test_flood},
                                       {NULL, NULL}};
