/* Plays a session to the built-in device in simulated time, and judges what the device sends. */
#include "fuzz/support/play.h"

#include "base/limits.h"
#include "check/invariant.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/session.h"
#include "fuzz/support/world.h"

#include <stdio.h>

#define DEVICE "127.0.0.1:5060"

enum {
    MESSAGES_MAX = 64,
    BETWEEN_MS = 100,
    PACKETS_MAX = 1000, /* and for each message, which a proxy may send to 32 places 11 times: */
    PACKETS_OF_MESSAGE = 400
};

static struct device *make_device(struct world *world, const struct play_setup *setup)
{
    struct device *device = NULL;
    struct device_options options = {.role = setup->role,
                                     .listen = world->device,
                                     .tcp = true,
                                     .seed = 1,
                                     .recurse = setup->recurse,
                                     .faults = setup->faults,
                                     .traits = setup->traits};
    FUZZ_CHECK(!device_create(world->net, &options, &device));
    return device;
}

static void begin(struct world *world, struct slice session)
{
    size_t count = session_count(session);
    world_open(world, DEVICE,
               PACKETS_MAX + PACKETS_OF_MESSAGE * (unsigned)(count < MESSAGES_MAX ? count : MESSAGES_MAX));
}

static void take_findings(struct findings *to, const struct findings *from)
{
    for (size_t i = 0; i < from->count; i++)
        FUZZ_CHECK(!findings_add(to, &from->items[i]));
}

static void judge(const struct world *world, enum role role, struct findings *findings)
{
    const struct invariant_subject subject = {.role = role, .is_user_agent = role_row(role)->is_user_agent};
    FUZZ_CHECK(!invariants_check(&subject, &world->transcript, NULL, findings));
    take_findings(findings, &world->findings);
}

static void end(struct world *world, struct device *device, const struct play_setup *setup,
                struct findings *findings)
{
    world_run_until_quiet(world);
    judge(world, setup->role, findings);
    device_free(device);
    world_free(world);
}

/* ---- requests ---- */

static void say(struct world *world, struct slice message)
{
    const struct entry *asked = transcript_at(&world->transcript, world->last_request);
    struct buf filled;
    if (!asked || !session_has_room(message)) {
        world_send(world, message);
        return;
    }
    buf_init(&filled, LIMIT_MESSAGE_BYTES);
    session_fill(message, asked->message, &filled);
    if (!filled.failed)
        world_answer(world, world->last_request, buf_slice(&filled));
    buf_free(&filled);
}

void play_requests(const struct play_setup *setup, struct slice session, struct findings *findings)
{
    struct world world;
    struct slice message;
    begin(&world, session);
    struct device *device = make_device(&world, setup);
    for (size_t i = 0; i < MESSAGES_MAX && session_next(&session, &message); i++) {
        say(&world, message);
        world_run_ms(&world, BETWEEN_MS);
    }
    end(&world, device, setup, findings);
}

/* ---- answers ---- */

struct answering {
    struct world *world;
    struct slice rest; /* answers that were not given yet */
};

static void on_request(void *arg, long entry)
{
    struct answering *answering = arg;
    struct world *world = answering->world;
    struct slice message;
    struct buf filled;
    const struct sip_message *request = transcript_at(&world->transcript, entry)->message;
    bool is_ack = slice_eq_text(request->method, "ACK"), goes_on = !is_ack;
    bool is_cancel = slice_eq_text(request->method, "CANCEL");
    buf_init(&filled, LIMIT_MESSAGE_BYTES);
    while (goes_on && session_next(&answering->rest, &message)) {
        goes_on = slice_starts_with(message, "SIP/2.0 1") || is_cancel;
        is_cancel = false;
        buf_clear(&filled);
        session_fill(message, request, &filled);
        if (!filled.failed)
            world_answer(world, entry, buf_slice(&filled));
    }
    buf_free(&filled);
}

/* RFC 3515: what makes the device call. */
#define REFER                                                                                                \
    "REFER sip:reference@" DEVICE " SIP/2.0\r\n"                                                             \
    "Via: SIP/2.0/UDP 192.0.2.180:5070;branch=z9hG4bKrefer;rport\r\n"                                        \
    "Max-Forwards: 70\r\n"                                                                                   \
    "From: <sip:sam@example.com>;tag=f1\r\n"                                                                 \
    "To: <sip:reference@" DEVICE ">\r\n"                                                                     \
    "Call-ID: refer@192.0.2.180\r\n"                                                                         \
    "CSeq: 1 REFER\r\n"                                                                                      \
    "Contact: <sip:sam@192.0.2.180:5070>\r\n"                                                                \
    "Refer-To: <sip:callee@192.0.2.20>\r\n"                                                                  \
    "Refer-Sub: false\r\n"                                                                                   \
    "Content-Length: 0\r\n\r\n"

void play_answers(const struct play_setup *setup, struct slice session, struct findings *findings)
{
    struct world world;
    struct answering answering = {&world, session};
    begin(&world, session);
    world.on_request = on_request;
    world.arg = &answering;
    struct device *device = make_device(&world, setup);
    world_send(&world, SLICE_LIT(REFER));
    end(&world, device, setup, findings);
}

/* ---- what came of it ---- */

const struct finding *play_failure(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].verdict == VERDICT_FAIL)
            return &findings->items[i];
    return NULL;
}

void play_end(struct findings *findings)
{
    const struct finding *failure = play_failure(findings);
    if (failure && !failure->requirement)
        fuzz_fail("%s", failure->actual);
    if (failure) {
        fprintf(stderr, "expected: %s\nactual: %s\n", failure->expected, failure->actual);
        fuzz_fail("invariant %s says FAIL of a faultless device", failure->requirement);
    }
    findings_free(findings);
}
