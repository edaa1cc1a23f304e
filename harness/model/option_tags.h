/* The option-tags that are registered (RFC 3261 27.1), and the RFC that defines each. */
#ifndef SIPCONFORM_MODEL_OPTION_TAGS_H
#define SIPCONFORM_MODEL_OPTION_TAGS_H

#include "base/slice.h"

struct option_tag {
    const char *name;
    int rfc;
};

/* The i-th tag, in alphabetical order; NULL beyond the end. */
const struct option_tag *option_tag_at(size_t i);
/* Without regard to case (7.3.1); NULL when it is not registered. */
const struct option_tag *option_tag_find(struct slice name);

#endif
