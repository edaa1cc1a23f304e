/* Messages that steps wait for or count, and why one does not come. Private to harness/play. */
#ifndef SIPCONFORM_PLAY_AWAITED_H
#define SIPCONFORM_PLAY_AWAITED_H

#include "model/transcript.h"
#include "scenario/scenario.h"

struct test_case;

/* awaited.c */
bool awaited_is_response(const char *kind);
bool awaited_kind(const struct entry *entry, const struct texts *kinds);
bool awaited_where(struct test_case *test, const struct condition *where, long number);
/* No step may take it any more. */
bool awaited_taken(const struct entry *entry);
/* May a step that expects such messages take this one, as far as its kind and its endpoint go? */
bool awaited_at(const struct test_case *test, const struct message_filter *filter, const struct entry *entry);
/* The request whose responses a step is about. */
long awaited_request(struct test_case *test, const struct message_filter *filter);
/* Does a step that counts such messages count this one? */
bool awaited_counts(struct test_case *test, const struct message_filter *filter, long number);
/* The first message of this phase that the step may take; -1. */
long awaited_find(struct test_case *test, const struct message_filter *filter);

/* absence.c: why a step got no message. */
struct absence {
    const char *kind; /* of the message */
    long request;     /* that it would answer, or that would bring it about; -1 */
    long instead;     /* the final answer after which it does not come any more; -1 */
    bool refused;     /* the request was */
    long elsewhere;   /* a request as it is awaited, at an endpoint where it is not; -1 */
};
enum { ABSENCE_BYTES = 250 };
struct absence absence_of(struct test_case *test, const struct message_filter *filter);
void absence_say(struct test_case *test, const struct absence *absence, char text[ABSENCE_BYTES]);

#endif
