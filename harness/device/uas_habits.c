/* What a device with such traits does in a call of its own accord: asks, offers a new session, hangs up. */
#include "device/parts.h"

#include <string.h>

enum { ASKS_AFTER_MS = 300, ENDS_AFTER_MS = 3000 };

static bool has_habits(const struct device *device)
{
    return has_trait(device, TRAIT_ENDS_CALLS) || has_trait(device, TRAIT_REINVITES) ||
           has_trait(device, TRAIT_ASKS_IN_CALL);
}

static void on_end(void *arg)
{
    struct dialog *dialog = arg;
    dialog->habit = NULL;
    dialog_bye(dialog);
}

/* ---- a re-INVITE of ours ---- */
/* 14.1: who made the Call-ID waits for 2.1 to 4 s, the other for 2 s at most, in units of 10 ms. */
static int64_t pause_ms(struct dialog *dialog)
{
    struct rng *rng = &dialog->device->rng;
    return dialog->owns_call_id ? 2100 + 10 * (int64_t)rng_below(rng, 191)
                                : 10 * (int64_t)rng_below(rng, 201);
}

/* 14.1: not while an INVITE is under way either way. */
static bool may_reinvite(const struct dialog *dialog)
{
    return !dialog->reinvite && !dialog->repeat;
}

static void try_again(struct dialog *dialog);

static void on_again(void *arg)
{
    struct dialog *dialog = arg;
    dialog->again = NULL;
    if (may_reinvite(dialog))
        habit_reinvite(dialog);
    else
        try_again(dialog);
}

static void try_again(struct dialog *dialog)
{
    device_timer_stop(&dialog->again);
    device_timer(dialog->device, pause_ms(dialog), on_again, dialog, &dialog->again);
}

static void on_reinvite_answer(void *owner, struct client_transaction *client,
                               const struct sip_message *response)
{
    struct dialog *dialog = owner;
    struct sip_cseq cseq;
    if (response->status < 200 || !sip_cseq_of(response, &cseq))
        return;
    if (response->status < 300)
        dialog_ack(dialog, cseq.number, (struct slice){0});
    if (client == dialog->reinvite)
        dialog->reinvite = NULL;
    if (response->status == 491)
        try_again(dialog);
}

static void on_reinvite_failed(void *owner, struct client_transaction *client, int status)
{
    struct dialog *dialog = owner;
    (void)client;
    (void)status;
    dialog->reinvite = NULL;
}

void habit_reinvite(struct dialog *dialog)
{
    static const struct client_handler handler = {on_reinvite_answer, on_reinvite_failed};
    dialog->reinvite = dialog_request(dialog, "INVITE", &handler, dialog);
}

/* ---- in a call ---- */
static void on_ask(void *arg)
{
    struct dialog *dialog = arg;
    const struct device *device = dialog->device;
    dialog->habit = NULL;
    if (has_trait(device, TRAIT_ASKS_IN_CALL))
        dialog_request(dialog, "OPTIONS", NULL, NULL);
    if (has_trait(device, TRAIT_REINVITES) && may_reinvite(dialog))
        habit_reinvite(dialog);
    if (has_trait(device, TRAIT_ENDS_CALLS))
        device_timer(dialog->device, ENDS_AFTER_MS, on_end, dialog, &dialog->habit);
}

void uas_call_up(struct dialog *dialog)
{
    if (!dialog->has_habit)
        alone_tell_messages(dialog->device, slice_from(dialog->target));
    if (has_trait(dialog->device, TRAIT_REINVITES_AT_ONCE) && !dialog->has_habit)
        habit_reinvite(dialog);
    if (has_habits(dialog->device) && !dialog->has_habit)
        device_timer(dialog->device, ASKS_AFTER_MS, on_ask, dialog, &dialog->habit);
    dialog->has_habit = true;
}
