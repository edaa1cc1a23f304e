/* The interview: what it learns of devices of several kinds, how much it asks, and how long that takes. */
#include "engine_bench.h"
#include "suite.h"

#include "model/facts.h"
#include "model/likeness.h"

#include <stdio.h>
#include <string.h>

const char unit_suite_name[] = "interview";

/* A peer answers with these statuses; 0: not at all. */
struct manner {
    int options, reregister, calls[3], bye;
    int beside; /* OPTIONS while a call is up; 0: as options */
    const char *rows;
};

struct peer {
    struct engine_bench bench;
    struct manner manner;
    size_t invites, up, cancels, byes, others;
    int64_t took_ms;
};

static struct peer peer;

static void answer(const struct sip_message *request, const struct net_packet *packet, int status)
{
    char line[32];
    snprintf(line, sizeof(line), "%d Text", status);
    if (status)
        peer_answer(&peer.bench, request, packet, line, peer.manner.rows ? peer.manner.rows : "");
}

static void on_invite(const struct sip_message *request, const struct net_packet *packet)
{
    int status = peer.invites < 3 ? peer.manner.calls[peer.invites] : 486;
    peer.invites++;
    peer.up += status / 100 == 2;
    answer(request, packet, status);
}

static void on_message(struct engine_bench *bench, const struct sip_message *message,
                       const struct net_packet *packet)
{
    struct slice method = message->method;
    (void)bench;
    if (message->kind != SIP_REQUEST || slice_eq_text(method, "ACK"))
        return;
    peer.others += !slice_eq_text(method, "INVITE");
    if (slice_eq_text(method, "INVITE")) {
        on_invite(message, packet);
    } else if (slice_eq_text(method, "OPTIONS")) {
        answer(message, packet, peer.up && peer.manner.beside ? peer.manner.beside : peer.manner.options);
    } else if (slice_eq_text(method, "REGISTER")) {
        answer(message, packet, peer.manner.reregister);
    } else if (slice_eq_text(method, "BYE")) {
        peer.byes++;
        answer(message, packet, peer.manner.bye);
    } else {
        peer.cancels += slice_eq_text(method, "CANCEL");
        answer(message, packet, 200);
    }
}

/* The shipped scenarios; only those of the interview are played. */
static void begin(struct manner manner)
{
    static const char *const none[] = {NULL};
    struct diagnostics diagnostics;
    peer = (struct peer){.manner = manner};
    engine_bench_begin(&peer.bench, none);
    library_free(peer.bench.library);
    diagnostics_init(&diagnostics);
    CU_ASSERT_EQUAL_FATAL(library_load(SIPCONFORM_SOURCE_DIR "/scenarios", &diagnostics, &peer.bench.library),
                          0);
    diagnostics_free(&diagnostics);
    peer.bench.options.library = peer.bench.library;
    peer.bench.on_message = on_message;
}

static struct discovery ask(void)
{
    struct discovery discovery;
    int64_t before = net_now_ns(peer.bench.net);
    CU_ASSERT_EQUAL_FATAL(run_discover(&peer.bench.options, &discovery), 0);
    peer.took_ms = (net_now_ns(peer.bench.net) - before) / 1000000;
    CU_ASSERT(peer.took_ms <= 10000);
    CU_ASSERT(discovery.requests <= 20);
    return discovery;
}

static bool fact_is(const char *key, const char *text)
{
    const struct value *value = profile_get(&peer.bench.options.profile, key);
    struct buf joined;
    buf_init(&joined, 10000);
    if (value)
        value_join(value, &joined);
    bool is = value ? text && slice_eq_text(buf_slice(&joined), text) : !text;
    if (!is)
        printf("\n    %s is %s", key, value && joined.n ? joined.p : "unknown");
    buf_free(&joined);
    return is;
}

static void end(struct discovery *discovery)
{
    discovery_free(discovery);
    engine_bench_end(&peer.bench);
}

static void test_a_phone_with_lines(void)
{
    begin((struct manner){200,
                          405,
                          {200, 200, 200},
                          200,
                          0,
                          "Allow: INVITE, ACK, BYE\r\nSupported: timer\r\nServer: Box (\"x\")/1\r\n"});
    struct discovery discovery = ask();
    CU_ASSERT(discovery.answered && !discovery.refused);
    CU_ASSERT(fact_is("options_status", "200") && fact_is("invite_status", "200"));
    CU_ASSERT(fact_is("invite_reason", "Text") && fact_is("register_status", "405"));
    CU_ASSERT(fact_is("hops_status", "200") && fact_is("udp", "true") && fact_is("tcp", NULL));
    CU_ASSERT(fact_is("methods", "INVITE, ACK, BYE") && fact_is("supported", "timer"));
    CU_ASSERT(fact_is("software", "Box (\"x\")/1") && fact_is("rtt_ms", "2"));
    CU_ASSERT(fact_is("takes_calls", "3") && fact_is("max_calls", NULL));
    CU_ASSERT(fact_is("options_beside_status", "200") && fact_is("several_answers", "false"));
    CU_ASSERT(fact_is("contact", "sip:peer@192.0.2.1:5060") && fact_is("contact_answers", "true"));
    CU_ASSERT(fact_is("user_exists", "true") && fact_is("challenges", NULL));
    CU_ASSERT_EQUAL(peer.invites, 3);
    CU_ASSERT_EQUAL(peer.byes, 3);
    CU_ASSERT_EQUAL(likeness_roles(&peer.bench.options.profile), ROLE_SET(UAS));
    end(&discovery);
}

static void test_a_phone_with_one_line(void)
{
    begin((struct manner){200, 405, {200, 486, 486}, 200, 486, NULL});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("max_calls", "1") && fact_is("takes_calls", NULL));
    CU_ASSERT(fact_is("options_beside_status", "486") && fact_is("options_status", "200"));
    CU_ASSERT_EQUAL(peer.invites, 2);
    CU_ASSERT_EQUAL(peer.byes, 1);
    end(&discovery);
}

/* Somebody is on the phone when we come: who is busy is asked once more. */
static void test_busy_at_first(void)
{
    begin((struct manner){200, 405, {486, 200, 486}, 200, 0, NULL});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("invite_status", "200") && fact_is("max_calls", NULL) && fact_is("takes_calls", NULL));
    CU_ASSERT_EQUAL(peer.invites, 2);
    end(&discovery);
}

static void test_nobody_is_there(void)
{
    begin((struct manner){0});
    struct discovery discovery = ask();
    CU_ASSERT(!discovery.answered && !discovery.refused);
    CU_ASSERT(fact_is("udp", NULL) && fact_is("options_status", NULL) && fact_is("register_status", NULL));
    CU_ASSERT_PTR_NOT_NULL_FATAL(discovery.text);
    CU_ASSERT_PTR_NOT_NULL(strstr(discovery.text, "OPTIONS over udp: "));
    end(&discovery);
}

static void test_it_rings(void)
{
    begin((struct manner){200, 405, {180, 180, 180}, 200, 0, NULL});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("invite_status", "180") && fact_is("user_exists", "true"));
    CU_ASSERT(peer.cancels >= 1);
    CU_ASSERT(peer.took_ms <= 6000);
    end(&discovery);
}

/* Nobody listens at its Contact: we do not wait for long. */
static void test_no_answer_to_bye(void)
{
    begin((struct manner){200, 405, {200, 200, 200}, 0, 0, NULL});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("contact_answers", "false") && fact_is("invite_status", "200"));
    CU_ASSERT(peer.byes >= 3);
    end(&discovery);
}

static void test_transport_that_is_not_there(void)
{
    begin((struct manner){200, 405, {404, 0, 0}, 200, 0, NULL});
    peer.bench.options.transports = 1u << NET_UDP | 1u << NET_TCP;
    net_port_close(peer.bench.stream);
    peer.bench.stream = NULL;
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("udp", "true") && fact_is("tcp", "false") && fact_is("user_exists", "false"));
    CU_ASSERT(discovery.answered && discovery.refused);
    end(&discovery);
}

static void test_challenges(void)
{
    begin((struct manner){200,
                          401,
                          {407, 0, 0},
                          200,
                          0,
                          "WWW-Authenticate: Digest realm=\"here\", nonce=\"1\"\r\n"
                          "Retry-After: 4\r\n"});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("challenges", "true") && fact_is("realm", "here") && fact_is("scheme", "Digest"));
    CU_ASSERT(fact_is("challenged_methods", "REGISTER, INVITE") ||
              fact_is("challenged_methods", "INVITE, REGISTER"));
    CU_ASSERT(fact_is("retry_after", NULL) && fact_is("max_calls", NULL));
    CU_ASSERT_EQUAL(peer.invites, 1);
    end(&discovery);
}

static void test_limits_and_rest(void)
{
    begin((struct manner){200, 405, {503, 503, 503}, 200, 0, "Retry-After: 4 (soon)\r\n"});
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("retry_after", "4") && fact_is("invite_status", "503"));
    CU_ASSERT_EQUAL(peer.invites, 2);
    end(&discovery);
}

static void say_all(struct profile *profile)
{
    for (size_t i = 0; i < profile->count; i++)
        profile->facts[i].learned = false;
}

/* Whatever was learned once and stands in a profile is not asked again: nothing is. */
static void test_what_is_said_is_not_asked(void)
{
    begin((struct manner){200, 405, {200, 486, 486}, 200, 486, NULL});
    struct discovery first = ask();
    size_t asked = peer.bench.requests;
    CU_ASSERT(asked > 0);
    say_all(&peer.bench.options.profile);
    struct discovery second = ask();
    CU_ASSERT_EQUAL(peer.bench.requests, asked);
    CU_ASSERT_EQUAL(second.requests, 0);
    CU_ASSERT(second.answered);
    discovery_free(&first);
    end(&second);
}

static void test_what_is_said_stands(void)
{
    begin((struct manner){200, 405, {200, 200, 200}, 200, 0, "Allow: INVITE\r\nServer: x\r\n"});
    struct profile *profile = &peer.bench.options.profile;
    CU_ASSERT_EQUAL(profile_set_text(profile, "max_calls", "7", false), 0);
    CU_ASSERT_EQUAL(profile_set_text(profile, "software", "mine", false), 0);
    CU_ASSERT_EQUAL(profile_set_text(profile, "hops_status", "483", false), 0);
    struct discovery discovery = ask();
    CU_ASSERT(fact_is("max_calls", "7") && fact_is("software", "mine") && fact_is("hops_status", "483"));
    CU_ASSERT_EQUAL(peer.invites, 1); /* how many calls it takes was said */
    end(&discovery);
}

/* All roles at once: still three INVITEs. */
static void test_three_invites_for_all_roles(void)
{
    begin((struct manner){200, 200, {403, 403, 200}, 200, 0, NULL});
    peer.bench.options.roles = ROLE_SET(UAS) | ROLE_SET(PROXY) | ROLE_SET(REDIRECT) | ROLE_SET(REGISTRAR);
    CU_ASSERT_EQUAL(profile_set_text(&peer.bench.options.profile, "redirect_user", "r", false), 0);
    struct discovery discovery = ask();
    CU_ASSERT_EQUAL(peer.invites, 3);
    CU_ASSERT(fact_is("relays", "false") && fact_is("relayed_status", "403") &&
              fact_is("relayed_reason", "Text"));
    CU_ASSERT(fact_is("redirect_status", "200") && fact_is("invite_status", NULL));
    end(&discovery);
}

/* ---- what follows for a role ---- */

static bool unfit(enum role role, const char *key, const char *status, const char *wanted)
{
    struct profile profile = {0};
    struct buf text;
    buf_init(&text, 10000);
    CU_ASSERT_EQUAL(profile_set_text(&profile, key, status, true), 0);
    likeness_add_unfit(&profile, role, false, &text);
    bool is = wanted ? text.n && strstr(text.p, wanted) : !text.n;
    if (!is)
        printf("\n    %s %s: %s", key, status, text.n ? text.p : "fit");
    buf_free(&text);
    profile_free(&profile);
    return is;
}

static void test_fit_for_a_role(void)
{
    CU_ASSERT(unfit(ROLE_UAS, "title", "x", NULL));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "200", NULL));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "183", NULL));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "420", NULL)); /* a breach, and judged */
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "404", "with 404; name a user"));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "407", "--auth USER"));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "302", "--role redirect"));
    CU_ASSERT(unfit(ROLE_UAS, "invite_status", "0", "not answered"));
    CU_ASSERT(unfit(ROLE_REDIRECT, "invite_status", "404", NULL)); /* that was for another user */
    CU_ASSERT(unfit(ROLE_REDIRECT, "redirect_status", "301", NULL));
    CU_ASSERT(unfit(ROLE_REDIRECT, "redirect_status", "404", "--redirect-user"));
    CU_ASSERT(unfit(ROLE_REGISTRAR, "register_status", "400", NULL));
    CU_ASSERT(unfit(ROLE_REGISTRAR, "register_status", "405", "--role may be another"));
    CU_ASSERT(unfit(ROLE_PROXY, "relays", "true", NULL));
    CU_ASSERT(unfit(ROLE_PROXY, "relays", "false", "--user"));
    CU_ASSERT(unfit(ROLE_UAC, "invite_status", "404", NULL));
}

static void test_table(void)
{
    struct profile profile = {0};
    struct buf text;
    buf_init(&text, 10000);
    facts_add_table(&profile, &text);
    CU_ASSERT_EQUAL(text.n, 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "title", "x", false), 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "tcp", "false", true), 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "hops_status", "483", true), 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "register_status", "0", true), 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "relayed_status", "403", true), 0);
    CU_ASSERT_EQUAL(profile_set_text(&profile, "relayed_reason", "Not relaying", true), 0);
    facts_add_table(&profile, &text);
    CU_ASSERT_STRING_EQUAL(text.p, "  over TCP               nobody answers\n"
                                   "  OPTIONS, no hop left   483\n"
                                   "  REGISTER, a query      no answer\n"
                                   "  INVITE for us          403 Not relaying\n"
                                   "  looks like             a proxy: an OPTIONS with Max-Forwards: 0 drew "
                                   "483 (RFC 3261 16.3)\n");
    buf_free(&text);
    profile_free(&profile);
}

const struct unit_test unit_tests[] = {
    {"a phone with lines", test_a_phone_with_lines},
    {"a phone with one line", test_a_phone_with_one_line},
    {"busy at first", test_busy_at_first},
    {"nobody is there", test_nobody_is_there},
    {"it rings", test_it_rings},
    {"no answer to BYE", test_no_answer_to_bye},
    {"a transport that is not there", test_transport_that_is_not_there},
    {"challenges", test_challenges},
    {"503 with Retry-After", test_limits_and_rest},
    {"what is said is not asked", test_what_is_said_is_not_asked},
    {"what is said stands", test_what_is_said_stands},
    {"three INVITEs for all roles", test_three_invites_for_all_roles},
    {"fit for a role", test_fit_for_a_role},
    {"table", test_table},
    {NULL, NULL},
};
