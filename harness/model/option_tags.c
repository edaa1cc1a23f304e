/* The table of registered option-tags. */
#include "model/option_tags.h"

static const struct option_tag tags[] = {
    {"100rel", 3262},
    {"199", 6228},
    {"answermode", 5373},
    {"early-session", 3959},
    {"eventlist", 4662},
    {"explicitsub", 7614},
    {"from-change", 4916},
    {"geolocation-http", 6442},
    {"geolocation-sip", 6442},
    {"gin", 6140},
    {"gruu", 5627},
    {"histinfo", 7044},
    {"ice", 5768},
    {"join", 3911},
    {"multiple-refer", 5368},
    {"norefersub", 4488},
    {"nosub", 7614},
    {"outbound", 5626},
    {"path", 3327},
    {"policy", 6794},
    {"precondition", 3312},
    {"pref", 3840},
    {"privacy", 3323},
    {"recipient-list-invite", 5366},
    {"recipient-list-message", 5365},
    {"recipient-list-subscribe", 5367},
    {"record-aware", 7866},
    {"replaces", 3891},
    {"resource-priority", 4412},
    {"sdp-anat", 4092},
    {"sec-agree", 3329},
    {"siprec", 7866},
    {"tdialog", 4538},
    {"timer", 4028},
    {"trickle-ice", 8840},
    {"uui", 7433},
};

const struct option_tag *option_tag_at(size_t i)
{
    return i < sizeof(tags) / sizeof(tags[0]) ? &tags[i] : NULL;
}

const struct option_tag *option_tag_find(struct slice name)
{
    const struct option_tag *tag;
    for (size_t i = 0; (tag = option_tag_at(i)) != NULL; i++)
        if (slice_ieq_text(name, tag->name))
            return tag;
    return NULL;
}
