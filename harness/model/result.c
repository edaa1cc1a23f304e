/* Frees what came of a case and of a run. */
#include "model/result.h"

#include <stdlib.h>
#include <string.h>

static const char *const confirmation_names[CONFIRMATION_COUNT] = {"none",   "pending", "same",
                                                                   "others", "load",    "beside"};

const char *confirmation_name(enum confirmation confirmation)
{
    return confirmation_names[confirmation];
}

const char *confirmation_text(enum confirmation confirmation)
{
    static const char *const texts[CONFIRMATION_COUNT] = {
        [CONFIRMATION_NONE] = NULL,
        [CONFIRMATION_PENDING] = "not confirmed: it was not played alone yet",
        [CONFIRMATION_SAME] = "played again alone, it was the same",
        [CONFIRMATION_OTHERS] = "other cases of this scenario were the same alone",
        [CONFIRMATION_LOAD] = "the device was busy at first: this is what came alone",
        [CONFIRMATION_BESIDE] = "only beside other cases",
    };
    return texts[confirmation];
}

bool confirmation_from_name(const char *name, enum confirmation *ret_confirmation)
{
    for (int i = 0; i < CONFIRMATION_COUNT; i++)
        if (strcmp(confirmation_names[i], name) == 0) {
            *ret_confirmation = (enum confirmation)i;
            return true;
        }
    return false;
}

void case_result_free(struct case_result *result)
{
    if (!result)
        return;
    free(result->id);
    free(result->scenario);
    free(result->file);
    free(result->title);
    free(result->role);
    free(result->transport);
    free(result->section);
    free(result->reason);
    free(result->first_reason);
    free(result->control_from);
    findings_free(&result->findings);
    transcript_free(&result->transcript);
    for (size_t i = 0; i < result->endpoint_count; i++)
        free(result->endpoints[i].name);
    free(result->endpoints);
    *result = (struct case_result){0};
}

void run_info_free(struct run_info *run)
{
    free(run->target);
    free(run->device);
    free(run->version);
    free(run->command);
    profile_free(&run->facts);
    *run = (struct run_info){0};
}
