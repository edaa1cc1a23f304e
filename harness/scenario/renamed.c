/* The one table of old and new spellings. An old one is an error that gives the new one. */
#include "scenario/renamed.h"

const struct renamed_key renamed_keys[] = {
    {"scenario", "manners", "automatic"},
    {"send", "manners", "automatic"},
    {"automatic", "serve", "answer_others"},
    {"automatic", "answer_copies", "answer_retransmissions"},
    {"send", "for", "of"},
    {"step", "resend", "retransmit"},
    {"messages", "copies_of", "retransmissions_of"},
    {"condition", "copy_of", "retransmission_of"},
    {"judgement", "copy_of", "retransmission_of"},
    {"uri_test", "equals", "uri"},
    {"uri_test", "differs_from", "uri_not"},
    {"standing_answer", "to", "method"},
    {NULL, NULL, NULL},
};
