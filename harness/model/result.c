/* Frees what came of a case and of a run. */
#include "model/result.h"

#include <stdlib.h>

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
    *run = (struct run_info){0};
}
