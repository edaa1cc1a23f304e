/* The reference device in a world that speaks a session to it, judged by the rules that hold for every
 * message. */
#ifndef SIPCONFORM_FUZZ_PLAY_H
#define SIPCONFORM_FUZZ_PLAY_H

#include "device/device.h"
#include "model/finding.h"

struct play_setup {
    enum role role;
    bool recurse; /* proxy */
    struct fault_set faults;
    struct trait_set traits;
};

/* The messages come to the device one after another, at 127.0.0.1:5060; a response with room in it answers
 * what it asked last. Adds what is wrong with the device to findings: FAIL and no requirement for what is no
 * rule's. */
void play_requests(const struct play_setup *setup, struct slice session, struct findings *findings);
/* The device (role uac) is told to call; the messages answer what it asks, in order. After a provisional
 * answer and after one to CANCEL the next follows at once; ACK is not answered. */
void play_answers(const struct play_setup *setup, struct slice session, struct findings *findings);

/* The first that is wrong without doubt; NULL when there is none. */
const struct finding *play_failure(const struct findings *findings);
/* Fails the target with that one, if there is one, and frees them. */
void play_end(struct findings *findings);

#endif
