/* Bindings and subscriptions that a case made and did not take back. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_LEFTOVERS_H
#define SIPCONFORM_PLAY_LEFTOVERS_H

#include <stdbool.h>

struct test_case;

bool leftovers_exist(struct test_case *test);
/* Sends what takes them back, once each. */
void leftovers_take_back(struct test_case *test);
/* Is something of that still unanswered? */
bool leftovers_pending(struct test_case *test);

#endif
