/* Which names a step uses: variables, and messages that other steps named. */
#ifndef SIPCONFORM_SCENARIO_NAMES_H
#define SIPCONFORM_SCENARIO_NAMES_H

#include "scenario/scenario.h"

/* Calls back with every name that the step itself uses; steps within it are not looked at. */
void step_names(const struct step *step, const struct name_visitor *visitor);
void headers_names(const struct headers *headers, const struct name_visitor *visitor);
void bindings_names(const struct bindings *bindings, const struct name_visitor *visitor);
void when_names(const struct when *when, const struct name_visitor *visitor); /* NULL is let pass */

#endif
