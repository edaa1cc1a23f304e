/* A control run that another case has played. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_CONTROL_H
#define SIPCONFORM_PLAY_CONTROL_H

#include <stdbool.h>

struct test_case;

/* Before the first step of the control run: takes the messages of one that was played before, if there is one
 * that will do. False while the case waits for a place: asked again when there is one. */
bool control_is_settled(struct test_case *test);
/* The control run is over and its calls have ended: tells of it when others may use it. */
void control_offer(struct test_case *test);

#endif
