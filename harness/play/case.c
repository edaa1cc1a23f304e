/* What every part of a case may use: giving up, the device's calls, which response is final. */
#include "play/case.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void case_give_up(struct test_case *test, enum verdict verdict, const char *format, ...)
{
    char text[LIMIT_WHY_BYTES];
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    struct finding finding = {
        .verdict = verdict, .actual = text, .entry = -1, .source = SOURCE_RUN, .cause = CAUSE_NO_TEST};
    if (findings_add(&test->result.findings, &finding) || verdict == VERDICT_ERROR)
        test->environment_failed = true;
    test->stopped = true;
}

void case_cannot_send(struct test_case *test, const struct entry *message, const char *why)
{
    const struct entry *request = transcript_at(&test->result.transcript, message->answers);
    if (request && !entry_has_method(request, "INVITE") && message->flags & ENTRY_AUTOMATIC)
        return; /* side traffic of somebody else */
    if (!(message->flags & ENTRY_AUTOMATIC))
        case_give_up(test, VERDICT_INCONCLUSIVE, "%s", why);
    else if (!test->cut_off)
        test->cut_off = strdup(why);
}

bool case_is_cut_off(struct test_case *test)
{
    if (test->cut_off)
        case_give_up(test, VERDICT_INCONCLUSIVE, "%s", test->cut_off);
    return test->cut_off != NULL;
}

int case_finding(struct test_case *test, const struct finding *finding)
{
    if (!findings_add(&test->result.findings, finding))
        return 0;
    case_give_up(test, VERDICT_ERROR, "out of memory");
    return -1;
}

struct case_result *case_result(struct test_case *test)
{
    return &test->result;
}

bool case_take_place(struct test_case *test)
{
    if (!test->holds_place && !test->around->host->take_place(test->host_arg))
        test->waiting.kind = WAIT_PLACE;
    else
        test->holds_place = true;
    return test->holds_place;
}

void case_return_place(struct test_case *test)
{
    test->holds_place = false;
    test->around->host->return_place(test->host_arg);
}

long final_of(const struct test_case *test, long request, int class)
{
    for (size_t i = 0; i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (entry->answers == request && entry_is_final(entry) &&
            (!class || entry->message->status / 100 == class))
            return (long)i;
    }
    return -1;
}

bool has_response(const struct test_case *test, long request)
{
    for (size_t i = 0; i < test->result.transcript.count; i++)
        if (test->result.transcript.entries[i].answers == request)
            return true;
    return false;
}

bool was_refused(const struct test_case *test, long request)
{
    bool refused = false;
    for (long i = request; i >= 0 && (size_t)i < test->result.transcript.count; i++) {
        const struct entry *entry = &test->result.transcript.entries[i];
        if (i == request || entry->retransmission_of == request)
            refused = refused || entry->flags & ENTRY_REFUSED;
    }
    return refused && !has_response(test, request);
}
