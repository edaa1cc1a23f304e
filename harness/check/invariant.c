/* The table of rules, and how they are led through a transcript. */
#include "check/invariant_rule.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const struct invariant_rule rules[] = {
    {"SC-INV-ANY-001", VERDICT_FAIL, ON_ANY | RELAYED_TOO | ODD_TOO | BROKEN_TOO, rule_start_line, ROLES_ALL},
    {"SC-INV-ANY-002", VERDICT_FAIL, ON_ANY | RELAYED_TOO, rule_line_ends, ROLES_ALL},
    {"SC-INV-ANY-003", VERDICT_FAIL, ON_RESPONSE, rule_via_echo, ROLES_ALL},
    {"SC-INV-ANY-004", VERDICT_FAIL, ON_RESPONSE, rule_from_echo, ROLES_ALL},
    {"SC-INV-ANY-005", VERDICT_FAIL, ON_RESPONSE, rule_to_echo, ROLES_ALL},
    {"SC-INV-ANY-006", VERDICT_FAIL, ON_OUR_REQUEST | NOT_RELAYING, rule_one_to_tag, ROLES_ALL},
    {"SC-INV-ANY-007", VERDICT_FAIL, ON_RESPONSE, rule_to_tag, ROLES_ALL},
    {"SC-INV-ANY-008", VERDICT_FAIL, ON_ANY, rule_tags_unique, ROLES_ALL},
    {"SC-INV-ANY-009", VERDICT_FAIL, ON_RESPONSE, rule_five_headers, ROLES_ALL},
    {"SC-INV-ANY-010", VERDICT_FAIL, ON_REQUEST | RELAYED_TOO, rule_six_headers, ROLES_ALL},
    {"SC-INV-ANY-011", VERDICT_FAIL, ON_ANY, rule_single_headers, ROLES_ALL},
    {"SC-INV-ANY-012", VERDICT_FAIL, ON_ANY | RELAYED_TOO | ODD_TOO, rule_content_length, ROLES_ALL},
    {"SC-INV-ANY-013", VERDICT_FAIL, ON_ANY | ODD_TOO, rule_body_type, ROLES_ALL},
    {"SC-INV-ANY-014", VERDICT_FAIL, ON_REQUEST | RELAYED_TOO | ODD_TOO, rule_branch, ROLES_ALL},
    {"SC-INV-ANY-015", VERDICT_FAIL, ON_REQUEST | ODD_TOO, rule_max_forwards, ROLES_ALL},
    {"SC-INV-ANY-016", VERDICT_FAIL, ON_REQUEST, rule_cseq, ROLES_ALL},
    {"SC-INV-ANY-017", VERDICT_FAIL, ON_REQUEST, rule_dialog_tags, ROLES_ALL},
    {"SC-INV-ANY-018", VERDICT_FAIL, ON_REQUEST | RELAYED_TOO | ODD_TOO, rule_request_uri, ROLES_ALL},
    {"SC-INV-ANY-019", VERDICT_FAIL, ON_ANY, rule_grammar, ROLES_ALL},
    {"SC-INV-ANY-020", VERDICT_FAIL, ON_OUR_REQUEST | ODD_TOO, rule_ack_unanswered, ROLES_ALL},
    {"SC-INV-ANY-021", VERDICT_FAIL, ON_ANY | ODD_TOO, rule_unsupported, ROLES_ALL},
    {"SC-INV-ANY-022", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_bad_extension, ROLES_ALL},
    {"SC-INV-ANY-023", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_companions, ROLES_ALL},
    {"SC-INV-ANY-024", VERDICT_FAIL, ON_RESPONSE, rule_response_require, ROLES_ALL},
    {"SC-INV-ANY-025", VERDICT_WARN, ON_ANY | ODD_TOO, rule_header_class, ROLES_ALL},
    {"SC-INV-ANY-026", VERDICT_FAIL, ON_REQUEST | ODD_TOO, rule_no_require, ROLES_ALL},
    {"SC-INV-ANY-027", VERDICT_FAIL, ON_ANY | ODD_TOO, rule_allow, ROLES_ALL},
    {"SC-INV-ANY-032", VERDICT_WARN, ON_ANY, rule_address_parts, ROLES_ALL},
    {"SC-INV-ANY-033", VERDICT_WARN, ON_REQUEST, rule_method_headers, ROLES_ALL},
    {"SC-INV-ANY-034", VERDICT_FAIL, ON_ANY, rule_offer_answer, ROLES_ALL},
    {"SC-INV-ANY-035", VERDICT_WARN, ON_REQUEST | RELAYED_TOO | ODD_TOO, rule_datagram_size, ROLES_ALL},
    {"SC-420-UAS-058", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_disjoint_tags, ROLES_ALL},
    {"SC-420-UAS-061", VERDICT_WARN, ON_ANY | ODD_TOO | NOT_OURS, rule_supported_registered, ROLES_ALL},
    {"SC-420-REG-009", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_no_6xx, ROLE_SET(REGISTRAR)},
    {"SC-420-UAC-018", VERDICT_WARN, ON_REQUEST | ODD_TOO | NOT_OURS, rule_request_tags_registered,
     ROLE_SET(UAC)},
    {"SC-3XX-RD-023", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_no_305, ROLES_ALL},
    {"SC-3XX-RD-024", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_star_in_3xx, ROLE_SET(REDIRECT)},
    {"SC-3XX-RD-028", VERDICT_FAIL, ON_RESPONSE | ODD_TOO, rule_transport_tls, ROLE_SET(REDIRECT)},
    {"SC-CON-RD-001", VERDICT_FAIL, ON_ANY, rule_brackets, ROLES_ALL},
    {"SC-CON-RD-003", VERDICT_FAIL, ON_ANY, rule_contact_params, ROLES_ALL},
    {"SC-CON-RD-004", VERDICT_FAIL, ON_ANY, rule_unique_params, ROLES_ALL},
    {"SC-CON-RD-005", VERDICT_FAIL, ON_ANY, rule_contact_parts, ROLES_ALL},
    {"SC-CON-UAC-007", VERDICT_FAIL, ON_REQUEST | ODD_TOO, rule_invite_contact, ROLE_SET(UAC)},
    {"SC-TXN-SRV-016", VERDICT_FAIL, ON_OUR_REQUEST | NOT_RELAYING, rule_one_final, ROLES_ALL},
    {"SC-TRP-TCP-012", VERDICT_FAIL, ON_ANY | RELAYED_TOO | ODD_TOO | UNFRAMED_TOO, rule_stream_length,
     ROLES_ALL},
};

const char *invariant_requirement(size_t i)
{
    return i < sizeof(rules) / sizeof(rules[0]) ? rules[i].requirement : NULL;
}

/* ---- filing a breach ---- */

/* Findings are one line, whatever octets the device put into its values. */
static void one_line(char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = ' ';
}

__attribute__((format(printf, 5, 0))) static void file_breach(struct inspection *in, enum verdict verdict,
                                                              struct slice where, const char *expected,
                                                              const char *format, va_list args)
{
    char actual[LIMIT_WHY_BYTES], wanted[LIMIT_WHY_BYTES];
    if (in->breaches >= LIMIT_BREACHES)
        return;
    in->breaches++;
    vsnprintf(actual, sizeof(actual), format, args);
    snprintf(wanted, sizeof(wanted), "%s", expected);
    one_line(actual);
    one_line(wanted);
    char requirement[32];
    snprintf(requirement, sizeof(requirement), "%s", in->rule->requirement);
    struct finding finding = {.requirement = requirement,
                              .verdict = verdict,
                              .expected = wanted,
                              .actual = actual,
                              .entry = in->number,
                              .source = SOURCE_INVARIANT};
    if (where.p && sip_offset_of(in->message, where) < in->message->length) {
        finding.offset = sip_offset_of(in->message, where);
        finding.length = where.n;
    }
    if (findings_add(in->findings, &finding))
        in->out_of_memory = true;
}

void breach(struct inspection *in, struct slice where, const char *expected, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    file_breach(in, in->rule->verdict, where, expected, format, args);
    va_end(args);
}

void breach_as(struct inspection *in, enum verdict verdict, struct slice where, const char *expected,
               const char *format, ...)
{
    va_list args;
    va_start(args, format);
    file_breach(in, verdict, where, expected, format, args);
    va_end(args);
}

static void file_pass(struct inspection *in)
{
    char requirement[32];
    snprintf(requirement, sizeof(requirement), "%s", in->rule->requirement);
    struct finding finding = {
        .requirement = requirement, .verdict = VERDICT_PASS, .entry = -1, .source = SOURCE_INVARIANT};
    if (findings_add(in->findings, &finding))
        in->out_of_memory = true;
}

/* ---- leading the rules through the transcript ---- */

void inspection_select(struct inspection *in, long number)
{
    in->number = number;
    in->entry = &in->transcript->entries[number];
    in->fact = &in->facts[number];
    in->message = in->entry->message;
}

static bool rule_fits_subject(const struct invariant_rule *rule, const struct invariant_subject *subject)
{
    if (rule->scope & NOT_RELAYING && role_row(subject->role)->relays)
        return false;
    if (rule->scope & NOT_OURS && subject->is_harness)
        return false;
    return role_is_in(subject->role, rule->roles);
}

static bool rule_fits_entry(const struct inspection *in)
{
    unsigned scope = in->rule->scope;
    if (in->entry->flags & ENTRY_SHARED)
        return false; /* the case that played it was judged by it */
    if (scope & ON_OUR_REQUEST)
        return in->entry->direction == DIRECTION_SENT && entry_is_request(in->entry) &&
               in->entry->retransmission_of < 0 && (!in->fact->odd || scope & ODD_TOO);
    if (!in->fact->judged || (in->fact->unframed && !(scope & UNFRAMED_TOO)) ||
        (in->fact->odd && !(scope & ODD_TOO)) || (in->fact->relayed && !(scope & RELAYED_TOO)))
        return false;
    switch (in->message->kind) {
    case SIP_BROKEN:
        return scope & BROKEN_TOO;
    case SIP_REQUEST:
        return scope & ON_REQUEST;
    case SIP_RESPONSE:
        return scope & ON_RESPONSE;
    }
    return false;
}

static void apply_rule(struct inspection *in)
{
    bool looked = false;
    in->breaches = 0;
    for (size_t i = 0; i < in->transcript->count && in->breaches < LIMIT_BREACHES && !in->out_of_memory;
         i++) {
        inspection_select(in, (long)i);
        if (rule_fits_entry(in) && in->rule->inspect(in))
            looked = true;
    }
    if (looked && !in->breaches && !in->out_of_memory)
        file_pass(in);
}

int invariants_check(const struct invariant_subject *subject, const struct transcript *transcript,
                     struct tag_memory *memory, struct findings *findings)
{
    struct inspection in = {
        .subject = subject, .transcript = transcript, .memory = memory, .findings = findings};
    struct tag_memory *own_memory = NULL;
    if (!memory && tag_memory_create(&own_memory))
        return -1;
    if (!memory)
        in.memory = own_memory;
    tag_memory_next_case(in.memory);
    if (facts_make(&in))
        in.out_of_memory = true;
    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && !in.out_of_memory; i++) {
        in.rule = &rules[i];
        if (rule_fits_subject(in.rule, subject))
            apply_rule(&in);
    }
    free(in.facts);
    tag_memory_free(own_memory);
    return in.out_of_memory ? -1 : 0;
}
