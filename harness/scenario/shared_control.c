/* Whether a control run can be another case's is found in what the scenario refers to. It cannot when the
 * control run speaks of what only this case has (an endpoint, an address of record, tags of its own), does
 * more than to send requests and look at their answers, or leaves its call up; nor when the steps go on in
 * its dialog, send its messages again, or build on their identifiers. */
#include "scenario/shared_control.h"

#include "base/limits.h"
#include "scenario/builtin.h"
#include "scenario/names.h"

#include <string.h>

struct look {
    const struct scenario *scenario;
    const char *name; /* that is looked for */
    bool found;       /* the control run gives it to a message */
    bool leans;       /* no other case's control run will do */
};

/* ---- the control run ---- */

static bool is_endpoint(const struct scenario *scenario, const char *name, size_t n)
{
    bool found =
        slice_eq_text((struct slice){name, n}, "client") || slice_eq_text((struct slice){name, n}, "server");
    for (size_t i = 0; i < scenario->endpoints.count; i++)
        found = found || slice_eq_text((struct slice){name, n}, scenario->endpoints.items[i]);
    return found;
}

static void look_at_control_variable(void *arg, const char *name)
{
    struct look *look = arg;
    size_t n = name ? strcspn(name, ".") : 0;
    enum builtin builtin;
    bool is_own = !name || is_endpoint(look->scenario, name, n) ||
                  (builtin_find(name, n, &builtin) &&
                   (builtin == BUILTIN_AOR || builtin == BUILTIN_UNKNOWN || builtin == BUILTIN_OWN));
    look->leans = look->leans || is_own;
}

static void let_pass(void *arg, const char *name)
{
    (void)arg;
    (void)name;
}

static void look_at_control(void *arg, const struct step *step)
{
    struct look *look = arg;
    const struct name_visitor visitor = {look_at_control_variable, let_pass, let_pass, look};
    step_names(step, &visitor);
    switch (step->kind) {
    case STEP_SEND:
        look->leans = look->leans || step->send.at.count || step->send.to || step->send.flawed;
        break;
    case STEP_EXPECT:
        look->leans = look->leans || step->expect.filter.at.count;
        break;
    case STEP_CHECK:
    case STEP_IF:
    case STEP_USE:
        break;
    case STEP_SEND_RAW:
    case STEP_RETRANSMIT:
    case STEP_WATCH:
    case STEP_REVIEW:
    case STEP_TRIGGER:
    case STEP_PAUSE:
    case STEP_EACH:
    case STEP_SET:
        look->leans = true;
        break;
    }
    const struct judge *judge = step_judge(step);
    look->leans = look->leans || (judge && judge->count); /* it is more than a control run */
}

static bool stays_up(const struct scenario *scenario)
{
    unsigned bit = 1u << AUTOMATIC_HANG_UP;
    return scenario->automatic.given & bit && !(scenario->automatic.on & bit);
}

/* ---- the steps ---- */

static void find_name(void *arg, const struct step *step)
{
    struct look *look = arg;
    look->found = look->found || (step->as && strcmp(step->as, look->name) == 0);
}

static bool is_of_control(const struct look *look, const char *name, size_t n)
{
    char text[LIMIT_NAME_BYTES];
    if (n >= sizeof(text))
        return true;
    memcpy(text, name, n);
    text[n] = 0;
    struct look search = {.name = text};
    steps_walk(&look->scenario->control, find_name, &search);
    return search.found;
}

static void look_at_message(void *arg, const char *name)
{
    struct look *look = arg;
    look->leans = look->leans || is_of_control(look, name, strlen(name));
}

/* Whatever call it was, the device said this of itself: a status, a list of tags, of URIs, of values. */
static bool is_about_the_device(const char *part)
{
    const char *dot = strrchr(part, '.');
    const char *last = dot ? dot + 1 : part;
    return strcmp(part, "") == 0 || strcmp(part, "status") == 0 || strcmp(last, "tags") == 0 ||
           strcmp(last, "uris") == 0 || strcmp(last, "values") == 0;
}

static void look_at_variable(void *arg, const char *name)
{
    struct look *look = arg;
    size_t n = name ? strcspn(name, ".") : 0;
    if (name && is_of_control(look, name, n) && !is_about_the_device(name[n] ? name + n + 1 : ""))
        look->leans = true;
}

static void look_at_step(void *arg, const struct step *step)
{
    struct look *look = arg;
    const struct name_visitor visitor = {look_at_variable, look_at_message, let_pass, look};
    step_names(step, &visitor);
    /* octets of its own may go on where the control run's connection is */
    look->leans = look->leans || step->kind == STEP_SEND_RAW;
}

bool control_may_be_shared(const struct scenario *scenario)
{
    struct look look = {.scenario = scenario, .leans = !scenario->control.count || stays_up(scenario)};
    steps_walk(&scenario->control, look_at_control, &look);
    steps_walk(&scenario->steps, look_at_step, &look);
    steps_walk(&scenario->aftermath, look_at_step, &look);
    return !look.leans;
}
