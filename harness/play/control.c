/* Control runs that serve several cases. A case says by a key what its control run would be; one that went
 * without any fault is told to whoever plays the cases, and a later case with that key takes its messages
 * instead of a call of its own. */
#include "play/control.h"

#include "play/case.h"
#include "scenario/names.h"

#include <stdlib.h>
#include <string.h>

/* ---- what makes two control runs equal ---- */

struct key {
    const struct scope *scope;
    struct buf text;
};

static void add_value(struct key *key, const char *name, const struct value *value)
{
    buf_addf(&key->text, " %s=", name);
    for (size_t i = 0; i < value_count(value); i++)
        buf_addf(&key->text, "%zu:%s", strlen(value_at(value, i)), value_at(value, i));
}

/* What the name stands for here; nothing is added of one that only the control run itself gives. */
static void add_variable(void *arg, const char *name)
{
    struct key *key = arg;
    struct value value = {0};
    struct buf why;
    buf_init(&why, LIMIT_WHY_BYTES);
    if (name && !scope_lookup(key->scope, name, &value, &why))
        add_value(key, name, &value);
    value_free(&value);
    buf_free(&why);
}

static void add_message(void *arg, const char *name)
{
    buf_addf(&((struct key *)arg)->text, " %s", name);
}

static void add_names(void *arg, const struct step *step)
{
    const struct name_visitor visitor = {add_variable, add_message, add_message, arg};
    step_names(step, &visitor);
}

/* Steps are the same when they stand at the same place of the same file, or in the same fragment with the
 * same parameters. */
static void add_step(struct key *key, const struct step *step)
{
    if (step->kind != STEP_USE) {
        buf_addf(&key->text, "; %s:%d", step->file, step->line);
        return;
    }
    buf_addf(&key->text, "; %s", step->use.fragment);
    for (size_t i = 0; i < step->use.parameters.count; i++) {
        struct value value = {0};
        struct buf why;
        buf_init(&why, LIMIT_WHY_BYTES);
        if (!expr_eval(step->use.parameters.items[i].value, key->scope, &value, &why))
            add_value(key, step->use.parameters.items[i].name, &value);
        value_free(&value);
        buf_free(&why);
    }
}

/* The device, its profile and user are the same for all cases that are played together. NULL when memory is
 * out. */
static char *key_of(struct test_case *test)
{
    const struct scenario *scenario = test->plan->scenario;
    struct key key = {.scope = &test->script.variable_scope};
    buf_init(&key.text, LIMIT_TEXT_BYTES);
    buf_addf(&key.text, "%s %s %x", role_name(test->plan->role), net_transport_name(test->plan->transport),
             case_automatic(test, NULL));
    for (size_t i = 0; i < scenario->control.count; i++)
        add_step(&key, &scenario->control.items[i]);
    buf_add_text(&key.text, ";");
    steps_walk(&scenario->control, add_names, &key);
    return buf_take(&key.text);
}

/* ---- taking one ---- */

static void take(struct test_case *test, const struct control_run *run)
{
    long base = (long)test->result.transcript.count;
    test->result.control_from = strdup(run->played_by);
    if (!test->result.control_from ||
        transcript_share(&test->result.transcript, run->transcript, run->transcript->count))
        case_give_up(test, VERDICT_ERROR, "out of memory");
    for (size_t i = 0; i < run->name_count && !test->stopped; i++)
        case_capture(test, run->names[i].name, base + run->names[i].entry);
    while (test->script.frame_count)
        frame_pop(test);
}

bool control_is_settled(struct test_case *test)
{
    const struct case_host *host = test->around->host;
    bool may_ask = test->phase == PHASE_CONTROL && test->script.frame_count && !test->stopped &&
                   !test->control_key && host->control_of && test->plan->scenario->shares_control;
    if (!may_ask)
        return true;
    if (!case_take_place(test))
        return false; /* while it waits another may play just this */
    test->control_key = key_of(test);
    const struct control_run *run =
        test->control_key ? host->control_of(test->host_arg, test->control_key) : NULL;
    if (run)
        take(test, run);
    return true;
}

/* ---- offering one ---- */

static bool leaves_nothing(const struct entry *entry)
{
    static const char *const methods[] = {"INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "MESSAGE"};
    for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
        if (entry_has_method(entry, methods[i]))
            return true;
    return false;
}

/* Requests of ours from the first endpoint, of methods that leave nothing behind, and their answers. */
static bool is_plain(const struct entry *entry)
{
    bool sent = entry->direction == DIRECTION_SENT;
    if (entry->endpoint || entry->flags & (ENTRY_REFUSED | ENTRY_FLAWED | ENTRY_RAW | ENTRY_UNFRAMED))
        return false;
    return sent ? entry_is_request(entry) && leaves_nothing(entry) : entry_is_response(entry);
}

/* What was found wrong in it would be found in no other case that shares it. */
static bool is_beyond_doubt(struct test_case *test)
{
    const struct transcript *transcript = &test->result.transcript;
    for (size_t i = 0; i < transcript->count; i++)
        if (!is_plain(&transcript->entries[i]))
            return false;
    struct findings findings = {0};
    bool good = !judge_so_far(test, &findings);
    for (size_t i = 0; i < findings.count; i++)
        good = good && findings.items[i].verdict == VERDICT_PASS;
    findings_free(&findings);
    return good;
}

void control_offer(struct test_case *test)
{
    const struct case_host *host = test->around->host;
    if (!test->control_key || test->result.control_from || test->stopped || test->cut_off ||
        test->result.findings.count || calls_open(test) || !is_beyond_doubt(test))
        return;
    struct control_name *names = calloc(test->script.capture_count + 1, sizeof(*names));
    for (size_t i = 0; names && i < test->script.capture_count; i++)
        names[i] = (struct control_name){test->script.captures[i].name, test->script.captures[i].entry};
    const struct control_run run = {
        .played_by = test->result.id,
        .transcript = &test->result.transcript,
        .names = names,
        .name_count = test->script.capture_count,
    };
    if (names)
        host->control_held(test->host_arg, test->control_key, &run);
    free(names);
}
